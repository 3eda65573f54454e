"""Values on their way between the processes of a run: tables as Arrow streams, all else as Python values.

Only for the pipes between a run and the processes it started itself; nothing that was read from outside is unpickled.
"""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Callable
from importlib.abc import InspectLoader
from importlib.util import module_from_spec, spec_from_loader
from types import FunctionType
from typing import Any

import pyarrow as pa

from omicz_meta.errors import UsageError


class _Packer(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        match value:
            case pa.Table():
                return _table, (_stream(value),)
            case pa.RecordBatch():
                return _batch, (_stream(value),)
            case FunctionType() if source := _source(value):
                return _function, (value.__module__, value.__qualname__, source)
        return NotImplemented


def packed(value: object) -> bytes:
    """A value as bytes; of a slice of a table, the slice alone. Raises UsageError for what cannot travel.

    >>> import pickle
    >>> pickle.loads(packed(pa.table({"x": range(100_000)}).slice(7, 2)))["x"].to_pylist()
    [7, 8]
    >>> len(packed(pa.table({"x": range(100_000)}).slice(7, 2))) < 2_000
    True
    """
    target = io.BytesIO()
    try:
        _Packer(target, protocol=5).dump(value)
    except (pickle.PicklingError, AttributeError, TypeError) as fault:
        raise UsageError(
            "A function of your own cannot be sent to other processes; write it at the top level of a module or file."
        ) from fault
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


class _Text(InspectLoader):
    """A module of this text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def get_source(self, fullname: str) -> str:  # noqa: ARG002 - the form of the import system
        """The text of the module."""
        return self._text


def _source(function: FunctionType) -> str | None:
    """The text of a function's module, where that was loaded from a user's file and can be imported by nobody else."""
    spec = getattr(sys.modules.get(function.__module__), "__spec__", None)
    if spec is None or spec.has_location or not isinstance(spec.loader, InspectLoader):
        return None
    return spec.loader.get_source(spec.name)


def _function(module: str, name: str, source: str) -> Callable[..., Any]:
    """A function of a module that is made here from its text, once."""
    if module not in sys.modules:
        spec = spec_from_loader(module, loader := _Text(source))
        if spec is not None:
            sys.modules[module] = made = module_from_spec(spec)
            loader.exec_module(made)
    function: Callable[..., Any] = getattr(sys.modules[module], name)
    return function
