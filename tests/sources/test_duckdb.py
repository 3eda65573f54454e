"""DuckDB files as sources: what is stored in them is read, what would have to be run is not."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import omicz_meta as om
from omicz_meta.engine.table import Narrowing
from omicz_meta.errors import EnvironmentFault
from omicz_meta.sources import Source, open_source

from .reading import cells, only_table


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "nis.duckdb"


def fill(file: Path, *statements: str) -> Path:
    with closing(duckdb.connect(str(file))) as connection:
        for statement in statements:
            connection.execute(statement)
    return file


def told(source: Source) -> list[tuple[str, str]]:
    problems = (*source.problems, *(problem for table in source.tables for problem in table.problems))
    return [(problem.code, dict(problem.detail).get("name", "")) for problem in problems]


VALUES = [
    ("INTEGER", "12", "12"),
    ("HUGEINT", "170141183460469231731687303715884105727", "170141183460469231731687303715884105727"),
    ("DECIMAL(10,2)", "1.10", "1.10"),
    ("DOUBLE", "1e-7", "0.0000001"),
    ("FLOAT", "0.1", "0.1"),
    ("BOOLEAN", "true", "true"),
    ("DATE", "'1899-12-31'", "1899-12-31"),
    ("DATE", "'infinity'", "infinity"),
    ("TIMESTAMP", "'2001-02-03 04:05:06.789'", "2001-02-03T04:05:06.789000"),
    ("TIMESTAMP", "'2001-02-03'", "2001-02-03"),
    ("TIMESTAMPTZ", "'2001-07-03 04:05:06+02'", "2001-07-03T02:05:06"),
    ("VARCHAR", "'Příliš žluťoučký 🧬'", "Příliš žluťoučký 🧬"),
    ("VARCHAR", "''", ""),
    ("VARCHAR", "NULL", None),
    ("UUID", "'0f9619ff-8b86-d011-b42d-00cf4fc964ff'", "0f9619ff-8b86-d011-b42d-00cf4fc964ff"),
    ("ENUM('muž', 'žena')", "'žena'", "žena"),
    ("INTEGER[]", "[1, 2]", "[1, 2]"),
    ("STRUCT(kraj VARCHAR)", "{'kraj': 'CZ020'}", '{"kraj": "CZ020"}'),
    ("TIME", "'04:05:06'", "04:05:06"),
]


def test_values_are_written_exactly(file: Path) -> None:
    columns = ", ".join(f"c{n} {kind}" for n, (kind, _, _) in enumerate(VALUES))
    fill(file, f"CREATE TABLE t ({columns})", f"INSERT INTO t VALUES ({', '.join(v for _, v, _ in VALUES)})")
    ((*read,),) = cells(only_table(file))
    assert dict(enumerate(read)) == dict(enumerate(text for _, _, text in VALUES))


def test_moments_that_no_calendar_has_cost_nothing_but_themselves(file: Path) -> None:
    fill(
        file,
        "CREATE TABLE t (x TIMESTAMP)",
        "INSERT INTO t VALUES ('infinity'), ('2001-02-03 04:05:06'), (NULL)",
    )
    (first,), *others = cells(only_table(file))
    assert first is not None
    assert "out of range" in first
    assert others == [("2001-02-03T04:05:06",), (None,)]


def test_binary_values_are_faults_of_their_cells(file: Path) -> None:
    fill(file, "CREATE TABLE t (x BLOB)", "INSERT INTO t VALUES ('\\xAA'::BLOB), (NULL)")
    table = only_table(file)
    assert cells(table) == [(None,), (None,)]
    assert [(f.row, f.code) for block in table.blocks() for f in block.faults] == [(1, "R032")]


def test_rows_come_as_they_were_stored(file: Path) -> None:
    fill(
        file,
        "CREATE TABLE t AS SELECT (i * 7919) % 300007 AS x FROM range(300000) r(i)",
        "DELETE FROM t WHERE x % 3 = 0",
        "INSERT INTO t VALUES (-1)",
    )
    table = only_table(file)
    stored = [x for n in range(300_000) if (x := (n * 7919) % 300_007) % 3]
    assert [int(x or 0) for (x,) in cells(table)] == [*stored, -1]
    numbers = [n for block in table.blocks() for n in block.batch.column("#row").to_pylist()]
    assert numbers == list(range(1, len(stored) + 2))


def test_tables_of_several_schemas(file: Path) -> None:
    fill(
        file,
        "CREATE TABLE lide AS SELECT 1 AS id",
        'CREATE SCHEMA "c.d m"',
        'CREATE TABLE "c.d m".lide AS SELECT 2 AS id',
        'CREATE TABLE "c.d m"."vzorky ""x"" ; --" AS SELECT 3 AS "a ""b"""',
        "CREATE SCHEMA stored",
        "CREATE TABLE stored.jiné AS SELECT 4 AS id",
    )
    found = {table.name: cells(table) for table in open_source(file).tables}
    assert found == {
        "nis.lide": [("1",)],
        "nis.c.d m.lide": [("2",)],
        'nis.vzorky "x" ; --': [("3",)],
        "nis.jiné": [("4",)],
    }


