"""Limits of reading: each kind honours what a source file declares, lower or higher than usual."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.kinds.reading import opened, read, read_table, refused
from tests.kinds.test_excel import book, table

from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.sourcefile import read_source
from omicz_meta.problem import Problem, code_text
from omicz_meta.reports import message
from omicz_meta.schema import load_schema
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.limits import LIMIT_KEYS, MIB, Limits
from omicz_meta.yamlfile import parse_yaml

pytestmark = pytest.mark.heavy


LONG = "x" * (MIB + 1)


def declared(text: str) -> tuple[Dialect, list[Problem]]:
    """The dialect of a source file with these limits, and what is wrong with it."""
    node, problems = parse_yaml(f"source: s\nlimits: {text}\n", "s.source.yaml")
    assert node is not None, problems
    faults = Faults()
    return read_source(node, "s", load_schema(), faults).dialect, faults.found


def limited(text: str) -> Dialect:
    dialect, problems = declared(text)
    assert problems == []
    return dialect


def csv_file(folder: Path) -> Path:
    (folder / "s.csv").write_text(f"id;a\n1;x\n2;{LONG}\n", encoding="utf-8")
    return folder / "s.csv"


def ndjson_file(folder: Path) -> Path:
    (folder / "s.ndjson").write_bytes(lines([{"id": "1", "a": "x"}, {"id": "2", "a": LONG}]))
    return folder / "s.ndjson"


def lines(rows: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def xml_file(folder: Path) -> Path:
    (folder / "s.xml").write_text(f"<l><p><id>1</id><a>x</a></p><p><id>2</id><a>{LONG}</a></p></l>")
    return folder / "s.xml"


def parquet_file(folder: Path) -> Path:
    pq.write_table(pa.table({"id": ["1", "2"], "a": ["x", LONG]}), folder / "s.parquet")
    return folder / "s.parquet"


def sqlite_file(folder: Path) -> Path:
    with closing(sqlite3.connect(folder / "s.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", [("1", "x"), ("2", LONG)])
    return folder / "s.sqlite"


WHOLE_VALUES = [ndjson_file, xml_file, parquet_file, sqlite_file]


@pytest.mark.parametrize("make", WHOLE_VALUES)
def test_a_cell_beyond_the_limit_costs_itself(make: Callable[[Path], Path], tmp_path: Path) -> None:
    path = make(tmp_path)
    (found,) = read(path, limited("{cell_mib: 1}")).values()
    assert found.cells == [("1", "x"), ("2", None)]
    assert found.faults == [(2, "a", "R015", "x" * 40)]
    (found,) = read(path, limited("{cell_mib: 2}")).values()
    assert (found.cells, found.faults) == ([("1", "x"), ("2", LONG)], [])


def test_a_cell_of_text_beyond_the_limit_costs_its_row(tmp_path: Path) -> None:
    found = read(csv_file(tmp_path), limited("{cell_mib: 1}"))["s"]
    assert (found.cells, found.rejected) == ([("1", "x")], [(2, 3, "R015")])
    assert read(csv_file(tmp_path))["s"].cells == [("1", "x"), ("2", LONG)]


@pytest.mark.parametrize("make", [csv_file, ndjson_file, xml_file])
def test_a_row_beyond_the_limit_is_lost(make: Callable[[Path], Path], tmp_path: Path) -> None:
    path = make(tmp_path)
    assert [code for _, _, code in read(path, limited("{row_mib: 1}"))["s"].rejected] == ["R015"]
    assert read(path, limited("{row_mib: 2}"))["s"].rejected == []


def test_a_quote_may_stand_further_away(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text('id;a\n1;"' + "x\n" * MIB + '"\n2;y\n')
    assert read(path)["s"].cells == [("2", "y")]
    assert read(path, limited("{look_ahead_mib: 3}"))["s"].cells[0] == ("1", "x\n" * MIB)


WIDE = {f"c{number}": str(number) for number in range(50)}


def wide(folder: Path, ending: str) -> Path:
    path = folder / f"s{ending}"
    if ending == ".csv":
        path.write_text(";".join(WIDE) + "\n" + ";".join(WIDE.values()) + "\n")
    elif ending == ".parquet":
        pq.write_table(pa.table({name: [text] for name, text in WIDE.items()}), path)
    elif ending == ".xml":
        path.write_text(
            "<l><p>" + "".join(f"<{key}>{text}</{key}>" for key, text in WIDE.items()) + "</p></l>"
        )
    else:
        path.write_bytes(lines([dict(WIDE)]))
    return path


@pytest.mark.parametrize("ending", [".csv", ".ndjson", ".xml", ".parquet"])
def test_columns(ending: str, tmp_path: Path) -> None:
    path = wide(tmp_path, ending)
    (table,) = opened(path, limited("{columns: 49}")).tables
    (problem,) = table.problems
    assert (table.columns, dict(problem.detail)) == ((), {"limit": "columns", "allowed": "49", "found": "50"})
    assert len(read(path, limited("{columns: 50}"))["s"].columns) == 50


def test_depth_of_json(tmp_path: Path) -> None:
    path = tmp_path / "s.ndjson"
    path.write_text('{"a": ' + "[" * 100 + "]" * 100 + "}\n")
    assert read(path)["s"].rejected == [(1, 1, "R015")]
    assert read(path, limited("{depth: 101}"))["s"].rejected == []
    path.write_text('{"a": ' + "[" * 299 + "]" * 299 + "}\n")
    assert read(path, limited("{depth: 300}"))["s"].rejected == []


def test_depth_of_xml(tmp_path: Path) -> None:
    path = tmp_path / "s.xml"
    path.write_text("<a>" * 150 + "</a>" * 150)
    assert refused(path) == ["R028"]
    assert refused(path, limited("{depth: 149}")) == ["R028"]
    assert list(read(path, limited("{depth: 150}"))) == ["s"]


def test_documents(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps([{"a": LONG}]))
    assert refused(path, limited("{document_mib: 1}")) == ["R015"]
    assert read(path, limited("{document_mib: 2}"))["s"].cells == [(LONG,)]


def workbook(folder: Path) -> Path:
    """A workbook of one sheet whose XML is mostly spaces, as bombs are."""
    path, out = book(folder, table(["a"], [1])), folder / "padded.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            padding = b" " * 60_000_000 if name.endswith("sheet1.xml") else b""
            new.writestr(name, old.read(name).replace(b"</worksheet>", padding + b"</worksheet>"))
    return out


def test_workbooks(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    (problem,) = opened(path).problems
    assert dict(problem.detail)["limit"] == "unpacked_ratio"
    assert read(path, limited("{unpacked_ratio: 2000}"))["s"].cells == [("1",)]
    assert refused(path, limited("{unpacked_ratio: 2000, unpacked_mib: 50}")) == ["R015"]
    assert refused(path, limited("{unpacked_ratio: 2000, sheet_cells: 1}")) == ["R015"]


def test_a_refusal_names_the_limit_and_its_repair_says_how_to_raise_it(tmp_path: Path) -> None:
    (table,) = opened(wide(tmp_path, ".csv"), limited("{columns: 49}")).tables
    assert message(table.problems[0], "en") == "Larger than the limit columns: 49 (found 50)."
    assert all("limits: {cell_mib: 64}" in text for text in code_text("R015").repair.values())


WRONG = [
    ("{cells: 1}", "M002"),
    ("{cell_mib: much}", "M001"),
    ("{cell_mib: 0}", "M001"),
    ("{depth: 301}", "M001"),
    ("{columns: true}", "M001"),
    ("7", "M001"),
]


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_limits_that_cannot_be(text: str, code: str) -> None:
    dialect, problems = declared(text)
    assert [problem.code for problem in problems] == [code]
    assert dialect.limits == Limits()


@pytest.mark.parametrize("key", LIMIT_KEYS)
def test_every_limit_can_be_declared(key: str) -> None:
    field = LIMIT_KEYS[key].field
    assert getattr(limited(f"{{{key}: 7}}").limits, field) == 7 * LIMIT_KEYS[key].unit
    assert {known.field for known in LIMIT_KEYS.values()} == set(Limits.__slots__)


def test_the_same_rows_come_again(tmp_path: Path) -> None:
    (table,) = opened(parquet_file(tmp_path), limited("{cell_mib: 1}")).tables
    assert read_table(table) == read_table(table)
