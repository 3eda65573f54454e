"""The whole function library: kernel and oracle give the same answer, whatever values a function is handed."""

from __future__ import annotations

import os
from functools import cache

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.codesystems import CODE_SYSTEMS
from omicz_meta.engine.czech import UNITS
from omicz_meta.engine.plan import Call, Column, Constant, Each, Expression, Item, Split
from omicz_meta.engine.reading import COMPARATORS
from omicz_meta.engine.signature import Signature, Type
from omicz_meta.engine.signatures import SIGNATURES
from omicz_meta.schema import Kind

from . import plans
from .asking import Cells, ask_kernel, ask_oracle, slot_of

EXAMPLES = int(os.environ.get("FUZZ", examples(4)))

KINDS: dict[Type, Kind] = {
    "text": Kind.STRING,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
    "partial_date": Kind.PARTIAL_DATE,
    "duration": Kind.DURATION,
    "list": Kind.STRING,
    "any": Kind.STRING,
}
OF_TYPE = {
    "text": plans.text(1),
    "integer": plans.integer(1),
    "decimal": st.one_of(plans.decimal(1), plans.integer(1)),
    "boolean": plans.boolean(1),
    "date": plans.date(1),
    "partial_date": st.one_of(plans.partial_date(1), plans.date(1)),
    "duration": plans.duration(1),
    "list": plans.texts_in_list(),
    "any": plans.text(1),
}
"""Arguments of each type: cells, constants and small expressions over them."""

PATTERNS = st.sampled_from(plans.PATTERNS)
WRITTEN = {
    "code": st.tuples(st.sampled_from(tuple(CODE_SYSTEMS))),
    "date": st.lists(st.sampled_from(plans.FORMATS[:7]), max_size=3, unique=True),
    "partial_date": st.lists(st.sampled_from(plans.FORMATS[:7]), max_size=3, unique=True),
    "decimal": st.one_of(st.just(()), st.tuples(st.sampled_from(",."))),
    "magnitude": st.one_of(st.just(()), st.tuples(st.sampled_from(",."))),
    "matches": st.tuples(PATTERNS),
    "regex_extract": st.tuples(PATTERNS),
    "regex_replace": st.tuples(PATTERNS, st.sampled_from(("", "-", "x"))),
    "round": st.one_of(st.just(()), st.tuples(st.integers(0, 12))),
    "pad_left": st.tuples(st.integers(0, 30), st.sampled_from("0 ř")),
    "ucum": st.just(()),
    "check_digit": st.tuples(st.sampled_from(("luhn", "verhoeff"))),
}
"""What may be written where a function wants a written word, by function."""

_SIGNS = tuple(sign for _, words in COMPARATORS for sign in words.replace("[.]?", ".").split("|"))
_UNITS = tuple(word for words in UNITS.values() for word in words.split("|"))
_BORN = ("855715/0008", "530101/111", "5301010111", "401010005", "0401010005", "401010005.0", "1000000014")
_CODES = ("718-7", "718-8", "SCTID:22298006", "22298006", "M-8500/3", "C50.9", "hgnc:1100", "NCIT_C16576")
_COUNTS, _WORDS = st.integers(0, 400), st.sampled_from(_UNITS)
SPECIAL = st.one_of(
    st.sampled_from((*_BORN, *_CODES)),
    st.builds("{}{}{}".format, st.sampled_from(_SIGNS), st.sampled_from(("", " ", "\u00a0")), plans.texts()),
    st.builds("{} {}".format, _COUNTS, _WORDS),
    st.builds("{},5 {} a {} {}".format, _COUNTS, _WORDS, _COUNTS, _WORDS),
)  # fmt: skip
"""Cells that only some functions have an eye for."""


@cache
def _arguments(signature: Signature) -> st.SearchStrategy[tuple[Expression, ...]]:
    name, kinds = signature.name, signature.parameters
    if signature.written is not None:
        computed = st.tuples(*(OF_TYPE[kind] for kind in kinds[: signature.written]))
        words = WRITTEN[name].map(lambda found: tuple(map(Constant, found)))
        return st.tuples(computed, words).map(lambda parts: (*parts[0], *parts[1]))
    if name in ("sum", "min", "max", "sorted", "unique", "first", "last", "len"):
        return st.tuples(plans.numbers_in_list())
    fixed = st.tuples(*(OF_TYPE[kind] for kind in kinds))
    if signature.variadic:
        more = st.lists(OF_TYPE[kinds[-1]], max_size=2)
        return st.tuples(fixed, more).map(lambda parts: (*parts[0], *parts[1]))
    left_out = st.integers(0, signature.optional)
    return st.tuples(fixed, left_out).map(lambda parts: parts[0][: len(parts[0]) - parts[1]])


def _asked(signature: Signature, arguments: tuple[Expression, ...]) -> tuple[Expression, Kind, bool]:
    """The call as the mapping compiler writes it, and the slot that holds what comes out."""
    made = Call(signature.name, arguments)
    if signature.result == "list":
        return Each(made, Item()), Kind.DECIMAL, True
    if "list" in signature.parameters and signature.result == "any":
        return made, Kind.DECIMAL, False
    return made, KINDS[signature.result], False


@pytest.mark.parametrize("name", SIGNATURES)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_kernel_and_oracle_agree(
    name: str, data: st.DataObject, connection: duckdb.DuckDBPyConnection
) -> None:
    signature = SIGNATURES[name]
    node, kind, many = _asked(signature, data.draw(_arguments(signature)))
    special: Cells = {cell: data.draw(SPECIAL) for cell in plans.COLUMNS}
    rows: list[Cells] = [special, data.draw(plans.rows()), *plans.corpus(data.draw(st.integers(0, 40)))]
    told = ask_kernel(connection, node, rows, slot_of(kind, many=many))
    expected = [ask_oracle(node, row) for row in rows]
    assert [(t.value, t.note) for t in told] == [(e.value, e.note) for e in expected]


SPECIAL_ROWS = (*_BORN, *_CODES, *(f"{sign} 5" for sign in _SIGNS), *(f"3 {unit}" for unit in _UNITS))


@pytest.mark.parametrize("name", [name for name, one in SIGNATURES.items() if one.parameters[0] == "text"])
def test_and_on_what_each_was_made_for(name: str, connection: duckdb.DuckDBPyConnection) -> None:
    """Codes, comparators, durations and birth numbers, through every function that takes a text."""
    signature, cell = SIGNATURES[name], Column("Dg")
    words: dict[str, tuple[str | int, ...]] = {
        "code": ("SNOMEDCT",), "curie": ("e849",), "pad_left": (12, "0"),
        "check_digit": ("luhn",), "regex_replace": ("[0-9]+", "x"),
        "matches": (".*5",), "regex_extract": ("([0-9]+)",), "replace": ("5", "6"), "substr": (2,),
        "contains": ("5",), "startswith": ("5",), "endswith": ("5",), "date": (), "partial_date": (),
    }  # fmt: skip
    if "list" in signature.parameters:
        node: Expression = Call(name, (Constant("-"), Each(Call("sorted", (Split(cell, " "),)), Item())))
    else:
        node = Call(name, (cell, *map(Constant, words.get(name, ()))))
    rows: list[Cells] = [{cell: text} for text in SPECIAL_ROWS]
    told = ask_kernel(connection, node, rows, slot_of(KINDS[signature.result]))
    expected = [ask_oracle(node, row) for row in rows]
    assert [(t.value, t.note) for t in told] == [(e.value, e.note) for e in expected]
