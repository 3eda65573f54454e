"""A value that certainly identifies a person is dropped where it would leave as text, and only there (P002)."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.names import NOTE, VALUE
from omicz_meta.engine.plan import Call, Collect, Constant, Convert, Expression, Record
from omicz_meta.engine.screen import CLOSER, COARSE, SUSPECT, Harmless, Screen
from omicz_meta.identifiers import certain_addresses, find, names
from omicz_meta.privacy.output import FINDABLE
from omicz_meta.schema import Kind, load_schema

from .mill import Sheet, mill
from .registry import PEOPLE, PEOPLE_COLUMNS, SAMPLE_COLUMNS, SAMPLES, cell, people, plan_of, samples, slot

IDENTIFYING = ("jana@nemocnice.example", "RČ 855715/0008", "tel. +420 601 123 456", "855715/0008")
HARMLESS = ("Neurologie", "8557150008 ", "1 234 567 890", "GL-2 @ 4 °C", "12345", "C50.9")


def _screened(
    value: str, expression: Expression, *, name: str = "data_source"
) -> tuple[object, list[tuple[object, ...]]]:
    plan = people(slots=(people().slots[0], slot("Individual", name, expression, "Stav")))
    rows = [{"ID": "P1", "Stav": "jiné"}, {"ID": "P2", "Stav": value}]
    made = mill(plan_of(plan), [Sheet(PEOPLE, PEOPLE_COLUMNS, rows)])
    first, second = made.records["Individual"]
    assert first[name] is not None
    return second[name], made.told("code", "row", "column", "slot")


@pytest.mark.parametrize("value", IDENTIFYING)
def test_identifiers_are_dropped_and_told(value: str) -> None:
    assert _screened(value, cell("Stav")) == (None, [("P002", 2, "Stav", "data_source")])


@pytest.mark.parametrize("value", HARMLESS)
def test_other_text_passes(value: str) -> None:
    assert _screened(value, cell("Stav")) == (value.strip(), [])


def test_what_is_computed_from_a_cell_is_looked_at_as_well() -> None:
    joined = Call("concat", (Constant("viz "), cell("Stav")))
    assert _screened("jana@nemocnice.example", joined)[0] is None


def test_a_dropped_value_counts_as_invalid_and_its_record_stays() -> None:
    plan = people(slots=(people().slots[0], slot("Individual", "data_source", cell("Stav"), "Stav")))
    made = mill(plan_of(plan), [Sheet(PEOPLE, PEOPLE_COLUMNS, [{"ID": "P1", "Stav": "a@b.example"}])])
    count = made.ledger.slots["Individual.data_source"]
    assert (len(made.records["Individual"]), count.evaluated, count.invalid) == (1, 1, 1)


@pytest.mark.parametrize("value", IDENTIFYING)
def test_lists_lose_the_part_that_identifies(value: str) -> None:
    names = ("id", "individual")
    many = slot("Biosample", _text_list("Biosample"), Collect((cell("Typ"), cell("Stav"))), "Stav")
    plan = samples(slots=(*(s for s in samples().slots if s.slot.name in names), many))
    rows = [{"ID": "P1", "Číslo": "S1", "Typ": "a", "Stav": value}, {"ID": "P1", "Číslo": "S2", "Typ": value}]
    made = mill(plan_of(plan), [Sheet(SAMPLES, SAMPLE_COLUMNS, rows)])
    assert [record[many.slot.name] for record in made.records["Biosample"]] == [["a"], None]
    assert made.told("code", "row") == [("P002", 1), ("P002", 2)]


def test_a_list_that_holds_nobody_stays_as_it_is() -> None:
    """Also beside one that names somebody: an empty list is no finding."""
    text = _text_list("Biosample")
    plan = samples(slots=(slot("Biosample", text, Collect((cell("Stav"),)), "Stav"),))
    lists = [[], [None], ["a", None], None, ["a", "jana@nemocnice.example", None], ["jana@nemocnice.example"]]
    made = pa.table({VALUE + text: pa.array(lists, pa.list_(pa.string()))})
    screened = Screen(plan, load_schema()).of(made)
    assert screened[VALUE + text].to_pylist() == [[], [None], ["a", None], None, ["a"], None]
    noted = [note is not None and "P002" in note for note in screened[NOTE + text].to_pylist()]
    assert noted == [False] * 4 + [True] * 2


def test_objects_lose_the_part_that_identifies() -> None:
    quantity = Record("Quantity", (("text", cell("Stav")), ("unit", cell("Typ"))))
    found = slot("Measurement", "value_quantity", quantity, "Stav")
    key = slot("Measurement", "id", cell("Číslo"), "Číslo")
    owner = slot("Measurement", "individual", cell("ID"), "ID")
    plan = samples(target="Measurement", slots=(key, owner, found))
    rows = [{"ID": "P1", "Číslo": "S1", "Typ": "g", "Stav": "a@b.example"}]
    made = mill(plan_of(plan), [Sheet(SAMPLES, SAMPLE_COLUMNS, rows)])
    (record,) = made.records["Measurement"]
    assert {name: value for name, value in record["value_quantity"].items() if value} == {"unit": "g"}
    assert made.told("code", "row") == [("P002", 1)]


def test_references_and_codes_carry_no_identifier_either() -> None:
    cause = slot("Individual", "cause_of_death", Convert(cell("Stav"), Kind.CURIE), "Stav")
    plan = people(slots=(people().slots[0], cause))
    made = mill(plan_of(plan), [Sheet(PEOPLE, PEOPLE_COLUMNS, [{"ID": "P1", "Stav": "x:855715/0008"}])])
    assert made.records["Individual"][0]["cause_of_death"] is None


PARTS = (
    "855715",
    "0008",
    "/",
    " ",
    "\u00a0",
    "-",
    ".",
    "+420",
    "+421",
    "00420",
    "+44",
    "+",
    "420",
    "601",
    "123",
    "456",
    "20",
    "7946",
)
MORE = (
    "CZ65",
    "0800",
    "0000",
    "1920",
    "0014",
    "5399",
    "cz65",
    "DE89",
    "jana",
    "@",
    "posta.example",
    "D",
    "123456789",
    "x",
    "č. OP ",
    "r. č.: ",
    "r.\u00a0č. ",
    "Pas č. ",
    "192000145399",
)


@settings(max_examples=examples(600), deadline=None, derandomize=True)
@given(st.lists(st.sampled_from((*PARTS, *MORE)), max_size=9).map("".join))
@example("+421 903 123 456")
@example("855715 / 0008")
@example("601-123-456")
@example("+ 420601123456")
@example("CZ65 0800  0000 1920  0014 5399")
@example("r.\u00a0č. 855715 0009")
@example("CZ65\u00a00800\u00a00000\u00a01920\u00a00014\u00a05399")
def test_no_certain_identifier_passes_the_first_look(text: str) -> None:
    certain = any(found.certain for found in find(text))
    assert not certain or pc.match_substring_regex(pa.array([text]), SUSPECT).to_pylist() == [True]


@settings(max_examples=examples(600), deadline=None, derandomize=True)
@given(st.lists(st.sampled_from((*PARTS, *MORE)), max_size=9).map("".join))
@example("8557150008")
@example("19/0100")
def test_nothing_that_is_found_passes_the_last_look(text: str) -> None:
    assert not find(text) or pc.match_substring_regex(pa.array([text]), FINDABLE).to_pylist() == [True]


NAMING = (
    "Jana", "Nováková", "novák", "Žižka", "ČERNÝ", "paní ", "bytem ", "Dlouhá", "602", "00", "Brno", "ul. ", "Adresa",
    ", ", "_", "Ǆ", "ǅ", "Ω", "Я", "Ａ", "é", "ſ", "\u212a", "EDTA", "odd. 12", "\0", "\n",
)  # fmt: skip


def slowly(texts: Iterable[str | None]) -> set[str]:
    """The texts that identify somebody: each different one is looked at, nothing is passed over or remembered."""
    given = pa.array(sorted({text for text in texts if text is not None}), pa.string())
    closely = given.filter(pc.match_substring_regex(given, CLOSER)).to_pylist()
    return {text for text in closely if certainly_somebody(text)}


def certainly_somebody(text: str) -> bool:
    return any(hit.certain for hit in find(text)) or bool(names(text) or certain_addresses(text))


TEXT = st.none() | st.lists(st.sampled_from((*PARTS, *MORE, *NAMING)), max_size=6).map("".join)


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.lists(st.lists(TEXT, max_size=6), min_size=1, max_size=3), max_size=4))
def test_what_was_seen_before_and_the_coarse_look_change_nothing(
    blocks: list[list[list[str | None]]],
) -> None:
    harmless = Harmless()
    for block in blocks:
        found = set(harmless.identifying(pa.array(texts, pa.string()) for texts in block))
        assert found == slowly(text for texts in block for text in texts)


def test_slices_of_columns_are_looked_at_alone() -> None:
    texts = pa.array(["jana@posta.example", "Praha", "Brno", "petr@posta.example"])
    assert list(Harmless().identifying([texts.slice(1, 2)])) == []
    assert list(Harmless().identifying([texts.slice(0, 2)])) == ["jana@posta.example"]


@pytest.mark.parametrize("form", ["{0}{0} {0}{0}", "A{0} A{0}", "602 00 {0}"])
def test_the_coarse_look_passes_no_letter_over(form: str) -> None:
    letters = filter(str.isalpha, map(chr, range(sys.maxunicode + 1)))
    texts = pa.array([form.format(letter) for letter in letters])
    closer = texts.filter(pc.match_substring_regex(texts, CLOSER))
    assert len(closer) > 1_000
    assert pc.all(pc.match_substring_regex(closer, COARSE)).as_py()


def _text_list(name: str) -> str:
    slots = load_schema().classes[name].slots.values()
    return next(s.name for s in slots if s.multivalued and s.kind is Kind.STRING)
