"""Judges harmonised records: rules over single records, references between them, how many a person has of a class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from omicz_meta.engine.checks import Check, Court, Judged, asked_once
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.plan import Call, Column, Expression
from omicz_meta.problem import code_text
from omicz_meta.schema import ClassDefinition, Kind, Minimum
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon
from omicz_meta.validation.alike import twice
from omicz_meta.validation.circles import circles
from omicz_meta.validation.orpha import without_orpha
from omicz_meta.validation.rule import AnyRule, Offer, Rule, Scene
from omicz_meta.validation.unique import repeated_keys
from omicz_meta.validation.values import value_problems

WIDE = "V002"
"""What is recommended is told once per column."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What to judge by: rules, use cases, today's date (ISO), packs that codes are looked up in, what is offered.

    Records that stand `alone` are not asked for what is not among them: neither for records of other classes nor,
    where they are all of one class, for those that they refer to.
    """

    rules: Sequence[AnyRule]
    use_cases: tuple[str, ...]
    today: str
    alone: bool = False
    packs: Lexicon = NO_PACKS
    offer: Offer | None = None


def judge(court: Court, classes: Mapping[str, Judged], judgement: Judgement) -> Iterator[pa.Table]:
    """Yield the problems of all classes, in the form PROBLEMS; findings about a whole column have no row.

    They come in pieces, so that whoever writes them down holds only those of one family of rules at a time.
    """
    scenes = {name: _scene(court, name, judgement) for name in classes}
    classes = _told_apart(court, {name: asked_once(judged) for name, judged in classes.items()})
    for name, judged in classes.items():
        yield from _of_class(court, judged, classes, scenes[name], judgement)
    if "Individual" in classes:
        yield _minima(court, classes, judgement)
        yield without_orpha(court, classes, judgement.use_cases)
    yield twice(court, classes)
    for judged in classes.values():
        yield _maxima(court, judged)
        yield repeated_keys(court, judged)
    yield value_problems(court, classes, scenes, judgement.rules)


def _told_apart(court: Court, classes: Mapping[str, Judged]) -> Mapping[str, Judged]:
    """The classes, those that records refer to with what is known of their ids."""
    slots = (slot for name in classes for slot in court.schema.classes[name].slots.values())
    targets = {slot.target for slot in slots if slot.kind is Kind.REFERENCE}
    apart = {name: court.told_apart(classes[name]) for name in classes if name in targets}
    return {**classes, **apart}


def _of_class(
    court: Court, judged: Judged, classes: Mapping[str, Judged], scene: Scene, judgement: Judgement
) -> Iterator[pa.Table]:
    """What is wrong with the records of a class, alone and beside those of others."""
    wide, single = _apart(tuple(_checks(scene, judgement.rules)), judged)
    known = court.known(judged, single)
    own = tuple(check for check in single if not check.related)
    yield court.locate(judged, court.evaluate(judged, own, known), own)
    with_others = tuple(check for check in single if check.related)
    beside = court.evaluate_beside(judged, with_others, classes, known)
    yield court.locate(judged, beside, with_others)
    yield circles(court, judged)
    yield _column_wide(court.occurring(judged, wide, known), judged)
    if not judgement.alone or len(classes) > 1:
        yield _references(court, judged, classes, alone=judgement.alone)


def _scene(court: Court, name: str, judgement: Judgement) -> Scene:
    definition = court.schema.classes[name]
    of = judgement
    return Scene(court.schema, definition, of.use_cases, of.today, of.packs, of.offer)


def record_checks(scene: Scene, rules: Sequence[AnyRule]) -> tuple[Check, ...]:
    """The checks of rules that are told per record and read it alone, if every slot is filled by something."""
    return tuple(check for check in _checks(scene, rules) if check.code != WIDE and not check.related)


def _checks(scene: Scene, rules: Sequence[AnyRule]) -> Iterator[Check]:
    found = (check for rule in rules if isinstance(rule, Rule) for check in _of_rule(rule, scene))
    return iter(dict.fromkeys(found)) if scene.definition.ancestors else found


def _of_rule(rule: Rule, scene: Scene) -> Iterator[Check]:
    """What a rule asks of a class, under its own name and under those of the classes it descends from."""
    own = scene.definition
    yield from rule.checks(scene)
    for name in own.ancestors:
        for check in rule.checks(replace(scene, definition=replace(own, name=name))):
            yield replace(check, record_class=own.name)


def _apart(checks: tuple[Check, ...], judged: Judged) -> tuple[tuple[Check, ...], tuple[Check, ...]]:
    """Checks told once per column (recommended slots, slots that no rule fills) and those told per record."""
    wide = tuple(check for check in checks if check.code == WIDE or _never_filled(check, judged))
    return wide, tuple(check for check in checks if check not in wide)


def _never_filled(check: Check, judged: Judged) -> bool:
    return check.rule == "required" and bool(judged.mapped) and check.slot not in judged.mapped


def _column_wide(hit: tuple[Check, ...], judged: Judged) -> pa.Table:
    """One finding per check, about the whole column: without a row."""
    rows = [
        {
            "code": check.code,
            "severity": code_text(check.code).severity,
            "slot": check.slot,
            "record_class": check.record_class,
            "column": judged.columns.get(check.slot),
            "rule": check.rule,
        }
        for check in hit
    ]
    return pa.Table.from_pylist(rows, schema=PROBLEMS)


def _references(court: Court, judged: Judged, classes: Mapping[str, Judged], *, alone: bool) -> pa.Table:
    definition = court.schema.classes[judged.staged.name]
    linked = tuple(_reference_checks(court, definition, judged))
    # where the class has no record at all, every reference is wrong for the one reason: told once
    places = {check: _targets(court, definition.slots[check.slot].target, classes) for check in linked}
    nowhere = tuple(check for check in linked if not places[check])
    checks = tuple(check for check in linked if check not in nowhere)
    missed = () if alone else nowhere
    told = _column_wide(tuple(c for c in missed if court.has_values(judged, c.slot)), judged)
    found = []
    for number, check in enumerate(checks):
        first, *others = (court.dangling(judged, number, check.slot, one) for one in places[check])
        for other in others:
            # what one class has not may be a record of another one that descends from the same
            first = first.join(other, ["record_id", "value"], join_type="left semi").select(
                first.column_names
            )
        found.append(first)
    return pa.concat_tables([told, court.locate(judged, pa.concat_tables(found), checks)]) if found else told


def _targets(court: Court, target: str, classes: Mapping[str, Judged]) -> list[Judged]:
    """The classes whose records a reference may name: the one it is to, and those that descend from it."""
    known = court.schema.classes
    return [judged for name, judged in classes.items() if target in (name, *known[name].ancestors)]


def _reference_checks(court: Court, definition: ClassDefinition, judged: Judged) -> Iterator[Check]:
    for slot in definition.slots.values():
        filled = not judged.mapped or slot.name in judged.mapped
        # classes of the catalogue level are described in dataset.yaml, not among the records
        if slot.kind is Kind.REFERENCE and filled and court.schema.classes[slot.target].level != "catalogue":
            yield Check("X002", definition.name, slot.name, Column(slot.name), "references")


def _minima(court: Court, classes: Mapping[str, Judged], judgement: Judgement) -> pa.Table:
    people = classes["Individual"]
    wanted = [
        (definition.name, minimum)
        for definition in court.schema.classes.values()
        for minimum in definition.minima
        if minimum.use_case in judgement.use_cases and (definition.name in classes or not judgement.alone)
    ]
    # the finding stands at the person; `slot` names the key, `rule` the class that is missing
    checks = tuple(
        Check("X003", "Individual", "subject_id", _asked(minimum), f"minimum {name}")
        for name, minimum in wanted
    )
    found = [
        court.without_record(people, number, minimum, classes.get(name))
        for number, (name, minimum) in enumerate(wanted)
    ]
    return court.locate(people, pa.concat_tables(found), checks) if found else PROBLEMS.empty_table()


def _asked(minimum: Minimum) -> Expression:
    """What is read of a person to say whether a minimum is asked of it: unknown where one of these slots failed."""
    return Call("and", tuple(map(Column, ("subject_id", *minimum.where))))


def _maxima(court: Court, judged: Judged) -> pa.Table:
    """Records beyond those that one person may have of a class; the first ones stand without fault."""
    definition = court.schema.classes[judged.staged.name]
    if definition.max_per_individual is None:
        return PROBLEMS.empty_table()
    check = Check("M023", definition.name, "individual", Column("individual"), "maximum")
    return court.locate(judged, court.beyond(judged, definition.max_per_individual), (check,))
