"""Every code comes up in its smallest case, and goes when the case is repaired as `omicz-meta explain` says.

Both judge whole submissions of many classes; what each rule tells is tested quickly, one by one, in `validation`.
"""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

import omicz_meta as om

HERE = Path(__file__).parent
TODAY = datetime.date(2026, 11, 22)
RECORDS: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "records.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The codes that are told of all broken records, and of all repaired ones; with their slots, too."""
    told = {}
    for state in ("broken", "repaired"):
        together: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for case in RECORDS.values():
            for name, rows in case[state].items():
                together[name] += rows
        file = tmp_path_factory.mktemp(state) / "records.json"
        file.write_text(json.dumps(together), encoding="utf-8")
        findings = om.validate(file, use_cases=["rare_disease"], today=TODAY).findings
        told[state] = {one.code for one in findings} | {f"{one.code} {one.slot}" for one in findings}
    return told


@pytest.mark.heavy
@pytest.mark.parametrize("code", RECORDS)
def test_records(code: str, judged: dict[str, set[str]]) -> None:
    assert (code in judged["broken"], code in judged["repaired"]) == (True, False)


SUBMISSION: dict[str, Any] = yaml.safe_load((HERE / "submission.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The codes that are told of the broken submission, and of the repaired one."""
    told = {}
    for state in ("broken", "repaired"):
        folder = tmp_path_factory.mktemp(state)
        for name, text in {**SUBMISSION["both"], **SUBMISSION[state]}.items():
            (folder / name).write_text(text, encoding="utf-8")
        told[state] = {one.code for one in om.run(folder, today=TODAY).report.findings}
    return told


@pytest.mark.heavy
@pytest.mark.parametrize("code", SUBMISSION["codes"])
def test_submission(code: str, ran: dict[str, set[str]]) -> None:
    assert (code in ran["broken"], code in ran["repaired"]) == (True, False)
