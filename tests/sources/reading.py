"""Reads bytes as a table and gives what came of it as plain values."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.engine.table import LINE, ROW, CellFault, Layout, RejectedRow, Table
from omicz_meta.problem import Problem
from omicz_meta.sources import open_source
from omicz_meta.sources.csv import open_csv
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.limits import MIB, Limits


@dataclass(frozen=True)
class Reading:
    """Everything that was read: `cells` without row and line, `places` as (row, line)."""

    columns: tuple[str, ...]
    cells: list[tuple[str | None, ...]]
    places: list[tuple[int, int]]
    rejected: list[RejectedRow]
    faults: list[CellFault]
    problems: tuple[Problem, ...]
    layout: Layout | None

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]

    @property
    def lost(self) -> list[tuple[int, int, str]]:
        return [(row.row, row.line, row.code) for row in self.rejected]


def read_path(
    path: Path,
    dialect: Dialect = Dialect(),  # noqa: B008  frozen
    block_bytes: int = 4 * MIB,
    limits: Limits = Limits(),  # noqa: B008  frozen
    careful: bool = False,
) -> Reading:
    told = {"dialect": dialect, "block_bytes": block_bytes, "limits": limits, "careful": careful}
    table = open_csv(path, name="t", source="t", file="t.csv", **told)  # type: ignore[arg-type]
    blocks = list(table.blocks())
    rows = [tuple(row.values()) for block in blocks for row in block.batch.to_pylist()]
    for block in blocks:
        assert block.batch.schema.names == [*table.columns, ROW, LINE]
    return Reading(
        columns=table.columns,
        cells=[row[:-2] for row in rows],
        places=[(row[-2], row[-1]) for row in rows],
        rejected=[lost for block in blocks for lost in block.rejected],
        faults=[fault for block in blocks for fault in block.faults],
        problems=table.problems,
        layout=table.layout,
    )


def read(data: bytes, **options: object) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(data)
        return read_path(path, **options)  # type: ignore[arg-type]


def only_table(file: Path) -> Table:
    """The table of a file that holds one, and nothing wrong."""
    source = open_source(file)
    assert source.problems == ()
    (table,) = source.tables
    return table


def cells(table: Table) -> list[tuple[str | None, ...]]:
    """What stands in the cells of a table, row by row."""
    rows = [row for block in table.blocks() for row in block.batch.to_pylist()]
    return [tuple(row[name] for name in table.columns) for row in rows]
