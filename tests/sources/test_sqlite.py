"""SQLite files as sources: real files with what SQLite lets happen in them, against a real export and against CSV."""

from __future__ import annotations

import csv
import datetime
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import omicz_meta as om
from omicz_meta.engine.table import Narrowing, Table
from omicz_meta.errors import EnvironmentFault
from omicz_meta.pipeline.prepare import InputError
from omicz_meta.sources import open_source

from .reading import cells, only_table

OMOP = Path(__file__).resolve().parents[3] / "shared" / "data" / "omop-synthea27nj-5.4"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "registr.sqlite"


def fill(file: Path, *statements: str | tuple[str, tuple[object, ...]]) -> Path:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            text, values = statement if isinstance(statement, tuple) else (statement, ())
            connection.execute(text, values)
    return file


def faults(table: Table) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.code) for block in table.blocks() for fault in block.faults]


VALUES = [
    # what the column declares, what is put in, what is read
    ("TEXT", "'31. 2. 2001'", "31. 2. 2001"),
    ("DATE", "'2001-02-03'", "2001-02-03"),
    ("DATE", "2451943.5", "2451943.5"),
    ("DATE", "981158400", "981158400"),
    ("INTEGER", "1.0", "1"),
    ("REAL", "1", "1"),
    ("REAL", "0.1 + 0.2", "0.30000000000000004"),
    ("REAL", "0.1", "0.1"),
    ("", "1e-7", "0.0000001"),
    ("REAL", "1e22", "10000000000000000000000"),
    ("INTEGER", "9223372036854775807", "9223372036854775807"),
    ("NUMERIC", "'0012'", "12"),
    ("TEXT", "'0012'", "0012"),
    ("TEXT", "12", "12"),
    ("INTEGER", "'dvanáct'", "dvanáct"),
    ("BOOLEAN", "TRUE", "1"),
    ("TEXT", "NULL", None),
    ("TEXT", "''", ""),
    ("REAL", "9e999", "inf"),
    ("TEXT", "'Příliš žluťoučký'", "Příliš žluťoučký"),
    ("TEXT", "'🧬'", "🧬"),
    ("TEXT", "'a' || char(10) || 'b'", "a\nb"),
    ("JSON", """'{"a": [1, null]}'""", '{"a": [1, null]}'),
]


@pytest.mark.parametrize(("declared", "written", "read"), VALUES)
def test_a_value_is_read_as_it_is_stored(file: Path, declared: str, written: str, read: str | None) -> None:
    fill(file, f"CREATE TABLE t (x {declared})", f"INSERT INTO t VALUES ({written})")
    assert cells(only_table(file)) == [(read,)]


def test_types_may_change_from_row_to_row(file: Path) -> None:
    fill(file, "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), ('dva'), (3.5), (NULL), ('2001-02-03')")
    assert [row[0] for row in cells(only_table(file))] == ["1", "dva", "3.5", None, "2001-02-03"]


def test_what_cannot_be_text_costs_its_cell_and_no_other(file: Path) -> None:
    fill(
        file,
        "CREATE TABLE t (id INTEGER, x)",
        "INSERT INTO t VALUES (1, 'a'), (2, x'89504e47'), (3, 'a' || char(0) || 'b')",
        "INSERT INTO t VALUES (4, CAST(x'c32e' AS TEXT)), (5, 'b')",
    )
    table = only_table(file)
    assert [row[0] for row in cells(table)] == ["1", "2", "3", "4", "5"]
    assert [row[1] for row in cells(table)] == ["a", None, None, None, "b"]
    assert faults(table) == [(2, "x", "R032"), (3, "x", "R032"), (4, "x", "R002")]


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
def test_encodings_of_the_file(file: Path, encoding: str) -> None:
    fill(file, f"PRAGMA encoding = '{encoding}'", "CREATE TABLE t (x)", "INSERT INTO t VALUES ('Žluť')")
    assert cells(only_table(file)) == [("Žluť",)]


