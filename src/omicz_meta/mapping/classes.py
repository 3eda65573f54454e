"""Compiles one class derivation: joins, filters, wide-to-many, slots, key and declared absences."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Absent, ClassPlan, Constant, Expression, Filter, Recode, SlotPlan, Unnest
from omicz_meta.mapping.expression import parse_expression
from omicz_meta.mapping.fitting import type_of
from omicz_meta.mapping.form import nearest
from omicz_meta.mapping.joins import ordered_joins
from omicz_meta.mapping.pivot import pivoted, with_implied, without_unused_names
from omicz_meta.mapping.scope import Scope, TableView
from omicz_meta.mapping.slots import compile_slot
from omicz_meta.mapping.syntax import constant
from omicz_meta.mapping.typed import Typed, columns_read
from omicz_meta.mapping.unmelt import unmelted
from omicz_meta.place import Place
from omicz_meta.schema import Kind, Slot

if TYPE_CHECKING:
    from omicz_meta.mapping.form import Faults
    from omicz_meta.mapping.rules import ClassRule, SlotRule
    from omicz_meta.schema import ClassDefinition

PERSON = "Individual"
GENDER, SEX = "administrative_gender", "sex_at_birth"
SEX_OF_GENDER = (("male", "M"), ("female", "F"), ("other", "OTH"), ("unknown", "UNK"))


@dataclass(frozen=True, slots=True)
class Draft:
    """A compiled class derivation before pseudonyms are decided. `asked` are slots wrapped in pseudonym()."""

    plan: ClassPlan
    definition: ClassDefinition
    table: TableView
    joins: Lookup[str, TableView] = field(default_factory=dict)
    asked: tuple[str, ...] = ()


def compile_class(
    rule: ClassRule, name: str, definition: ClassDefinition, scope: Scope, use_cases: tuple[str, ...]
) -> Draft:
    """The plan of one class derivation; `name` is the rule's name, unique in the mapping."""
    joins = ordered_joins(rule, scope)
    scope = replace(scope, keys={join.name: join.keys[0][1] for join in joins})
    filters = _filters(scope)
    slots, asked, items = _pivoted_slots(rule, name, definition, scope)
    unnest = None if items is None else Unnest(items)
    slots = _completed(slots, name, definition, scope, use_cases)
    _check_complete(rule, slots, definition, scope.faults)
    key = definition.key or "id"
    derived = None if any(slot.slot.name == key for slot in slots) else _derived_key(rule, name, scope)
    person = _person_slot(definition)
    plan = ClassPlan(
        name,
        definition.name,
        scope.table.name,
        slots,
        key,
        person,
        rule.name.where,
        joins,
        filters,
        unnest,
        derived,
    )
    return Draft(plan, definition, scope.table, scope.joins, asked)


def _person_slot(definition: ClassDefinition) -> str | None:
    slot = definition.slots.get("individual")
    return slot.name if slot and slot.kind is Kind.REFERENCE and slot.target == PERSON else None


def _filters(scope: Scope) -> tuple[Filter, ...]:
    filters = []
    for node in scope.table.source.filters:
        found = parse_expression(node, scope)
        keep = found.standing_for("boolean")
        if keep is None:
            told = node.problem("M008", "filter", function="filter", expected="a condition", found=found.type)
            scope.faults.add(told)
        else:
            filters.append(Filter(keep.expression, node.text))
    return tuple(filters)


def _pivoted_slots(
    rule: ClassRule, name: str, definition: ClassDefinition, scope: Scope
) -> tuple[tuple[SlotPlan, ...], tuple[str, ...], Expression | None]:
    """Slots, those asked to be pseudonyms, and the list that a row is taken apart into, where it is."""
    pivot = rule.pivot
    if pivot is None:
        return (*_slots(rule, name, definition, scope)[:2], None)
    whole = with_implied(rule, pivot, tuple(definition.slots))
    if not pivot.unmelt:
        items, inner = pivoted(pivot, scope)
        slots, asked, _ = _slots(whole, name, definition, inner)
        return slots, asked, without_unused_names(items, *(slot.value for slot in slots))
    slots, asked, earlier = _slots(whole, name, definition, scope)
    written = tuple(slot.slot.name for slot in slots)
    if pivot.target is not None and pivot.target.text not in (definition.name, rule.name.text):
        scope.faults.refuse(pivot.target, "unmelt_to_class", "it must be the class that is derived")
    long = unmelted(pivot, name, definition, written, replace(scope, earlier=earlier))
    return (*slots, *long), asked, None


