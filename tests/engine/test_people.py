"""Who is who across sources: one pseudonym a person, whatever each source calls them, in whatever order they come."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.people import Known
from omicz_meta.engine.plan import Call, ClassPlan, Constant, Filter, Identity, Plan, SlotPlan
from omicz_meta.identifiers import keyed_pseudonym, known_as
from omicz_meta.identifiers.persons import BIRTH_NUMBER_SYSTEM, RID_SYSTEM

from .mill import KEY, Milled, Sheet, mill
from .registry import cell, slot

JANA, PETR, DITE = "855715/0008", "800101/0017", "0401010005"
WARD, LAB = "oddeleni", "laborator"
COLUMNS = ("ID", "RČ", "Narozen", "Příbuzní")


@dataclass(frozen=True)
class Part(Sheet):
    """A table of a source that may have several."""

    of: str = ""

    @property
    def source(self) -> str:
        return self.of or self.name


def person(value: str | None) -> str | None:
    """The pseudonym of an identifier or local id."""
    return None if value is None else keyed_pseudonym(KEY.secret, KEY.domain("Individual"), value)


def identified(number: str, system: str = BIRTH_NUMBER_SYSTEM) -> str | None:
    return person(known_as(system, number))


def individuals(table: str) -> ClassPlan:
    born = slot("Individual", "birth_date", cell("Narozen"), "Narozen")
    plain = SlotPlan(born.slot, cell("Narozen"), "passed", ("Narozen",), "born", "t:1:1")
    return ClassPlan(
        f"{table}-Individual",
        "Individual",
        table,
        (slot("Individual", "subject_id", cell("ID"), "ID"), plain),
        "subject_id",
        "subject_id",
        "t:1:1",
        one_per_row=True,
    )


def biosamples(table: str) -> ClassPlan:
    slots = (
        slot("Biosample", "id", cell("Vzorek"), "Vzorek"),
        slot("Biosample", "individual", cell("ID"), "ID"),
    )
    return ClassPlan(f"{table}-Biosample", "Biosample", table, slots, "id", "individual", "t:1:1")


def identity(plan: ClassPlan, column: str = "RČ", system: str = BIRTH_NUMBER_SYSTEM) -> Identity:
    return Identity(system, cell(column), replace(plan, slots=plan.slots[:1]))


def run(sheets: Sequence[Sheet], declared: Sequence[str] = (WARD, LAB), *, threads: int = 1) -> Milled:
    """Each sheet with a column `Vzorek` gives samples, every other one individuals."""
    plans = tuple((biosamples if "Vzorek" in sheet.columns else individuals)(sheet.name) for sheet in sheets)
    known = tuple(identity(plan) for plan in plans if plan.table in declared)
    return mill(Plan(plans, (), (), known), sheets, threads=threads)


def sheet(name: str, *rows: tuple[str | None, ...], cut: int = 10_000) -> Sheet:
    return Sheet(name, COLUMNS, [dict(zip(COLUMNS, row, strict=False)) for row in rows], cut=cut)


def samples(name: str, *rows: tuple[str, str], of: str = "") -> Part:
    return Part(name, ("Vzorek", "ID"), [{"Vzorek": v, "ID": i} for v, i in rows], of=of)


def ids(made: Milled) -> list[str]:
    return [record["subject_id"] for record in made.records.get("Individual", [])]


def owners(made: Milled) -> dict[str, str]:
    return {record["id"]: record["individual"] for record in made.records["Biosample"]}


def test_two_sources_that_know_a_person_by_other_ids_give_one_record() -> None:
    made = run([sheet(WARD, ("P0294", JANA, None)), sheet(LAB, ("L-77", "8557150008", "1985"))])
    assert [(r["subject_id"], r["birth_date"]) for r in made.records["Individual"]] == [
        (identified(JANA), "1985")
    ]
    assert made.told("code") == []
    assert made.merged == 1
    assert [row["source"] for row in made.lineage["Individual"]] == [WARD, LAB]


def test_a_disagreement_shows_both_places() -> None:
    made = run([sheet(WARD, ("P0294", JANA, "1985")), sheet(LAB, ("L-77", JANA, "1986"))])
    assert made.told("code", "source", "row", "slot", "value", "record_id") == [
        ("X001", LAB, 1, "birth_date", "1986", identified(JANA))
    ]
    (kept,) = made.records["Individual"]
    assert kept["birth_date"] == "1985"
    assert {(p["source"], p["row"]) for p in made.lineage["Individual"]} == {(WARD, 1), (LAB, 1)}


WRITTEN = ("855715/0008", "8557150008", "855715 0008", " 855715/0008\u00a0", "8557150008.0")


def test_however_it_is_written() -> None:
    spelt = [(f"L{n}", written) for n, written in enumerate(WRITTEN)]
    made = run([sheet(WARD, ("P1", JANA)), sheet(LAB, *spelt)])
    assert ids(made) == [identified(JANA)]


def test_a_number_that_a_spreadsheet_shortened() -> None:
    made = run([sheet(WARD, ("P1", "040101/0005")), sheet(LAB, ("L1", "0401010005.0"))])
    assert ids(made) == [identified(DITE)]


def test_nine_digits_that_could_be_two_persons_are_nobody() -> None:
    """401010/005 is a person born in 1940, 040101/0005 one born in 2004; a bare 401010005 may be either."""
    assert known_as(BIRTH_NUMBER_SYSTEM, "401010/005") != known_as(BIRTH_NUMBER_SYSTEM, "0401010005")
    made = run([sheet(WARD, ("P1", DITE)), sheet(LAB, ("L1", "401010005"))])
    assert ids(made) == [identified(DITE), person("L1")]
    assert made.told("code", "source", "row") == [("X009", LAB, 1)]


NOBODY = (None, "", "-", "neuvedeno", "855715/0009", "jana")


def test_without_a_valid_identifier_a_person_stays_under_the_local_id() -> None:
    rows = [(f"P{n}", wrong) for n, wrong in enumerate(NOBODY) for _ in range(2)]
    made = run([sheet(WARD, *rows)])
    assert ids(made) == [person(f"P{n}") for n in range(len(NOBODY))]
    assert [told for told in made.told("code", "row", "column", "value") if told[0] != "X006"] == [
        ("X009", 2 * n + 1, "RČ", None) for n in range(len(NOBODY))
    ]


def test_one_good_row_is_enough() -> None:
    made = run([sheet(LAB, ("L1", None), ("L1", JANA), ("L1", "855715/0009"))])
    assert ids(made) == [identified(JANA)]
    assert "X009" not in {code for (code,) in made.told("code")}


def test_two_ids_of_one_person_in_one_source_are_joined_and_told() -> None:
    made = run([sheet(WARD, ("P1", JANA, "1985"), ("P2", PETR), ("P3", JANA, None))])
    assert ids(made) == [identified(JANA), identified(PETR)]
    told = made.told("code", "row", "record_id")
    assert told == [("X007", 3, identified(JANA)), ("X006", 3, identified(JANA))]
    assert made.merged == 1


def test_one_id_for_two_persons_is_a_problem_and_joins_nobody() -> None:
    made = run([sheet(WARD, ("P1", JANA), ("P1", PETR)), sheet(LAB, ("L1", JANA), ("L2", PETR))])
    assert ids(made) == [person("P1"), identified(JANA), identified(PETR)]
    assert [t for t in made.told("code", "source", "row", "record_id") if t[0] != "X006"] == [
        ("X008", WARD, 2, person("P1"))
    ]
    assert made.merged == 0


def test_tables_of_the_source_that_know_only_the_local_id_follow() -> None:
    people = Part(WARD, COLUMNS, sheet(WARD, ("1", JANA), ("2", None)).rows, of="nemocnice")
    made = run([people, samples("odbery", ("V1", "1"), ("V2", "2"), ("V3", "9"), of="nemocnice")])
    assert owners(made) == {"V1": identified(JANA), "V2": person("2"), "V3": person("9")}


def test_sources_without_identity_mean_the_ids_of_those_that_have_one() -> None:
    made = run([sheet(WARD, ("P1", JANA)), samples("odbery", ("V1", "P1"))])
    assert owners(made) == {"V1": identified(JANA)}


def test_where_two_sources_mean_two_persons_by_an_id_a_third_cannot_use_it() -> None:
    made = run(
        [
            sheet(WARD, ("1", JANA), ("2", None)),
            sheet(LAB, ("1", PETR), ("2", PETR)),
            samples("odbery", ("V1", "1"), ("V2", "2"), ("V3", "3")),
        ]
    )
    assert owners(made) == {"V3": person("3")}
    told = [t for t in made.told("code", "source", "row", "column") if t[1] == "odbery"]
    assert [t for t in told if t[0] == "X008"] == [("X008", "odbery", 1, "ID"), ("X008", "odbery", 2, "ID")]
    assert made.quarantined["odbery"] == [1, 2]


def test_an_id_counts_within_its_source() -> None:
    made = run([sheet(WARD, ("1", JANA)), sheet(LAB, ("1", PETR))])
    assert ids(made) == [identified(JANA), identified(PETR)]


def test_different_systems_are_never_compared() -> None:
    ward, lab = individuals(WARD), individuals(LAB)
    known = (identity(ward), identity(lab, system=RID_SYSTEM))
    number = "1000000300"  # a number that keeps the rule of RIDs and would be no birth number
    sheets = [sheet(WARD, ("P1", JANA)), sheet(LAB, ("L1", number), ("L2", JANA))]
    made = mill(Plan((ward, lab), (), (), known), sheets)
    assert made.merged == 0
    assert len(ids(made)) == 3


def test_relatives_follow_too() -> None:
    ward = individuals(WARD)
    relative = slot("FamilyRelation", "relative", cell("Příbuzní"), "Příbuzní")
    relation = ClassPlan(
        "rodina",
        "FamilyRelation",
        WARD,
        (
            slot("FamilyRelation", "id", cell("ID"), "ID"),
            slot("FamilyRelation", "individual", cell("ID"), "ID"),
            replace(relative, pseudonym="Individual"),
        ),
        "id",
        "individual",
        "t:1:1",
    )
    rows = sheet(WARD, ("P1", JANA, None, "P2"), ("P2", PETR, None, "P3"), ("P3", None, None, "P1"))
    made = mill(Plan((ward, relation), (), (), (identity(ward),)), [rows])
    assert [(r["individual"], r["relative"]) for r in made.records["FamilyRelation"]] == [
        (identified(JANA), identified(PETR)),
        (identified(PETR), person("P3")),
        (person("P3"), identified(JANA)),
    ]


def test_lists_of_persons_too_without_those_who_could_be_two() -> None:
    one, two, three, four = (person(name) for name in "1234")
    pairs = sorted([(one, identified(JANA)), (two, "")])
    local, known = (np.array(side, "S32") for side in zip(*pairs, strict=True))
    named = replace(slot("Individual", "subject_id", cell("ID"), "ID"), pseudonym="Individual")
    plan = replace(individuals(WARD), slots=(named,))
    lists = pa.array([[one, three], None, [two, four], [], [two]], pa.list_(pa.string()))
    made = Known(local, known).renamed(plan, pa.table({"v:subject_id": lists}))
    assert made["v:subject_id"].to_pylist() == [[identified(JANA), three], None, [four], None, None]
    assert made["n:subject_id"].to_pylist() == [None, None, "X008", None, "X008"]


def test_a_filtered_row_says_nothing() -> None:
    ward = individuals(WARD)
    kept = Filter(Call("ne", (cell("Příbuzní"), Constant("storno"))), "not storno")
    ward = replace(ward, filters=(kept,))
    rows = sheet(WARD, ("P1", PETR, None, "storno"), ("P1", JANA, None, "platí"))
    made = mill(Plan((ward,), (), (), (identity(ward),)), [rows])
    assert ids(made) == [identified(JANA)]


def test_without_a_declared_identity_nothing_changes() -> None:
    sheets = [sheet(WARD, ("P1", JANA), ("P2", PETR)), sheet(LAB, ("L1", JANA))]
    made = run(sheets, declared=())
    assert ids(made) == [person("P1"), person("P2"), person("L1")]
    assert made.merged is None


LOCAL = st.sampled_from(("1", "2", "3"))
NUMBERS = st.sampled_from((JANA, "8557150008", PETR, DITE, "855715/0009", "", None))
PEOPLE = st.lists(st.tuples(LOCAL, NUMBERS), max_size=6)


def expected(sources: Mapping[str, list[tuple[str, str | None]]]) -> dict[str, dict[str, str | None]]:
    """By hand: what each local id of each source means, and under `""` what it means in a source without identity."""
    meant: dict[str, dict[str, str | None]] = {}
    for name, rows in sources.items():
        said: dict[str, set[str]] = {}
        for local, number in rows:
            known = None if number is None else identified(number)
            said.setdefault(local, set()).update({known} if known else set())
        meant[name] = {i: next(iter(who)) if len(who) == 1 else person(i) for i, who in said.items()}
    together: dict[str, set[str | None]] = {}
    for names in meant.values():
        for local, who in names.items():
            together.setdefault(local, set()).add(who)
    meant[""] = {i: next(iter(who)) if len(who) == 1 else None for i, who in together.items()}
    return meant


@pytest.mark.heavy
@settings(max_examples=examples(12), deadline=None, derandomize=True)
@given(PEOPLE, PEOPLE, st.integers(1, 4), st.integers(1, 2))
def test_whatever_the_rows_their_order_and_the_order_of_sources(
    ward: list[tuple[str, str | None]], lab: list[tuple[str, str | None]], cut: int, threads: int
) -> None:
    meant = expected({WARD: ward, LAB: lab})
    asked = samples("odbery", *((f"V{i}", i) for i in ("1", "2", "3", "4")))
    want = {f"V{i}": meant[""].get(i, person(i)) for i in ("1", "2", "3", "4")}
    tables = {
        WARD: sheet(WARD, *ward, cut=cut),
        LAB: sheet(LAB, *reversed(lab), cut=cut),
        "odbery": asked,
    }
    seen = set()
    for order in permutations(tables):
        made = run([tables[name] for name in order], threads=threads)
        people = {
            who for name, rows in ((WARD, ward), (LAB, lab)) for i, _ in rows for who in [meant[name][i]]
        }
        assert sorted(ids(made)) == sorted(people)
        assert owners(made) == {sample: who for sample, who in want.items() if who is not None}
        assert made.ledger.conserved
        everything = json.dumps([made.records, made.lineage, made.problems], default=str)
        assert not any(number in everything for number in (JANA, PETR, DITE, "8557150008"))
        seen.add((frozenset(ids(made)), made.merged, frozenset(made.told("code", "source", "row"))))
    assert len({(who, merged) for who, merged, _ in seen}) == 1
