"""The report as SARIF 2.1.0, for editors and code hosts: a result for each finding, a rule for each problem code.

OASIS, Static Analysis Results Interchange Format 2.1.0: results (3.27), locations (3.28), rules as reporting
descriptors (3.49), the other language as a translation (3.19.4). Files are named relative to the submission.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from omicz_meta.problem import FAMILIES, Language, code_text
from omicz_meta.reports.message import message
from omicz_meta.reports.sameness import fingerprint
from omicz_meta.reports.where import slot_name
from omicz_meta.reports.words import printable
from omicz_meta.result import Finding, Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
BASE = "SUBMISSION"
"""Stands for the folder of the submission, whose place is nobody's business."""

_LEVELS = MappingProxyType({"error": "error", "warning": "warning", "info": "note"})
_OTHER: MappingProxyType[Language, Language] = MappingProxyType({"cs": "en", "en": "cs"})
_BASE_TEXT = MappingProxyType({"cs": "Složka podání", "en": "The folder of the submission"})


def render_sarif(report: Report, lang: Language = "en") -> str:
    """The report as a SARIF log with one run, ending in a line break.

    A result names the first lines of its finding (at most ten); `occurrenceCount` says how many there are.

    >>> log = json.loads(render_sarif(Report("s", findings=(Finding("V003", "error", 2, file="p.csv", lines=(5,)),))))
    >>> log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    {'startLine': 5}
    """
    codes = sorted({finding.code for finding in report.findings})
    run = {
        "tool": {"driver": _component(codes, lang) | {"version": _version(report)}},
        "language": lang,
        "translations": [_translation(codes, _OTHER[lang])],
        "originalUriBaseIds": {BASE: {"description": {"text": _BASE_TEXT[lang]}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code), lang) for finding in report.findings],
        "properties": {"submission": report.submission, "publishable": report.publishable},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _version(report: Report) -> str:
    return report.fine_print.get("omicz-meta", "0")


def _component(codes: list[str], lang: Language) -> dict[str, Any]:
    return {"name": "omicz-meta", "language": lang, "rules": [_rule(code, lang) for code in codes]}


def _translation(codes: list[str], lang: Language) -> dict[str, Any]:
    return _component(codes, lang) | {
        "contents": ["localizedData"],
        "isComprehensive": True,
        "translationMetadata": {"name": f"omicz-meta {lang}"},
        "associatedComponent": {"name": "omicz-meta"},
    }


def _rule(code: str, lang: Language) -> dict[str, Any]:
    text = code_text(code)
    return {
        "id": code,
        "shortDescription": {"text": text.title[lang]},
        "fullDescription": {"text": text.why[lang]},
        "help": {"text": text.repair[lang]},
        "defaultConfiguration": {"level": _LEVELS[text.severity]},
        "properties": {"tags": [FAMILIES[code[0]]]},
    }


def _result(finding: Finding, rule: int, lang: Language) -> dict[str, Any]:
    told = {
        "rows": list(finding.rows),
        "column": finding.column,
        "slot": slot_name(finding),
        "line": finding.repair,
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": message(finding, lang)},
        "locations": list(_locations(finding)),
        "occurrenceCount": max(finding.count, 1),
        "partialFingerprints": {"omicz/v1": fingerprint(finding)},
        "properties": {name: value for name, value in told.items() if value},
    }


def _locations(finding: Finding) -> Iterator[dict[str, Any]]:
    logical = _logical(finding)
    if finding.file is None:
        if logical:
            yield {"logicalLocations": [logical]}
        return
    artifact = {"uri": _address(finding.file), "uriBaseId": BASE}
    for line in finding.lines or (None,):
        place: dict[str, Any] = {"artifactLocation": artifact}
        region = _region(finding, line)
        physical = {"physicalLocation": place | ({"region": region} if region else {})}
        yield physical | ({"logicalLocations": [logical]} if logical else {})


def _region(finding: Finding, line: int | None) -> dict[str, int]:
    if not line:
        return {}
    column = finding.detail.get("yaml_column", "")
    return {"startLine": line} | ({"startColumn": int(column)} if column.isdigit() else {})


def _logical(finding: Finding) -> dict[str, str]:
    """The column or slot; SARIF has no kind for either, so they are members of the table or class."""
    name = finding.column or finding.slot or finding.record_class or finding.source
    whole = ".".join(part for part in (finding.source, finding.column) if part) or slot_name(finding)
    if not name:
        return {}
    kind = "member" if finding.column or finding.slot else "type"
    return {"name": printable(name), "fullyQualifiedName": printable(whole or name), "kind": kind}


def _address(file: str) -> str:
    return quote(file.replace("\\", "/").lstrip("/"), safe="/")
