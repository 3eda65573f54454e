"""Reads the tables of units that are shipped: UTF-8, tab-separated, a header, comments in lines that begin with `#`."""

from __future__ import annotations

from pathlib import Path

from omicz_meta.resources import mappings_folder


def units_folder() -> Path:
    """Where the tables of units stand.

    >>> (units_folder() / "spellings.tsv").is_file()
    True
    """
    return mappings_folder() / "units"


def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a shipped table, each by column; a cell that is left out is empty.

    >>> rows("prefixes.tsv")[0]["factor"]
    '1e24'
    """
    text = (units_folder() / name).read_text(encoding="utf-8")
    head, *lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(dict(zip(head, (*line, *[""] * len(head)), strict=False)) for line in lines)
