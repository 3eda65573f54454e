"""Reads a `*.transform.yaml`: the supported part of linkml-map's TransformationSpecification (linkml-map 0.5.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from omicz_meta.mapping import refused
from omicz_meta.mapping.listing import is_plain_name
from omicz_meta.mapping.rules import ClassRule, EnumRule, JoinRule, MappingTables, PivotRule, SlotRule
from omicz_meta.mapping.slotfields import (
    TABLE_KEYS,
    read_conversion,
    read_offset,
    read_stringification,
    read_tables,
)

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
    "includes",
    "modifier_extensions",
    "not_taken",
    "class_derivations",
    "enum_derivations",
)
CLASS_KEYS = (
    *WORDS_ABOUT,
    "name",
    "populated_from",
    "joins",
    "slot_derivations",
    "pivot_operation",
    "is_a",
    "mixins",
)
OBJECT_KEYS = (*WORDS_ABOUT, "name", "class_derivations")
SLOT_KEYS = (
    *WORDS_ABOUT,
    *TABLE_KEYS,
    "name",
    "populated_from",
    "expr",
    "value",
    "missing_values",
    "class_derivations",
    "object_derivations",
    "pivot_operation",
    "unit_conversion",
    "offset",
    "stringification",
    "cast_collection_as",
    "range",
    "hide",
    "derived_from",
)
ENUM_KEYS = (
    *WORDS_ABOUT,
    *TABLE_KEYS,
    "name",
    "populated_from",
    "expr",
    "mirror_source",
    "hide",
    "permissible_value_derivations",
)
VALUE_KEYS = (*WORDS_ABOUT, "name", "populated_from", "sources", "hide")
JOIN_KEYS = ("alias", "class_named", "source_key", "lookup_key", "join_on", "name", "optional")
PIVOT_KEYS = (
    "direction",
    "source_slots",
    "value_slot",
    "variable_slot",
    "id_slots",
    "unit_slot",
    "slot_name_template",
    "unmelt_to_slots",
    "unmelt_to_class",
)
WAYS = ("populated_from", "expr", "value", "class_derivations", "object_derivations", "pivot_operation")
CHANGES = (*TABLE_KEYS, "unit_conversion", "offset", "stringification", "missing_values")
"""What is done to a value taken over with populated_from, and to no other."""


Reasons = Mapping[str, tuple[tuple[str, str], ...]]
"""Types of resources with details for a message: `reason.cs` and `reason.en`."""


@dataclass(frozen=True, slots=True)
class Transform:
    """What one transform file derives, and what it says of FHIR.

    `modifiers` are the addresses of modifier extensions that it understands, `not_taken` the types of resources that it
    does not take, with the reasons in both languages.
    """

    classes: tuple[ClassRule, ...] = ()
    enums: tuple[EnumRule, ...] = ()
    modifiers: tuple[str, ...] = ()
    not_taken: Reasons = field(default_factory=dict)


def read_transform(node: Node, faults: Faults) -> Transform:
    """Understand one transform file: its class and enum derivations in order, as mappings or as lists."""
    parts = faults.keys(node, TOP_KEYS, "transform file", refused.SPECIFICATION)
    rules = parts.get("class_derivations")
    for name in faults.texts(parts.get("includes"), "includes"):
        if not is_plain_name(name.text):
            faults.shape(name, "includes: names of mappings, no paths")
    if (rules is None or rules.empty) and "includes" not in parts:
        faults.shape(node, "class_derivations: without one nothing is made")
    enums = (_enum_rule(*entry, faults) for entry in _named(parts.get("enum_derivations"), faults, "enums"))
    modifiers = tuple(
        url.text for url in faults.texts(parts.get("modifier_extensions"), "modifier_extensions")
    )
    return Transform(
        _class_rules(rules, faults),
        tuple(rule for rule in enums if rule is not None),
        modifiers,
        dict(_not_taken(parts.get("not_taken"), faults)),
    )


def _not_taken(node: Node | None, faults: Faults) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    if node is None:
        return
    from omicz_meta.views.elements import VERSIONS, is_resource, nearest_resource  # noqa: PLC0415 - of use where FHIR is mapped

    if node.shape != "mapping":
        faults.shape(node, "not_taken: types of resources, each with reasons under cs and en")
        return
    for kind, reasons in node.entries:
        if not any(is_resource(version, kind.text) for version in VERSIONS):
            near = nearest_resource("R4", kind.text)
            faults.add(kind.problem("M002", kind.text, candidates=near, key=kind.text, where="not_taken"))
        said = faults.keys(reasons, ("cs", "en"), "not_taken")
        if set(said) != {"cs", "en"}:
            faults.shape(reasons, "not_taken: a reason in both languages, cs and en")
        yield (
            kind.text,
            tuple((f"reason.{lang}", faults.text(text, lang) or "") for lang, text in said.items()),
        )


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
    parts = faults.keys(body, CLASS_KEYS, f"class derivation {name.text}", refused.CLASS)
    joins = (_join(alias, join, faults) for alias, join in _named(parts.get("joins"), faults, "joins"))
    slots = _named(parts.get("slot_derivations"), faults, "slot_derivations")
    parents = (*faults.texts(parts.get("mixins"), "mixins"), *faults.texts(parts.get("is_a"), "is_a"))
    return ClassRule(
        name=name,
        table=_texted(parts, "populated_from", faults),
        joins=tuple(join for join in joins if join is not None),
        pivot=_pivot(parts.get("pivot_operation"), faults),
        slots=tuple(_slot_rule(slot, entry, faults) for slot, entry in slots),
        parents=parents,
    )


def _join(alias: Node, body: Node, faults: Faults) -> JoinRule | None:
    parts = faults.keys(body, JOIN_KEYS, f"join {alias.text}")
    both = parts.get("join_on")
    source = faults.texts(parts.get("source_key", both), "source_key")
    lookup = faults.texts(parts.get("lookup_key", both), "lookup_key")
    if not source or len(source) != len(lookup):
        faults.shape(alias, "a join with as many source_key as lookup_key, or with join_on")
        return None
    optional = faults.word(parts.get("optional"), ("true", "false"), "optional") == "true"
    return JoinRule(alias, parts.get("class_named", alias), source, lookup, optional)


def _pivot(node: Node | None, faults: Faults) -> PivotRule | None:
    if node is None:
        return None
    parts = faults.keys(node, PIVOT_KEYS, "pivot_operation")
    direction = faults.word(parts.get("direction"), ("MELT", "UNMELT"), "direction")
    if "direction" not in parts:
        faults.shape(node, "pivot_operation: direction MELT or UNMELT")
    return PivotRule(
        node,
        columns=faults.texts(parts.get("source_slots"), "source_slots"),
        value=_texted(parts, "value_slot", faults),
        variable=_texted(parts, "variable_slot", faults),
        ids=faults.texts(parts.get("id_slots"), "id_slots"),
        unmelt=direction == "UNMELT",
        unit=_texted(parts, "unit_slot", faults),
        template=_texted(parts, "slot_name_template", faults),
        slots=faults.texts(parts.get("unmelt_to_slots"), "unmelt_to_slots"),
        target=_texted(parts, "unmelt_to_class", faults),
    )


def _slot_rule(name: Node, body: Node, faults: Faults) -> SlotRule:
    parts = faults.keys(body, SLOT_KEYS, f"slot derivation {name.text}", refused.SLOT)
    ways = [key for key in WAYS if key in parts]
    for way in ways[1:]:
        faults.refuse(parts[way], f"{way} beside {ways[0]}", "a slot is derived in one way")
    for change in CHANGES if ways and ways[0] != "populated_from" else ():
        if change in parts:
            reason = "it changes what populated_from takes over"
            faults.refuse(parts[change], f"{change} beside {ways[0]}", reason)
    tables = read_tables(parts, faults)
    conversion = read_conversion(parts.get("unit_conversion"), faults)
    text = read_stringification(parts.get("stringification"), faults)
    without_cell = (
        bool(tables.branches)
        or bool(conversion and conversion.magnitude_column)
        or bool(text and text.columns)
    )
    return SlotRule(
        name=name,
        populated_from=_texted(parts, "populated_from", faults) if ways or without_cell else name,
        expr=_texted(parts, "expr", faults),
        value=_texted(parts, "value", faults),
        tables=tables,
        missing=tuple(token.text for token in faults.texts(parts.get("missing_values"), "missing_values")),
        nested=_nested(parts, faults),
        pivot=_pivot(parts.get("pivot_operation"), faults),
        conversion=conversion,
        offset=read_offset(parts.get("offset"), faults),
        text=text,
        cast=_texted(parts, "cast_collection_as", faults),
        range=_texted(parts, "range", faults),
        hide=faults.flag(parts.get("hide"), "hide"),
    )


def _texted(parts: dict[str, Node], key: str, faults: Faults) -> Node | None:
    node = parts.get(key)
    return node if faults.text(node, key) is not None else None


def _nested(parts: dict[str, Node], faults: Faults) -> tuple[ClassRule, ...] | None:
    if "class_derivations" in parts:
        return _class_rules(parts["class_derivations"], faults)
    older = parts.get("object_derivations")
    if older is None:
        return None
    entries = older.items if older.shape == "list" else (older,)
    bodies = (faults.keys(entry, OBJECT_KEYS, "object_derivations", refused.OBJECT) for entry in entries)
    return tuple(rule for body in bodies for rule in _class_rules(body.get("class_derivations"), faults))


def _enum_rule(name: Node, body: Node, faults: Faults) -> EnumRule | None:
    """How values become those of an enum; None where the derivation is hidden and so does nothing."""
    parts = faults.keys(body, ENUM_KEYS, f"enum derivation {name.text}", refused.ENUM)
    tables = read_tables(parts, faults)
    entries = _named(parts.get("permissible_value_derivations"), faults, "permissible_value_derivations")
    pairs = [pair for entry in entries for pair in _permissible(*entry, faults)]
    values: dict[str, Node] = {}
    for source, target in (*(tables.values or ()), *pairs):
        values.setdefault(source, target)
    if faults.flag(parts.get("hide"), "hide"):
        return None
    return EnumRule(
        name,
        MappingTables(
            tuple(values.items()),
            tables.expressions,
            tables.branches,
            _texted(parts, "expr", faults),
            faults.flag(parts.get("mirror_source"), "mirror_source"),
        ),
    )


def _permissible(name: Node, body: Node, faults: Faults) -> Iterator[tuple[str, Node]]:
    """Source values with the permissible value they become; a hidden one drops them."""
    where = f"permissible value derivation {name.text}"
    parts = faults.keys(body, VALUE_KEYS, where, refused.PERMISSIBLE_VALUE)
    if "populated_from" in parts and "sources" in parts:
        faults.refuse(parts["sources"], "sources beside populated_from", "both say the same")
    hidden = faults.flag(parts.get("hide"), "hide")
    for source in faults.texts(parts.get("populated_from", parts.get("sources")), "populated_from"):
        yield source.text, replace(name, value=None) if hidden else replace(name, value=name.text)
