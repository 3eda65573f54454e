"""The evidence for Article 78: figures of the report, no small counts, and what people must add."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import omicz_meta as om
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.evidence import evidence_of, write_evidence
from omicz_meta.pipeline.finished import finished
from omicz_meta.reports.evidence import Evidence, EvidenceItem, render_evidence_html

MAPPING = """\
class_derivations:
  Individual:
    populated_from: lidé
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {populated_from: narozen}
      administrative_gender: {populated_from: pohlaví, value_mappings: {M: male, F: female}}
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 30 persons one is female, and five have no date of birth that can be read."""
    folder = tmp_path_factory.mktemp("s")
    people = [f"P{at};{'jaro' if at < 5 else 1950 + at};{'F' if at == 9 else 'M'}" for at in range(30)]
    for name, text in {
        "lidé.csv": "\n".join(["id;narozen;pohlaví", *people, people[-1], ""]),
        "lidé.transform.yaml": MAPPING,
        "submission.yaml": "id: s\nsources: [{name: lidé, kind: csv, path: lidé.csv}]\nmapping: .\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    key = tmp_path_factory.mktemp("key") / "key"
    key.write_text("3f" * 32, encoding="utf-8")
    key.chmod(0o600)
    om.run(folder, folder.parent / f"{folder.name}-out", key=f"file:{key}")
    return folder.parent / f"{folder.name}-out"


def said(evidence: Evidence, element: str) -> tuple[str, str]:
    (item,) = (item for item in evidence.items if item.element["en"] == element)
    return item.origin, item.said["en"].replace("\xa0", " ")


def test_what_is_measured_is_what_the_report_says(out: Path) -> None:
    found = evidence_of(finished(out))
    assert said(found, "Completeness") == ("measured", "mandatory values filled 94 % (declared absent 0 %)")
    assert said(found, "Uniqueness")[0] == "measured"
    assert said(found, "Validity") == ("measured", "94 % (88 / 93)")
    assert said(found, "Persons") == ("measured", "30")
    assert said(found, "Kinds of data") == ("measured", "Individual")


def test_small_counts_stay_out(out: Path) -> None:
    sex = said(evidence_of(finished(out)), "Sex")[1]
    assert "female: < 10" in sex
    assert "29" not in sex


def test_every_letter_is_there_and_people_know_what_is_theirs(out: Path) -> None:
    found = evidence_of(finished(out))
    assert {item.part for item in found.items} == set("abcdef")
    left = {item.element["en"] for item in found.to_add}
    assert {"Accuracy", "Maturity of processes", "Audits", "Assessment of bias"} <= left
    assert {"From application to provision", "Average time in the dataset", "Metadata"} <= left
    assert not {"Completeness", "Uniqueness", "Validity", "Consistency"} & left


def test_files(out: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    write_evidence(out, tmp_path / "e.json", "en")
    write_evidence(out, tmp_path / "e.html", "cs")
    written = json.loads((tmp_path / "e.json").read_text(encoding="utf-8"))
    assert written["form"] == "omicz-meta evidence 1"
    assert {item["origin"] for item in written["items"]} <= {"measured", "written", "missing"}
    page = (tmp_path / "e.html").read_text(encoding="utf-8")
    assert "Nejde o" in page and "no label" not in page
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    with pytest.raises(UsageError, match=r"\.html or \.json"):
        write_evidence(out, tmp_path / "e.pdf", "en")


def test_it_never_calls_itself_a_label() -> None:
    item = EvidenceItem("b", {"cs": "<b>", "en": "<b>"}, "missing", {"cs": "x", "en": "x"})
    page = render_evidence_html(Evidence("s", "2026-11-16", (item,)), "en")
    assert "This is not the label itself, nor a QUANTUM assessment." in page
    assert "<b>" not in page
