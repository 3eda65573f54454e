"""A resource is a row: several views share it, and it is used, in quarantine or out of scope once."""

from __future__ import annotations

import datetime
import json
import random
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import omicz_meta as om
from omicz_meta.submission import load_submission

from .reading import bundle

DAY = datetime.date(2026, 11, 22)
MANIFEST = """
id: demo
sources: [{name: fhir, kind: fhir, path: data/}]
mapping: mapping/
privacy: {min_cell: 10, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
"""
TRANSFORM = """
class_derivations:
  - name: Individual
    populated_from: fhir.patient
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {populated_from: born}
      administrative_gender: {populated_from: sex, value_mappings: {male: male, female: female}}
  - name: Diagnosis
    populated_from: fhir.condition
    slot_derivations:
      individual: {populated_from: patient}
      source_code: {populated_from: code}
  - name: Consent
    populated_from: fhir.told
    slot_derivations:
      individual: {populated_from: patient}
      consent_date: {populated_from: at}
"""
VIEWS: dict[str, dict[str, Any]] = {
    "patient": {
        "resource": "Patient",
        "select": [
            {
                "column": [
                    {"name": "id", "path": "getResourceKey()"},
                    {"name": "born", "path": "birthDate"},
                    {"name": "sex", "path": "gender"},
                ]
            }
        ],
    },
    "condition": {
        "resource": "Condition",
        "select": [
            {"column": [{"name": "patient", "path": "subject.getReferenceKey(Patient)"}]},
            {"forEach": "code.coding", "column": [{"name": "code", "path": "code"}]},
        ],
    },
    "told": {
        "resource": "Condition",
        "where": [{"path": "recordedDate.exists()"}],
        "select": [
            {
                "column": [
                    {"name": "patient", "path": "subject.getReferenceKey(Patient)"},
                    {"name": "at", "path": "recordedDate"},
                ]
            }
        ],
    },
    "unread": {"resource": "Patient", "select": [{"column": [{"name": "id", "path": "id"}]}]},
}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "ab" * 32)


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    folder = tmp_path / "s"
    (folder / "data").mkdir(parents=True)
    (folder / "mapping" / "views").mkdir(parents=True)
    (folder / "submission.yaml").write_text(MANIFEST)
    (folder / "mapping" / "m.transform.yaml").write_text(TRANSFORM)
    for name, view in VIEWS.items():
        (folder / "mapping" / "views" / f"{name}.json").write_text(json.dumps(view))
    return folder


def patient(name: str | None, **more: Any) -> dict[str, Any]:
    known = {} if name is None else {"id": name}
    return {"resourceType": "Patient", **known, "birthDate": "1987-05-12", "gender": "male", **more}


def condition(name: str, of: str | None, *codes: str, **more: Any) -> dict[str, Any]:
    subject = {} if of is None else {"subject": {"reference": f"Patient/{of}"}}
    code = {"code": {"coding": [{"code": code} for code in codes]}} if codes else {}
    return {"resourceType": "Condition", "id": name, **subject, **code, **more}


ROWS: list[tuple[str, object]] = [
    ("used", patient("p1")),
    ("quarantined", patient(None)),
    ("used", condition("c1", "p1", "E84.9", "586")),
    ("quarantined", condition("c2", None, "E84.9")),
    ("out", condition("c3", "p1")),
    ("used", condition("c4", "p1", recordedDate="2020-01-01")),
    ("used", condition("c5", "p1", "I10", recordedDate="2020-01-01")),
    ("out", {"resourceType": "Basic", "id": "b1"}),
    ("out", {"resourceType": "OperationOutcome", "issue": []}),
    ("out", patient("p1")),
    ("quarantined", b'{"resourceType": "Patient", "id": }'),
    ("quarantined", b'{"resourceType": "Nobody"}'),
]


def written(rows: list[object]) -> str:
    return "\n".join(row.decode() if isinstance(row, bytes) else json.dumps(row) for row in rows) + "\n"


def run(submission: Path, out: Path, **options: Any) -> tuple[Any, dict[str, Any]]:
    result = om.run(submission, out, today=DAY, **options)
    return result, json.loads((out / "run.json").read_text())["sources"]["fhir"]


def counted(account: dict[str, Any]) -> tuple[int, int, int, int]:
    names = ("rows_read", "rows_used", "rows_quarantined", "rows_out_of_scope")
    read, used, quarantined, out = (account[name] for name in names)
    return read, used, quarantined, out


def test_every_resource_has_one_fate(submission: Path, tmp_path: Path) -> None:
    (submission / "data" / "a.ndjson").write_text(written([row for _, row in ROWS]))
    result, account = run(submission, tmp_path / "out")
    fates = [fate for fate, _ in ROWS]
    assert counted(account) == (12, fates.count("used"), fates.count("quarantined"), fates.count("out"))
    assert account["out_of_scope"] == {
        "no rule takes Basic": 1,
        "OperationOutcome": 1,
        "the same resource again": 1,
        "view told takes nothing": 1,
    }
    assert result.records["diagnosis"].to_arrow()["source_code"].to_pylist() == ["E84.9", "586", "I10"]
    lineage = pq.read_table(tmp_path / "out/lineage/diagnosis.parquet").to_pylist()
    assert [(one["file"], one["row"], one["line"]) for one in lineage] == [
        ("data/a.ndjson", n, n) for n in (3, 3, 7)
    ]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in (1, 2, 3))])
