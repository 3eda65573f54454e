"""A hospital's own schema, from the manifest to `why`: its classes are validated like those of the model."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from tests.cli.terminal import Terminal, written
from tests.cli.test_template import choices, columns, fill
from tests.terms.small import lexicon

HOSPITAL = """\
id: https://example.org/hospital
name: hospital
imports: [linkml:types, omicz]
prefixes: {hospital: https://example.org/hospital/}
default_prefix: hospital
default_range: string
enums:
  Abnormality:
    reachable_from: {source_ontology: "obo:hp", source_nodes: ["HP:0000118"]}
  Posture:
    permissible_values:
      supine: {title: On the back, annotations: {title_cs: Na zádech}}
      prone: {title: On the belly, annotations: {title_cs: Na břiše}}
classes:
  Scored:
    mixin: true
    slots: [apnoea_score, rated_by]
    rules:
      - preconditions: {slot_conditions: {apnoea_score: {minimum_value: 5}}}
        postconditions: {slot_conditions: {rated_by: {required: true}}}
  SleepStudy:
    is_a: Measurement
    mixins: [Scored]
    slots: [desaturation_index, finding, posture]
    slot_usage: {apnoea_score: {maximum_value: 10}}
    unique_keys: {one_a_day: {unique_key_slots: [individual, measurement_date]}}
  Night:
    annotations: {level: person}
    slots: [night_id, of_night]
slots:
  apnoea_score: {range: integer, annotations: {title_cs: Skóre}}
  rated_by: {pattern: "^[A-Z]{2}$"}
  desaturation_index: {range: Percentage, annotations: {requirement: M, absent_allowed: "true"}}
  finding: {range: Abnormality}
  posture: {range: Posture, annotations: {title_cs: Poloha}}
  night_id: {identifier: true}
  of_night: {range: Measurement}
"""
HEADER = "id;osoba;test;den;hodnota;skore;kdo;index;nalez"
ROWS = {
    "S1": "P1;2345-7;2024-01-01;5;4;;10;HP:0001250",
    "S2": "P1;2345-7;2024-01-02;5;9;AB;10;",
    "S3": "P1;2345-7;2024-01-03;5;11;AB;10;",
    "S4": "P1;2345-7;2024-01-04;5;7;;10;",
    "S5": "P1;2345-7;2024-01-05;5;7;ab;10;",
    "S6": "P1;2345-7;2024-01-06;5;4;;101;",
    "S7": "P1;2345-7;2024-01-07;5;4;;10;HP:0000007",
    "S8": "P1;2345-7;2024-01-01;5;4;;10;",
    "S9": "P1;2345-7;1899-01-01;5;4;;10;",
    "S10": "P1;2345-7;2024-01-08;5;4;;;",
    "S11": "P1;2345-7;2024-01-09;5;4;;neměřeno;",
    "S12": "P1;2345-7;2024-01-10;5;mnoho;;10;",
}
FAULTS = {
    ("S3", "V006"),
    ("S4", "V052"),
    ("S5", "V007"),
    ("S6", "V006"),
    ("S7", "T023"),
    ("S8", "X040"),
    ("S9", "X030"),
    ("S10", "V001"),
    ("S12", "V005"),
    ("N2", "X002"),
}
MAPPING = """\
id: https://example.org/spanek
class_derivations:
  - name: Individual
    populated_from: lide
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {populated_from: narozen}
      administrative_gender: {populated_from: pohlavi, value_mappings: {M: male, Z: female}}
  - name: SleepStudy
    populated_from: spanek
    slot_derivations:
      id: {populated_from: id}
      individual: {populated_from: osoba}
      assay: {expr: "concat('LOINC:', test)"}
      measurement_date: {populated_from: den}
      value_text: {populated_from: hodnota}
      apnoea_score: {populated_from: skore}
      rated_by: {populated_from: kdo}
      desaturation_index: {populated_from: index}
      finding: {populated_from: nalez}
  - name: Night
    populated_from: noci
    slot_derivations:
      night_id: {populated_from: id}
      of_night: {populated_from: studie}
"""
SOURCE = """\
columns:
  index: {null_tokens: {neměřeno: NASK}}
"""
SUBMISSION = {
    "submission.yaml": """\
id: spanek-2026
schema: model/hospital.yaml
use_cases: [sleep]
sources:
  - {name: lide, kind: csv, path: data/lide.csv}
  - {name: spanek, kind: csv, path: data/spanek.csv}
  - {name: noci, kind: csv, path: data/noci.csv}
mapping: mapping/
privacy: {pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
""",
    "model/hospital.yaml": HOSPITAL,
    "model/use-cases/sleep.tsv": "class\tslot\trequirement\tcondition\nSleepStudy\tapnoea_score\tM\t-\n",
    "data/lide.csv": "id;narozen;pohlavi\nP1;1981-05-12;M\n",
    "data/spanek.csv": "\n".join([HEADER, *(f"{name};{row}" for name, row in ROWS.items())]) + "\n",
    "data/noci.csv": "id;studie\nN1;S1\nN2;S99\n",
    "mapping/spanek.transform.yaml": MAPPING,
    "mapping/spanek.source.yaml": SOURCE,
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The submission, with a folder beside it in which its compiled schema is kept. Whoever changes it, copies it."""
    return written(tmp_path_factory.mktemp("hospital") / "s", SUBMISSION)


@pytest.fixture
def terminal(terminal: Terminal, place: Path) -> Terminal:
    """A terminal whose commands find what was compiled for an earlier one."""
    return replace(terminal, environment={**terminal.environment, "OMICZ_CACHE": str(place.parent / "cache")})


def test_the_whole_command(terminal: Terminal, place: Path) -> None:
    packs = terminal.folder / "packs"
    lexicon(packs, "hp")
    said = terminal("run", place, "-o", "out", OMICZ_PACKS=str(packs))
    assert said.code == 1, said.err
    problems = pq.read_table(terminal.folder / "out/problems.parquet").to_pylist()
    errors = {(row["record_id"], row["code"]) for row in problems if row["severity"] == "error"}
    warned = {(row["record_id"], row["code"]) for row in problems if row["code"] == "X030"}
    assert errors | warned == FAULTS
    records = pq.read_table(terminal.folder / "out/records/sleep_study.parquet").to_pylist()
    by_id = {row["id"]: row for row in records}
    assert (by_id["S2"]["apnoea_score"], by_id["S1"]["finding"]) == (9, "HP:0001250")
    assert by_id["S11"]["absent"] == [{"slot": "desaturation_index", "reason": "NASK"}]


def test_what_is_asked_of_the_folder(terminal: Terminal, place: Path) -> None:
    assert terminal("run", place, "-o", "out").code == 1
    content = json.loads((terminal.folder / "out/run.json").read_text(encoding="utf-8"))
    assert content["outputs"]["schema.json"]["class"] == "internal"
    assert content["versions"]["schema"].startswith("hospital ")
    away = place.rename(place.with_name("away"))
    told = terminal("why", "out", "SleepStudy", "S2", "apnoea_score")
    away.rename(place)
    assert (told.code, "skore" in told.out) == (0, True), told.err


@pytest.mark.heavy
def test_what_is_asked_of_the_folder_after_a_change(terminal: Terminal, place: Path) -> None:
    """Its parts are quick in tests/schema/test_own.py and tests/pipeline/test_inputs.py."""
    assert terminal("run", place, "-o", "out").code == 1
    moved = shutil.copytree(place, terminal.folder / "moved")
    again = terminal("run", "moved", "-o", "out")
    assert (again.code, "othing" in again.out + again.err) == (1, True)
    model = moved / "model/hospital.yaml"
    model.write_text(HOSPITAL.replace("maximum_value: 10", "maximum_value: 20"), encoding="utf-8")
    third = terminal("run", "moved", "-o", "out")
    assert third.code == 1, third.err
    problems = pq.read_table(terminal.folder / "out/problems.parquet").to_pylist()
    assert ("S3", "V006") not in {(row["record_id"], row["code"]) for row in problems}


def test_mapping_and_single_files(terminal: Terminal, place: Path) -> None:
    checked = terminal("mapping", "check", place)
    assert checked.code == 0, checked.out + checked.err
    (terminal.folder / "one.ndjson").write_text(
        '{"id": "S1", "individual": "P1", "assay": "LOINC:2345-7", "value_text": "x", "apnoea_score": 11}\n',
        encoding="utf-8",
    )
    words = ("validate", "one.ndjson", "--class", "sleep_study", "--no-color")
    judged = terminal(*words, "--schema", place / "model/hospital.yaml")
    assert (judged.code, set(re.findall(r"error\[(\w+)\]", judged.out))) == (1, {"V001", "V006", "V052"})
    assert "desaturation_index" in terminal("schema", "show", place / "model/hospital.yaml").out
    built = terminal("schema", "build", place / "model/hospital.yaml", "-o", "s/model")
    assert built.code == 0, built.err
    assert terminal(*words, "--schema", "s/model/hospital.json").out == judged.out
    manifest = SUBMISSION["submission.yaml"].replace("model/hospital.yaml", "model/hospital.json")
    wrong = MAPPING.replace("rated_by:", "rated_bye:")
    written(
        terminal.folder / "s",
        SUBMISSION | {"submission.yaml": manifest, "mapping/spanek.transform.yaml": wrong},
    )
    assert "rated_by" in terminal("mapping", "check", "s").out


def test_a_template_asks_for_what_the_schema_adds(terminal: Terminal, place: Path) -> None:
    made = terminal("init", "t", "--excel", "--schema", place / "model/hospital.yaml", "--lang", "cs")
    assert made.code == 0, made.err
    away = place.rename(place.with_name("away"))
    path = terminal.folder / "t/data/records.xlsx"
    book = openpyxl.load_workbook(path)
    assert {"SleepStudy", "Night"} <= set(book.sheetnames)
    assert {"Skóre", "rated_by", "finding"} <= columns(book, "SleepStudy").keys()
    assert choices(book, "SleepStudy", "Poloha")[:2] == ["Na zádech", "Na břiše"]
    study = {"Klíč měření": "S1", "Osoba": "A1", "Vyšetření": "LOINC:2345-7", "desaturation_index": 10}
    fill(
        path,
        {"Osoba": {"Identifikátor osoby": "A1"}, "SleepStudy": {**study, "Skóre": 11, "Poloha": "vleže"}},
    )
    told = terminal("validate", "t", "--format", "json")
    away.rename(place)
    found = {(one["code"], one["slot"]) for one in json.loads(told.out)["findings"]}
    assert {("V006", "apnoea_score"), ("T001", "posture"), ("V052", "rated_by")} <= found, told.err


def test_a_schema_is_for_templates(terminal: Terminal, place: Path) -> None:
    said = terminal("init", "t", "--schema", place / "model/hospital.yaml")
    assert (said.code, (terminal.folder / "t").exists()) == (2, False)


NIGHTS = "id_pacienta;apnoea_score;poloha;finding;datum mereni\n" + "".join(
    f"P{at};{at * 7 % 30};{'Na zádech' if at % 2 else 'Na břiše'};HP:0001250;{at % 27 + 1}.1.2024\n"
    for at in range(40)
)


def test_values_and_codes_of_the_schema_are_public(terminal: Terminal, place: Path) -> None:
    (terminal.folder / "noc.csv").write_text(NIGHTS, encoding="utf-8")
    own = ("--schema", place / "model/hospital.yaml")
    assert "zádech" not in terminal("inspect", "noc.csv").out
    assert "Na zádech" in terminal("inspect", "noc.csv", *own).out
    own_folder = shutil.copytree(place, terminal.folder / "s")
    (own_folder / "data/noci.csv").write_text(NIGHTS, encoding="utf-8")
    assert "Na zádech" in terminal("inspect", "s").out, "the schema of the manifest"


def test_a_draft_fills_what_the_schema_adds(terminal: Terminal, place: Path) -> None:
    (terminal.folder / "noc.csv").write_text(NIGHTS, encoding="utf-8")
    said = terminal("mapping", "draft", "noc.csv", "-o", "m", "--schema", place / "model/hospital.yaml")
    assert said.code == 0, said.err
    guesses = json.loads((terminal.folder / "m/draft.json").read_text(encoding="utf-8"))["guesses"]
    used = {f"{one['record_class']}.{one['slot']}" for one in guesses if one["used"]}
    study = {"individual", "apnoea_score", "posture", "finding", "measurement_date"}
    assert used == {f"SleepStudy.{slot}" for slot in study}
    checked = ("mapping", "check", "m", "noc.csv")
    assert terminal(*checked, "--schema", place / "model/hospital.yaml").code == 0
    assert terminal(*checked).code == 1, "the national model has no such class"


def test_terms_for_slots_that_the_schema_adds(terminal: Terminal, place: Path) -> None:
    packs = terminal.folder / "packs"
    lexicon(packs, "hp")
    (terminal.folder / "v.txt").write_text("Seizure\n", encoding="utf-8")
    words = ("terms", "suggest", "v.txt", "-o", "v.sssom.tsv", "--slot", "SleepStudy.finding")
    assert terminal(*words, OMICZ_PACKS=str(packs)).code == 2
    said = terminal(*words, "--schema", place / "model/hospital.yaml", OMICZ_PACKS=str(packs))
    assert said.code == 0, said.err
    assert "HP:0001250" in (terminal.folder / "v.sssom.tsv").read_text(encoding="utf-8")


# one of each code: what is refused stands in docs/reference/linkml.md and tests/schema/test_build.py
REFUSED = [
    ("classes:\n", "classes:\n  Individual: {slots: [apnoea_score]}\n", "M051", "Individual"),
    ('pattern: "^[A-Z]{2}$"', 'pattern: "(?<=x)y"', "M050", "pattern"),
]


@pytest.mark.parametrize(("old", "new", "code", "named"), REFUSED, ids=[row[3] for row in REFUSED])
def test_a_schema_that_is_refused(
    old: str, new: str, code: str, named: str, terminal: Terminal, place: Path
) -> None:
    assert old in HOSPITAL
    copy = shutil.copytree(place, terminal.folder / "s")
    (copy / "model/hospital.yaml").write_text(HOSPITAL.replace(old, new, 1), encoding="utf-8")
    said = terminal("validate", "s", LC_ALL="cs_CZ.UTF-8")
    assert (said.code, said.out) == (2, "")
    assert code in said.err and named in said.err
    assert "schématu" in said.err or "deklarováno" in said.err, "told in Czech, too"


def test_a_schema_that_is_not_there(terminal: Terminal, place: Path) -> None:
    copy = shutil.copytree(place, terminal.folder / "s")
    (copy / "model/hospital.yaml").unlink()
    said = terminal("validate", "s")
    assert (said.code, said.message) == (2, "There is no schema file hospital.yaml.")
