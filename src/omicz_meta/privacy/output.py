"""The last look before a file leaves: where does an identifier stand in it? Places only, never the value."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from omicz_meta.engine.screen import Harmless, texts_in
from omicz_meta.identifiers import IdentifierKind, find, number_in_uuid, spellings, unpacked
from omicz_meta.identifiers.hidden import UUID
from omicz_meta.privacy.detect import ColumnCounts
from omicz_meta.privacy.shape import shape

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_PARQUET = b"PAR1"
_ZIP = b"PK\x03\x04"
_BATCH = 65_536
_ENOUGH = 262_144
"""After so many rows the share of identifiers among the cells of a column is known."""
_DIGEST = re.compile("(?<![0-9A-Za-z])[0-9a-f]{32,128}(?![0-9A-Za-z])")
"""A hash in hexadecimal, of which some part passes by chance for an account number."""
_SAYS_MORE = "[B-Zb-z0-8]"
"""What no shape of a value has."""
_NUMBERS = frozenset(IdentifierKind) - {IdentifierKind.NAME, IdentifierKind.ADDRESS}
"""Kinds that a column of records is judged by; names and addresses of institutions are there on purpose."""


@dataclass(frozen=True, slots=True)
class Leak:
    """An identifier in an output: its kind, the 1-based line or row, the member or column inside the file.

    Line 0 is the name of a column, or the column as a whole, judged by the share of its cells. `certain` is false for
    bare runs of ten digits in text (a file size passes for a RID at 6 %) and for telephone numbers without a prefix.
    """

    kind: IdentifierKind
    line: int
    part: str | None = None
    certain: bool = True


def leaks(
    source: Path | bytes, *, allowed: Collection[str] = frozenset(), screened: bool = False
) -> tuple[Leak, ...]:
    """Find identifiers in a text, archive (zip, xlsx) or Parquet file, also behind escapes, base64 and UUIDs.

    `allowed` are contacts that are meant to be public, such as a functional mailbox; shapes that the masking gate
    leaves are none. In Parquet single values are found where they are certain, others by their column; of a file that
    was `screened` value by value when it was made, only columns. Raises OSError for a file that cannot be read.

    >>> leaks(b"dct:title \\"x\\" .\\ndct:source <urn:rc:855715%2F0008> .")
    (Leak(kind=<IdentifierKind.BIRTH_NUMBER: 'birth_number'>, line=2, part=None, certain=True),)
    """
    found = (
        _of_file(source, frozenset(allowed), screened)
        if isinstance(source, Path)
        else _leaks(source, frozenset(allowed))
    )
    return tuple(dict.fromkeys(found))


def _of_file(path: Path, allowed: frozenset[str], screened: bool) -> Iterator[Leak]:
    with path.open("rb") as file:
        tabular = file.read(4) == _PARQUET
    yield from _in_parquet(path, allowed, screened) if tabular else _leaks(path.read_bytes(), allowed)


def _leaks(data: bytes, allowed: frozenset[str]) -> Iterator[Leak]:
    if data.startswith(_PARQUET):
        yield from _in_parquet(io.BytesIO(data), allowed)
    elif data.startswith(_ZIP):
        yield from _in_archive(data, allowed)
    else:
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            yield from _in_text(line, number, None, allowed)


def _in_text(text: str, line: int, part: str | None, allowed: frozenset[str]) -> Iterator[Leak]:
    bare = _DIGEST.sub(" ", text)
    for spelling in (*spellings(bare), *(said for _, _, said in unpacked(bare))):
        for found in find(spelling):
            value = spelling[found.start : found.end]
            if value not in allowed and shape(value) != value:
                yield Leak(found.kind, line, part, found.certain and not _is_grouped(found.kind, value))
    for match in UUID.finditer(text):
        if number_in_uuid(match[0]):
            yield Leak(IdentifierKind.DECODABLE, line, part)


def _is_grouped(kind: IdentifierKind, value: str) -> bool:
    """Whether a telephone number may as well be a large number, written in threes."""
    return kind is IdentifierKind.PHONE and value[0].isdigit() and not value.startswith("00")


def _in_archive(data: bytes, allowed: frozenset[str]) -> Iterator[Leak]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.namelist():
            for leak in _leaks(archive.read(member), allowed):
                yield Leak(leak.kind, leak.line, member, leak.certain)


def _in_parquet(source: Path | io.BytesIO, allowed: frozenset[str], screened: bool = False) -> Iterator[Leak]:
    file = pq.ParquetFile(source)
    counts: dict[str, ColumnCounts] = {}
    for name in file.schema_arrow.names:
        yield from _in_text(name, 0, name, allowed)
    start = 0
    for batch in file.iter_batches(_BATCH):
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if pa.types.is_string(column.type) and start < _ENOUGH:
                said = pc.match_substring_regex(column, _SAYS_MORE).fill_null(False)
                rows = np.arange(start + 1, start + len(column) + 1)[said.to_numpy(zero_copy_only=False)]
                counts.setdefault(name, ColumnCounts(name)).feed(column.filter(said), rows)
            if not screened:
                yield from _in_column(name, column, start, allowed)
        start += len(batch)
        if screened and start >= _ENOUGH:
            break
    yield from _of_columns(counts)


def _in_column(name: str, column: pa.Array, start: int, allowed: frozenset[str]) -> Iterator[Leak]:
    if not any(True for _ in Harmless().identifying(texts_in(column))):
        return
    for row, value in enumerate(column.to_pylist(), start=start + 1):
        for text in _texts(value):
            yield from (leak for leak in _in_text(text, row, name, allowed) if leak.certain)


def _of_columns(counts: dict[str, ColumnCounts]) -> Iterator[Leak]:
    for name, counted in counts.items():
        kind = counted.verdict().kind
        if kind is not None and kind in _NUMBERS:
            yield Leak(kind, 0, name)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
