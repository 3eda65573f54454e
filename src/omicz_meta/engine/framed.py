"""Files of parts, each with its length before it: JSON, tables as Arrow streams, row numbers. Data only.

Arrow streams, since `rows_sha256` is taken over Arrow's form of nested values, which Parquet would change.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Rows = npt.NDArray[np.int64]
Pressed = Literal["zstd", "lz4"] | None
"""How tables are pressed: well where they are kept, quickly or not at all where they are only passing."""

_LENGTH = struct.Struct("<Q")


def put(file: IO[bytes], content: bytes | pa.Buffer) -> None:
    """Add a part."""
    file.write(_LENGTH.pack(len(content)))
    file.write(content)


def get(file: IO[bytes]) -> bytes:
    """The next part; nothing at the end of the file.

    >>> import io
    >>> file = io.BytesIO()
    >>> put(file, b"one")
    >>> _ = file.seek(0)
    >>> get(file), get(file)
    (b'one', b'')
    """
    length = file.read(_LENGTH.size)
    return file.read(*_LENGTH.unpack(length)) if length else b""


def put_json(file: IO[bytes], value: object) -> None:
    """Add a value of JSON."""
    put(file, json.dumps(value, ensure_ascii=False).encode())


def get_json(file: IO[bytes]) -> Any:
    """The next part as a value; None at the end of the file."""
    content = get(file)
    return json.loads(content) if content else None


def put_table(file: IO[bytes], table: pa.Table, pressed: Pressed = "zstd") -> None:
    """Add a table."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=pressed)
    with pa.ipc.new_stream(sink, table.schema, options=options) as stream:
        stream.write_table(table.combine_chunks())
    put(file, sink.getvalue())


def get_table(file: IO[bytes]) -> pa.Table:
    """The next part as a table."""
    return pa.ipc.open_stream(get(file)).read_all()


def put_rows(file: IO[bytes], rows: Rows) -> None:
    """Add row numbers."""
    put(file, rows.astype("<i8").tobytes())


def get_rows(file: IO[bytes]) -> Rows:
    """The next part as row numbers."""
    return np.frombuffer(get(file), "<i8").astype("int64")
