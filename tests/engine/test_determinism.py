"""The same plan and rows give the same rows in the same order, however they are cut and whoever works on them."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.parquet import RowGroupWriter
from omicz_meta.engine.plan import Plan

from . import registry
from .mill import Milled, Sheet, mill
from .registry import PEOPLE, PEOPLE_COLUMNS, SAMPLE_COLUMNS, SAMPLES, diagnoses, people, plan_of, samples

pytestmark = pytest.mark.heavy


QUICK = settings(
    max_examples=examples(6), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
WHOLE = plan_of(people(filters=(registry.STANDING,)), samples(), diagnoses())


def _both(seed: int, size: int = 15) -> list[Sheet]:
    """Both tables with a mess of all sorts, drawn with a seed."""
    dice = random.Random(seed)  # noqa: S311 - a table for a test
    ids = ["P1", "P2", " P3", "P4 ", "", "-", None, "neuvedeno"]
    lide = [
        {
            "ID": dice.choice(ids),
            "Narozen": dice.choice(["1970", "1.2.1970", "31.2.1970", "?"]),
            "Pohlaví": dice.choice(["M", "Ž", "X"]),
            "Stav": dice.choice(["ok", "storno"]),
        }
        for _ in range(size)
    ]
    vzorky = [
        {
            "ID": dice.choice(ids),
            "Číslo": f"S{dice.randrange(size)}",
            "Typ": dice.choice(["krev", "DNA", "?"]),
            "Dg": dice.choice(["E75.2,G71.0", "xx", "", "C50,,E75.2"]),
        }
        for _ in range(size)
    ]
    gap = dict.fromkeys(dice.sample(range(size), 3))
    lide = [gap.get(n, row) for n, row in enumerate(lide)]
    faults = {(dice.randrange(1, size), "ID"): "R002", (dice.randrange(1, size), "Typ"): "R002"}
    return [Sheet(PEOPLE, PEOPLE_COLUMNS, lide), Sheet(SAMPLES, SAMPLE_COLUMNS, vzorky, faults=faults)]


def _shown(made: Milled) -> dict[str, Any]:
    return {
        "hashes": made.hashes,
        "problems": made.problems,
        "ledger": made.ledger,
        "quarantine": made.quarantined,
        "records": made.records,
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_threads_and_cuts_do_not_show(seed: int) -> None:
    sheets = _both(seed)
    whole = _shown(mill(WHOLE, sheets))
    assert whole["problems"]
    for cut, threads in [(1, 4), (2, 2), (7, 1), (10_000, 4)]:
        assert _shown(mill(WHOLE, [replace(sheet, cut=cut) for sheet in sheets], threads=threads)) == whole


@QUICK
@given(registry.plans(), registry.sheets(), st.sampled_from((1, 2, 3)), st.sampled_from((1, 2, 4)))
def test_cuts_do_not_show_in_any_plan(
    plan: Plan, sheets: tuple[Sheet, Sheet], cut: int, threads: int
) -> None:
    cut_up = [replace(sheet, cut=cut) for sheet in sheets]
    assert _shown(mill(plan, cut_up, threads=threads)) == _shown(mill(plan, sheets))


@QUICK
@given(
    st.lists(registry.sample(), max_size=8, unique_by=lambda row: row["Číslo"]),
    st.randoms(use_true_random=False),
)
def test_order_of_rows_shows_in_the_order_of_records_only(
    rows: list[dict[str, str | None]], dice: random.Random
) -> None:
    lide = Sheet(
        PEOPLE, PEOPLE_COLUMNS, [{"ID": "P1", "Narozen": "1970"}, {"ID": "P2", "Narozen": "1.1.1971"}]
    )
    mixed = dice.sample(rows, len(rows))
    plan = plan_of(samples(), diagnoses())
    one, other = (mill(plan, [lide, Sheet(SAMPLES, SAMPLE_COLUMNS, given)]) for given in (rows, mixed))
    for name, records in one.records.items():
        assert sorted(map(repr, records)) == sorted(map(repr, other.records[name]))
    assert one.ledger == other.ledger


FORM = pa.schema(
    [
        ("text", pa.string()),
        ("number", pa.int64()),
        ("decimal", pa.decimal128(38, 12)),
        ("yes", pa.bool_()),
        ("day", pa.date32()),
        ("texts", pa.list_(pa.string())),
        ("object", pa.struct([("value", pa.decimal128(38, 12)), ("unit", pa.string())])),
        ("objects", pa.list_(pa.struct([("slot", pa.string()), ("reason", pa.string())]))),
    ]
)
WORDS = st.one_of(st.none(), st.text("aá\0", max_size=3))
DECIMALS = st.one_of(st.none(), st.decimals(-10, 10, places=3))
VALUES = {
    "text": WORDS,
    "number": st.one_of(st.none(), st.integers(-3, 3)),
    "decimal": DECIMALS,
    "yes": st.one_of(st.none(), st.booleans()),
    "day": st.one_of(st.none(), st.dates()),
    "texts": st.one_of(st.none(), st.lists(WORDS, max_size=3)),
    "object": st.one_of(st.none(), st.fixed_dictionaries({"value": DECIMALS, "unit": WORDS})),
    "objects": st.one_of(
        st.none(),
        st.lists(st.one_of(st.none(), st.fixed_dictionaries({"slot": WORDS, "reason": WORDS})), max_size=2),
    ),
}
ROWS = st.lists(st.fixed_dictionaries(VALUES), min_size=1, max_size=8)


def _hash(parts: list[pa.Table]) -> str:
    with TemporaryDirectory() as folder:
        writer = RowGroupWriter(Path(folder) / "x.parquet", FORM, row_group=3)
        for part in parts:
            writer.write(part)
        return writer.close()


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(ROWS, st.integers(0, 8), st.integers(0, 8))
def test_the_hash_does_not_see_how_rows_are_cut(rows: list[dict[str, Any]], first: int, second: int) -> None:
    table = pa.Table.from_pylist(rows, schema=FORM)
    low, high = sorted((first, second))
    padded = pa.concat_tables([table, table]).slice(len(rows), len(rows))
    cut = [table.slice(0, low), table.slice(low, high - low), table.slice(high)]
    assert _hash([table]) == _hash(cut) == _hash([padded])


@settings(max_examples=examples(120), deadline=None, derandomize=True)
@given(ROWS, st.data())
def test_the_hash_changes_with_any_value(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    number, name = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.sampled_from(sorted(VALUES)))
    other = [dict(row) for row in rows]
    other[number][name] = data.draw(VALUES[name])
    same = other[number][name] == rows[number][name]
    tables = [pa.Table.from_pylist(found, schema=FORM) for found in (rows, other)]
    assert (_hash([tables[0]]) == _hash([tables[1]])) == same


@pytest.mark.parametrize("size", [1, 2, 5])
def test_rows_that_swap_places_change_the_hash(size: int) -> None:
    table = pa.Table.from_pylist([{"number": n} for n in range(size + 1)], schema=FORM)
    assert _hash([table]) != _hash([table.take(list(range(size, -1, -1)))])
