"""Wide to many: `pivot_operation` with direction MELT, several columns or the parts of one split cell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Collect, Constant, Expression, Split

if TYPE_CHECKING:
    from omicz_meta.mapping.rules import PivotRule
    from omicz_meta.mapping.scope import Scope


def pivoted(pivot: PivotRule, scope: Scope) -> tuple[Expression, Scope]:
    """The list a row is taken apart into, and a scope in which the pivot's name stands for one item.

    One column that is declared `split` gives its parts; several columns give their cells.
    """
    outer = replace(scope, item=None, item_columns=())
    origins = [(column, outer.origin(column.text, column)) for column in pivot.columns]
    inner = replace(scope, item=pivot.name, item_columns=tuple(column.text for column in pivot.columns))
    cells = [(column, origin) for column, origin in origins if origin is not None]
    if len(cells) == 1 and cells[0][1].split is not None:
        return Split(cells[0][1].expression, cells[0][1].split), inner
    for column, origin in cells:
        if origin.split is not None:
            scope.faults.add(
                column.problem("M012", f"split column {column.text} beside others", feature="pivot_operation")
            )
    return Collect(tuple(origin.expression for _, origin in cells) or (Constant(None),)), inner
