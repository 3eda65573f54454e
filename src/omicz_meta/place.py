"""Where something is: in which source, file, row, line and column, or in which record and slot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the input, in the records, or in both.

    `row` is the 1-based data row (header, comment and empty rows not counted), `line` the physical line on
    which the record starts. A finding about a whole column or file has no row.

    >>> str(Place(source="pacienti", file="data/pacienti.csv", row=17, line=21, column="Pohlaví"))
    'data/pacienti.csv · column Pohlaví · row 17 · line 21'
    """

    source: str | None = None
    file: str | None = None
    row: int | None = None
    line: int | None = None
    column: str | None = None
    slot: str | None = None
    record_class: str | None = None
    record_id: str | None = None

    def __str__(self) -> str:
        slot = self.slot and ".".join(part for part in (self.record_class, self.slot) if part)
        parts = (
            self.file or self.source,
            self.column and f"column {self.column}",
            None if self.column else (slot or self.record_class),
            self.row and f"row {self.row}",
            self.line and f"line {self.line}",
        )
        return " · ".join(part for part in parts if part)
