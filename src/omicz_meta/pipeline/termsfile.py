"""Terminology decisions as SSSOM (mapping-commons.github.io/sssom): a comment header in YAML, then one mapping a line.

The subject is a text of the source, so it is a literal without an identifier (SSSOM 1.0, literal mappings). Columns
that SSSOM has no slot for are declared in the header as extensions.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from omicz_meta.result import TermDecision
from omicz_meta.schema import Enum, Kind, Schema, Slot

LITERAL = "rdfs literal"
NOTHING = "sssom:NoTermFound"
EXTENSIONS = (
    "subject_source_field",
    "object_source_field",
    "count",
    "accepted_by",
    "checked",
    "code_map_version",
)
COLUMNS = (
    "subject_label",
    "subject_type",
    "predicate_id",
    "object_id",
    "object_label",
    "object_type",
    "mapping_justification",
    "reviewer_label",
    "mapping_tool",
    "mapping_tool_version",
    "comment",
    *EXTENSIONS,
)
_KNOWN = {
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
}
_OWN = "https://w3id.org/omicz/"
_CURIE = re.compile(r"([A-Za-z][A-Za-z0-9._-]*):([^\s:/][^\s]*)")
_CURATED, _NORMALISED = "semapv:ManualMappingCuration", "semapv:LexicalMatching"


def write_terms(path: Path, found: tuple[TermDecision, ...], schema: Schema) -> None:
    """Write the decisions; values without a target are sssom:NoTermFound, of several targets each is a line."""
    made_by = version("omicz-meta")
    rows = [row for one in found for row in _rows(one, schema, made_by)]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("".join(f"# {line}\n" for line in _head(rows, schema)))
        writer = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _head(rows: list[dict[str, str]], schema: Schema) -> Iterator[str]:
    used = {row["object_id"].partition(":")[0] for row in rows if row["object_id"]}
    yield "curie_map:"
    for prefix in sorted({*_KNOWN, "omicz", *used}):
        address = _KNOWN.get(prefix) or schema.prefixes.get(prefix) or f"https://bioregistry.io/{prefix}:"
        yield f'  {prefix}: "{_OWN if prefix == "omicz" else address}"'
    yield f"mapping_set_id: {_OWN}mappings/decisions"
    yield "mapping_set_title: Terminology decisions of a run"
    yield "license: https://w3id.org/sssom/license/unspecified"
    yield "extension_definitions:"
    for name in EXTENSIONS:
        yield f"  - slot_name: {name}"
        yield f"    property: omicz:{name}"


def _rows(one: TermDecision, schema: Schema, made_by: str) -> Iterator[dict[str, str]]:
    slot = _slot(one.slot, schema)
    coded = bool(slot and (slot.kind in (Kind.CURIE, Kind.ENUM) or slot.multivalued))
    targets = one.target.split(", ") if one.target and coded else [one.target]
    for target in targets:
        yield {
            "subject_label": one.source_value,
            "subject_type": LITERAL,
            "predicate_id": "skos:exactMatch",
            **_object(target, slot, schema),
            "mapping_justification": _NORMALISED if one.method.startswith("code ") else _CURATED,
            "reviewer_label": one.accepted_by if one.accepted_by and one.accepted_by != one.version else "",
            "mapping_tool": one.method,
            "mapping_tool_version": made_by,
            "comment": f"count {one.count}",
            "subject_source_field": one.column,
            "object_source_field": one.slot,
            "count": str(one.count),
            "accepted_by": one.accepted_by or "",
            "checked": one.checked or "",
            "code_map_version": one.version or "",
        }


def _slot(name: str, schema: Schema) -> Slot | None:
    owner, _, slot = name.partition(".")
    body = schema.classes.get(owner)
    return body.slots.get(slot) if body else None


def _object(target: str | None, slot: Slot | None, schema: Schema) -> dict[str, str]:
    """What a value became: a term, a value of a value set with its meaning, or a text."""
    if target is None:
        return {"object_id": NOTHING, "object_label": "", "object_type": ""}
    if slot is not None and slot.kind is Kind.ENUM:
        return {
            "object_id": _meaning(target, schema.enums[slot.target]),
            "object_label": target,
            "object_type": "",
        }
    if _CURIE.fullmatch(target):
        return {"object_id": target, "object_label": "", "object_type": ""}
    return {"object_id": "", "object_label": target, "object_type": LITERAL}


def _meaning(name: str, enum: Enum) -> str:
    """The term that a permissible value means, or an identifier of the value itself."""
    meaning = next((value.meaning for value in enum.values if value.name == name), None)
    return meaning or f"omicz:{enum.name}/{quote(name, safe='')}"
