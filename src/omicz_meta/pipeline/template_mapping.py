"""The mapping that goes with an Excel template, as YAML to be read and edited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from omicz_meta.pipeline.template_plan import CellWords, TemplateColumn, TemplateSheet
from omicz_meta.problem import Language
from omicz_meta.schema import Kind

FORMATS = ("d.m.yyyy", "m.yyyy", "yyyy", "yyyy-mm-dd", "yyyy-mm")
_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.PARTIAL_DATE: {"type": "partial_date", "formats": list(FORMATS)},
    Kind.DATE: {"type": "date", "formats": ["d.m.yyyy", "yyyy-mm-dd"]},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.INTEGER: {"type": "integer"},
    Kind.DECIMAL: {"type": "decimal"},
    Kind.OBJECT: {"type": "integer"},
}


def transform_yaml(sheets: tuple[TemplateSheet, ...]) -> str:
    """The transform file: a class for each sheet, a slot for each column."""
    lines = ["# Which column becomes which slot; made with the workbook. The slots:  omicz-meta schema show"]
    lines += [
        "id: https://example.org/mappings/template",
        "title: Records from an Excel template",
        "class_derivations:",
    ]
    for sheet in sheets:
        lines += [
            f"  - name: {sheet.definition.name}",
            f"    populated_from: {_text(sheet.name)}",
            "    slot_derivations:",
        ]
        for name, columns in groupby(sheet.columns, key=lambda column: column.slot.name):
            lines += [f"      {name}: {_text(_derivation(list(columns)))}"]
    return "\n".join(lines) + "\n"


def source_yaml(sheet: TemplateSheet, lang: Language) -> str:
    """The source file of one sheet: what its columns hold."""
    lines = [f"# What the columns of the sheet {sheet.name} hold.", f"source: {_text(sheet.name)}"]
    reasons = {word: reason for reason, word in CellWords(lang).reason.items()}
    lines += [f"null_tokens: {_text({'': None, **reasons})}", "columns:"]
    lines += [f"  {_text(column.header)}: {_text(spec)}" for column, spec in _specs(sheet)]
    return "\n".join(lines) + "\n"


def _specs(sheet: TemplateSheet) -> Iterator[tuple[TemplateColumn, dict[str, Any]]]:
    for column in sheet.columns:
        spec: dict[str, Any] = dict(_TYPES.get(column.own.kind, {}))
        if column.slot.multivalued:
            spec["split"] = "|"
        if column.slot.sensitivity in ("direct", "quasi"):
            spec["sensitivity"] = column.slot.sensitivity
        if spec:
            yield column, spec


def _derivation(columns: list[TemplateColumn]) -> dict[str, Any]:
    first = columns[0]
    if first.part is not None:
        parts = {column.own.name: {"populated_from": column.header} for column in columns}
        return {"class_derivations": {first.slot.target: {"slot_derivations": parts}}}
    taken: dict[str, Any] = {"populated_from": first.header}
    if first.values is None or first.own.kind is Kind.BOOLEAN:
        return taken
    return taken | {"value_mappings": dict(first.values)}


def _text(value: object) -> str:
    """JSON is YAML, whatever stands in it."""
    return json.dumps(value, ensure_ascii=False)
