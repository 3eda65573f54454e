"""Compiles a LinkML schema to the JSON form that `model.parse_schema` reads at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omicz_meta.errors import UsageError
from omicz_meta.schema.build_conditions import conditions_of, other_rules
from omicz_meta.schema.build_constraints import constraints_of, rule_constraints
from omicz_meta.schema.build_linkml import Source, plain
from omicz_meta.schema.build_ranges import CODED, kind_of, of_type, slot_range, values_of
from omicz_meta.schema.build_refusals import refuse_unknown
from omicz_meta.schema.build_unique import unique_keys
from omicz_meta.schema.build_vocabularies import branches, is_dynamic
from omicz_meta.schema.lexical import PATTERNS
from omicz_meta.schema.model import Kind, snake_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omicz_meta.schema.overlays import Overlay

IRIS = {kind: PATTERNS[kind] for kind in (Kind.URI, Kind.CURIE)}
LEVELS = ("catalogue", "person", "sample", "sequencing", "submission")


def runtime_schema(source: Source) -> dict[str, Any]:
    """Compile to plain JSON values, in the order of the source; see docs/reference/compiled-schema.md."""
    view = source.view
    concrete = [name for name, body in view.all_classes().items() if not (body.abstract or body.mixin)]
    records = sorted((name for name in concrete if source.level(name)), key=lambda name: _rank(source, name))
    objects = [name for name in concrete if not source.level(name)]
    _refuse_unknown(source.overlays, view)
    refuse_unknown(source, concrete)
    return {
        "name": str(view.schema.name),
        "version": str(view.schema.version or "0"),
        "prefixes": dict(source.prefixes),
        "use_cases": list(dict.fromkeys(row.use_case for row in source.overlays)),
        "classes": {name: _class(source, name) | _record(source, name) for name in records},
        "objects": {name: _class(source, name) for name in objects},
        "enums": {
            name: [_value(v) for v in values_of(source, name)]
            for name, body in view.all_enums().items()
            if not is_dynamic(body)
        },
    }


def _rank(source: Source, name: str) -> int:
    level = source.level(name)
    if level not in LEVELS:
        raise UsageError(f"{name}: level {level!r} is none of {', '.join(LEVELS)}.")
    return LEVELS.index(level)


def _refuse_unknown(overlays: tuple[Overlay, ...], view: Any) -> None:
    for row in overlays:
        known = row.owner in view.all_classes() and (
            row.slot is None or row.slot in view.class_slots(row.owner)
        )
        if not known:
            raise UsageError(
                f"The overlay {row.use_case} speaks of {row.owner}.{row.slot or '-'}, which does not exist."
            )


def _class(source: Source, name: str) -> dict[str, Any]:
    body = source.view.get_class(name)
    slots = [_slot(source, name, slot) for slot in source.view.class_slots(name)]
    address = body.class_uri or source.own_uri("classes", name)
    uri = {"uri": str(address)} if address else {}
    conditions = [*conditions_of(source.view, name), *_overlay_conditions(source, name)]
    others = (one for rule in other_rules(source.view, name) for one in rule_constraints(source, name, rule))
    constraints = [*constraints_of(source, name), *others]
    notes = plain(body.annotations)
    return {
        "title": _text(body.title or name, notes.get("title_cs")),
        "definition": _text(body.description, notes.get("definition_cs")),
        **uri,
        "slots": slots,
        **({"conditions": conditions} if conditions else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def _record(source: Source, name: str) -> dict[str, Any]:
    key = source.view.get_identifier_slot(name, use_key=True)
    if key is None:
        raise UsageError(f"The record class {name} has no key: one slot must say identifier: true.")
    upper = (source.annotation(name, "per_individual") or "").partition("..")[2]
    minima = [row.as_minimum() for row in source.overlays if row.owner == name and row.slot is None]
    return {
        "key": str(key.name),
        "level": source.level(name),
        "records_file": source.annotation(name, "records_file") or f"{snake_case(name)}.parquet",
        **({"max_per_individual": int(upper)} if upper.isdigit() else {}),
        **({"minima": minima} if minima else {}),
        **({"unique_keys": keys} if (keys := unique_keys(source, name)) else {}),
        **({"ancestors": above} if (above := _ancestors(source, name)) else {}),
    }


def _ancestors(source: Source, name: str) -> list[str]:
    """The record classes that a class descends from, the nearest first."""
    others = [str(one) for one in source.view.class_ancestors(name) if one != name]
    return [one for one in others if not _has_no_records(source, one)]


def _has_no_records(source: Source, name: str) -> bool:
    body = source.view.get_class(name)
    return bool(body.abstract or body.mixin) or not source.level(name)


def _overlay_conditions(source: Source, name: str) -> Iterator[dict[str, Any]]:
    return (row.as_condition() for row in _overlays(source, name) if row.slot and row.where)


def _overlays(source: Source, name: str) -> Iterator[Overlay]:
    ancestors = source.view.class_ancestors(name)
    return (row for row in source.overlays if row.owner in ancestors)


def _slot(source: Source, owner: str, name: str) -> dict[str, Any]:
    slot = source.view.induced_slot(name, owner)
    notes = source.slot_annotations(owner, name)
    named = slot_range(source, owner, name)
    dynamic = named in source.view.all_enums() and is_dynamic(source.view.get_enum(named))
    target = CODED if dynamic else named
    kind = kind_of(source, target)
    rows = (row for row in _overlays(source, owner) if row.slot == name)
    body = {
        "name": name,
        "kind": kind.value,
        "target": target,
        "multivalued": bool(slot.multivalued),
        "requirement": notes.get("requirement") or _requirement(slot),
        "sensitivity": notes.get("sensitivity", "public"),
        "absent_allowed": notes.get("absent_allowed", "").lower() == "true",
        "pattern": _first(_own_pattern(source, slot), *of_type(source, target, "pattern"), IRIS.get(kind)),
        "minimum": _first(slot.minimum_value, *of_type(source, target, "minimum_value")),
        "maximum": _first(slot.maximum_value, *of_type(source, target, "maximum_value")),
        "overrides": {row.use_case: "C" if row.where else row.requirement for row in rows},
        "title": _text(slot.title or name, notes.get("title_cs")),
        "definition": _text(slot.description, notes.get("definition_cs")),
        "uri": _first(slot.slot_uri, source.own_uri("slots", name)),
        "note": notes.get("value_set"),
        "vocabularies": branches(source, named) if dynamic else None,
        "leaf": notes.get("leaf", "").lower() == "true" or None,
        "label_slot": notes.get("label_slot"),
    }
    return {key: value for key, value in body.items() if value not in (None, {})}


def _requirement(slot: Any) -> str:
    if slot.required or str(slot.value_presence or "") == "PRESENT":
        return "M"
    return "R" if slot.recommended else "O"


def _own_pattern(source: Source, slot: Any) -> str | None:
    """The pattern of a slot, a structured one resolved."""
    found = source.view.resolve_pattern(slot)
    return None if found is None else str(found)


def _first(*values: Any) -> str | None:
    return next((str(value) for value in values if value is not None), None)


def _text(english: Any, czech: str | None) -> dict[str, str]:
    both = {"cs": czech, "en": str(english) if english else None}
    return {language: text for language, text in both.items() if text}


def _value(value: Any) -> dict[str, Any]:
    czech = plain(value.annotations).get("title_cs")
    meaning = {"meaning": str(value.meaning)} if value.meaning else {}
    return {"name": str(value.text), **meaning, "label": _text(value.title or value.text, czech)}
