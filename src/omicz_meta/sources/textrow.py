"""Writes a row of a text table as its source is written, with a guard before what would start a formula."""

from __future__ import annotations

from collections.abc import Iterable

from omicz_meta.engine.table import Layout
from omicz_meta.sources.formula import with_guard


def text_row(cells: Iterable[str], layout: Layout, end: str | None = None) -> str:
    """The row, quoted where a cell needs it, with the line end of the source or another `end`.

    >>> text_row(("1", "a;b", "-x"), Layout(delimiter=";", quote='"'), end="")
    '1;"a;b";\\'-x'
    """
    written = (_cell(with_guard(cell), layout) for cell in cells)
    return layout.delimiter.join(written) + (layout.line_end if end is None else end)


def _cell(cell: str, layout: Layout) -> str:
    if not any(mark and mark in cell for mark in (layout.delimiter, layout.quote, "\r", "\n")):
        return cell
    return layout.quote + cell.replace(layout.quote, layout.quote * 2) + layout.quote
