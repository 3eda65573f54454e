"""What is counted by stretch says of all records what the kernel says of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine import counted as module
from omicz_meta.engine.counted import Count, Counted, added, counted
from omicz_meta.engine.staging import Staging
from omicz_meta.engine.tally import COUNT
from omicz_meta.schema import load_schema

AGE = pa.struct([("duration", pa.string()), ("stage", pa.string())])
FORM = pa.schema(
    [
        ("code", pa.string()),
        ("share", pa.decimal128(38, 12)),
        ("age", AGE),
        ("intents", pa.list_(pa.string())),
        ("quantities", pa.list_(AGE)),
    ]
)
WORDS = st.sampled_from(["C61", "", "a\x1fb", "ž"])
AGES = st.fixed_dictionaries({"duration": st.none() | WORDS, "stage": st.none() | WORDS})
ROWS = st.fixed_dictionaries(
    {
        "code": st.none() | WORDS,
        "share": st.none() | st.sampled_from([Decimal("0.5"), Decimal(7)]),
        "age": st.none() | AGES,
        "intents": st.none() | st.lists(st.none() | WORDS, max_size=3),
        "quantities": st.none() | st.lists(AGES, max_size=2),
    }
)


def _by_kernel(table: pa.Table, name: str) -> Counter[str]:
    found = duckdb.from_arrow(table).aggregate(f'"{name}", count(*) AS n', f'"{name}"').fetchall()
    return Counter({repr(value): count for value, count in found})


def _by_us(found: Counted, name: str) -> Counter[str]:
    rows = found.values[name].to_pylist()
    assert len({repr(row[name]) for row in rows}) == len(rows)
    return Counter({repr(row[name]): row[COUNT] for row in rows})


def _agrees(found: Counted, table: pa.Table) -> None:
    assert found.rows == table.num_rows
    assert found.filled == {name: len(table) - table[name].null_count for name in table.column_names}
    told = {name for name, count in found.filled.items() if count}
    # of lists of objects nothing is counted
    assert set(found.values) == told - {"quantities"}
    for name in found.values:
        assert _by_us(found, name) == _by_kernel(table, name)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(ROWS, max_size=12), st.lists(st.integers(0, 12), max_size=3))
def test_counts_of_parts_add_up_to_those_of_all(rows: list[dict[str, Any]], cuts: list[int]) -> None:
    table = pa.Table.from_pylist(rows, schema=FORM)
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [counted(table.slice(start, stop - start)) for start, stop in pairwise(edges)]
    _agrees(added(parts), table)


def test_where_values_are_many_none_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 4)
    ids = pa.table({"id": [str(n) for n in range(20)], "sex": ["M", "F"] * 10})
    assert list(counted(ids).values) == ["sex"]
    # among the first rows they are few, in the end they are not
    late = pa.table({"id": ["same"] * 8 + [str(n) for n in range(20)]})
    assert not counted(late).values
    assert counted(late).filled == {"id": 28}


def test_what_is_not_counted_in_one_part_is_not_known_of_all() -> None:
    known, unknown = counted(pa.table({"x": ["a"]})), Counted(2, {"x": 2}, {})
    assert not added([known, unknown]).values
    assert added([known, Counted(2, {"x": 0}, {})]).values["x"].to_pylist() == [
        {"x": "a", COUNT: 1},
        {"x": None, COUNT: 2},
    ]


@pytest.mark.parametrize(("loose", "known"), [(0, True), (3, True), (4, False)])
def test_records_of_no_part_are_counted_while_they_are_few(
    loose: int, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOSE", 3)
    count, table = Count(), pa.table({"sex": ["M", "F", None, "M"]})
    count.see(table.slice(0, loose))
    for _ in range(20):
        count.add(counted(table))
    found = count.result()
    assert (found is not None) == known
    if found is not None:
        _agrees(found, pa.concat_tables([table.slice(0, loose), *[table] * 20]))


def test_nothing_is_counted_for_few_records_alone() -> None:
    count = Count()
    count.see(pa.table({"sex": ["M"]}))
    assert count.result() is None


def test_what_was_counted_holds_for_the_same_rows_only(tmp_path: Path) -> None:
    staging = Staging(tmp_path, load_schema())
    records = pa.Table.from_pylist(
        [{"id": "a", "sample_type": "dna"}], schema=staging.sink("Biosample").records.schema
    )
    staging.sink("Biosample").count.add(counted(records))
    staging.sink("Biosample").records.write(records)
    made = staging.sink("Biosample").close()
    assert made.counted is not None
    assert made.counted.filled["sample_type"] == 1
    assert replace(made, rows_sha256="ab" * 32).counted is None