def test_tables_and_views_in_order_of_names(file: Path) -> None:
    fill(
        file,
        "CREATE TABLE vzorky (id)",
        "CREATE TABLE lide (id)",
        "CREATE VIEW mladi AS SELECT id FROM lide",
        "CREATE INDEX i ON lide (id)",
        "INSERT INTO lide VALUES (1)",
    )
    source = open_source(file)
    assert [table.name for table in source.tables] == ["registr.lide", "registr.mladi", "registr.vzorky"]
    assert [p.code for table in source.tables for p in table.problems] == ["R010"]
    assert [file.path for file in source.files] == ["registr.sqlite"]


ORDERS = {
    "as stored": ("CREATE TABLE t (x)", "INSERT INTO t VALUES (3), (1), (2)", ["3", "1", "2"]),
    "by its key": (
        "CREATE TABLE t (x INTEGER PRIMARY KEY) WITHOUT ROWID",
        "INSERT INTO t VALUES (3), (1), (2)",
        ["1", "2", "3"],
    ),
    "a column called rowid": ("CREATE TABLE t (rowid, x)", "INSERT INTO t VALUES (1, 3), (2, 1)", ["3", "1"]),
    "all such names taken": (
        "CREATE TABLE t (x, rowid, oid, _rowid_)",
        "INSERT INTO t VALUES (3, 1, 1, 1), (1, 2, 2, 2)",
        ["1", "3"],
    ),
}


@pytest.mark.parametrize("case", ORDERS)
def test_order_of_rows(file: Path, case: str) -> None:
    create, insert, order = ORDERS[case]
    fill(file, create, insert)
    table = only_table(file)
    at = table.columns.index("x")
    assert [row[at] for row in cells(table)] == order


def test_rows_of_a_view_are_put_in_order(file: Path) -> None:
    fill(
        file,
        "CREATE TABLE t (a, b)",
        "INSERT INTO t VALUES ('b', 1), ('a', 2), ('a', 1)",
        "CREATE VIEW v AS SELECT a, b FROM t ORDER BY random()",
    )
    view = next(table for table in open_source(file).tables if table.name == "registr.v")
    assert cells(view) == [("a", "1"), ("a", "2"), ("b", "1")]


