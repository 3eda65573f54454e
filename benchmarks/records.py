"""Makes the benchmark's harmonised records: three classes with nested objects and lists, JSON lines or Parquet, seeded.

A line has about 460 bytes. One record in a hundred has a fault, the nine kinds of them in turn.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.physical import record_schema
from omicz_meta.schema import load_schema

Record = dict[str, Any]
CHUNK = 50_000
DISTINCT = 250_000
"""So many records of a Parquet file are made; then they repeat under other ids."""


def _day(rng: random.Random) -> str:
    return f"{rng.randint(2001, 2024)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"


def _letters(rng: random.Random) -> str:
    """A pseudonym as they are made: 32 letters."""
    return "".join(rng.choices("abcdefghijklmnop", k=32))


def diagnosis(rng: random.Random, number: int) -> Record:
    """A diagnosis with codes, ages in their order and how it was confirmed."""
    onset = rng.randint(0, 80)
    return {
        "id": f"D{number:08d}",
        "individual": _letters(rng),
        "disease": f"MKN10:{rng.choice('CDEFGHQ')}{rng.randint(10, 99)}.{rng.randint(0, 9)}",
        "additional_codings": [f"ORPHA:{rng.randint(1, 9999)}", f"OMIM:{rng.randint(100000, 619999)}"],
        "source_code": f"{rng.choice('CDEFGHQ')}{rng.randint(100, 999)}",
        "excluded": rng.random() < 0.05,
        "diagnosis_date": _day(rng),
        "age_at_onset": {"duration": f"P{onset}Y{rng.randint(1, 11)}M"},
        "age_at_diagnosis": {"duration": f"P{onset + rng.randint(1, 10)}Y"},
        "diagnosis_status": "confirmed",
        "confirmation_methods": ["genetic"],
        "hereditary": rng.choice(["yes", "no", "unknown"]),
        "absent": [{"slot": "provisional_disease", "reason": "NA"}],
    }


def measurement(rng: random.Random, number: int) -> Record:
    """A laboratory value with its unit and reference range."""
    return {
        "id": f"M{number:08d}",
        "individual": _letters(rng),
        "biosample": f"B{number // 4:08d}",
        "diagnosis": f"D{number // 9:08d}",
        "assay": f"LOINC:{rng.randint(100, 9999)}-{rng.randint(0, 9)}",
        "value_quantity": {"value": rng.randint(10, 9999) / 10, "unit": "g/L"},
        "reference_range": {"low": 120, "high": 160.5, "unit": "g/L"},
        "measurement_date": _day(rng),
        "age_at_measurement": {"duration": f"P{rng.randint(1, 90)}Y{rng.randint(1, 11)}M"},
        "source_code": f"NCLP:{rng.randint(1, 20000):05d}",
        "absent": [{"slot": "value_code", "reason": "NA"}, {"slot": "value_text", "reason": "NA"}],
    }


def treatment(rng: random.Random, number: int) -> Record:
    """A treatment with its dose and adverse events."""
    return {
        "id": f"T{number:08d}",
        "individual": _letters(rng),
        "diagnosis": f"D{number // 2:08d}",
        "treatment_type": rng.choice(["chemotherapy", "immunotherapy", "targeted_therapy"]),
        "agent_codes": [f"ATC:L01X{rng.choice('ABCDE')}{rng.randint(1, 30):02d}"],
        "line_number": rng.randint(0, 5),
        "pretreated": rng.random() < 0.5,
        "start_date": _day(rng),
        "intended_duration": f"P{rng.randint(1, 12)}M",
        "cumulative_dose": {"value": rng.randint(1, 999) / 10, "unit": "mg"},
        "adverse_events": [
            {"event_code": f"NCIT:C{rng.randint(1000, 9999)}", "ctcae_grade": rng.randint(1, 5)}
            for _ in range(rng.randint(0, 2))
        ],
        "treatment_status": "completed",
        "source_code": "L01",
    }


MAKERS: dict[str, Callable[[random.Random, int], Record]] = {
    "Diagnosis": diagnosis,
    "Measurement": measurement,
    "Treatment": treatment,
}
SHAPES: tuple[Record, ...] = (
    {"colour": "red"},
    {"source_code": 5},
    {"absent": [{"slot": "source_code", "reason": "NA", "why": "lost"}]},
    {"absent": {"slot": "source_code"}},
    {"individual": 17},
)
"""Faults that only JSON can have."""

VALUES: tuple[Record, ...] = (
    {"individual": None},
    {"source_code": ""},
    {"absent": [{"slot": "source_code", "reason": "perhaps"}]},
    {"absent": [{"reason": "NA"}]},
)
"""Faults that Parquet can have as well."""


def records(name: str, count: int, faults: tuple[Record, ...], seed: int = 20261122) -> Iterator[Record]:
    """Records of a class, one in a hundred with a fault."""
    rng, make = random.Random(seed), MAKERS[name]
    for number in range(count):
        record = make(rng, number)
        yield record if number % 100 else record | faults[number // 100 % len(faults)]


def write_lines(path: Path, name: str, count: int) -> Path:
    """Write JSON lines unless they are there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            for record in records(name, count, SHAPES + VALUES):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def write_parquet(path: Path, name: str, count: int) -> Path:
    """Write the same records in the physical types of their class, as a run does, unless they are there."""
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    schema = load_schema()
    form = record_schema(schema.classes[name], schema)
    with pq.ParquetWriter(path, form, compression="zstd", compression_level=1) as writer:
        made, batch = 0, list[Record]()
        tables = list[pa.Table]()
        for record in records(name, min(count, DISTINCT), VALUES):
            batch.append(record)
            if len(batch) == CHUNK:
                tables.append(as_table(name, batch))
                batch = []
        if batch:
            tables.append(as_table(name, batch))
        while made < count:
            for table in tables:
                ids = pa.array([f"{name[0]}{made + n:08d}" for n in range(table.num_rows)])
                writer.write_table(table.set_column(0, "id", ids), row_group_size=65_536)
                made += table.num_rows
    return path


def as_table(name: str, rows: list[Record]) -> pa.Table:
    """Records in the physical types of their class."""
    schema = load_schema()
    form = record_schema(schema.classes[name], schema)
    lines = pa.schema([(entry.name, _loose(entry.type)) for entry in form])
    return pa.Table.from_pylist(rows, lines).cast(form)


def _loose(kind: pa.DataType) -> pa.DataType:
    """The same type with floating point numbers for decimals, as Python holds them here."""
    if pa.types.is_decimal(kind):
        return pa.float64()
    if pa.types.is_list(kind):
        return pa.list_(_loose(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(entry.name, _loose(entry.type)) for entry in kind])
    return kind
