"""Tables and bars: a bar is a cell of a table row with a width, read aloud and copied as a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omicz_meta.reports.markup import Element, Node, cell_text, el


@dataclass(frozen=True, slots=True)
class Head:
    """A column heading; numbers stand to the right. A column of bars has no heading of its own."""

    text: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """Parts of a whole (0 to 1), drawn in order: first in the accent, then in a second tone, then hatched.

    A bar that does not begin at zero, as a range does, begins at `start`.
    """

    parts: tuple[float, ...]
    start: float = 0.0


Cell = str | Element | Bar


def table(
    caption: str, heads: Sequence[Head], rows: Sequence[Sequence[Cell]], visible: bool = True
) -> Element:
    """A table with a caption; the first cell of a row is its heading. Scrolls sideways on a narrow screen."""
    head = el(
        "tr", [el("th", head.text, scope="col", class_="n" if head.numeric else None) for head in heads]
    )
    body = [
        el("tr", [_cell(cell, head, at) for at, (cell, head) in enumerate(zip(row, heads, strict=True))])
        for row in rows
    ]
    title = el("caption", el("span", caption), class_=None if visible else "quiet")
    return el(
        "div",
        el("table", title, el("thead", head), el("tbody", body)),
        class_="scroll",
        tabindex="0",
        role="group",
        aria_label=caption,
    )


def _cell(cell: Cell, head: Head, at: int) -> Element:
    if isinstance(cell, Bar):
        return el("td", _bar(cell), class_="bar", aria_hidden="true")
    content: Node = cell_text(cell) if isinstance(cell, str) else cell
    if at == 0:
        return el("th", content, scope="row")
    return el("td", content, class_="n" if head.numeric else None)


def _bar(bar: Bar) -> list[Node]:
    widths = (max(0.0, min(1.0, part)) for part in bar.parts)
    gap = [el("i", style=f"width:{100 * max(0.0, min(1.0, bar.start)):.1f}%")] if bar.start else []
    return [
        *gap,
        *(
            el("i", class_=f"b{tone}", style=f"width:{100 * width:.1f}%")
            for tone, width in enumerate(widths)
            if width
        ),
    ]
