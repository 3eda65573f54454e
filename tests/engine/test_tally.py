"""What few values settle: a condition pruned by them is true of the same records as the condition itself."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.records.test_in_place import CLASSES, record

from omicz_meta.engine.cell import column
from omicz_meta.engine.checks import violated
from omicz_meta.engine.physical import record_schema
from omicz_meta.engine.session import session
from omicz_meta.engine.tally import Tally, count_values, settled
from omicz_meta.schema import load_schema
from omicz_meta.validation.judge import record_checks
from omicz_meta.validation.rule import Scene
from omicz_meta.validation.rules import RULES

SCHEMA = load_schema()
USE_CASES = tuple(SCHEMA.use_cases)


def all_that_is_known(connection: Any, table: pa.Table, slots: frozenset[str]) -> Tally:
    """The tally of some slots, with those that are full or hold nothing."""
    rows = connection.from_arrow(table)
    nulls = {entry: table[entry].null_count for entry in table.column_names}
    full = frozenset(entry for entry, count in nulls.items() if not count)
    nothing = frozenset(entry for entry, count in nulls.items() if count == table.num_rows)
    return Tally(connection, count_values(rows, sorted(slots)), full, nothing)


def met(connection: Any, table: pa.Table, condition: Any) -> list[int]:
    """The numbers of the records that meet a condition."""
    if condition is None:
        return []
    numbered = table.append_column("#n", pa.array(range(table.num_rows)))
    rows = connection.from_arrow(numbered).filter(condition).select(column("#n"))
    return sorted(number for (number,) in rows.fetchall())


@pytest.mark.heavy
@given(data=st.data(), name=st.sampled_from(CLASSES), use_cases=st.sampled_from([(), USE_CASES]))
@settings(max_examples=examples(120), deadline=None)
def test_pruned_and_whole_conditions_hold_of_the_same_records(
    data: st.DataObject, name: str, use_cases: tuple[str, ...]
) -> None:
    definition = SCHEMA.classes[name]
    row = st.one_of(record(name, faulty=False), record(name, faulty=True))
    rows = data.draw(st.lists(row, min_size=1, max_size=8))
    slots = data.draw(st.frozensets(st.sampled_from(sorted(definition.slots))))
    table = pa.Table.from_pylist(rows, record_schema(definition, SCHEMA))
    checks = record_checks(Scene(SCHEMA, definition, use_cases, "2026-11-22"), RULES)
    with session() as connection:
        known = all_that_is_known(connection, table, slots)
        whole = violated(table.column_names, checks, SCHEMA)
        pruned = settled([check.violated for check in checks], table.column_names, known, SCHEMA)
        for check, one, other in zip(checks, whole, pruned, strict=True):
            assert met(connection, table, one) == met(connection, table, other), check.rule


QUANTITIES = [{"value": None, "unit": None}, {"value": 5, "unit": "g/L"}]


def test_what_no_value_meets_is_asked_of_no_record() -> None:
    name = "Measurement"
    rows = [
        {"id": f"m{n}", "individual": "p", "assay": f"LOINC:{n}-0", "value_quantity": QUANTITIES[n % 2]}
        for n in range(6)
    ]
    table = pa.Table.from_pylist(rows, record_schema(SCHEMA.classes[name], SCHEMA))
    scene = Scene(SCHEMA, SCHEMA.classes[name], (), "2026-11-22")
    checks = [check for check in record_checks(scene, RULES) if check.rule in ("bounds", "amounts")]
    with session() as connection:
        known = all_that_is_known(connection, table, frozenset({"value_quantity"}))
        pruned = settled([check.violated for check in checks], table.column_names, known, SCHEMA)
    assert [one is None for one in pruned] == [check.code != "V045" for check in checks]
