"""Cuts the bytes of a block into rows: proves by counting what it can, reads with care only what it cannot prove."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from omicz_meta.sources.codec import Codec, Positions
from omicz_meta.sources.limits import Limits
from omicz_meta.sources.lines import (
    Counted,
    Lines,
    Marks,
    cut_lines,
    lines_that_are_rows,
    plain_lines,
    records_of_well_formed,
)
from omicz_meta.sources.record import Lost, Other, Row, quoted, read_record

RAW_SHOWN = 65_536
"""Bytes kept of a row that exceeds a limit."""


@dataclass(frozen=True, slots=True)
class LostRow:
    """A row that cannot be cut; `row` counts rows and `line` lines from the start of the block, from 0."""

    row: int
    line: int
    code: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class LostCell:
    """A cell with an undefined byte; `kept` is the position of its row among the kept ones."""

    kept: int
    row: int
    line: int
    column: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Split:
    """A block cut into rows: legal text of the kept rows, their row and line (from 0), and what was lost.

    `text` is in the encoding of the block, without undefined bytes. `quotes` says whether it holds any quote.
    `consumed` bytes of the block were dealt with; the rest begins a row that does not end in the block.
    """

    text: bytes
    quotes: bool
    rows: Positions
    lines: Positions
    lost_rows: tuple[LostRow, ...] = ()
    lost_cells: tuple[LostCell, ...] = ()
    consumed: int = 0
    lines_consumed: int = 0

    @property
    def rows_read(self) -> int:
        """Kept and lost rows together."""
        return len(self.rows) + len(self.lost_rows)


@dataclass(frozen=True, slots=True)
class Uncut:
    """Lines of a block of which it is known that each is a row, readable or not; they are not cut into rows yet."""

    text: bytes
    rows_read: int

    @property
    def consumed(self) -> int:
        """As in `Split`."""
        return len(self.text)

    @property
    def lines_consumed(self) -> int:
        """As in `Split`."""
        return self.rows_read


@dataclass(frozen=True, slots=True)
class Splitter:
    """What is needed to cut blocks of one table. `careful` reads every row with care (to test the proofs)."""

    marks: Marks
    codec: Codec
    limits: Limits = field(default_factory=Limits)
    careful: bool = False

    def cut(self, data: bytes, last: bool) -> Split | Uncut:
        """As `split`, but lines that are plainly rows are left to whoever calls `split` with them, and nothing else."""
        known = None if self.careful else lines_that_are_rows(data, self.marks)
        return self.split(data, last) if known is None else Uncut(data[: known[0]], known[1])

    def split(self, data: bytes, last: bool) -> Split:
        """Cut `data`, which begins at a row; `last` says that the file ends with it.

        >>> from omicz_meta.sources.codec import codec
        >>> splitter = Splitter(Marks(b";", b'"', 2), codec("utf-8"))
        >>> split = splitter.split(b'a;b\\n"x"y;z\\nc;d\\n', last=True)
        >>> split.text, split.rows.tolist(), [(lost.row, lost.code) for lost in split.lost_rows]
        (b'a;b\\nc;d\\n', [0, 2], [(1, 'R003')])
        """
        lines = cut_lines(data, self.marks.lone_cr, last)
        if not len(lines):
            return Split(b"", False, np.empty(0, np.int64), np.empty(0, np.int64))
        if self.careful:
            return self._with_care(
                lines, np.zeros(len(lines), np.bool_), np.zeros(len(lines), np.bool_), last
            )
        counted = Counted.of(lines, self.marks)
        odd = self.codec.undefined_positions(lines.data, lines.array)
        # a line that is no longer than this holds no cell that is
        longest = min(self.limits.cell_bytes, self.limits.row_bytes)
        plain, empty = plain_lines(lines, counted, odd, self.marks, longest)
        if (plain | empty).all():
            return _whole(lines, np.flatnonzero(plain), bool(counted.quotes.size))
        if counted.quotes.size and not odd.size:
            reach = min(self.limits.look_ahead_bytes, longest)
            proof = records_of_well_formed(lines, counted, self.marks, reach, last)
            if proof:
                return _whole(lines.first(proof[0]), proof[1], True)
        return self._with_care(lines, plain, empty, last)

    def _with_care(
        self, lines: Lines, plain: np.typing.NDArray[np.bool_], empty: np.typing.NDArray[np.bool_], last: bool
    ) -> Split:
        """Take runs of plain lines whole, read each of the other lines with care."""
        rows = _Rows(self, lines, plain)
        position = 0
        for doubtful in np.flatnonzero(~(plain | empty)).tolist():
            if doubtful < position:
                continue
            rows.take(position, doubtful)
            record = read_record(lines, doubtful, self.marks, self.limits, last)
            if record is Other.NEEDS_MORE:
                return rows.finished(doubtful)
            position = doubtful + rows.add(doubtful, record)
        rows.take(position, len(lines))
        return rows.finished(len(lines))


def _whole(lines: Lines, first: Positions, quotes: bool) -> Split:
    consumed = int(lines.nexts[-1])
    return Split(lines.data[:consumed], quotes, np.arange(len(first)), first, (), (), consumed, len(lines))


class _Rows:
    """Gathers the rows of one block in order."""

    def __init__(self, splitter: Splitter, lines: Lines, plain: np.typing.NDArray[np.bool_]) -> None:
        self.splitter, self.lines, self.plain = splitter, lines, plain
        self.text: list[bytes] = []
        self.kept: list[Positions] = []
        self.numbers: list[Positions] = []
        self.lost_rows: list[LostRow] = []
        self.lost_cells: list[LostCell] = []
        self.count = 0

    def take(self, start: int, stop: int) -> None:
        """Take plain and empty lines as they are."""
        if start >= stop:
            return
        run = self.lines.data[int(self.lines.starts[start]) : int(self.lines.nexts[stop - 1])]
        self.text.append(run if run.endswith((b"\n", b"\r")) else run + b"\n")
        self._keep(np.flatnonzero(self.plain[start:stop]) + start)

    def _keep(self, lines: Positions) -> None:
        self.kept.append(lines)
        self.numbers.append(np.arange(self.count, self.count + len(lines)))
        self.count += len(lines)

    def add(self, line: int, record: Row | Lost | Other) -> int:
        """Add what was read at a line; gives the number of lines it took."""
        if isinstance(record, Other):
            return 1
        if isinstance(record, Lost):
            self.lost_rows.append(LostRow(self.count, line, record.code, self._raw(line, record)))
            self.count += 1
        else:
            self.text.append(quoted(self._readable(line, record.cells), self.splitter.marks))
            self._keep(np.array([line]))
        return record.lines

    def _raw(self, line: int, lost: Lost) -> bytes:
        raw = self.lines.data[int(self.lines.starts[line]) : int(self.lines.stops[line + lost.lines - 1])]
        return self.splitter.codec.in_file(raw[:RAW_SHOWN] if lost.code == "R015" else raw)

    def _readable(self, line: int, cells: list[bytes]) -> list[bytes]:
        codec = self.splitter.codec
        kept = self.count - len(self.lost_rows)
        faulty = [column for column, cell in enumerate(cells) if codec.text(cell) is None]
        for column in faulty:
            self.lost_cells.append(LostCell(kept, self.count, line, column, cells[column]))
        return [b"" if column in faulty else cell for column, cell in enumerate(cells)] if faulty else cells

    def finished(self, stop: int) -> Split:
        """The block up to the line `stop`."""
        none = np.empty(0, np.int64)
        return Split(
            text=b"".join(self.text),
            quotes=True,
            rows=np.concatenate([none, *self.numbers]),
            lines=np.concatenate([none, *self.kept]),
            lost_rows=tuple(self.lost_rows),
            lost_cells=tuple(self.lost_cells),
            consumed=int(self.lines.nexts[stop - 1]) if stop else 0,
            lines_consumed=stop,
        )
