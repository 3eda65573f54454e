"""The least that FHIR and OMOP can cost with these libraries: read, take columns, make pseudonyms, write with lineage.

    python benchmarks/bench_least.py [--resources 100000] [--persons 20000]

Each step does what those above it do, and one thing more. Nothing is proved, checked, resolved, counted or told, each
type has one view without conditions, and codes stay as they are: no program that keeps lineage and makes pseudonyms
the way we do is below the last step. Beside it stand the peers of `bench_fhir` and `bench_omop`, in the same process.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))

import duckdb
import numpy as np
import orjson
import polars as pl
import pyarrow as pa
from bench_fhir import bulk, files
from bench_omop import CONDITIONS, MEASUREMENTS, warehouse

from omicz_meta.engine.cell import call, column, constant
from omicz_meta.engine.forms import LINEAGE
from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.engine.parquet import RowGroupWriter
from omicz_meta.engine.prepared import Prepared
from omicz_meta.engine.pseudonyms import Pseudonyms
from omicz_meta.sources.fhir.lines import read_lines
from omicz_meta.sources.limits import Limits

KEY = PseudonymKey(bytes(32), "node/dataset")
READ, PARSED, TAKEN, KEYED, WRITTEN = range(5)
STEPS = (
    "read",
    "and parsed",
    "and columns taken",
    "and pseudonyms made",
    "and written with lineage and hash",
)
PATHS = {
    "Patient": ("id", "id", "gender", "birthDate", "address[0].country"),
    "Condition": (
        "id",
        "subject.reference",
        "code.coding[0].system",
        "code.coding[0].code",
        "code.text",
        "recordedDate",
        "verificationStatus.coding[0].code",
    ),
    "Observation": (
        "id",
        "subject.reference",
        "code.coding[0].system",
        "code.coding[0].code",
        "effectiveDateTime",
        "valueQuantity.value",
        "valueQuantity.code",
        "status",
    ),
}


def texts(path: str) -> Iterator[pa.Array]:
    """The lines of a file in blocks, in place."""
    with Path(path).open("rb") as file:
        for pieces in read_lines(file, Limits()):
            bounds = pa.py_buffer(np.append(pieces.starts, len(pieces.data)).astype(np.int32))
            yield pa.Array.from_buffers(pa.string(), len(pieces), [None, bounds, pa.py_buffer(pieces.data)])


def query(connection: duckdb.DuckDBPyConnection, kind: str, step: int) -> str:
    """What is asked of a block."""
    connection.register("block", pa.table({"text": pa.array([], pa.string())}))
    block = connection.table("block")
    if step == PARSED:
        return block.select(call("json_valid", column("text"))).sql_query()
    ways = call("list_value", *(constant(f"$.{way}") for way in PATHS[kind]))
    found = block.select(call("json_extract_string", column("text"), ways).alias("all"))
    numbers = range(1, len(PATHS[kind]) + 1)
    cells = (call("list_extract", column("all"), constant(n)).alias(f"c{n}") for n in numbers)
    return found.select(*cells).sql_query()


def fhir(paths: list[str], step: int, out: Path) -> None:
    """All files, so far as the step goes."""
    pseudonyms = Pseudonyms(KEY)
    for path in paths:
        kind = Path(path).stem
        with duckdb.connect(config={"threads": 1}) as connection:
            prepared, sink = Prepared(connection), Sink(out, kind)
            asked = query(connection, kind, step)
            for block in texts(path):
                if step > READ:
                    made = prepared.run(asked, "block", pa.table({"text": block}))
                if step >= KEYED:
                    made = made.set_column(1, "c2", pseudonyms.of(made["c2"], "Individual"))
                if step >= WRITTEN:
                    sink.write(made, made["c1"].combine_chunks(), kind)
            sink.close()


class Sink:
    """Records and lineage of one class, written and hashed as ours are."""

    def __init__(self, out: Path, name: str) -> None:
        self._out, self._name, self._rows = out, name, 0
        self._records: RowGroupWriter | None = None
        unique = frozenset({"record_id", "row", "line"})
        self._lineage = RowGroupWriter(out / f"{name}.lineage.parquet", LINEAGE, unique=unique)

    def write(self, made: pa.Table, ids: pa.Array, rule: str) -> None:
        """Add rows."""
        if self._records is None:
            path = self._out / f"{self._name}.parquet"
            self._records = RowGroupWriter(path, made.schema, unique=frozenset(made.column_names[:2]))
        count = made.num_rows
        rows = pa.array(np.arange(self._rows + 1, self._rows + count + 1))
        same = [pa.repeat(pa.scalar(word), count) for word in ("source", "file", rule)]
        self._records.write(made)
        self._lineage.write(pa.table([ids, same[0], same[1], rows, rows, same[2]], schema=LINEAGE))
        self._rows += count

    def close(self) -> None:
        """Finish both files."""
        for writer in (self._records, self._lineage):
            if writer is not None:
                writer.close()


def facts(place: Path, name: str) -> pl.LazyFrame:
    """A table of facts with the codes of its concepts, looked up as the peer does."""
    rows = pl.scan_parquet(place / f"{name}.parquet")
    code = pl.col("vocabulary_id") + ":" + pl.col("concept_code")
    for key in [key for key in rows.collect_schema().names() if key.endswith("concept_id")]:
        concepts = pl.scan_parquet(place / "concept.parquet")
        rows = rows.join(
            concepts.select(pl.col("concept_id").alias(key), code.alias(f"{key} code")), on=key, how="left"
        )
    return rows.with_columns(pl.col(f"{name}_id", "person_id").cast(pl.String))


def omop(place: Path, step: int, out: Path) -> None:
    """Both tables of facts, so far as the step goes."""
    pseudonyms = Pseudonyms(KEY)
    for name in ("condition_occurrence", "measurement"):
        if step < TAKEN:
            pl.scan_parquet(place / f"{name}.parquet").collect()
            continue
        made = facts(place, name).collect().to_arrow(compat_level=pl.CompatLevel.oldest())
        made = pa.table([_text(column) for column in made.columns], names=made.column_names)
        if step >= KEYED:
            made = made.set_column(1, "person_id", pseudonyms.of(made["person_id"], "Individual"))
        if step >= WRITTEN:
            sink = Sink(out, name)
            sink.write(made, made[f"{name}_id"].combine_chunks(), name)
            sink.close()


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_large_string(column.type) else column


def cost(work: Callable[[], object], count: int) -> float:
    """CPU microseconds apiece: the least of three."""
    took = []
    for _ in range(3):
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    return min(took) / count * 1e6


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--resources", type=int, default=100_000)
    parser.add_argument("--persons", type=int, default=20_000)
    asked = parser.parse_args()
    paths, place = files(bulk(asked.resources)), warehouse(asked.persons) / "cdm"
    with TemporaryDirectory() as folder:
        out = Path(folder)
        print(f"{asked.resources:,} resources; CPU microseconds each")
        print(f"{'orjson.loads on every line':40}{cost(lambda: _parsed(paths), asked.resources):8.2f}")
        for step, name in enumerate(STEPS):
            print(f"{name:40}{cost(lambda step=step: fhir(paths, step, out), asked.resources):8.2f}")
        count = asked.persons * (CONDITIONS + MEASUREMENTS)
        print(f"{count:,} facts; CPU microseconds each")
        for step, name in ((READ, STEPS[READ]), *((n, STEPS[n]) for n in (TAKEN, KEYED, WRITTEN))):
            print(f"{name:40}{cost(lambda step=step: omop(place, step, out), count):8.2f}")


def _parsed(paths: list[str]) -> None:
    for path in paths:
        with Path(path).open("rb") as lines:
            for line in lines:
                orjson.loads(line)


if __name__ == "__main__":
    main()
