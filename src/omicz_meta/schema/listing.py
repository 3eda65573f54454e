"""The model for people: rows for `schema show`, and the reference page docs/reference/model.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from omicz_meta.schema.model import ClassDefinition, Condition, Enum, Kind, Minimum, Schema, Slot

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Row:
    """One slot of one class, as `schema show` lists it."""

    record_class: str
    slot: str
    requirement: str
    cardinality: str
    range: str


def show(schema: Schema) -> list[Row]:
    """Every slot of every class, in the order of the schema.

    >>> from omicz_meta.schema import load_schema
    >>> show(load_schema())[0]
    Row(record_class='Dataset', slot='id', requirement='M', cardinality='1..1', range='string')
    """
    bodies = schema.classes.values()
    return [
        Row(body.name, slot.name, slot.requirement, cardinality(slot), slot.target)
        for body in bodies
        for slot in body.slots.values()
    ]


def cardinality(slot: Slot) -> str:
    """How many values a slot has, by the model: mandatory ones at least one.

    >>> from omicz_meta.schema import load_schema
    >>> cardinality(load_schema().classes["Dataset"].slots["themes"])
    '1..*'
    """
    return f"{int(slot.requirement == 'M')}..{'*' if slot.multivalued else 1}"


def requirements(slot: Slot, bounds: str = "") -> str:
    """What the model asks of a slot, within which bounds, and in brackets what use cases ask beyond it.

    >>> from omicz_meta.schema import load_schema
    >>> requirements(load_schema().classes["Individual"].slots["sex_at_birth"], "0..1")
    'O 0..1 (cancer R, population_reference M, rare_disease R)'
    """
    overrides = ", ".join(f"{use_case} {letter}" for use_case, letter in slot.overrides.items())
    asked = f"{slot.requirement} {bounds}".rstrip()
    return f"{asked} ({overrides})" if overrides else asked


def reference_page(schema: Schema) -> str:
    """The page docs/reference/model.md: classes, inlined types and value sets, in Czech and English."""
    parts = [
        f"# The model {schema.name} {schema.version}\n",
        "Made from the compiled schema; do not edit. M mandatory (filled, or a reason in `absent`),\n"
        "C conditional, R recommended, O optional; in brackets what a use case demands.\n"
        "∅ marks slots where a null flavour may stand in.\n",
        *(_section(body) for body in schema.classes.values()),
        "# Objects inside records\n",
        *(_section(body) for body in schema.objects.values()),
        "# Value sets\n",
        *(_values(enum) for enum in schema.enums.values()),
    ]
    return "\n".join(parts)


def _section(body: ClassDefinition) -> str:
    facts = [f"key `{body.key}`", f"file `{body.records_file}`"] if body.key else []
    iri = [f"`{body.uri}`"] if body.uri else []
    lines = [
        f"## {body.name}\n",
        f"{body.definition.get('en', '')} *{body.definition.get('cs', '')}*\n",
        *([f"{', '.join([*facts, *iri])}\n"] if facts or iri else []),
        "| slot | | range | English | Czech | note |",
        "|---|---|---|---|---|---|",
        *(_line(slot) for slot in body.slots.values()),
        "",
        *(f"- {rule}" for rule in _rules(body)),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _line(slot: Slot) -> str:
    bounds = f"{cardinality(slot)}{' ∅' if slot.absent_allowed else ''}"
    cells = (
        f"`{slot.name}`",
        requirements(slot, bounds),
        {Kind.REFERENCE: "→ "}.get(slot.kind, "") + slot.target,
        f"**{slot.title.get('en', '')}** {slot.definition.get('en', '')}",
        f"**{slot.title.get('cs', '')}** {slot.definition.get('cs', '')}",
        slot.note or "",
    )
    return "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |"


def _rules(body: ClassDefinition) -> Iterator[str]:
    yield from (_condition(condition) for condition in body.conditions)
    yield from (_minimum(minimum) for minimum in body.minima)
    if body.max_per_individual is not None:
        yield f"at most {body.max_per_individual} for each individual"


def _condition(condition: Condition) -> str:
    demanded = [*(f"`{slot}`" for slot in condition.required)]
    if condition.any_of:
        demanded.append("one of " + ", ".join(f"`{slot}`" for slot in condition.any_of))
    when = f"where {_where(condition.when)}: " if condition.when else ""
    use_case = f"{condition.use_case}: " if condition.use_case else ""
    return f"{use_case}{when}{', '.join(demanded)} required"


def _minimum(minimum: Minimum) -> str:
    where = f" where {_where(minimum.where)}" if minimum.where else ""
    counting = f", counting those with {_where(minimum.counting)}" if minimum.counting else ""
    return f"{minimum.use_case}: at least {minimum.per_individual} for each individual{where}{counting}"


def _where(limits: object) -> str:
    pairs = limits.items() if isinstance(limits, dict) else ()
    return " and ".join(
        f"`{slot}` is {' or '.join(value or 'empty' for value in values)}" for slot, values in pairs
    )


def _values(enum: Enum) -> str:
    head = [f"## {enum.name}\n", "| value | English | Czech | meaning |", "|---|---|---|---|"]
    rows = (
        f"| `{v.name}` | {v.label.get('en', '')} | {v.label.get('cs', '')} | {v.meaning or ''} |"
        for v in enum.values
    )
    return "\n".join([*head, *rows]) + "\n"
