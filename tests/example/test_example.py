"""The shipped example holds what it claims: the same bytes, faults where the list says, nobody real in it."""

from __future__ import annotations

import csv
import gzip
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from example.diseases import COMORBIDITIES, DISEASES
from example.generate import COLUMNS, FOLDER, files
from omicz_meta.mapping import compile_plan, load_mapping
from omicz_meta.schema import load_schema

GENERATED = files()
ROW_START = {"pacienti": r"P\d{4};", "diagnozy": r"D\d{4};", "vzorky": r"V\d{4};"}
HEADER_LINE = {"pacienti": 3, "diagnozy": 1, "vzorky": 1}
DATE = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})|\d{4}")


def lines(source: str) -> list[str]:
    """Physical lines of a table, as text; a byte that windows-1250 does not define stays visible."""
    content = (FOLDER / "example" / "data" / f"{source}.csv").read_bytes()
    return content.decode("cp1250", "backslashreplace").replace("\r\n", "\n").split("\n")


TEXT = {source: lines(source) for source in ROW_START}


def planted() -> list[dict[str, str]]:
    with (FOLDER / "example" / "planted.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


PLANTED = planted()
ON_A_ROW = [fault for fault in PLANTED if fault["row"]]


def header(source: str) -> list[str]:
    names: list[str] = []
    for number, name in enumerate(TEXT[source][HEADER_LINE[source] - 1].split(";"), start=1):
        names.append(f"{name}#2" if name in names else name or f"column {number}")
    return names


def cells(source: str, line: int) -> dict[str, str]:
    """The record that starts on a line, cut by the standard library, which is enough for one sound record."""
    record = next(csv.reader((text + "\n" for text in TEXT[source][line - 1 :]), delimiter=";"))
    return dict(zip(header(source), record, strict=False))


@cache
def sound(source: str) -> list[dict[str, str]]:
    """Every record of a table that is not damaged as a whole."""
    damaged = {
        int(f["line"]) for f in ON_A_ROW if f["source"] == source and f["code"] in {"R003", "R004", "R005"}
    }
    starts = [n for n, text in enumerate(TEXT[source], start=1) if re.match(ROW_START[source], text)]
    return [cells(source, line) for line in starts if line not in damaged]


def values(source: str, column: str) -> Counter[str]:
    return Counter(record[column] for record in sound(source))


def is_date(text: str) -> bool:
    """Whether it has the form of a date."""
    return bool(DATE.fullmatch(text))


def is_day(text: str) -> bool:
    """Whether there is such a day."""
    found = DATE.fullmatch(text)
    if found is None or found[1] is None:
        return found is not None
    try:
        date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return False
    return True


def rare(fault: dict[str, str], cell: str) -> bool:
    """Fewer cells of the column hold this value than any value that the mapping knows."""
    return values(fault["source"], fault["column"])[cell] <= 2


def unknown_person(fault: dict[str, str], cell: str) -> bool:
    return cell not in values("pacienti", "ID_pacienta")


def twice(fault: dict[str, str], cell: str) -> bool:
    return values(fault["source"], fault["column"])[cell] == 2


HOLDS: dict[str, Callable[[dict[str, str], str], bool]] = {
    "T001": rare,
    "T002": lambda _, cell: not re.fullmatch(r"[A-Za-z]\d\d(\.?\d{1,2})?|(HP[:_]\d{7}(, )?)+", cell),
    "T003": lambda _, cell: cell not in {disease.mkn10.replace(".", "") for disease in DISEASES},
    "V001": lambda fault, cell: cell in {"", "-"} or fault["slot"] == "age_at_diagnosis",
    "V003": lambda _, cell: bool(cell) and not is_date(cell),
    "V004": lambda _, cell: is_date(cell) and not is_day(cell),
    "V005": lambda _, cell: not any(map(str.isdigit, cell)),
    "V010": lambda _, cell: len(cell.partition(",")[2]) > 12,
    "V011": lambda _, cell: cell == "-",
    "V012": lambda _, cell: "," in cell,
    "V013": lambda _, cell: cell not in {"ano", "ne"},
    "V014": lambda _, cell: is_day(cell) and int(cell[-4:]) > 2050,
    "P002": lambda _, cell: "@" in cell or bool(re.fullmatch(r"\d{6}/?\d{4}", cell)),
    "X002": unknown_person,
    "X004": lambda _, cell: cell == "",
    "X005": unknown_person,
    "X006": twice,
    "R002": lambda _, cell: "\\x81" in cell,
}
"""What the cell named must look like, by code."""


@pytest.mark.parametrize("path", GENERATED)
def test_generating_again_gives_the_shipped_bytes(path: str) -> None:
    assert (FOLDER / path).read_bytes() == GENERATED[path]


def test_the_list_names_each_finding_once() -> None:
    assert list(PLANTED[0]) == list(COLUMNS)
    keys = [tuple(fault[name] for name in COLUMNS[:8]) for fault in PLANTED]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("fault", ON_A_ROW, ids=lambda f: f"{f['code']}-{f['source']}-{f['row']}")
def test_a_planted_row_starts_on_its_line(fault: dict[str, str]) -> None:
    above = TEXT[fault["source"]][: int(fault["line"])]
    starts = [text for text in above if re.match(ROW_START[fault["source"]], text)]
    assert above[-1] is starts[-1]
    assert len(starts) == int(fault["row"])


@pytest.mark.parametrize(
    "fault",
    [f for f in ON_A_ROW if f["column"] and f["code"] in HOLDS],
    ids=lambda f: f"{f['code']}-{f['column']}",
)
def test_a_planted_cell_holds_its_fault(fault: dict[str, str]) -> None:
    cell = cells(fault["source"], int(fault["line"]))[fault["column"]]
    assert HOLDS[fault["code"]](fault, cell), cell


@pytest.mark.parametrize(
    ("code", "holds"),
    [
        ("R003", lambda text: text.count('"') == 1),
        ("R004", lambda text: text.count(";") == 5),
        ("R005", lambda text: text.count(";") == len(header("diagnozy"))),
    ],
)
def test_damaged_rows_are_damaged_as_said(code: str, holds: Callable[[str], bool]) -> None:
    [fault] = [fault for fault in PLANTED if fault["code"] == code]
    assert holds(TEXT[fault["source"]][int(fault["line"]) - 1])


def test_persons_without_a_required_record_have_none() -> None:
    missing = {
        f["what"].split()[-1]: cells("pacienti", int(f["line"])) for f in PLANTED if f["code"] == "X003"
    }
    assert missing["feature"]["HPO"] == ""
    assert missing["diagnosis"]["ID_pacienta"] not in values("diagnozy", "ID_pacienta")
    assert {person["Postižení"] for person in missing.values()} == {"ano"}


def test_the_rest_is_clean() -> None:
    """Each affected person has a sign and a diagnosis, and every mandatory cell says something."""
    at = {(fault["source"], fault["column"]): 0 for fault in ON_A_ROW}
    for fault in ON_A_ROW:
        at[fault["source"], fault["column"]] += (
            fault["code"] == "V001" and fault["slot"] != "age_at_diagnosis"
        )
    for source, column in (
        ("pacienti", "Datum_narození"),
        ("pacienti", "Stav"),
        ("pacienti", "První kontakt"),
        ("pacienti", "Postižení"),
        ("pacienti", "Vzorek k dispozici"),
        ("diagnozy", "Věk_začátku"),
        ("diagnozy", "Datum_dg"),
        ("diagnozy", "Stav_dg"),
    ):
        empty = values(source, column)
        assert empty[""] + empty["-"] == at.get((source, column), 0), column
    affected = {p["ID_pacienta"] for p in sound("pacienti") if p["Postižení"] == "ano"}
    assert len(affected - set(values("diagnozy", "ID_pacienta"))) == 1
    assert len(affected - {p["ID_pacienta"] for p in sound("pacienti") if p["HPO"]}) == 1


def test_sizes() -> None:
    persons = values("pacienti", "ID_pacienta")
    assert len(persons) == 500
    assert 850 < len(sound("diagnozy")) < 950
    assert 650 < len(sound("vzorky")) < 750


def test_the_mess_is_there() -> None:
    content = {source: (FOLDER / "example" / "data" / f"{source}.csv").read_bytes() for source in ROW_START}
    ends = {source: (text.count(b"\r\n"), text.count(b"\n")) for source, text in content.items()}
    assert ends["pacienti"][0] > 500 and b'"rodina pou' in content["pacienti"]
    assert ends["diagnozy"][0] == 0
    assert 0 < ends["vzorky"][0] < ends["vzorky"][1]
    dates = values("pacienti", "Datum_narození")
    assert {len(re.findall(r"\d+|\. |\.", text)) for text in dates} == {1, 5}
    assert header("vzorky")[-3:] == ["Poznámka", "Poznámka#2", "column 12"]


def test_birth_numbers_belong_to_nobody() -> None:
    """Right check digit, but born from 2030 on, or of the reserve series (month + 20 or + 70)."""
    numbers = [text for text in values("pacienti", "Rodné_číslo") if text]
    elsewhere = [
        text
        for s in ROW_START
        for record in sound(s)
        for text in record.values()
        if re.fullmatch(r"\d{6}/?\d{4}", text)
    ]
    assert len(numbers) > 490 and len(set(elsewhere) - set(numbers)) == 1
    for text in numbers + elsewhere:
        digits = text.replace("/", "").zfill(10)
        year, month = int(digits[:2]), int(digits[2:4])
        assert int(digits) % 11 == 0
        assert 30 <= year <= 53 or month in {*range(21, 33), *range(71, 83)}
    assert any(len(text) == 9 for text in numbers), "some were shortened by a spreadsheet"


def test_contacts_belong_to_nobody() -> None:
    assert all(
        re.fullmatch(r"|-|[a-z]+\d+@example\.(org|com)", text) for text in values("pacienti", "Spojení")
    )
    assert all(re.fullmatch(r"|\+420 99\d \d{3} \d{3}", text) for text in values("pacienti", "Telefon"))


def test_the_mapping_is_sound_and_leaves_what_the_list_says() -> None:
    tables = {source: tuple(header(source)) for source in ROW_START}
    mapping = load_mapping("csv-demo", schema=load_schema())
    plan, problems = compile_plan(mapping, load_schema(), tables, use_cases=("rare_disease",))
    assert plan is not None
    unread = {(fault["source"], fault["column"]) for fault in PLANTED if fault["code"] == "M016"}
    assert {(p.code, p.place.source, p.place.column) for p in problems} == {
        ("M016", *column) for column in unread
    }


def test_the_mapping_knows_every_clean_value() -> None:
    """What the mapping has no word for is planted, cell by cell."""
    mapping = load_mapping("csv-demo", schema=load_schema())
    tokens = {"", "-", "neuvedeno", "nezjištěno"}
    for rule in mapping.transforms:
        for slot in rule.slots:
            if slot.tables.values is None or slot.populated_from is None or rule.table is None:
                continue
            source, column = rule.table.text, slot.populated_from.text
            unknown = {
                value: count
                for value, count in values(source, column).items()
                if value not in tokens | {key for key, _ in slot.tables.values} and "\\x81" not in value
            }
            here = [f for f in PLANTED if (f["source"], f["column"], f["code"]) == (source, column, "T001")]
            assert sum(unknown.values()) == len(here), column


def test_codes_are_facts(shared: Path) -> None:
    """ORPHA numbers and MKN-10 categories exist; names of both agree with what the code map says."""
    with gzip.open(shared / "ontologies" / "sssom" / "mondo_exactmatch_orphanet.sssom.tsv.gz", "rt") as file:
        orpha = set(re.findall(r"Orphanet:(\d+)", file.read()))
    with gzip.open(shared / "ontologies" / "icd10-who-2019.xml.gz") as file:
        icd10 = {name.text for name in ET.fromstring(file.read().decode("utf-8-sig")).iter("name")}  # noqa: S314
    assert {str(disease.orpha) for disease in DISEASES} <= orpha
    assert {one.mkn10 for one in (*DISEASES, *COMORBIDITIES)} <= icd10


def test_signs_are_terms_of_hpo(shared: Path) -> None:
    with pa.input_stream(str(shared / "ontologies" / "hp-2025-01-16.obo.zst"), compression="zstd") as file:
        known = set(re.findall(r"^id: (HP:\d{7})$", file.read().decode(), re.MULTILINE))
    unknown = {f"HP:{sign:07}" for disease in DISEASES for sign in disease.signs} - known
    assert unknown == set()
