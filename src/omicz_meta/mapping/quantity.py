"""`quantity(text[, unit])` in expressions: a Quantity object put together from simpler calls.

`<0,01` is the number 0.01 with the comparator `lt` and the text as it was; `negativní` is a text alone. A number whose
unit is not known does not stand as a number: the object keeps the words of the source, and T010 is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Call, Case, Column, Constant, Expression, Item, Recode, Record
from omicz_meta.engine.reading import SPACES, number_pattern
from omicz_meta.mapping.typed import Typed

if TYPE_CHECKING:
    from omicz_meta.mapping.rules import ColumnSpec
    from omicz_meta.mapping.scope import Scope, TableView

COMPARATORS = (
    ("<", "lt"),
    ("<=", "le"),
    ("=<", "le"),
    ("≤", "le"),
    (">", "gt"),
    (">=", "ge"),
    ("=>", "ge"),
    ("≥", "ge"),
)
"""Signs before a number, and the value of Comparator each means."""

EXPECTED = "a text and, where it stands apart, a unit, as in quantity({x}, {unit})"
_NOTHING = Constant(None)
_LEAD = f"(?:(?:<=|>=|=<|=>|[<>≤≥])[{SPACES}]*)?"
_SIGN = "^(<=|>=|=<|=>|[<>≤≥])"
_UNIT = f"[{SPACES}]*[^0-9{SPACES}.,:;/+*<>=()~^|!?-].*|[{SPACES}]+/.*"
"""What can be a unit behind a number: `160` in `1:160`, `5` in `2-5` and `/2001` in `12/2001` are none."""


def quantity(text: Typed, unit: Typed | None, scope: Scope) -> Typed:
    """The object for a text; a unit that does not stand apart is behind the number, or the column declares it."""
    spec, table = _declared(text.expression, scope)
    mark = table.decimal(spec)
    number = _number(text.expression, mark, alone=unit is not None)
    if unit is not None:
        written: Expression = unit.expression
        code: Expression = Call("ucum", (written,))
    else:
        written = _behind(text.expression, mark)
        declared = scope.unit(text.expression, spec) or Constant(None)
        code = Case(((_missing(written), declared),), Call("ucum", (written,)))
    return Typed(_record(text.expression, number, written, code, mark, unit is not None), "quantity")


def _declared(text: Expression, scope: Scope) -> tuple[ColumnSpec | None, TableView]:
    """What is declared about the cell a text comes from, and its table."""
    if isinstance(text, Column):
        view = scope.table if text.table is None else scope.joins[text.table]
        return view.spec(text.name), view
    if isinstance(text, Item) and scope.item_columns:
        return scope.table.spec(scope.item_columns[0]), scope.table
    return None, scope.table


def _figure(mark: str) -> str:
    """A number as a pattern without groups."""
    return number_pattern(mark).replace("(", "(?:")


def _number(text: Expression, mark: str, *, alone: bool) -> Expression:
    behind = "" if alone else f"(?:{_UNIT})?"
    found = Call("regex_extract", (text, Constant(f"^{_LEAD}({_figure(mark)}){behind}$")))
    return Call("decimal", (found, Constant(mark)))


def _behind(text: Expression, mark: str) -> Expression:
    return Call("regex_extract", (text, Constant(f"^{_LEAD}{_figure(mark)}({_UNIT})$")))


def _record(
    text: Expression, number: Expression, written: Expression, code: Expression, mark: str, apart: bool
) -> Record:
    lost = Call("and", (Call("not", (_missing(written),)), _missing(code)))
    value = Case(((lost, _NOTHING),), number)
    sign = Recode(Call("regex_extract", (text, Constant(_SIGN))), COMPARATORS)
    plain = Call("matches", (text, Constant(number_pattern(mark))))
    verbatim = Call("concat", (text, Constant(" "), written)) if apart else text
    said = Case(((_missing(number), text), (lost, verbatim), (plain, _NOTHING)), text)
    without = _missing(value)
    fields = (
        ("value", value),
        ("unit", Case(((_missing(number), _NOTHING),), code)),
        ("comparator", Case(((without, _NOTHING),), sign)),
        ("text", said),
    )
    return Record("Quantity", fields)


def _missing(part: Expression) -> Expression:
    return Call("is_null", (part,))
