"""Values on their way between the processes of a run: tables as Arrow streams, all else as Python values.

Only for the pipes between a run and the processes it started itself; nothing that was read from outside is unpickled.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

import pyarrow as pa


class _Packer(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, pa.Table):
            return _table, (_stream(value),)
        if isinstance(value, pa.RecordBatch):
            return _batch, (_stream(value),)
        return NotImplemented


def packed(value: object) -> bytes:
    """A value as bytes; of a slice of a table, the slice alone.

    >>> import pickle
    >>> pickle.loads(packed(pa.table({"x": range(100_000)}).slice(7, 2)))["x"].to_pylist()
    [7, 8]
    >>> len(packed(pa.table({"x": range(100_000)}).slice(7, 2))) < 2_000
    True
    """
    target = io.BytesIO()
    _Packer(target, protocol=5).dump(value)
    return target.getvalue()


def _stream(value: pa.Table | pa.RecordBatch) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, value.schema) as stream:
        stream.write(value)
    return sink.getvalue()


def _table(stream: pa.Buffer) -> pa.Table:
    return pa.ipc.open_stream(stream).read_all()


def _batch(stream: pa.Buffer) -> pa.RecordBatch:
    return pa.ipc.open_stream(stream).read_next_batch()
