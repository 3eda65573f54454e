"""The expression language: text to plan, and every fault at its place."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omicz_meta.engine.plan import Case
from omicz_meta.mapping.expression import parse_expression
from omicz_meta.mapping.scope import Scope
from omicz_meta.mapping.typed import Typed
from omicz_meta.problem import Problem
from omicz_meta.schema import Schema, load_schema
from omicz_meta.yamlfile import Node, parse_yaml

from .reader import scope_for, shown, table_rows

COLUMNS = ("a", "b", "a b", "Pohlaví", "Vek", "Dat", "Hb", "Ok")
SOURCE = """
columns:
  Vek: {type: integer}
  Dat: {type: date, formats: [d.m.yyyy, yyyy]}
  Hb: {type: decimal, decimal: ","}
  Ok: {type: boolean}
"""


def parsed(text: str, schema: Schema) -> tuple[Typed, Scope]:
    node, problems = parse_yaml(f"e: |-\n  {text}", "e")
    assert node is not None, problems
    scope = scope_for(COLUMNS, schema, SOURCE)
    expression = node.get("e")
    assert expression is not None
    return parse_expression(expression, scope), scope


def written(problem: Problem) -> str:
    detail = dict(problem.detail)
    reason = f": {detail['reason']}" if "reason" in detail else ""
    value = detail.get("function", problem.value)
    if "expected" in detail:
        reason = f": {detail['expected']}, not {detail['found']}"
    near = f" -> {', '.join(problem.candidates)}" if problem.candidates else ""
    return f"{problem.code} e:{problem.place.line}:{detail['yaml_column']} {value}{reason}{near}"


@pytest.mark.parametrize(("text", "plan"), table_rows("expressions.md"))
def test_an_expression_means(text: str, plan: str, schema: Schema) -> None:
    typed, scope = parsed(text, schema)
    assert [written(problem) for problem in scope.faults.found] == []
    wanted = plan.partition(":")[0]
    if typed.type != wanted:
        assert typed.declared is not None
        typed = typed.declared
    assert f"{typed.type}: {shown(typed.expression)}" == plan


@pytest.mark.parametrize(("text", "problem"), table_rows("wrong-expressions.md"))
def test_a_wrong_expression_is_told_at_its_place(text: str, problem: str, schema: Schema) -> None:
    _, scope = parsed(text, schema)
    assert [written(found) for found in scope.faults.found] == [problem]


EMPTY = [
    ("{a} == 'x'", "(is_null([a]) -> False)"),
    ("{a} != 'x'", "(is_null([a]) -> True)"),
    ("18 != {Vek}", "(is_null([Vek]) -> True)"),
    ("{a} == {b}", "(and(is_null([a]), is_null([b])) -> True) (or(is_null([a]), is_null([b])) -> False)"),
    ("{a} != {b}", "(and(is_null([a]), is_null([b])) -> False) (or(is_null([a]), is_null([b])) -> True)"),
]


@pytest.mark.parametrize(("text", "answers"), EMPTY)
def test_an_empty_cell_differs_from_every_value(text: str, answers: str, schema: Schema) -> None:
    """So that a filter `{Stav} != 'storno'` keeps the rows without Stav."""
    typed, _ = parsed(text, schema)
    assert isinstance(typed.expression, Case)
    written = [f"({shown(test)} -> {shown(value)})" for test, value in typed.expression.branches]
    assert " ".join(written) == answers


def test_all_faults_of_one_expression_are_told(schema: Schema) -> None:
    _, scope = parsed("foo({x}) + absent('XX') + {y}", schema)
    assert [problem.code for problem in scope.faults.found] == ["M007", "M018", "M005"]


DEEP = ["(" * 250 + "1" + ")" * 250, "not " * 300 + "True", "-" * 5000 + "1", "1+" * 9000 + "1"]


@pytest.mark.parametrize("text", DEEP, ids=["brackets", "not", "minus", "sum"])
def test_deep_expressions_are_refused(text: str, schema: Schema) -> None:
    _, scope = parsed(text, schema)
    assert {problem.code for problem in scope.faults.found} == {"M006"}


def test_a_place_inside_a_block_of_several_lines(schema: Schema) -> None:
    node, _ = parse_yaml("e: |\n    case(({a} == 'x', 'ž'),\n      (True, {nic}))\n", "e")
    assert node is not None
    expression = node.get("e")
    assert expression is not None
    scope = scope_for(COLUMNS, schema)
    parse_expression(expression, scope)
    assert [written(problem) for problem in scope.faults.found] == ["M005 e:3:15 nic"]


@given(st.text(string.printable + "žě\u2028", max_size=40))
def test_no_text_makes_the_parser_raise(text: str) -> None:
    scope = scope_for(COLUMNS, load_schema())
    parse_expression(Node("e", 1, 1, value=text, text=text, written=text), scope)
    assert all(problem.place.file == "e" for problem in scope.faults.found)
