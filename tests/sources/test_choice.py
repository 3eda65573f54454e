"""Which tables and rows of a database are read: the same choice in SQLite, DuckDB and through SQLAlchemy."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import pytest

import omicz_meta as om
from omicz_meta.engine.table import Table
from omicz_meta.sources import Source, open_source
from omicz_meta.sources.server import open_server
from omicz_meta.submission import load_submission
from omicz_meta.submission.choice import Choice, Condition

ROWS = [
    (1, "M", 36.5, "2015-01-01"),
    (2, "Z", 37.25, "2016-06-30"),
    (3, "z", 39.0, "2020-12-31"),
    (4, None, None, None),
    (5, "Ž", 40.5, "2021-01-01"),
]
CREATE = "CREATE TABLE {} (id INTEGER, pohlavi VARCHAR, teplota DOUBLE PRECISION, dne DATE)"


TABLES = ("mereni", "jine")


def sqlite(folder: Path, choice: Choice | None, names: Iterable[str] = TABLES) -> Source:
    with closing(sqlite3.connect(folder / "nis.sqlite")) as connection, connection:
        for name in names:
            connection.execute(CREATE.format(name))
            connection.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?)", ROWS)
    return open_source(folder / "nis.sqlite", tables=choice)


def ducks(folder: Path, choice: Choice | None, names: Iterable[str] = TABLES) -> Source:
    with closing(duckdb.connect(str(folder / "nis.duckdb"))) as connection:
        for name in names:
            connection.execute(CREATE.format(name))
            connection.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?)", ROWS)
    return open_source(folder / "nis.duckdb", tables=choice)


def sqlalchemy(folder: Path, choice: Choice | None, names: Iterable[str] = TABLES) -> Source:
    sqlite(folder, None, names)
    return open_server(f"sqlite:///{folder}/nis.sqlite", "nis", {}, choice)


DOORS = pytest.mark.parametrize("door", [sqlite, ducks, sqlalchemy])
Door = Callable[..., Source]


def ids(table: Table) -> list[int]:
    return [int(row["id"]) for block in table.blocks() for row in block.batch.to_pylist()]


CONDITIONS = [
    # column, operator, values, rows that meet it
    ("id", "equals", ["2"], [2]),
    ("id", "differs", ["2"], [1, 3, 4, 5]),
    ("id", "in", ["1", "3", "99"], [1, 3]),
    ("id", "not_in", ["1", "3"], [2, 4, 5]),
    ("id", "below", ["2"], [1]),
    ("id", "at_most", ["2"], [1, 2]),
    ("id", "above", ["10"], []),
    ("pohlavi", "equals", ["Z"], [2]),
    ("pohlavi", "in", ["M", "Ž"], [1, 5]),
    ("pohlavi", "differs", ["M"], [2, 3, 5]),
    ("pohlavi", "above", ["Z"], [3, 5]),
    ("pohlavi", "equals", ["' OR 1 = 1 --"], []),
    ("pohlavi", "empty", [], [4]),
    ("pohlavi", "filled", [], [1, 2, 3, 5]),
    ("teplota", "above", ["37.25"], [3, 5]),
    ("teplota", "at_least", ["37.25"], [2, 3, 5]),
    ("teplota", "at_most", ["37"], [1]),
    ("dne", "at_least", ["2020-12-31"], [3, 5]),
    ("dne", "below", ["2016-06-30"], [1]),
    ("dne", "equals", ["2015-01-01"], [1]),
]


@DOORS
def test_rows_that_meet_a_condition(tmp_path: Path, door: Door) -> None:
    """Each condition is that of a table of its own, all of them in one database."""
    choice: Choice = {
        f"t{at}": (Condition(column, operator, tuple(values)),)  # type: ignore[arg-type]
        for at, (column, operator, values, _) in enumerate(CONDITIONS)
    }
    tables = {table.name: table for table in door(tmp_path, choice, choice).tables}
    assert tables.keys() == {f"nis.{name}" for name in choice}
    for at, (*condition, met) in enumerate(CONDITIONS):
        table = tables[f"nis.t{at}"]
        assert ids(table) == met, condition
        told = {problem.code: dict(problem.detail) for problem in table.problems}
        assert told["R041"] == {"table": f"t{at}", "rows": str(len(ROWS) - len(met))}, condition
        assert ("R010" in told) == (not met), condition


@DOORS
def test_several_conditions_must_all_be_met(tmp_path: Path, door: Door) -> None:
    both = (Condition("id", "above", ("1",)), Condition("pohlavi", "filled"))
    mereni, jine = door(tmp_path, {"mereni": both, "jine": ()}).tables[::-1]
    assert (mereni.name, ids(mereni)) == ("nis.mereni", [2, 3, 5])
    assert (jine.name, ids(jine), jine.problems) == ("nis.jine", [1, 2, 3, 4, 5], ())
    assert [block.rows_read for block in mereni.only(()).blocks()] == [3]  # type: ignore[attr-defined]
    assert [row for block in mereni.only(("dne",)).blocks() for row in block.batch["dne"].to_pylist()] == [  # type: ignore[attr-defined]
        "2016-06-30", "2020-12-31", "2021-01-01",
    ]  # fmt: skip


@DOORS
@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ({"mereno": ()}, "no table mereno in it"),
        ({"mereni": (Condition("den", "filled"),)}, "no column den in table mereni"),
    ],
)
def test_what_is_not_there(tmp_path: Path, door: Door, choice: Choice, reason: str) -> None:
    (problem,) = door(tmp_path, choice).problems
    assert (problem.code, dict(problem.detail)["reason"]) == ("R014", reason)


@pytest.mark.parametrize("door", [ducks, sqlalchemy])
def test_what_cannot_be_compared(tmp_path: Path, door: Door) -> None:
    (problem,) = door(tmp_path, {"mereni": (Condition("dne", "above", ("včera",)),)}).problems
    assert dict(problem.detail)["reason"] == "column dne of table mereni is compared with what is no date"


def manifest(folder: Path, tables: str, kind: str = "sqlite") -> Path:
    source = f"sources:\n  - name: nis\n    kind: {kind}\n    path: nis.sqlite\n    tables: {tables}\n"
    (folder / "submission.yaml").write_text(
        f"id: s\nmapping: mapping/\nprivacy: {{pseudonym_key: env:KLIC}}\n{source}", encoding="utf-8"
    )
    return folder


READ = [
    ("[mereni, jine]", {"mereni": (), "jine": ()}),
    ("mereni", {"mereni": ()}),
    ("{mereni: , jine: {where: []}}", {"mereni": (), "jine": ()}),
    (
        "{mereni: {where: [{column: dne, at_least: 2015-01-01}, {column: id, in: [1, 02]}]}}",
        {"mereni": (Condition("dne", "at_least", ("2015-01-01",)), Condition("id", "in", ("1", "02")))},
    ),
    ("{mereni: {where: [{column: id, empty: true}]}}", {"mereni": (Condition("id", "empty"),)}),
]


@pytest.mark.parametrize(("written", "read"), READ)
def test_a_choice_in_a_manifest(tmp_path: Path, written: str, read: Choice) -> None:
    (tmp_path / "nis.sqlite").touch()
    found, problems = load_submission(manifest(tmp_path, written))
    assert problems == ()
    assert found is not None
    assert found.sources[0].tables == read


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{mereni: {where: id > 5}}", "M001"),
        ("{mereni: {where: ['id > 5']}}", "M001"),
        ("{mereni: {query: SELECT 1}}", "M002"),
        ("{mereni: {where: [{column: id, like: 'a%'}]}}", "M002"),
        ("{mereni: {where: [{column: id}]}}", "M001"),
        ("{mereni: {where: [{column: id, above: 1, below: 3}]}}", "M001"),
        ("{mereni: {where: [{column: id, above: [1, 2]}]}}", "M001"),
        ("{mereni: {where: [{column: id, in: []}]}}", "M001"),
        ("{mereni: {where: [{column: id, empty: yes}]}}", "M001"),
        ("{mereni: SELECT}", "M001"),
    ],
)
def test_what_is_no_choice(tmp_path: Path, written: str, code: str) -> None:
    (tmp_path / "nis.sqlite").touch()
    _, problems = load_submission(manifest(tmp_path, written))
    assert code in {problem.code for problem in problems}


def test_only_databases_have_tables_to_choose_from(tmp_path: Path) -> None:
    (tmp_path / "nis.sqlite").touch()
    _, problems = load_submission(manifest(tmp_path, "[a]", "csv"))
    assert [problem.code for problem in problems] == ["M001"]


def test_rows_left_in_the_database_are_told_and_those_read_add_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLIC", "cd" * 32)
    monkeypatch.setenv("OMICZ_AUDIT_LOG", str(tmp_path / "audit.jsonl"))
    root = tmp_path / "s"
    (root / "mapping").mkdir(parents=True)
    sqlite(root, None)
    slots = "slot_derivations: {subject_id: {populated_from: id}}"
    (root / "mapping" / "m.transform.yaml").write_text(
        f"class_derivations:\n  - name: Individual\n    populated_from: mereni\n    {slots}\n",
        encoding="utf-8",
    )
    made = om.run(
        manifest(root, "{mereni: {where: [{column: dne, at_least: 2016-01-01}]}}"),
        tmp_path / "out",
        today=date(2026, 11, 22),
    )
    assert [finding.code for finding in made.report.findings].count("R041") == 1
    account = json.loads((tmp_path / "out" / "run.json").read_text())["sources"]["nis"]
    assert (account["rows_read"], account["rows_used"], account["rows_out_of_scope"]) == (3, 3, 0)
