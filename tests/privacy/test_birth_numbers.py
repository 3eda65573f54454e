"""A birth date and a sex are read from birth numbers; the numbers themselves, right or wrong, are seen nowhere."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import omicz_meta as om
from omicz_meta.reports import render_html, render_json, render_text

MAPPING = """
id: https://example.org/p
class_derivations:
  Individual:
    populated_from: p
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {expr: "birth_date({RC})"}
      administrative_gender: {expr: "sex({RC})"}
"""
NUMBERS = ("855715/0008", "530101/111", "85571S/0008", "401010005", "1000000014", "85 57 15 x", None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> om.Harmonised:
    folder = tmp_path_factory.mktemp("mapping")
    (folder / "p.transform.yaml").write_text(MAPPING, encoding="utf-8")
    frame = pd.DataFrame({"id": [f"P{n}" for n in range(len(NUMBERS))], "RC": NUMBERS})
    return om.harmonise(om.open_source({"p": frame}), om.load_mapping(folder), key=bytes(32))


def test_date_and_sex_are_read(made: om.Harmonised) -> None:
    people = made.records["individual"].to_arrow()
    assert people["birth_date"].to_pylist()[:2] == ["1985-07-15", "1953-01-01"]
    assert people["administrative_gender"].to_pylist()[:2] == ["female", "male"]
    assert not {"P001", "P002"} & {row["code"] for row in made.problems.to_pylist() if row["column"] == "RC"}
    assert people["birth_date"].null_count == people["administrative_gender"].null_count == 5


def test_what_is_none_is_told_without_being_shown(made: om.Harmonised) -> None:
    told = [row for row in made.problems.to_pylist() if row["code"] == "V021"]
    assert [(row["row"], row["column"], row["value"]) for row in told] == [
        (n, "RC", None) for n in range(3, 7)
    ]


@pytest.mark.parametrize("render", [render_json, render_text, render_html])
def test_no_report_holds_one(made: om.Harmonised, render: Callable[[om.Report], str]) -> None:
    text = render(om.validate(made))
    assert "V021" in text
    assert not [number for number in NUMBERS if number and number in text]
