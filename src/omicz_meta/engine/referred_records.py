"""Records beside the records they refer to, for checks that read both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from omicz_meta.engine.cell import Cell, call, case, column, null
from omicz_meta.engine.plan import Call, Column, Expression, walk, with_cells
from omicz_meta.schema import Kind

if TYPE_CHECKING:
    from duckdb import Expression as Sql

    from omicz_meta.engine.checks import Check, Judged
    from omicz_meta.schema import Schema


def beside(
    connection: duckdb.DuckDBPyConnection,
    records: duckdb.DuckDBPyRelation,
    judged: Judged,
    checks: Sequence[Check],
    classes: Mapping[str, Judged],
    schema: Schema,
    hashed: Collection[Column] = (),
) -> duckdb.DuckDBPyRelation:
    """The `records` of a class with the slots that checks read of others: `reference.slot`, empty where there is none.

    A reference names a slot that holds one id. Where nobody has such an id, or no record of that class is among
    `classes`, what would be read is unknown, and so is the check. Of `hashed` cells only the hash is read.
    """
    for reference, slots in _wanted(checks).items():
        target = schema.classes[schema.classes[judged.staged.name].slots[reference].target]
        other = classes.get(target.name)
        cells = [Column(slot, reference) for slot in slots]
        if other is None:
            records = records.select(
                duckdb.StarExpression(), *(null().alias(flat(cell).name) for cell in cells)
            )
            continue
        rows, own, id_ = other.staged.read_records(connection), column(reference), column(target.key or "id")
        if other.ids_differ:
            # a hash takes a third of the room of an id; a reference to nobody has that of somebody once in 2**64
            own, id_ = call("hash", own), call("hash", id_)
        else:
            rows = _merged(rows, target.key or "id", slots)
        key = f"{reference}."
        read = (_read(cell, hashed).alias(flat(cell).name) for cell in cells)
        single = rows.select(id_.alias(key), *read)
        joined = records.join(single, condition=own == column(key), how="left")
        records = joined.select(duckdb.StarExpression(exclude=[key]))
    return records


def _merged(records: duckdb.DuckDBPyRelation, key: str, slots: Sequence[str]) -> duckdb.DuckDBPyRelation:
    """One row for each id: one that stands twice must not double who refers to it."""
    others = (call("min", column(slot)).alias(slot) for slot in slots if slot != key)
    return records.aggregate([column(key), *others], column(key))


def only_compared(checks: Sequence[Check], schema: Schema) -> frozenset[Column]:
    """References of other records that checks only hold against one of their own: whether the two differ.

    >>> from omicz_meta.engine.checks import Check
    >>> from omicz_meta.schema import load_schema
    >>> owner = Column("individual", "diagnosis")
    >>> foreign = Check("X035", "Treatment", "diagnosis", Call("ne", (Column("individual"), owner)), "owners")
    >>> [cell.name for cell in only_compared([foreign], load_schema())]
    ['individual']
    """
    parts = [(check, part) for check in checks for part in walk(check.violated)]
    read = Counter(part for _, part in parts if isinstance(part, Column) and part.table)
    held = Counter(cell for check, part in parts for cell in _held_against(part, check, schema))
    return frozenset(cell for cell, times in held.items() if times == read[cell])


def _held_against(part: Expression, check: Check, schema: Schema) -> Iterator[Column]:
    """The other record's reference, where a part asks whether it differs from an own one; both are text."""
    match part:
        case Call("ne", (Column(own, table=None), Column(name, table=str(reference)) as other)):
            slots = schema.classes[check.record_class].slots
            if slots[own].kind is schema.classes[slots[reference].target].slots[name].kind is Kind.REFERENCE:
                yield other


def _read(cell: Column, hashed: Collection[Column]) -> Sql:
    """What is read of another record: a value, or where that is only compared, its hash."""
    value = column(cell.name)
    return case((value.isnotnull(), call("hash", value))) if cell in hashed else value


def compared(checks: Sequence[Check], hashed: Collection[Column]) -> dict[Expression, Cell]:
    """Comparisons with cells of which only the hash is there, by the flattened comparison."""
    found: dict[Expression, Cell] = {}
    for part in (part for check in checks for part in walk(check.violated)):
        match part:
            case Call("ne", (Column(own), Column() as other)) if other in hashed:
                differ = call("hash", column(own)) != column(flat(other).name)
                found[with_cells(part, flat)] = Cell(case((column(own).isnotnull(), differ)))
    return found


def read_beside(checks: Sequence[Check]) -> list[str]:
    """What checks read of other records, by the names that it has beside those of their own class."""
    return list(dict.fromkeys(flat(cell).name for check in checks for cell in check.related))


def unknown_beside(
    judged: Judged, checks: Sequence[Check], classes: Mapping[str, Judged], schema: Schema
) -> frozenset[str]:
    """Those of them that nobody knows, since there is no record of their class."""
    slots = schema.classes[judged.staged.name].slots
    cells = (cell for check in checks for cell in check.related)
    return frozenset(flat(cell).name for cell in cells if slots[cell.table or ""].target not in classes)


def flat(cell: Column) -> Column:
    """What a slot of a record that is referred to is called beside the record that refers to it.

    >>> flat(Column("birth_date", "individual")).name
    'individual.birth_date'
    """
    return cell if cell.table is None else Column(f"{cell.table}.{cell.name}")


def flattened(check: Check) -> Check:
    """The check as one over records that stand beside those they refer to."""
    return replace(check, violated=with_cells(check.violated, flat))


def _wanted(checks: Sequence[Check]) -> dict[str, list[str]]:
    wanted: dict[str, list[str]] = {}
    for check in checks:
        for cell in check.related:
            slots = wanted.setdefault(cell.table or "", [])
            if cell.name not in slots:
                slots.append(cell.name)
    return wanted
