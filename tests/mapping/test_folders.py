"""Finding mapping folders, laying one over another, and the mappings that are shipped."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from omicz_meta.errors import UsageError
from omicz_meta.mapping import check_mapping, compile_plan, load_mapping, shipped_mappings
from omicz_meta.resources import mappings_folder
from omicz_meta.schema import Schema

UNDER = """
class_derivations:
  Individual: {populated_from: p, slot_derivations: {subject_id: {populated_from: id}}}
  Diagnosis: {populated_from: p, slot_derivations: {individual: {populated_from: id}}}
"""
OVER = """
class_derivations:
  Diagnosis:
    populated_from: p
    slot_derivations: {individual: {populated_from: id}, source_code: {populated_from: dg}}
"""
CODES = """subject_id	predicate_id	object_id	mapping_justification
dg:1	skos:exactMatch	MKN10:{code}	semapv:ManualMappingCuration
"""


def folder(path: Path, **files: str) -> None:
    path.mkdir()
    for name, text in files.items():
        (path / name.replace("__", ".")).write_text(text, encoding="utf-8")


@pytest.fixture
def two(tmp_path: Path) -> Path:
    folder(
        tmp_path / "under",
        t__transform__yaml=UNDER,
        p__source__yaml="key: [id]",
        dg__sssom__tsv=CODES.format(code="A00"),
    )
    folder(
        tmp_path / "over",
        x__transform__yaml=OVER,
        p__source__yaml="key: [dg]",
        dg__sssom__tsv=CODES.format(code="B00"),
    )
    return tmp_path


def test_later_mappings_lie_over_earlier_ones(two: Path, schema: Schema) -> None:
    mapping = load_mapping(["under", "over/"], base=two, schema=schema)
    assert mapping.problems == ()
    assert [rule.name.where for rule in mapping.transforms] == [
        "under/t.transform.yaml:3:3",
        "over/x.transform.yaml:3:3",
    ]
    assert [node.text for node in mapping.sources["p"].key] == ["dg"]
    assert mapping.codes["dg"].targets == (("dg:1", "MKN10:B00"), ("1", "MKN10:B00"))


def test_a_path_object_needs_no_base(two: Path, schema: Schema) -> None:
    mapping = load_mapping(two / "under", schema=schema)
    assert mapping.problems == ()
    assert mapping.transforms[0].name.file == "under/t.transform.yaml"


@pytest.mark.parametrize("name", ["nothing", "empty", "..", "codes", "../shipped"])
def test_a_missing_mapping_is_told(name: str, tmp_path: Path, schema: Schema) -> None:
    """A folder without a transform file is no mapping; only a plain word is looked for among the shipped ones."""
    (tmp_path / "base" / "empty").mkdir(parents=True)
    found = load_mapping(name, base=tmp_path / "base", schema=schema).problems
    assert [(problem.code, problem.value) for problem in found] == [("M011", name)]


def test_a_name_must_be_given(schema: Schema) -> None:
    with pytest.raises(UsageError, match="No mapping is named"):
        load_mapping([], schema=schema)


@pytest.mark.parametrize("name", shipped_mappings())
def test_every_shipped_mapping_is_sound(name: str, schema: Schema) -> None:
    mapping = load_mapping(name, schema=schema)
    assert mapping.problems == ()
    assert check_mapping(mapping, schema) == ()


EXAMPLES = [
    ("bbmri-cz", "bbmri-cz/example/vzorky.csv", ";", {}),
    ("cz-mzcr", "cz-mzcr/example/osoby.csv", ",", {"okres_lau_kod", "nakaza_v_zahranici", "reportovano_khs"}),
]


@pytest.mark.parametrize(("name", "file", "delimiter", "unread"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_shipped_mappings_fit_their_examples(
    name: str, file: str, delimiter: str, unread: set[str], schema: Schema
) -> None:
    assert unread_columns(name, mappings_folder() / file, delimiter, schema) == set(unread)


REAL = [
    ("bbmri-cz", "data/peers/bbmri-cz-fhir-module/csv_data/test_data.csv", ";"),
    ("cz-mzcr", "data/cz-mzcr-osoby/osoby-short.csv", ","),
    ("cz-mzcr", "data/cz-mzcr-osoby/osoby2.csv", ","),
]


@pytest.mark.parametrize(("name", "file", "delimiter"), REAL, ids=[row[1] for row in REAL])
def test_shipped_mappings_fit_real_exports(
    name: str, file: str, delimiter: str, shared: Path, schema: Schema
) -> None:
    expected = {row[0]: row[3] for row in EXAMPLES}[name]
    assert unread_columns(name, shared / file, delimiter, schema) == set(expected)


def unread_columns(name: str, path: Path, delimiter: str, schema: Schema) -> set[str | None]:
    """Columns no rule reads; a file whose name differs from the mapping's only table fits all the same."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header = tuple(next(csv.reader(stream, delimiter=delimiter)))
    mapping = load_mapping(name, schema=schema)
    plan, problems = compile_plan(mapping, schema, {path.stem: header})
    assert plan is not None
    assert plan.tables == (path.stem,)
    assert mapping.source_of(path.stem, (path.stem,)).columns
    assert {problem.code for problem in problems} <= {"M016"}
    return {problem.place.column for problem in problems}
