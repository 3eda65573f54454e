"""Nothing is lost silently: every row is used, in quarantine, or out of scope, as a second reading of the plan says."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings

from omicz_meta.engine.oracle import Answer, Row, evaluate
from omicz_meta.engine.plan import ClassPlan, Expression, Join, Plan

from . import registry
from .mill import CODES, Cells, Milled, Sheet, mill
from .registry import PEOPLE, SAMPLES, cell, diagnoses, people, plan_of

QUICK = settings(max_examples=16, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@QUICK
@given(registry.plans(), registry.sheets())
def test_every_row_is_accounted_for(plan: Plan, sheets: tuple[Sheet, Sheet]) -> None:
    made = mill(plan, sheets)
    fates = Fates(plan, {sheet.name: sheet for sheet in sheets})
    for sheet in sheets:
        account = made.ledger.sources[sheet.name]
        assert account.rows_read == len(sheet.rows)
        assert account.rows_used == len(fates.used(sheet.name))
        assert made.quarantined[sheet.name] == sorted(fates.quarantined(sheet.name))
        assert account.rows_quarantined == len(fates.quarantined(sheet.name))
        assert account.rows_out_of_scope == len(sheet.rows) - account.rows_used - account.rows_quarantined
        assert account.rows_out_of_scope == sum(account.out_of_scope.values())
        assert _in_lineage(made, sheet.name) == {row for row, _ in fates.made[sheet.name]}


@QUICK
@given(registry.plans(), registry.sheets())
def test_every_candidate_slot_has_one_outcome(plan: Plan, sheets: tuple[Sheet, Sheet]) -> None:
    made = mill(plan, sheets)
    fates = Fates(plan, {sheet.name: sheet for sheet in sheets})
    for part in plan.classes:
        for name in dict.fromkeys((part.key, *(entry.slot.name for entry in part.slots))):
            count = made.ledger.slots.get(f"{part.target}.{name}")
            candidates = fates.candidates[part.rule]
            assert (count.evaluated if count else 0) == candidates
            assert count is None or count.conserved


class Fates:
    """What becomes of every row, found out row by row with the oracle."""

    def __init__(self, plan: Plan, sheets: dict[str, Sheet]) -> None:
        self.sheets = sheets
        self.made: dict[str, set[tuple[int, str]]] = {name: set() for name in sheets}
        self.meant: dict[str, set[int]] = {name: set() for name in sheets}
        self.joined: dict[str, set[int]] = {name: set() for name in sheets}
        self.candidates = {part.rule: 0 for part in plan.classes}
        for part in plan.classes:
            for number, row in _read(sheets[part.table]):
                self._follow(part, number, row)

    def used(self, name: str) -> set[int]:
        return {row for row, _ in self.made[name]} | self.joined[name]

    def quarantined(self, name: str) -> set[int]:
        rejected = {n for n, row in enumerate(self.sheets[name].rows, 1) if row is None}
        return rejected | (self.meant[name] - self.used(name))

    def _follow(self, part: ClassPlan, number: int, row: Cells) -> None:
        texts: dict[tuple[str | None, str], str | None] = {(None, name): text for name, text in row.items()}
        found = {join: self._find(join, texts) for join in part.joins}
        for join, hit in found.items():
            texts |= {(join.name, name): text for name, text in (hit[1] if hit else {}).items()}
        for item in _items(part, texts):
            asked = Row(texts, CODES, item)
            if all(evaluate(entry.keep, asked).value is True for entry in part.filters):
                self.candidates[part.rule] += 1
                self.meant[part.table].add(number)
                self.joined_rows(found)
                if _complete(part, asked):
                    self.made[part.table].add((number, part.rule))

    def joined_rows(self, found: dict[Join, tuple[int, Cells] | None]) -> None:
        for join, hit in found.items():
            if hit:
                self.joined[join.table].add(hit[0])

    def _find(self, join: Join, texts: dict[tuple[str | None, str], str | None]) -> tuple[int, Cells] | None:
        wanted = [evaluate(left, Row(texts, CODES)).value for left, _ in join.keys]
        for number, row in _read(self.sheets[join.table]):
            there = Row({(None, name): text for name, text in row.items()}, CODES)
            if None not in wanted and wanted == [evaluate(right, there).value for _, right in join.keys]:
                return number, row
        return None


def _read(sheet: Sheet) -> Iterator[tuple[int, Cells]]:
    for number, row in enumerate(sheet.rows, 1):
        if row is not None:
            yield (
                number,
                {name: None if (number, name) in sheet.faults else row.get(name) for name in sheet.columns},
            )


def _items(part: ClassPlan, texts: dict[tuple[str | None, str], str | None]) -> list[Answer | None]:
    if part.unnest is None:
        return [None]
    items = evaluate(part.unnest.items, Row(texts, CODES)).value
    return [Answer(item) for item in items] if isinstance(items, list) else []


def _complete(part: ClassPlan, asked: Row) -> bool:
    values: dict[str, Expression] = {entry.slot.name: entry.value for entry in part.slots}
    wanted = [values[name] for name in (part.key, part.person) if name in values]
    wanted += part.derived_key or ()
    return all(evaluate(value, asked).value is not None for value in wanted)


def _in_lineage(made: Milled, source: str) -> set[int]:
    return {line["row"] for lines in made.lineage.values() for line in lines if line["source"] == source}


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
    assert made.told("code", "row") == [("X005", 1)]
    assert len(made.records["Diagnosis"]) == 1


def test_text_that_begins_with_a_nul_is_no_unreadable_cell() -> None:
    """Frames may hold it; beside a cell that really was unreadable it is still just text that is no date."""
    rows = [{"ID": "P0"}, {"ID": "P1", "Narozen": "\0"}, {"ID": "P2", "Narozen": "\0abc"}]
    made = mill(
        plan_of(people()), [Sheet(PEOPLE, registry.PEOPLE_COLUMNS, rows, faults={(1, "Pohlaví"): "R002"})]
    )
    assert made.told("code", "row") == [("R002", 1), ("V003", 2), ("V003", 3)]
