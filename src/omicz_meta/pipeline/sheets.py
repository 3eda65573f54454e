"""The tables of a submission as they may be shown in a workbook: cells through the masking gate, faults beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from omicz_meta.engine.plan import SlotPlan
from omicz_meta.engine.sharing import shared_by
from omicz_meta.engine.table import ROW, Block, Table
from omicz_meta.pipeline.gate import ColumnGate, engine_gate
from omicz_meta.pipeline.harmonising import Harmonised
from omicz_meta.privacy.gate import Gate, mask_path
from omicz_meta.problem import Language
from omicz_meta.profile.headers import looks_headless, shown_name
from omicz_meta.reports import message
from omicz_meta.reports.workbook import MOST_ROWS, Fault, Sheet, SheetRow, write_workbook
from omicz_meta.result import Finding, Report

_PLACE = ("code", "severity", "source", "file", "row", "column", "record_class", "slot", "value")


def write_marked(path: Path, report: Report, harmonised: Harmonised, lang: Language) -> None:
    """Write report and marked sheets as a workbook. Sources of FHIR have no sheets of their own. Raises OSError."""
    marked = _Marked(report, harmonised, lang)
    tables = harmonised.prepared.tables.values()
    shown = (table for table in tables if table.columns and shared_by(table) is None)
    write_workbook(path, report, (marked.sheet(table) for table in shown), lang)


@dataclass(frozen=True)
class _Marked:
    """What the sheets of one judged submission are made with."""

    report: Report
    harmonised: Harmonised
    lang: Language
    _said: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def sheet(self, table: Table) -> Sheet:
        account = self.report.ledger.sources.get(table.source)
        faulty_only = account is not None and account.rows_read > MOST_ROWS
        headless = looks_headless(table.columns)
        shown = tuple(shown_name(name, headless) for name in table.columns)
        return Sheet(mask_path(table.name), table.columns, shown, self._rows(table, faulty_only), faulty_only)

    def _rows(self, table: Table, faulty_only: bool) -> Iterator[SheetRow]:
        faults = _Ahead(self._faults(table))
        show, gone = self._shows(table), self._gone(table)
        for block in table.blocks():
            found = faults.until(_last_row(block))
            shown = _block_rows(block, table, show, found, faulty_only)
            yield from (row for row in shown if row.number not in gone)

    def _gone(self, table: Table) -> frozenset[int]:
        """Rows of persons who withdrew; nobody is shown what stands in them."""
        gone = self.harmonised.gone
        if gone is None or not gone.num_rows:
            return frozenset()
        here = pc.and_(pc.equal(gone["source"], table.source), pc.equal(gone["file"], table.file))
        return frozenset(gone.filter(here)["row"].to_pylist())

    def _shows(self, table: Table) -> Mapping[str, _Show]:
        direct = {_column_of(finding) for finding in self.report.findings if _is_about_identifiers(finding)}
        fed = self._slots_of(table)
        return {
            name: _Show(
                self._gate, name, tuple(fed.get(name, ())), (table.source, table.file, name) in direct
            )
            for name in table.columns
        }

    @cached_property
    def _gate(self) -> ColumnGate:
        prepared = self.harmonised.prepared
        return engine_gate(Gate(prepared.min_cell), prepared.mapping)

    def _slots_of(self, table: Table) -> dict[str, list[SlotPlan]]:
        fed: dict[str, list[SlotPlan]] = {}
        for part in self.harmonised.prepared.plan.classes:
            for slot in part.slots if part.table == table.name else ():
                for name in slot.columns:
                    fed.setdefault(name, []).append(slot)
        return fed

    def _classes_of(self, table: Table) -> frozenset[str]:
        """Classes that only other tables give: their findings are not about rows of this one."""
        classes = self.harmonised.prepared.plan.classes
        own = {part.target for part in classes if part.table == table.name}
        return frozenset(part.target for part in classes) - own

    def _faults(self, table: Table) -> Iterator[tuple[int, list[Fault]]]:
        """Faulty rows of the table with their faults, in order of rows."""
        others = self._classes_of(table)
        stream = (row for row in self._problems(table) if row["record_class"] not in others)
        for number, rows in groupby(stream, key=lambda row: row["row"]):
            faults = {self._fault(row): None for row in rows}
            yield number, list(faults)

    def _problems(self, table: Table) -> Iterator[dict[str, Any]]:
        file = self.harmonised.folder / "problems.parquet"
        with pq.ParquetFile(file) as opened:
            for batch in opened.iter_batches(8192, columns=list(_PLACE)):
                here = pc.and_(pc.equal(batch["source"], table.source), pc.equal(batch["file"], table.file))
                kept = pa.Table.from_batches([batch]).filter(pc.and_kleene(here, pc.is_valid(batch["row"])))
                yield from kept.to_pylist()

    def _fault(self, row: Mapping[str, Any]) -> Fault:
        return Fault(row["column"], row["severity"], row["code"], self._text(row))

    def _text(self, row: Mapping[str, Any]) -> str:
        key = tuple(
            row[name] for name in ("code", "source", "file", "column", "record_class", "slot", "value")
        )
        if key not in self._said:
            place = {
                name: row[name] for name in ("source", "file", "column", "record_class", "slot", "value")
            }
            unknown = Finding(row["code"], row["severity"], 1, **place)
            finding = self._findings.get(key, unknown)
            self._said[key] = message(finding, self.lang)
        return self._said[key]

    @cached_property
    def _findings(self) -> Mapping[tuple[Any, ...], Finding]:
        return {
            (f.code, f.source, f.file, f.column, f.record_class, f.slot, f.value): f
            for f in self.report.findings
        }


def _column_of(finding: Finding) -> tuple[str | None, ...]:
    return finding.source, finding.file, finding.column


def _is_about_identifiers(finding: Finding) -> bool:
    """Whether a whole column holds identifiers; a stray one in other columns is caught by the gate."""
    return finding.code in ("P001", "P002") and not finding.rows


class _Ahead:
    """Takes from a stream in order of rows what belongs to the rows up to one."""

    def __init__(self, stream: Iterator[tuple[int, list[Fault]]]) -> None:
        self.stream = stream
        self.next = next(stream, None)

    def until(self, last: int) -> dict[int, list[Fault]]:
        found: dict[int, list[Fault]] = {}
        while self.next is not None and self.next[0] <= last:
            found[self.next[0]] = self.next[1]
            self.next = next(self.stream, None)
        return found


@dataclass(frozen=True, slots=True)
class _Show:
    """How the cells of one column are shown: by their shape, wherever one of its slots or findings wants that."""

    gate: ColumnGate
    column: str
    slots: tuple[SlotPlan, ...]
    direct: bool

    def all(self, cells: pa.Array) -> list[str | None]:
        coded = cells.dictionary_encode()
        shown = [None if cell is None else self.one(cell) for cell in coded.dictionary.to_pylist()]
        return [None if at is None else shown[at] for at in coded.indices.to_pylist()]

    def one(self, cell: str) -> str:
        if self.direct or any(slot.pseudonym is not None for slot in self.slots):
            return Gate().show(cell, sensitivity="direct") or ""
        seen = [self.gate(cell, self.column, slot.slot) for slot in self.slots] or [
            self.gate(cell, self.column, None)
        ]
        return min(seen, key=lambda text: text == cell)


def _block_rows(
    block: Block,
    table: Table,
    show: Mapping[str, _Show],
    faults: Mapping[int, list[Fault]],
    faulty_only: bool,
) -> Iterator[SheetRow]:
    rows = pa.Table.from_batches([block.batch])
    if faulty_only:
        rows = rows.filter(pc.is_in(rows[ROW], value_set=pa.array(list(faults), pa.int64())))
    numbers = rows[ROW].to_pylist()
    cells = [show[name].all(rows[name].combine_chunks()) for name in table.columns]
    readable = [
        SheetRow(number, tuple(column[at] for column in cells), faults.get(number, ()))
        for at, number in enumerate(numbers)
    ]
    empty = (None,) * len(table.columns)
    rejected = [SheetRow(row.row, empty, faults.get(row.row, ())) for row in block.rejected]
    yield from sorted(readable + rejected, key=lambda row: row.number)


def _last_row(block: Block) -> int:
    numbers: Iterable[int] = (pc.max(block.batch[ROW]).as_py() or 0, *(row.row for row in block.rejected))
    return max(numbers)
