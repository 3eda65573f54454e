"""Stretches: consecutive rows of one table, the pieces of work that are given away, and remembered by a digest.

A stretch is so many blocks that starting on it costs little beside the work. Where stretches are cut depends on
the blocks alone, which are cut from the beginning of a file: rows that are added at its end change the last stretch
and those that come after it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import IO

import pyarrow as pa

from omicz_meta.engine.framed import (
    Pressed,
    get,
    get_json,
    get_rows,
    get_table,
    put,
    put_json,
    put_rows,
    put_table,
)
from omicz_meta.engine.row_digest import feed
from omicz_meta.engine.table import Block, CellFault, CellReason, Piece, Reader, RejectedRow, Unread

BYTES = 12 << 20
"""So much of Arrow is enough for a stretch: about 50,000 rows of twenty columns, half a second of work."""

GROWTH = 1.5
"""So many bytes of Arrow become of one of text, where cells are short."""

_REJECTED = pa.schema(
    [
        ("row", pa.int64()),
        ("line", pa.int64()),
        ("code", pa.string()),
        ("raw", pa.binary()),
        ("column", pa.string()),
        ("value", pa.string()),
    ]
)
_FAULTS = pa.schema(
    [
        ("row", pa.int64()),
        ("line", pa.int64()),
        ("column", pa.string()),
        ("code", pa.string()),
        ("raw", pa.string()),
    ]
)
_REASONS = pa.schema([("row", pa.int64()), ("column", pa.string()), ("flavour", pa.string())])

_Wrong = tuple[RejectedRow, ...] | tuple[CellFault, ...] | tuple[CellReason, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces of a table that follow each other, and which stretch of the table they are, from 0."""

    number: int
    pieces: tuple[Piece, ...]

    def parts(self) -> Iterator[Part]:
        """Its parts."""
        last = len(self.pieces) - 1
        return (Part(self.number, piece, at == last) for at, piece in enumerate(self.pieces))


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a table, which stretch it belongs to, and whether it is the last one of it."""

    number: int
    piece: Piece
    last: bool

    def block(self) -> Block:
        """The rows, read."""
        return self.piece.block() if isinstance(self.piece, Unread) else self.piece


def parts(pieces: Iterable[Piece], enough: int = BYTES) -> Iterator[Part]:
    """The pieces of a table, cut into stretches of at least `enough` bytes; with 0 each piece is one.

    A piece is handed on when it is known whether others follow: so whoever works on pieces need not wait for a stretch.

    >>> block = Block(pa.record_batch({"x": ["a"] * 100}))
    >>> [(part.number, part.last) for part in parts([block] * 3, enough=2 * block.batch.nbytes)]
    [(0, False), (0, True), (1, True)]
    """
    before: Piece | None = None
    number, size = 0, 0.0
    for piece in pieces:
        if before is not None:
            full = size >= enough
            yield Part(number, before, full)
            number, size = (number + 1, 0.0) if full else (number, size)
        before = piece
        size += GROWTH * len(piece.content) if isinstance(piece, Unread) else piece.batch.nbytes
    if before is not None:
        yield Part(number, before, True)


def whole(given: Iterable[Part]) -> Iterator[Stretch]:
    """Whole stretches out of their parts.

    >>> block = Block(pa.record_batch({"x": ["a"] * 100}))
    >>> [len(one.pieces) for one in whole(parts([block] * 5, enough=2 * block.batch.nbytes))]
    [2, 2, 1]
    """
    waiting: list[Piece] = []
    for part in given:
        waiting.append(part.piece)
        if part.last:
            yield Stretch(part.number, tuple(waiting))
            waiting = []


def digest(stretch: Stretch, base: str) -> str:
    """SHA-256 of everything in a stretch, beside `base`, which stands for all else that decides what comes of it."""
    told = hashlib.sha256(base.encode())
    for piece in stretch.pieces:
        if isinstance(piece, Unread):
            told.update(repr((piece.reader.told, piece.row, piece.line, len(piece.content))).encode())
            told.update(piece.content)
            if piece.lines is not None:
                told.update(piece.lines.astype("<i8").tobytes())
        else:
            _feed_block(told, piece)
    return told.hexdigest()


def _feed_block(told: hashlib._Hash, block: Block) -> None:
    told.update(repr(block.batch.schema.names).encode())
    for column in block.batch.columns:
        feed(told, column)
    told.update(repr(block.rejected).encode())
    told.update(repr((block.faults, block.reasons)).encode())
    for reason, rows in block.left_out.items():
        told.update(reason.encode() + rows.astype("<i8").tobytes())


def write_stretch(file: IO[bytes], stretch: Stretch, pressed: Pressed = None) -> None:
    """Put a stretch into a file, from which `read_stretch` has it again; who reads rows is not written down."""
    put_json(file, len(stretch.pieces))
    for piece in stretch.pieces:
        put_json(file, isinstance(piece, Unread))
        if isinstance(piece, Unread):
            put_json(file, [piece.row, piece.line, piece.lines is not None])
            put(file, piece.content)
            if piece.lines is not None:
                put_rows(file, piece.lines)
        else:
            _write_block(file, piece, pressed)


def _write_block(file: IO[bytes], block: Block, pressed: Pressed) -> None:
    wrong: tuple[_Wrong, ...] = (block.rejected, block.faults, block.reasons)
    put_json(file, [list(block.left_out), *map(bool, wrong)])
    put_table(file, pa.Table.from_batches([block.batch]), pressed)
    for values, form in zip(wrong, (_REJECTED, _FAULTS, _REASONS), strict=True):
        if values:
            put_table(file, _table(values, form), pressed)
    for rows in block.left_out.values():
        put_rows(file, rows)


def read_stretch(file: IO[bytes], reader: Reader | None, number: int = 0) -> Stretch:
    """The stretch in a file that `write_stretch` wrote; `reader` is the one of its table."""
    return Stretch(number, tuple(_pieces(file, reader)))


def _pieces(file: IO[bytes], reader: Reader | None) -> Iterator[Piece]:
    for _ in range(get_json(file)):
        unread = get_json(file)
        if unread and reader is not None:
            row, line, told = get_json(file)
            content = get(file)
            yield Unread(content, row, line, reader, get_rows(file) if told else None)
        else:
            yield _block(file)


def _block(file: IO[bytes]) -> Block:
    left_out, *wrong = get_json(file)
    batch = _batch(get_table(file))
    rejected, faults, reasons = (get_table(file).to_pylist() if some else [] for some in wrong)
    return Block(
        batch,
        tuple(RejectedRow(**row) for row in rejected),
        tuple(CellFault(**row) for row in faults),
        {reason: get_rows(file) for reason in left_out},
        tuple(CellReason(**row) for row in reasons),
    )


def _table(values: _Wrong, form: pa.Schema) -> pa.Table:
    rows = [dict(zip(form.names, astuple(value), strict=True)) for value in values]
    return pa.Table.from_pylist(rows, schema=form)


def _batch(table: pa.Table) -> pa.RecordBatch:
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)
