"""Figures over records are those that one counts by hand, however few of them are looked at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.answered import answered
from omicz_meta.engine.physical import record_schema
from omicz_meta.engine.session import session
from omicz_meta.engine.staging import StagedClass
from omicz_meta.engine.summary import Summary
from omicz_meta.schema import Kind, load_schema

SCHEMA = load_schema()
SAMPLES = SCHEMA.classes["Biosample"]
CODES = tuple(slot.name for slot in SAMPLES.slots.values() if slot.kind is Kind.CURIE)
LISTED = next(slot.name for slot in SAMPLES.slots.values() if slot.multivalued and slot.kind is Kind.ENUM)
CODE = st.none() | st.sampled_from(["NCIT:C1", "NCIT:C2", "MESH:D1", "ORPHA:1"])
REASON = st.sampled_from([{"slot": slot, "reason": "unknown"} for slot in ("biobank", "laterality")])
SAMPLE = st.fixed_dictionaries(
    {
        "individual": st.sampled_from([f"p{n}" for n in range(6)]),
        "collection_date": st.none() | st.sampled_from(["1999", "1999-05", "2026-11-22", "soon"]),
        LISTED: st.none() | st.lists(st.none() | st.sampled_from(["a", "b"]), max_size=4),
        CODES[0]: CODE,
        CODES[1]: CODE,
        "absent": st.none() | st.lists(REASON, min_size=1, max_size=2, unique_by=lambda why: why["slot"]),
    }
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    folder = tmp_path_factory.mktemp("records")
    with session((folder,)) as connection:
        yield connection, folder


def staged(folder: Path, rows: list[dict[str, Any]]) -> StagedClass:
    path = folder / f"{len(list(folder.iterdir()))}.parquet"
    table = pa.Table.from_pylist(rows, record_schema(SAMPLES, SCHEMA))
    pq.write_table(table, path, row_group_size=7)
    return StagedClass("Biosample", path, path, path, len(rows), "", 0, "")


@given(
    rows=st.lists(SAMPLE, max_size=40), enough=st.integers(1, 5), first=st.integers(1, 50), few=st.booleans()
)
@settings(max_examples=examples(50), deadline=None)
def test_figures_are_counted_as_by_hand(
    opened: tuple[duckdb.DuckDBPyConnection, Path],
    rows: list[dict[str, Any]],
    enough: int,
    first: int,
    few: bool,
) -> None:
    connection, folder = opened
    rows = [{"id": f"s{at}", **row} for at, row in enumerate(rows)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("omicz_meta.engine.carriers.AMONG_FIRST", first)
        if few:
            patched.setattr("omicz_meta.engine.tally.WORTH_IT", 0)
            patched.setattr("omicz_meta.engine.tally.BYTES_OF_FEW", 1_000_000)
        summary = Summary(connection, {"Biosample": answered(staged(folder, rows))}, SCHEMA)
        carriers = summary.carriers(enough)
        assert bool(few and rows) == bool(summary.classes["Biosample"].few)
    carried = {name: Counter(c for c, _ in {(r[name], r["individual"]) for r in rows}) for name in CODES[:2]}
    assert carriers == {
        f"Biosample.{name}": {code: min(n, enough) for code, n in found.items() if code is not None}
        for name, found in carried.items()
        if found.keys() - {None}
    }
    assert summary.counts("Biosample", CODES[0], person="individual") == {
        code: n for code, n in carried[CODES[0]].items() if code is not None
    }
    words = Counter(word for row in rows for word in set(row[LISTED] or ()) if word is not None)
    assert summary.counts("Biosample", LISTED) == words
    years = Counter(
        row["collection_date"][:4] for row in rows if row["collection_date"] not in (None, "soon")
    )
    assert summary.event_years() == years
    systems = Counter(row[name].partition(":")[0] for row in rows for name in CODES[:2] if row[name])
    assert summary.system_counts() == systems
    filled = {one.slot: one.filled for one in summary.completeness()}
    assert filled == {name: sum(row.get(name) is not None for row in rows) for name in SAMPLES.slots}
    reasons = Counter(why["slot"] for row in rows for why in row["absent"] or ())
    assert {one.slot: one.absent for one in summary.completeness() if one.absent} == reasons
