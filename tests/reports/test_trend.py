"""The trend over earlier reports: in order, about the same sources, in both languages, and of no single person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from omicz_meta.cli import group
from omicz_meta.errors import UsageError
from omicz_meta.reports import compared, read_earlier, render_html, render_json, render_text, report_from_json
from omicz_meta.reports.trend import MOST_POINTS, Earlier
from omicz_meta.resources import mappings_folder
from omicz_meta.result import Completeness, Finding, Ledger, Report, SourceLedger


def report(persons: int, errors: int, submission: str = "s", source: str = "p") -> Report:
    return Report(
        submission,
        findings=(Finding("V003", "error", errors, source=source, column="Datum"),) if errors else (),
        ledger=Ledger({source: SourceLedger(persons, persons, 0, 0)}, {}),
        completeness=(Completeness("Individual", "birth_date", "M", persons, persons - errors, 0),),
        persons=persons,
        persons_complete=persons - errors,
    )


NOW = report(131, 2)
EARLIER = [Earlier(report(127, 40), "2026-01-31"), Earlier(report(128, 9), "2026-04-30")]


def test_all_reports_are_points_and_the_last_is_compared_with() -> None:
    found = compared(NOW, EARLIER, "2026-07-31").since
    assert found is not None
    assert (found.before.errors, found.now.errors) == (9, 2)
    assert [(one.called, one.standing.errors) for one in found.trend] == [
        ("2026-01-31", 40),
        ("2026-04-30", 9),
        ("2026-07-31", 2),
    ]


def test_one_report_is_no_trend() -> None:
    found = compared(NOW, EARLIER[:1]).since
    assert found is not None and found.trend == ()


def test_no_point_tells_of_a_single_person() -> None:
    found = compared(report(8, 1), [Earlier(report(n, 1)) for n in (127, 128, 9)]).since
    assert found is not None
    assert [one.standing.persons for one in found.trend] == [120, 120, 0, 0]
    assert [one.standing.persons_complete for one in found.trend] == [120, 120, 0, 0]
    page = render_html(compared(report(8, 1), EARLIER), "en")
    chart = page[page.index("Trend over earlier") :].partition("</table>")[0]
    assert "&lt;\xa010" in chart and "≥\xa0120" in chart
    assert not {">127<", ">128<", ">8<", ">7<"} & {chart[at : at + 5] for at in range(len(chart))}


def test_other_submissions_are_passed_over() -> None:
    other = Earlier(report(50, 5, "t", "q"), "2026-05-01")
    renamed = Earlier(report(90, 7, "s-2025", "p"), "2025-12-31")
    found = compared(NOW, [renamed, *EARLIER, other], "2026-07-31").since
    assert found is not None
    assert [one.called for one in found.trend] == ["2025-12-31", "2026-01-31", "2026-04-30", "2026-07-31"]
    with pytest.raises(UsageError, match="None of the earlier"):
        compared(NOW, [other, other])


def test_only_so_many_are_shown() -> None:
    found = compared(NOW, [Earlier(report(100, n), f"2026-{n:03}") for n in range(1, 100)], "now").since
    assert found is not None
    assert len(found.trend) == MOST_POINTS
    assert found.trend[-1].called == "now"


@pytest.mark.parametrize(
    ("lang", "title", "bar"),
    [
        ("cs", "Vývoj v předchozích podáních", "Podíl vyplněných"),
        ("en", "Trend over earlier", "Share filled"),
    ],
)
def test_page_and_text_show_it(lang: str, title: str, bar: str) -> None:
    told = compared(NOW, EARLIER, "2026-07-31")
    page = render_html(told, "cs")
    assert title in page and bar in page
    assert page.index('width:100.0%"') < page.index('width:22.5%"') < page.index('width:5.0%"')
    text = render_text(told, "cs" if lang == "cs" else "en", 100)
    assert title in text and "2026-01-31" in text
    assert title not in render_html(compared(NOW, EARLIER[:1]), "cs")


def test_it_stands_in_report_json() -> None:
    told = compared(NOW, EARLIER, "2026-07-31")
    assert report_from_json(render_json(told)) == told
    raw = json.loads(render_json(told))
    del raw["since"]["trend"]
    before = report_from_json(json.dumps(raw)).since
    assert before is not None and before.trend == ()


def test_a_report_of_what_was_new_keeps_all_that_stood() -> None:
    narrowed = compared(report(128, 9), EARLIER[:1])
    found = compared(NOW, [EARLIER[0], Earlier(narrowed, "2026-04-30")], "2026-07-31").since
    assert found is not None
    assert [one.standing.errors for one in found.trend] == [40, 9, 2]


def kept(folder: Path, one: Report, day: str | None) -> Path:
    folder.mkdir(parents=True)
    (folder / "report.json").write_text(render_json(one), encoding="utf-8")
    if day:
        (folder / "run.json").write_text(json.dumps({"timings": {"judged_on": day}}), encoding="utf-8")
    return folder


def test_output_folders_are_found_and_put_in_order(tmp_path: Path) -> None:
    kept(tmp_path / "runs" / "b", report(100, 3), "2026-01-01")
    kept(tmp_path / "runs" / "a", report(100, 2), "2026-02-01")
    (tmp_path / "runs" / "notes").mkdir()
    assert [one.day for one in read_earlier([tmp_path / "runs"])] == ["2026-01-01", "2026-02-01"]


def test_without_days_they_stay_as_given(tmp_path: Path) -> None:
    second = kept(tmp_path / "a", report(100, 2), "2026-02-01")
    first = kept(tmp_path / "b", report(100, 3), None) / "report.json"
    assert [one.report.total("error") for one in read_earlier([first, second])] == [3, 2]


def test_a_folder_without_reports_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_earlier([tmp_path])


@pytest.mark.heavy
def test_the_command_makes_the_folders_of_its_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)
    example = str(mappings_folder() / "csv-demo" / "example")
    for number in (1, 2):
        words = ["run", example, "-o", str(tmp_path / "runs" / f"r{number}"), "--fail-on", "never"]
        group.main(args=words, standalone_mode=False)
    for form in ("html", "xlsx", "json"):
        target = tmp_path / form / "of" / f"report.{form}"
        words = [
            "validate",
            example,
            "--baseline",
            str(tmp_path / "runs"),
            "--format",
            form,
            "-o",
            str(target),
        ]
        group.main(args=words, standalone_mode=False)
        assert target.is_file()
    trend = json.loads((tmp_path / "json" / "of" / "report.json").read_text(encoding="utf-8"))["since"][
        "trend"
    ]
    assert len(trend) == 3
    assert "Vývoj v předchozích podáních" in (tmp_path / "html" / "of" / "report.html").read_text(
        encoding="utf-8"
    )
