"""A table on its way to a CSV file: rows as cells, and how they become bytes whose lines are known."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Row:
    """One data row. `raw` is how a damaged row is written; `blank_before` puts an empty line before it."""

    cells: dict[str, str]
    raw: bytes | None = None
    blank_before: bool = False


@dataclass(slots=True)
class Sheet:
    """A table: `columns` are unique names, `headers` what stands in the file where that differs."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    preamble: tuple[str, ...] = ()
    line_ends: tuple[str, ...] = ("\n",)
    encoding: str = "cp1250"

    @property
    def file(self) -> str:
        """Path inside the submission."""
        return f"data/{self.name}.csv"

    def of(self, person: str) -> list[Row]:
        """Rows of a person."""
        return [row for row in self.rows if row.cells.get("ID_pacienta") == person]


@dataclass(frozen=True, slots=True)
class Written:
    """The bytes of a file, and where each row stands: data row and physical line, both from 1."""

    content: bytes
    places: dict[int, tuple[int, int]]

    def place(self, row: Row) -> tuple[int, int]:
        """Data row and physical line of a row."""
        return self.places[id(row)]


def cells_line(cells: list[str]) -> str:
    """Cells as one record; quoted where they hold a delimiter, a quote or a line break.

    >>> cells_line(["a", "b;c", 'd"e'])
    'a;"b;c";"d""e"'
    """
    return ";".join(
        f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & set(';"\n') else cell for cell in cells
    )


def write(sheet: Sheet) -> Written:
    """Write a table down; line ends take turns where there are several."""
    content, places = bytearray(), {}
    header = cells_line([sheet.headers.get(name, name) for name in sheet.columns])
    for line in (*sheet.preamble, header):
        content += (line + sheet.line_ends[0]).encode(sheet.encoding)
    for number, row in enumerate(sheet.rows, start=1):
        end = sheet.line_ends[number * len(sheet.line_ends) // (len(sheet.rows) + 1)].encode()
        if row.blank_before:
            content += end
        places[id(row)] = (number, content.count(b"\n") + 1)
        content += (record(sheet, row) if row.raw is None else row.raw) + end
    return Written(bytes(content), places)


def record(sheet: Sheet, row: Row) -> bytes:
    """An undamaged row in the encoding of its table."""
    return cells_line([row.cells.get(name, "") for name in sheet.columns]).encode(sheet.encoding)
