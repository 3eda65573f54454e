"""A single source and the mapping that is named for it, without a submission.yaml."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.rooms.cohort import cohort
from tests.rooms.doors import omop_csv


@pytest.fixture
def cdm(tmp_path: Path) -> Path:
    omop_csv(cohort(20), tmp_path / "warehouse")
    return tmp_path / "warehouse"


def ask(*words: str) -> tuple[int, str]:
    command = (sys.executable, "-m", "omicz_meta", *words)
    environment = os.environ | {"OMICZ_PSEUDONYM_KEY": "ab" * 32}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.heavy
def test_run_takes_a_folder_and_a_mapping(cdm: Path, tmp_path: Path) -> None:
    code, told = ask("run", str(cdm), "--mapping", "omop-5.4", "-o", str(tmp_path / "out"))
    assert code in (0, 1), told
    written = json.loads((tmp_path / "out" / "run.json").read_text())
    assert written["outputs"]["records/individual.parquet"]["rows"] == 20
    assert list(written["sources"]) == ["warehouse"]


@pytest.mark.heavy
def test_a_folder_of_ones_own_overlays_a_shipped_mapping(cdm: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "own.transform.yaml").write_text(
        "class_derivations:\n- name: Biosample\n  populated_from: specimen\n  slot_derivations:\n"
        "    individual: {populated_from: person_id}\n    organism: {value: NCBITaxon:9606}\n"
    )
    asked = ("run", str(cdm), "--mapping", "omop-5.4", "--mapping", str(own), "-o", str(tmp_path / "out"))
    code, told = ask(*asked)
    assert code in (0, 1), told
    slots = json.loads((tmp_path / "out" / "run.json").read_text())["slots"]
    assert "Biosample.collection_date" not in slots
    assert "Diagnosis.disease" in slots


@pytest.mark.heavy
def test_validate_takes_them_too(cdm: Path) -> None:
    code, told = ask("validate", str(cdm), "--mapping", "omop-5.4")
    assert code in (0, 1), told
    assert "warehouse:" in told


def test_what_is_not_there_is_one_sentence() -> None:
    code, told = ask("run", "no-such-export", "--mapping", "omop-5.4", "-o", "out")
    assert code == 2
    assert "There is no file or folder no-such-export." in told
