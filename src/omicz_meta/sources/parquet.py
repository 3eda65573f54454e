"""Reads Parquet files as tables of text; members of structures are columns of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from omicz_meta.engine.table import LINE, ROW, Block, Form
from omicz_meta.errors import EnvironmentFault
from omicz_meta.problem import Problem
from omicz_meta.sources.dialect import ColumnForm, Dialect
from omicz_meta.sources.files import FileKind, Found, Part, open_files
from omicz_meta.sources.header import Header
from omicz_meta.sources.longcells import without_long_cells
from omicz_meta.sources.paths import Columns, Way, declared_keys
from omicz_meta.sources.request import Request
from omicz_meta.sources.rows import RowTable
from omicz_meta.sources.source import Source
from omicz_meta.sources.text import as_text, value_text

BLOCK_ROWS = 32_768


def find_parquet(found: Found) -> tuple[Part, ...] | Problem:
    """The table of a file, which is read once to know that none of it is damaged."""
    try:
        with pq.ParquetFile(found.path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
            for batch in file.iter_batches(batch_size=BLOCK_ROWS):
                batch.validate(full=True)
    except (pa.ArrowException, ValueError, OverflowError, MemoryError) as fault:
        del fault
        return Problem("R014", found.place.at(), detail=(("reason", "not a Parquet file, or a damaged one"),))
    return (Part("", partial(open_parquet, found, schema, rows)),)


PARQUET = FileKind((".parquet",), "Parquet", find_parquet)
"""Parquet; in a folder, files with this ending: parts of one table where they are named so."""


def open_parts(request: Request) -> Source:
    """A file, or a folder of files: parts of one table where all have the same columns, else a table each."""
    source = open_files(request, PARQUET)
    first, *others = source.tables or (None,)
    if first is None or not others or any(other.columns != first.columns for other in others):
        return source
    problems = [problem for table in source.tables for problem in table.problems if problem.code != "R010"]
    parts = tuple(rows for table in source.tables if isinstance(table, ParquetTable) for rows in table.parts)
    table = ParquetTable(
        request.source,
        request.source,
        request.file,
        first.columns,
        tuple(problems),
        first.layout if isinstance(first.layout, Form) else None,
        partial(_one_after_another, parts),
        parts,
    )
    return replace(source, tables=(table,))


@dataclass(frozen=True, slots=True)
class ParquetTable(RowTable):
    """The rows of one Parquet file, or of several, of which all columns are read, or some."""

    parts: tuple[ParquetRows, ...] = ()

    def read_only(self, columns: tuple[str, ...]) -> ParquetTable:
        """The same rows with these columns; others are not read from the file."""
        parts = tuple(replace(part, wanted=frozenset(columns)) for part in self.parts)
        kept = tuple(name for name in self.columns if name in columns)
        return replace(self, columns=kept, parts=parts, read=partial(_one_after_another, parts))


def _one_after_another(parts: tuple[ParquetRows, ...]) -> Iterator[Block]:
    """The blocks of several files, numbered as one."""
    before = 0
    for part in parts:
        rows = 0
        for block in part.blocks():
            at = block.batch.schema.get_field_index(ROW)
            rows = block.batch.column(at)[-1].as_py()
            yield Block(block.batch.set_column(at, ROW, pc.add(block.batch.column(at), before)))
        before += rows


def open_parquet(found: Found, schema: pa.Schema, rows: int, name: str) -> RowTable:
    """A Parquet file as a table; its rows have numbers but no lines."""
    place, dialect = found.place, found.dialect(name)
    declared = {way: column for way, column in declared_keys(dialect).items() if way in leaves(schema)}
    columns = Columns(declared, seen=dict.fromkeys(leaves(schema)), limits=dialect.limits)
    if columns.too_many:
        return RowTable(name, place.source, place.file, problems=(columns.refused(place),))
    header = columns.header(place)
    read = ParquetRows(found.path, dialect, columns.ways, header)
    nested = {way for way, kind in leaves(schema).items() if _is_nested(kind)}
    told = [
        Problem("R029", place.at(column=called))
        for way, called in zip(columns.ways, header.names, strict=True)
        if way in nested
    ]
    problems = (*header.problems, *told, *(() if rows else (Problem("R010", place.at()),)))
    form = Form("parquet", (), tuple(way for way, known in read.named if known in header.columns))
    return ParquetTable(name, place.source, place.file, header.columns, problems, form, read.blocks, (read,))


def leaves(schema: pa.Schema) -> dict[Way, pa.DataType]:
    """Types of the columns by the keys that lead to them, through structures.

    >>> list(leaves(pa.schema({"id": pa.int64(), "adresa": pa.struct({"kraj": pa.string()})})))
    [('id',), ('adresa', 'kraj')]
    """
    found = dict[Way, pa.DataType]()
    for field in schema:
        _leaf((field.name,), field.type, found)
    return found


def _leaf(way: Way, kind: pa.DataType, found: dict[Way, pa.DataType]) -> None:
    if pa.types.is_struct(kind) and kind.num_fields:
        for field in kind:
            _leaf((*way, field.name), field.type, found)
    else:
        found[way] = kind


def _is_nested(kind: pa.DataType) -> bool:
    inner = pa.types.is_nested(kind) and any(
        pa.types.is_nested(kind.field(n).type) for n in range(kind.num_fields)
    )
    return bool(inner or pa.types.is_map(kind))


@dataclass(frozen=True, slots=True)
class ParquetRows:
    """The rows of a Parquet file: ways to its columns, and what these are called. None of `wanted` means all."""

    path: Path
    dialect: Dialect
    ways: tuple[Way, ...]
    header: Header
    wanted: frozenset[str] | None = None

    @property
    def named(self) -> tuple[tuple[Way, str], ...]:
        """Ways and names of all columns."""
        return tuple(zip(self.ways, self.header.names, strict=True))

    @property
    def _read(self) -> tuple[tuple[Way, str], ...]:
        """Ways and names of the columns that are read."""
        wanted = self.header.columns if self.wanted is None else self.wanted
        return tuple(
            (way, name) for way, name in self.named if name in self.header.columns and name in wanted
        )

    def blocks(self) -> Iterator[Block]:
        """The rows as text. Raises EnvironmentFault when the file is not what it was when it was opened."""
        row = 1
        try:
            with pq.ParquetFile(self.path) as file:
                paths = None if self.wanted is None else [".".join(way) for way, _ in self._read]
                for batch in file.iter_batches(batch_size=BLOCK_ROWS, columns=paths):
                    if batch.num_rows:
                        yield self._block(batch, row)
                    row += batch.num_rows
        except (OSError, pa.ArrowException) as fault:
            raise EnvironmentFault(f"{self.path.name}: reading stopped") from fault

    def _block(self, batch: pa.RecordBatch, first: int) -> Block:
        columns = {
            name: column_text(self._column(batch, way), self.dialect.form(name)) for way, name in self._read
        }
        numbers = pa.array(np.arange(first, first + batch.num_rows, dtype="int64"))
        arrays = [*columns.values(), numbers, pa.nulls(batch.num_rows, pa.int64())]
        block = Block(pa.RecordBatch.from_arrays(arrays, names=[*columns, ROW, LINE]))
        return without_long_cells(block, self.dialect.limits)

    def _column(self, batch: pa.RecordBatch, way: Way) -> pa.Array:
        at = _position(batch.schema, way)
        return pc.struct_field(batch.column(at), list(way[1:])) if len(way) > 1 else batch.column(at)


def _position(schema: pa.Schema, way: Way) -> int:
    """Which column a way leads into; of several with one name the one that has all of its parts.

    >>> _position(pa.schema([("a", pa.int64()), ("a", pa.struct({"b": pa.int64()}))]), ("a", "b"))
    1
    """
    found = schema.get_all_field_indices(way[0])
    if len(found) == 1:
        return int(found[0])
    return int(next(at for at in found if way in leaves(pa.schema([schema.field(at)]))))


def column_text(values: pa.Array, form: ColumnForm) -> pa.Array:
    """A column as text; lists are joined where their column is split.

    >>> column_text(pa.array([[1, 2], None]), ColumnForm(split="|")).to_pylist()
    ['1|2', None]
    """
    if form.split and pa.types.is_list(values.type):
        joined = (
            None if cell is None else [value_text(part, form) or "" for part in cell]
            for cell in values.to_pylist()
        )
        return pa.array([None if cell is None else form.split.join(cell) for cell in joined], pa.string())
    return as_text(pa.chunked_array([values]), form).combine_chunks()
