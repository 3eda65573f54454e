"""The last look before a file leaves: where does an identifier stand in it? Places only, never the value."""

from __future__ import annotations

import io
import math
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from omicz_meta.engine.screen import SUSPECT, Harmless, containing, texts_in
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
FINDABLE = rf"{SUSPECT}|[0-9]{{6}}[ \x{{a0}}]?[0-9]{{4}}|[0-9]{{2}}[ \x{{a0}}]?/[ \x{{a0}}]?[0-9]{{4}}"
"""What every identifier contains that is found in a text, certain or not (RE2)."""
_READABLE = rf"{FINDABLE}|[%&\\]|[0-9A-Za-z+/_-]{{12}}"
"""That, or what may say something else: an escape, base64, hexadecimal, a UUID (RE2)."""
_OF_A_NUMBER = "00000000"
"""How a UUID begins that is made of a number."""
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
        yield from _in_lines(data.decode("utf-8", "replace").splitlines(), allowed)


def _in_lines(lines: list[str], allowed: frozenset[str]) -> Iterator[Leak]:
    looked_at = {line: tuple(_in_text(line, 0, None, allowed)) for line in _suspicious(lines)}
    for number, line in enumerate(lines, start=1):
        yield from (replace(leak, line=number) for leak in looked_at.get(line, ()))


def _suspicious(lines: list[str]) -> Iterator[str]:
    """The different lines in which something may be found; in all others nothing is."""
    said = {line: _said(line) for line in containing(_READABLE, list(dict.fromkeys(lines))).to_pylist()}
    found = set(containing(FINDABLE, [text for texts in said.values() for text in texts]).to_pylist())
    yield from (line for line, texts in said.items() if _OF_A_NUMBER in line or not found.isdisjoint(texts))


def _said(text: str) -> tuple[str, ...]:
    """What a text says, read in all ways; hashes are left out."""
    bare = _DIGEST.sub(" ", text)
    return (*spellings(bare), *(said for _, _, said in unpacked(bare)))


def _in_text(text: str, line: int, part: str | None, allowed: frozenset[str]) -> Iterator[Leak]:
    for spelling in _said(text):
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
    source: Path | io.BytesIO, names: list[str], few: list[str], most: float = math.inf
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Columns of a file, some rows at a time, with the number of rows before them; no more after so many rows."""
    start = 0
    with pq.ParquetFile(source, read_dictionary=few) as file:
        for batch in file.iter_batches(_BATCH, columns=names) if names else ():
            yield start, batch
            start += len(batch)
            if start >= most:
                break


def _of_values(
    source: Path | io.BytesIO, names: list[str], few: list[str], allowed: frozenset[str]
) -> Iterator[Leak]:
    harmless, before = Harmless(), dict[str, pa.Array]()
    for start, batch in _batches(source, names, few):
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        distinct = {name: _distinct(column) for name, column in columns.items()}
        # texts that identify nobody come again with every batch
        new = [name for name in columns if name not in before or not distinct[name].equals(before[name])]
        if not _identify(harmless, [distinct[name] for name in new]):
            before = {name: distinct[name] for name in few if name in distinct}
            continue
        for name in new:
            if _identify(harmless, [distinct[name]]):
                yield from _in_column(name, columns[name], start, allowed)


def _identify(harmless: Harmless, columns: list[pa.Array]) -> bool:
    """Whether a text in some columns identifies somebody."""
    arrays = (texts for column in columns for texts in texts_in(column))
    return any(True for _ in harmless.identifying(arrays))


def _distinct(column: pa.Array) -> pa.Array:
    return column.dictionary if pa.types.is_dictionary(column.type) else column


def _encoded(file: pq.FileMetaData) -> frozenset[str]:
    """The columns of a file that are written as numbers of their different values; texts are read so, too."""
    first = file.row_group(0) if file.num_row_groups else None
    chunks = [first.column(at) for at in range(first.num_columns)] if first else []
    return frozenset(one.path_in_schema for one in chunks if "RLE_DICTIONARY" in one.encodings)


def _telling(column: pa.Array) -> pa.Array:
    """Cells that a column is judged by; those that are shapes only say nothing."""
    cells = _plain(column)
    return cells.filter(pc.match_substring_regex(cells, _SAYS_MORE))


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _in_column(name: str, column: pa.Array, start: int, allowed: frozenset[str]) -> Iterator[Leak]:
    for row, value in enumerate(_plain(column).to_pylist(), start=start + 1):
        for text in _texts(value):
            yield from (leak for leak in _in_text(text, row, name, allowed) if leak.certain)


def _of_columns(source: Path | io.BytesIO, names: list[str], few: list[str]) -> Iterator[Leak]:
    counts = {name: ColumnCounts(name) for name in names}
    for start, batch in _batches(source, names, few, _ENOUGH):
        chosen = sampled(np.arange(start, start + len(batch)))
        sample = batch if chosen is None else batch.take(chosen)
        for name, column in zip(batch.schema.names, sample.columns, strict=True):
            counts[name].feed_sample(_telling(column), len(batch))
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
