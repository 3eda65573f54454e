"""What a report says of units: the cell, what is near, and the line to add; and what that line then does."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import omicz_meta as om
from omicz_meta.reports.message import message
from omicz_meta.result import Finding

TRANSFORM = """
class_derivations:
  - name: Measurement
    populated_from: lab
    slot_derivations:
      id: {populated_from: id}
      individual: {populated_from: pacient}
      assay: {value: "LOINC:2345-7"}
      value_quantity: {expr: "quantity({v}, {jednotka})"}
      value_text: {expr: "str(convert_unit(decimal({v}), {jednotka}, 'mg/dl'))"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lab.transform.yaml").write_text(TRANSFORM, encoding="utf-8")
    return tmp_path


def findings(folder: Path, *units: str) -> dict[str, Finding]:
    numbers = [str(number) for number, _ in enumerate(units)]
    frame = pd.DataFrame({"id": numbers, "pacient": "P1", "v": "5", "jednotka": list(units)})
    made = om.harmonise(om.open_source({"lab": frame}), om.load_mapping(folder))
    return {found.code: found for found in om.validate(made).findings}


def test_an_unknown_unit_is_told_with_the_line_that_settles_it(folder: Path) -> None:
    found = findings(folder, "MMOL/l", "MMOL/l", "g/l")["T010"]
    assert (found.column, found.value, found.count) == ("jednotka", "MMOL/l", 2)
    assert "mmol/L" in found.candidates
    assert found.repair == "units.tsv: MMOL/l\t..."
    assert message(found, "en") == "“MMOL/l” in column jednotka is not a known unit."


def test_the_line_settles_it(folder: Path) -> None:
    (folder / "units.tsv").write_text("spelling\tucum\nMMOL/l\tmg/L\n", encoding="utf-8")
    assert not {"T010", "T011", "T012"} & set(findings(folder, "MMOL/l", "g/l"))


@pytest.mark.parametrize(("unit", "code"), [("IU/l", "T011"), ("mmol/l", "T012")])
def test_what_cannot_be_converted_names_the_target(folder: Path, unit: str, code: str) -> None:
    found = findings(folder, unit)[code]
    assert dict(found.detail)["into"] == "mg/dL"
    assert "to mg/dL" in message(found, "en")
