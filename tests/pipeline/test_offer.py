"""Consents are held against what dataset.yaml and the node permit."""

from __future__ import annotations

from pathlib import Path

import pytest

import omicz_meta as om

FILES = {
    "lidé.csv": "id;souhlas\nP1;výzkum\nP2;zdraví\n",
    "lidé.transform.yaml": """\
class_derivations:
  Individual:
    populated_from: lidé
    slot_derivations: {subject_id: {populated_from: id}}
  Consent:
    populated_from: lidé
    slot_derivations:
      id: {populated_from: id}
      individual: {populated_from: id}
      data_use_permission:
        populated_from: souhlas
        value_mappings: {výzkum: general_research_use, zdraví: health_medical_biomedical_research}
""",
    "submission.yaml": "id: s\nsources: [{name: lidé, kind: csv, path: lidé.csv}]\nmapping: .\ndataset: dataset.yaml\n",
}
WIDE, NARROW = "general_research_use", "health_medical_biomedical_research"

#  what dataset.yaml says of the policy, what the node says, rows of the consents that are too narrow
TERMS = [
    (f"{{data_use_permission: {WIDE}}}", None, [2]),
    (f"{{data_use_permission: {NARROW}}}", None, []),
    ("node", f"{{data_use_permission: {WIDE}}}", [2]),
    (f"{{data_use_permission: {NARROW}}}", f"{{data_use_permission: {WIDE}}}", []),
    (None, None, []),
]


@pytest.mark.parametrize(("written", "answered", "rows"), TERMS)
def test_a_narrower_consent_is_told(
    written: str | None, answered: str | None, rows: list[int], tmp_path: Path
) -> None:
    dataset = "identifier: D\n" + (f"policy: {written}\n" if written else "")
    files = FILES | {"dataset.yaml": dataset}
    if answered:
        files["node.yaml"] = f"base_iri: https://example.org/\npolicy: {answered}\n"
        files["submission.yaml"] += "node: node.yaml\n"
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = [one for one in om.run(tmp_path).report.findings if one.code == "X039"]
    assert [row for one in found for row in one.rows] == rows
