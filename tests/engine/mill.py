"""Runs a plan over small tables in memory, from blocks to sorted problems; what came of it as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.finish import finish
from omicz_meta.engine.harmonise import Run, harmonise
from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.engine.merge import sort_problems
from omicz_meta.engine.plan import CodeMap, Plan
from omicz_meta.engine.runners import Runner
from omicz_meta.engine.session import Resources, session
from omicz_meta.engine.staging import MERGING
from omicz_meta.engine.table import LINE, ROW, Block, CellFault, Layout, RejectedRow
from omicz_meta.problem import Problem
from omicz_meta.result import Ledger
from omicz_meta.schema import Schema, Slot, load_schema

KEY = PseudonymKey(bytes(range(32)), "uzel/sada")
CODES = {"dg": CodeMap("dg", (("E75.2", "ORPHA:324"), ("G71.0", "ORPHA:98896")), "dg.sssom.tsv")}
CODES["long"] = CodeMap(
    "long", tuple((f"E{n // 10}.{n % 10}", f"C{n}") for n in range(1000)), "long.sssom.tsv"
)

Cells = Mapping[str, str | None]


@dataclass(frozen=True)
class Sheet:
    """A table in memory. A row that is None could not be read; `faults` are cells that could not, with their code."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Cells | None]
    cut: int = 10_000
    faults: Mapping[tuple[int, str], str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    layout: Layout | None = None

    @property
    def source(self) -> str:
        return self.name

    @property
    def file(self) -> str:
        return f"data/{self.name}.csv"

    def blocks(self) -> Iterator[Block]:
        for start in range(0, len(self.rows), self.cut):
            yield self._block(start, self.rows[start : start + self.cut])

    def _block(self, start: int, rows: Sequence[Cells | None]) -> Block:
        numbered = [(start + n, row) for n, row in enumerate(rows, 1)]
        read = [(n, row) for n, row in numbered if row is not None]
        arrays = [
            pa.array([self._cell(n, row, name) for n, row in read], pa.string()) for name in self.columns
        ]
        places = [pa.array([n for n, _ in read], pa.int64()), pa.array([n + 1 for n, _ in read], pa.int64())]
        batch = pa.RecordBatch.from_arrays([*arrays, *places], names=[*self.columns, ROW, LINE])
        lost = tuple(RejectedRow(n, n + 1, "R003", b'"') for n, row in numbered if row is None)
        here = {n for n, _ in read}
        faults = tuple(
            CellFault(n, n + 1, name, code, "?") for (n, name), code in self.faults.items() if n in here
        )
        return Block(batch, lost, faults)

    def _cell(self, number: int, row: Cells, name: str) -> str | None:
        return None if (number, name) in self.faults else row.get(name)


@dataclass(frozen=True)
class Milled:
    """What came of a run: rows of everything, hashes of what has hashes."""

    records: Mapping[str, list[dict[str, Any]]]
    lineage: Mapping[str, list[dict[str, Any]]]
    problems: list[dict[str, Any]]
    quarantined: Mapping[str, list[int]]
    ledger: Ledger
    hashes: Mapping[str, str]
    excluded: int
    merged: int | None = None

    def told(self, *names: str) -> list[tuple[Any, ...]]:
        """These fields of every problem."""
        return [tuple(problem[name] for name in names) for problem in self.problems]


class Blind:
    """A watch that counts nothing."""

    def see(self, table: str, cells: pa.Table) -> None:
        pass

    def fresh(self) -> Blind:
        return self

    def add(self, other: Blind) -> None:
        pass

    def state(self) -> None:
        pass

    def recalled(self, state: None) -> Blind:
        assert state is None
        return self


def plainly(value: str, column: str, slot: Slot | None) -> str:
    """A gate that shows everything: values of tests belong to nobody."""
    return value


def mill(
    plan: Plan,
    sheets: Sequence[Sheet],
    *,
    threads: int = 1,
    processes: int = 1,
    by: Runner | None = None,
    drop: Mapping[str, frozenset[str]] | None = None,
    schema: Schema | None = None,
) -> Milled:
    """Harmonise, finish, and sort the problems; by the national schema, unless another is given."""
    tables = {sheet.name: sheet for sheet in sheets}
    limits = Resources(threads=threads, processes=processes)
    run = Run(schema or load_schema(), CODES, KEY, plainly, Blind(), limits)
    with TemporaryDirectory() as place, session((Path(place),), limits) as connection:
        folder = Path(place)
        staged = harmonise(plan, tables, folder, run, by=by)
        done = finish(connection, staged, plan, run, drop or {})
        for found in done.problems:
            staged.staging.write_problems(found, MERGING)
        staged.staging.problems.close()
        target = folder / "problems.parquet"
        files = tuple(sheet.file for sheet in sheets)
        _, digest = sort_problems(connection, [staged.staging.problems.path], target, files)
        classes = done.staged.classes
        hashes = {name: part.rows_sha256 for name, part in classes.items()}
        hashes |= {f"{name} lineage": part.lineage_sha256 for name, part in classes.items()}
        return Milled(
            records={name: pq.read_table(part.records).to_pylist() for name, part in classes.items()},
            lineage={name: pq.read_table(part.lineage).to_pylist() for name, part in classes.items()},
            problems=pq.read_table(target).to_pylist(),
            quarantined={name: _rows(spool.read()) for name, spool in done.staged.spools.items()},
            ledger=done.staged.ledger,
            hashes={**hashes, "problems": digest},
            excluded=done.excluded,
            merged=done.staged.merged,
        )


def _rows(batches: Iterator[pa.RecordBatch]) -> list[int]:
    return sorted(number for batch in batches for number in batch.column(ROW).to_pylist())