@pytest.mark.parametrize(
    "name", ["order", 'a "b"', "a'b", "lidé", "a.b", "[x]", "x; DROP TABLE t; --", "%s", ":p", "a b", "Kód"]
)
def test_names_are_data(file: Path, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    fill(file, f"CREATE TABLE {quoted} ({quoted}, id)", f"INSERT INTO {quoted} VALUES ('x', 1)")
    assert cells(only_table(file)) == [("x", "1")]


def test_columns_that_no_rule_reads_are_not_read(file: Path) -> None:
    fill(file, "CREATE TABLE t (a, b, c)", "INSERT INTO t VALUES (1, x'00', 3)")
    table = only_table(file)
    assert isinstance(table, Narrowing)
    assert table.only(("c", "a")).columns == ("a", "c")
    assert cells(table.only(("c", "a"))) == [("1", "3")]
    assert faults(table.only(("c", "a"))) == []
    (block,) = table.only(()).blocks()
    assert (block.rows_read, block.batch.schema.names) == (1, ["#row", "#line"])


def broken(file: Path) -> None:
    fill(file, "CREATE TABLE t (x)", *(("INSERT INTO t VALUES (?)", ("x" * 500,)) for _ in range(200)))
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\xaa" * 4096
    file.write_bytes(content)


def cut(file: Path) -> None:
    fill(file, "CREATE TABLE t (x)", *(("INSERT INTO t VALUES (?)", ("x" * 500,)) for _ in range(200)))
    file.write_bytes(file.read_bytes()[: 4096 * 5])


UNREADABLE = {
    "encrypted": lambda file: file.write_bytes(bytes(range(256)) * 64),
    "a text": lambda file: file.write_text("id;x\n1;2\n"),
    "a damaged page": broken,
    "cut off": cut,
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_files_that_cannot_be_read(file: Path, case: str) -> None:
    UNREADABLE[case](file)
    source = open_source(file, kind="sqlite")
    assert [problem.code for problem in source.problems] == ["R030"]
    assert source.tables == ()


def test_a_missing_file(file: Path) -> None:
    assert [problem.code for problem in open_source(file).problems] == ["R014"]


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_an_unfinished_write_beside_it(file: Path, ending: str) -> None:
    fill(file, "CREATE TABLE t (x)")
    file.with_name(file.name + ending).write_bytes(b"x")
    assert [problem.code for problem in open_source(file).problems] == ["R031"]


def test_a_program_that_is_writing(file: Path) -> None:
    fill(file, "CREATE TABLE t (x)")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert [problem.code for problem in open_source(file).problems] == ["R031"]
    assert only_table(file).columns == ("x",)


def test_nothing_is_written_beside_a_file_with_a_log(file: Path) -> None:
    fill(file, "PRAGMA journal_mode = WAL", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)")
    before = file.read_bytes()
    assert cells(only_table(file)) == [("1",)]
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert file.read_bytes() == before


def test_a_file_that_changes_while_it_is_read_stops_the_run(file: Path) -> None:
    fill(file, "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)")
    table = only_table(file)
    file.write_bytes(b"no database any more" * 100)
    with pytest.raises(EnvironmentFault, match=r"registr\.sqlite"):
        list(table.blocks())


def test_more_rows_than_a_block(file: Path) -> None:
    numbers = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000) SELECT i FROM n"
    )
    fill(file, "CREATE TABLE t (x)", f"INSERT INTO t {numbers}")
    table = only_table(file)
    assert [block.rows_read for block in table.blocks()] == [32_768, 12_232]
    assert [row["#row"] for block in table.blocks() for row in block.batch.to_pylist()] == list(
        range(1, 45_001)
    )


@pytest.mark.skipif(not OMOP.is_dir(), reason="needs ../shared")
def test_a_real_cdm_has_the_rows_its_facts_name() -> None:
    facts = json.loads((OMOP / "facts.json").read_text())["row_counts"]
    source = open_source(OMOP / "Synthea27Nj_5.4.sqlite", name="cdm")
    counts = {
        t.name.removeprefix("cdm.").upper(): sum(b.rows_read for b in t.blocks()) for t in source.tables
    }
    left_out = {"CONCEPT_RELATIONSHIP"}
    assert counts == {name: count for name, count in facts.items() if name not in left_out}


MAPPING = {
    "lide.source.yaml": """
source: lide
key: [ID]
columns:
  Narozen: {type: partial_date, formats: [yyyy-mm-dd, yyyy]}
""",
    "m.transform.yaml": """
class_derivations:
  - name: Individual
    populated_from: lide
    slot_derivations:
      subject_id: {populated_from: ID}
      birth_date: {populated_from: Narozen}
  - name: Biosample
    populated_from: vzorky
    slot_derivations:
      id: {populated_from: Vzorek}
      individual: {populated_from: ID}
      collection_date: {expr: "date({Odber}, 'yyyy-mm-dd')"}
""",
}
ROWS = {
    "lide": (
        ("ID", "Narozen", "Jméno"),
        [(1, "1985-07-15", "A"), (2, 1990, "B"), (3, None, "C"), (None, "1970", "D")],
    ),
    "vzorky": (
        ("Vzorek", "ID", "Odber"),
        [("V1", 1, "2020-01-02"), ("V2", 2, "2020-02-30"), ("V3", 9, None), ("V4", None, "2020")],
    ),
}


