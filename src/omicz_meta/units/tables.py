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
    return tuple(row for _, row in numbered_rows(name))


def numbered_rows(name: str) -> tuple[tuple[int, dict[str, str]], ...]:
    """The rows of a shipped table, each with the number of its line.

    >>> [number for number, row in numbered_rows("prefixes.tsv") if row["code"] == "k"]
    [9]
    """
    text = (units_folder() / name).read_text(encoding="utf-8")
    written = ((number, line) for number, line in enumerate(text.splitlines(), 1))
    told = ((number, line.split("\t")) for number, line in written if line and not line.startswith("#"))
    (_, head), *lines = told
    return tuple(
        (number, dict(zip(head, (*line, *[""] * len(head)), strict=False))) for number, line in lines
    )
