"""SARIF 2.1.0: what the standard demands of a log, and that nothing of the report is lost or moved."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlparse

import jsonschema
import pytest

from omicz_meta.problem import Language
from omicz_meta.reports import render_sarif
from omicz_meta.result import Finding, Report

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
RULE = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "shortDescription": TEXT,
        "fullDescription": TEXT,
        "help": TEXT,
        "defaultConfiguration": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"level": {"enum": ["none", "note", "warning", "error"]}},
        },
        "properties": {"type": "object"},
    },
}
COMPONENT = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string"},
        "version": {"type": "string"},
        "language": {"type": "string", "pattern": "^[a-z]{2}(-[A-Z]{2})?$"},
        "rules": {"type": "array", "uniqueItems": True, "items": RULE},
        "contents": {
            "type": "array",
            "uniqueItems": True,
            "items": {"enum": ["localizedData", "nonLocalizedData"]},
        },
        "isComprehensive": {"type": "boolean"},
        "translationMetadata": {"type": "object", "required": ["name"]},
        "associatedComponent": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "name": {"type": "string"},
                "index": {"type": "integer"},
                "guid": {"type": "string"},
            },
        },
    },
}
LOCATION = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "physicalLocation": {
            "type": "object",
            "anyOf": [{"required": ["address"]}, {"required": ["artifactLocation"]}],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "uri": {"type": "string", "format": "uri-reference"},
                        "uriBaseId": {"type": "string"},
                    },
                },
                "region": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "startLine": {"type": "integer", "minimum": 1},
                        "startColumn": {"type": "integer", "minimum": 1},
                    },
                },
            },
        },
        "logicalLocations": {
            "type": "array",
            "uniqueItems": True,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {name: {"type": "string"} for name in ("name", "fullyQualifiedName", "kind")},
            },
        },
    },
}
RESULT = {
    "type": "object",
    "required": ["message"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": -1},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": TEXT,
        "locations": {"type": "array", "items": LOCATION},
        "occurrenceCount": {"type": "integer", "minimum": 1},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "properties": {"type": "object"},
    },
}
LOG = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 0,
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {"type": "object", "required": ["driver"], "properties": {"driver": COMPONENT}},
                    "language": {"type": "string"},
                    "translations": {"type": "array", "uniqueItems": True, "items": COMPONENT},
                    "originalUriBaseIds": {"type": "object"},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                    "properties": {"type": "object"},
                },
            },
        },
    },
}
"""The objects and properties of the standard that we use, with its own conditions on them."""


def run_of(report: Report, lang: Language = "en") -> dict[str, Any]:
    log = json.loads(render_sarif(report, lang))
    jsonschema.validate(log, LOG)
    (run,) = log["runs"]
    return dict(run)


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_every_finding_is_a_result(rich: Report, lang: Language) -> None:
    results = run_of(rich, lang)["results"]
    assert [(r["ruleId"], r["occurrenceCount"]) for r in results] == [
        (f.code, f.count) for f in rich.findings
    ]


def test_rules_are_told_in_both_languages(rich: Report) -> None:
    run = run_of(rich, "cs")
    rules, (other,) = run["tool"]["driver"]["rules"], run["translations"]
    assert run["language"] == "cs" and other["language"] == "en"
    assert [rule["id"] for rule in rules] == [rule["id"] for rule in other["rules"]]
    date = next(rule for rule in rules if rule["id"] == "V003")
    assert date["shortDescription"]["text"] == "Není datum"
    assert {rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"]} == {True}


def test_places_are_relative_and_point_to_the_line(rich: Report) -> None:
    places = [p for r in run_of(rich)["results"] for p in r["locations"] if "physicalLocation" in p]
    addresses = {p["physicalLocation"]["artifactLocation"]["uri"] for p in places}
    assert addresses == {
        "data/diagnozy.csv",
        "data/pacienti.csv",
        "data/vzorky.csv",
        "mapping/vzorky.transform.yaml",
    }
    assert not any(urlparse(address).scheme or address.startswith("/") for address in addresses)
    assert places[0]["physicalLocation"]["region"] == {"startLine": 19}
    assert places[0]["logicalLocations"] == [
        {"name": "Dg", "fullyQualifiedName": "diagnozy.Dg", "kind": "member"}
    ]


@pytest.mark.parametrize(
    ("file", "address"),
    [
        ("data/zpráva č. 1.csv", "data/zpr%C3%A1va%20%C4%8D.%201.csv"),
        ("/x/y.csv", "x/y.csv"),
        ("c:\\x.csv", "c%3A/x.csv"),
    ],
)
def test_odd_names_stay_references(file: str, address: str) -> None:
    (result,) = run_of(Report("s", findings=(Finding("V003", "error", 1, file=file),)))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == address


def test_fingerprints_tell_findings_apart_and_find_them_again(rich: Report) -> None:
    def prints(report: Report) -> list[str]:
        return [result["partialFingerprints"]["omicz/v1"] for result in run_of(report)["results"]]

    later = replace(rich, findings=tuple(replace(f, count=f.count + 1, rows=(1,)) for f in rich.findings))
    assert prints(later) == prints(rich)
    assert len(set(prints(rich))) == len(rich.findings)
