"""The end of a run in plain Python: who withdrew is left out, records with one id become one. Slow, short and obvious.

It goes on where `engine.oracle_run` stops, and is what `engine.finish` and `engine.merge` must agree with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from omicz_meta.engine.finish import WITHDRAWN
from omicz_meta.engine.functions import Value
from omicz_meta.engine.noted import is_problem
from omicz_meta.engine.oracle_run import Candidate, Finding, Reckoned
from omicz_meta.engine.plan import ClassPlan, Plan
from omicz_meta.schema import ClassDefinition, Schema

Place = tuple[str, int]
"""A table and a row of it."""


@dataclass(frozen=True, slots=True)
class Record:
    """A finished record: what is there, and why other slots are empty; in the order in which reasons were given."""

    values: Mapping[str, Value]
    absent: Mapping[str, str]


@dataclass(slots=True)
class Ended:
    """What stands in the end: records by class, which rows made them, problems, and fates of rows by table."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    made: dict[str, list[Candidate]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    used: dict[str, set[int]] = field(default_factory=dict)
    out_of_scope: dict[str, Counter[str]] = field(default_factory=dict)
    gone: set[Place] = field(default_factory=set)


def ended(done: Reckoned, plan: Plan, schema: Schema) -> Ended:
    """Leave out who withdrew, then merge, class by class."""
    withdrawn = _withdrawn(done.made.get("Consent", ()))
    made = {name: [one for one in found if _owner(one) not in withdrawn] for name, found in done.made.items()}
    there = {_place(one) for found in made.values() for one in found}
    gone = {_place(one) for found in done.made.values() for one in found if _owner(one) in withdrawn} - there
    end = Ended(made=made, gone=gone)
    end.findings = [one for one in done.findings if one.row is None or (one.table, one.row) not in gone]
    for name, found in made.items():
        end.records[name] = []
        for same in _by_id(found):
            end.records[name].append(_merged(same))
            end.findings += _disagreeing(same, schema.classes[name], plan)
    for table, rows in done.used.items():
        left = {row for row in rows if (table, row) not in gone}
        end.used[table] = left
        end.out_of_scope[table] = done.out_of_scope[table] + Counter({WITHDRAWN: len(rows - left)})
    return end


def _withdrawn(consents: Iterable[Candidate]) -> set[Value]:
    """Individuals of whom one consent says no."""
    return {
        _owner(one)
        for one in consents
        if _value(one, "consent_status") in ("withdrawn", "refused") or _value(one, "secondary_use_opt_out")
    } - {None}


def _owner(one: Candidate) -> Value:
    """The individual a record is about, if it is about one."""
    return _value(one, "subject_id" if one.plan.target == "Individual" else "individual")


def _value(one: Candidate, slot: str) -> Value:
    answer = one.answers.get(slot)
    return None if answer is None else answer.value


def _place(one: Candidate) -> Place:
    return one.plan.table, one.row


def _by_id(found: Iterable[Candidate]) -> list[list[Candidate]]:
    """Candidates with one id together, in the order of the first of each, which is the one trusted most."""
    groups: list[tuple[Value, list[Candidate]]] = []
    for one in found:
        mine = next((same for key, same in groups if key == one.id), None)
        if mine is None:
            groups.append((one.id, [one]))
        else:
            mine.append(one)
    return [same for _, same in groups]


def _merged(same: Sequence[Candidate]) -> Record:
    """Slot by slot the first value there is; the first reason for a slot that has none."""
    values: dict[str, Value] = {}
    reasons: dict[str, str] = {}
    for one in same:
        for name, answer in one.answers.items():
            if values.get(name) is None:
                values[name] = answer.value
            if answer.value is None and answer.note and not is_problem(answer.note):
                reasons.setdefault(name, answer.note)
    filled = {name: value for name, value in values.items() if value is not None}
    return Record(filled, {name: why for name, why in reasons.items() if name not in filled})


def _disagreeing(same: Sequence[Candidate], definition: ClassDefinition, plan: Plan) -> Iterator[Finding]:
    """X001 where a record says something else than the merged one; X006 where a source says the same once more."""
    kept = _merged(same).values
    key = definition.key or "id"
    once = any(part.one_per_row for part in plan.classes if part.target == definition.name)
    for number, one in enumerate(same[1:], 1):
        others = [
            name
            for name in definition.slots
            if name != key and _value(one, name) not in (None, kept.get(name))
        ]
        yield from (_told("X001", one, name, name) for name in others)
        again = any(earlier.plan.table == one.plan.table for earlier in same[:number])
        if once and again and not others:
            yield _told("X006", one, None, key)


def _told(code: str, one: Candidate, slot: str | None, read: str) -> Finding:
    part = one.plan
    return Finding(code, one.row, _column(part, read), slot, part.target, one.id, part.rule, part.table)


def _column(part: ClassPlan, name: str) -> str | None:
    """The first column from which a rule fills a slot."""
    return next((slot.columns[0] for slot in part.slots if slot.slot.name == name and slot.columns), None)
