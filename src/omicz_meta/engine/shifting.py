"""Shifts the dates of a person by the same number of days, which only the key tells: intervals stay, days do not."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.parquet import RowGroupWriter
from omicz_meta.engine.staging import StagedClass
from omicz_meta.schema import ClassDefinition, Kind, Schema

_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(.*)", re.DOTALL)
_PURPOSE = b"omicz-meta date shift\x1f"


def days_of(secret: bytes, person: str, most: int) -> int:
    """By how many days, 1 to `most`, the dates of a person are moved back.

    Back only: a date in the future would be a fault. HMAC-SHA-256 of the pseudonym under the pseudonym key.

    >>> 1 <= days_of(bytes(32), "agjababdinbjjombjmldmanmicpmhdpn", 30) <= 30
    True
    """
    digest = hmac.digest(secret, _PURPOSE + person.encode(), hashlib.sha256)
    return 1 + int.from_bytes(digest[:8]) % most


def shifted(text: str, days: int) -> str:
    """A complete date, with or without a time, so many days earlier; a year or a month stays, so does other text.

    >>> shifted("2001-03-01", 2), shifted("2001-03", 2), shifted("0001-01-01", 2)
    ('2001-02-27', '2001-03', '0001-01-01')
    """
    match = _DAY.fullmatch(text)
    try:
        return text if match is None else f"{date.fromisoformat(match[1]) - timedelta(days)}{match[2]}"
    except (ValueError, OverflowError):
        return text


def shifted_slots(schema: Schema) -> Mapping[str, tuple[str, ...]]:
    """By class about a person, the slots whose dates are moved: partial dates, and objects that hold dates."""
    owned = {name: definition for name, definition in schema.classes.items() if _owner(definition)}
    return {name: tuple(_dated(definition, schema)) for name, definition in owned.items()}


def shift_dates(part: StagedClass, schema: Schema, secret: bytes, most: int) -> StagedClass:
    """The records of a class with the dates of their persons moved back; classes about no person stay."""
    slots = shifted_slots(schema).get(part.name, ())
    if not slots:
        return part
    source = pq.ParquetFile(part.records)
    target = part.records.with_suffix(".shifted")
    writer = RowGroupWriter(target, source.schema_arrow)
    known = lru_cache(maxsize=100_000)(lambda person: days_of(secret, person, most))
    for group in range(source.num_row_groups):
        table = source.read_row_group(group)
        owners = table[_owner(schema.classes[part.name])].to_pylist()
        days = [0 if person is None else known(person) for person in owners]
        for name in slots:
            place = table.column_names.index(name)
            table = table.set_column(place, table.field(name), _moved(table[name], days))
        writer.write(table)
    rows_sha256 = writer.close()
    target.replace(part.records)
    return replace(part, rows_sha256=rows_sha256)


def _owner(definition: ClassDefinition) -> str | None:
    if definition.name == "Individual":
        return "subject_id"
    return "individual" if "individual" in definition.slots else None


def _dated(definition: ClassDefinition, schema: Schema) -> Iterator[str]:
    for slot in definition.slots.values():
        inlined = schema.objects.get(slot.target) if slot.kind is Kind.OBJECT else None
        if slot.kind is Kind.PARTIAL_DATE or (
            inlined is not None and any(part.kind is Kind.PARTIAL_DATE for part in inlined.slots.values())
        ):
            yield slot.name


def _moved(column: pa.ChunkedArray, days: list[int]) -> pa.Array:
    cells = zip(column.to_pylist(), days, strict=True)
    return pa.array([_each(value, back) for value, back in cells], column.type)


def _each(value: Any, days: int) -> Any:
    if isinstance(value, str):
        return shifted(value, days)
    if isinstance(value, dict):
        return {name: _each(part, days) for name, part in value.items()}
    return [_each(part, days) for part in value] if isinstance(value, list) else value
