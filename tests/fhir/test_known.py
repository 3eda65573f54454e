"""FHIR is told from other files by its beginning, packed or not."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from omicz_meta.sources import kind_of

PATIENT = b'{"resourceType": "Patient", "id": "p1"}\n'
CASES = [
    ("one resource", {"p.json": PATIENT}, "fhir"),
    ("a bulk export with its log", {"a-log.ndjson": b'{"exported": 1}\n', "Patient.ndjson": PATIENT}, "fhir"),
    ("packed lines", {"Patient.ndjson.gz": gzip.compress(PATIENT)}, "fhir"),
    ("XML", {"p.xml": b'<Patient xmlns="http://hl7.org/fhir"><id value="p1"/></Patient>'}, "fhir"),
    ("rows of something else", {"p.csv": b"a;b\n1;2\n"}, "csv"),
    ("a damaged file", {"Patient.ndjson.gz": b"\x1f\x8b\x00"}, "csv"),
]


@pytest.mark.parametrize(("files", "kind"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_folder_is_known_by_its_files(files: dict[str, bytes], kind: str, tmp_path: Path) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert kind_of(tmp_path) == kind


def test_an_archive_is_known_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("bulk/Patient.ndjson", PATIENT)
    assert kind_of(tmp_path / "export.zip") == "fhir"


def test_json_of_something_else_stays_rows(tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_text('[{"id": 1}]')
    assert kind_of(tmp_path / "rows.json") == "json"
