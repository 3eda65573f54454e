"""The sentence a report begins and ends with, as pairs of report and words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from omicz_meta.reports import render_html, render_json, render_text, sentence, verdict
from omicz_meta.reports.grouping import groups, repairs
from omicz_meta.result import Finding, Report


def missing(count: int, slot: str, severity: str = "error") -> Finding:
    code = "V001" if severity == "error" else "V002"
    return Finding(code, "error" if severity == "error" else "warning", count, slot=slot)


CASES = [
    (
        Report("s", publishable=True),
        "No findings. Publishable: yes.",
        "Žádné nálezy. Ke zveřejnění: ano.",
    ),
    (
        Report("s", persons=1, persons_complete=1, findings=(missing(1, "sex"),)),
        "1 of 1 person is complete. One repair settles the only finding. Publishable: not yet (1 error).",
        "1 z 1 osoby je úplná. Jediný nález vyřeší jedna oprava. Ke zveřejnění: zatím ne (1 chyba).",
    ),
    (
        Report("s", persons=4, persons_complete=3, findings=(missing(2, "sex"), missing(1, "a"))),
        "3 of 4 persons are complete. Two repairs settle all 3 findings. Publishable: not yet (3 errors).",
        "3 z 4 osob jsou úplné. Dvě opravy vyřeší všechny 3 nálezy. Ke zveřejnění: zatím ne (3 chyby).",
    ),
    (
        Report(
            "s",
            persons=500,
            persons_complete=412,
            findings=(
                missing(1400, "a", "warning"),
                missing(100, "b", "warning"),
                missing(93, "c", "warning"),
                missing(2, "d"),
                *(missing(1, f"e{at}", "warning") for at in range(136)),
            ),
        ),
        "412 of 500 persons are complete. Three repairs settle 92 % of the 1,731 findings. "
        "Publishable: not yet (2 errors).",
        "412 z 500 osob je úplných. Tři opravy vyřeší 92 % z 1 731 nálezů. "
        "Ke zveřejnění: zatím ne (2 chyby).",
    ),
    (
        Report("s", findings=(missing(95, "a", "warning"), missing(5, "b", "warning"))),
        "One repair settles 95 % of the 100 findings. Publishable: not yet.",
        "Jedna oprava vyřeší 95 % z 100 nálezů. Ke zveřejnění: zatím ne.",
    ),
    (
        Report("s", regulation=(("title", True), ("contact point", False))),
        "No findings. Publishable: not yet (description: 1 of 2 elements).",
        "Žádné nálezy. Ke zveřejnění: zatím ne (popis má 1 z 2 prvků).",
    ),
]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(("report", "english", "czech"), CASES)
def test_sentence(report: Report, english: str, czech: str) -> None:
    assert plain(sentence(verdict(report), "en")) == english
    assert plain(sentence(verdict(report), "cs")) == czech


def test_the_same_words_everywhere(rich: Report) -> None:
    words = sentence(verdict(rich), "cs")
    assert words in render_html(rich)
    assert words in render_json(rich)
    assert plain(render_text(rich, "cs", 100)).replace("\n", " ").endswith(plain(words))


@pytest.mark.parametrize(
    ("publishable", "severity", "tone"),
    [(True, "warning", "ready"), (False, "warning", "almost"), (False, "error", "not_yet")],
)
def test_tone(publishable: bool, severity: str, tone: str) -> None:
    report = Report("s", findings=(missing(1, "sex", severity),), publishable=publishable)
    assert verdict(report).tone == tone


def test_findings_that_share_a_ready_line_are_one_repair() -> None:
    first = Finding("V003", "error", 5, column="Datum", value="1/1987", repair="formats: [m/yyyy]")
    second = replace(first, value="2/1987", count=3)
    assert [repair.settles for repair in repairs(Report("s", findings=(first, second)))] == [8]


def test_values_without_a_shared_line_are_repairs_of_their_own_but_one_group() -> None:
    first = Finding("V003", "error", 5, column="Datum", value="jaro")
    report = Report("s", findings=(replace(first, value="zima", count=9), first))
    assert [repair.settles for repair in repairs(report)] == [9, 5]
    assert [(group.count, group.first.value) for group in groups(report)] == [(14, "zima")]


def test_groups_hold_every_finding_once(rich: Report) -> None:
    grouped = [finding for group in groups(rich) for finding in group.findings]
    assert sorted(map(repr, grouped)) == sorted(map(repr, rich.findings))


def test_what_needs_no_repair_comes_last(rich: Report) -> None:
    severities = [group.first.severity for group in groups(rich)]
    assert severities[-2:] == ["info", "info"]
    assert "info" not in severities[:-2]
