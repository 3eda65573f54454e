"""What came of stretches, kept in files and taken over by a later run in which nothing it depends on has changed.

The file of a stretch is a sequence of outcomes, each a JSON header, then tables, then row numbers, in a fixed order;
its last part is a digest of all before it. The file of a table names its stretches and holds the problems of rows that
its joins passed over (M021). All is data only. Equal outcomes may stand in unequal bytes. What an outcome depends on
is not judged here; see `pipeline.incremental`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa

from omicz_meta.engine.accounts import Fates
from omicz_meta.engine.counted import Counted
from omicz_meta.engine.encoding import Group
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.framed import (
    Pressed,
    get,
    get_json,
    get_rows,
    get_table,
    put,
    put_json,
    put_rows,
    put_table,
)
from omicz_meta.engine.lookups import LookupFile
from omicz_meta.engine.passed import Encoded, Made, Passed
from omicz_meta.engine.stretch import Part, digest, whole
from omicz_meta.engine.watch import Watch
from omicz_meta.result import SlotLedger

if TYPE_CHECKING:
    from omicz_meta.engine.partition import PartitionTask

Runner = Callable[["PartitionTask", tuple[LookupFile, ...], Iterator[Part]], Iterator[tuple[int, Passed]]]
"""Runs a task over stretches of its table, which come in parts. Outcomes come in the order of rows: the number of each
stretch, and what came of it."""

FORM = 6
"""The form of these files; it is part of what they are found by."""
TABLE, STRETCH = ".table", ".stretch"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of earlier work, and what of this run's will be.

    `place` is the folder where files are kept; `there` finds a file of an earlier run by its name, None where there is
    none that is whole. `tables` are names by table for what depends on whole files, `bases` stand for all that decides
    what comes of a stretch but its rows. `taken` notes the stretches that were taken over, by table.
    """

    place: Path | None = None
    there: Callable[[str], Path | None] = field(default=lambda _: None)
    tables: Mapping[str, str] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    taken: dict[str, list[int]] = field(default_factory=dict)

    def file(self, name: str) -> Path:
        """Where a file of that name is kept."""
        return (self.place or Path()) / name


NOTHING = Memory()


def recalled(memory: Memory) -> Memory:
    """The memory with the tables that are held as a whole: `held` are the names of their stretches."""
    held = {}
    for table, key in memory.tables.items():
        named = _table_of(memory, f"{key}{TABLE}")
        if named is not None and all(_adopted(memory, name) for name in named):
            held[table] = tuple(named)
    return replace(memory, held=held)


def _table_of(memory: Memory, name: str) -> list[str] | None:
    """The names of the stretches of a table."""
    if not _adopted(memory, name):
        return None
    with memory.file(name).open("rb") as file:
        names: list[str] = get_json(file)
    return names


def _adopted(memory: Memory, name: str) -> bool:
    """Whether a file is there, from this run or an earlier one; it is in the folder of this run then."""
    target = memory.file(name)
    if target.exists():
        return True
    before = memory.there(name)
    if before is None:
        return False
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(before, target)
    except OSError:
        # the disk knows no links
        shutil.copy2(before, target)
    return True


def remembering(
    work: Runner,
    memory: Memory,
    task: PartitionTask,
    lookups: tuple[LookupFile, ...],
    given: Iterator[Part],
) -> Iterator[Passed]:
    """What a runner makes of stretches, but for those of which it is known already; it is kept for later."""
    table = task.table
    if table in memory.held:
        for name in memory.held[table]:
            yield from read_passed(memory.file(name), task.watch)
    elif table in memory.bases:
        names: list[str] = []
        yield from _kept(work, memory, task, lookups, given, names)
        if table in memory.tables:
            _write_table(memory, table, names, passed_over(table, lookups, memory))
    else:
        for _, passed in work(task, lookups, given):
            yield passed


def _kept(
    work: Runner,
    memory: Memory,
    task: PartitionTask,
    lookups: tuple[LookupFile, ...],
    given: Iterator[Part],
    names: list[str],
) -> Iterator[Passed]:
    # stretches that were seen but not told of yet, and whether each is known
    ahead = deque[tuple[str, bool]]()

    base = _base(memory, task, lookups)

    def missing() -> Iterator[Part]:
        for stretch in whole(given):
            name = digest(stretch, base) + STRETCH
            known = _adopted(memory, name)
            ahead.append((name, known))
            if known:
                memory.taken.setdefault(task.table, []).append(stretch.number)
            else:
                yield from stretch.parts()

    def known_ones() -> Iterator[Passed]:
        while ahead and ahead[0][1]:
            name, _ = ahead.popleft()
            names.append(name)
            yield from read_passed(memory.file(name), task.watch)

    for _, passed in work(task, lookups, missing()):
        yield from known_ones()
        name, _ = ahead.popleft()
        names.append(name)
        with kept_file(memory.file(name)) as file:
            write_passed(file, passed)
        yield passed
    yield from known_ones()


def _base(memory: Memory, task: PartitionTask, lookups: tuple[LookupFile, ...]) -> str:
    """All that decides what comes of rows but the rows: of joined tables, what is looked up in them."""
    told = hashlib.sha256(memory.bases[task.table].encode())
    told.update(repr((FORM, task.table, task.columns, task.origin, sorted(task.shared.items()))).encode())
    for one in lookups:
        with one.path.open("rb") as file:
            told.update(one.name.encode() + _digest(file, one.path.stat().st_size))
    return told.hexdigest()


