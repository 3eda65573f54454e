"""Several sources of FHIR in one submission: a mapping is for each of them by itself, or each names its own."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

import omicz_meta as om

from .reading import lines

pytestmark = pytest.mark.heavy

DAY = datetime.date(2026, 11, 22)
ICD = "http://hl7.org/fhir/sid/icd-10"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "ab" * 32)


def hospital(folder: Path, name: str, onset: str) -> None:
    """One hospital with a patient and a disease, both under ids of its own."""
    subject = {"reference": f"Patient/{name}-p"}
    code = {"coding": [{"system": ICD, "code": "E84.9"}]}
    path = folder / name
    path.mkdir()
    lines(
        path,
        {"resourceType": "Patient", "id": f"{name}-p", "birthDate": "1982-02-03", "gender": "male"},
        {
            "resourceType": "Condition",
            "id": f"{name}-c",
            "subject": subject,
            "code": code,
            "onsetDateTime": onset,
        },
    )


def submission(folder: Path, mapping: str, **own: str) -> Path:
    sources = []
    for name, onset in (("a", "2000-02-03"), ("b", "2010-02-03")):
        hospital(folder, name, onset)
        said = f", mapping: {own[name]}" if name in own else ""
        sources.append(f"{{name: {name}, kind: fhir, path: {name}/{said}}}")
    key = "privacy: {pseudonym_key: env:OMICZ_PSEUDONYM_KEY}"
    text = f"id: s\nmapping: {mapping}\nsources: [{', '.join(sources)}]\n{key}\n"
    (folder / "submission.yaml").write_text(text)
    return folder


def diseases(result: Any) -> dict[str, tuple[str, str]]:
    rows = result.records["diagnosis"].to_arrow().to_pylist()
    return {row["id"]: (row["disease"], row["age_at_onset"]["duration"]) for row in rows}


def test_one_mapping_is_for_each_source_by_itself(tmp_path: Path) -> None:
    result = om.run(submission(tmp_path, "fhir-r4"), today=DAY)
    assert diseases(result) == {"a-c": ("ICD10:E84.9", "P18Y0M"), "b-c": ("ICD10:E84.9", "P28Y0M")}
    accounts = result.report.ledger.sources
    assert {name: (one.rows_read, one.rows_used) for name, one in accounts.items()} == {
        "a": (2, 2),
        "b": (2, 2),
    }


def test_a_source_has_its_own_mapping_and_the_other_the_common_one(tmp_path: Path) -> None:
    result = om.run(submission(tmp_path, "fhir-r4", b="fhir-cz-core"), today=DAY)
    assert diseases(result) == {"a-c": ("ICD10:E84.9", "P18Y0M"), "b-c": ("MKN10:E84.9", "P28Y0M")}
    assert result.records["individual"].to_arrow().num_rows == 2


def test_both_name_their_own_beside_a_mapping_of_something_else(tmp_path: Path) -> None:
    root = submission(tmp_path, "mapping/", a="fhir-r4", b="fhir-r4")
    (root / "mapping").mkdir()
    (root / "mapping" / "x.transform.yaml").write_text(
        "class_derivations:\n  Consent:\n    populated_from: consents\n    slot_derivations:\n"
        "      id: {populated_from: id}\n      individual: {populated_from: who}\n"
    )
    (root / "consents.csv").write_text("id;who\nk;a-p\n")
    manifest = (root / "submission.yaml").read_text()
    more = "sources: [{name: consents, kind: csv, path: consents.csv}, "
    (root / "submission.yaml").write_text(manifest.replace("sources: [", more))
    result = om.run(root, today=DAY)
    assert set(diseases(result)) == {"a-c", "b-c"}
    assert result.records["consent"].to_arrow().num_rows == 1


def test_frames_and_sources_without_a_manifest(tmp_path: Path) -> None:
    hospital(tmp_path, "a", "2000-02-03")
    hospital(tmp_path, "b", "2010-02-03")
    sources = [om.open_source(tmp_path / name, kind="fhir", name=name) for name in ("a", "b")]
    made = om.harmonise(sources, om.load_mapping("fhir-r4"), key=bytes(32))
    assert made.records["individual"].to_arrow().num_rows == 2


def test_what_was_compiled_is_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMICZ_CACHE", str(tmp_path / "cache"))
    (tmp_path / "s").mkdir()
    root = submission(tmp_path / "s", "fhir-r4", b="fhir-cz-core")
    first, second = (om.run(root, tmp_path / f"out{n}", today=DAY) for n in range(2))
    assert diseases(first) == diseases(second)
    digests = [json.loads((tmp_path / f"out{n}" / "run.json").read_text())["outputs"] for n in range(2)]
    assert digests[0].keys() == digests[1].keys()
    assert digests[0]["records/diagnosis.parquet"] == digests[1]["records/diagnosis.parquet"]