def test_however_it_is_put_into_files(submission: Path, tmp_path: Path, seed: int) -> None:
    """Lines, bundles, single files and any order: the same counts, and the same records but for their order."""
    rng = random.Random(seed)  # noqa: S311
    rows = [row for fate, row in ROWS if not isinstance(row, bytes) and fate != "out"] * 1
    rng.shuffle(rows)
    cut = rng.randrange(1, len(rows))
    entries = [{"resource": row} for row in rows[:cut]]
    (submission / "data" / "b.json").write_text(json.dumps(bundle("collection", *entries), indent=2))
    (submission / "data" / "in").mkdir()
    for number, row in enumerate(rows[cut:]):
        (submission / "data" / "in" / f"{number}.json").write_text(json.dumps(row))
    result, account = run(submission, tmp_path / "out", processes=2 if seed == 0 else 1)
    assert counted(account) == (6, 4, 2, 0)
    assert sorted(result.records["diagnosis"].to_arrow()["source_code"].to_pylist()) == [
        "586",
        "E84.9",
        "I10",
    ]


@pytest.mark.heavy
def test_quarantine_is_fed_back(submission: Path, tmp_path: Path) -> None:
    (submission / "data" / "a.ndjson").write_text(written([row for _, row in ROWS]))
    (submission / "data" / "b.json").write_text(
        json.dumps(
            bundle(
                "transaction",
                {"fullUrl": "urn:uuid:0a8b1c5e-0000-4000-8000-000000000001", "resource": patient(None)},
            ),
            indent=1,
        )
    )
    _, first = run(submission, tmp_path / "out")
    held = tmp_path / "out" / "quarantine" / "fhir"
    assert sorted(path.name for path in held.iterdir()) == ["a.ndjson"]
    texts = (held / "a.ndjson").read_text().splitlines()
    assert len(texts) == first["rows_quarantined"] == 4
    for path in (submission / "data").iterdir():
        path.unlink()
    repaired = [text.replace('"id": }', '"id": "p7"}').replace("Nobody", "Basic") for text in texts]
    repaired = [
        text.replace('"Condition", "id"', '"Condition", "subject": {"reference": "Patient/p7"}, "id"')
        for text in repaired
    ]
    (submission / "data" / "a.ndjson").write_text("\n".join(repaired))
    _, second = run(submission, tmp_path / "again")
    assert counted(second) == (4, 2, 1, 1)


def test_a_table_without_a_rule_is_not_read_and_joins_use_a_row(submission: Path, tmp_path: Path) -> None:
    joined = (
        TRANSFORM.split("  - name: Diagnosis", maxsplit=1)[0].replace("fhir.patient", "fhir.patient")
        + """
  - name: Diagnosis
    populated_from: fhir.condition
    joins: {unread: {class_named: fhir.unread, source_key: patient, lookup_key: id}}
    slot_derivations:
      individual: {expr: "{unread.id}"}
      source_code: {populated_from: code}
"""
    )
    (submission / "mapping" / "m.transform.yaml").write_text(joined)
    rows = [patient("p1", birthDate=None), condition("c1", "p1", "I10")]
    (submission / "data" / "a.ndjson").write_text(written(rows))
    _, account = run(submission, tmp_path / "out")
    assert counted(account) == (2, 2, 0, 0)


def test_a_fault_of_a_view_is_a_fault_of_the_mapping(submission: Path) -> None:
    (submission / "data" / "a.ndjson").write_text(written([patient("p1")]))
    (submission / "mapping" / "views" / "wrong.json").write_text('{"resource": "Patient"}')
    with pytest.raises(om.MappingError):
        om.run(submission)


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ("kind: fhir, strict: true", []),
        ("kind: fhir, strict: 1", ["M001"]),
        ("kind: json, strict: true", ["M001"]),
    ],
)
def test_strict_in_the_manifest(submission: Path, said: str, faults: list[str]) -> None:
    manifest = submission / "submission.yaml"
    manifest.write_text(MANIFEST.replace("kind: fhir", said))
    read, problems = load_submission(submission)
    assert [problem.code for problem in problems] == faults
    assert read is None or read.sources[0].strict


@pytest.mark.heavy
def test_strict(submission: Path, tmp_path: Path) -> None:
    pytest.importorskip("fhir.resources")
    wrong = [patient("p1", birthDate="12. 5. 1987"), condition("c1", "p1", "I10")]
    (submission / "data" / "a.ndjson").write_text(written(wrong))
    for strict, expected in ((False, []), (True, ["birthDate (value_error)"])):
        run(submission, tmp_path / "out", strict=strict)
        problems = pq.read_table(tmp_path / "out" / "problems.parquet").to_pylist()
        assert [one["column"] for one in problems if one["code"] == "R065"][:1] == expected
