"""Golden cases: `cases/<name>/input.csv` and what must come of it in `expected.json`.

In `expected.json` stand columns, rows, places (row, line), and what was lost: rejected (row, line, code, raw),
faults (row, line, column, code, raw), problems (code, line, column). What is not named must not occur.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from tests.sources.reading import read_path

from omicz_meta.sources.codec import codec
from omicz_meta.sources.dialect import Dialect

CASES = sorted((Path(__file__).parent / "cases").iterdir())


@pytest.mark.parametrize("block_bytes", [1 << 22, 7])
@pytest.mark.parametrize("careful", [False, True])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, careful: bool, block_bytes: int) -> None:
    wanted = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    dialect = Dialect(**wanted.get("dialect", {}))
    got = read_path(case / "input.csv", dialect, block_bytes, careful=careful)
    assert list(got.columns) == wanted["columns"]
    assert [list(row) for row in got.cells] == wanted.get("rows", [])
    assert [list(place) for place in got.places] == wanted.get("places", [])
    encoding = codec(got.layout.encoding).name if got.layout else "ascii"
    rejected = [[row.row, row.line, row.code, row.raw.decode(encoding)] for row in got.rejected]
    assert rejected == wanted.get("rejected", [])
    faults = [[fault.row, fault.line, fault.column, fault.code, fault.raw] for fault in got.faults]
    assert faults == wanted.get("faults", [])
    problems = [[found.code, found.place.line, found.place.column] for found in got.problems]
    assert problems == wanted.get("problems", [])
    if "detail" in wanted:
        assert [list(pair) for pair in got.problems[0].detail] == wanted["detail"]
    if "layout" in wanted:
        assert (asdict(got.layout) if got.layout else None) == wanted["layout"]


def test_every_code_of_a_file_has_a_case() -> None:
    named = {part for case in CASES for part in case.name.split("-") if part.startswith("R0")}
    elsewhere = {"R014", "R015", "R017"}
    assert named | elsewhere == {f"R{number:03}" for number in range(1, 19) if number != 16} | {"R020"}
