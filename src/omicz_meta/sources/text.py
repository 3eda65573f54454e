"""Writes values of any type as the text a careful export would hold: ISO dates, decimals without binary dust."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable
from decimal import Decimal

import pyarrow as pa
import pyarrow.types as kinds


def as_text(values: pa.ChunkedArray | Iterable[object]) -> pa.ChunkedArray:
    """A column as text; missing values (None, NaN, NaT) are null.

    >>> as_text([1, 2.50, None, Decimal("1.10"), dt.date(2001, 2, 3), True]).to_pylist()
    ['1', '2.5', None, '1.10', '2001-02-03', 'true']
    """
    if not isinstance(values, pa.ChunkedArray):
        return pa.chunked_array([pa.array([value_text(value) for value in values], pa.string())])
    if kinds.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    kind = values.type
    if _casts_well(kind):
        return values.cast(pa.string())
    if kinds.is_timestamp(kind):
        return as_text(_seconds(values).to_pylist())
    if kinds.is_floating(kind):
        return as_text(_floats(values))
    return as_text(values.to_pylist())


def _casts_well(kind: pa.DataType) -> bool:
    texts = kinds.is_string(kind) or kinds.is_large_string(kind) or kinds.is_string_view(kind)
    return bool(
        texts
        or kinds.is_integer(kind)
        or kinds.is_boolean(kind)
        or kinds.is_date32(kind)
        or kinds.is_null(kind)
    )


def _seconds(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Nanoseconds are finer than Python's times: microseconds do."""
    return values.cast(pa.timestamp("us", values.type.tz), safe=False)


def _floats(values: pa.ChunkedArray) -> list[object]:
    """Floats of 32 bits by their own shortest text, not by that of the double they become."""
    if values.type != pa.float32():
        return list(values.to_pylist())
    shortest = (chunk.to_numpy(zero_copy_only=False) for chunk in values.chunks)
    return [None if math.isnan(value) else float(str(value)) for chunk in shortest for value in chunk]


def value_text(value: object) -> str | None:
    """One value as text.

    >>> value_text(1e-7), value_text(3.0), value_text(float("nan")), value_text([1, "á"])
    ('0.0000001', '3', None, '[1, "á"]')
    """
    if value is None or value != value:  # noqa: PLR0124  NaN and NaT are not equal to themselves
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return _other_text(value)


def _float_text(value: float) -> str:
    if math.isinf(value):
        return str(value)
    text = f"{Decimal(repr(float(value))):f}"
    return text.removesuffix(".0") if "." in text else text


def _other_text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
