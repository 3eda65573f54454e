"""Parts of conditions in columns of their own: the conditions hold of the same records with them and without."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.engine.test_tally import SCHEMA, USE_CASES
from tests.records.test_in_place import CLASSES, record

from omicz_meta.engine.cell import call, column
from omicz_meta.engine.checks import violated
from omicz_meta.engine.computed import computed
from omicz_meta.engine.physical import record_schema
from omicz_meta.engine.plan import Call, Column, Constant, Each, Item
from omicz_meta.engine.session import session
from omicz_meta.engine.tally import Tally, settled
from omicz_meta.validation.judge import record_checks
from omicz_meta.validation.rule import Scene
from omicz_meta.validation.rules import RULES

DATE, CODES = Column("date"), Column("codes")
LENGTH = Call("strlen", (DATE,))
CODED = Call("matches", (DATE, Constant("2.*")))


@pytest.mark.parametrize(
    ("condition", "few", "worth_it"),
    [
        (Call("gt", (LENGTH, Constant(4))), (), [LENGTH]),
        (Call("eq", (Call("substr", (DATE, Constant(0), LENGTH)), DATE)), (), 2),
        (CODED, (), []),
        (CODED, ("date",), [CODED]),
        (Call("coalesce", (CODED, Constant(False))), (), []),
        (Each(CODES, Call("strlen", (Item(),))), (), []),
        (Call("eq", (Call("strlen", (Constant("a"),)), Constant(1))), (), []),
    ],
)
def test_what_has_a_column(condition: Call | Each, few: tuple[str, ...], worth_it: list[Call] | int) -> None:
    names = computed([condition], few, SCHEMA).names
    assert (len(names) if isinstance(worth_it, int) else [*names]) == worth_it


def test_each_part_is_computed_once() -> None:
    start = Call("substr", (DATE, Constant(0), LENGTH))
    parts = computed([Call("lt", (start, DATE)), Call("gt", (LENGTH, Constant(4)))], (), SCHEMA)
    with session() as connection:
        rows = parts.added(connection.from_arrow(pa.table({"date": ["2020", None]})))
        assert parts.added(rows).columns == rows.columns
        made = rows.select(*(column(parts.names[part]) for part in (LENGTH, start))).fetchall()
    assert made == [(4, "2020"), (None, None)]


@pytest.mark.heavy
@given(data=st.data(), name=st.sampled_from(CLASSES), use_cases=st.sampled_from([(), USE_CASES]))
@settings(max_examples=examples(60), deadline=None)
def test_conditions_hold_of_the_same_records(
    data: st.DataObject, name: str, use_cases: tuple[str, ...]
) -> None:
    definition = SCHEMA.classes[name]
    row = st.one_of(record(name, faulty=False), record(name, faulty=True))
    table = pa.Table.from_pylist(
        data.draw(st.lists(row, min_size=1, max_size=8)), record_schema(definition, SCHEMA)
    )
    few = data.draw(st.frozensets(st.sampled_from(sorted(definition.slots))))
    checks = record_checks(Scene(SCHEMA, definition, use_cases, "2026-11-22"), RULES)
    conditions = [check.violated for check in checks]
    parts = computed(conditions, few, SCHEMA)
    with session() as connection:
        rows = connection.from_arrow(table)
        with_columns = settled(conditions, table.column_names, Tally(connection), SCHEMA, parts.cells())
        whole = violated(table.column_names, checks, SCHEMA)
        asked = ((parts.added(rows), with_columns), (rows, whole))
        told, expected = (
            records.aggregate([call("count_if", one) for one in some if one is not None]).fetchall()
            for records, some in asked
        )
    # what is unknown of every record counts as nothing does
    assert [count or 0 for count in told[0]] == [count or 0 for count in expected[0]]
