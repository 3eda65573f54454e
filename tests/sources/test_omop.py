"""Databases of the OMOP Common Data Model as they come: incomplete, in capitals, packed, with strange files beside."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import omicz_meta as om
from omicz_meta.engine.plan import Column, Join
from omicz_meta.errors import UsageError
from omicz_meta.mapping import compile_plan
from omicz_meta.schema import load_schema
from omicz_meta.sources import Source, open_source
from omicz_meta.sources.omop.tables import cdm_tables

PERSON = (
    "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth\n1,8507,1960,4,9\n2,8532,1971,,\n"
)
CONDITION = (
    "condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_source_value,"
    "condition_source_concept_id\n"
    "1,1,201826,2020-01-02,E11.9,45591031\n"
    "2,2,0,2020-03-04,local-17,0\n"
    "3,2,0,2020-03-05,E11.9,45591031\n"
    "4,2,999,2020-03-06,gone,0\n"
)
CONCEPT = (
    "concept_id,concept_name,vocabulary_id,concept_code\n"
    "201826,Type 2 diabetes mellitus,SNOMED,44054006\n"
    "45591031,Type 2 diabetes mellitus without complications,ICD10CM,E11.9\n"
)
RELATED = (
    "concept_id_1,concept_id_2,relationship_id\n"
    "45591031,45591031,Mapped from\n"
    "201826,201826,Maps to\n"
    "45591031,201826,Maps to\n"
)
WHOLE = {
    "person.csv": PERSON,
    "condition_occurrence.csv": CONDITION,
    "concept.csv": CONCEPT,
    "concept_relationship.csv": RELATED,
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def opened(path: Path) -> Source:
    return open_source(path, kind="omop", name="cdm")


def cells(source: Source) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table as they are read."""
    return {
        table.name: [row for block in table.blocks() for row in block.batch.to_pylist()]
        for table in source.tables
    }


def codes(source: Source) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.value) for problem in source.problems]


def made(path: Path) -> om.Harmonised:
    return om.harmonise(opened(path), om.load_mapping("omop-5.4"), key=bytes(32))


def diagnoses(made: om.Harmonised) -> dict[str, tuple[str | None, list[str] | None, str | None]]:
    rows = made.records["diagnosis"].to_arrow().to_pylist()
    return {row["id"]: (row["disease"], row["additional_codings"], row["source_code"]) for row in rows}


def told(made: om.Harmonised) -> list[tuple[str, str | None]]:
    rows = made.problems.to_pylist()
    return sorted((row["code"], row["value"]) for row in rows if row["severity"] != "info")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> om.Harmonised:
    return made(written(tmp_path_factory.mktemp("whole"), WHOLE))


def test_standard_and_source_concept_are_kept_and_zero_is_no_code(whole: om.Harmonised) -> None:
    assert diagnoses(whole) == {
        "condition-1": ("SNOMEDCT:44054006", ["ICD10CM:E11.9"], "E11.9"),
        "condition-2": (None, None, "local-17"),
        "condition-3": ("SNOMEDCT:44054006", ["ICD10CM:E11.9"], "E11.9"),
        "condition-4": (None, None, "gone"),
    }


def test_each_unmapped_value_is_one_finding_with_its_source_value(whole: om.Harmonised) -> None:
    found = told(whole)
    assert [value for code, value in found if code == "T003"] == ["gone", "local-17"]
    assert [code for code, _ in found].count("X005") == 1  # concept 999 is in no vocabulary


def test_a_site_maps_its_own_values(tmp_path: Path) -> None:
    cdm = written(tmp_path / "cdm", WHOLE)
    shipped = om.load_mapping("omop-5.4").codes["omop-local"].file
    assert shipped.endswith("omop-local.sssom.tsv")
    own = written(
        tmp_path / "own",
        {
            "none.transform.yaml": "class_derivations: {}\n",
            "codes/omop-local.sssom.tsv": "#mapping_set_id: https://example.org/x\n#license: none\n"
            "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
            "local-17\tskos:exactMatch\tMONDO:0005148\tsemapv:ManualMappingCuration\n",
        },
    )
    found = om.harmonise(opened(cdm), om.load_mapping(["omop-5.4", str(own)]), key=bytes(32))
    assert diagnoses(found)["condition-2"] == ("MONDO:0005148", None, "local-17")


