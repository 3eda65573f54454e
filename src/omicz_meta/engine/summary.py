"""Figures over harmonised records and problems: completeness, findings, people, codes. Counts only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from omicz_meta.engine.carriers import carriers, persons
from omicz_meta.engine.cell import call, case, column, constant
from omicz_meta.engine.standing import Standing
from omicz_meta.engine.tally import COUNT
from omicz_meta.schema import ClassDefinition, Kind, Schema, Slot

FIRST = 10
"""So many rows and lines of a finding are named."""

_GROUP = ("code", "severity", "source", "file", "column", "record_class", "slot", "value", "rule")


_PLACE = tuple(name for name in _GROUP if name != "value")

MOST_VALUES = 1_000
"""So many values of one code and place are told apart; a report of a million different ones helps nobody."""


@dataclass(frozen=True, slots=True)
class Filled:
    """Records of a class, and how many of them have the slot filled or declared absent."""

    record_class: str
    slot: str
    records: int
    filled: int
    absent: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """How many faulty rows, and persons with an error, are settled by each repair in turn; the last by no named one."""

    rows: tuple[int, ...]
    persons: tuple[int, ...]


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
        filled = self.classes[definition.name].count_filled(self.connection, definition.slots)
        absent = self._absent(definition.name) if filled.get("absent") else {}
        total = self.classes[definition.name].rows
        for name in definition.slots:
            yield Filled(definition.name, name, total, filled[name], absent.get(name, 0))

    def _absent(self, name: str) -> dict[str, int]:
        """Slots with the number of records that say why they are empty."""
        reasons = self._summed(name, "absent", call("unnest", column("absent")))
        slot = call("struct_extract", column("v"), constant("slot"))
        slots = reasons.select(slot.alias("slot"), column("n")).filter(column("slot").isnotnull())
        total = call("sum", column("n")).cast("BIGINT").alias("n")
        return dict(slots.aggregate([column("slot"), total], column("slot")).fetchall())

    def findings(self, problems: Path) -> list[dict[str, Any]]:
        """Problems grouped by code, place and value, with count and the first rows and lines; most frequent first.

        Of one code and place the most frequent `MOST_VALUES` values are told apart; the others are one group without
        a value, and `further` is how many they are.
        """
        rows, further = self._within_measure(self.connection.read_parquet(str(problems)))
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
        found = _collected(first.fetchall())
        return [
            group | {"further": 0 if group["value"] else further.get(_place(group), 0)} for group in found
        ]

    def _within_measure(
        self, rows: duckdb.DuckDBPyRelation
    ) -> tuple[duckdb.DuckDBPyRelation, dict[tuple[str | None, ...], int]]:
        """Problems without the values that are too many of one place, and how many these are by place."""
        place = [column(name) for name in _PLACE]
        groups = rows.filter(column("value").isnotnull()).aggregate(
            [*place, column("value"), call("count", constant(1)).alias("n")]
        )
        nth = call("row_number").over(place, [column("n").desc(), column("value")])
        ranked = groups.select(*place, column("value"), nth.alias("nth"))
        rare = ranked.filter(column("nth") > constant(MOST_VALUES))
        told = rare.aggregate([*place, call("count", constant(1)).alias("n")]).fetchall()
        if not told:
            return rows, {}
        keys = call("struct_pack", *(column(name).alias(name) for name in (*_PLACE, "value"))).alias("rare")
        known = rare.select(keys).set_alias("rare")
        marked = rows.select(*(column(name) for name in rows.columns), keys.alias("key"))
        joined = marked.join(known, condition=column("key") == column("rare"), how="left")
        value = case((column("rare").isnull(), column("value"))).alias("value")
        names = (value if name == "value" else column(name) for name in rows.columns)
        return joined.select(*names), {tuple(entry[:-1]): entry[-1] for entry in told}

    def people(self) -> int:
        """Number of individuals."""
        staged = self.classes.get("Individual")
        return staged.rows if staged else 0

    def ahead(self, problems: Path, ranks: Sequence[tuple[Mapping[str, Any], int]]) -> Ahead:
        """What is left once problems are settled in the order of their ranks (from 0); others are settled last.

        `ranks` names groups of `findings`, with which repair settles each.
        """
        last = max((rank for _, rank in ranks), default=-1) + 1
        ranked = self._ranked(problems, ranks, last)
        places = ("source", "file", "row")
        rows = ranked.filter(column("row").isnotnull() & (column("severity") != constant("info")))
        worst = call("max", column("rank")).alias("rank")
        of_rows = rows.aggregate([*map(column, places), worst])
        return Ahead(_by_rank(of_rows, last), self._people_by_rank(ranked, last))

    def _ranked(
        self, problems: Path, ranks: Sequence[tuple[Mapping[str, Any], int]], last: int
    ) -> duckdb.DuckDBPyRelation:
        """Errors and warnings with the rank of what settles them."""
        names = ("severity", "source", "file", "row", "record_class", "record_id")
        found = self.connection.read_parquet(str(problems))
        if not ranks:
            return found.select(*map(column, names), constant(last).alias("rank"))
        keys = call("struct_pack", *(column(name).alias(name) for name in _GROUP))
        columns = {name: pa.array([group[name] for group, _ in ranks], pa.string()) for name in _GROUP}
        table = pa.table({**columns, "of": pa.array([rank for _, rank in ranks], pa.int64())})
        known = self.connection.from_arrow(table).select(keys.alias("known"), column("of"))
        rows = found.select(keys.alias("k"), *map(column, names))
        joined = rows.join(known, condition=column("k") == column("known"), how="left")
        rank = case((column("of").isnotnull(), column("of")), otherwise=constant(last)).alias("rank")
        return joined.select(*map(column, names), rank)

    def _people_by_rank(self, ranked: duckdb.DuckDBPyRelation, last: int) -> tuple[int, ...]:
        """Individuals with an error on their own record or one about them, by the rank of the last of these."""
        errors = ranked.filter(
            (column("severity") == constant("error")) & column("record_id").isnotnull()
        ).select(column("record_class"), column("record_id"), column("rank"))
        found = [part for name in self.classes if (part := self._people_of(name, errors)) is not None]
        if "Individual" not in self.classes or not found:
            return (0,) * (last + 1)
        every = reduce(lambda one, other: one.union(other), found)
        worst = every.aggregate(
            [column("person"), call("max", column("rank")).alias("rank")], column("person")
        )
        known = self._records("Individual").select(column("subject_id"))
        return _by_rank(
            worst.join(known, condition=column("person") == column("subject_id"), how="semi"), last
        )

    def _people_of(self, name: str, errors: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation | None:
        """Persons of a class's faulty records, with the ranks of the faults."""
        owner = "subject_id" if name == "Individual" else "individual"
        definition = self.schema.classes[name]
        if owner not in definition.slots:
            return None
        bad = errors.filter(column("record_class") == constant(name))
        owners = self._records(name).select(
            column(definition.key or "id").alias("key"), column(owner).alias("person")
        )
        joined = owners.join(bad, condition=column("key") == column("record_id"))
        return joined.select(column("person"), column("rank"))

    def counts(self, record_class: str, slot: str, *, person: str | None = None) -> dict[str, int]:
        """Records (or distinct persons, who stand in a slot) by value of a slot, most frequent first."""
        if record_class not in self.classes:
            return {}
        if person is None:
            counted = self._counts(record_class, slot)
        else:
            definition = self.schema.classes[record_class]
            counted = persons(self._records(record_class), definition.slots[slot], person)
        return dict(counted.sort(column("n").desc(), column("v")).fetchall())

    def _counts(self, record_class: str, slot: str) -> duckdb.DuckDBPyRelation:
        """The different values `v` of a slot, each once a record, with the number `n` of records."""
        value = column(slot)
        if self.schema.classes[record_class].slots[slot].multivalued:
            value = call("unnest", call("list_distinct", value))
        return self._summed(record_class, slot, value.cast("VARCHAR"))

    def _summed(self, record_class: str, slot: str, value: duckdb.Expression) -> duckdb.DuckDBPyRelation:
        """What is made of a slot, with how often it is; of the slot's different values where they are few."""
        few = self.classes[record_class].count_values(self.connection, (slot,)).get(slot)
        if few is None:
            rows = self._records(record_class).select(value.alias("v")).filter(column("v").isnotnull())
            return rows.aggregate([column("v"), call("count", constant(1)).alias("n")], column("v"))
        rows = self.connection.from_arrow(few).select(value.alias("v"), column(COUNT))
        total = call("sum", column(COUNT)).cast("BIGINT").alias("n")
        return rows.filter(column("v").isnotnull()).aggregate([column("v"), total], column("v"))

    def event_years(self) -> dict[str, int]:
        """Records by the year of what happened (diagnoses, samples, measurements, treatments), in order."""
        years: dict[str, int] = {}
        for name, definition in ((n, self.schema.classes[n]) for n in self.classes if n != "Individual"):
            for slot in _event_slots(definition):
                year = call("substring", column(slot).cast("VARCHAR"), constant(1), constant(4))
                for told, count in self._summed(name, slot, year).fetchall():
                    years[told] = years.get(told, 0) + count
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

    def alike(self) -> list[int]:
        """How many persons share each combination of birth year, sex, region and diagnoses, the fewest first."""
        if "Individual" not in self.classes:
            return []
        year = call("substring", column("birth_date"), constant(1), constant(4)).alias("year")
        quasi = [column(name) for name in ("administrative_gender", "region_of_residence")]
        people = self._records("Individual").select(column("subject_id"), year, *quasi)
        keys = [column(name) for name in ("year", "administrative_gender", "region_of_residence")]
        if "Diagnosis" in self.classes:
            found = self._records("Diagnosis").select(column("individual"), column("disease")).distinct()
            listed = call("list_sort", call("list", column("disease"))).alias("diseases")
            per_person = found.aggregate([column("individual"), listed], column("individual"))
            same = column("subject_id") == column("individual")
            people = people.join(per_person, condition=same, how="left")
            keys.append(column("diseases"))
        counted = people.aggregate(
            [call("count", column("subject_id")).alias("n")],
            call("struct_pack", *(k.alias(str(k)) for k in keys)),
        )
        return [int(n) for (n,) in counted.sort(column("n")).fetchall()]

    def carriers(self, enough: int) -> dict[str, dict[str, int]]:
        """Codes by `Class.slot`, with the number of persons each is carried by; counting ends where it is `enough`."""
        found: dict[str, dict[str, int]] = {}
        for name, definition in ((n, self.schema.classes[n]) for n in self.classes):
            person = "subject_id" if name == "Individual" else "individual"
            if person in definition.slots:
                told = carriers(self.connection, self.classes[name], definition, person, enough)
                found |= {f"{name}.{slot}": counts for slot, counts in told}
        return {key: counts for key, counts in found.items() if counts}

    def system_counts(self) -> dict[str, int]:
        """Coded values by code system (the prefix of their CURIEs), most frequent first."""
        found: dict[str, int] = {}
        for name in self.classes:
            for slot in self.schema.classes[name].slots.values():
                if slot.kind is Kind.CURIE:
                    for system, count in self._prefixes(name, slot).items():
                        found[system] = found.get(system, 0) + count
        return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))

    def _prefixes(self, name: str, slot: Slot) -> dict[str, int]:
        value = call("unnest", column(slot.name)) if slot.multivalued else column(slot.name)
        prefix = call("split_part", column("v"), constant(":"), constant(1)).alias("p")
        # codes come again and again, and are taken apart once
        counted = self._summed(name, slot.name, value).select(prefix, column("n"))
        return dict(counted.aggregate([column("p"), call("sum", column("n")).cast("BIGINT")]).fetchall())

    def _records(self, name: str) -> duckdb.DuckDBPyRelation:
        return self.classes[name].read_records(self.connection)


def _by_rank(rows: duckdb.DuckDBPyRelation, last: int) -> tuple[int, ...]:
    counts = rows.aggregate(
        [column("rank"), call("count", constant(1)).alias("n")], column("rank")
    ).fetchall()
    known = dict(counts)
    return tuple(known.get(rank, 0) for rank in range(last + 1))


def _event_slots(definition: ClassDefinition) -> Sequence[str]:
    dated = (Kind.PARTIAL_DATE, Kind.DATE)
    return [s.name for s in definition.slots.values() if s.kind in dated and not s.multivalued]


def _place(group: Mapping[str, Any]) -> tuple[str | None, ...]:
    return tuple(group[name] for name in _PLACE)


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
