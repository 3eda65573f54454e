"""Nothing is lost silently: every row is used, in quarantine, or out of scope; `test_whole_runs` says which."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from tests.effort import examples

from omicz_meta.engine.plan import Collect, Convert, Item, Join, Plan, Unnest
from omicz_meta.schema import Kind

from . import registry
from .mill import Sheet, mill
from .registry import PEOPLE, SAMPLES, cell, diagnoses, people, plan_of
from .test_whole_runs import any_plan, sheets

QUICK = settings(
    max_examples=examples(16), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@QUICK
@given(any_plan(), sheets())
def test_every_row_and_every_candidate_slot_is_accounted_for(plan: Plan, sheets: tuple[Sheet, Sheet]) -> None:
    made = mill(plan, sheets)
    for sheet in sheets:
        account = made.ledger.sources[sheet.name]
        assert account.rows_read == len(sheet.rows)
        assert account.rows_quarantined == len(made.quarantined[sheet.name])
        assert account.rows_out_of_scope == sum(account.out_of_scope.values())
        assert account.conserved
        kept = {row["row"] for rows in made.lineage.values() for row in rows if row["source"] == sheet.name}
        assert len(kept) <= account.rows_used
    assert all(count.conserved for count in made.ledger.slots.values())


def test_a_row_that_only_a_join_took_from_is_used() -> None:
    lide = Sheet(PEOPLE, registry.PEOPLE_COLUMNS, [{"ID": "P1"}, {"ID": "P2"}])
    vzorky = Sheet(
        SAMPLES, registry.SAMPLE_COLUMNS, [{"ID": "P2", "Číslo": "S1", "Dg": "E75.2", "Typ": "krev"}]
    )
    account = mill(plan_of(diagnoses()), [lide, vzorky]).ledger.sources[PEOPLE]
    assert (account.rows_used, dict(account.out_of_scope)) == (1, {"no other row looked it up": 1})


def test_a_row_without_key_that_a_join_needs_is_not_in_quarantine() -> None:
    """It gave no Individual, but a diagnosis took its date of birth: it has served."""
    lide = Sheet(PEOPLE, registry.PEOPLE_COLUMNS, [{"ID": "P1", "Narozen": "1970"}])
    vzorky = Sheet(
        SAMPLES, registry.SAMPLE_COLUMNS, [{"ID": "P1", "Číslo": "S1", "Dg": "E75.2", "Typ": "krev"}]
    )
    broken = people(slots=(registry.slot("Individual", "subject_id", cell("Souhlas"), "Souhlas"),))
    made = mill(plan_of(broken, diagnoses()), [lide, vzorky])
    assert made.ledger.sources[PEOPLE].rows_used == 1
    assert made.quarantined[PEOPLE] == []


def test_a_join_to_a_table_without_rows_finds_nothing() -> None:
    lide = Sheet(PEOPLE, registry.PEOPLE_COLUMNS, [])
    vzorky = Sheet(
        SAMPLES, registry.SAMPLE_COLUMNS, [{"ID": "P1", "Číslo": "S1", "Dg": "E75.2", "Typ": "krev"}]
    )
    made = mill(plan_of(diagnoses()), [lide, vzorky])
    assert made.told("code", "row") == [("M022", None), ("X005", 1)]
    assert len(made.records["Diagnosis"]) == 1


@pytest.mark.parametrize(("kind", "told"), [(None, []), ("krev", ["M022", "X005"])])
def test_a_join_that_nobody_has_a_key_for_is_not_told(kind: str | None, told: list[str]) -> None:
    lide = Sheet(PEOPLE, registry.PEOPLE_COLUMNS, [{"ID": "P1"}])
    vzorky = Sheet(
        SAMPLES, registry.SAMPLE_COLUMNS, [{"ID": "P1", "Číslo": "S1", "Dg": "E75.2", "Typ": kind}]
    )
    join = Join("osoba", PEOPLE, ((cell("Typ"), cell("ID", "osoba")),))
    made = mill(plan_of(diagnoses(joins=(join,))), [lide, vzorky])
    assert len(made.records["Diagnosis"]) == 1
    assert [code for (code,) in made.told("code")] == told


def test_an_unreadable_key_is_not_shown_as_if_it_were_text() -> None:
    sheet = Sheet(PEOPLE, registry.PEOPLE_COLUMNS, [{"ID": "P1"}], faults={(1, "ID"): "R002"})
    assert mill(plan_of(people()), [sheet]).told("code", "column", "value") == [
        ("R002", "ID", "?"),
        ("X004", "ID", None),
    ]


def test_text_that_begins_with_a_nul_is_no_unreadable_cell() -> None:
    """Frames may hold it; beside a cell that really was unreadable it is still just text that is no date."""
    rows = [{"ID": "P0"}, {"ID": "P1", "Narozen": "\0"}, {"ID": "P2", "Narozen": "\0abc"}]
    made = mill(
        plan_of(people()), [Sheet(PEOPLE, registry.PEOPLE_COLUMNS, rows, faults={(1, "Pohlaví"): "R002"})]
    )
    assert made.told("code", "row") == [("R002", 1), ("V003", 2), ("V003", 3)]


def test_a_cell_that_cannot_be_read_is_told_where_columns_become_rows() -> None:
    """Beside one that can be read, alone in its row, and not where the cell is merely empty."""
    dates = tuple(Convert(cell(name), Kind.PARTIAL_DATE, ("d.m.yyyy",)) for name in ("Dg", "Typ"))
    slots = (
        registry.slot("Diagnosis", "individual", cell("ID"), "ID"),
        registry.slot("Diagnosis", "diagnosis_date", Item(), "Dg"),
    )
    melted = diagnoses(slots=slots, joins=(), unnest=Unnest(Collect(dates)))
    rows = [
        {"ID": "P1", "Číslo": "S1", "Dg": "31.2.2001", "Typ": "1.2.2001"},
        {"ID": "P2", "Číslo": "S2", "Dg": "včera", "Typ": None},
        {"ID": "P3", "Číslo": "S3", "Dg": None, "Typ": None},
    ]
    made = mill(plan_of(melted), [Sheet(SAMPLES, registry.SAMPLE_COLUMNS, rows)])
    assert made.told("code", "row", "column", "value") == [
        ("V004", 1, "Dg", "31.2.2001"),
        ("V003", 2, "Dg", "včera"),
    ]
    assert [record.get("diagnosis_date") for record in made.records["Diagnosis"]] == [
        None,
        "2001-02-01",
        None,
    ]
    assert made.ledger.slots["Diagnosis.diagnosis_date"].invalid == 2
    assert made.ledger.sources[SAMPLES].rows_out_of_scope == 1
