"""Tries an expression on one row, as the oracle understands it: for documentation, tests, and people at a prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omicz_meta.engine.oracle import Answer, Row, evaluate
from omicz_meta.errors import MappingError
from omicz_meta.mapping.expression import parse_expression
from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.own_functions import own_functions
from omicz_meta.mapping.rules import SourceSpec
from omicz_meta.mapping.scope import Scope, TableView
from omicz_meta.mapping.systems import shipped_systems
from omicz_meta.schema import load_schema
from omicz_meta.yamlfile import Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from omicz_meta.mapping.own_functions import Functions


def tried(expression: str, row: Mapping[str, str | None] | None = None, functions: Functions = ()) -> Answer:
    """Value and note of an expression of the mapping language for one row of texts. Dates are ISO text.

    Raises MappingError with its problems for an expression that `mapping check` would refuse.

    >>> tried("round(decimal({Hb}, ','))", {"Hb": "132,5"})
    Answer(value=132, note=None)
    """
    cells = row or {}
    own = own_functions(functions).by_name
    signatures = {name: function.signature for name, function in own.items()}
    faults = Faults()
    table = TableView("row", tuple(cells), SourceSpec("row"))
    scope = Scope(load_schema(), table, (), faults, functions=signatures, systems=shipped_systems())
    typed = parse_expression(Node("expression", 1, 1, text=expression), scope)
    if faults.found:
        raise MappingError("The expression cannot run.", tuple(faults.found))
    return evaluate(
        typed.expression, Row({(None, name): text for name, text in cells.items()}, {}, functions=own)
    )
