"""What is read in columns is what reading one by one would give, whatever stands in the lines; and most is."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.objects import ObjectReader
from omicz_meta.engine.session import session
from omicz_meta.mapping import Mapping
from omicz_meta.pipeline.gate import engine_gate
from omicz_meta.pipeline.recorded import Passed, RecordStage
from omicz_meta.privacy.gate import Gate
from omicz_meta.schema import ClassDefinition, Kind, Slot, load_schema
from omicz_meta.sources import ndjson
from omicz_meta.sources.columns import ColumnReader
from omicz_meta.sources.ndjson import Lines, read_lines
from omicz_meta.sources.place import TablePlace
from omicz_meta.sources.recordblock import RawRecord, Reading, ReadPart, RecordBlock
from omicz_meta.sources.records import Batch

SCHEMA = load_schema()
CLASSES = ("Treatment", "Measurement", "Individual", "Submission", "Run")
PLACE = TablePlace("people", "people.ndjson")

GOOD = {
    Kind.INTEGER: ["0", "3", "-7", "12", "123456789012345678"],
    Kind.DECIMAL: ["0", "3", "-7", "14.7", "0.000000000001", "99999.5"],
    Kind.BOOLEAN: ["true", "false"],
    Kind.PARTIAL_DATE: ['"1987"', '"1987-05"', '"2000-02-29"'],
    Kind.DATE: ['"2027-01-31"'],
    Kind.DATETIME: ['"2026-11-01T10:00:00Z"', '"2026-11-01T10:00:00.5+02:00"'],
}
TEXTS = [
    '"x"',
    '"NCIT:C3258"',
    '"\\u017elu\\u0165"',
    '"žluť"',
    '"a\\"b:{[,"',
    '"\\\\"',
    '"\\ud83d\\ude00"',
    '"a\\u0000b"',
]
ANYTHING = [
    "1.0", "1e400", "1E2", "1e-1", "-0", "-0.0", "0.1000000000000000055511", "9007199254740993", "12345678901234567890",
    "1234567890123456.5", "1e-13", "NaN", "Infinity", "-inf", "nan", "null", "true", '"5"', '"true"', '""', '" "',
    '"soon"', '"1987-02-30"', '"1987-13"', '"0000-01-01"', '"1987\\n"', '"\\ud800"', '"\\udc00\\ud800"', "[]", "{}",
    "[null]", '["x"]', '["x", null]', '[["x"]]', '[{"x": 1}]', '{"x": null}', '["x",]', '{"x": 1,}', "[1, 2]",
    '{"value": 5}', '{"value": "5", "unit": "g/L"}', '{"value": 5, "value": 6}', '{"value": null, "unit": "g/L"}',
    '[{"event_code": "NCIT:C1", "ctcae_grade": null}]', '[{"event_code": "NCIT:C1"}, "fever"]', "[" * 2000 + "]" * 2000,
    "tru", "'x'", "01", "+1", ".5", "5.", '"\x01"', '"x', "", "x", "/**/1", '"jan@example.org"', "\ufeff1",
]  # fmt: skip
KEYS = ["colour", "", "Value", "a\\\\b", "i\\u0064", "null", "jan@example.org", "a:b"]


def slot_text(slot: Slot) -> st.SearchStrategy[str]:
    """A value of a slot as JSON text: mostly a good one."""
    if slot.kind is Kind.OBJECT:
        single = object_text(slot.target)
    elif slot.kind is Kind.ENUM:
        single = st.sampled_from([json.dumps(name) for name in SCHEMA.enums[slot.target].names])
    else:
        single = st.sampled_from(GOOD.get(slot.kind, TEXTS))
    good = (
        st.lists(single, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        if slot.multivalued
        else single
    )
    return st.one_of(good, good, good, st.sampled_from(ANYTHING))


@cache
def object_text(name: str) -> st.SearchStrategy[str]:
    """An object as JSON text: some of its keys, seldom another one, one twice, or a comma too many."""
    body = SCHEMA.classes.get(name) or SCHEMA.objects[name]
    known = [
        st.tuples(st.just(name), st.deferred(lambda slot=slot: slot_text(slot)))
        for name, slot in body.slots.items()
    ]
    other = st.tuples(st.sampled_from(KEYS), st.sampled_from([*ANYTHING, *TEXTS]))
    members = st.lists(st.one_of(*known, *known, *known, other), max_size=5)
    return st.builds(
        _object, members, st.sampled_from([", ", ",", " ,\t"]), st.sampled_from([": ", ":"]), rarely(",")
    )


def _object(members: list[tuple[str, str]], comma: str, colon: str, end: str) -> str:
    several = dict(members) if end != "," else members
    pairs = several.items() if isinstance(several, dict) else several
    return "{" + comma.join(f'"{name}"{colon}{value}' for name, value in pairs) + end + "}"


def rarely(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from([*[""] * 12, text])


@cache
def line(name: str) -> st.SearchStrategy[bytes]:
    """A line: a record with a key of its own class more often than not."""
    key = SCHEMA.classes[name].key or "id"
    keyed = st.builds(_keyed, object_text(name), st.integers(0, 9), st.just(key))
    broken = st.sampled_from(
        ["", " ", "\t", "[]", "5", "null", '"x"', "{", "{}", "{} {}", "\ufeff{}", "oops"]
    )
    text = st.one_of(*[keyed] * 8, object_text(name), broken)
    encoded = text.map(lambda written: written.encode())
    return st.one_of(*[encoded] * 15, st.binary(max_size=20).map(lambda data: data.replace(b"\n", b"")))


def _keyed(text: str, number: int, key: str) -> str:
    rest = text[1:]
    return f'{{"{key}": "k{number}"{"," if rest.strip() != "}" else ""}{rest}'


class Stages(dict[str, RecordStage]):
    """Stages by class; the schema in them is left out where a failing example is shown."""

    def __repr__(self) -> str:
        return "stages"


@pytest.fixture(scope="module")
def stages() -> Iterator[Stages]:
    with session() as connection:
        yield Stages({name: stage(connection, SCHEMA.classes[name]) for name in CLASSES})


def stage(connection: Any, definition: ClassDefinition) -> RecordStage:
    reading = Reading(ColumnReader(SCHEMA, definition), ObjectReader(connection, definition, SCHEMA))
    return RecordStage(definition, SCHEMA, PLACE, engine_gate(Gate(10), Mapping()), reading)


def blocks_of(data: bytes) -> list[Lines]:
    path = Path(tempfile.mkdtemp()) / "people.ndjson"
    path.write_bytes(data)
    return list(read_lines(path))


def one_by_one(lines: Lines) -> ReadPart:
    records: list[RawRecord] = []
    rejected: list[Any] = []
    for at in range(lines.count):
        ndjson.read_carefully(lines.first + at, lines.line(at), records, rejected)
    return ReadPart(RecordBlock(tuple(records), tuple(rejected)))


def plain(passed: Passed) -> dict[str, Any]:
    done = passed.outcome
    tables = {"records": done.records, "lineage": done.lineage, "misfits": passed.misfits}
    found: dict[str, Any] = {name: table.to_pylist() for name, table in tables.items()}
    found["problems"] = sorted(done.problems.to_pylist(), key=str)
    found["failed"] = sorted(done.failed.to_pylist(), key=str)
    found["unreadable"] = passed.unreadable.to_pylist()
    texts = [
        {name: text for name, text in row.items() if text is not None} for row in passed.texts.to_pylist()
    ]
    return {
        **found,
        "texts": texts,
        "counts": dict(done.counts),
        "rows": passed.rows.tolist(),
        "lost": passed.rejected,
    }


@given(
    data=st.data(), name=st.sampled_from(CLASSES), end=st.sampled_from([b"\n", b"\r\n"]), bom=st.booleans()
)
@settings(max_examples=examples(300), deadline=None)
def test_columns_say_what_reading_one_by_one_says(
    stages: Stages, data: st.DataObject, name: str, end: bytes, bom: bool
) -> None:
    lines = data.draw(st.lists(line(name), min_size=1, max_size=12))
    written = (b"\xef\xbb\xbf" if bom else b"") + end.join(lines)
    for block in blocks_of(written):
        assert plain(stages[name].work(block)) == plain(stages[name].work(one_by_one(block)))


ATTACKS = [
    # what is missing in one place must not be made up for in another
    b'{"id": "k", "value_quantity": "x", "source_code": ["y"], "value_text": 5}',
    b'{"id": "k", "value_quantity": "x", "source_code": {}}',
    b'{"id": "k", "value_quantity": {"value": "5"}, "source_code": 5}',
    b'{"id": 5, "value_text": "y", "value_quantity": {"value": "7", "unit": "g"}}',
    b'{"id": "k", "colour": null}',
    b'{"id": "k", "value_text": null, "value_text": "x"}',
    b'{"id": "k", "value_text": "x", "value_text": null}',
    b'{"id": "k", "value_text": null, "colour": null, "source_code": "x",}',
    b'{"id": "k", "value_text": null,}',
    b'{"id": "k", "value_text": nan}',
    b'{"id": "k", "absent": [{"slot": "assay", "reason": "UNK"}, null]}',
    b'{"id": "k", "absent": [{"slot": "assay", "reason": null}, {"slot": null}]}',
    b'{"id": "k", "absent": [], "value_quantity": {}}',
    b'{"id": "k", "value_quantity": {"value": 1234567890.1234567}}',
    b'{"id": "k", "source_code": "a\\\\", "colour": "b\\""}',
    b'{"id": "k"} {"id": "l"}',
    '{"value_text":01, "source_code":"žluť"}'.encode(),
    b'{"id": "k", "assay": "a:b,c{d[e"n}',
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_makes_up_for_what_is_wrong(stages: Stages, attack: bytes) -> None:
    good = b'{"id": "g", "individual": "p", "assay": "LOINC:718-7"}'
    (block,) = blocks_of(b"\n".join([good, attack, good]) + b"\n")
    stage = stages["Measurement"]
    assert plain(stage.work(block)) == plain(stage.work(one_by_one(block)))


CLEAN = [
    b'{"id": "k", "individual": "p", "assay": "LOINC:718-7", "value_quantity": {"value": 14.7, "unit": "g/L"}}',
    b'{"assay":"LOINC:718-7","id":"k","absent":[{"slot":"value_text","reason":"UNK"},{"reason":"NI","slot":"x"}]}',
    b'\t{ "id" : "k" , "absent" : [ ] } \r',
    '{"id": "k\u0159", "source_code": "a\\"b: {[,\\\\"}'.encode(),
    b'{"id": "k", "source_code": "\\u017elu\\u0165", "value_text": null, "reference_range": null}',
    b'{"id": "k", "reference_range": {"low": 1, "high": null, "unit": "g/L"}, "absent": null}',
    b'{"\\u0069d": "k"}',
]


@pytest.mark.parametrize("line", CLEAN)
def test_clean_lines_are_read_in_columns(stages: Stages, line: bytes) -> None:
    (block,) = blocks_of(line)
    read = block.read(stages["Measurement"].reading)
    assert (read.records, read.rejected, read.certain.tolist()) == ((), (), [True])


values = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**40), 2**40), st.floats(),
    st.sampled_from([json.loads(text) for text in TEXTS]),
    st.sampled_from(["", "1987", "1987-02-30", "soon", "surgery", "medication"]), st.dates(), st.datetimes(),
    st.decimals(-1000, 1000, places=3), st.lists(st.sampled_from(["NCIT:C1", "", None]), max_size=3),
    st.just({"value": 5, "unit": "g/L"}), st.just({"event_code": "NCIT:C1", "colour": "red"}),
    st.lists(st.just({"event_code": "NCIT:C1", "ctcae_grade": 3}), max_size=2),
)  # fmt: skip


@given(data=st.data(), name=st.sampled_from(CLASSES))
@settings(max_examples=examples(150), deadline=None)
def test_parquet_columns_say_what_reading_one_by_one_says(
    stages: Stages, data: st.DataObject, name: str
) -> None:
    definition = SCHEMA.classes[name]
    slots = data.draw(st.lists(st.sampled_from([*definition.slots, "colour"]), unique=True, max_size=4))
    rows = data.draw(st.integers(1, 4))
    columns = {definition.key or "id": pa.array([f"k{n}" for n in range(rows)])}
    for slot in slots:
        column = columns_of_one_type(data.draw(st.lists(values, min_size=rows, max_size=rows)))
        columns[slot] = column
    batch = pa.RecordBatch.from_pydict(columns)
    raw = tuple(RawRecord(n, None, content) for n, content in enumerate(batch.to_pylist(), 1))
    slow = stages[name].work(ReadPart(RecordBlock(raw)))
    assert plain(stages[name].work(Batch(np.arange(1, rows + 1), batch))) == plain(slow)


def columns_of_one_type(given: list[Any]) -> pa.Array:
    """The values as one column; those of another type than the first are left out."""
    kinds = [type(value) for value in given if value is not None]
    kept = [value if kinds and type(value) is kinds[0] else None for value in given]
    try:
        return pa.array(kept)
    except pa.ArrowInvalid:  # lists whose elements are of several types are no column
        return pa.array([kept[0]] * len(kept))


def test_a_block_without_doubt_costs_no_record(stages: Stages) -> None:
    lines = [b'{"id": "k%d", "start_date": "1987-05", "line_number": %d}' % (n, n) for n in range(1000)]
    lines[500] = b'{"id": "k500", "start_date": "soon"}'
    (block,) = blocks_of(b"\n".join(lines) + b"\n")
    read = block.read(stages["Treatment"].reading)
    assert ([record.row for record in read.records], int(read.certain.sum())) == ([501], 999)
