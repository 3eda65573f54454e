"""The last look before a file leaves: where does an identifier stand in it? Places only, never the value."""

from __future__ import annotations

import html
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyarrow.parquet as pq

from omicz_meta.identifiers import IdentifierKind, find

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_PARQUET = b"PAR1"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Leak:
    """An identifier in an output: its kind, the 1-based line or row, the member or column inside the file.

    `certain` is false for bare runs of ten digits (a file size passes for a RID at 6 %).
    """

    kind: IdentifierKind
    line: int
    part: str | None = None
    certain: bool = True


def leaks(source: Path | bytes, *, allowed: Collection[str] = frozenset()) -> tuple[Leak, ...]:
    """Find identifiers in a text, archive (zip, xlsx) or Parquet file, also behind percent and entity escapes.

    `allowed` are contacts that are meant to be public, such as a functional mailbox. Raises OSError for a file
    that cannot be read.

    >>> leaks(b"dct:title \\"x\\" .\\ndct:source <urn:rc:855715%2F0008> .")
    (Leak(kind=<IdentifierKind.BIRTH_NUMBER: 'birth_number'>, line=2, part=None, certain=True),)
    """
    data = source.read_bytes() if isinstance(source, Path) else source
    return tuple(dict.fromkeys(_leaks(data, frozenset(allowed))))


def _leaks(data: bytes, allowed: frozenset[str]) -> Iterator[Leak]:
    if data.startswith(_PARQUET):
        yield from _in_parquet(data, allowed)
    elif data.startswith(_ZIP):
        yield from _in_archive(data, allowed)
    else:
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            yield from _in_text(line, number, None, allowed)


def _in_text(text: str, line: int, part: str | None, allowed: frozenset[str]) -> Iterator[Leak]:
    for spelling in dict.fromkeys((text, unquote(text), html.unescape(text))):
        for found in find(spelling):
            if spelling[found.start : found.end] not in allowed:
                yield Leak(found.kind, line, part, found.certain)


def _in_archive(data: bytes, allowed: frozenset[str]) -> Iterator[Leak]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.namelist():
            for leak in _leaks(archive.read(member), allowed):
                yield Leak(leak.kind, leak.line, member, leak.certain)


def _in_parquet(data: bytes, allowed: frozenset[str]) -> Iterator[Leak]:
    table = pq.read_table(io.BytesIO(data))
    for name, column in zip(table.column_names, table.columns, strict=True):
        yield from _in_text(name, 0, name, allowed)
        for row, value in enumerate(column.to_pylist(), start=1):
            for text in _texts(value):
                yield from _in_text(text, row, name, allowed)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
