"""How much of a file the reader takes before it refuses: limits that keep memory bounded on any input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from omicz_meta.place import Place
from omicz_meta.problem import Problem

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one table, or of the file it stands in. What exceeds them is R015.

    `cell_bytes` is the largest cell and `row_bytes` the longest line or element of a row; beyond, the cell or the row
    is lost. `look_ahead_bytes` is how far from the start of a row its last quote may stand: a quoted cell with line
    breaks must end within it, and within `row_bytes`. `depth` is how deeply JSON and XML may be nested. The others
    refuse the table or the file: columns; bytes of a JSON document and of a workbook; what a workbook unpacks to, in
    bytes and in bytes for each byte; cells of the rectangle that holds all of a sheet.

    >>> Limits(columns=500).columns
    500
    """

    cell_bytes: int = 16 * MIB
    row_bytes: int = 32 * MIB
    look_ahead_bytes: int = 1 * MIB
    columns: int = 10_000
    depth: int = 100
    document_bytes: int = 256 * MIB
    workbook_bytes: int = 64 * MIB
    unpacked_bytes: int = 2048 * MIB
    unpacked_ratio: int = 200
    sheet_cells: int = 30_000_000


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class LimitKey:
    """How a limit is declared: the field of `Limits`, what one unit of it is, and the most that can be allowed."""

    field: str
    unit: int
    most: int


LIMIT_KEYS: Mapping[str, LimitKey] = MappingProxyType(
    {
        "cell_mib": LimitKey("cell_bytes", MIB, 1024),
        "row_mib": LimitKey("row_bytes", MIB, 1024),
        "look_ahead_mib": LimitKey("look_ahead_bytes", MIB, 1024),
        "columns": LimitKey("columns", 1, 1_000_000),
        "depth": LimitKey("depth", 1, 300),
        "document_mib": LimitKey("document_bytes", MIB, 1024 * 1024),
        "workbook_mib": LimitKey("workbook_bytes", MIB, 1024 * 1024),
        "unpacked_mib": LimitKey("unpacked_bytes", MIB, 1024 * 1024),
        "unpacked_ratio": LimitKey("unpacked_ratio", 1, 1_000_000),
        "sheet_cells": LimitKey("sheet_cells", 1, 10**10),
    }
)
"""The keys of `limits:` in a source file. Beyond the most, what reads and holds the cells has limits of its own."""


def with_limits(declared: Mapping[str, int]) -> Limits:
    """The usual limits with those that are declared, by their keys.

    >>> with_limits({"cell_mib": 64}).cell_bytes // MIB
    64
    """
    return replace(USUAL, **{LIMIT_KEYS[key].field: LIMIT_KEYS[key].unit * n for key, n in declared.items()})


def beyond(place: Place, limits: Limits, key: str, found: int) -> Problem:
    """R015 for a table or file beyond the limit that `key` declares; `found` is in units of its field.

    >>> beyond(Place(), Limits(), "document_mib", 300 * MIB).detail
    (('limit', 'document_mib'), ('allowed', '256 MiB'), ('found', '300 MiB'))
    """
    known = LIMIT_KEYS[key]
    called = " MiB" if known.unit == MIB else ""
    allowed, there = (f"{count // known.unit}{called}" for count in (getattr(limits, known.field), found))
    return Problem("R015", place, detail=(("limit", key), ("allowed", allowed), ("found", there)))
