"""The Arrow forms that the engine writes: problems, lineage, failed slots (architecture section 6)."""

from __future__ import annotations

import pyarrow as pa

PROBLEMS = pa.schema(
    [
        ("code", pa.string()),
        ("severity", pa.string()),
        ("source", pa.string()),
        ("file", pa.string()),
        ("row", pa.int64()),
        ("line", pa.int64()),
        ("column", pa.string()),
        ("slot", pa.string()),
        ("record_class", pa.string()),
        ("record_id", pa.string()),
        ("value", pa.string()),
        ("rule", pa.string()),
    ]
)
"""One row per occurrence; `value` has passed the masking gate."""

LINEAGE = pa.schema(
    [
        ("record_id", pa.string()),
        ("source", pa.string()),
        ("file", pa.string()),
        ("row", pa.int64()),
        ("line", pa.int64()),
        ("rule", pa.string()),
    ]
)
"""Which rows made which record, by which rule; no values."""

FAILED = pa.schema([("record_id", pa.string()), ("slot", pa.string())])
"""Slots left empty because their value could not be read or mapped: what depends on them is unknown, not wrong."""

FOUND = pa.schema([("check", pa.int64()), ("record_id", pa.string()), ("value", pa.string())])
"""What checks find, before it is known where it stands: number of the check, record, value as text."""
