"""Reads the texts of resources again, by the places that the survey noted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from omicz_meta.errors import EnvironmentFault
from omicz_meta.sources.fhir.members import Member
from omicz_meta.sources.fhir.survey import Surveyed, read_pieces
from omicz_meta.sources.limits import MIB

Positions = npt.NDArray[np.int64]

SPAN = 8 * MIB
MOST = 16_384
"""Texts at once."""


def texts_of(found: Surveyed, chosen: Positions) -> Iterator[tuple[Positions, list[bytes]]]:
    """The texts at these positions of a file, in runs. Raises EnvironmentFault where it is no longer as it was."""
    runs = _converted(found, chosen) if found.member.ending == ".xml" else _by_place(found, chosen)
    try:
        yield from runs
    except OSError as fault:
        raise EnvironmentFault(f"{found.member.shown}: reading stopped") from fault


def _by_place(found: Surveyed, chosen: Positions) -> Iterator[tuple[Positions, list[bytes]]]:
    at, ends = found.at[chosen], found.at[chosen] + found.lengths[chosen]
    first, position = 0, 0
    with found.member.open() as stream:
        while first < len(chosen):
            last = first + max(1, int(np.searchsorted(ends[first : first + MOST], at[first] + SPAN)))
            start = int(at[first])
            _forward(stream, position, start, found.member)
            data = stream.read(int(ends[last - 1]) - start)
            position = int(ends[last - 1])
            pairs = zip((at[first:last] - start).tolist(), (ends[first:last] - start).tolist(), strict=True)
            yield chosen[first:last], [data[begin:end] for begin, end in pairs]
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


def _converted(found: Surveyed, chosen: Positions) -> Iterator[tuple[Positions, list[bytes]]]:
    """Documents of elements are read and turned into JSON once more."""
    wanted = set(chosen.tolist())
    position = 0
    for pieces in read_pieces(found.member):
        here = [n for n in range(len(pieces)) if n + position in wanted]
        if here:
            yield np.array(here) + position, [pieces.text(n) for n in here]
        position += len(pieces)
