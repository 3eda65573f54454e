"""JUnit XML: well formed whatever stands in the data, and failing exactly where the command fails."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.problem import codes
from omicz_meta.reports import render_junit
from omicz_meta.result import FailOn, Finding, Ledger, Report, SourceLedger


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - written by ourselves


def suites(text: str) -> dict[str | None, ElementTree.Element]:
    return {suite.get("name"): suite for suite in parsed(text)}


def test_a_suite_for_each_source(rich: Report) -> None:
    found = suites(render_junit(rich))
    assert list(found) == ["pacienti", "diagnozy", "vzorky", rich.submission, "records"]
    failed = [case.get("name") for case in found["diagnozy"] if case.find("failure") is not None]
    assert failed == ["T003 Code without a translation: Dg"]
    (failure,) = found["diagnozy"].iter("failure")
    assert failure.get("message") == (
        "The code “C509” in column Dg has no translation in the code map. (1,284 rows)".replace(
            " rows", "\xa0rows"
        )
    )
    assert "skos:exactMatch" in (failure.text or "")


def test_counts_are_those_of_the_cases(rich: Report) -> None:
    root = parsed(render_junit(rich))
    for suite in (root, *root):
        assert suite.get("tests") == str(len(list(suite.iter("testcase"))))
        assert suite.get("failures") == str(len(list(suite.iter("failure"))))


def test_a_clean_submission_passes_by_name(clean: Report) -> None:
    (suite, _) = parsed(render_junit(clean))
    assert [(case.get("classname"), case.find("failure")) for case in suite.iter("testcase")] == [("p", None)]


def test_rows_that_were_lost_fail() -> None:
    lost = Report("s", ledger=Ledger({"p": SourceLedger(3, 1, 0, 0)}))
    assert parsed(render_junit(lost)).get("failures") == "1"


FINDINGS = st.builds(
    Finding,
    code=st.sampled_from(codes()),
    severity=st.sampled_from(["error", "warning", "info"]),
    count=st.integers(1, 9),
    source=st.sampled_from(["p", "d", None]),
    column=st.none() | st.text(),
    record_class=st.none() | st.sampled_from(["Individual"]),
    value=st.none() | st.text(),
    repair=st.none() | st.text(),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(FINDINGS, max_size=4), st.sampled_from(["never", "error", "warning"]))
def test_it_fails_where_the_command_fails(findings: list[Finding], fail_on: FailOn) -> None:
    report = Report("s", findings=tuple(findings))
    failures = int(parsed(render_junit(report, "cs", fail_on)).get("failures") or 0)
    assert bool(failures) == bool(report.exit_code(fail_on))


def test_markup_in_values_stays_text() -> None:
    report = Report(
        "s", findings=(Finding("V003", "error", 1, source="p", column='<a href="x">', value="]]>&\x00"),)
    )
    (case,) = (c for c in parsed(render_junit(report)).iter("testcase"))
    assert '<a href="x">' in (case.get("name") or "")
