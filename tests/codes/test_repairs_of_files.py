"""What is wrong with mappings and files goes when it is repaired as `omicz-meta explain` says, each code by itself.

Records are in `test_repairs`. The codes that are in neither stand below, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from tests.codes.test_repairs import RECORDS, SUBMISSION

import omicz_meta as om
from omicz_meta.errors import MappingError
from omicz_meta.pipeline.prepare import InputError
from omicz_meta.problem import codes

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "repairs.yaml").read_text(encoding="utf-8"))
CASES: dict[str, dict[str, Any]] = {**TABLE["mapping"], **TABLE["rows"]}
Files = tuple[tuple[str, str, str], ...]
"""Names, texts and encodings."""

NOTHING_TO_REPAIR = (
    *("P004", "R008", "R012", "R021", "R022", "R029", "R040", "R041"),
    *("R053", "R054", "R066", "R070", "T026", "X006"),
)
"""Their repair is to do nothing, or says so first."""

ELSEWHERE: dict[str, str] = {
    "C": "descriptions: the cases of tests/catalogue are judged with and without the fault",
    "M04": "views: each expression that is refused stands beside one that is taken in tests/views",
    "M05": "schemas: tests/cli/test_own_schema.py refuses each beside the schema that is taken",
    "P002": "the row is corrected in the source: tests/privacy/test_leaks.py has the clean twin",
    "P001": "the column is left out: tests/privacy/test_leaks.py has the clean twin",
    "P012": "parts beside cells are taken out by Excel; tests/privacy/test_leaks.py has the clean twin",
    "P013": "needs a leak that the masking of values lets pass",
    "R02": "workbooks, JSON, XML: another file of the same program is read in tests/kinds",
    "R03": "databases: another copy of the database is read in tests/sources",
    "R045": "waiting for the export to end is no file",
    "R05": "resources: the same resource without the fault is read in tests/fhir",
    "R06": "resources: the same resource without the fault is read in tests/fhir",
    "R08": "the same folder without the fault is read in tests/sources/test_omop.py",
    "R090": "a vocabulary is repaired by its publisher",
    "T012": "the analyte is named: tests/engine/test_units.py",
    "T02": "codes in packs: each case of tests/terms/test_checks.py stands beside a right code",
    "T03": "packs: tests/terms/test_adding.py",
    "T040": "terms: tests/terms",
    "V001": "what is required is filled in most cases of records.yaml",
    "V002": "what is recommended is filled in most cases of records.yaml",
    "V012": "told beside V011",
    "V02": "birth numbers and functions: tests/privacy/test_birth_numbers.py, tests/mapping/test_own_functions.py",
    "V05": "schemas of one's own: docs/reference/linkml.md is run line by line",
    "X003": "the record is added: tests/validation/test_references.py",
    "X007": "identities: tests/engine/test_people.py has the same sources with right identifiers",
    "X008": "identities: tests/engine/test_people.py has the same sources with right identifiers",
    "X009": "identities: tests/engine/test_people.py has the same sources with right identifiers",
    "X02": "several sources: tests/fhir/test_known.py, tests/privacy/test_birth_numbers.py",
    "X040": "schemas of one's own: tests/cli/test_own_schema.py has records beside it that differ",
    "X043": "told by inspect only: tests/profile/test_repeats.py has rows that differ",
}
"""Codes, or how they begin, whose repair is not run here, and why. The list may only shrink."""


@cache
def told(files: Files) -> frozenset[str]:
    """The codes that come of a submission, whether it can be read or not."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "s"
        for name, text, encoding in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            # a character that windows-1250 lacks stands for its own byte
            (folder / name).write_bytes(text.encode(encoding, "surrogateescape"))
        try:
            return frozenset(one.code for one in om.run(folder).report.findings)
        except (InputError, MappingError) as refused:
            return frozenset(one.code for one in refused.problems)


def files(case: Mapping[str, Any], state: str) -> Files:
    """The base in one state of a case."""
    found = {**TABLE["base"], **case.get("files", {})} if state == "broken" else dict(TABLE["base"])
    if state == "repaired":
        found |= {name: text for name, text in case.get("files", {}).items() if name not in TABLE["base"]}
        found |= case.get("repaired_files", {})
    if "replace" in case:
        name, old = case["file"], case["replace"]
        assert old in found[name], old
        found[name] = found[name].replace(
            old, case["broken"] if state == "broken" else case.get("repaired", old), 1
        )
    written = case.get("written", "utf-8")
    return tuple(
        (name, text.replace("\x81", "\udc81"), written if name == case.get("file") else "utf-8")
        for name, text in sorted(found.items())
        if text is not None
    )


@pytest.mark.heavy
@pytest.mark.parametrize("code", CASES)
def test_the_repair_settles_it(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)
    broken, repaired = (told(files(CASES[code], state)) for state in ("broken", "repaired"))
    assert (code in broken, code in repaired) == (True, False), (sorted(broken), sorted(repaired))


def test_every_code_has_a_repair_that_is_run_or_a_reason() -> None:
    run = {name.split()[0] for name in RECORDS} | set(SUBMISSION["codes"]) | set(CASES)
    reasons = (*NOTHING_TO_REPAIR, *ELSEWHERE)
    assert [code for code in codes() if code not in run and not code.startswith(reasons)] == []
    assert [code for code in ELSEWHERE if re.fullmatch(r"[A-Z]\d{3}", code) and code in run] == []
