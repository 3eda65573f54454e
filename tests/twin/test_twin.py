"""The twin of a submission: written the same way, wrong in the same ways, and about nobody."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import shutil
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
import xlsxwriter
from tests.privacy.test_everything import told

import omicz_meta as om
from omicz_meta.identifiers import find
from omicz_meta.sources import open_source
from omicz_meta.twin import write_twin
from omicz_meta.twin.dates import date_form

EXAMPLE = Path(__file__).resolve().parents[2] / "mappings" / "csv-demo" / "example"
TODAY = datetime.date(2026, 11, 16)
PERSONAL = ("ID_pacienta", "Rodné_číslo", "Telefon", "Spojení", "ID_dg", "Číslo_vzorku")
DATE = re.compile(r"(?<!\d)(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})")


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    text = (folder / "data" / f"{name}.csv").read_bytes().decode("cp1250", "replace")
    lines = text.replace("\r\n", "\n")
    start = lines.index({"pacienti": "ID_pacienta", "diagnozy": "ID_dg", "vzorky": "Číslo_vzorku"}[name])
    return list(csv.DictReader(io.StringIO(lines[start:]), delimiter=";"))


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The twin of the shipped example, which holds five hundred persons and planted faults."""
    folder = tmp_path_factory.mktemp("twin") / "t"
    told("twin", EXAMPLE, "-o", folder)
    shutil.copyfile(EXAMPLE / "dataset.yaml", folder / "dataset.yaml")
    return folder


NAMES = ("pacienti", "diagnozy", "vzorky")


@pytest.mark.parametrize("name", NAMES)
def test_no_key_and_no_identifier_of_a_person_is_in_the_twin(name: str, twin: Path) -> None:
    source = rows(EXAMPLE, name)
    everything = "\n".join(
        (twin / "data" / f"{n}.csv").read_bytes().decode("cp1250", "replace") for n in NAMES
    )
    wanted = {
        cell
        for row in source
        for column in PERSONAL
        if (cell := row.get(column)) and len(cell) > 4 and re.search(r"\d|@", cell)
    }
    wanted |= {value.replace("/", "") for value in wanted if find(value)}
    words = set(re.split(r"[;\n\r,\" ]", everything))
    assert len(wanted) > 450
    assert wanted & words == set()
    assert [value for value in wanted if " " in value and value in everything] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_row_and_no_pair_of_dates_is_anybodys(name: str, twin: Path) -> None:
    def pairs(found: list[dict[str, str]]) -> set[tuple[tuple[str, ...], ...]]:
        dates = [
            sorted({m.groups() for v in row.values() if isinstance(v, str) for m in DATE.finditer(v)})
            for row in found
        ]
        return {pair for some in dates for pair in combinations(some, 2)}

    seen, made = pairs(rows(EXAMPLE, name)), pairs(rows(twin, name))
    # single chance meetings of two dates among some hundred thousand are not a row
    assert len(seen & made) <= 2
    assert len(made) > 100 or name != "pacienti"


def test_rare_free_text_is_in_no_twin(twin: Path) -> None:
    for name, column in (("pacienti", "Poznámka"), ("diagnozy", "Poznámka"), ("diagnozy", "Text_dg")):
        counts = Counter(row[column] for row in rows(EXAMPLE, name) if row.get(column))
        rare = {text for text, count in counts.items() if count < 5 and len(text) > 3}
        assert rare & {row[column] for row in rows(twin, name)} == set()


@pytest.mark.parametrize("name", NAMES)
def test_it_is_written_the_same_way(name: str, twin: Path) -> None:
    one, other = (open_source(base / "data" / f"{name}.csv").tables[0] for base in (EXAMPLE, twin))
    assert (one.columns, one.layout) == (other.columns, other.layout)


def test_common_codes_and_empty_cells_are_as_common(twin: Path) -> None:
    for column in ("Pohlaví", "Souhlas", "Kraj", "Datum_úmrtí"):
        before, after = (
            Counter(row[column] or "" for row in rows(base, "pacienti")) for base in (EXAMPLE, twin)
        )
        common = {value for value, count in before.items() if count >= 50 and not DATE.search(value)}
        assert all(abs(before[value] - after[value]) < 60 for value in common), column


def test_keys_fit_together(twin: Path) -> None:
    persons = {row["ID_pacienta"] for row in rows(twin, "pacienti")}
    for name in ("diagnozy", "vzorky"):
        owners = [row["ID_pacienta"] for row in rows(twin, name)]
        assert sum(owner in persons for owner in owners) > 0.95 * len(owners)


@pytest.mark.heavy
def test_the_same_mapping_finds_the_same_kinds_of_problems(twin: Path) -> None:
    before, after = ({f.code for f in om.run(base, today=TODAY).report.findings} for base in (EXAMPLE, twin))
    # what stands in a single cell of a single person has no twin
    assert len(before & after) >= 0.75 * len(before)
    assert after - before == set()


