"""A real PostgreSQL server as a source, started for these tests; they are skipped where there is none."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from tests.sources.postgres import address, ask, server

import omicz_meta as om
from omicz_meta.engine.table import Narrowing, Table
from omicz_meta.errors import EnvironmentFault
from omicz_meta.sources import open_source

from .reading import cells

__all__ = ["address", "server"]

adbc = pytest.importorskip("adbc_driver_postgresql.dbapi", reason="needs the extra postgres")
pytestmark = pytest.mark.heavy


def only_table(address: str) -> Table:
    (table,) = open_source(address, name="nis").tables
    return table


VALUES = [
    ("numeric", "1.10", "1.10"),
    ("numeric(38,12)", "12345678901234567890123456.123456789012", "12345678901234567890123456.123456789012"),
    ("numeric", "'NaN'", "NaN"),
    ("double precision", "0.1", "0.1"),
    ("real", "0.1", "0.1"),
    ("bigint", "9223372036854775807", "9223372036854775807"),
    ("boolean", "true", "true"),
    ("date", "'1899-12-31'", "1899-12-31"),
    ("date", "'infinity'", "infinity"),
    ("timestamp", "'2001-02-03 04:05:06.789'", "2001-02-03T04:05:06.789000"),
    ("text", "'Příliš žluťoučký 🧬'", "Příliš žluťoučký 🧬"),
    ("text", "''", ""),
    ("text", "NULL", None),
    ("char(4)", "'ab'", "ab"),
    ("json", """'{"a": [1, null]}'""", '{"a": [1, null]}'),
    ("jsonb", """'{"b":1,"a":2}'""", '{"a": 2, "b": 1}'),
    ("uuid", "'0F9619FF-8B86-D011-B42D-00CF4FC964FF'", "0f9619ff-8b86-d011-b42d-00cf4fc964ff"),
    ("integer[]", "'{1,2,NULL}'", "{1,2,NULL}"),
    ("interval", "'1 day 12 hours'", "P1DT12H"),
    ("inet", "'10.0.0.1'", "10.0.0.1/32"),
]


def test_values_are_written_exactly(address: str) -> None:
    columns = ", ".join(f"c{n} {kind}" for n, (kind, _, _) in enumerate(VALUES))
    values = ", ".join(written for _, written, _ in VALUES)
    ask(address, f"CREATE TABLE t ({columns})", f"INSERT INTO t VALUES ({values})")
    ((*read,),) = cells(only_table(address))
    assert dict(enumerate(read)) == dict(enumerate(text for _, _, text in VALUES))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Prague", "America/New_York"])
def test_moments_are_told_in_utc_whatever_the_zone_of_the_server(
    address: str, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGTZ", zone)
    ask(address, "CREATE TABLE t (x timestamptz)", "INSERT INTO t VALUES ('2001-07-03 04:05:06+02')")
    ((text,),) = cells(only_table(address))
    assert text is not None
    assert text.removesuffix("+00:00") == "2001-07-03T02:05:06"


def test_binary_values_are_faults_of_their_cells(address: str) -> None:
    ask(address, "CREATE TABLE t (id int, x bytea)", "INSERT INTO t VALUES (1, '\\x00ff'), (2, NULL)")
    table = only_table(address)
    assert cells(table) == [("1", None), ("2", None)]
    assert [(f.row, f.column, f.code) for block in table.blocks() for f in block.faults] == [(1, "x", "R032")]


def test_order_by_key_else_by_all_columns(address: str) -> None:
    ask(
        address,
        "CREATE TABLE a (x int, y text, PRIMARY KEY (y))",
        "INSERT INTO a VALUES (3, 'c'), (1, 'ch'), (2, 'Č'), (9, 'd')",
        "CREATE TABLE b (x text, y json)",
        """INSERT INTO b VALUES ('b', '1'), (NULL, '2'), ('a', '{"z": 1}'), ('a', '{"a": 1}')""",
        "CREATE VIEW c AS SELECT x FROM a ORDER BY random()",
    )
    tables = {table.name: cells(table) for table in open_source(address, name="nis").tables}
    assert tables["nis.a"] == [("3", "c"), ("1", "ch"), ("9", "d"), ("2", "Č")]
    assert [row[1] for row in tables["nis.b"]] == ['{"a": 1}', '{"z": 1}', "1", "2"]
    assert tables["nis.c"] == [("1",), ("2",), ("3",), ("9",)]


@pytest.mark.parametrize(
    "name", ["order", 'a "b"', "a'b", "lidé", "x; DROP TABLE t; --", "%s", ":p", "$1", "Kód"]
)
def test_names_are_data(address: str, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    ask(address, f"CREATE TABLE {quoted} ({quoted} text)", f"INSERT INTO {quoted} VALUES ('x')")
    assert cells(only_table(address)) == [("x",)]


def test_columns_that_no_rule_reads_are_not_fetched(address: str) -> None:
    ask(address, "CREATE TABLE t (a int, b bytea)", "INSERT INTO t VALUES (1, '\\x00'), (2, '\\x00')")
    table = only_table(address)
    assert isinstance(table, Narrowing)
    assert cells(table.only(("a",))) == [("1",), ("2",)]
    assert [block.rows_read for block in table.only(()).blocks()] == [2]


def test_all_passes_see_the_database_as_it_was(address: str) -> None:
    ask(address, "CREATE TABLE t (x int)", "INSERT INTO t VALUES (1)")
    table = only_table(address)
    ask(address, "INSERT INTO t VALUES (2)")
    assert [cells(table), cells(table)] == [[("1",)], [("1",)]]
    assert cells(only_table(address)) == [("1",), ("2",)]


def test_more_rows_than_a_block(address: str) -> None:
    ask(address, "CREATE TABLE t AS SELECT i AS x, repeat('x', 200) AS y FROM generate_series(1, 50000) i")
    rows = [row for block in only_table(address).blocks() for row in block.batch.to_pylist()]
    assert [row["#row"] for row in rows] == list(range(1, 50_001))
    assert {row["x"] for row in rows} == {str(n) for n in range(1, 50_001)}


def test_a_server_that_goes_away_stops_the_run(server: Path, address: str) -> None:
    ask(address, "CREATE TABLE t AS SELECT i AS x, repeat('x', 500) AS y FROM generate_series(1, 100000) i")
    blocks = only_table(address).blocks()
    next(blocks)
    name = address.partition("?")[0].rpartition("/")[2]
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    ask(f"postgresql://reader@/postgres?host={server}", end)
    with pytest.raises(EnvironmentFault, match="stopped answering while table t was read") as told:
        list(blocks)
    assert "reader" not in str(told.value)


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(EnvironmentFault, match="cannot be reached"):
        open_source("postgresql://reader@127.0.0.1:1/nis")


def test_a_login_that_is_refused(server: Path) -> None:
    with pytest.raises(EnvironmentFault, match="refuses the login"):
        open_source(f"postgresql://nobody-knows-him@/postgres?host={server}")


def test_the_same_rows_as_csv_and_on_a_server_give_the_same_records(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLIC", "cd" * 32)
    monkeypatch.setenv("OMICZ_AUDIT_LOG", str(tmp_path / "audit.jsonl"))
    ask(
        address,
        'CREATE TABLE lide ("ID" int PRIMARY KEY, narozen date, jmeno text)',
        "INSERT INTO lide VALUES (3, '1985-07-15', 'A'), (1, '1990-01-01', 'B'), (2, NULL, 'C')",
    )
    root = tmp_path / "s"
    (root / "mapping").mkdir(parents=True)
    (root / "lide.csv").write_text(
        "ID,narozen,jmeno\n1,1990-01-01,B\n2,,C\n3,1985-07-15,A\n", encoding="utf-8"
    )
    (root / "mapping" / "m.transform.yaml").write_text(
        """
class_derivations:
  - name: Individual
    populated_from: lide
    slot_derivations:
      subject_id: {populated_from: ID}
      birth_date: {populated_from: narozen}
""",
        encoding="utf-8",
    )
    made = {}
    for kind, place in (("csv", "path: lide.csv"), ("sql", f"url: '{address}'")):
        source = f"sources: [{{name: nis, kind: {kind}, {place}}}]"
        manifest = f"id: s\nmapping: mapping/\nprivacy: {{pseudonym_key: env:KLIC}}\n{source}\n"
        (root / "submission.yaml").write_text(manifest, encoding="utf-8")
        om.run(root, tmp_path / kind, today=datetime.date(2026, 11, 22))
        made[kind] = json.loads((tmp_path / kind / "run.json").read_text())
    hashes = {kind: one["outputs"]["records/individual.parquet"]["rows_sha256"] for kind, one in made.items()}
    assert hashes["csv"] == hashes["sql"]
    (file,) = made["sql"]["sources"]["nis"]["files"]
    assert len(file["sha256"]) == 64
    assert "reader" not in json.dumps(made["sql"])
