"""What people see of files, numbers and contradictions: where it is, and no more digits than were written."""

from __future__ import annotations

from pathlib import Path

import pytest

import omicz_meta as om
from omicz_meta.problem import code_text
from omicz_meta.reports.message import message

from .reading import lines, opened, rows_of
from .test_absent import FACTS, OF_P1, harmonised

NUMBERS = {
    "resource": "Observation",
    "select": [
        {"column": [{"name": "n", "path": "value.ofType(Quantity).value"}, {"name": "id", "path": "id"}]},
        {"column": [{"name": "twice", "path": "value.ofType(Quantity).value * 2"}]},
    ],
}


@pytest.mark.parametrize(
    ("written", "cell", "twice"),
    [("700", "700", "1400"), ("700.50", "700.5", "1401"), ("-0.0625", "-0.0625", "-0.125"), ("0.0", "0", "0")],
)  # fmt: skip
def test_decimals_of_a_view_have_no_zeros_of_their_type(
    tmp_path: Path, written: str, cell: str, twice: str
) -> None:
    text = f'{{"resourceType": "Observation", "id": "o", "valueQuantity": {{"value": {written}}}}}'
    (row,) = rows_of(opened(lines(tmp_path, text.encode()), {"v": NUMBERS}).tables[1])
    assert (row["n"], row["twice"]) == (cell, twice)


def test_files_of_a_folder_are_told_with_the_folders_they_lie_in(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        lines(tmp_path / name, {**FACTS, "id": name})
    source = om.open_source(tmp_path, kind="fhir", name="f")
    assert [file.path for file in source.files] == ["a/a.ndjson", "b/a.ndjson"]
    assert om.open_source(tmp_path / "a" / "a.ndjson", kind="fhir").files[0].path == "a.ndjson"


def test_a_contradiction_is_told_with_both_places(tmp_path: Path) -> None:
    condition = {"resourceType": "Condition", "id": "c", "subject": OF_P1, "recordedDate": "2020"}
    other = {**condition, "recordedDate": "2021"}
    made = harmonised(tmp_path, FACTS, condition, other)
    (finding,) = (one for one in om.validate(made).findings if one.code == "X001")
    assert (finding.file, finding.lines, finding.detail["other_place"]) == ("a.ndjson", (3,), "a.ndjson:2")
    assert message(finding, "en").endswith("in slot diagnosis_date (the other: a.ndjson:2).")


def test_a_limit_is_told_without_a_key_that_may_not_be_at_hand() -> None:
    assert all("source.yaml" not in text for text in code_text("R015").message.values())
