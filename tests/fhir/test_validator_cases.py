"""What the reference validator says of its test cases, and what we say: where we agree, and why not elsewhere.

The HL7 Java validator judges whole resources, with terminology; we judge what a record can be made of.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from omicz_meta.sources.fhir.strict import is_installed

from .reading import opened

CASES = Path(__file__).parents[3] / "shared" / "data" / "fhir-validator-cases"
pytestmark = pytest.mark.skipif(
    not CASES.is_dir() or not is_installed(), reason="../shared/data or the extra fhir is not there"
)

AGREED: dict[str, set[str]] = {
    "hakan-se.json": {"R064", "R065"},
    "hakan-se-2.json": {"R064", "R065"},
    "patient-id-bad-1.json": {"R065", "R069"},
    "patient-id-bad-3.json": {"R069"},
    "patient-duplicate.json": {"R061"},
    "group-choice-bad2.json": {"R065"},
    "bundle-ea-testcase.json": {"R065"},
}
"""Cases with errors of which we tell as well, and by which codes in a strict check; X021 (an absent patient) apart."""

TERMS, PROFILES, NARRATIVE, BUNDLE = "terminology", "profiles and extensions", "narrative", "rules of bundles"
CONTENT = "content of attachments and addresses"
FORM = "forms of values that no record takes"
CONTAINED = "contained resources, which are no rows"
DIFFERENT = {
    "mr-covid-bnd1.json": TERMS,
    "allergy.json": TERMS,
    "patient-with-turvakielto.json": PROFILES,
    "dr-example-org.json": CONTENT,
    "dr-bad-att-hash.json": CONTENT,
    "list-xhtml-syntax.json": NARRATIVE,
    "obs-decimal.json": FORM,
    "empty-array.json": FORM,
    "contained-resource.json": CONTAINED,
    "patient-duplicate-contained.json": CONTAINED,
    "mni-patientOverview-bundle-example1.json": BUNDLE,
    "mni-patientOverview-bundle-example1b.json": BUNDLE,
    "bundle-conditional-reference-bad.json": BUNDLE,
    "bundle-bad-empty.json": BUNDLE,
    "bundle-id-search-2.json": BUNDLE,
    "bundle-id-search-3.json": BUNDLE,
    "bundle-id-search-4.json": BUNDLE,
}
"""Cases with errors of which we say nothing, by what they are about."""


def told(name: str) -> set[str]:
    from omicz_meta.sources import open_source
    from omicz_meta.sources.dialect import Dialect

    source = open_source(CASES / name, name="f", kind="fhir", dialects={"f": Dialect(strict=True)})
    base = source.tables[0]
    found = {problem.code for problem in (*source.problems, *base.problems) if problem.severity == "error"}
    for block in base.blocks():
        found |= {row.code for row in block.rejected} | {fault.code for fault in block.faults}
    return found - {"X021"}


def test_every_case_with_an_error_is_agreed_upon_or_explained() -> None:
    cases = json.loads((CASES / "facts.json").read_text())["list"]
    wrong = {case["file"] for case in cases if case["severities"].get("error")}
    assert wrong == {*AGREED, *DIFFERENT}
    assert {name: told(name) for name in sorted(wrong)} == {
        name: AGREED.get(name, set()) for name in sorted(wrong)
    }


def test_nothing_is_told_of_a_case_without_an_error() -> None:
    cases = json.loads((CASES / "facts.json").read_text())["list"]
    fine = {case["file"] for case in cases if not case["severities"].get("error")}
    assert {name: told(name) for name in fine} == {name: set() for name in fine}


def test_the_page_lists_them(root: Path) -> None:
    page = (root / "docs" / "reference" / "fhir.md").read_text(encoding="utf-8")
    assert [name for name in (*AGREED, *DIFFERENT) if name.removesuffix(".json") not in page] == []


def test_sources_open_without_the_check() -> None:
    assert opened(CASES / "patient-duplicate.json").tables