@pytest.mark.parametrize("deep", ["", "export/cdm/"])
def test_capitals_folders_and_debris_of_an_archive(tmp_path: Path, deep: str) -> None:
    archive = tmp_path / "cdm.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for name, text in WHOLE.items():
            header, _, rows = text.partition("\n")
            target.writestr(f"{deep}{name.upper()}", f"{header.upper()}\n{rows}")
            target.writestr(f"__MACOSX/{deep}._{name}", b"\0\1")
    source, plain = opened(archive), opened(written(tmp_path / "plain", WHOLE))
    assert codes(source) == []
    assert cells(source) == cells(plain)
    assert {"cdm.person", "cdm.condition_occurrence", "cdm.concept"} <= cells(source).keys()
    (person,) = (table for table in source.tables if table.name == "cdm.person")
    assert person.file == ("cdm.zip!cdm/PERSON.CSV" if deep else "cdm.zip!PERSON.CSV")


def test_parts_of_a_table_in_a_folder_called_as_the_table(tmp_path: Path) -> None:
    written(tmp_path, {name: text for name, text in WHOLE.items() if name != "person.csv"})
    (tmp_path / "person").mkdir()
    for number in (1, 2):
        rows = pa.table(
            {"person_id": [float(number)], "gender_concept_id": [8507.0], "year_of_birth": [1960]}
        )
        pq.write_table(rows, tmp_path / "person" / f"part-{number}.parquet")
    people = made(tmp_path).records["individual"].to_arrow()
    assert people.num_rows == 2
    assert people["administrative_gender"].to_pylist() == ["male", "male"]


def only(*names: str) -> dict[str, str]:
    return {name: WHOLE[name] for name in names}


ODD = [
    ("a table of something else", WHOLE | {"notes.csv": "a,b\n1,2\n"}, [("R080", "notes")]),
    ("one table twice", WHOLE | {"sub/PERSON.csv": PERSON}, [("R081", "person"), ("R081", "person")]),
    (
        "no vocabulary",
        only("person.csv", "condition_occurrence.csv"),
        [("R082", "concept"), ("R082", "concept_relationship")],
    ),
    ("no person in a fact", WHOLE | {"death.csv": "death_date\n2020-01-01\n"}, [("R083", "death")]),
    ("nothing", {"readme.md": "hello"}, [("R014", None)]),
]


@pytest.mark.parametrize(("files", "expected"), [odd[1:] for odd in ODD], ids=[odd[0] for odd in ODD])
def test_what_is_odd_is_told(
    tmp_path: Path, files: dict[str, str], expected: list[tuple[str, str | None]]
) -> None:
    assert codes(opened(written(tmp_path, files))) == expected


def test_without_a_vocabulary_the_run_goes_on_and_says_it_once(tmp_path: Path) -> None:
    found = made(written(tmp_path, only("person.csv", "condition_occurrence.csv")))
    assert [code for code, _ in told(found)].count("X005") == 0
    assert [code for code, _ in told(found)].count("R082") == 2
    assert found.records["individual"].to_arrow().num_rows == 2
    assert {row[2] for row in diagnoses(found).values()} == {"E11.9", "local-17", "gone"}


ERA = "condition_era_id,person_id,condition_concept_id,condition_era_start_date\n7,1,201826,2019-05-06\n"


@pytest.mark.parametrize("facts", ["", CONDITION.split("\n", maxsplit=1)[0] + "\n"], ids=["absent", "empty"])
def test_periods_stand_in_for_facts_that_are_not_there(tmp_path: Path, facts: str) -> None:
    files = {name: text for name, text in WHOLE.items() if name != "condition_occurrence.csv"}
    files |= {"condition_era.csv": ERA} | ({"condition_occurrence.csv": facts} if facts else {})
    assert diagnoses(made(written(tmp_path, files))) == {"condition-era-7": ("SNOMEDCT:44054006", None, None)}


def test_periods_beside_facts_are_out_of_scope(tmp_path: Path) -> None:
    found = made(written(tmp_path, WHOLE | {"condition_era.csv": ERA}))
    assert set(diagnoses(found)) == {"condition-1", "condition-2", "condition-3", "condition-4"}
    assert found.ledger.sources["cdm"].out_of_scope["no rule reads this table"] == 1


def joins() -> Iterator[tuple[str, Join]]:
    tables = {name: table.columns for name, table in cdm_tables().items()}
    tables |= {f"{name}_only": tables[name] for name in ("condition_era", "drug_era")}
    plan, problems = compile_plan(om.load_mapping("omop-5.4"), load_schema(), tables)
    assert plan is not None, problems
    for part in plan.classes:
        yield from ((part.rule, join) for join in part.joins)


def test_a_concept_number_of_zero_is_never_looked_up() -> None:
    for rule, join in joins():
        for left, _ in join.keys:
            if isinstance(left, Column) and left.name.endswith("concept_id"):
                assert "0" in left.null_tokens, (rule, join.name)


def test_an_archive_that_leads_out_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "cdm.zip"
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("../person.csv", PERSON)
    with pytest.raises(UsageError, match="leads outside"):
        opened(archive)
