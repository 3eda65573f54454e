"""Functions that only Python computes: once per distinct value, typed, and never the end of a run."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.cell import call, column
from omicz_meta.engine.plan import Call, Collect, Column, Convert, Each, Expression, Item, Split
from omicz_meta.engine.python_functions import PythonFunction, Refused, by_name, registered_name
from omicz_meta.engine.session import session
from omicz_meta.engine.signature import Signature, Type
from omicz_meta.schema import Kind

from . import plans
from .asking import ask_kernel, ask_oracle, slot_of


def _made(
    name: str, kinds: tuple[Type, ...], result: Type, meaning: Callable[..., Any], **more: Any
) -> PythonFunction:
    sees = more.pop("sees", frozenset())
    return PythonFunction(Signature(name, kinds, result, name, **more), meaning, frozenset(sees))


def _fussy(text: str) -> str:
    if "a" in text:
        raise KeyError(text)
    return text[::-1]


FUNCTIONS = by_name(
    (
        _made("turned", ("text",), "text", lambda text: text[::-1]),
        _made("fussy", ("text",), "text", _fussy),
        _made("refusing", ("text",), "text", lambda text: Refused("V007") if len(text) > 3 else text),
        _made("nothing", ("text",), "text", lambda _: None, fault="T002"),
        _made("lying", ("text",), "integer", lambda text: text if text.isdigit() else len(text)),
        _made("broken", ("text",), "text", lambda text: text + "\ud800" if "1" in text else text),
        _made("both", ("text", "text"), "text", lambda a, b: f"{a}|{b}", sees={0, 1}),
        _made("second", ("text", "text"), "text", lambda a, b="?": a + b, optional=1),
        _made("all", ("text",), "integer", lambda *parts: len(parts), variadic=True),
        _made("half", ("decimal",), "decimal", lambda number: number / 2),
        _made("written", ("decimal",), "text", str),
        _made("twice", ("integer",), "integer", lambda number: 2 * number),
        _made("even", ("integer",), "boolean", lambda number: number % 2 == 0),
        _made("next_day", ("date",), "date", lambda day: day + datetime.timedelta(1)),
        _made("century", ("partial_date",), "partial_date", lambda day: day[:2] + "00"),
        _made("weeks", ("integer",), "duration", lambda count: f"P{count}W"),
        _made("letters", ("text",), "list", list),
        _made("sorted", ("list",), "list", sorted),
    )
)

TEXT, NUMBER = Column("Dg", null_tokens=("-",), meanings=(("neuvedeno", "NI"),)), Column("Hb")


def _call(name: str, *parts: Expression) -> Expression:
    return Call(name, parts)


QUESTIONS: dict[str, tuple[Expression, Any]] = {
    **{
        name: (_call(name, TEXT), slot_of(Kind.STRING))
        for name in ("turned", "fussy", "refusing", "nothing", "broken")
    },
    "lying": (_call("lying", TEXT), slot_of(Kind.INTEGER)),
    "both": (_call("both", TEXT, NUMBER), slot_of(Kind.STRING)),
    "second of one": (_call("second", TEXT), slot_of(Kind.STRING)),
    "second of two": (_call("second", TEXT, NUMBER), slot_of(Kind.STRING)),
    "all": (_call("all", TEXT, NUMBER, TEXT), slot_of(Kind.INTEGER)),
    "half": (_call("half", Convert(NUMBER, Kind.DECIMAL)), slot_of(Kind.DECIMAL)),
    "written": (_call("written", Convert(NUMBER, Kind.DECIMAL)), slot_of(Kind.STRING)),
    "written whole": (_call("written", Convert(NUMBER, Kind.INTEGER)), slot_of(Kind.STRING)),
    "twice": (_call("twice", _call("twice", Convert(NUMBER, Kind.INTEGER))), slot_of(Kind.INTEGER)),
    "even": (_call("even", Convert(NUMBER, Kind.INTEGER)), slot_of(Kind.BOOLEAN)),
    "next_day": (_call("next_day", Convert(NUMBER, Kind.DATE)), slot_of(Kind.DATE)),
    "century": (_call("century", Convert(NUMBER, Kind.PARTIAL_DATE)), slot_of(Kind.PARTIAL_DATE)),
    "century of a day": (_call("century", Convert(NUMBER, Kind.DATE)), slot_of(Kind.PARTIAL_DATE)),
    "weeks": (_call("weeks", Convert(NUMBER, Kind.INTEGER)), slot_of(Kind.DURATION)),
    "letters": (Each(_call("letters", TEXT), Item()), slot_of(Kind.STRING, many=True)),
    "sorted": (
        Each(_call("sorted", Split(TEXT, ",")), _call("fussy", Item())),
        slot_of(Kind.STRING, many=True),
    ),
    "inside a list": (Collect((_call("fussy", TEXT), _call("turned", NUMBER))), slot_of(Kind.STRING, many=True)),
}  # fmt: skip


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with session(functions=FUNCTIONS.values()) as opened:
        yield opened


@pytest.mark.parametrize("name", QUESTIONS)
@settings(max_examples=examples(10), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_kernel_and_oracle_agree(
    name: str, data: st.DataObject, connection: duckdb.DuckDBPyConnection
) -> None:
    node, slot = QUESTIONS[name]
    rows = [data.draw(plans.rows()), *plans.corpus(data.draw(st.integers(0, 40)))]
    rows = [{Column(cell.name): text for cell, text in row.items()} for row in rows]
    told = ask_kernel(connection, node, rows, slot, FUNCTIONS)
    expected = [ask_oracle(node, row, FUNCTIONS) for row in rows]
    assert [(t.value, t.note) for t in told] == [(e.value, e.note) for e in expected]


@pytest.mark.parametrize(
    ("name", "argument", "answer"),
    [
        ("fussy", "abc", (None, "V020")),
        ("refusing", "abcd", (None, "V007")),
        ("nothing", "x", (None, "T002")),
        ("lying", "7", (None, "V020")),
        ("broken", "1", (None, "V020")),
        ("half", Decimal("1e-12"), (None, "V020")),
        ("half", 3, (Decimal("1.5"), None)),
        ("written", Decimal("100.00"), ("100", None)),
        ("next_day", "1900-02-28", ("1900-03-01", None)),
        ("next_day", "9999-12-31", (None, "V020")),
        ("twice", 2**62, (None, "V020")),
        ("letters", "", (None, None)),
        ("sorted", ["b", "a"], (["a", "b"], None)),
    ],
)
def test_answers(name: str, argument: Any, answer: tuple[Any, Any]) -> None:
    assert FUNCTIONS[name].answer((argument,)) == answer


def test_computed_once_for_each_distinct_value_whatever_the_blocks() -> None:
    seen: list[tuple[str, str | None]] = []

    def remember(one: str, other: str | None) -> str:
        seen.append((one, other))
        return one

    function = _made("remember", ("text", "text"), "text", remember, sees={1})
    table = pa.table({"a": ["x", "y", "x", None] * 3000, "b": ["u", None, "u", "v"] * 3000})
    with session(functions=(function,)) as connection:
        for start in range(0, table.num_rows, 5000):
            with connection.cursor() as cursor:
                cursor.register("t", table.slice(start, 5000))
                asked = call(registered_name("remember", 2), column("a"), column("b")).alias("made")
                cursor.table("t").select(asked).to_arrow_table()
    assert sorted(seen, key=str) == [("x", "u"), ("y", None)]