def _seal(file: IO[bytes]) -> None:
    end = file.tell()
    file.seek(0)
    told = _digest(file, end)
    put(file, b"")
    put(file, told)
    file.close()


def _digest(file: IO[bytes], end: int) -> bytes:
    told = hashlib.sha256()
    while end > 0 and (content := file.read(min(_CHUNK, end))):
        told.update(content)
        end -= len(content)
    return told.digest()


def is_whole(path: Path) -> bool:
    """Whether a file of a stretch or table has the bytes that were written."""
    try:
        end = path.stat().st_size - _SEAL
        with path.open("rb") as file:
            told = _digest(file, end)
            return end >= 0 and get(file) == b"" and get(file) == told
    except OSError:
        return False


_SEAL = 8 + 8 + hashlib.sha256().digest_size
"""Bytes of what a file ends with: nothing, and a digest, each with its length."""


def _write_table(memory: Memory, table: str, names: list[str], told: pa.Table) -> None:
    with kept_file(memory.file(f"{memory.tables[table]}{TABLE}")) as file:
        put_json(file, names)
        put_table(file, told)


@contextmanager
def kept_file(target: Path) -> Iterator[IO[bytes]]:
    """A file that is kept, and is there under its name when all of it has been written."""
    begun = target.with_suffix(f".{os.getpid()}.begun")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with begun.open("w+b") as file:
        yield file
        _seal(file)
    begun.replace(target)


def passed_over(table: str, lookups: tuple[LookupFile, ...], memory: Memory) -> pa.Table:
    """Problems of the rows that the joins of a table passed over: as they are told now, or were then."""
    if table in memory.held:
        with memory.file(f"{memory.tables[table]}{TABLE}").open("rb") as file:
            get_json(file)
            return get_table(file)
    told = (one.surplus[table] for one in lookups if table in one.surplus)
    return pa.concat_tables([PROBLEMS.empty_table(), *told])


def write_passed(file: IO[bytes], passed: Passed, pressed: Pressed = "zstd") -> None:
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
        "encoded": {name: _told_of(one) for name, one in passed.encoded.items()},
    }
    put_json(file, header)
    for made in passed.classes.values():
        for table in (made.records, made.lineage, made.failed):
            put_table(file, table, pressed)
    for one in passed.encoded.values():
        for group in (*one.records, *one.lineage):
            put(file, group.content)
        put_table(file, one.failed, pressed)
        for table in one.counted.values.values():
            put_table(file, table, pressed)
    for table in (passed.problems, passed.quarantine):
        put_table(file, table, pressed)
    for rows in (fates.lost, *fates.left_out.values(), *fates.joined.values(), fates.made):
        put_rows(file, rows)


def read_passed(path: Path, watch: Watch) -> Iterator[Passed]:
    """The outcomes of a file in order; `watch` is of the kind that saw the rows then."""
    with path.open("rb") as file:
        yield from passed_of(file, watch)


def passed_of(file: IO[bytes], watch: Watch) -> Iterator[Passed]:
    """The outcomes in a file that is open."""
    while header := get(file):
        yield _passed(file, json.loads(header), watch)


def _passed(file: IO[bytes], header: Mapping[str, Any], watch: Watch) -> Passed:
    classes = {name: Made(get_table(file), get_table(file), get_table(file)) for name in header["classes"]}
    encoded = {name: _encoded(file, told) for name, told in header["encoded"].items()}
    problems, quarantine = get_table(file), get_table(file)
    fates = Fates(
        header["read"],
        header["rejected"],
        get_rows(file),
        {text: get_rows(file) for text in header["left_out"]},
        {name: get_rows(file) for name in header["joined"]},
        get_rows(file),
    )
    slots = {name: SlotLedger(**count) for name, count in header["slots"].items()}
    seen = tuple(watch.fresh().recalled(state) for state in header["seen"])
    met = {(rule, join): (asked, found) for rule, join, asked, found in header["met"]}
    return Passed(classes, problems, quarantine, slots, fates, seen, met, encoded)


def _told_of(one: Encoded) -> dict[str, Any]:
    """What is said of encoded records before their bytes."""
    return {
        "records": [(group.rows, group.digest) for group in one.records],
        "lineage": [(group.rows, group.digest) for group in one.lineage],
        "rows": one.counted.rows,
        "filled": dict(one.counted.filled),
        "values": list(one.counted.values),
    }


def _encoded(file: IO[bytes], told: Mapping[str, Any]) -> Encoded:
    records, lineage = (
        tuple(Group(rows, digest, get(file)) for rows, digest in told[name])
        for name in ("records", "lineage")
    )
    failed = get_table(file)
    values = {name: get_table(file) for name in told["values"]}
    return Encoded(records, lineage, failed, Counted(told["rows"], told["filled"], values))


def _as_one(seen: tuple[Watch, ...]) -> Iterator[Watch]:
    """What all watches have seen together: how many there were is a matter of who worked on the rows."""
    if seen:
        whole = seen[0].fresh()
        for watch in seen:
            whole.add(watch)
        yield whole
