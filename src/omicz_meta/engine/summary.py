"""Figures over harmonised records and problems: completeness, findings, people, codes. Counts only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from omicz_meta.engine.cell import call, case, column, constant
from omicz_meta.engine.standing import Standing
from omicz_meta.schema import ClassDefinition, Kind, Schema

FIRST = 10
"""So many rows and lines of a finding are named."""

_GROUP = ("code", "severity", "source", "file", "column", "record_class", "slot", "value", "rule")


@dataclass(frozen=True, slots=True)
class Filled:
    """Records of a class, and how many of them have the slot filled or declared absent."""

    record_class: str
    slot: str
    records: int
    filled: int
    absent: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Questions to a finished set of records."""

    connection: duckdb.DuckDBPyConnection
    classes: Mapping[str, Standing]
    schema: Schema

    def completeness(self) -> tuple[Filled, ...]:
        """How full every slot of every class with records is."""
        return tuple(
            entry for name in self.classes for entry in self._class_completeness(self.schema.classes[name])
        )

    def _class_completeness(self, definition: ClassDefinition) -> Iterable[Filled]:
        filled = self.classes[definition.name].count_filled(self.connection)
        absent = self._absent(definition) if "absent" in definition.slots else {}
        total = self.classes[definition.name].rows
        for name in definition.slots:
            yield Filled(definition.name, name, total, filled[name], absent.get(name, 0))

    def _absent(self, definition: ClassDefinition) -> dict[str, int]:
        entries = self._records(definition.name).select(call("unnest", column("absent")).alias("a"))
        slots = entries.select(call("struct_extract", column("a"), constant("slot")).alias("slot"))
        return dict(
            slots.aggregate(
                [column("slot"), call("count", column("slot")).alias("n")], column("slot")
            ).fetchall()
        )

    def findings(self, problems: Path) -> list[dict[str, Any]]:
        """Problems grouped by code, place and value, with count and the first rows and lines; most frequent first."""
        rows = self.connection.read_parquet(str(problems))
        keys = call("struct_pack", *(column(name).alias(name) for name in _GROUP))
        numbered = rows.select(keys.alias("k"), column("row"), column("line"))
        nth = call("row_number").over([column("k")], [column("row"), column("line")])
        total = call("count", constant(1)).over([column("k")])
        ranked = numbered.select(
            column("k"), column("row"), column("line"), nth.alias("nth"), total.alias("n")
        )
        first = ranked.filter(column("nth") <= constant(FIRST)).sort(
            column("n").desc(), column("k"), column("nth")
        )
        return _collected(first.fetchall())

    def people(self) -> int:
        """Number of individuals."""
        staged = self.classes.get("Individual")
        return staged.rows if staged else 0

    def people_with_errors(self, problems: Path) -> int:
        """Individuals with at least one error on their own record or on a record about them."""
        if "Individual" not in self.classes:
            return 0
        errors = self.connection.read_parquet(str(problems)).filter(
            (column("severity") == constant("error")) & column("record_id").isnotnull()
        )
        found = None
        for name in self.classes:
            owner = "subject_id" if name == "Individual" else "individual"
            definition = self.schema.classes[name]
            if owner in definition.slots:
                bad = errors.filter(column("record_class") == constant(name)).select(column("record_id"))
                key = definition.key or "id"
                owners = self._records(name).select(column(key).alias("key"), column(owner).alias("person"))
                people = owners.join(bad, condition=column("key") == column("record_id"), how="semi").select(
                    column("person")
                )
                found = people if found is None else found.union(people)
        if found is None:
            return 0
        known = self._records("Individual").select(column("subject_id"))
        counted = known.join(found, condition=column("subject_id") == column("person"), how="semi")
        return int(counted.aggregate([call("count", column("subject_id")).alias("n")]).fetchall()[0][0])

    def counts(
        self, record_class: str, slot: str, *, person: str | None = None, length: int | None = None
    ) -> dict[str, int]:
        """Records (or distinct persons) by value of a slot, most frequent first; `length` cuts text, as for years."""
        if record_class not in self.classes:
            return {}
        definition = self.schema.classes[record_class]
        value = call("unnest", column(slot)) if definition.slots[slot].multivalued else column(slot)
        owner = column(person or definition.key or "id")
        rows = self._records(record_class).select(value.cast("VARCHAR").alias("v"), owner.alias("o"))
        if length is not None:
            rows = rows.select(
                call("substring", column("v"), constant(1), constant(length)).alias("v"), column("o")
            )
        rows = rows.filter(column("v").isnotnull()).distinct()
        counted = rows.aggregate([column("v"), call("count", column("o")).alias("n")], column("v"))
        return dict(counted.sort(column("n").desc(), column("v")).fetchall())

    def event_years(self) -> dict[str, int]:
        """Records by the year of what happened (diagnoses, samples, measurements, treatments), in order."""
        years: dict[str, int] = {}
        for name, definition in ((n, self.schema.classes[n]) for n in self.classes if n != "Individual"):
            for slot in _event_slots(definition):
                for year, count in self.counts(name, slot, length=4).items():
                    years[year] = years.get(year, 0) + count
        return {year: years[year] for year in sorted(years) if year.isdigit()}

    def ages(self, until: str) -> list[float]:
        """Ages of individuals in whole years at a date (or at death); a value per individual with a birth date."""
        if "Individual" not in self.classes:
            return []
        end = case((column("death_date").isnotnull(), column("death_date")), otherwise=constant(until))
        born = call("substring", column("birth_date"), constant(1), constant(4)).try_cast("BIGINT")
        year = call("substring", end, constant(1), constant(4)).try_cast("BIGINT")
        rows = (
            self._records("Individual")
            .select((year - born).alias("age"))
            .filter(column("age") >= constant(0))
        )
        return [float(age) for (age,) in rows.fetchall()]

    def code_counts(self) -> dict[str, dict[str, int]]:
        """Codes by `Class.slot`, with the number of persons each is carried by."""
        found = {}
        for name, definition in ((n, self.schema.classes[n]) for n in self.classes):
            person = "subject_id" if name == "Individual" else "individual"
            if person in definition.slots:
                for slot in definition.slots.values():
                    if slot.kind is Kind.CURIE:
                        found[f"{name}.{slot.name}"] = self.counts(name, slot.name, person=person)
        return {key: counts for key, counts in found.items() if counts}

    def _records(self, name: str) -> duckdb.DuckDBPyRelation:
        return self.classes[name].read_records(self.connection)


def _event_slots(definition: ClassDefinition) -> Sequence[str]:
    dated = (Kind.PARTIAL_DATE, Kind.DATE)
    return [s.name for s in definition.slots.values() if s.kind in dated and not s.multivalued]


def _collected(rows: list[tuple[dict[str, Any], int | None, int | None, int, int]]) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    for keys, row, line, nth, total in rows:
        if nth == 1:
            groups.append({**keys, "count": total, "rows": [], "lines": []})
        if row is not None:
            groups[-1]["rows"].append(row)
        if line is not None:
            groups[-1]["lines"].append(line)
    return groups
