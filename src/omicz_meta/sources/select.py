"""Queries for the rows of a database, built as trees.

Names of tables and columns are data, and so are the values they are compared with. SQLAlchemy quotes names as each
database wants it and hands values over beside the query; no query is pasted together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from omicz_meta.submission.choice import Condition

ROW_NUMBERS = ("rowid", "_rowid_", "oid")
"""Names under which SQLite numbers the rows of a table, as long as no column has them."""

Kind = Literal["text", "number", "date", "moment"]
Compared = Literal["as it is", "C", "utf8mb4"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table: which columns are read, which conditions are met, and by which columns they are put in order.

    `schema` are the names before that of the table, which is `called` otherwise where two schemas have it. The
    database writes `written` columns as text. `kinds` are those of columns that hold no text, as far as they are
    known. Text is `compared` by its bytes: as it is, by the collation `C`, or as bytes of `utf8mb4`, since the
    database's own order may differ from one machine to the next.
    """

    table: str
    columns: tuple[str, ...]
    order: tuple[str, ...]
    written: frozenset[str] = frozenset()
    compared: Compared = "as it is"
    schema: tuple[str, ...] = ()
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    called: str = ""

    @property
    def name(self) -> str:
        """What the table is called in mappings."""
        return self.called or self.table


@dataclass(frozen=True, slots=True)
class Query:
    """A query as text, and the values that go with it."""

    text: str
    values: tuple[object, ...] = ()


def select_of(rows: Rows, database: str) -> Query:
    """The query for the rows, as text for a kind of database (a dialect of SQLAlchemy).

    >>> wanted = Rows('lidé "A" x', ("RČ",), ("rowid",), conditions=(Condition("order", "in", ("1", "2")),))
    >>> print(select_of(wanted, "sqlite").text)
    SELECT "lidé ""A"" x"."RČ"
    FROM "lidé ""A"" x"
    WHERE "lidé ""A"" x"."order" IN (?, ?) ORDER BY rowid
    """
    return query_of(statement_of(rows), database)


def statement_of(rows: Rows) -> sa.Select[Any]:
    """The query for the rows, as a tree. Raises ValueError for a value that its column cannot be compared with."""
    source = _source(rows)
    chosen = (
        sa.cast(source.c[name], sa.Text).label(name) if name in rows.written else source.c[name]
        for name in rows.columns
    )
    return sa.select(*chosen).where(*_met(rows, source)).order_by(*_order(rows, source))


def _order(rows: Rows, source: sa.TableClause) -> Iterator[sa.ColumnElement[Any]]:
    for name in rows.order:
        if name in ROW_NUMBERS and rows.compared == "as it is":
            yield sa.column(name)  # SQLite's own number of a row goes by a name that must not be quoted
        else:
            yield _comparable(rows, source, name)


def _comparable(rows: Rows, source: sa.TableClause, name: str) -> sa.ColumnElement[Any]:
    """A column in the form in which its values have the same order everywhere."""
    column = source.c[name]
    if rows.kinds.get(name, "text") != "text" or rows.compared == "as it is":
        return column
    if rows.compared == "utf8mb4":
        return sa.cast(sa.cast(column, mysql.CHAR(charset="utf8mb4")), sa.LargeBinary)
    return sa.collate(sa.cast(column, sa.Text), rows.compared)


def count_of(rows: Rows, database: str) -> Query:
    """The query for the number of rows."""
    return query_of(counting(rows), database)


def counting(rows: Rows) -> sa.Select[Any]:
    """The query for the number of rows, as a tree. Raises ValueError as `statement_of` does."""
    source = _source(rows)
    return sa.select(sa.func.count()).select_from(source).where(*_met(rows, source))


COMPARED: Mapping[str, Callable[[Any, Any], sa.ColumnElement[bool]]] = MappingProxyType(
    {
        "equals": lambda column, values: column == values[0],
        "differs": lambda column, values: column != values[0],
        "in": lambda column, values: column.in_(values),
        "not_in": lambda column, values: column.not_in(values),
        "below": lambda column, values: column < values[0],
        "at_most": lambda column, values: column <= values[0],
        "above": lambda column, values: column > values[0],
        "at_least": lambda column, values: column >= values[0],
        "empty": lambda column, _: column.is_(None),
        "filled": lambda column, _: column.is_not(None),
    }
)


def _met(rows: Rows, source: sa.TableClause) -> Iterator[sa.ColumnElement[bool]]:
    """The conditions of the rows; where the kinds of columns are strict, values are cast to them."""
    for condition in rows.conditions:
        kind = rows.kinds.get(condition.column, "text")
        values = [_operand(value, kind, rows) for value in condition.values]
        by_bytes = kind == "text" and condition.operator not in ("empty", "filled")
        column = _comparable(rows, source, condition.column) if by_bytes else source.c[condition.column]
        yield COMPARED[condition.operator](column, values)


TYPES: Mapping[Kind, sa.types.TypeEngine[Any]] = MappingProxyType(
    {"text": sa.Text(), "number": sa.Double(), "date": sa.Date(), "moment": sa.DateTime()}
)


def _operand(text: str, kind: Kind, rows: Rows) -> sa.ColumnElement[Any]:
    """A value as its column has it. Raises ValueError where the text is none."""
    value = value_of(text, kind)
    if rows.compared == "C" and kind != "text":
        return sa.cast(sa.literal(text), sa.BigInteger() if isinstance(value, int) else TYPES[kind])
    return (
        sa.cast(sa.literal(value), sa.LargeBinary)
        if rows.compared == "utf8mb4" and kind == "text"
        else sa.literal(value)
    )


def value_of(text: str, kind: Kind) -> str | int | float | dt.date:
    """A value of a kind, from how it is written. Raises ValueError.

    >>> value_of("12", "number"), value_of("2015-01-01", "date")
    (12, datetime.date(2015, 1, 1))
    """
    if kind == "number":
        return int(text) if text.removeprefix("-").isdecimal() else float(text)
    if kind == "date":
        return dt.date.fromisoformat(text)
    return dt.datetime.fromisoformat(text) if kind == "moment" else text


def _source(rows: Rows) -> sa.TableClause:
    names = (*rows.columns, *rows.order, *(condition.column for condition in rows.conditions))
    columns: list[sa.ColumnClause[Any]] = [sa.column(_name(name)) for name in dict.fromkeys(names)]
    return sa.table(_name(rows.table), *columns, schema=_schema(rows.schema))


def _name(name: str) -> sa.quoted_name:
    """A name that is always quoted, so that no word of SQL is taken for one."""
    return sa.quoted_name(name, quote=True)


def _schema(names: tuple[str, ...]) -> sa.quoted_name | None:
    """Several names before that of the table, each quoted as standard SQL does; SQLAlchemy knows but one."""
    quote = import_module("sqlalchemy.dialects.postgresql").dialect().identifier_preparer.quote_identifier
    return sa.quoted_name(".".join(map(quote, names)), quote=False) if names else None


STYLES: Mapping[str, str] = MappingProxyType({"postgresql": "numeric_dollar", "sqlite": "qmark"})
"""How a value's place is marked in the text of a query."""


def query_of(statement: sa.SelectBase, database: str) -> Query:
    """A query as text for a kind of database, and its values beside it."""
    dialect = import_module(f"sqlalchemy.dialects.{database}").dialect(paramstyle=STYLES[database])
    made = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    return Query(str(made), tuple(made.params[name] for name in made.positiontup or ()))
