"""What is new since an earlier report: told once, counted right, and nothing settled is told as new."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.errors import UsageError
from omicz_meta.reports import read_baseline, render_html, render_json, render_text, sentence, since, verdict
from omicz_meta.result import Finding, Report


def wrong(count: int, column: str = "Datum", **more: str) -> Finding:
    return Finding("V003", "error", count, source="p", file="p_11.csv", column=column, **more)


OLD = Report("then", findings=(wrong(4), wrong(2, "Narozen"), wrong(7, "Stav")))
NOW = Report(
    "now",
    findings=(replace(wrong(6), file="p_12.csv", rows=(1, 2)), wrong(7, "Stav"), wrong(1, "Kraj")),
)


def test_only_what_is_new_is_left() -> None:
    found = since(NOW, OLD)
    assert [(f.column, f.count) for f in found.findings] == [("Datum", 2), ("Kraj", 1)]
    assert found.since is not None
    assert [(f.column, f.count) for f in found.since.settled] == [("Narozen", 2)]
    assert found.since.remaining == 4 + 7
    assert (found.since.before.errors, found.since.now.errors) == (13, 14)


def test_the_verdict_says_both_what_is_new_and_whether_all_is_well() -> None:
    said = sentence(verdict(since(NOW, OLD)), "en").replace("\xa0", " ")
    assert said == (
        "Since the submission then: 3 new findings, 2 settled, 11 remain. Publishable: not yet (14 errors)."
    )
    nothing = sentence(verdict(since(OLD, OLD)), "cs").replace("\xa0", " ")
    assert (
        nothing == "Od podání then: 0 nových nálezů, 0 vyřešeno, 13 trvá. Ke zveřejnění: zatím ne (13 chyb)."
    )


def test_old_faults_do_not_fail_a_comparison() -> None:
    assert since(OLD, OLD).exit_code() == 0
    assert since(NOW, OLD).exit_code() == 1


def test_it_is_told_in_text_and_html() -> None:
    found = since(NOW, OLD)
    text = render_text(found, "en", 100)
    assert "Settled since last time:\n  V003 p_11.csv · column Narozen: 2" in text.replace("\xa0", " ")
    page = render_html(found, "en")
    assert "Settled since last time" in page and "Od minula" in page


FINDINGS = st.lists(
    st.builds(
        wrong,
        st.integers(1, 9),
        st.sampled_from(["Datum", "Stav", "Kraj"]),
        value=st.none() | st.sampled_from(["a", "b"]),
    ),
    max_size=6,
    unique_by=lambda finding: (finding.column, finding.value),
)


@settings(deadline=None)
@given(FINDINGS, FINDINGS)
def test_new_and_remaining_are_all_and_settled_and_remaining_were_all(
    before: list[Finding], now: list[Finding]
) -> None:
    old = Report("a", findings=tuple(before))
    found = since(Report("b", findings=tuple(now)), old)
    assert found.since is not None
    assert found.total("error") + found.since.remaining == sum(f.count for f in now)
    assert sum(f.count for f in found.since.settled) + found.since.remaining == old.total("error")


def test_a_report_and_an_output_folder_are_read(rich: Report, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(render_json(rich), encoding="utf-8")
    assert read_baseline(tmp_path) == read_baseline(tmp_path / "report.json") == rich


def test_a_report_of_before_outlooks_is_read(rich: Report, tmp_path: Path) -> None:
    old = render_json(rich).partition(',\n  "outlook"')[0] + "\n}"
    (tmp_path / "report.json").write_text(old, encoding="utf-8")
    assert read_baseline(tmp_path) == replace(rich, outlook=())


@pytest.mark.parametrize("name", ["none", "folder", "text.json"])
def test_anything_else_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.json").write_bytes(b"\xff\xfe{}")
    with pytest.raises(UsageError):
        read_baseline(tmp_path / name)
