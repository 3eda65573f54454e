"""Input made to exhaust the machine is refused in a sentence, and costs nothing but itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.cli.terminal import SUBMISSION, Terminal
from tests.cli.test_the_world import TABLE

Unharmed = Callable[[], None]
GIB = 1024**3
HEAD, *ROWS = SUBMISSION[TABLE].splitlines(keepends=True)


def bounded(terminal: Terminal, gib: int) -> Terminal:
    """A terminal whose commands may use so much address space, libraries and their threads included."""
    return replace(terminal, through=("prlimit", f"--as={gib * GIB}"))


@pytest.mark.heavy
@pytest.mark.parametrize("quoted", [True, False])
def test_a_cell_of_a_gigabyte_costs_its_row(quoted: bool, terminal: Terminal, place: Path) -> None:
    mark = b'"' if quoted else b""
    with (place / "s" / TABLE).open("wb") as file:
        file.write((HEAD + "".join(ROWS[:2]) + "P8;;;;M;").encode() + mark)
        for _ in range(1024):
            file.write(b"x" * (1024 * 1024))
        file.write(mark + b"\n" + "".join(ROWS[2:]).encode())
    said = bounded(terminal, 6)("run", "s", "-o", "out")
    assert said.code == 1, said.err
    people = json.loads((place / "out" / "run.json").read_text(encoding="utf-8"))["sources"]["lidé"]
    assert (people["rows_read"], people["rows_quarantined"]) == (5, 1)
    problems = pq.read_table(place / "out" / "problems.parquet")
    refused = problems.filter(pc.equal(problems["code"], "R015")).to_pylist()
    assert [(found["row"], found["line"]) for found in refused] == [(3, 4)]
    assert (place / "out" / "report.html").stat().st_size < 1_000_000


def test_an_archive_may_unpack_to_more_where_it_is_trusted(terminal: Terminal, place: Path) -> None:
    """Twelve MiB out of a few kilobytes are refused, and the sentence says how to allow them."""
    (place / "s" / "notes.txt").write_bytes(b" " * 12 * 1024 * 1024)
    shutil.make_archive(str(place / "s"), "zip", place / "s")
    refused = terminal("validate", "s.zip", "--fail-on", "never")
    assert (refused.code, refused.out) == (2, "")
    assert "--unpack-limit GIB" in refused.message
    assert terminal("run", "s.zip", "-o", "new", "--unpack-limit", "1", "--fail-on", "never").code == 0
    assert terminal("run", "s.zip", "-o", "new", "--unpack-limit", "0").code == 2


@pytest.mark.parametrize("columns", [10_001, pytest.param(1_000_000, marks=pytest.mark.heavy)])
def test_too_many_columns_are_refused(
    columns: int, terminal: Terminal, place: Path, unharmed: Unharmed
) -> None:
    header = ";".join(f"c{number}" for number in range(columns))
    (place / "s" / TABLE).write_text(header + "\n" + ";" * (columns - 1) + "\n", encoding="utf-8")
    said = terminal("run", "s", "-o", "out")
    assert (said.code, said.out) == (2, "")
    assert "R015" in said.err
    assert "10,000" in said.err or "10000" in said.err
    assert len(said.err) < 2_000
    unharmed()


DEEP = 100_000
DOCUMENTS = {
    "mapping": ("s/mapping/lidé.transform.yaml", "[" * DEEP + "]" * DEEP),
    "manifest": ("s/submission.yaml", "a: " + "{a: " * DEEP + "1" + "}" * DEEP),
    "expression": (
        "s/mapping/lidé.transform.yaml",
        SUBMISSION["mapping/lidé.transform.yaml"].replace("absent('NASK')", "(" * 5_000 + "1" + ")" * 5_000),
    ),
}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_deep_nesting_is_refused(document: str, terminal: Terminal, place: Path, unharmed: Unharmed) -> None:
    path, text = DOCUMENTS[document]
    (place / path).write_text(text, encoding="utf-8")
    said = terminal("run", "s", "-o", "out")
    assert (said.code, said.out) == (2, "")
    assert len(said.err) < 3_000
    unharmed()


@pytest.mark.parametrize("name", ["people.json", "people.ndjson"])
def test_deep_records_are_refused(name: str, terminal: Terminal, place: Path) -> None:
    deep = '{"subject_id": "p1", "absent": ' + "[" * DEEP + "]" * DEEP + "}"
    (place / name).write_text(f"[{deep}]" if name.endswith(".json") else deep + "\n", encoding="utf-8")
    said = terminal("validate", name, "--class", "Individual")
    assert said.code in (1, 2)
    assert "R019" in said.out + said.err
