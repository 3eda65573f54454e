"""What tables the OMOP Common Data Model has, and a table of a database as one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.table import LINE, ROW, Block, Form, Layout, Narrowing, Table
from omicz_meta.problem import Problem
from omicz_meta.sources.parquet import ParquetTable

Part = Literal["clinical", "vocabulary", "reference", "other"]

EMPTY = "R010"
MAPS_TO = "Maps to"
RELATIONS = "concept_relationship"
WHOLE = ("_id", "_source_value", "_code")
"""Ends of the names of columns that hold no fractions."""


@dataclass(frozen=True, slots=True)
class CdmTable:
    """A table of the model (union of CDM 5.3 and 5.4): its columns, and those without which it cannot be used.

    `reference` tables of the vocabulary (ancestors, synonyms ...) are large and nothing is taken from them.
    """

    name: str
    part: Part
    needed: tuple[str, ...]
    columns: tuple[str, ...]


@cache
def cdm_tables() -> dict[str, CdmTable]:
    """All tables by name, as `tables.psv` lists them.

    >>> cdm_tables()["concept"].needed
    ('concept_id', 'vocabulary_id', 'concept_code')
    """
    text = files("omicz_meta.sources.omop").joinpath("tables.psv").read_text("utf-8")
    rows = [line.split("|") for line in text.splitlines() if line and line[0] != "#"][1:]
    found = (_table(name, part, needed.split(), others.split()) for name, part, needed, others in rows)
    return {table.name: table for table in found}


def _table(name: str, part: str, needed: list[str], others: list[str]) -> CdmTable:
    parts: dict[str, Part] = {"clinical": "clinical", "vocabulary": "vocabulary", "reference": "reference"}
    return CdmTable(name, parts.get(part, "other"), tuple(needed), (*needed, *others))


@dataclass(frozen=True, slots=True)
class FittedTable:
    """A table under its name in the model, with the columns of the model: those that are not there are empty.

    `given` are the columns of the table that are there, by the model's name. With `maps` only the rows count that
    lead from a source concept to a standard one. `archive` is what the file was packed into; `keep` lasts as long as
    the table.
    """

    table: Table
    name: str
    columns: tuple[str, ...]
    given: tuple[tuple[str, str], ...]
    maps: bool = False
    archive: str = ""
    keep: object = field(default=None, repr=False, compare=False)

    @property
    def source(self) -> str:
        """As in the table."""
        return self.table.source

    @property
    def file(self) -> str:
        """As in the table, behind the archive it came in."""
        return within(self.archive, self.table.file)

    @property
    def layout(self) -> Layout | Form | None:
        """As in the table, with the model's columns."""
        written = self.table.layout
        if isinstance(written, Form):
            return replace(written, paths=tuple((name,) for name in self.columns))
        return written

    @property
    def problems(self) -> tuple[Problem, ...]:
        """As in the table; that it has no rows is nothing to tell of a table of the model."""
        return tuple(
            at_file(problem, self.archive) for problem in self.table.problems if problem.code != EMPTY
        )

    @property
    def is_empty(self) -> bool:
        """Whether the table has no rows."""
        return any(problem.code == EMPTY for problem in self.table.problems)

    def only(self, columns: tuple[str, ...]) -> FittedTable:
        """The same rows with these columns; a table in a database reads no others."""
        kept = tuple(name for name in self.columns if name in columns)
        needed = {*kept, *(("relationship_id", "concept_id_1", "concept_id_2") if self.maps else ())}
        given = tuple((name, stored) for name, stored in self.given if name in needed)
        return replace(
            self, table=_with(self.table, tuple(stored for _, stored in given)), columns=kept, given=given
        )

    def blocks(self) -> Iterator[Block]:
        """The rows, with the model's columns in its order."""
        for block in self.table.blocks():
            fitted = self._fitted(block)
            yield self._standard(block, fitted) if self.maps else fitted

    def _fitted(self, block: Block) -> Block:
        given = dict(self.given)
        batch = block.batch
        nothing = pa.nulls(batch.num_rows, pa.string())
        arrays = [self._cells(batch, name) if name in given else nothing for name in self.columns]
        arrays += [batch.column(ROW), batch.column(LINE)]
        names = {stored: name for name, stored in self.given}
        faults = tuple(
            replace(fault, column=names[fault.column]) for fault in block.faults if fault.column in names
        )
        made = pa.RecordBatch.from_arrays(arrays, names=[*self.columns, ROW, LINE])
        return Block(made, block.rejected, faults)

    def _cells(self, batch: pa.RecordBatch, name: str) -> pa.Array:
        """The cells of a column. Numbers and codes that a file keeps as floating point are whole: `65363002.0`."""
        cells = batch.column(dict(self.given)[name])
        typed = isinstance(self.table.layout, Form) and name.endswith(WHOLE)
        if not typed or not pc.any(pc.ends_with(cells, ".0")).as_py():
            return cells
        return pc.replace_substring_regex(cells, r"^(-?[0-9]+)[.]0$", r"\1")

    def _standard(self, block: Block, fitted: Block) -> Block:
        """The rows that lead from a source concept to the standard one: `Maps to` something else."""
        given, batch = dict(self.given), block.batch
        first, second = (pc.utf8_trim_whitespace(batch.column(given[f"concept_id_{n}"])) for n in (1, 2))
        leads = pc.equal(pc.utf8_trim_whitespace(batch.column(given["relationship_id"])), MAPS_TO)
        kept = pc.and_(leads, pc.not_equal(first, second))
        return replace(fitted, batch=fitted.batch.filter(kept))


def _with(table: Table, columns: tuple[str, ...]) -> Table:
    """The table with these columns, where others need not be read."""
    if isinstance(table, ParquetTable):
        return table.read_only(columns)
    return table.only(columns) if isinstance(table, Narrowing) else table


@dataclass(frozen=True, slots=True)
class NoRows:
    """A table of the model that is not there, or that another one stands for."""

    name: str
    source: str
    columns: tuple[str, ...]
    file: str = ""
    layout: Layout | Form | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        """It is."""
        return True

    def blocks(self) -> Iterator[Block]:
        """Nothing."""
        return iter(())


def within(archive: str, file: str) -> str:
    """The path of a file as people see it, behind the archive it is packed into.

    >>> within("cdm.zip", "PERSON.csv"), within("", "PERSON.csv")
    ('cdm.zip!PERSON.csv', 'PERSON.csv')
    """
    return f"{archive}!{file}" if archive and file else file


def at_file(problem: Problem, archive: str) -> Problem:
    """The problem, with the path of its file behind the archive."""
    file = problem.place.file
    return replace(problem, place=replace(problem.place, file=within(archive, file))) if file else problem


def fitted(
    table: Table, name: str, model: CdmTable, *, archive: str = "", keep: object = None
) -> FittedTable:
    """A table of a source as the table of the model it is; its columns may be written in capitals."""
    known = {column.lower(): column for column in reversed(table.columns)}
    given = tuple((column, known[column]) for column in model.columns if column in known)
    return FittedTable(table, name, model.columns, given, model.name == RELATIONS, archive, keep)


def missing(table: Table, model: CdmTable) -> tuple[str, ...]:
    """Columns that the table would need and has not."""
    there = {column.lower() for column in table.columns}
    return tuple(column for column in model.needed if column not in there)
