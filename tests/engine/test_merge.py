"""Records with one id become one, slot by slot in the order of trust; disagreement is told, sameness too."""

from __future__ import annotations

import pytest

from .mill import Cells, Sheet, mill
from .registry import PEOPLE, PEOPLE_COLUMNS, cell, people, plan_of, slot

SECOND = "ambulance"


def _told(*rows: Cells) -> tuple[list[tuple[str | None, str | None]], list[tuple[object, ...]]]:
    made = mill(plan_of(people()), [Sheet(PEOPLE, PEOPLE_COLUMNS, rows)])
    values = [(r["birth_date"], r["administrative_gender"]) for r in made.records["Individual"]]
    return values, made.told("code", "row", "slot", "value")


def _row(born: str | None, sex: str | None, number: str = "P1") -> Cells:
    return {"ID": number, "Narozen": born, "Pohlaví": sex}


CASES = {
    "the same twice": (
        [_row("1970", "M"), _row("1970", "M")],
        [("1970", "male")],
        [("X006", 2, None, None)],
    ),
    "same id written with spaces": (
        [_row("1970", "M"), _row("1970", "M", " P1 ")],
        [("1970", "male")],
        [("X006", 2, None, None)],
    ),
    "a gap is filled": ([_row(None, "M"), _row("1970", None)], [("1970", "male")], [("X006", 2, None, None)]),
    "the first is trusted": (
        [_row("1970", "M"), _row("1971", "M")],
        [("1970", "male")],
        [("X001", 2, "birth_date", "1971")],
    ),
    "each that differs is told": (
        [_row("1970", "M"), _row("1971", "Ž"), _row("1970", "M")],
        [("1970", "male")],
        [
            ("X001", 2, "birth_date", "1971"),
            ("X001", 2, "administrative_gender", "female"),
            ("X006", 3, None, None),
        ],
    ),
    "the first that has a value is trusted": (
        [_row(None, None), _row("1971", None), _row("1970", "Ž")],
        [("1971", "female")],
        [("X006", 2, None, None), ("X001", 3, "birth_date", "1970")],
    ),
    "different ids stay apart": ([_row("1970", "M"), _row("1970", "M", "P2")], [("1970", "male")] * 2, []),
    "order of first rows is kept": (
        [_row("1970", "M", "P2"), _row("1971", "Ž"), _row("1970", "M", "P2")],
        [("1970", "male"), ("1971", "female")],
        [("X006", 3, None, None)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_one_table(case: str) -> None:
    rows, records, problems = CASES[case]
    assert _told(*rows) == (records, problems)


def test_reasons_of_absence_are_joined_and_do_not_disagree() -> None:
    made = mill(
        plan_of(people()), [Sheet(PEOPLE, PEOPLE_COLUMNS, [_row("neuvedeno", "M"), _row("1970", "M")])]
    )
    (record,) = made.records["Individual"]
    assert record["birth_date"] == "1970"
    assert record["absent"] is None, "a slot that another row fills is not absent"
    assert "X001" not in [code for (code,) in made.told("code")]


def test_the_first_reason_for_a_slot_that_stays_empty_is_kept() -> None:
    rows = [_row("neuvedeno", None), _row(None, "neuvedeno"), _row("neuvedeno", "neuvedeno")]
    made = mill(plan_of(people()), [Sheet(PEOPLE, PEOPLE_COLUMNS, rows)])
    assert made.records["Individual"][0]["absent"] == [
        {"slot": "birth_date", "reason": "NI"},
        {"slot": "administrative_gender", "reason": "NI"},
    ]


def test_the_source_that_comes_first_in_the_plan_is_trusted() -> None:
    """Sources are worked through in the order of the tables; the second one only fills gaps."""
    born = slot("Individual", "birth_date", cell("Narozen"), "Narozen")
    other = people(rule="ambulance-Individual", table=SECOND, slots=(people().slots[0], born))
    sheets = [
        Sheet(PEOPLE, PEOPLE_COLUMNS, [_row("1970", None), _row(None, "Ž", "P2")]),
        Sheet(SECOND, PEOPLE_COLUMNS, [_row("1999", None, "P2"), _row("1971", None)]),
    ]
    made = mill(plan_of(people(), other), sheets)
    assert [(r["birth_date"], r["administrative_gender"]) for r in made.records["Individual"]] == [
        ("1970", None),
        ("1999", "female"),
    ]
    assert made.told("code", "file", "row", "value") == [("X001", "data/ambulance.csv", 2, "1971")]


def test_a_source_that_repeats_another_is_no_repetition_but_one_that_repeats_itself_is() -> None:
    other = people(rule="ambulance-Individual", table=SECOND)
    sheets = [
        Sheet(PEOPLE, PEOPLE_COLUMNS, [_row("1970", "M")]),
        Sheet(SECOND, PEOPLE_COLUMNS, [_row("1970", "M"), _row("1970", "M")]),
    ]
    made = mill(plan_of(people(), other), sheets)
    assert made.told("code", "file", "row") == [("X006", "data/ambulance.csv", 2)]


def test_lineage_names_every_row_of_a_merged_record() -> None:
    made = mill(
        plan_of(people()),
        [Sheet(PEOPLE, PEOPLE_COLUMNS, [_row("1970", "M"), _row("1970", "M", "P2"), _row("1971", "M")])],
    )
    first, second, third = made.lineage["Individual"]
    assert first["record_id"] == third["record_id"] != second["record_id"]
    assert made.ledger.sources[PEOPLE].rows_used == 3


def test_dropped_slots_are_empty_in_every_record() -> None:
    rows = [_row("1970", "M"), _row("1971", "Ž", "P2")]
    made = mill(
        plan_of(people()),
        [Sheet(PEOPLE, PEOPLE_COLUMNS, rows)],
        drop={"Individual": frozenset({"birth_date"})},
    )
    kept = mill(plan_of(people()), [Sheet(PEOPLE, PEOPLE_COLUMNS, rows)])
    assert [(r["birth_date"], r["administrative_gender"]) for r in made.records["Individual"]] == [
        (None, "male"),
        (None, "female"),
    ]
    assert made.hashes["Individual"] != kept.hashes["Individual"]
