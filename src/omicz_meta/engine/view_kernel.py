"""Runs a view over resources: a line is taken apart once, in the shape the view asks for, and becomes rows.

No resource is ever a Python object. What of a row's cells is wrong comes back beside the rows, with its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
from duckdb import DuckDBPyRelation, Expression

from omicz_meta.engine.cell import call, case, column, constant
from omicz_meta.engine.prepared import Prepared
from omicz_meta.engine.resource_block import FULL_URL, RESOURCE, TYPE
from omicz_meta.engine.table import LINE, ROW
from omicz_meta.engine.view_cells import cell
from omicz_meta.engine.view_found import root_context
from omicz_meta.engine.view_plan import Boundary, Expr, Kind, ViewPlan
from omicz_meta.engine.view_rows import Made, forms, made
from omicz_meta.engine.view_shape import Shape, decimal_keys, read_by, shape_of
from omicz_meta.engine.view_terms import parsed, under
from omicz_meta.engine.view_values import one

DOCUMENT = "#document"
RESOURCES = "resources"
WHERE = "where"
_NOTE, _LIST = "#note ", "#list "


@dataclass(frozen=True, slots=True)
class ViewNote:
    """Something wrong with a cell: its resource by number and line, its column, and the code that says what."""

    row: int
    line: int | None
    column: str
    code: str


@dataclass(frozen=True, slots=True)
class ViewBlock:
    """Rows of some resources: the view's columns, then ROW and LINE of the resource; and notes in their order."""

    batch: pa.Table
    notes: tuple[ViewNote, ...] = ()