def test_dates_of_a_person_come_in_order(twin: Path) -> None:
    """Birth, first contact, consent and death in one table, and diagnoses and samples of the person in two others."""

    def day(cell: str | None) -> datetime.date | None:
        form = date_form(cell or "")
        return form.day if form else None

    born = {row["ID_pacienta"]: day(row["Datum_narození"]) for row in rows(twin, "pacienti")}
    pairs = [
        (day(row[first]), day(row[second]))
        for row in rows(twin, "pacienti")
        for first, second in (
            ("Datum_narození", "První kontakt"),
            ("První kontakt", "Datum_souhlasu"),
            ("Datum_souhlasu", "Datum_odvolání"),
            ("Datum_narození", "Datum_úmrtí"),
        )
    ]
    for name, column in (("diagnozy", "Datum_dg"), ("vzorky", "Datum_odběru")):
        pairs += [(born.get(row["ID_pacienta"]), day(row[column])) for row in rows(twin, name)]
    known = [(one, other) for one, other in pairs if one and other]
    turned = sum(one > other for one, other in known)
    assert (len(known) > 2000, turned) == (True, 0)


def test_each_person_has_a_code_of_the_register_where_nearly_all_had(twin: Path) -> None:
    seen = {row["ID_pacienta"] for row in rows(twin, "diagnozy") if row["ID_pacienta"] != "x"}
    coded = {row["ID_pacienta"] for row in rows(twin, "diagnozy") if row["Dg_registru"]}
    assert seen - coded == set()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    tables = open_source(EXAMPLE / "data" / "vzorky.csv").tables
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_twin(tables, tmp_path / name, seed=seed)
    a, b, c = ((tmp_path / name / "vzorky.csv").read_bytes() for name in "abc")
    assert a == b != c


HEADER = ("id", "nar", "pohl", "jmeno", "kg")
PEOPLE = [
    (f"A{n:03}", f"{1950 + n % 60}-0{n % 9 + 1}-1{n % 10}", "MZ"[n % 2], f"Jan Qxvěž{n}", 50.5 + n)
    for n in range(60)
]  # fmt: skip


def in_excel(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        for sheet in ("Pacienti", "Jan Novák"):
            page = book.add_worksheet(sheet)
            for number, row in enumerate([HEADER, *PEOPLE]):
                page.write_row(number, 0, row)


def in_json(path: Path) -> None:
    objects = [{"id": i, "osoba": {"nar": n, "pohl": p}, "jmeno": j, "kg": k} for i, n, p, j, k in PEOPLE]
    path.write_text(json.dumps({"data": objects}, ensure_ascii=False), encoding="utf-8")


def in_lines(path: Path) -> None:
    path.write_text(
        "".join(json.dumps(dict(zip(HEADER, row, strict=True))) + "\n" for row in PEOPLE), encoding="utf-8"
    )


def in_omop(folder: Path) -> None:
    folder.mkdir()
    person = [f"{n},{8507 + 25 * (n % 2)},{1950 + n % 40},{n % 12 + 1},Qxvěž{n}" for n in range(1000, 1060)]
    (folder / "person.csv").write_text(
        "person_id,gender_concept_id,year_of_birth,month_of_birth,person_source_value\n"
        + "\n".join(person)
        + "\n",
        encoding="utf-8",
    )
    visits = [f"{n},{1000 + n % 60},9201,20{n % 20:02}-01-0{n % 9 + 1}" for n in range(5000, 5120)]
    (folder / "visit_occurrence.csv").write_text(
        "visit_occurrence_id,person_id,visit_concept_id,visit_start_date\n" + "\n".join(visits) + "\n",
        encoding="utf-8",
    )
    (folder / "concept.csv").write_text("concept_id,concept_name\n8507,MALE\n8532,FEMALE\n", encoding="utf-8")


KINDS = {"p.xlsx": in_excel, "p.json": in_json, "p.ndjson": in_lines, "cdm": in_omop}


@pytest.mark.parametrize("name", KINDS)
def test_other_kinds(name: str, tmp_path: Path) -> None:
    KINDS[name](tmp_path / name)
    told("twin", tmp_path / name, "-o", tmp_path / "out")
    made = tmp_path / "out" if name == "cdm" else tmp_path / "out" / name
    before, after = open_source(tmp_path / name), open_source(made)
    shown = [table for table in before.tables if list(table.blocks())]
    for one, other in zip(shown, (t for t in after.tables if list(t.blocks())), strict=True):
        cells = [[r for b in t.blocks() for r in b.batch.to_pylist()] for t in (one, other)]
        assert (one.columns, len(cells[0])) == (other.columns, len(cells[1]))
        text = str(cells[1])
        assert "Qxvěž" not in text
        if one.name.endswith("concept"):
            assert cells[0] == cells[1]
        elif "id" in one.columns:
            assert not {row["id"] for row in cells[0]} & {row["id"] for row in cells[1]}
    sheets = {table.name for table in after.tables}
    assert not any("Novák" in sheet for sheet in sheets)


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    assert "holds files" in told("twin", EXAMPLE, "-o", tmp_path)
