"""What follows a value back names the line of the table of units that decided: the mapping's own, or a shipped one."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import omicz_meta as om
from omicz_meta.pipeline.retrace import Again
from omicz_meta.pipeline.why import why
from omicz_meta.resources import mappings_folder

SOURCE = """
source: lab
key: [ID]
columns: {Hodnota: {type: decimal, decimal: ","}}
"""
TRANSFORM = """
class_derivations:
  - name: Measurement
    populated_from: lab
    slot_derivations:
      id: {populated_from: ID}
      individual: {populated_from: Osoba}
      value_text: {expr: "str(convert_unit({Hodnota}, {Jednotka}, {Cil}, {Analyt}))"}
"""
ROWS = """ID;Osoba;Hodnota;Jednotka;Cil;Analyt
M1;P1;5,0;mmol/l;mg/dl;glukóza
M2;P1;48;mmol/mol;%;HbA1c
M3;P1;5,0;jedn.;mmol/L;glukóza
M4;P1;5,0;mmol/L;umol/L;glukóza
M5;P1;90;mg%;mmol/L;glukóza
"""


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    root = tmp_path / "s"
    (root / "mapping").mkdir(parents=True)
    (root / "mapping" / "lab.source.yaml").write_text(SOURCE, encoding="utf-8")
    (root / "mapping" / "lab.transform.yaml").write_text(TRANSFORM, encoding="utf-8")
    (root / "mapping" / "units.tsv").write_text("# own\nspelling\tucum\njedn.\tg/L\n", encoding="utf-8")
    (root / "lab.csv").write_text(ROWS, encoding="utf-8")
    (root / "submission.yaml").write_text(
        "id: s\nmapping: mapping/\nsources: [{name: lab, kind: csv, path: lab.csv}]\n"
        "privacy: {pseudonym_key: env:OMICZ_PSEUDONYM_KEY}\n",
        encoding="utf-8",
    )
    return root


def line(where: str) -> list[str]:
    file, number = where.rsplit(":", 1)
    return (mappings_folder() / file).read_text(encoding="utf-8").splitlines()[int(number) - 1].split("\t")


def test_each_step_names_the_line_that_decided(
    submission: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "ab" * 32)
    monkeypatch.setenv("OMICZ_AUDIT_LOG", str(tmp_path / "audit.jsonl"))
    om.run(submission, tmp_path / "out", today=datetime.date(2026, 11, 22))

    def places(record: str) -> dict[str, str | None]:
        (value,) = why(tmp_path / "out", "Measurement", record, "value_text", Again(submission)).values
        return {step.step: step.where for step in value.readings[0].retraced[0].steps}

    glucose, hba1c, own, same, spelt = (places(f"M{number}") for number in range(1, 6))
    converted = "convert_unit(…, …, …, {Analyt})"
    assert line(str(spelt["ucum({Jednotka})"]))[0] == "mg%"
    assert line(str(glucose[converted]))[0] == "glucose"
    assert line(str(hba1c[converted]))[:3] == ["hba1c", "mmol/mol", "%"]
    assert own["ucum({Jednotka})"] == "mapping/units.tsv:3"
    assert same[converted] is None