@pytest.fixture
def submission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A submission with the same rows as CSV and in a database; which one is read is for the manifest."""
    monkeypatch.setenv("KLIC", "cd" * 32)
    monkeypatch.setenv("OMICZ_AUDIT_LOG", str(tmp_path / "audit.jsonl"))
    root = tmp_path / "s"
    (root / "data" / "nis").mkdir(parents=True)
    (root / "mapping").mkdir()
    for name, text in MAPPING.items():
        (root / "mapping" / name).write_text(text, encoding="utf-8")
    database = root / "data" / "nis.sqlite"
    for name, (columns, rows) in ROWS.items():
        with (root / "data" / "nis" / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([columns, *rows])
        fill(database, f"CREATE TABLE {name} ({', '.join(columns)})")
        fill(database, *((f"INSERT INTO {name} VALUES (?, ?, ?)", row) for row in rows))
    yield root


def run(root: Path, kind: str, path: str) -> dict[str, object]:
    source = f"sources:\n  - {{name: nis, kind: {kind}, path: {path}}}\n"
    manifest = f"id: s\nmapping: mapping/\nprivacy: {{pseudonym_key: env:KLIC}}\n{source}"
    (root / "submission.yaml").write_text(manifest, encoding="utf-8")
    om.run(root, root.parent / kind, today=datetime.date(2026, 11, 22))
    made: dict[str, object] = json.loads((root.parent / kind / "run.json").read_text())
    return made


def test_the_same_rows_as_csv_and_in_a_database_give_the_same_records(submission: Path) -> None:
    text, database = run(submission, "csv", "data/nis/"), run(submission, "sqlite", "data/nis.sqlite")

    def hashes(made: dict[str, object]) -> dict[str, str]:
        outputs = made["outputs"]
        assert isinstance(outputs, dict)
        return {name: one["rows_sha256"] for name, one in outputs.items() if name.startswith("records/")}

    def rows(made: dict[str, object]) -> dict[str, int]:
        sources = made["sources"]
        assert isinstance(sources, dict)
        return {name: count for name, count in sources["nis"].items() if name.startswith("rows_")}

    assert hashes(text) == hashes(database)
    assert set(hashes(text)) == {"records/individual.parquet", "records/biosample.parquet"}
    assert rows(text) == rows(database) == {
        "rows_read": 8, "rows_used": 6, "rows_quarantined": 2, "rows_out_of_scope": 0,
    }  # fmt: skip


def test_quarantine_of_a_database_is_csv_a_file_a_table(submission: Path) -> None:
    run(submission, "sqlite", "data/nis.sqlite")
    folder = submission.parent / "sqlite" / "quarantine" / "nis"
    assert {path.name: path.read_text(encoding="utf-8-sig") for path in folder.iterdir()} == {
        "lide.csv": "omicz_reason,omicz_row,omicz_line,ID,Narozen\nX004,4,,,1970\n",
        "vzorky.csv": "omicz_reason,omicz_row,omicz_line,Vzorek,ID,Odber\nX004,4,,V4,,2020\n",
    }


def test_tables_whose_names_differ_in_odd_characters_have_files_of_their_own(submission: Path) -> None:
    names = ("vz;rky", "VZ_RKY")
    for name in names:
        fill(submission / "data" / "nis.sqlite", f'CREATE TABLE "{name}" AS SELECT * FROM vzorky')
    people, samples = MAPPING["m.transform.yaml"].split("  - name: Biosample\n")
    made = (f"  - name: Biosample\n{samples.replace('vzorky', name)}" for name in names)
    (submission / "mapping" / "m.transform.yaml").write_text(people + "".join(made), encoding="utf-8")
    run(submission, "sqlite", "data/nis.sqlite")
    found = [path.stem for path in (submission.parent / "sqlite" / "quarantine" / "nis").glob("[vV]*.csv")]
    assert sorted(stem.partition("-")[0] for stem in found) == ["VZ_RKY", "vz_rky"]
    assert len({stem.casefold() for stem in found}) == 2


def test_a_damaged_database_ends_before_anything_is_written(submission: Path) -> None:
    (submission / "data" / "nis.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 8192)
    with pytest.raises(InputError) as told:
        run(submission, "sqlite", "data/nis.sqlite")
    assert [problem.code for problem in told.value.problems] == ["R030"]
    assert not (submission.parent / "sqlite").exists()
