"""Where a table is, to make places of its problems from."""

from __future__ import annotations

from dataclasses import dataclass

from omicz_meta.place import Place


@dataclass(frozen=True, slots=True)
class TablePlace:
    """The source and file of a table.

    >>> TablePlace("pacienti", "data/p.csv").at(line=3)
    Place(source='pacienti', file='data/p.csv', row=None, line=3, ...)
    """

    source: str
    file: str

    def at(self, *, line: int | None = None, column: str | None = None) -> Place:
        """A place in the table."""
        return Place(source=self.source, file=self.file, line=line, column=column)
