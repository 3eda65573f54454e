"""Reads the texts of resources again, by the places that the survey noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from omicz_meta.errors import EnvironmentFault
from omicz_meta.sources.fhir.members import Member
from omicz_meta.sources.fhir.survey import Surveyed, read_pieces
from omicz_meta.sources.limits import MIB

Positions = npt.NDArray[np.int64]

SPAN = 8 * MIB
MOST = 16_384
"""Texts at once."""

_LINE_FEED = ord("\n")


@dataclass(frozen=True, slots=True)
class Run:
    """Texts in order, by the positions `at` which they stand in a file: from `starts` to `ends` in `data`."""

    at: Positions
    data: bytes
    starts: Positions
    ends: Positions

    def listed(self) -> list[bytes]:
        """The texts one by one."""
        pairs = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return [self.data[start:end] for start, end in pairs]

    def array(self) -> pa.Array:
        """The texts as an Arrow array; lines of a file are not copied, and keep the line feed behind them.

        >>> some = Run(np.arange(2), b'{"a": 1}, {}', np.array([0, 10]), np.array([8, 12]))
        >>> some.array().to_pylist()
        ['{"a": 1}', '{}']
        """
        if self._are_lines():
            return _strings(self.data, np.append(self.starts, self.ends[-1:]))
        # every second one is what stands between two texts
        both = _strings(self.data, np.column_stack([self.starts, self.ends]).ravel())
        return both.take(pa.array(np.arange(0, 2 * len(self.at), 2)))

    def _are_lines(self) -> bool:
        if not self.data:
            return False
        ends = self.ends[:-1]
        between = np.frombuffer(self.data, np.uint8)[ends]
        return bool((self.starts[1:] - ends == 1).all() and (between == _LINE_FEED).all())


def _strings(data: bytes, bounds: Positions) -> pa.Array:
    offsets = pa.py_buffer(bounds.astype(np.int32))
    return pa.Array.from_buffers(pa.string(), max(len(bounds) - 1, 0), [None, offsets, pa.py_buffer(data)])


def texts_of(found: Surveyed, chosen: Positions) -> Iterator[tuple[Positions, list[bytes]]]:
    """The texts at these positions of a file, in runs. Raises EnvironmentFault where it is no longer as it was."""
    yield from ((run.at, run.listed()) for run in runs_of(found, chosen))


def runs_of(found: Surveyed, chosen: Positions) -> Iterator[Run]:
    """The same, without a value for each text."""
    runs = _converted(found, chosen) if found.member.ending == ".xml" else _by_place(found, chosen)
    try:
        yield from runs
    except OSError as fault:
        raise EnvironmentFault(f"{found.member.shown}: reading stopped") from fault


def _by_place(found: Surveyed, chosen: Positions) -> Iterator[Run]:
    """What could not be unpacked has no text, and no place that could be gone to."""
    there = found.lengths[chosen] > 0
    for part in np.split(chosen, np.flatnonzero(np.diff(there)) + 1):
        if found.lengths[part].any():
            yield from _in_file(found, part)
        elif len(part):
            yield Run(part, b"", np.zeros_like(part), np.zeros_like(part))


def _in_file(found: Surveyed, chosen: Positions) -> Iterator[Run]:
    at, ends = found.at[chosen], found.at[chosen] + found.lengths[chosen]
    first, position = 0, 0
    with found.member.open() as stream:
        while first < len(chosen):
            last = first + max(1, int(np.searchsorted(ends[first : first + MOST], at[first] + SPAN)))
            start = int(at[first])
            _forward(stream, position, start, found.member)
            data = stream.read(int(ends[last - 1]) - start)
            position = int(ends[last - 1])
            yield Run(chosen[first:last], data, at[first:last] - start, ends[first:last] - start)
            first = last


def _forward(stream: BinaryIO, position: int, start: int, member: Member) -> None:
    """Go to a place that is not before the position; what is packed is passed over by reading it."""
    if member.inner is None and member.path.suffix.lower() not in (".gz", ".zst"):
        stream.seek(start)
        return
    while position < start:
        passed = stream.read(min(start - position, MIB))
        if not passed:
            raise OSError(0, "the file ends too early")
        position += len(passed)


def _converted(found: Surveyed, chosen: Positions) -> Iterator[Run]:
    """Documents of elements are read and turned into JSON once more."""
    wanted = np.zeros(len(found), bool)
    wanted[chosen] = True
    position = 0
    for pieces in read_pieces(found.member):
        here = np.flatnonzero(wanted[position : position + len(pieces)])
        if len(here):
            starts = pieces.starts[here]
            yield Run(here + position, pieces.data, starts, starts + pieces.lengths[here])
        position += len(pieces)
