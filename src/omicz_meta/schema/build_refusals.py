"""Refuses what LinkML can say and no check can ask: silence would look like a rule that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omicz_meta.schema.build_ranges import kind_of, slot_range, values_of
from omicz_meta.schema.build_tests import stated
from omicz_meta.schema.build_vocabularies import is_dynamic
from omicz_meta.schema.model import Kind
from omicz_meta.schema.refusal import cannot_check

if TYPE_CHECKING:
    from omicz_meta.schema.build_linkml import Source

OF_CLASSES = (
    "classification_rules",
    "disjoint_with",
    "union_of",
    "children_are_mutually_disjoint",
    "extra_slots",
)
OF_SLOTS = (
    "array",
    "range_expression",
    "enum_range",
    "bindings",
    "subproperty_of",
    "disjoint_with",
    "union_of",
    "children_are_mutually_disjoint",
    "irreflexive",
    "asymmetric",
    "path_rule",
)
OF_ENUMS = ("concepts", "code_set", "pv_formula", "minus", "matches")


def refuse_unknown(source: Source, concrete: list[str]) -> None:
    """Raises SchemaRefused for the first thing in classes, slots and enums that would be left out in silence."""
    for name in concrete:
        _refuse(name, source.view.get_class(name), OF_CLASSES)
        if not source.level(name):
            _refuse(name, source.view.get_class(name), ("unique_keys",))
        for slot in source.view.class_slots(name):
            _refuse_slot(source, name, str(slot))
    for name, body in source.view.all_enums().items():
        if not is_dynamic(body):
            _refuse(str(name), body, OF_ENUMS)
            values_of(source, str(name))


def _refuse(element: str, body: Any, features: tuple[str, ...]) -> None:
    said = stated(body)
    odd = [feature for feature in features if feature in said]
    if odd:
        raise cannot_check(element, odd[0])


def _refuse_slot(source: Source, owner: str, name: str) -> None:
    slot, element = source.view.induced_slot(name, owner), f"{owner}.{name}"
    _refuse(element, slot, OF_SLOTS)
    wanted = source.slot_annotations(owner, name).get("requirement", "M")
    if slot.required and wanted != "M":
        raise cannot_check(element, "required", f"its annotation requirement says {wanted}")
    target = slot_range(source, owner, name)
    if target in source.view.all_classes():
        _refuse_target(source, element, slot, target)


def _refuse_target(source: Source, element: str, slot: Any, target: str) -> None:
    """A reference names a record of its own, an object stands in its record: neither may look like the other."""
    body = source.view.get_class(target)
    is_reference = kind_of(source, target) is Kind.REFERENCE
    if is_reference and (slot.inlined or slot.inlined_as_list):
        raise cannot_check(element, "inlined", f"records of {target} have a level and stand by themselves")
    if body.abstract or body.mixin:
        raise cannot_check(element, "range", f"{target} is abstract; name a class that has records")
    if is_reference or source.view.get_identifier_slot(target, use_key=True) is None:
        return
    if not (slot.inlined or slot.inlined_as_list):
        raise cannot_check(
            element, "range", f"{target} has no level, so no records; say inlined_as_list: true"
        )
    if slot.multivalued and not slot.inlined_as_list:
        raise cannot_check(element, "inlined", "objects stand in a list; say inlined_as_list: true")
