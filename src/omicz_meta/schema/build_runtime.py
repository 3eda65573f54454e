"""Compiles a LinkML schema to the JSON form that `model.parse_schema` reads at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omicz_meta.errors import UsageError
from omicz_meta.schema.build_conditions import conditions_of
from omicz_meta.schema.build_linkml import Source, plain
from omicz_meta.schema.build_vocabularies import branches, is_dynamic
from omicz_meta.schema.lexical import PATTERNS
from omicz_meta.schema.model import Kind, snake_case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from omicz_meta.schema.overlays import Overlay

IRIS = {kind: PATTERNS[kind] for kind in (Kind.URI, Kind.CURIE)}
CODED = "uriorcurie"
"""What a slot holds whose value set is a part of a code system: codes as CURIEs."""
LEVELS = ("catalogue", "person", "sample", "sequencing", "submission")
KINDS: Mapping[str, Kind] = {
    "PartialDate": Kind.PARTIAL_DATE,
    "Duration": Kind.DURATION,
    "string": Kind.STRING,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "float": Kind.DECIMAL,
    "double": Kind.DECIMAL,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
    "datetime": Kind.DATETIME,
    "uri": Kind.URI,
    "uriorcurie": Kind.CURIE,
    "curie": Kind.CURIE,
}


def runtime_schema(source: Source) -> dict[str, Any]:
    """Compile to plain JSON values, in the order of the source; see docs/reference/compiled-schema.md."""
    view = source.view
    concrete = [name for name, body in view.all_classes().items() if not (body.abstract or body.mixin)]
    records = sorted((name for name in concrete if source.level(name)), key=lambda name: _rank(source, name))
    objects = [name for name in concrete if not source.level(name)]
    _refuse_unknown(source.overlays, view)
    return {
        "name": str(view.schema.name),
        "version": str(view.schema.version or "0"),
        "prefixes": dict(source.prefixes),
        "use_cases": list(dict.fromkeys(row.use_case for row in source.overlays)),
        "classes": {name: _class(source, name) | _record(source, name) for name in records},
        "objects": {name: _class(source, name) for name in objects},
        "enums": {
            name: [_value(v) for v in body.permissible_values.values()]
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
    notes = plain(body.annotations)
    return {
        "title": _text(body.title or name, notes.get("title_cs")),
        "definition": _text(body.description, notes.get("definition_cs")),
        **uri,
        "slots": slots,
        **({"conditions": conditions} if conditions else {}),
    }


def _record(source: Source, name: str) -> dict[str, Any]:
    key = source.view.get_identifier_slot(name)
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
    }


def _overlay_conditions(source: Source, name: str) -> Iterator[dict[str, Any]]:
    return (row.as_condition() for row in _overlays(source, name) if row.slot and row.where)


def _overlays(source: Source, name: str) -> Iterator[Overlay]:
    ancestors = source.view.class_ancestors(name)
    return (row for row in source.overlays if row.owner in ancestors)


def _slot(source: Source, owner: str, name: str) -> dict[str, Any]:
    slot = source.view.induced_slot(name, owner)
    notes = source.slot_annotations(owner, name)
    named = str(slot.range or "string")
    dynamic = named in source.view.all_enums() and is_dynamic(source.view.get_enum(named))
    target = CODED if dynamic else named
    kind = _kind(source, target)
    rows = (row for row in _overlays(source, owner) if row.slot == name)
    body = {
        "name": name,
        "kind": kind.value,
        "target": target,
        "multivalued": bool(slot.multivalued),
        "requirement": notes.get("requirement") or ("M" if slot.required else "O"),
        "sensitivity": notes.get("sensitivity", "public"),
        "absent_allowed": notes.get("absent_allowed", "").lower() == "true",
        "pattern": _first(slot.pattern, *_of_type(source, target, "pattern"), IRIS.get(kind)),
        "minimum": _first(slot.minimum_value, *_of_type(source, target, "minimum_value")),
        "maximum": _first(slot.maximum_value, *_of_type(source, target, "maximum_value")),
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


def _kind(source: Source, target: str) -> Kind:
    view = source.view
    if target in view.all_enums():
        return Kind.ENUM
    if target in view.all_classes():
        return Kind.REFERENCE if source.level(target) else Kind.OBJECT
    names = view.type_ancestors(target) if target in view.all_types() else ()
    found = next((KINDS[name] for name in names if name in KINDS), None)
    if found is None:
        raise UsageError(f"The range {target} has no physical type; use one of {', '.join(KINDS)}.")
    return found


def _of_type(source: Source, target: str, key: str) -> Iterator[Any]:
    types = source.view.all_types()
    return (
        getattr(types[name], key) for name in (source.view.type_ancestors(target) if target in types else ())
    )


def _first(*values: Any) -> str | None:
    return next((str(value) for value in values if value is not None), None)


def _text(english: Any, czech: str | None) -> dict[str, str]:
    both = {"cs": czech, "en": str(english) if english else None}
    return {language: text for language, text in both.items() if text}


def _value(value: Any) -> dict[str, Any]:
    czech = plain(value.annotations).get("title_cs")
    meaning = {"meaning": str(value.meaning)} if value.meaning else {}
    return {"name": str(value.text), **meaning, "label": _text(value.title or value.text, czech)}
