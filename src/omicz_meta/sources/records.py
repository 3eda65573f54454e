"""Opens a file of records that are already in the national form and not a text table: JSON, NDJSON, Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.table import LINE, ROW, RejectedRow
from omicz_meta.errors import UsageError
from omicz_meta.problem import Problem
from omicz_meta.sources.evidence import binary_kind, glance
from omicz_meta.sources.jsontext import Malformed, read_members, read_values
from omicz_meta.sources.limits import MIB
from omicz_meta.sources.ndjson import read_lines
from omicz_meta.sources.place import TablePlace
from omicz_meta.sources.recordblock import Part, RawRecord, Reading, ReadPart, RecordBlock

BLOCK_RECORDS = 5_000
"""Records of a .json file that are handed on together."""

BATCH_ROWS = 65_536
"""Rows of a Parquet file that are judged together: as many as a run writes into a row group."""

LARGEST_DOCUMENT = 256 * MIB
"""A .json file is read as a whole; larger ones belong into .ndjson."""


@dataclass(frozen=True, slots=True)
class RecordSet:
    """Records of one class: `record_class` as the file names it, None where the file does not say."""

    record_class: str | None
    parts: Callable[[], Iterator[Part]]


@dataclass(frozen=True, slots=True)
class RecordFile:
    """What a file of records holds; with a problem of severity error it cannot be read at all."""

    sets: tuple[RecordSet, ...] = ()
    problems: tuple[Problem, ...] = ()


def open_records(path: Path, place: TablePlace, classes: frozenset[str]) -> RecordFile:
    """Open a .json, .ndjson or .parquet file; `classes` are names under which a .json file may list records.

    Never raises for what is in the file; raises UsageError for another kind of file.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "people.json"
    >>> _ = path.write_text('{"individual": [{"subject_id": "p1"}]}')
    >>> (people,) = open_records(path, TablePlace("people", path.name), frozenset({"individual"})).sets
    >>> people.record_class, len(list(people.parts()))
    ('individual', 1)
    """
    opener = {".json": _open_json, ".ndjson": _open_lines, ".parquet": _open_parquet}.get(path.suffix.lower())
    if opener is None:
        raise UsageError(
            f"{path.name}: records are read from .csv, .tsv, .xlsx, .json, .ndjson and .parquet."
        )
    try:
        if path.is_file() and path.stat().st_size == 0:
            return refused("R009", place)
        return opener(path, place, classes)
    except OSError as error:
        return refused("R014", place, ("reason", error.strerror or type(error).__name__))


def refused(code: str, place: TablePlace, *detail: tuple[str, str], line: int | None = None) -> RecordFile:
    """A file that cannot be read, and why."""
    return RecordFile(problems=(Problem(code, place.at(line=line), detail=detail),))


def _open_lines(path: Path, place: TablePlace, classes: frozenset[str]) -> RecordFile:
    del classes
    return _not_text(path, place) or RecordFile((RecordSet(None, partial(read_lines, path)),))


def _not_text(path: Path, place: TablePlace) -> RecordFile | None:
    evidence = glance(path)
    if kind := binary_kind(evidence):
        return refused("R011", place, ("kind", kind))
    return refused("R009", place) if evidence.is_empty else None


def _open_json(path: Path, place: TablePlace, classes: frozenset[str]) -> RecordFile:
    if (size := path.stat().st_size) > LARGEST_DOCUMENT:
        allowed, found = (f"{count // MIB} MiB" for count in (LARGEST_DOCUMENT, size))
        return refused("R015", place, ("limit", "document"), ("allowed", allowed), ("found", found))
    if unusable := _not_text(path, place):
        return unusable
    try:
        document = path.read_bytes()
        members = read_members(document, classes)
        lists = {None: read_values(document)} if members is None else members
    except Malformed as fault:
        return refused("R019", place, ("reason", fault.reason), line=fault.line)
    return RecordFile(tuple(RecordSet(name, partial(_values, values)) for name, values in lists.items()))


def _values(values: list[tuple[int, object]]) -> Iterator[Part]:
    numbered = list(enumerate(values, 1))
    for start in range(0, len(numbered), BLOCK_RECORDS):
        part = numbered[start : start + BLOCK_RECORDS]
        block = RecordBlock(
            tuple(RawRecord(row, line, value) for row, (line, value) in part if isinstance(value, dict)),
            tuple(
                RejectedRow(row, line, "R019", b"")
                for row, (line, value) in part
                if not isinstance(value, dict)
            ),
        )
        yield ReadPart(block)


def _open_parquet(path: Path, place: TablePlace, classes: frozenset[str]) -> RecordFile:
    del classes
    try:
        names = pq.read_schema(path).names
    except pa.ArrowInvalid:
        return refused("R014", place, ("reason", "not a Parquet file"))
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    if twice:
        return RecordFile(problems=tuple(Problem("R007", place.at(column=name)) for name in twice))
    return RecordFile((RecordSet(None, partial(_batches, path)),))


def _batches(path: Path) -> Iterator[Part]:
    row = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=BATCH_ROWS):
                yield Batch(np.arange(row + 1, row + 1 + len(batch)), batch)
                row += batch.num_rows
    except (OSError, pa.ArrowInvalid) as fault:
        raise UsageError(f"{path.name}: the Parquet file is damaged behind record {row}.") from fault


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of a Parquet file, and their numbers."""

    rows: npt.NDArray[np.int64]
    batch: pa.RecordBatch

    def read(self, reading: Reading) -> RecordBlock:
        """Read the rows: whole columns where they fit, rows in doubt with care."""
        batch, rows = self.batch, self.rows
        found = reading.columns.read(dict(zip(batch.schema.names, batch.columns, strict=True)), len(batch))
        table = pa.table({ROW: pa.array(rows), LINE: pa.nulls(len(batch), pa.int64()), **found.values})
        doubtful = np.flatnonzero(found.doubtful)
        raw = batch.take(pa.array(doubtful)).to_pylist()
        records = (RawRecord(int(rows[at]), None, content) for at, content in zip(doubtful, raw, strict=True))
        return RecordBlock(tuple(records), columns=table, certain=~found.doubtful)
