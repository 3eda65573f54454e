"""Who withdrew is nowhere in the records; the rows count as out of scope, unless they also serve others."""

from __future__ import annotations

import pytest

from omicz_meta.identifiers import keyed_pseudonym

from .mill import KEY, Cells, Milled, Sheet, mill
from .registry import (
    PEOPLE,
    PEOPLE_COLUMNS,
    SAMPLE_COLUMNS,
    SAMPLES,
    consents,
    diagnoses,
    people,
    plan_of,
    samples,
)

REASON = "consent withdrawn or opted out"
PLAN = plan_of(people(), consents(), samples(), diagnoses())


def _person(number: str, consent: str | None) -> Cells:
    return {"ID": number, "Narozen": "1970", "Pohlaví": "M", "Souhlas": consent}


def _sample(number: str, person: str) -> Cells:
    return {"ID": person, "Číslo": number, "Typ": "krev", "Dg": "E75.2,G71.0"}


def _run(people_rows: list[Cells], sample_rows: list[Cells]) -> Milled:
    return mill(
        PLAN, [Sheet(PEOPLE, PEOPLE_COLUMNS, people_rows), Sheet(SAMPLES, SAMPLE_COLUMNS, sample_rows)]
    )


@pytest.mark.parametrize(
    ("consent", "stays"),
    [("ano", True), (None, True), ("?", True), ("odvolán", False), ("ne", False)],
)
def test_what_excludes(consent: str | None, stays: bool) -> None:
    made = _run([_person("P1", "ano"), _person("P2", consent)], [_sample("S1", "P1"), _sample("S2", "P2")])
    gone = keyed_pseudonym(KEY.secret, KEY.domain("Individual"), "P2")
    owners = {
        name: {record["subject_id" if name == "Individual" else "individual"] for record in records}
        for name, records in made.records.items()
    }
    assert {name: gone in found for name, found in owners.items()} == dict.fromkeys(owners, stays)
    assert made.excluded == (not stays)
    for table in (PEOPLE, SAMPLES):
        account = made.ledger.sources[table]
        assert account.conserved
        assert (account.rows_used, account.rows_out_of_scope) == ((2, 0) if stays else (1, 1))
        assert account.out_of_scope.get(REASON, 0) == (not stays)


def test_lineage_says_nothing_of_excluded_persons() -> None:
    made = _run([_person("P1", "odvolán"), _person("P2", "ano")], [_sample("S1", "P1"), _sample("S2", "P2")])
    assert {line["row"] for lines in made.lineage.values() for line in lines} == {2}
    assert all(len(made.records[name]) == len(made.lineage[name]) for name in made.records)


def test_one_withdrawal_among_several_consents_excludes() -> None:
    made = _run([_person("P1", "ano"), _person("P1", "odvolán"), _person("P2", "ano")], [])
    assert len(made.records["Individual"]) == 1
    assert made.ledger.sources[PEOPLE].out_of_scope == {REASON: 2}


def test_a_row_that_also_serves_others_stays_used() -> None:
    """One row holds two persons: a child who withdrew and the mother who did not."""
    columns = ("ID", "Matka", "Souhlas")
    mother = people(rule="matka", slots=(_of("Matka"),), one_per_row=False)
    child = people(slots=(_of("ID"),))
    sheet = Sheet(PEOPLE, columns, [{"ID": "P1", "Matka": "P9", "Souhlas": "odvolán"}])
    made = mill(plan_of(child, mother, consents()), [sheet])
    account = made.ledger.sources[PEOPLE]
    assert len(made.records["Individual"]) == 1
    assert (account.rows_used, account.rows_out_of_scope) == (1, 0)


def _of(column: str):
    from .registry import cell, slot

    return slot("Individual", "subject_id", cell(column), column)


def test_a_row_that_serves_nobody_else_is_out_of_scope() -> None:
    """P1 withdrew, and no sample of anybody else is joined to that row: counted, not lost."""
    made = _run([_person("P1", "odvolán"), _person("P2", "ano")], [_sample("S2", "P2")])
    account = made.ledger.sources[PEOPLE]
    assert (account.rows_read, account.rows_used, account.rows_out_of_scope) == (2, 1, 1)


def test_everybody_withdrew() -> None:
    made = _run([_person("P1", "ne")], [_sample("S1", "P1")])
    assert {name: len(records) for name, records in made.records.items()} == dict.fromkeys(made.records, 0)
    assert all(account.conserved for account in made.ledger.sources.values())
