"""What came of a table, kept in a file and taken over by a later run in which nothing it depends on has changed.

A file is a table of the problems of rows that its joins passed over (M021), then a sequence of outcomes: each a JSON
header, then tables as Arrow streams, then row numbers, in a fixed order and each with its length before it. It is data
only. Arrow streams, since `rows_sha256` is taken over Arrow's form of nested values, which Parquet would change; so
equal outcomes may stand in unequal bytes. What an outcome depends on is not judged here; see `pipeline.incremental`.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa

from omicz_meta.engine.accounts import Fates
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.lookups import LookupFile
from omicz_meta.engine.outcome import Rows
from omicz_meta.engine.partition import PartitionTask
from omicz_meta.engine.passed import Made, Passed
from omicz_meta.engine.runners import Runner
from omicz_meta.engine.table import Block
from omicz_meta.engine.watch import Watch
from omicz_meta.result import SlotLedger

FORM = 3
"""The form of these files; it is part of what they are found by."""
_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Memory:
    """Files of outcomes by table: `held` are there from an earlier run, `kept` are to be written by this one."""

    held: Mapping[str, Path] = field(default_factory=dict)
    kept: Mapping[str, Path] = field(default_factory=dict)


def remembering(work: Runner, memory: Memory) -> Runner:
    """A runner that reads what is held instead of the rows of a table, and keeps what another runner makes."""

    def run(
        task: PartitionTask, lookups: tuple[LookupFile, ...], blocks: Iterator[Block]
    ) -> Iterator[Passed]:
        if task.table in memory.held:
            yield from read_passed(memory.held[task.table], task.watch)
        elif task.table in memory.kept:
            told = passed_over(task.table, lookups, memory)
            yield from _kept(memory.kept[task.table], told, work(task, lookups, blocks))
        else:
            yield from work(task, lookups, blocks)

    return run


def passed_over(table: str, lookups: tuple[LookupFile, ...], memory: Memory) -> pa.Table:
    """Problems of the rows that the joins of a table passed over: as they are told now, or were then."""
    if table in memory.held:
        with memory.held[table].open("rb") as file:
            return _read(file)
    told = (one.surplus[table] for one in lookups if table in one.surplus)
    return pa.concat_tables([PROBLEMS.empty_table(), *told])


def _kept(path: Path, told: pa.Table, outcomes: Iterator[Passed]) -> Iterator[Passed]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("wb") as file:
        _write(file, told)
        for passed in outcomes:
            write_passed(file, passed)
            yield passed


def write_passed(file: IO[bytes], passed: Passed) -> None:
    """Add one outcome to a file."""
    fates = passed.fates
    header = {
        "classes": list(passed.classes),
        "slots": {name: asdict(count) for name, count in passed.slots.items()},
        "read": fates.read,
        "rejected": fates.rejected,
        "left_out": list(fates.left_out),
        "joined": list(fates.joined),
        "seen": [watch.state() for watch in _as_one(passed.seen)],
        "met": [[*name, *met] for name, met in passed.met.items()],
    }
    _put(file, json.dumps(header, ensure_ascii=False).encode())
    for made in passed.classes.values():
        for table in (made.records, made.lineage, made.failed):
            _write(file, table)
    for table in (passed.problems, passed.quarantine):
        _write(file, table)
    for rows in (fates.lost, *fates.left_out.values(), *fates.joined.values(), fates.made):
        _put(file, rows.astype("<i8").tobytes())


def read_passed(path: Path, watch: Watch) -> Iterator[Passed]:
    """The outcomes of a file in order; `watch` is of the kind that saw the rows then."""
    with path.open("rb") as file:
        _read(file)
        while header := _get(file):
            yield _passed(file, json.loads(header), watch)


def _passed(file: IO[bytes], header: Mapping[str, Any], watch: Watch) -> Passed:
    classes = {name: Made(_read(file), _read(file), _read(file)) for name in header["classes"]}
    problems, quarantine = _read(file), _read(file)
    fates = Fates(
        header["read"],
        header["rejected"],
        _rows(file),
        {text: _rows(file) for text in header["left_out"]},
        {name: _rows(file) for name in header["joined"]},
        _rows(file),
    )
    slots = {name: SlotLedger(**count) for name, count in header["slots"].items()}
    seen = tuple(watch.fresh().recalled(state) for state in header["seen"])
    met = {(rule, join): (asked, found) for rule, join, asked, found in header["met"]}
    return Passed(classes, problems, quarantine, slots, fates, seen, met)


def _as_one(seen: tuple[Watch, ...]) -> Iterator[Watch]:
    """What all watches have seen together: how many there were is a matter of who worked on the rows."""
    if seen:
        whole = seen[0].fresh()
        for watch in seen:
            whole.add(watch)
        yield whole


def _write(file: IO[bytes], table: pa.Table) -> None:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as stream:
        stream.write_table(table.combine_chunks())
    _put(file, sink.getvalue())


def _read(file: IO[bytes]) -> pa.Table:
    return pa.ipc.open_stream(_get(file)).read_all()


def _rows(file: IO[bytes]) -> Rows:
    return np.frombuffer(_get(file), "<i8").astype("int64")


def _put(file: IO[bytes], content: bytes | pa.Buffer) -> None:
    file.write(_LENGTH.pack(len(content)))
    file.write(content)


def _get(file: IO[bytes]) -> bytes:
    """The next part; nothing at the end of the file."""
    length = file.read(_LENGTH.size)
    return file.read(*_LENGTH.unpack(length)) if length else b""
