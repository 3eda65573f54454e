"""Quarantine of every kind is read again as the table it came from."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.kinds.reading import read, read_table

from omicz_meta.engine.table import Form
from omicz_meta.sources import open_source
from omicz_meta.sources.quarantine import QuarantinedRow
from omicz_meta.sources.repair import Repairs, write_repairs

CELL = st.none() | st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=12
)
ROWS = st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=5)
COLUMNS = ("id", "adresa.kraj", "=vek")
WAYS = (("id",), ("adresa", "kraj"), ("=vek",))
FORMS = {
    "xlsx": Form("excel", ("List 1",), tuple((name,) for name in COLUMNS)),
    "json": Form("json", ("export", "lide"), WAYS),
    "ndjson": Form("ndjson", (), WAYS),
    "parquet": Form("parquet", (), WAYS),
    "xml": Form("xml", ("export", "osoba"), (("@id",), ("adresa", "kraj[2]"), ("vek",))),
}


@pytest.mark.parametrize("ending", FORMS)
@settings(max_examples=examples(40), deadline=None, derandomize=True)
@given(rows=ROWS)
def test_cells_come_back(
    tmp_path_factory: pytest.TempPathFactory, ending: str, rows: list[tuple[str | None, ...]]
) -> None:
    path = tmp_path_factory.mktemp("q") / f"s.{ending}"
    held = [QuarantinedRow(7 + number, None, "X004", cells) for number, cells in enumerate(rows)]
    assert write_repairs(path, [Repairs(FORMS[ending], COLUMNS, held)]) == len(rows)
    found = {part.name: read_table(part) for part in open_source(path, name="s").tables}
    filled = [tuple(cell or "" for cell in cells) for cells in rows]
    if ending == "xml":  # columns of which no row has a cell are not there
        by_column = list(zip(*filled, strict=True))
        wanted = [column for column in by_column if any(column)]
        if not wanted:
            return
        got = list(zip(*([cell or "" for cell in row] for row in found["s"].cells), strict=True))
        assert sorted(map(str, got)) == sorted(map(str, wanted + [c for c in got if not any(c)]))
        return
    assert [tuple(cell or "" for cell in row) for row in found["s"].cells] == filled
    assert not {name for name in found["s"].columns if name.startswith("omicz_")}


def test_a_workbook_keeps_its_sheets(tmp_path: Path) -> None:
    row = QuarantinedRow(3, None, "X004", ("=1+1", None))
    tables = [
        Repairs(Form("excel", ("Pacienti",)), ("id", "vek"), []),
        Repairs(Form("excel", ("Vzorky",)), ("id", "typ"), [row]),
    ]
    assert write_repairs(tmp_path / "s.xlsx", tables) == 1
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    assert [next(iter(sheet.values))[3:] for sheet in book] == [("id", "vek"), ("id", "typ")]
    assert book["Vzorky"]["D2"].data_type == "s"
    assert read(tmp_path / "s.xlsx")["s.Vzorky"].cells == [("=1+1", "")]


def test_lists_of_a_document_stay_lists(tmp_path: Path) -> None:
    tables = [
        Repairs(Form("json", ("lide",), (("id",),)), ("id",), []),
        Repairs(Form("json", ("vzorky",), (("id",),)), ("id",), [QuarantinedRow(1, 4, "R019", None, b"7")]),
    ]
    write_repairs(tmp_path / "s.json", tables)
    reason = {"omicz_reason": "R019", "omicz_row": 1, "omicz_line": 4}
    assert json.loads((tmp_path / "s.json").read_text()) == {
        "lide": [],
        "vzorky": [{**reason, "omicz_raw": 7}],
    }
    assert read(tmp_path / "s.json")["s.vzorky"].rejected == [(1, 4, "R019")]


def test_a_broken_line_is_repaired_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "s.ndjson"
    row = QuarantinedRow(3, 3, "R019", None, b'{"id": 1, "vek": }')
    write_repairs(path, [Repairs(Form("ndjson", (), (("id",),)), ("id",), [row])])
    text = path.read_text()
    assert text == '{"omicz_reason": "R019", "omicz_row": 3, "omicz_line": 3, "id": 1, "vek": }\n'
    path.write_text(text.replace('"vek": }', '"vek": 7}'))
    found = read(path)["s"]
    assert (found.columns, found.cells) == (("id", "vek"), [("1", "7")])
