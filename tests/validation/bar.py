"""Brings records before the court: writes them where a run would have, judges them, and gives the findings."""

from __future__ import annotations

import atexit
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from omicz_meta.engine.checks import Court, Judged
from omicz_meta.engine.forms import FAILED, LINEAGE
from omicz_meta.engine.parquet import RowGroupWriter
from omicz_meta.engine.physical import record_schema
from omicz_meta.engine.session import session
from omicz_meta.engine.staging import StagedClass
from omicz_meta.schema import ClassDefinition, Condition, Enum, Kind, Minimum, Schema, Slot, Value
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon
from omicz_meta.validation.judge import Judgement, judge
from omicz_meta.validation.rule import AnyRule, Offer
from omicz_meta.validation.rules import RULES

TODAY = "2026-11-22"
Record = Mapping[str, Any]


def slot(name: str, kind: Kind = Kind.STRING, **more: Any) -> Slot:
    """A slot, optional and single unless said otherwise."""
    defaults = {"target": str(kind), "multivalued": False, "requirement": "O"}
    return Slot(name, kind, **{**defaults, **more})


REASONS = ClassDefinition(
    "AbsentValue", {"slot": slot("slot", requirement="M"), "reason": slot("reason", requirement="M")}
)
ABSENT = slot("absent", Kind.OBJECT, target="AbsentValue", multivalued=True)


def tiny(
    *slots: Slot,
    conditions: Sequence[Condition] = (),
    objects: Sequence[ClassDefinition] = (),
    minima: Sequence[Minimum] = (),
    most: int | None = None,
) -> Schema:
    """A schema with one class `Thing` of these slots, persons, and the enum `Colour`."""
    thing = {s.name: s for s in (slot("id", requirement="M"), *slots, ABSENT)}
    owner = slot("individual", Kind.REFERENCE, target="Individual", requirement="M")
    person = {s.name: s for s in (slot("subject_id", requirement="M"), slot("status"), slot("sex"))}
    return Schema(
        "tiny",
        "1",
        {
            "Individual": ClassDefinition("Individual", person, key="subject_id"),
            "Thing": ClassDefinition(
                "Thing",
                {"id": thing["id"], "individual": owner, **thing},
                key="id",
                conditions=tuple(conditions),
                minima=tuple(minima),
                max_per_individual=most,
            ),
        },
        {"AbsentValue": REASONS, **{one.name: one for one in objects}},
        {"Colour": Enum("Colour", (Value("red"), Value("blue")))},
        {},
        ("care",),
    )


def found(
    schema: Schema,
    records: Mapping[str, Sequence[Record]],
    *,
    rules: Sequence[AnyRule] = RULES,
    use_cases: tuple[str, ...] = (),
    failed: Sequence[tuple[str, str]] = (),
    mapped: frozenset[str] = frozenset(),
    today: str = TODAY,
    packs: Lexicon = NO_PACKS,
    failed_in: str = "Thing",
    offer: Offer | None = None,
) -> list[dict[str, Any]]:
    """Findings over records by class.

    `failed` are (record, slot) of the class `failed_in`; `mapped` the slots of Thing that a rule fills.
    """
    folder, connection = _bench()
    with TemporaryDirectory(dir=folder) as place:
        court = Court(connection, schema, lambda value, _column, _slot: value)
        classes = {
            name: Judged(
                _written(Path(place), schema, name, rows, failed if name == failed_in else ()),
                {"x": "Sloupec"},
                mapped if name == "Thing" else frozenset(),
                {"r": {"x": "Sloupec"}},
            )
            for name, rows in records.items()
        }
        judgement = Judgement(rules, use_cases, today, packs=packs, offer=offer)
        return pa.concat_tables(judge(court, classes, judgement)).to_pylist()


@cache
def _bench() -> tuple[Path, duckdb.DuckDBPyConnection]:
    """A folder, and the session in which all are judged: opening one takes longer than judging a record."""
    kept = ExitStack()
    folder = Path(kept.enter_context(TemporaryDirectory()))
    connection = kept.enter_context(session((folder,)))
    atexit.register(kept.close)
    return folder, connection


def _written(
    folder: Path, schema: Schema, name: str, rows: Sequence[Record], failed: Sequence[tuple[str, str]]
) -> StagedClass:
    definition = schema.classes[name]
    key = definition.key or "id"
    form = record_schema(definition, schema)
    lineage = [
        {
            "record_id": row[key],
            "source": "zdroj",
            "file": "data/zdroj.csv",
            "row": n,
            "line": n + 1,
            "rule": "r",
        }
        for n, row in enumerate(rows, 1)
    ]
    lost = [{"record_id": number, "slot": slot_name} for number, slot_name in failed]
    paths = [folder / f"{name}.{part}.parquet" for part in ("records", "lineage", "failed")]
    tables = [(form, list(rows)), (LINEAGE, lineage), (FAILED, lost)]
    for path, (schema_, content) in zip(paths, tables, strict=True):
        writer = RowGroupWriter(path, schema_)
        writer.write(pa.Table.from_pylist([dict(row) for row in content], schema=schema_))
        writer.close()
    return StagedClass(name, *paths, len(rows), "", len(rows), "")


def codes(schema: Schema, *rows: Record, **more: Any) -> list[tuple[int | None, str, str]]:
    """Row, code and slot of the findings over records of Thing; the id is the row number unless given."""
    things = [{"id": str(n), **row} for n, row in enumerate(rows, 1)]
    return [(p["row"], p["code"], p["slot"]) for p in found(schema, {"Thing": things}, **more)]
