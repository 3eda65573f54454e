"""The plan for a table that is in the national form already: every column is the slot it is named after.

A slot with several values holds them divided by `|`. The parts of an object stand in columns of their own
(`value_quantity.value`, `value_quantity.unit`); `absent` holds `slot:reason|slot:reason`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from omicz_meta.engine.plan import (
    Call,
    ClassPlan,
    Column,
    Constant,
    Convert,
    Each,
    Expression,
    Item,
    Recode,
    Record,
    SlotPlan,
    Split,
)
from omicz_meta.engine.table import Table
from omicz_meta.identifiers import find
from omicz_meta.mapping.targets import permissible
from omicz_meta.place import Place
from omicz_meta.privacy.gate import Gate
from omicz_meta.problem import Problem
from omicz_meta.schema import ClassDefinition, Kind, Schema, Slot

RULE = "records"
SEPARATOR = "|"
ABSENT = "AbsentValue"
_FORMATS = {
    Kind.DATE: ("yyyy-mm-dd",),
    Kind.PARTIAL_DATE: ("yyyy-mm-dd", "yyyy-mm", "yyyy"),
    Kind.DATETIME: ("yyyy-mm-ddTHH:MM:SSZ",),
}
_TEXTS = (Kind.STRING, Kind.REFERENCE, Kind.CURIE, Kind.URI)


def class_plan(definition: ClassDefinition, table: str, slots: tuple[SlotPlan, ...]) -> ClassPlan:
    """A plan in which every row of a table is one record of a class; ids pass as they are."""
    key = definition.key or "id"
    person = "individual" if "individual" in definition.slots else None
    return ClassPlan(RULE, definition.name, table, slots, key, person, table, one_per_row=True)


def same_slot(slot: Slot) -> SlotPlan:
    """The plan of a slot that is taken as it stands."""
    return SlotPlan(slot, Column(slot.name), "passed", (slot.name,), RULE, slot.name)


def identity_plan(
    definition: ClassDefinition, table: Table, schema: Schema
) -> tuple[ClassPlan, tuple[Problem, ...]]:
    """The plan of a text table named as the slots of a class, and the columns that are none (M004, M015)."""
    tree = _tree(table.columns)
    reading = _Reading(schema, Place(table.source, table.file, record_class=definition.name))
    slots = tuple(reading.slots(definition, tree))
    reading.unknown(tree, definition.slots, "")
    return class_plan(definition, table.name, slots), tuple(reading.problems)


@dataclass(frozen=True, slots=True)
class _Branch:
    """A column, or the columns of the parts of an object; `whole` is the name so far."""

    whole: str
    parts: dict[str, _Branch] = field(default_factory=dict)
    is_column: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        own = (self.whole,) if self.is_column else ()
        return (*own, *(name for part in self.parts.values() for name in part.columns))


def _tree(columns: tuple[str, ...]) -> dict[str, _Branch]:
    root: dict[str, _Branch] = {}
    for column in columns:
        level, whole = root, ""
        for name in column.split("."):
            whole = f"{whole}.{name}" if whole else name
            level = level.setdefault(name, _Branch(whole)).parts
        _mark(root, column.split("."))
    return root


def _mark(level: dict[str, _Branch], names: list[str]) -> None:
    *way, last = names
    for name in way:
        level = level[name].parts
    branch = level[last]
    level[last] = _Branch(branch.whole, branch.parts, is_column=True)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Makes expressions of columns, and notes those that cannot be read."""

    schema: Schema
    place: Place
    problems: list[Problem] = field(default_factory=list)

    def slots(self, definition: ClassDefinition, tree: dict[str, _Branch]) -> Iterator[SlotPlan]:
        key = definition.key or "id"
        for slot in definition.slots.values():
            branch = tree.get(slot.name)
            value = self._value(slot, branch) if branch else None
            if branch is not None and value is not None:
                yield SlotPlan(slot, value, "passed", branch.columns, RULE, slot.name)
            elif slot.name in (key, "individual"):
                yield SlotPlan(slot, Constant(None), "passed", (), RULE, slot.name)

    def _value(self, slot: Slot, branch: _Branch) -> Expression | None:
        if slot.kind is Kind.OBJECT:
            return self._object(slot, branch)
        if not branch.is_column:
            return None
        cell = Column(branch.whole)
        if not slot.multivalued:
            return self._single(slot, cell)
        body = self._single(slot, Item())
        return Split(cell, SEPARATOR) if body == Item() else Each(Split(cell, SEPARATOR), body)

    def _single(self, slot: Slot, cell: Expression) -> Expression:
        if slot.kind is Kind.ENUM:
            return Recode(cell, permissible(slot, self.schema), "V008")
        return cell if slot.kind in _TEXTS else Convert(cell, slot.kind, _FORMATS.get(slot.kind, ()))

    def _object(self, slot: Slot, branch: _Branch) -> Expression | None:
        if slot.target == ABSENT and branch.is_column:
            return self._absences(branch)
        if branch.is_column or slot.multivalued:
            self._misfit(slot, branch)
            return None
        known = self.schema.objects[slot.target].slots
        self.unknown(branch.parts, known, f"{branch.whole}.")
        fields = (
            (name, self._value(known[name], part)) for name, part in branch.parts.items() if name in known
        )
        read = tuple((name, value) for name, value in fields if value is not None)
        return Record(slot.target, read) if read else None

    def _absences(self, branch: _Branch) -> Expression:
        reason = self.schema.objects[ABSENT].slots["reason"]
        name = Call("regex_extract", (Item(), Constant("^([^:]+)")))
        why = Call("regex_extract", (Item(), Constant(":(.*)$")))
        flavour = Recode(why, permissible(reason, self.schema), "V008")
        return Each(
            Split(Column(branch.whole), SEPARATOR), Record(ABSENT, (("slot", name), ("reason", flavour)))
        )

    def _misfit(self, slot: Slot, branch: _Branch) -> None:
        for column in branch.columns:
            expected = f"several {slot.target}; write them as JSON" if slot.multivalued else f"{column}.…"
            place = Place(
                self.place.source, self.place.file, column=column, record_class=self.place.record_class
            )
            detail = (("expected", expected), ("found", "a column"))
            self.problems.append(Problem("M015", place, column, detail=detail))

    def unknown(self, tree: dict[str, _Branch], known: Mapping[str, Slot], before: str) -> None:
        """M004 for every column that is no slot, with the nearest ones."""
        names = [f"{before}{name}" for name in known]
        for branch in tree.values():
            if branch.whole not in names:
                for column in branch.columns:
                    self.problems.append(unknown_slot(column, self.place, tuple(names)))


def unknown_slot(name: str, place: Place, known: tuple[str, ...]) -> Problem:
    """M004 for a column or key; a name that is itself an identifier is shown by its shape."""
    shown = shown_name(name)
    at = Place(place.source, place.file, column=shown, record_class=place.record_class)
    return Problem("M004", at, shown, candidates=tuple(difflib.get_close_matches(name, known, 3, 0.5)))


def shown_name(name: str) -> str:
    """A column name or key as it may be shown.

    >>> shown_name("birth_dat"), shown_name("855715/0008")
    ('birth_dat', '999999/9999')
    """
    return (Gate().show(name) or "") if any(found.certain for found in find(name)) else name