@dataclass(frozen=True)
class ViewKernel:
    """A view that can be run, for one thread at a time; its queries are planned once.

    >>> from omicz_meta.engine.view_plan import Here, Kind, Member, Rows, ViewColumn
    >>> born = ViewColumn("born", Member(Here(), "birthDate", Kind.DATE, False), "VARCHAR", False)
    >>> plan = ViewPlan("Patient", (), Rows((born,)), ("born",))
    >>> line = '{"resourceType": "Patient", "birthDate": "1982-02"}'
    >>> resources = pa.table({RESOURCE: [line], TYPE: ["Patient"], FULL_URL: [None], ROW: [1], LINE: [1]})
    >>> with duckdb.connect() as connection:
    ...     ViewKernel(connection, plan).run(resources).batch.to_pylist()
    [{'born': '1982-02', '#row': 1, '#line': 1}]
    """

    connection: duckdb.DuckDBPyConnection
    plan: ViewPlan
    _shape: Shape = field(init=False)
    _made: Made = field(init=False)
    _prepared: Prepared = field(init=False)
    _written: list[tuple[str, str | None]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        shape = shape_of(self.plan.rows, self.plan.where)
        object.__setattr__(self, "_shape", shape)
        object.__setattr__(self, "_prepared", Prepared(self.connection.cursor()))
        context = root_context(DOCUMENT, shape)
        object.__setattr__(self, "_made", made(self.plan.rows, context, forms(self.plan.rows)))

    def run(self, resources: pa.Table) -> ViewBlock:
        """The rows of resources; those of another type give none. Each text must be a JSON object.

        All resources come in tables of one form.
        """
        rows, early = self._queries(resources.schema)
        table = self._prepared.run(rows, RESOURCES, resources)
        found = [] if early is None else list(_notes(self._prepared.run(early, RESOURCES, resources)))
        kept = [*self.plan.columns, ROW, LINE]
        return ViewBlock(table.select(kept), tuple(_in_order([*found, *_notes(table)], self.plan.columns)))

    def _queries(self, form: pa.Schema) -> tuple[str, str | None]:
        """The query for the rows, and that for what is wrong before there are rows, written down once."""
        if not self._written:
            cursor = self._prepared.connection
            cursor.register(RESOURCES, form.empty_table())
            documents = self._documents(cursor.table(RESOURCES))
            early = self._early_notes(documents)
            told = None if early is None else early.sql_query()
            self._written.append((self._table(documents).sql_query(), told))
            cursor.unregister(RESOURCES)
        return self._written[0]

    def _documents(self, resources: DuckDBPyRelation) -> DuckDBPyRelation:
        """Each resource of the view's type, taken apart."""
        wanted = resources.filter(column(TYPE) == constant(self.plan.resource))
        reads = read_by(self.plan.rows, self.plan.where)
        text = _with_texts(column(RESOURCE), decimal_keys(reads), always=self._tells_digits(reads))
        return wanted.select(
            column(ROW), column(LINE), column(FULL_URL), parsed(text, self._shape).alias(DOCUMENT)
        )

    def _tells_digits(self, reads: tuple[Expr, ...]) -> bool:
        """Whether zeros at the end of a decimal are seen: in what precision means, and in decimals told as text."""
        told = (one for one in self.plan.rows.all_columns() if one.type == "VARCHAR")
        return any(isinstance(one, Boundary) for one in reads) or any(
            one.value.kind is Kind.DECIMAL for one in told
        )

    def _table(self, documents: DuckDBPyRelation) -> DuckDBPyRelation:
        """The rows: cells of resources beside lists of rows, which are unnested one after the other."""
        places = (column(ROW), column(LINE))
        cells = [value.alias(name) for name, value in self._made.cells.items()]
        lists = [items.alias(f"{_LIST}{at}") for at, (items, _) in enumerate(self._made.lists)]
        rows = self._wanted(documents).select(*places, *cells, *lists)
        names = [*self._made.cells]
        for at, (_, inner) in enumerate(self._made.lists):
            further = [column(f"{_LIST}{later}") for later in range(at + 1, len(lists))]
            row = call("unnest", column(f"{_LIST}{at}")).alias("#one")
            rows = rows.select(*places, *map(column, names), row, *further)
            named = [under(column("#one"), name).alias(name) for name in inner]
            rows = rows.select(*places, *map(column, names), *named, *further)
            names += inner
        return rows.select(*self._columns(), *places)

    def _wanted(self, documents: DuckDBPyRelation) -> DuckDBPyRelation:
        context = root_context(DOCUMENT, self._shape)
        for condition in self.plan.where:
            documents = documents.filter(one(condition, context).value)
        return documents

    def _columns(self) -> Iterator[Expression]:
        known = forms(self.plan.rows)
        by_name = {found.name: found for found in self.plan.rows.all_columns()}
        for name in self.plan.columns:
            value, note = cell(by_name[name], known[name])
            yield value.alias(name)
            if note is not None:
                yield note.alias(f"{_NOTE}{name}")

    def _early_notes(self, documents: DuckDBPyRelation) -> DuckDBPyRelation | None:
        """What is wrong before there are rows: in conditions, and in what rows are made for."""
        context = root_context(DOCUMENT, self._shape)
        of_where = [one(condition, context).note for condition in self.plan.where]
        known = dict(self._made.notes)
        for note in of_where:
            if note is not None:
                known[WHERE] = note
        named = [note.alias(f"{_NOTE}{name}") for name, note in known.items()]
        return documents.select(column(ROW), column(LINE), *named) if named else None


def _with_texts(line: Expression, keys: tuple[str, ...], always: bool) -> Expression:
    """A line in which the numbers under these keys are texts, so that no digit is lost when it is read.

    Numbers of up to fifteen digits lose nothing but zeros at their end; they are left as they are, unless `always`. In
    valid JSON a name in plain quotes with a colon behind it is a key; inside a text its quotes have backslashes.
    """
    for key in keys:
        begin = rf'"{key}"\s*:\s*'
        number = constant(rf"{begin}(-?[0-9][0-9.eE+-]*)")
        quoted = call("regexp_replace", line, number, constant(rf'"{key}":"\1"'), constant("g"))
        long = call("regexp_matches", line, constant(rf"{begin}-?[0-9.]{{16}}"))
        line = quoted if always else case((long, quoted), otherwise=line)
    return line


def _notes(table: pa.Table) -> Iterator[ViewNote]:
    """The notes in the columns for notes; one a resource and column, however many rows it has."""
    for name in table.column_names:
        if not name.startswith(_NOTE):
            continue
        there = table.filter(table[name].is_valid()).select([ROW, LINE, name])
        seen = dict.fromkeys(zip(*(there[key].to_pylist() for key in there.column_names), strict=True))
        for row, line, code in seen:
            yield ViewNote(row, line, name.removeprefix(_NOTE), code)


def _in_order(notes: list[ViewNote], names: tuple[str, ...]) -> list[ViewNote]:
    places = {name: at for at, name in enumerate(names)}
    return sorted(
        set(notes), key=lambda note: (note.row, places.get(note.column, -1), note.column, note.code)
    )
