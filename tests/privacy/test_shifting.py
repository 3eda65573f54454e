"""Dates moved back by person: intervals of a person stay, days do not, and nobody without the key knows by how many."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.terminal import KEY, written

import omicz_meta as om
from omicz_meta.engine.shifting import days_of, shifted, shifted_slots
from omicz_meta.schema import load_schema
from omicz_meta.submission import load_submission

SUBMISSION = {
    "submission.yaml": """\
id: posun-2026
sources:
  - {name: lide, kind: csv, path: lide.csv}
mapping: mapping/
privacy: {pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
""",
    "mapping/m.transform.yaml": """\
id: https://example.org/posun
class_derivations:
  - name: Individual
    populated_from: lide
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {populated_from: nar}
  - name: Diagnosis
    populated_from: lide
    slot_derivations:
      individual: {populated_from: id}
      disease: {expr: "code({kod}, 'MKN10')"}
      diagnosis_date: {populated_from: kdy}
""",
    "lide.csv": "id;nar;kod;kdy\n"
    + "".join(f"P{n};19{n + 50}-03-15;C50.9;20{n:02}-01-10\n" for n in range(20))
    + "P77;1980;C50.9;2001-05\n",
}


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.integers(1, 400),
)
def test_intervals_stay(one: date, other: date, days: int) -> None:
    a, b = (date.fromisoformat(shifted(day.isoformat(), days)) for day in (one, other))
    assert (one - other, (one - a).days) == (a - b, days)


@given(st.binary(min_size=32, max_size=32), st.text(max_size=40), st.integers(1, 1000))
def test_everybody_is_moved_by_at_least_a_day(secret: bytes, person: str, most: int) -> None:
    assert 1 <= days_of(secret, person, most) <= most
    assert days_of(secret, person, most) == days_of(secret, person, most)


@pytest.mark.parametrize("text", ["2001", "2001-05", "", "2001-02-31", "31. 2. 2001", "P1Y", "x 2001-01-01"])
def test_what_is_no_complete_date_stays(text: str) -> None:
    assert shifted(text, 9) == text


def test_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", KEY)
    moving = SUBMISSION["submission.yaml"].replace("privacy: {", "privacy: {shift_dates: 30, ")
    found = {}
    for name, manifest in (("as it is", SUBMISSION["submission.yaml"]), ("moved", moving)):
        files = {**SUBMISSION, "submission.yaml": manifest}
        result = om.run(written(tmp_path / name, files), tmp_path / f"out {name}")
        born = {r["subject_id"]: r["birth_date"] for r in result.records["individual"].to_arrow().to_pylist()}
        ill = {
            r["individual"]: r["diagnosis_date"] for r in result.records["diagnosis"].to_arrow().to_pylist()
        }
        found[name] = {person: (born[person], ill[person]) for person in born}
    before, after = found["as it is"], found["moved"]
    assert before.keys() == after.keys()
    moves = set()
    for person, (birth, diagnosis) in before.items():
        if len(birth) == 4:
            assert after[person] == (birth, diagnosis)
            continue
        days = {
            (date.fromisoformat(a) - date.fromisoformat(b)).days
            for a, b in zip((birth, diagnosis), after[person], strict=True)
        }
        assert len(days) == 1
        assert days == {days_of(bytes.fromhex(KEY), person, 30)}
        moves |= days
    assert len(moves) > 5
    run = json.loads((tmp_path / "out moved" / "run.json").read_text(encoding="utf-8"))
    assert run["shifted_dates"]["days"] == 30
    assert "diagnosis_date" in run["shifted_dates"]["slots"]["Diagnosis"]
    assert "shifted_dates" not in json.loads(
        (tmp_path / "out as it is" / "run.json").read_text(encoding="utf-8")
    )


def test_slots_of_persons_and_no_others() -> None:
    slots = shifted_slots(load_schema())
    assert {"birth_date", "death_date"} <= {*slots["Individual"]}
    assert "travel_periods" in slots["Exposure"]
    assert "Dataset" not in slots
    assert "Run" not in slots


@pytest.mark.parametrize("wrong", ["0", "-3", "yes", "1.5"])
def test_a_wrong_number_of_days_is_told(wrong: str, tmp_path: Path) -> None:
    manifest = SUBMISSION["submission.yaml"].replace("privacy: {", f"privacy: {{shift_dates: {wrong}, ")
    _, problems = load_submission(written(tmp_path / "s", {**SUBMISSION, "submission.yaml": manifest}))
    assert [problem.code for problem in problems] == ["M001"]
