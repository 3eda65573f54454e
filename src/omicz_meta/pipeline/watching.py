"""What is learnt about columns while their rows pass: which hold identifiers, and which values were translated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.kernel import UNREADABLE
from omicz_meta.engine.plan import (
    FROM_BIRTH_NUMBER,
    Call,
    ClassPlan,
    Column,
    Expression,
    Plan,
    Recode,
    SlotPlan,
    Translate,
    children,
    walk,
)
from omicz_meta.engine.table import LINE, ROW, Table
from omicz_meta.place import Place
from omicz_meta.privacy.detect import ColumnCounts, hashed_cells, sampled
from omicz_meta.problem import Problem


@dataclass(frozen=True, slots=True)
class Identifying:
    """A column found to hold identifiers, and the slots its text would have gone into."""

    table: str
    column: str
    kind: str
    leaves_in: tuple[tuple[str, SlotPlan], ...]


FEW_ROWS = 20
"""So many rows of a block are looked at for hashes of what stands beside them."""

MOST_VALUES = 10_000
"""Distinct values of a translated column that are counted; a column with more is no code column."""


@dataclass(slots=True)
class ColumnWatch:
    """Running column statistics of all tables; an `engine.watch.Watch`, fed in any order.

    `translated` are table and column of cells whose values are counted; where they are not known yet, the plan says.
    """

    plan: Plan
    counts: dict[tuple[str, str], ColumnCounts] = field(default_factory=dict)
    translated: tuple[tuple[str, str], ...] | None = None
    _values: dict[tuple[str, str], Counter[str]] = field(init=False)

    def __post_init__(self) -> None:
        if self.translated is None:
            self.translated = tuple(dict.fromkeys(translated_columns(self.plan)))
        self._values = {key: Counter() for key in self.translated}

    def fresh(self) -> ColumnWatch:
        """A watch over the same plan that has seen nothing."""
        return ColumnWatch(self.plan, translated=self.translated)

    def add(self, other: ColumnWatch) -> None:
        """Take in what another watch saw of other rows."""
        for key, counts in other.counts.items():
            self.counts.setdefault(key, ColumnCounts(key[1])).merge(counts)
        for key, counter in other._values.items():
            if len(self._values[key]) <= MOST_VALUES:
                self._values[key].update(counter)

    def state(self) -> dict[str, Any]:
        """What it has seen, as JSON can hold it."""
        return {
            "counts": [(*key, counts.state()) for key, counts in self.counts.items()],
            "values": [
                (*key, dict(sorted(counter.items()))) for key, counter in self._values.items() if counter
            ],
        }

    def recalled(self, state: Mapping[str, Any]) -> ColumnWatch:
        """A watch over the same plan in a state that `state` gave."""
        watch = self.fresh()
        for table, name, counts in state["counts"]:
            watch.counts[table, name] = ColumnCounts.recalled(name, counts)
        for table, name, counter in state["values"]:
            watch._values[table, name] = Counter(counter)
        return watch

    def see(self, table: str, cells: pa.Table) -> None:
        """Take in a block."""
        rows = cells[ROW].to_numpy()
        chosen = sampled(rows - 1)
        sample = cells if chosen is None else cells.take(chosen)
        for name, count in hashed_cells(sample[:FEW_ROWS]).items():
            self.counts.setdefault((table, name), ColumnCounts(name)).add_hashed(count)
        for name, values in zip(cells.column_names, cells.columns, strict=True):
            if name not in (ROW, LINE):
                counts = self.counts.setdefault((table, name), ColumnCounts(name))
                counts.feed_sample(sample[name], len(rows))
            counter = self._values.get((table, name))
            if counter is not None and len(counter) <= MOST_VALUES:
                counted = pc.value_counts(values.drop_null())
                texts, numbers = counted.field("values").to_pylist(), counted.field("counts").to_pylist()
                counter.update(
                    {
                        text: n
                        for text, n in zip(texts, numbers, strict=True)
                        if not text.startswith(UNREADABLE)
                    }
                )

    def values(self) -> dict[tuple[str, str], dict[str, int]]:
        """How often each value of a translated column occurs, by table and column."""
        return {key: dict(counter) for key, counter in self._values.items() if len(counter) <= MOST_VALUES}

    def identifying(self) -> Iterator[Identifying]:
        """Columns that hold identifiers, with the slots whose text they feed."""
        for (table, name), counted in self.counts.items():
            kind = counted.verdict().kind
            if kind is not None:
                leaves_in = tuple(_fed_by(self.plan, table, name))
                yield Identifying(table, name, str(kind), leaves_in)


def translated_columns(plan: Plan) -> Iterator[tuple[str, str]]:
    """Table and column of every cell that goes through a value mapping or a code map, or into a coded slot."""
    for part in plan.classes:
        for slot in part.slots:
            if slot.slot.vocabularies:
                yield from ((part.table, cell.name) for cell in coded_cells(slot))
            for node in walk(slot.value):
                if isinstance(node, Recode | Translate) and not any(map(_distils, walk(node))):
                    yield from (
                        (part.table, c.name) for c in walk(node) if isinstance(c, Column) and c.table is None
                    )


def coded_cells(slot: SlotPlan) -> tuple[Column, ...]:
    """The cells of its own table that make the value of a slot; none where others take part or a birth number does."""
    nodes = tuple(walk(slot.value))
    cells = dict.fromkeys(node for node in nodes if isinstance(node, Column))
    own = all(cell.table is None for cell in cells) and not any(map(_distils, nodes))
    return tuple(cells) if own and len(cells) == 1 else ()


def _distils(node: Expression) -> bool:
    return isinstance(node, Call) and node.function in FROM_BIRTH_NUMBER


def _fed_by(plan: Plan, table: str, name: str) -> Iterator[tuple[str, SlotPlan]]:
    """Slots that would carry the text of a column: those of text, neither pseudonymised nor chosen from a list."""
    for part in plan.classes:
        yield from (
            (part.target, slot)
            for slot in part.slots
            if slot.pseudonym is None
            and any(_carries(cell, part, table, name) for cell in _carried(slot.value))
        )


def _carried(node: Expression) -> Iterator[Column]:
    """Cells whose own text can come through an expression; a value mapping lets only its targets through."""
    if isinstance(node, Recode | Translate) or _distils(node):
        return
    if isinstance(node, Column):
        yield node
        return
    for inner in children(node):
        yield from _carried(inner)


def _carries(cell: Column, part: ClassPlan, table: str, name: str) -> bool:
    read = next((join.table for join in part.joins if join.name == cell.table), part.table)
    return cell.name == name and read == table


def privacy_problems(
    found: tuple[Identifying, ...], plan: Plan, tables: Mapping[str, Table]
) -> Iterator[Problem]:
    """P001 for identifying columns that no rule reads, P002 for those whose values were dropped from slots.

    A column that is read and leaves in no slot is there to identify (for pseudonyms, joins, filters, as
    `identity`), or what is taken from it does not: the birth date in a birth number.
    """
    read = {(table, name) for table, names in plan.columns_used for name in names}
    read |= {(identity.people.table, identity.column.name) for identity in plan.identities}
    for one in found:
        table = tables[one.table]
        place = Place(source=table.source, file=table.file, column=one.column)
        if (one.table, one.column) not in read:
            yield Problem("P001", place, detail=(("kind", one.kind),))
        for owner, slot in one.leaves_in:
            leaving = Place(
                table.source, table.file, column=one.column, slot=slot.slot.name, record_class=owner
            )
            yield Problem("P002", leaving, detail=(("kind", one.kind),))
