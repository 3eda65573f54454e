"""Reads delimited text as hospitals export it, in blocks; what cannot be read costs its own row or cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from omicz_meta.engine.table import Block, Layout, Piece, Unread
from omicz_meta.errors import EnvironmentFault
from omicz_meta.problem import Problem
from omicz_meta.sources.block import BlockMaker
from omicz_meta.sources.codec import Positions, codec
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.files import FileKind, Found, Part
from omicz_meta.sources.limits import MIB, Limits
from omicz_meta.sources.place import TablePlace
from omicz_meta.sources.splitter import Split, Splitter, Uncut
from omicz_meta.sources.stream import open_stream
from omicz_meta.sources.survey import Survey, survey
from omicz_meta.sources.window import splits

ALL_DETECTED = Dialect()


@dataclass(frozen=True, slots=True)
class CsvReader:
    """Reads rows of a file that are well-formed, or a line each: a `Reader` of the engine."""

    splitter: Splitter
    make: BlockMaker

    @property
    def told(self) -> str:
        """How the file is written; what the mapping declares of it is known from the mapping."""
        return repr((self.make.header.names, self.splitter.marks, self.splitter.codec, self.splitter.limits))

    def read(self, rows: Unread) -> Block:
        """The block of rows."""
        known = rows.lines
        split = (
            self.splitter.split(rows.content, last=False)
            if known is None
            else self._known(rows.content, known)
        )
        return self.make.block(split, rows.row, rows.line)

    def _known(self, text: bytes, lines: Positions) -> Split:
        return Split(text, self.splitter.marks.quote in text, np.arange(len(lines)), lines)


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A text table in a file: a `Table` of the engine.

    `blocks` gives every cell as text; an empty cell is an empty text, a cell that cannot be read is null.
    """

    path: Path
    name: str
    source: str
    file: str
    survey: Survey
    dialect: Dialect = ALL_DETECTED
    block_bytes: int = 2 * MIB
    limits: Limits = field(default_factory=Limits)
    careful: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names; none when the file is no table."""
        return self.survey.header.columns

    @property
    def layout(self) -> Layout | None:
        """How the file is written down; None when it is no table."""
        return self.survey.layout

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found about the file as a whole."""
        return self.survey.problems

    @property
    def reader(self) -> CsvReader | None:
        """Who cuts lines into rows, and rows into cells; None when the file is no table."""
        layout, shape = self.survey.layout, self.survey.shape
        if layout is None or shape is None:
            return None
        known = codec(layout.encoding)
        make = BlockMaker(self.survey.header, known, shape.marks, self.dialect)
        return CsvReader(Splitter(shape.marks, known, self.limits, self.careful), make)

    def blocks(self) -> Iterator[Block]:
        """Read the rows from the beginning; may be called again. Raises EnvironmentFault when reading fails."""
        return (part.block() if isinstance(part, Unread) else part for part in self.pieces())

    def pieces(self) -> Iterator[Piece]:
        """As `blocks`, but of rows that are well-formed, or a line each, cells are not read."""
        reader, layout, shape = self.reader, self.survey.layout, self.survey.shape
        if reader is None or layout is None or shape is None:
            return
        row, line = 1, shape.data_line
        try:
            with open_stream(self.path, layout.encoding, self.survey.bom) as stream:
                for split in splits(stream, reader.splitter, self.block_bytes, shape.data_start):
                    if isinstance(split, Uncut):
                        yield Unread(split.text, row, line, reader)
                    elif split.rows_read and not (split.lost_rows or split.lost_cells):
                        yield Unread(split.text, row, line, reader, split.lines)
                    elif split.rows_read:
                        yield reader.make.block(split, row, line)
                    row += split.rows_read
                    line += split.lines_consumed
        except OSError as error:
            raise EnvironmentFault(f"{self.file}: reading stopped: {error.strerror}") from error


def open_csv(
    path: Path,
    *,
    name: str,
    source: str,
    file: str,
    dialect: Dialect = ALL_DETECTED,
    block_bytes: int = 2 * MIB,
    limits: Limits | None = None,
    careful: bool = False,
) -> CsvTable:
    """Open a CSV file: find out how it is written, name its columns. Never raises for what is in the file.

    `name` is the table in mappings, `source` its source, `file` the path as shown to people. `dialect` is what the
    mapping declares; the rest is detected. `limits` are those of the dialect by default. `careful` reads without the
    fast path (the same rows, slowly).

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "p.csv"
    >>> _ = path.write_bytes("id;jméno\\n1;Žofie\\n".encode("windows-1250"))
    >>> table = open_csv(path, name="p", source="p", file="p.csv")
    >>> table.columns, table.layout.encoding
    (('id', 'jméno'), 'windows-1250')
    >>> [block.batch.to_pylist() for block in table.blocks()]
    [[{'id': '1', 'jméno': 'Žofie', '#row': 1, '#line': 2}]]
    """
    bounds = limits or dialect.limits
    found = survey(path, dialect, TablePlace(source, file), bounds)
    return CsvTable(path, name, source, file, found, dialect, block_bytes, bounds, careful)


def _parts(found: Found) -> tuple[Part, ...]:
    def opened(name: str) -> CsvTable:
        place = found.place
        return open_csv(
            found.path, name=name, source=place.source, file=place.file, dialect=found.dialect(name)
        )

    return (Part("", opened),)


CSV = FileKind((".csv", ".tsv", ".csv.gz", ".tsv.gz"), "CSV or TSV", _parts)
"""Delimited text; in a folder, files with these endings."""
