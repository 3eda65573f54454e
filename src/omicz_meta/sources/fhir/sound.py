"""Tells which texts of a run are resources, and why each other one is not.

Most are told a block at a time, from the kernel's reading of their heads and from their punctuation. Those in doubt
are read one by one, strictly. Nothing that is read here is believed by anyone later without its text being JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from omicz_meta.engine.resource_heads import HeadReader
from omicz_meta.sources.fhir.keys import Numbers
from omicz_meta.sources.fhir.knowledge import is_type
from omicz_meta.sources.fhir.modifiers import KEY, Modified, Modifiers
from omicz_meta.sources.fhir.pieces import Pieces
from omicz_meta.sources.fhir.structure import Structure, structure
from omicz_meta.sources.jsonrows import depth
from omicz_meta.sources.jsontext import Malformed, decode_row
from omicz_meta.sources.limits import MIB, Limits
from omicz_meta.sources.punctuation import quotes_between, without_escapes
from omicz_meta.sources.utf8 import is_utf8

Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

STRUCTURE_BYTES = 1 * MIB
"""So many bytes are looked at together: what is made of them stays in the processor's own memory."""

SOUND = ""
NOT_JSON, TOO_LARGE, NO_RESOURCE, TWICE, MODIFIED = "R019", "R015", "R060", "R061", "R062"
_MODIFIER = f'"{KEY}"'.encode()


@dataclass(frozen=True, slots=True)
class Judged:
    """The texts of a run: the code of what is wrong with each (SOUND for a resource), and what its head says.

    `of` and `keys` are the keys at the top of the sound ones. `modified` are modifier extensions nobody understands.
    """

    codes: npt.NDArray[np.object_]
    heads: pa.Table
    of: Positions
    keys: Numbers
    modified: Mapping[int, Modified]


def judge(pieces: Pieces, reader: HeadReader, limits: Limits, modifiers: Modifiers) -> Judged:
    """Look at a run of texts."""
    codes = np.full(len(pieces), SOUND, object)
    for number, code in pieces.codes.items():
        codes[number] = code
    codes[(codes == SOUND) & (pieces.lengths > limits.row_bytes)] = TOO_LARGE
    clear = without_escapes(pieces.data)
    unusable = _unusable(pieces, clear, codes)
    heads = reader.read(_texts(_blotted(pieces.data, pieces, unusable), pieces))
    valid = heads["valid"].to_numpy() & ~unusable
    shape = _shape(_blotted(clear, pieces, ~valid), pieces, limits.depth)
    modified = _modified(pieces.data, pieces.starts)
    careful = np.flatnonzero((codes == SOUND) & (~valid | shape.doubtful | modified))
    met: dict[int, Modified] = {}
    for number in careful.tolist():
        codes[number], one = (
            _looked_at(pieces.text(number), limits.depth, modifiers) if valid[number] else (NOT_JSON, None)
        )
        if one is not None:
            met[number] = one
    kinds = heads["type"].combine_chunks().dictionary_encode()
    known = np.array([is_type(name) for name in kinds.dictionary.to_pylist()] + [False])
    at = kinds.indices.fill_null(len(known) - 1).to_numpy(zero_copy_only=False)
    codes[(codes == SOUND) & ~known[at]] = NO_RESOURCE
    sound = codes[shape.of] == SOUND
    return Judged(codes, heads, shape.of[sound], shape.keys[sound], met)


def _unusable(pieces: Pieces, clear: bytes, codes: npt.NDArray[np.object_]) -> Mask:
    """Texts that are no text, or whose quotes do not pair, among those that are out already."""
    odd = quotes_between(clear, pieces.starts) % 2 == 1 if len(pieces) else np.zeros(0, bool)
    codes[odd & (codes == SOUND)] = NOT_JSON
    if not is_utf8(pieces.data):
        for number in range(len(pieces)):
            if codes[number] == SOUND and not is_utf8(pieces.text(number)):
                codes[number] = NOT_JSON
    unusable: Mask = codes != SOUND
    return unusable


def _blotted(data: bytes, pieces: Pieces, which: Mask) -> bytes:
    """The bytes with spaces for some of the texts."""
    if not which.any():
        return data
    spaced = bytearray(data)
    for number in np.flatnonzero(which).tolist():
        start, length = int(pieces.starts[number]), int(pieces.lengths[number])
        spaced[start : start + length] = b" " * length
    return bytes(spaced)


def _texts(data: bytes, pieces: Pieces) -> pa.Array:
    """The texts as Arrow sees them, where possible in place: the white space between them belongs to the one before."""
    bounds = np.append(pieces.starts, len(data)).astype(np.int32)
    return pa.Array.from_buffers(pa.string(), len(pieces), [None, pa.py_buffer(bounds), pa.py_buffer(data)])


def _shape(clear: bytes, pieces: Pieces, deepest: int) -> Structure:
    """The structure of a run, looked at in parts."""
    bounds = np.append(pieces.starts, len(clear))
    parts, first = list[tuple[int, Structure]](), 0
    while first < len(pieces):
        last = max(int(np.searchsorted(bounds, bounds[first] + STRUCTURE_BYTES)), first + 1)
        last = min(last, len(pieces))
        part = clear[bounds[first] : bounds[last]]
        parts.append((first, structure(part, pieces.starts[first:last] - bounds[first], deepest)))
        first = last
    return Structure(
        np.concatenate([np.zeros(0, bool), *(one.doubtful for _, one in parts)]),
        np.concatenate([np.zeros(0, np.int64), *(one.of + first for first, one in parts)]),
        np.concatenate([np.zeros(0, np.uint64), *(one.keys for _, one in parts)]),
    )


def _modified(data: bytes, starts: Positions) -> Mask:
    """Texts in which something may be called a modifier extension."""
    found, at = np.zeros(len(starts), bool), data.find(_MODIFIER)
    while at >= 0:
        number = int(np.searchsorted(starts, at, side="right")) - 1
        found[number] = True
        following = int(starts[number + 1]) if number + 1 < len(starts) else len(data)
        at = data.find(_MODIFIER, following)
    return found


def _looked_at(text: bytes, deepest: int, known: Modifiers) -> tuple[str, Modified | None]:
    """What is wrong with a text that the kernel takes for JSON, and what modifies it."""
    try:
        content = decode_row(text)
    except Malformed as fault:
        told = {"a key stands twice": TWICE, "nested too deeply": TOO_LARGE}
        return told.get(fault.reason, NOT_JSON), None
    if depth(content, deepest + 1) > deepest:
        return TOO_LARGE, None
    modified = known.met(content)
    return MODIFIED if modified is not None and modified.read else SOUND, modified
