"""Records beside the records they refer to, for checks that read both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from omicz_meta.engine.cell import call, column
from omicz_meta.engine.plan import Column, with_cells

if TYPE_CHECKING:
    from omicz_meta.engine.checks import Check, Judged
    from omicz_meta.schema import Schema


def beside(
    connection: duckdb.DuckDBPyConnection,
    judged: Judged,
    checks: Sequence[Check],
    classes: Mapping[str, Judged],
    schema: Schema,
) -> duckdb.DuckDBPyRelation:
    """The records of a class with the slots that checks read of others: `reference.slot`, empty where there is none.

    A reference names a slot that holds one id. Where nobody has such an id, or no record of that class is among
    `classes`, what would be read is unknown, and so is the check.
    """
    records = judged.staged.read_records(connection)
    for reference, slots in _wanted(checks).items():
        target = schema.classes[schema.classes[judged.staged.name].slots[reference].target]
        other = classes.get(target.name)
        names = [flat(Column(slot, reference)).name for slot in slots]
        if other is None:
            empty = (duckdb.ConstantExpression(None).cast("VARCHAR").alias(name) for name in names)
            records = records.select(duckdb.StarExpression(), *empty)
            continue
        key = f"{reference}."
        read = other.staged.read_records(connection)
        # an id that stands twice must not double who refers to it
        least = (call("min", column(slot)).alias(name) for slot, name in zip(slots, names, strict=True))
        single = read.aggregate([column(target.key or "id").alias(key), *least], column(target.key or "id"))
        joined = records.join(single, condition=column(reference) == column(key), how="left")
        records = joined.select(duckdb.StarExpression(exclude=[key]))
    return records


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