HOSTILE = [
    "CREATE TABLE lide AS SELECT 1 AS id, 'A' AS jmeno, DATE '2001-02-03' AS d",
    "CREATE VIEW soubory AS SELECT * FROM read_text('/etc/passwd')",
    "CREATE VIEW duckdb_tables AS SELECT 'x' AS table_name",
    "CREATE MACRO duckdb_columns() AS TABLE SELECT 'x' AS table_name",
    "CREATE MACRO duckdb_views() AS TABLE SELECT 'x' AS view_name",
    "CREATE MACRO count(x) AS 666",
    'CREATE MACRO "+"(a, b) AS 666',
    'CREATE MACRO "="(a, b) AS true',
    "CREATE MACRO kdo() AS current_setting('home_directory')",
    "CREATE TABLE pocitana (id INTEGER, kde VARCHAR GENERATED ALWAYS AS (kdo()) VIRTUAL)",
    "INSERT INTO pocitana VALUES (1)",
]


def test_nothing_in_a_file_is_run(file: Path) -> None:
    source = open_source(fill(file, *HOSTILE))
    assert {table.name: cells(table) for table in source.tables} == {
        "nis.lide": [("1", "A", "2001-02-03")],
        "nis.pocitana": [("1",)],
    }
    assert told(source) == [("R040", "duckdb_tables"), ("R040", "soubory"), ("R040", "pocitana.kde")]
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '/tmp/other.duckdb'",
        "SELECT * FROM read_text('/etc/passwd')",
        "COPY stored.main.lide TO '/tmp/lide.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "DELETE FROM stored.main.lide",
        "SELECT * FROM stored.main.soubory",
        "SELECT kde FROM stored.main.pocitana",
    ],
)
def test_the_session_that_reads_a_file_can_do_nothing_else(file: Path, statement: str) -> None:
    from omicz_meta.engine.session import attached

    fill(file, *HOSTILE)
    with attached(file) as connection, pytest.raises(duckdb.Error):
        connection.execute(statement)


def overwritten(file: Path) -> None:
    fill(file, "CREATE TABLE t AS SELECT i, repeat('x', 50) || i AS y FROM range(50000) r(i)")
    content = bytearray(file.read_bytes())
    for start in range(20_000, len(content), 4096):
        content[start : start + 64] = b"\xaa" * 64
    file.write_bytes(content)


def cut(file: Path) -> None:
    fill(file, "CREATE TABLE t AS SELECT i, repeat('x', 50) || i AS y FROM range(50000) r(i)")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


UNREADABLE = {
    "a text": lambda file: file.write_text("id;x\n1;2\n"),
    "nothing": lambda file: file.write_bytes(b""),
    "overwritten": overwritten,
    "cut off": cut,
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_files_that_cannot_be_read(file: Path, case: str) -> None:
    UNREADABLE[case](file)
    source = open_source(file)
    assert [problem.code for problem in source.problems] == ["R030"]
    assert source.tables == ()


def test_a_database_in_use(file: Path) -> None:
    fill(file, "CREATE TABLE t (x INTEGER)")
    file.with_name(file.name + ".wal").write_bytes(b"x")
    assert [problem.code for problem in open_source(file).problems] == ["R031"]


def test_a_program_that_is_writing(file: Path) -> None:
    fill(file, "CREATE TABLE t (x INTEGER)")
    program = f"import duckdb, sys; c = duckdb.connect({str(file)!r}); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        other.stdout.readline()
        assert [problem.code for problem in open_source(file).problems] == ["R031"]
        other.communicate()
    assert only_table(file).columns == ("x",)


def test_a_file_that_changes_while_it_is_read_stops_the_run(file: Path) -> None:
    table = only_table(fill(file, "CREATE TABLE t AS SELECT 1 AS x"))
    file.write_bytes(b"no database any more" * 100)
    with pytest.raises(EnvironmentFault, match=r"nis\.duckdb"):
        list(table.blocks())


def test_columns_that_no_rule_reads_are_not_read(file: Path) -> None:
    fill(file, "CREATE TABLE t (a INTEGER, b BLOB)", "INSERT INTO t VALUES (1, '\\x00'::BLOB)")
    table = only_table(file)
    assert isinstance(table, Narrowing)
    assert cells(table.only(("a",))) == [("1",)]
    assert [block.rows_read for block in table.only(()).blocks()] == [1]


def test_the_same_rows_as_parquet_and_in_a_database_give_the_same_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLIC", "cd" * 32)
    monkeypatch.setenv("OMICZ_AUDIT_LOG", str(tmp_path / "audit.jsonl"))
    root = tmp_path / "s"
    (root / "mapping").mkdir(parents=True)
    born = [datetime.date(1985, 7, 15), None, datetime.date(1990, 1, 1)]
    lide = pa.table({"ID": [3, 1, 2], "narozen": born})
    pq.write_table(lide, root / "lide.parquet")
    with closing(duckdb.connect(str(root / "lide.duckdb"))) as connection:
        connection.execute("CREATE TABLE lide AS SELECT * FROM lide")
    slots = "slot_derivations: {subject_id: {populated_from: ID}, birth_date: {populated_from: narozen}}"
    (root / "mapping" / "m.transform.yaml").write_text(
        f"class_derivations:\n  - name: Individual\n    populated_from: lide\n    {slots}\n", encoding="utf-8"
    )
    hashes = {}
    for kind in ("parquet", "duckdb"):
        source = f"sources: [{{name: lide, kind: {kind}, path: lide.{kind}}}]"
        manifest = f"id: s\nmapping: mapping/\nprivacy: {{pseudonym_key: env:KLIC}}\n{source}\n"
        (root / "submission.yaml").write_text(manifest, encoding="utf-8")
        om.run(root, tmp_path / kind, today=datetime.date(2026, 11, 22))
        made = json.loads((tmp_path / kind / "run.json").read_text())
        hashes[kind] = made["outputs"]["records/individual.parquet"]["rows_sha256"]
    assert hashes["parquet"] == hashes["duckdb"]