def _slots(
    rule: ClassRule, name: str, definition: ClassDefinition, scope: Scope
) -> tuple[tuple[SlotPlan, ...], tuple[str, ...], Lookup[str, Typed]]:
    plans: dict[str, SlotPlan] = {}
    earlier: dict[str, Typed] = {}
    asked: list[str] = []
    for part in rule.slots:
        inner = replace(scope, earlier=dict(earlier))
        slot = definition.slots.get(part.name.text)
        if part.hide:
            earlier[part.name.text] = _hidden(part, slot, inner)
        elif slot is None:
            near = nearest(part.name.text, definition.slots)
            place = Place(record_class=definition.name)
            scope.faults.add(part.name.problem("M004", part.name.text, place=place, candidates=near))
        elif slot.name in plans:
            scope.faults.add(part.name.problem("M001", reason=f"the slot {slot.name} is derived twice"))
        else:
            made = compile_slot(part, slot, inner)
            earlier[slot.name] = replace(type_of(slot), expression=made.value)
            asked += [slot.name] if made.pseudonym else []
            columns = _columns(made.value, scope)
            plans[slot.name] = SlotPlan(
                slot, made.value, made.how, columns, f"{name}.{slot.name}", made.node.where
            )
    order = [slot for slot in definition.slots if slot in plans]
    return tuple(plans[slot] for slot in order), tuple(asked), earlier


def _hidden(part: SlotRule, slot: Slot | None, scope: Scope) -> Typed:
    """A derivation that only later ones read, through slot('name'); it need not be a slot of the class."""
    if part.expr is not None:
        return parse_expression(part.expr, scope)
    if slot is None and part.value is not None:
        return constant(part.value.value)
    if slot is None and (part.tables.written or part.missing):
        slot = Slot(
            part.name.text, Kind.STRING, "string", multivalued=False, requirement="O", absent_allowed=True
        )
    if slot is not None:
        return replace(type_of(slot), expression=compile_slot(part, slot, scope).value)
    node = part.populated_from or part.name
    origin = scope.origin(node.text, node)
    return origin.typed if origin else Typed(Constant(None), "any")


def _columns(value: Expression, scope: Scope) -> tuple[str, ...]:
    """Columns that feed a slot: of the class's own table, else of a joined one, else those the item came from."""
    read = columns_read(value)
    own = tuple(cell.name for cell in read if cell.table is None)
    joined = tuple(cell.name for cell in read if cell.table is not None)
    return tuple(dict.fromkeys(own or joined or scope.item_columns))


def _derived_key(rule: ClassRule, name: str, scope: Scope) -> tuple[Expression, ...]:
    """The source's key columns; a second rule of the same class adds its name, so that records stay apart.

    Where long becomes wide, the columns that identify the record are those the pivot names.
    """
    unmelt = rule.pivot is not None and rule.pivot.unmelt
    nodes = rule.pivot.ids if rule.pivot is not None and unmelt else scope.table.source.key
    if unmelt and not nodes and rule.pivot is not None:
        scope.faults.shape(rule.pivot.node, "id_slots: the columns that rows of one record share")
    origins = [scope.origin(node.text, node) for node in nodes]
    cells: tuple[Expression, ...] = tuple(origin.expression for origin in origins if origin is not None)
    return (*cells, Constant(name)) if cells and "#" in name else cells


def _completed(
    slots: tuple[SlotPlan, ...],
    name: str,
    definition: ClassDefinition,
    scope: Scope,
    use_cases: tuple[str, ...],
) -> tuple[SlotPlan, ...]:
    """Declared absences and the other one of sex and gender, where nothing fills them."""
    plans = {slot.slot.name: slot for slot in slots}
    for rule in scope.table.source.absent:
        slot = definition.slots.get(rule.slot)
        if slot and rule.record_class in (definition.name, definition.snake) and rule.slot not in plans:
            absent = Absent(rule.reason.text)
            plans[slot.name] = SlotPlan(slot, absent, "computed", (), f"{name}.{slot.name}", rule.node.where)
    if definition.name == PERSON:
        for known, wanted, pairs in (
            (GENDER, SEX, SEX_OF_GENDER),
            (SEX, GENDER, tuple((sex, gender) for gender, sex in SEX_OF_GENDER)),
        ):
            slot = definition.slots.get(wanted)
            if known in plans and slot and wanted not in plans and slot.required_in(use_cases) == "M":
                source = plans[known]
                value = Recode(source.value, pairs, "V008")
                plans[wanted] = replace(
                    source, slot=slot, value=value, made="computed", rule=f"{name}.{wanted}"
                )
    other = tuple(slot for slot in slots if slot.slot.name not in definition.slots)
    return (*(plans[slot] for slot in definition.slots if slot in plans), *other)


def _check_complete(
    rule: ClassRule, slots: tuple[SlotPlan, ...], definition: ClassDefinition, faults: Faults
) -> None:
    """A class about persons needs its individual, and Individual its own key: neither can be derived (M013)."""
    needed = definition.key if definition.name == PERSON else _person_slot(definition)
    filled = {slot.slot.name for slot in slots if not isinstance(slot.value, Absent)}
    if needed and needed not in filled and needed not in {part.name.text for part in rule.slots}:
        place = Place(record_class=definition.name, slot=needed)
        faults.add(rule.name.problem("M013", definition.name, place=place, missing=needed))
