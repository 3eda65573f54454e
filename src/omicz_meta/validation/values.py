"""Judges different values instead of records: rules say which are faulty, the kernel who carries them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from omicz_meta.engine.checks import Check, Court, Judged
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.occurrences import CARRIED, carrying, distinct_values
from omicz_meta.engine.plan import Column
from omicz_meta.problem import code_text
from omicz_meta.terms.checks import FAULTS
from omicz_meta.validation.rule import AnyRule, Scene, ValueRule, ValueSlot

Remark = tuple[str, str | None]
"""The code of a problem, and what it speaks of."""


def value_problems(
    court: Court, classes: Mapping[str, Judged], scenes: Mapping[str, Scene], rules: Sequence[AnyRule]
) -> pa.Table:
    """What rules on values find, in the form PROBLEMS: per occurrence, and once what is about no single value."""
    parts = [PROBLEMS.empty_table()]
    wide: dict[tuple[str, Remark], None] = {}
    for rule in (rule for rule in rules if isinstance(rule, ValueRule)):
        for name, judged in classes.items():
            for at in rule.slots(scenes[name]):
                found = _faults(court, judged, rule, scenes[name], at)
                wide |= dict.fromkeys((rule.name, remark) for remark in _without_value(found))
                parts.append(_located(court, judged, rule, at, found))
    return pa.concat_tables([*parts, _told_once(list(wide))])


def _faults(court: Court, judged: Judged, rule: ValueRule, scene: Scene, at: ValueSlot) -> pa.Table:
    if not court.has_values(judged, at.path[0].name):
        return FAULTS.empty_table()
    batches = distinct_values(court.connection, judged, at.path, at.beside)
    # all of them are taken before any is judged: a rule may ask the same session
    return pa.concat_tables([FAULTS.empty_table(), *(rule.faults(scene, at, batch) for batch in [*batches])])


def _without_value(found: pa.Table) -> Iterator[Remark]:
    alone = found.filter(found["value"].is_null())
    return zip(alone["fault"].to_pylist(), alone["about"].to_pylist(), strict=True)


def _located(court: Court, judged: Judged, rule: ValueRule, at: ValueSlot, found: pa.Table) -> pa.Table:
    """The faulty values where they stand, one finding an occurrence."""
    found = found.filter(found["value"].is_valid())
    if not found.num_rows:
        return PROBLEMS.empty_table()
    definition = court.schema.classes[judged.staged.name]
    remarks = list(zip(found["fault"].to_pylist(), found["about"].to_pylist(), strict=True))
    number = {remark: place for place, remark in enumerate(dict.fromkeys(remarks))}
    checks = tuple(
        Check(code, definition.name, at.path[0].name, Column(at.path[0].name), _rule(rule, about))
        for code, about in number
    )
    numbers = pa.array([number[remark] for remark in remarks], pa.int64())
    wanted = pa.table([found["value"], found["beside"], numbers], schema=CARRIED)
    key = definition.key or "id"
    return court.locate(judged, carrying(court.connection, judged, at.path, key, wanted, at.beside), checks)


def _rule(rule: ValueRule, about: str | None) -> str:
    """Which rule found something, and what the finding speaks of beside the value."""
    return rule.name if about is None else f"{rule.name} {about}"


def _told_once(wide: Sequence[tuple[str, Remark]]) -> pa.Table:
    rows = [
        {"code": code, "severity": code_text(code).severity, "rule": name, "value": about}
        for name, (code, about) in wide
    ]
    return pa.Table.from_pylist(rows, schema=PROBLEMS)
