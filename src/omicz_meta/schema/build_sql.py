"""SQL tables of the model for DuckDB and PostgreSQL: the physical types that records have in Parquet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from omicz_meta.schema.iris import mandatory_key
from omicz_meta.schema.model import ClassDefinition, Kind, Schema, Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

Dialect = Literal["duckdb", "postgresql"]
TYPES = {
    Kind.INTEGER: "BIGINT",
    Kind.DECIMAL: "DECIMAL(38,12)",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.DATETIME: "TIMESTAMP",
}


def sql(schema: Schema, dialect: Dialect = "duckdb") -> str:
    """The statements: a type for each inlined object, then a table for each class with its comments."""
    types = [_type(schema.objects[name], dialect) for name in _inner_first(schema)]
    tables = [text for body in schema.classes.values() for text in (_table(body), *_comments(body))]
    head = f"-- Tables of {schema.name} {schema.version} for {dialect}; made by: omicz-meta schema build\n"
    return "\n".join([head, *types, "", *tables])


def _inner_first(schema: Schema) -> list[str]:
    """Names of the inlined types, each after those it holds."""
    order: list[str] = []

    def visit(name: str) -> None:
        for slot in schema.objects[name].slots.values():
            if slot.kind is Kind.OBJECT and slot.target not in order:
                visit(slot.target)
        if name not in order:
            order.append(name)

    for name in schema.objects:
        visit(name)
    return order


def _type(body: ClassDefinition, dialect: Dialect) -> str:
    fields = ", ".join(f'"{slot.name}" {column_type(slot)}' for slot in body.slots.values())
    return f'CREATE TYPE "{body.snake}" AS {"STRUCT" if dialect == "duckdb" else ""}({fields});'


def _table(body: ClassDefinition) -> str:
    columns = ",\n".join(f"  {_column(body, slot)}" for slot in body.slots.values())
    return f'CREATE TABLE "{body.snake}" (\n{columns}\n);'


def _column(body: ClassDefinition, slot: Slot) -> str:
    limit = " PRIMARY KEY" if slot.name == body.key else " NOT NULL" if mandatory_key(slot) else ""
    return f'"{slot.name}" {column_type(slot)}{limit}'


def column_type(slot: Slot) -> str:
    """The SQL type of a slot.

    >>> from omicz_meta.schema import load_schema
    >>> column_type(load_schema().classes["Individual"].slots["absent"])
    '"absent_value"[]'
    """
    name = ClassDefinition(slot.target, {}).snake
    single = f'"{name}"' if slot.kind is Kind.OBJECT else TYPES.get(slot.kind, "VARCHAR")
    return f"{single}[]" if slot.multivalued else single


def _comments(body: ClassDefinition) -> Iterator[str]:
    yield f'COMMENT ON TABLE "{body.snake}" IS {_quoted(body.title)};'
    for slot in body.slots.values():
        yield f'COMMENT ON COLUMN "{body.snake}"."{slot.name}" IS {_quoted(slot.title)};'
    yield ""


def _quoted(title: object) -> str:
    words = title if isinstance(title, dict) else {}
    return "'" + " | ".join(words[key] for key in ("en", "cs") if key in words).replace("'", "''") + "'"
