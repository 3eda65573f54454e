"""report.json: its keys in their order, both languages, and the way back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.errors import UsageError
from omicz_meta.problem import codes
from omicz_meta.reports import render_json, report_from_json
from omicz_meta.result import Distribution, Finding, Report

KEYS = [
    "form",
    "submission",
    "publishable",
    "verdict",
    "persons",
    "persons_complete",
    "use_cases",
    "min_cell",
    "repairs",
    "findings",
    "ledger",
    "completeness",
    "distributions",
    "terms",
    "regulation",
    "fine_print",
    "outlook",
    "since",
    "not_asked",
]


def test_order_of_keys(rich: Report) -> None:
    assert list(json.loads(render_json(rich))) == KEYS


def test_first_repair(rich: Report) -> None:
    assert json.loads(render_json(rich))["repairs"][0] == {
        "code": "T003",
        "severity": "error",
        "settles": 1284,
        "place": {
            "cs": "data/diagnozy.csv · sloupec Dg · řádky 17, 203, 981 …",
            "en": "data/diagnozy.csv · column Dg · rows 17, 203, 981 …",
        },
        "line": "MKN10:C509\tskos:exactMatch\tICD10:C50.9\tsemapv:ManualMappingCuration",
        "message": {
            "cs": "Kód „C509“ ve sloupci Dg nemá v\N{NO-BREAK SPACE}převodníku překlad.",
            "en": "The code “C509” in column Dg has no translation in the code map.",
        },
    }


def test_small_counts_are_null(rich: Report) -> None:
    ages = json.loads(render_json(rich))["distributions"][0]["counts"]
    assert ["30–39", None] in ages


def test_round_trip(rich: Report, clean: Report) -> None:
    for report in (rich, clean, Report("empty")):
        assert report_from_json(render_json(report)) == report


FINDINGS = st.builds(
    Finding,
    code=st.sampled_from(codes()),
    severity=st.sampled_from(["error", "warning", "info"]),
    count=st.integers(1, 10**9),
    file=st.none() | st.text(),
    column=st.none() | st.text(),
    value=st.none() | st.text(),
    rows=st.lists(st.integers(1), max_size=10).map(tuple),
    candidates=st.lists(st.text(), max_size=3).map(tuple),
    detail=st.dictionaries(st.text(), st.text(), max_size=3),
    repair=st.none() | st.text(),
)
COUNTS = st.lists(st.tuples(st.text(), st.none() | st.integers(0)), max_size=4).map(tuple)


@settings(deadline=None)
@given(st.lists(FINDINGS, max_size=4), COUNTS)
def test_round_trip_of_anything(findings: list[Finding], counts: tuple[tuple[str, int | None], ...]) -> None:
    report = Report("s", findings=tuple(findings), distributions=(Distribution("age", "persons", counts),))
    assert report_from_json(render_json(report)) == report


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"form": "something else"}', '{"form": "omicz-meta report 1"}']
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        report_from_json(text)
