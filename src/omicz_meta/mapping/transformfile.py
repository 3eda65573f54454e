"""Reads a `*.transform.yaml`: the supported part of linkml-map's TransformationSpecification (linkml-map 0.5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from omicz_meta.mapping.rules import ClassRule, JoinRule, PivotRule, SlotRule

if TYPE_CHECKING:
    from omicz_meta.mapping.form import Faults
    from omicz_meta.yamlfile import Node

WORDS_ABOUT = ("description", "comments", "implements")
TOP_KEYS = (
    *WORDS_ABOUT,
    "id",
    "title",
    "publication_date",
    "license",
    "version",
    "prefixes",
    "source_schema",
    "target_schema",
    "creator",
    "author",
    "reviewer",
    "mapping_method",
    "documentation",
    "content_url",
    "class_derivations",
)
TOP_UNSUPPORTED = ("copy_directives", "source_schema_patches", "enum_derivations", "slot_derivations")
ELEMENT_UNSUPPORTED = (
    "copy_directives",
    "overrides",
    "is_a",
    "mixins",
    "expression_mappings",
    "expression_to_value_mappings",
    "expression_to_expression_mappings",
    "mirror_source",
    "target_definition",
    "sources",
)
CLASS_KEYS = (*WORDS_ABOUT, "name", "populated_from", "joins", "slot_derivations", "pivot_operation")
CLASS_UNSUPPORTED = (*ELEMENT_UNSUPPORTED, "value_mappings")
SLOT_KEYS = (
    *WORDS_ABOUT,
    "name",
    "populated_from",
    "expr",
    "value",
    "value_mappings",
    "missing_values",
    "class_derivations",
    "object_derivations",
    "range",
    "hide",
)
SLOT_UNSUPPORTED = (
    *ELEMENT_UNSUPPORTED,
    "derived_from",
    "unit_conversion",
    "inverse_of",
    "type_designator",
    "cast_collection_as",
    "dictionary_key",
    "stringification",
    "aggregation_operation",
    "pivot_operation",
    "offset",
)
JOIN_KEYS = ("alias", "class_named", "source_key", "lookup_key", "join_on")
PIVOT_KEYS = ("direction", "source_slots", "value_slot")
PIVOT_UNSUPPORTED = (
    "variable_slot",
    "unmelt_to_class",
    "unmelt_to_slots",
    "unit_slot",
    "slot_name_template",
    "id_slots",
)
WAYS = ("populated_from", "expr", "value", "class_derivations", "object_derivations")


def read_transform(node: Node, faults: Faults) -> tuple[ClassRule, ...]:
    """Understand one transform file: its class derivations in order, as a mapping or as a list."""
    parts = faults.keys(node, TOP_KEYS, "transform file", TOP_UNSUPPORTED)
    rules = parts.get("class_derivations")
    if rules is None or rules.empty:
        faults.shape(node, "class_derivations: without one nothing is made")
    return _class_rules(rules, faults)


def _named(node: Node | None, faults: Faults, where: str) -> Iterator[tuple[Node, Node]]:
    """Name and body of each derivation: `Name: {...}`, `- name: Name`, or `- Name: {...}`."""
    if node is None or node.empty:
        return
    if node.shape == "mapping":
        yield from node.entries
        return
    for item in node.items:
        name = item.get("name")
        if name is not None and faults.text(name, "name") is not None:
            yield name, item
        elif item.shape == "mapping" and len(item.entries) == 1 and name is None:
            yield item.entries[0]
        else:
            faults.shape(item, f"{where}: an entry with a name")
    if node.shape == "scalar":
        faults.shape(node, f"{where}: derivations with their names")


def _class_rules(node: Node | None, faults: Faults) -> tuple[ClassRule, ...]:
    return tuple(_class_rule(name, body, faults) for name, body in _named(node, faults, "class_derivations"))


def _class_rule(name: Node, body: Node, faults: Faults) -> ClassRule:
    parts = faults.keys(body, CLASS_KEYS, f"class derivation {name.text}", CLASS_UNSUPPORTED)
    table = parts.get("populated_from")
    if faults.text(table, "populated_from") is None:
        table = None
    joins = (_join(alias, join, faults) for alias, join in _named(parts.get("joins"), faults, "joins"))
    slots = _named(parts.get("slot_derivations"), faults, "slot_derivations")
    return ClassRule(
        name=name,
        table=table,
        joins=tuple(join for join in joins if join is not None),
        pivot=_pivot(parts.get("pivot_operation"), faults),
        slots=tuple(_slot_rule(slot, entry, faults) for slot, entry in slots),
    )


def _join(alias: Node, body: Node, faults: Faults) -> JoinRule | None:
    parts = faults.keys(body, (*JOIN_KEYS, "name"), f"join {alias.text}")
    both = parts.get("join_on")
    source, lookup = parts.get("source_key", both), parts.get("lookup_key", both)
    if source is None or lookup is None or None in (faults.text(source, "key"), faults.text(lookup, "key")):
        faults.shape(alias, "a join with source_key and lookup_key, or with join_on")
        return None
    return JoinRule(alias, parts.get("class_named", alias), source, lookup)


def _pivot(node: Node | None, faults: Faults) -> PivotRule | None:
    if node is None:
        return None
    parts = faults.keys(node, PIVOT_KEYS, "pivot_operation", PIVOT_UNSUPPORTED)
    direction = parts.get("direction")
    if direction is not None and direction.text != "MELT":
        faults.add(direction.problem("M012", f"pivot_operation {direction.text}", feature="pivot_operation"))
    columns = faults.texts(parts.get("source_slots"), "source_slots")
    if not columns:
        faults.shape(node, "pivot_operation: direction MELT and source_slots, the columns to take apart")
        return None
    return PivotRule(node, columns, faults.text(parts.get("value_slot"), "value_slot") or "value")


def _slot_rule(name: Node, body: Node, faults: Faults) -> SlotRule:
    parts = faults.keys(body, SLOT_KEYS, f"slot derivation {name.text}", SLOT_UNSUPPORTED)
    ways = [key for key in WAYS if key in parts]
    for way in ways[1:]:
        faults.add(parts[way].problem("M012", f"{way} beside {ways[0]}", feature=way))
    if "value_mappings" in parts and "populated_from" not in parts and ways:
        faults.add(
            parts["value_mappings"].problem(
                "M012", f"value_mappings beside {ways[0]}", feature="value_mappings"
            )
        )
    return SlotRule(
        name=name,
        populated_from=_texted(parts, "populated_from", faults) if ways else name,
        expr=_texted(parts, "expr", faults),
        value=_texted(parts, "value", faults),
        pairs=_pairs(parts.get("value_mappings"), faults),
        missing=tuple(token.text for token in faults.texts(parts.get("missing_values"), "missing_values")),
        nested=_nested(parts, faults),
        range=_texted(parts, "range", faults),
        hide=faults.flag(parts.get("hide"), "hide"),
    )


def _texted(parts: dict[str, Node], key: str, faults: Faults) -> Node | None:
    node = parts.get(key)
    return node if faults.text(node, key) is not None else None


def _pairs(node: Node | None, faults: Faults) -> tuple[tuple[str, Node], ...] | None:
    if node is None:
        return None
    if node.shape != "mapping":
        faults.shape(node, "value_mappings: source values, each with its target")
        return ()
    return tuple((key.text, value.get("value") or value) for key, value in node.entries)


def _nested(parts: dict[str, Node], faults: Faults) -> tuple[ClassRule, ...] | None:
    if "class_derivations" in parts:
        return _class_rules(parts["class_derivations"], faults)
    older = parts.get("object_derivations")
    if older is None:
        return None
    entries = older.items if older.shape == "list" else (older,)
    bodies = (faults.keys(entry, ("name", "class_derivations"), "object_derivations") for entry in entries)
    return tuple(rule for body in bodies for rule in _class_rules(body.get("class_derivations"), faults))
