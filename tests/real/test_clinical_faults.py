"""Broken clinical files of cBioPortal's importer: every fault that it knows of a cell is told, and no other."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

import omicz_meta as om
from omicz_meta.errors import MappingError

MAPPING = Path(__file__).parent / "clinical"
DATA = Path("data") / "cbioportal-core-tests"
PATIENTS, SAMPLES = "t__data_clin_coldefs_correct.txt", "t__data_clin_order1.txt"
SMALL, STUDY = "r__clinical_data_small_PATIENT.txt", "t__study_es_0__data_clinical"
SINGLE = "r__incremental__insert_single_tcga_sample"
BROAD = {"V002"}
"""Recommended slots that are not filled: true of every study, and no fault of a cell."""

# the faults that cBioPortal's own tests expect of these files, as severity, code, column, and rows of data from 1
FAULTS: dict[str, tuple[str, str, set[tuple[str, str, str, int]]]] = {
    "valid: patients": (SMALL, "", set()),
    "valid: patients and samples": (PATIENTS, SAMPLES, set()),
    "valid: another order of samples": (PATIENTS, "t__data_clin_order2.txt", set()),
    "valid: a whole study": (f"{STUDY}_patients.txt", f"{STUDY}_samples.txt", set()),
    "a patient twice": (
        "r__clinical_data_small_PATIENT_dupl_error.txt", "", {("info", "X006", "PATIENT_ID", 7)},
    ),
    "a sample twice": (PATIENTS, "t__data_clin_repeated_sample.txt", {("info", "X006", "SAMPLE_ID", 6)}),
    "a sample of nobody": (
        f"{STUDY}_patients.txt",
        f"{SINGLE}_for_nonexistent_patient__clinical_data_single_SAMPLE.txt",
        {("error", "X002", "PATIENT_ID", 1)},
    ),
    "too few cells in a row": (SMALL, "r__clinical_data_small_WRONG_NR_COLS.txt", {
        ("error", "R004", "", 3),
        *(("error", "X002", "PATIENT_ID", row) for row in (1, 2, 4)),
    }),
    "words that are none": ("t__data_clin_hardcoded_attr_vals.txt", "", {
        ("error", "T001", "OS_STATUS", 1), ("error", "T001", "OS_STATUS", 4),
        ("error", "T001", "DFS_STATUS", 5), ("error", "T001", "DFS_STATUS", 6),
    }),
    "signs that no id may have": ("t__data_clin_wrong_patient_id.txt", "", {
        *(("error", "X004", "PATIENT_ID", row) for row in range(1, 8)),
        ("error", "T001", "OS_STATUS", 1), ("error", "T001", "DFS_STATUS", 5), ("error", "T001", "DFS_STATUS", 6),
    }),
    "signs in ids of samples": (PATIENTS, "t__data_clin_wrong_ids.txt", {
        *(("error", "X004", "SAMPLE_ID", row) for row in (1, 2, 3, 4, 6, 7)),
    }),
    "months that are no numbers": (
        "t__study_various_issues__data_patients.txt",
        "t__study_various_issues__data_samples.txt",
        {
            ("error", "V005", "OS_MONTHS", 531), ("error", "V005", "OS_MONTHS", 535),
            ("error", "X002", "PATIENT_ID", 826),
        },
    ),
    "stray quotes": ("t__study_quotes__data_patients.txt", "t__study_quotes__data_samples.txt", {
        ("error", "R003", "", 3), ("error", "R003", "", 7),
        ("error", "R004", "", 19), ("error", "X002", "PATIENT_ID", 19),
    }),
}  # fmt: skip

REFUSED = {
    "no patient": ("r__clinical_data_small_missing_PATIENTID.txt", ""),
    "no sample": (PATIENTS, "r__clinical_data_small_missing_SAMPLEID.txt"),
    "another column": ("t__study_wr_clin__data_patients.txt", "t__study_wr_clin__data_samples.txt"),
}
"""Columns that the mapping reads and that are not there, or are called otherwise."""


def submission(folder: Path, files: Iterable[tuple[str, Path]], only: bool) -> Path:
    shutil.copytree(MAPPING, folder / "mapping")
    entries = []
    for name, path in files:
        shutil.copyfile(path, folder / f"{name}.txt")
        entries.append(f"  - {{name: {name}, kind: csv, path: {name}.txt}}\n")
    if only:
        transform = folder / "mapping" / "clinical.transform.yaml"
        transform.write_text(
            transform.read_text(encoding="utf-8").partition("  Biosample:")[0], encoding="utf-8"
        )
        (folder / "mapping" / "samples.source.yaml").unlink()
    manifest = f"id: study\nsources:\n{''.join(entries)}mapping: mapping\n"
    manifest += "privacy: {pseudonym_key: env:OMICZ_PSEUDONYM_KEY}\n"
    (folder / "submission.yaml").write_text(manifest, encoding="utf-8")
    return folder


@pytest.fixture
def data(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)
    folder = shared / DATA
    if not folder.is_dir():
        pytest.skip("the files of cBioPortal's importer are not there")
    return folder


def files_of(data: Path, patients: str, samples: str) -> list[tuple[str, Path]]:
    return [(name, data / file) for name, file in (("patients", patients), ("samples", samples)) if file]


QUICK = "words that are none"
SLOW = [pytest.param(case, marks=[] if case == QUICK else [pytest.mark.heavy]) for case in FAULTS]


@pytest.mark.parametrize("case", SLOW)
def test_every_fault_and_no_other(case: str, data: Path, tmp_path: Path) -> None:
    patients, samples, expected = FAULTS[case]
    report = om.run(submission(tmp_path / "s", files_of(data, patients, samples), not samples)).report
    told = {
        (found.severity, found.code, found.column or "", row)
        for found in report.findings
        if (found.severity != "info" or found.code == "X006") and found.code not in BROAD
        for row in found.rows or (0,)
    }
    assert told == expected


@pytest.mark.heavy
@pytest.mark.parametrize("case", REFUSED)
def test_columns_that_are_not_there(case: str, data: Path, tmp_path: Path) -> None:
    patients, samples = REFUSED[case]
    with pytest.raises(MappingError) as refused:
        om.run(submission(tmp_path / "s", files_of(data, patients, samples), not samples))
    assert {problem.code for problem in refused.value.problems} == {"M005"}
