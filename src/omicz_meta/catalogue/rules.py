"""Our own rules over a description: what the national model and HealthDCAT-AP R8 demand, without any shapes.

They are fewer than the official shapes and never contradict them; each gives a Problem that names the slot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from omicz_meta.catalogue.computed import COMPUTED_SLOTS
from omicz_meta.catalogue.description import Code, Description, Entity, Item
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.reading import Spot
from omicz_meta.catalogue.series import definition_of
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.schema.model import ClassDefinition, Requirement, Schema

LANGUAGES = ("cs", "en")
_BILINGUAL = {
    "title": "C001",
    "description": "C001",
    "keywords": "C004",
    "provenance": "C004",
    "population_coverage": "C004",
}
_NON_PUBLIC = ("contact_points", "keywords", "eu_dataset_types", "provenance")
_REACHABLE = ("publisher", "hdab", "hdab_coordinator", "custodian")

Rule = Callable[[Description], Iterator[Problem]]


def requirements(description: Description) -> Iterator[Problem]:
    """C001 for each empty mandatory slot, down to the neighbours; C004 for recommended ones of the dataset itself.

    Conditions of the model (this slot is needed because of that value) are C001 too.
    """
    use_cases = description.dataset.names("use_cases")
    for problem in _missing(
        description.dataset, description.schema, Spot("dataset.yaml", "Dataset"), use_cases
    ):
        top_level = problem.place.record_class == "Dataset"
        if not (top_level and problem.place.slot in description.withheld):
            yield problem


def access_body_named(description: Description) -> Iterator[Problem]:
    """R8 wants exactly one healthdcatap:hdab in every tier, public data included."""
    yield from _demanded(description, ("hdab",))


def closed_data_explained(description: Description) -> Iterator[Problem]:
    """R8, NON_PUBLIC: contact point, keyword, type and provenance are mandatory."""
    if description.access == "NON_PUBLIC":
        yield from _demanded(description, _NON_PUBLIC)


def structured_data_has_variables(description: Description) -> Iterator[Problem]:
    """R8: hasStructuredData true demands hasVariables (the shape without a path, which many engines drop)."""
    if True in description.dataset.all("is_structured"):
        yield from _demanded(description, ("variables",))


def agents_reachable(description: Description) -> Iterator[Problem]:
    """Publisher, access bodies and custodian have exactly one cv:contactPoint."""
    for slot in _REACHABLE:
        spot = Spot("dataset.yaml", "Agent", (slot,))
        for agent in description.dataset.entities(slot):
            if not agent.filled("contact_point"):
                yield spot.problem("C001", "contact_point")


def both_languages(description: Description) -> Iterator[Problem]:
    """Harvesters keep one language at random, so Czech and English are both always there."""
    for slot, code in _BILINGUAL.items():
        present = description.dataset.languages(slot)
        for language in LANGUAGES:
            if present and language not in present:
                place = Place(file="dataset.yaml", slot=slot, record_class="Dataset")
                yield Problem(code, place, detail=(("path", f"{slot}.{language}"), ("language", language)))


def disease_restrictions_match(description: Description) -> Iterator[Problem]:
    """Only DUO:0000007 may have diseases; that it must have them is a condition of the model."""
    spot = Spot("dataset.yaml", "DataAccessPolicy", ("policy",))
    for policy in description.dataset.entities("policy"):
        permission = next(iter(policy.names("data_use_permission")), None)
        if policy.filled("disease_restrictions") and permission not in (None, "disease_specific_research"):
            yield spot.problem("C003", "data_use_permission", permission, ("disease_specific_research",))


def periods_in_order(description: Description) -> Iterator[Problem]:
    """No period ends before it starts, compared at the coarser precision of the two dates."""
    for slot in ("temporal_coverage", "retention_period"):
        spot = Spot("dataset.yaml", "PeriodOfTime", (slot,))
        for period in description.dataset.entities(slot):
            start, end = period.first("start_date"), period.first("end_date")
            if start and end and str(end)[: len(str(start))] < str(start)[: len(str(end))]:
                yield spot.problem("V006", "end_date", end)


def withheld_told(description: Description) -> Iterator[Problem]:
    """What the small-cell policy left out is said, so that nobody takes it for forgotten."""
    for slot in description.withheld:
        yield Spot("records", "Dataset").problem("C002", slot)


RULES: tuple[Rule, ...] = (
    requirements,
    access_body_named,
    closed_data_explained,
    structured_data_has_variables,
    agents_reachable,
    both_languages,
    disease_restrictions_match,
    periods_in_order,
    withheld_told,
)


def check_description(description: Description, rules: tuple[Rule, ...] = RULES) -> tuple[Problem, ...]:
    """Apply the rules in order; a slot that two rules miss is told once, as the graver of the two."""
    found = dict.fromkeys(problem for rule in rules for problem in rule(description))
    missing = {problem.path for problem in found if problem.code == "C001"}
    return tuple(problem for problem in found if problem.code != "C004" or problem.path not in missing)


def _demanded(description: Description, slots: tuple[str, ...]) -> Iterator[Problem]:
    spot = Spot("dataset.yaml", "Dataset")
    yield from (spot.problem("C001", slot) for slot in slots if not description.dataset.filled(slot))


def _missing(entity: Entity, schema: Schema, spot: Spot, use_cases: tuple[str, ...]) -> Iterator[Problem]:
    definition = definition_of(schema, entity.kind)
    yield from _empty_slots(entity, definition, spot, use_cases)
    yield from _unmet_conditions(entity, definition, spot, use_cases)
    for slot in entity.slots:
        if not (entity.kind == "Dataset" and slot in COMPUTED_SLOTS):
            for part in entity.entities(slot):
                yield from _missing(part, schema, spot.inside(slot, part.kind), use_cases)


def _empty_slots(
    entity: Entity, definition: ClassDefinition, spot: Spot, use_cases: tuple[str, ...]
) -> Iterator[Problem]:
    codes: dict[Requirement, str] = {"M": "C001"}
    if definition.name == "Dataset":
        codes["R"] = "C004"
    for slot in definition.slots.values():
        code = codes.get(slot.required_in(use_cases))
        # The key of a neighbour is derived where nobody gave one.
        if code and slot.name != definition.key and not entity.filled(slot.name):
            yield spot.problem(code, slot.name)


def _unmet_conditions(
    entity: Entity, definition: ClassDefinition, spot: Spot, use_cases: tuple[str, ...]
) -> Iterator[Problem]:
    for condition in definition.conditions:
        in_use_case = condition.use_case is None or condition.use_case in use_cases
        if in_use_case and all(_holds(entity, slot, values) for slot, values in condition.when.items()):
            yield from (spot.problem("C001", slot) for slot in condition.required if not entity.filled(slot))
            if condition.any_of and not any(entity.filled(slot) for slot in condition.any_of):
                yield spot.problem("C001", condition.any_of[0], candidates=condition.any_of)


def _holds(entity: Entity, slot: str, values: tuple[str, ...]) -> bool:
    return any(_as_text(value) in values for value in entity.all(slot))


def _as_text(value: Item | Entity) -> str:
    """A value as conditions of the model write it."""
    if isinstance(value, Code):
        return value.name
    return (
        value.value
        if isinstance(value, Iri)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )
