"""Row groups that stand in other Parquet files, put into one file as they are.

Their bytes are copied; only the footer is made anew, in which places in the file and counts change. A footer is a
struct of Thrift's compact protocol (parquet-format, `FileMetaData`). It is read into fields by their numbers, without
knowing what most of them mean, and written as it was. Only for files that Arrow has written here, now or in an earlier
run, and that are whole.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

MAGIC = b"PAR1"
_END = struct.Struct("<I4s")

_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _STRUCT = 1, 2, 3, 7, 8, 9, 12
_WHOLE_NUMBERS = (4, 5, 6)
_LONG_LIST = 15

# fields of FileMetaData, of RowGroup, and of ColumnChunk with its ColumnMetaData
_ROWS, _GROUPS = 3, 4
_COLUMNS, _GROUP_ROWS, _GROUP_AT, _GROUP_BYTES = 1, 3, 5, 6
_CHUNK_AT, _CHUNK = 2, 3
_PAGES_AT = (9, 10, 11)

Fields = dict[int, tuple[int, Any]]
"""A struct: type and value of its fields by number, in order. A list is the type of its values, and the values."""


def read_footer(file: IO[bytes]) -> Fields:
    """The footer of a file.

    >>> import pyarrow as pa, pyarrow.parquet as pq
    >>> sink = pa.BufferOutputStream()
    >>> pq.write_table(pa.table({"x": [1, 2, 3]}), sink)
    >>> read_footer(pa.BufferReader(sink.getvalue()))[_ROWS][1]
    3
    """
    file.seek(-_END.size, os.SEEK_END)
    length, _ = _END.unpack(file.read(_END.size))
    file.seek(-_END.size - length, os.SEEK_END)
    footer, _ = _read_struct(file.read(length), 0)
    return footer


class GroupFile:
    """A Parquet file that row groups are put into as they are, one behind the other."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._groups: list[bytes] = []
        self._rows = 0
        self._like: Fields = {}

    def add(self, file: IO[bytes], footer: Fields, number: int = 0) -> None:
        """Take a row group of another file, if it has one; the first file says how the footer is."""
        if not self._like:
            self._like = {name: value for name, value in footer.items() if name != _GROUPS}
            self._file.write(MAGIC)
        _, groups = footer[_GROUPS][1]
        if groups:
            group = groups[number]
            begins, length, rows = (group[name][1] for name in (_GROUP_AT, _GROUP_BYTES, _GROUP_ROWS))
            file.seek(begins)
            self._groups.append(_moved(group, self._file.tell() - begins))
            self._file.write(file.read(length))
            self._rows += rows

    def close(self) -> None:
        """Write the footer, and close the file."""
        self._file.write(footer_of(self._groups, self._rows, self._like))
        self._file.close()


def footer_of(groups: Sequence[bytes], rows: int, like: Fields) -> bytes:
    """The end of a file of row groups, in everything else like that of the file one of them comes from."""
    told = {**like, _ROWS: (like[_ROWS][0], rows)}
    before = _struct({name: value for name, value in told.items() if name < _GROUPS})[:-1]
    after = _struct({name: value for name, value in told.items() if name > _GROUPS}, _GROUPS)
    listed = _field_head(_GROUPS, _LIST, _ROWS) + _list_head(_STRUCT, len(groups))
    content = b"".join((before, listed, *groups, after))
    return content + _END.pack(len(content), MAGIC)


def _moved(group: Fields, by: int) -> bytes:
    """A row group as the footer of a file tells of it in which it stands so many bytes further on."""
    kind, (of, chunks) = group[_COLUMNS]
    columns = (kind, (of, [_chunk_moved(chunk, by) for chunk in chunks]))
    return _struct(_places_moved({**group, _COLUMNS: columns}, (_GROUP_AT,), by))


def _chunk_moved(chunk: Fields, by: int) -> Fields:
    kind, pages = chunk[_CHUNK]
    return _places_moved({**chunk, _CHUNK: (kind, _places_moved(pages, _PAGES_AT, by))}, (_CHUNK_AT,), by)


def _places_moved(fields: Fields, names: Sequence[int], by: int) -> Fields:
    """The fields with places that are told moved; 0 says that one is not told."""
    found = {name: fields[name] for name in names if name in fields and fields[name][1]}
    return {**fields, **{name: (kind, place + by) for name, (kind, place) in found.items()}}


# --- Thrift's compact protocol ------------------------------------------------------------------------------


def _read_struct(data: bytes, at: int) -> tuple[Fields, int]:
    fields: Fields = {}
    name = 0
    while head := data[at]:
        at += 1
        if head >> 4:
            name += head >> 4
        else:
            name, at = _read_whole(data, at)
        value, at = _read(data, at, head & 15)
        fields[name] = head & 15, value
    return fields, at + 1


def _read(data: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind in (_TRUE, _FALSE):
        return None, at
    if kind in _WHOLE_NUMBERS:
        return _read_whole(data, at)
    if kind == _BINARY:
        length, at = _read_plain(data, at)
        return data[at : at + length], at + length
    if kind == _STRUCT:
        return _read_struct(data, at)
    if kind == _LIST:
        return _read_list(data, at)
    width = {_BYTE: 1, _DOUBLE: 8}[kind]
    return data[at : at + width], at + width


def _read_list(data: bytes, at: int) -> tuple[tuple[int, list[Any]], int]:
    head, at = data[at], at + 1
    count, kind = head >> 4, head & 15
    if count == _LONG_LIST:
        count, at = _read_plain(data, at)
    values = []
    for _ in range(count):
        # a value that is true or false has a byte of its own here
        value, at = _read(data, at, _BYTE if kind in (_TRUE, _FALSE) else kind)
        values.append(value)
    return (kind, values), at


def _read_plain(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while data[at] & 128:
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
    return value | data[at] << shift, at + 1


def _read_whole(data: bytes, at: int) -> tuple[int, int]:
    value, at = _read_plain(data, at)
    return value >> 1 ^ -(value & 1), at


def _struct(fields: Fields, last: int = 0) -> bytes:
    parts = []
    for name, (kind, value) in fields.items():
        parts += [_field_head(name, kind, last), _value(kind, value)]
        last = name
    return b"".join((*parts, b"\0"))


def _field_head(name: int, kind: int, last: int) -> bytes:
    if 0 < name - last < _LONG_LIST + 1:
        return bytes(((name - last) << 4 | kind,))
    return bytes((kind,)) + _whole(name)


def _value(kind: int, value: Any) -> bytes:
    if kind in (_TRUE, _FALSE):
        return b""
    if kind in _WHOLE_NUMBERS:
        return _whole(value)
    if kind == _BINARY:
        return _plain(len(value)) + bytes(value)
    if kind == _STRUCT:
        return _struct(value)
    if kind == _LIST:
        of, values = value
        inner = _BYTE if of in (_TRUE, _FALSE) else of
        return _list_head(of, len(values)) + b"".join(_value(inner, one) for one in values)
    return bytes(value)


def _list_head(kind: int, count: int) -> bytes:
    if count < _LONG_LIST:
        return bytes((count << 4 | kind,))
    return bytes((_LONG_LIST << 4 | kind,)) + _plain(count)


def _plain(value: int) -> bytes:
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes((*parts, value))


def _whole(value: int) -> bytes:
    return _plain(value << 1 if value >= 0 else (-value << 1) - 1)
