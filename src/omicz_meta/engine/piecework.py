"""Stretches through the kernel contract: what a worker does, be it threads here, a process, or a task of a cluster."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache

from omicz_meta.engine.counted import counted
from omicz_meta.engine.encoding import LEAST, of_lineage, of_records
from omicz_meta.engine.framed import Pressed
from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.engine.ordered import ordered_map
from omicz_meta.engine.partition import Lookups, PartitionTask, harmonise_partition
from omicz_meta.engine.passed import Encoded, Passed, combined
from omicz_meta.engine.remembered import write_passed
from omicz_meta.engine.stretch import Part, read_stretch
from omicz_meta.engine.table import Block
from omicz_meta.schema import Schema

MOST_ENCODERS = 4
"""So many threads encode outcomes; each holds that of a stretch in memory."""


def piece_by_piece(
    task: PartitionTask, key: PseudonymKey, lookups: Lookups, given: Iterable[Part], *, threads: int = 1
) -> Iterator[tuple[int, Passed]]:
    """What comes of stretches, in order, with their numbers; blocks are worked on, and outcomes encoded, in threads.

    With one thread a stretch is not asked for before everything about the one before it was taken.
    """
    made = _stretches_made(task, key, lookups, given, threads)
    encode = _encoder(task.schema)
    yield from ordered_map(lambda one: (one[0], encode(one[1])), made, min(threads, MOST_ENCODERS), ahead=1)


def _stretches_made(
    task: PartitionTask, key: PseudonymKey, lookups: Lookups, given: Iterable[Part], threads: int
) -> Iterator[tuple[int, Passed]]:
    left = deque[tuple[int, bool]]()

    def blocks() -> Iterator[Block]:
        for part in given:
            left.append((part.number, part.last))
            yield part.block()

    made = []
    for passed in harmonise_partition(task, key, lookups, blocks(), threads=threads):
        number, last = left.popleft()
        made.append(passed)
        if last:
            yield number, combined(made)
            made = []


def _encoder(schema: Schema) -> Callable[[Passed], Passed]:
    """What turns records of a stretch, where they are many, into row groups."""
    lineage = of_lineage()
    records = cache(lambda name: of_records(schema.classes[name], schema))

    def encode(passed: Passed) -> Passed:
        many = {name: made for name, made in passed.classes.items() if made.records.num_rows >= LEAST}
        encoded = {
            name: Encoded(
                records(name).groups(made.records),
                lineage.groups(made.lineage),
                made.failed,
                counted(made.records),
            )
            for name, made in many.items()
        }
        few = {name: made for name, made in passed.classes.items() if name not in many}
        return replace(passed, classes=few, encoded=encoded)

    return encode


def whole_pieces(
    task: PartitionTask, key: PseudonymKey, lookups: Lookups, given: Iterable[bytes]
) -> Iterator[Passed]:
    """One outcome for each stretch, which come as the bytes of their files."""
    read = (part for content in given for part in read_stretch(io.BytesIO(content), task.reader).parts())
    for _, passed in piece_by_piece(task, key, lookups, read):
        yield passed


def sent(passed: Passed, pressed: Pressed) -> memoryview:
    """An outcome as bytes on their way."""
    file = io.BytesIO()
    write_passed(file, passed, pressed)
    return file.getbuffer()
