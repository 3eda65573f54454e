"""Stretches through the kernel contract: what a worker does, be it threads here, a process, or a task of a cluster."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterable, Iterator

from omicz_meta.engine.framed import Pressed
from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.engine.partition import Lookups, PartitionTask, harmonise_partition
from omicz_meta.engine.passed import Passed, combined
from omicz_meta.engine.remembered import write_passed
from omicz_meta.engine.stretch import Stretch, read_stretch
from omicz_meta.engine.table import Block


def piece_by_piece(
    task: PartitionTask, key: PseudonymKey, lookups: Lookups, given: Iterable[Stretch], *, threads: int = 1
) -> Iterator[tuple[int, bool, Passed]]:
    """What comes of stretches in order: for each of their blocks the number of the stretch, whether it is its last, and
    what came of it.

    With one thread a stretch is not asked for before everything about the one before it was taken.
    """
    left = deque[tuple[int, int]]()

    def blocks() -> Iterator[Block]:
        for stretch in given:
            left.append((stretch.number, len(stretch.pieces)))
            yield from stretch.blocks()

    for passed in harmonise_partition(task, key, lookups, blocks(), threads=threads):
        number, count = left.popleft()
        if count > 1:
            left.appendleft((number, count - 1))
        yield number, count == 1, passed


def whole_pieces(
    task: PartitionTask, key: PseudonymKey, lookups: Lookups, given: Iterable[bytes]
) -> Iterator[Passed]:
    """One outcome for each stretch, which come as the bytes of their files."""
    made = []
    read = (read_stretch(io.BytesIO(content), task.reader) for content in given)
    for _, last, passed in piece_by_piece(task, key, lookups, read):
        made.append(passed)
        if last:
            yield combined(made)
            made = []


def sent(passed: Passed, pressed: Pressed) -> memoryview:
    """An outcome as bytes on their way."""
    file = io.BytesIO()
    write_passed(file, passed, pressed)
    return file.getbuffer()
