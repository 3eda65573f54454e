"""The last look before a file leaves: where does an identifier stand in it? Places only, never the value."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from omicz_meta.engine.screen import Harmless, texts_in
from omicz_meta.identifiers import IdentifierKind, find, number_in_uuid, spellings, unpacked
from omicz_meta.identifiers.hidden import UUID
from omicz_meta.privacy.detect import ColumnCounts, sampled
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
    source: Path | bytes, *, allowed: Collection[str] = frozenset(), screened: Collection[str] = frozenset()
) -> tuple[Leak, ...]:
    """Find identifiers in a text, archive (zip, xlsx) or Parquet file, also behind escapes, base64 and UUIDs.

    `allowed` are contacts that are meant to be public, such as a functional mailbox; shapes that the masking gate
    leaves are none. In Parquet single values are found where they are certain, others by their column; of columns that
    were `screened` value by value when they were made, only as a whole. Raises OSError for a file that cannot be read.

    >>> leaks(b"dct:title \\"x\\" .\\ndct:source <urn:rc:855715%2F0008> .")
    (Leak(kind=<IdentifierKind.BIRTH_NUMBER: 'birth_number'>, line=2, part=None, certain=True),)
    """
    found = (
        _of_file(source, frozenset(allowed), screened)
        if isinstance(source, Path)
        else _leaks(source, frozenset(allowed))
    )
    return tuple(dict.fromkeys(found))


def _of_file(path: Path, allowed: frozenset[str], screened: Collection[str]) -> Iterator[Leak]:
    with path.open("rb") as file:
        tabular = file.read(4) == _PARQUET
    yield from _in_parquet(path, allowed, screened) if tabular else _leaks(path.read_bytes(), allowed)


def _leaks(data: bytes, allowed: frozenset[str]) -> Iterator[Leak]:
    if data.startswith(_PARQUET):
        yield from _in_parquet(io.BytesIO(data), allowed)
    elif data.startswith(_ZIP):
        yield from _in_archive(data, allowed)
    else:
        looked_at: dict[str, tuple[Leak, ...]] = {}
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            if line not in looked_at:
                looked_at[line] = tuple(_in_text(line, number, None, allowed))
            yield from (replace(leak, line=number) for leak in looked_at[line])


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


def _in_parquet(
    source: Path | io.BytesIO, allowed: frozenset[str], screened: Collection[str] = frozenset()
) -> Iterator[Leak]:
    with pq.ParquetFile(source) as file:
        form, encoded = file.schema_arrow, _encoded(file.metadata)
    for name in form.names:
        yield from _in_text(name, 0, name, allowed)
    texts = [entry.name for entry in form if pa.types.is_string(entry.type)]
    few = [name for name in texts if name in encoded]
    single = [entry.name for entry in form if entry.name not in screened and _holds_text(entry.type)]
    yield from _of_values(source, single, few, allowed)
    yield from _of_columns(source, texts, few)


def _holds_text(kind: pa.DataType) -> bool:
    return any(True for _ in texts_in(pa.array([], kind)))


def _batches(
    source: Path | io.BytesIO, names: list[str], few: list[str]
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Columns of a file, some rows at a time, with the number of rows before them."""
    start = 0
    with pq.ParquetFile(source, read_dictionary=few) as file:
        for batch in file.iter_batches(_BATCH, columns=names) if names else ():
            yield start, batch
            start += len(batch)


def _of_values(
    source: Path | io.BytesIO, names: list[str], few: list[str], allowed: frozenset[str]
) -> Iterator[Leak]:
    harmless = Harmless()
    for start, batch in _batches(source, names, few):
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            yield from _in_column(name, column, start, allowed, harmless)


def _encoded(file: pq.FileMetaData) -> frozenset[str]:
    """The columns of a file that are written as numbers of their different values; texts are read so, too."""
    first = file.row_group(0) if file.num_row_groups else None
    chunks = [first.column(at) for at in range(first.num_columns)] if first else []
    return frozenset(one.path_in_schema for one in chunks if "RLE_DICTIONARY" in one.encodings)


def _sample(column: pa.Array, start: int) -> pa.Array:
    """Cells out of many, as a column is judged by them; those that are shapes only say nothing."""
    chosen = sampled(np.arange(start, start + len(column)))
    cells = _plain(column if chosen is None else column.take(chosen))
    return cells.filter(pc.match_substring_regex(cells, _SAYS_MORE))


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _in_column(
    name: str, column: pa.Array, start: int, allowed: frozenset[str], harmless: Harmless
) -> Iterator[Leak]:
    distinct = column.dictionary if pa.types.is_dictionary(column.type) else column
    if not any(True for _ in harmless.identifying(texts_in(distinct))):
        return
    for row, value in enumerate(_plain(column).to_pylist(), start=start + 1):
        for text in _texts(value):
            yield from (leak for leak in _in_text(text, row, name, allowed) if leak.certain)


def _of_columns(source: Path | io.BytesIO, names: list[str], few: list[str]) -> Iterator[Leak]:
    counts = {name: ColumnCounts(name) for name in names}
    for start, batch in _batches(source, names, few):
        if start >= _ENOUGH:
            break
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            counts[name].feed_sample(_sample(column, start), len(column))
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
