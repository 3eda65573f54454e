"""Records of Parquet judged where they stand: the same report, problems and ledger as when all of them are copied."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.physical import record_schema
from omicz_meta.pipeline.harmonising import Harmonised, judged
from omicz_meta.pipeline.prepare import InputError
from omicz_meta.pipeline.records_input import read_records, records_to_judge
from omicz_meta.pipeline.report import judged_figures
from omicz_meta.pipeline.validating import validate
from omicz_meta.reports import render_json
from omicz_meta.schema import Kind, Slot, load_schema
from omicz_meta.validation.judge import Judgement
from omicz_meta.validation.rules import RULES

SCHEMA = load_schema()
CLASSES = ("Individual", "Measurement", "Treatment", "PerinatalHistory", "Analysis")
TODAY = "2026-11-22"
NOTHING = Judgement((), (), TODAY, alone=True)
Record = dict[str, Any]

GOOD: dict[Kind, list[Any]] = {
    Kind.INTEGER: [0, 3, -7, 2**40],
    Kind.DECIMAL: [Decimal(0), Decimal("14.7"), Decimal("-0.5"), Decimal("1e-12")],
    Kind.BOOLEAN: [True, False],
    Kind.DATE: [dt.date(2027, 1, 31), dt.date(1999, 1, 1)],
    Kind.DATETIME: [dt.datetime(2026, 11, 1, 10), dt.datetime(2030, 1, 1)],
    Kind.PARTIAL_DATE: ["1987", "1987-05", "2000-02-29", "2030-01-01"],
}
TEXTS = [
    "x",
    "NCIT:C3258",
    "LOINC:718-7",
    "P1Y2M",
    "g/L",
    "žluť",
    "a\nb",
    "a\x00b",
    " spaced ",
    "00420",
    "p1",
    "p2",
]
BAD = [
    "", "soon", "1987-02-30", "perhaps", "+1", "@", "jan@example.org", "855715/0008", "+420 601 234 567",
    "Jana Nováková",
]  # fmt: skip


def value_of(slot: Slot, *, faulty: bool) -> st.SearchStrategy[Any]:
    """A value of the physical type of a slot; a faulty one may be anything that this type holds."""
    if slot.kind is Kind.OBJECT:
        parts = SCHEMA.objects[slot.target].slots
        single = st.fixed_dictionaries(
            {name: st.none() | value_of(part, faulty=faulty) for name, part in parts.items()}
        )
    elif slot.kind in GOOD:
        text = BAD if faulty and slot.kind is Kind.PARTIAL_DATE else []
        single = st.sampled_from([*GOOD[slot.kind], *text])
    else:
        words = SCHEMA.enums[slot.target].names if slot.kind is Kind.ENUM else TEXTS
        single = st.sampled_from([*words, *(BAD if faulty else [])])
    if not slot.multivalued:
        return single
    return st.lists(st.none() | single, max_size=3) if faulty else st.lists(single, min_size=1, max_size=2)


@cache
def record(name: str, *, faulty: bool) -> st.SearchStrategy[Record]:
    """A record; a faulty one has an id more often than not, and one that may come again."""
    definition = SCHEMA.classes[name]
    ids = (
        [None, "", "jan@example.org", *(f"k{n}" for n in range(12))]
        if faulty
        else [f"k{n}" for n in range(99)]
    )
    people = [None, "", "p1"] if faulty else ["p1", "p2", "p3"]
    slots = {slot.name: st.none() | value_of(slot, faulty=faulty) for slot in definition.slots.values()}
    fixed = {"individual": st.sampled_from(people)} if "individual" in slots else {}
    return st.fixed_dictionaries(slots | fixed | {definition.key or "id": st.sampled_from(ids)})


def as_file(name: str, rows: list[Record], group: int, left_out: frozenset[str] = frozenset()) -> Path:
    path = Path(tempfile.mkdtemp()) / "records [1]*.parquet"
    table = pa.Table.from_pylist(rows, record_schema(SCHEMA.classes[name], SCHEMA)).drop_columns(
        sorted(left_out)
    )
    pq.write_table(table, path, row_group_size=group)
    return path


def told(harmonised: Harmonised, use_cases: tuple[str, ...]) -> tuple[str, list[Record], Any]:
    """Report, problems and ledger."""
    with judged(harmonised, RULES, use_cases, TODAY) as verdicts:
        report = judged_figures(harmonised, verdicts, use_cases, TODAY).report()
        return render_json(report), pq.read_table(verdicts.problems).to_pylist(), harmonised.ledger


@pytest.mark.heavy
@given(
    name=st.sampled_from(CLASSES),
    data=st.data(),
    group=st.integers(1, 9),
    use_cases=st.sampled_from([(), ("rare_disease",)]),
    counted=st.booleans(),
)
@settings(max_examples=examples(150), deadline=None)
def test_in_place_and_copied_are_judged_alike(
    name: str, data: st.DataObject, group: int, use_cases: tuple[str, ...], counted: bool
) -> None:
    definition = SCHEMA.classes[name]
    row = st.one_of(*[record(name, faulty=False)] * 3, record(name, faulty=True))
    rows = data.draw(st.lists(row, min_size=1, max_size=12))
    needed = {definition.key or "id", "individual"}
    left_out = data.draw(st.frozensets(st.sampled_from(sorted(set(definition.slots) - needed)), max_size=4))
    path = as_file(name, rows, group, left_out)
    judgement = Judgement(data.draw(st.sampled_from([(), RULES])), use_cases, TODAY, alone=True)
    with values_counted_first() if counted else nullcontext():
        standing = records_to_judge(path, name, judgement)
        assert set(standing.in_place) == {name}
        in_place = told(standing, use_cases)
    assert in_place == told(read_records(path, name, use_cases=use_cases), use_cases)


@contextmanager
def values_counted_first() -> Iterator[None]:
    """Values are counted of however few rows, and are few however long they are."""
    with pytest.MonkeyPatch.context() as bounds:
        bounds.setattr("omicz_meta.engine.tally.WORTH_IT", 0)
        bounds.setattr("omicz_meta.engine.tally.BYTES_OF_FEW", 1_000_000)
        yield


@pytest.mark.parametrize("counted", [False, True])
def test_what_identifies_and_what_holds_nothing_is_seen(counted: bool) -> None:
    fine: Record = {
        "individual": "p1",
        "assay": "LOINC:718-7",
        "value_quantity": {"value": Decimal(140), "unit": "g/L"},
    }
    texts = ["x", "Jana Nováková", "bytem Dlouhá 12, 602 00 Brno", "jan@example.org", "855715/0008"]
    rows = [{"id": f"k{n}", **fine, "value_text": text, "absent": []} for n, text in enumerate(texts)]
    path = as_file("Measurement", rows, 2)
    with values_counted_first() if counted else nullcontext():
        whole = records_to_judge(path, "Measurement", Judgement(RULES, (), TODAY, alone=True))
        in_place = told(whole, ())
    assert in_place == told(read_records(path, "Measurement"), ())
    assert whole.in_place["Measurement"].taken["file_row_number"].to_pylist() == [1, 2, 3, 4]


def test_rows_without_doubt_are_not_copied() -> None:
    people = [
        {"subject_id": f"p{n}", "birth_date": "1987", "administrative_gender": "male"} for n in range(300)
    ]
    people[7]["birth_date"] = "soon"
    people[9] |= {"subject_id": "p8", "administrative_gender": "female"}
    path = as_file("Individual", people, 64)
    whole = records_to_judge(path, "Individual", Judgement(RULES, (), TODAY, alone=True))
    report, problems, ledger = told(whole, ())
    assert (report, problems, ledger) == told(read_records(path, "Individual"), ())
    assert '"other_place": "records [1]*.parquet:9"' in report
    standing = whole.in_place["Individual"]
    assert standing.taken["file_row_number"].to_pylist() == [7, 8, 9]
    assert (standing.rows, standing.apart.rows) == (299, 2)


def test_whoever_is_named_in_a_text_is_found_where_it_stands() -> None:
    named = ["Jana Nováková", "bytem Dlouhá 123/4", "jan@example.org", "855715/0008"]
    texts = ["Karlovy Vary", *named, *["Karlovy Vary"] * 90]
    rows = [{"id": f"k{n}", "individual": "p1", "value_text": text} for n, text in enumerate(texts)]
    path = as_file("Measurement", rows, 4)
    standing, copied = records_to_judge(path, "Measurement", NOTHING), read_records(path, "Measurement")
    assert set(standing.in_place) == {"Measurement"}
    assert standing.problems == copied.problems
    found = [(one["code"], one["row"], one["slot"]) for one in standing.problems.to_pylist()]
    assert found == [("P002", row, "value_text") for row in range(2, 6)]


@pytest.mark.parametrize(
    "column",
    [pa.array([1987]), pa.array([dt.date(1987, 1, 1)]), pa.array([["1987"]])],
)
def test_other_types_are_read_as_they_come(column: pa.Array) -> None:
    path = Path(tempfile.mkdtemp()) / "people.parquet"
    pq.write_table(pa.table({"subject_id": ["p1"], "birth_date": column}), path)
    assert not records_to_judge(path, "Individual", NOTHING).in_place


def test_a_file_that_changes_while_it_is_judged_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    path = as_file("Individual", [{"subject_id": "p1"}], 1)

    def changing(*given: Any) -> Any:
        path.write_bytes(path.read_bytes() + b"PAR1")
        return judged_figures(*given)

    monkeypatch.setattr("omicz_meta.pipeline.validating.judged_figures", changing)
    with pytest.raises(InputError):
        validate(path, record_class="Individual")
