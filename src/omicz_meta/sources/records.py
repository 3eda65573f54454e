"""Opens a file of records that are already in the national form and not a text table: JSON, NDJSON, Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.table import RejectedRow
from omicz_meta.errors import UsageError
from omicz_meta.problem import Problem
from omicz_meta.sources.evidence import binary_kind, gather
from omicz_meta.sources.jsontext import Malformed, decode_record, read_members, read_values
from omicz_meta.sources.limits import MIB
from omicz_meta.sources.place import TablePlace

BLOCK_RECORDS = 5_000
BLOCK_BYTES = 4 * MIB
LARGEST_LINE = 32 * MIB
LARGEST_DOCUMENT = 256 * MIB
"""A .json file is read as a whole; larger ones belong into .ndjson."""


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as the file holds it: its number, its physical line where there is one, its keys and values."""

    row: int
    line: int | None
    content: dict[str, object]


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A run of records, and those that could not be read."""

    records: tuple[RawRecord, ...]
    rejected: tuple[RejectedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordSet:
    """Records of one class: `record_class` as the file names it, None where the file does not say."""

    record_class: str | None
    blocks: Callable[[], Iterator[RawBlock]]


@dataclass(frozen=True, slots=True)
class RecordFile:
    """What a file of records holds; with a problem of severity error it cannot be read at all."""

    sets: tuple[RecordSet, ...] = ()
    problems: tuple[Problem, ...] = ()


def open_records(path: Path, place: TablePlace, classes: frozenset[str]) -> RecordFile:
    """Open a .json, .ndjson or .parquet file; `classes` are names under which a .json file may list records.

    Never raises for what is in the file; raises UsageError for another kind of file.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "people.ndjson"
    >>> _ = path.write_text('{"subject_id": "p1"}\\noops\\n')
    >>> (people,) = open_records(path, TablePlace("people", path.name), frozenset()).sets
    >>> [(block.records[0].content, block.rejected[0].line) for block in people.blocks()]
    [({'subject_id': 'p1'}, 2)]
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
    return _not_text(path, place) or RecordFile((RecordSet(None, partial(_lines, path)),))


def _not_text(path: Path, place: TablePlace) -> RecordFile | None:
    evidence = gather(path)
    if kind := binary_kind(evidence):
        return refused("R011", place, ("kind", kind))
    return refused("R009", place) if evidence.is_empty else None


def _lines(path: Path) -> Iterator[RawBlock]:
    """Each line is a record; a line that cannot be read costs itself."""
    records, rejected, held = list[RawRecord](), list[RejectedRow](), 0
    with path.open("rb") as stream:
        number = 0
        while piece := stream.readline(LARGEST_LINE):
            number += 1
            held += len(piece)
            if len(piece) == LARGEST_LINE and not piece.endswith(b"\n"):
                while piece and not piece.endswith(b"\n"):
                    piece = stream.readline(LARGEST_LINE)
                rejected.append(RejectedRow(number, number, "R015", b""))
            elif text := (piece.removeprefix(b"\xef\xbb\xbf") if number == 1 else piece).strip():
                try:
                    records.append(RawRecord(number, number, decode_record(text)))
                except Malformed:
                    rejected.append(RejectedRow(number, number, "R019", text[:BLOCK_RECORDS]))
            if held >= BLOCK_BYTES or len(records) + len(rejected) >= BLOCK_RECORDS:
                yield RawBlock(tuple(records), tuple(rejected))
                records, rejected, held = [], [], 0
    if records or rejected:
        yield RawBlock(tuple(records), tuple(rejected))


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


def _values(values: list[tuple[int, object]]) -> Iterator[RawBlock]:
    numbered = list(enumerate(values, 1))
    for start in range(0, len(numbered), BLOCK_RECORDS):
        part = numbered[start : start + BLOCK_RECORDS]
        yield RawBlock(
            tuple(RawRecord(row, line, value) for row, (line, value) in part if isinstance(value, dict)),
            tuple(
                RejectedRow(row, line, "R019", b"")
                for row, (line, value) in part
                if not isinstance(value, dict)
            ),
        )


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


def _batches(path: Path) -> Iterator[RawBlock]:
    row = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=BLOCK_RECORDS):
                rows = batch.to_pylist()
                yield RawBlock(tuple(RawRecord(row + n, None, content) for n, content in enumerate(rows, 1)))
                row += len(rows)
    except (OSError, pa.ArrowInvalid) as fault:
        raise UsageError(f"{path.name}: the Parquet file is damaged behind record {row}.") from fault
