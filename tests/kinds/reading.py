"""Opens a source and gives what came of it as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from omicz_meta.engine.table import LINE, ROW, Table
from omicz_meta.sources import Source, open_source
from omicz_meta.sources.dialect import Dialect


@dataclass(frozen=True)
class Read:
    """Everything that was read of one table."""

    columns: tuple[str, ...]
    cells: list[tuple[str | None, ...]]
    places: list[tuple[int, int | None]]
    rejected: list[tuple[int, int | None, str]]
    faults: list[tuple[int, str, str, str]]
    problems: list[tuple[str, str | None, int]]


def read(path: Path, dialect: Dialect | None = None, kind: str | None = None) -> dict[str, Read]:
    """The tables of a file that can be read, by name."""
    source = opened(path, dialect, kind)
    assert [problem.code for problem in source.problems] == []
    return {table.name: read_table(table) for table in source.tables}


def opened(path: Path, dialect: Dialect | None = None, kind: str | None = None) -> Source:
    return open_source(path, name="s", kind=kind, dialects={"s": dialect} if dialect else {})


def refused(path: Path, dialect: Dialect | None = None) -> list[str]:
    """Codes of the problems because of which a file cannot be read at all."""
    source = opened(path, dialect)
    assert source.tables == ()
    return [problem.code for problem in source.problems]


def read_table(table: Table) -> Read:
    blocks = list(table.blocks())
    rows = [row for block in blocks for row in block.batch.to_pylist()]
    return Read(
        table.columns,
        [tuple(row[name] for name in table.columns) for row in rows],
        [(row[ROW], row[LINE]) for row in rows],
        [(row.row, row.line, row.code) for block in blocks for row in block.rejected],
        [(cell.row, cell.column, cell.code, cell.raw) for block in blocks for cell in block.faults],
        [(problem.code, problem.place.column, problem.count) for problem in table.problems],
    )
