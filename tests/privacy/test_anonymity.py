"""The figure of k-anonymity: counted in the engine, told as a number, and of nobody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.terminal import KEY, written
from tests.cli.test_privacy import texts_of

import omicz_meta as om
from omicz_meta.identifiers import keyed_pseudonym
from omicz_meta.pipeline.published import earlier_release

pytestmark = pytest.mark.heavy

LABEL = "k-anonymity (birth year, sex, region, diagnoses)"
SUBMISSION = {
    "submission.yaml": """\
id: k-2026
sources:
  - {name: lide, kind: csv, path: lide.csv}
  - {name: dg, kind: csv, path: dg.csv}
mapping: mapping/
privacy: {min_cell: 3, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
""",
    "mapping/m.transform.yaml": """\
id: https://example.org/k
class_derivations:
  - name: Individual
    populated_from: lide
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {populated_from: rok}
      administrative_gender: {populated_from: pohl, value_mappings: {M: male, Z: female}}
  - name: Diagnosis
    populated_from: dg
    slot_derivations:
      individual: {populated_from: id}
      disease: {expr: "code({kod}, 'MKN10')"}
""",
}
# persons (birth year, sex, diagnoses), the figure
CASES: list[tuple[list[tuple[str, str, str]], str]] = [
    ([("1970", "M", "C50.9")] * 4, "k = 4; 0 % below 3"),
    ([("1970", "M", "C50.9")] * 3 + [("1971", "M", "C50.9")], "k = 1; 25 % below 3"),
    (
        [("1970", "M", "C50.9")] * 3 + [("1970", "M", "C50.9 E84.9"), ("1970", "M", "E84.9 C50.9")],
        "k = 2; 40 % below 3",
    ),
    ([("1970", "M", "")] * 2 + [("1970", "Z", "")] * 2, "k = 2; 100 % below 3"),
]  # fmt: skip


@pytest.mark.parametrize(("people", "figure"), CASES)
def test_how_many_are_alike(
    people: list[tuple[str, str, str]], figure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", KEY)
    lines = [f"P{n};{year};{sex}" for n, (year, sex, _) in enumerate(people)]
    facts = [f"P{n};{code}" for n, (*_, codes) in enumerate(people) for code in codes.split()]
    tables = {"lide.csv": "\n".join(["id;rok;pohl", *lines, ""]), "dg.csv": "\n".join(["id;kod", *facts, ""])}
    report = om.run(written(tmp_path / "s", {**SUBMISSION, **tables})).report
    assert report.fine_print[LABEL] == figure


# codes of the first and of the second release, one person each; what the second says of persons and codes
RELEASES: list[tuple[str, str, int, tuple[str, ...]]] = [
    ("AAAA", "AAAAA", 4, ("A",)),
    ("AAAA", "AAAAAAA", 7, ("A",)),
    ("AAAABB", "AAAABBB", 6, ("A",)),
    ("AAAABB", "AAAABBBBBB", 10, ("A", "B")),
    ("AAAABBB", "AAAABB", 7, ("A",)),
]


@pytest.mark.parametrize(("first", "second", "persons", "codes"), RELEASES)
def test_two_releases_side_by_side_do_not_tell_of_few(
    first: str,
    second: str,
    persons: int,
    codes: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", KEY)
    for name, people in (("a", first), ("b", second)):
        tables = {
            "lide.csv": "\n".join(["id;rok;pohl", *(f"P{n};1970;M" for n in range(len(people))), ""]),
            "dg.csv": "\n".join(["id;kod", *(f"P{n};{code}00.0" for n, code in enumerate(people)), ""]),
        }
        files = {**SUBMISSION, **tables}
        if name == "b":
            files["before.json"] = (tmp_path / "out" / "run.json").read_text(encoding="utf-8")
            files["submission.yaml"] = files["submission.yaml"].replace(
                "min_cell: 3", "min_cell: 3, earlier_release: before.json"
            )
        om.run(written(tmp_path / name, files), tmp_path / "out")
    told = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["published"]
    assert told["counts"]["number_of_unique_individuals"] == persons
    assert told["codes"] == [f"MKN10:{code}00.0" for code in codes]


def test_what_is_no_release_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]")
    with pytest.raises(om.UsageError, match="earlier_release"):
        earlier_release(tmp_path / "x.json")


CONSENTS = """\
  - name: Consent
    populated_from: lide
    slot_derivations:
      individual: {populated_from: id}
      consent_status: {populated_from: souhlas, value_mappings: {ano: active, ne: withdrawn}}
"""


def test_who_withdrew_is_counted_and_in_no_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", KEY)
    lines = [f"P{n:04};1970;M;{'ne' if n == 7 else 'ano'}" for n in range(20)]
    files = {
        **SUBMISSION,
        "mapping/m.transform.yaml": SUBMISSION["mapping/m.transform.yaml"] + CONSENTS,
        "lide.csv": "\n".join(["id;rok;pohl;souhlas", *lines, ""]),
        "dg.csv": "\n".join(["id;kod", *(f"P{n:04};C50.9" for n in range(20)), "P0007;nic", ""]),
    }
    result = om.run(written(tmp_path / "s", files), tmp_path / "out")
    whose = keyed_pseudonym(bytes.fromhex(KEY), "k-2026/Individual", "P0007")
    other = keyed_pseudonym(bytes.fromhex(KEY), "k-2026/Individual", "P0008")
    seen = {
        path.name: "\n".join(text for text in texts_of(path))
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert any(other in text for text in seen.values())
    assert [name for name, text in seen.items() if whose in text or "P0007" in text] == []
    told = next(finding for finding in result.report.findings if finding.code == "P004")
    assert (told.count, result.report.persons) == (1, 19)
