"""The reference page of the functions shows every one of them at work."""

from __future__ import annotations

import pytest

from omicz_meta.engine.plan import Call, walk
from omicz_meta.engine.signatures import SIGNATURES
from omicz_meta.errors import MappingError
from omicz_meta.mapping import tried
from omicz_meta.mapping.expression import parse_expression
from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.reference import EXAMPLES
from omicz_meta.mapping.rules import SourceSpec
from omicz_meta.mapping.scope import Scope, TableView
from omicz_meta.schema import load_schema
from omicz_meta.yamlfile import Node


def test_every_function_has_an_example() -> None:
    scope = Scope(load_schema(), TableView("t", (), SourceSpec("t")), (), Faults())
    called = {
        part.function
        for expressions in EXAMPLES.values()
        for text in expressions
        for part in walk(parse_expression(Node("t.yaml", 1, 1, text=text), scope).expression)
        if isinstance(part, Call)
    }
    # comparisons are shown by two of them
    assert called >= set(SIGNATURES) - {"ne", "lt", "le"}


def test_a_wrong_expression_is_refused_as_in_a_mapping() -> None:
    with pytest.raises(MappingError) as fault:
        tried("trym({x})", {"x": "a"})
    assert [problem.code for problem in fault.value.problems] == ["M007"]
