"""What a value may look like, slot by slot; the JSON Schema says the same of every value that Hypothesis thinks of."""

from __future__ import annotations

import datetime
import json
import math
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.records.judging import as_json, as_lines, errors

from omicz_meta.pipeline.validating import validate
from omicz_meta.resources import schemas_folder
from omicz_meta.schema import load_schema
from omicz_meta.sources.values import Misfit, ValueReader

WANTED = [
    ("Individual.birth_date", "1987", "1987"),
    ("Individual.birth_date", "1987-05", "1987-05"),
    ("Individual.birth_date", "2000-02-29", "2000-02-29"),
    ("Individual.birth_date", "1900-02-29", "V004"),
    ("Individual.birth_date", "1987-13", "V004"),
    ("Individual.birth_date", "1987-00-01", "V004"),
    ("Individual.birth_date", "12.5.1987", "V003"),
    ("Individual.birth_date", "1987-5-1", "V003"),
    ("Individual.birth_date", "1987-05-12\n", "V003"),
    ("Individual.birth_date", "", "V003"),
    ("Individual.birth_date", 1987, "V003"),
    ("Individual.birth_date", datetime.date(1987, 5, 12), "1987-05-12"),
    ("Individual.birth_date", datetime.datetime(1987, 5, 12), "1987-05-12"),
    ("Individual.birth_date", datetime.datetime(1987, 5, 12, 8), "V003"),
    ("Individual.birth_date", ["1987"], "V009"),
    ("Individual.birth_date", {"year": 1987}, "V003"),
    ("Submission.expected_release_date", "2027-01-31", datetime.date(2027, 1, 31)),
    ("Submission.expected_release_date", datetime.datetime(2027, 1, 31), datetime.date(2027, 1, 31)),
    ("Submission.expected_release_date", "2027", "V003"),
    ("Submission.expected_release_date", "2027-02-30", "V004"),
    ("Submission.created_at", "2026-11-01T10:00:00Z", datetime.datetime(2026, 11, 1, 10)),
    (
        "Submission.created_at",
        "2026-11-01T10:00:00.5+02:00",
        datetime.datetime(2026, 11, 1, 8, 0, 0, 500_000),
    ),
    ("Submission.created_at", datetime.datetime(2026, 11, 1, 10), datetime.datetime(2026, 11, 1, 10)),
    ("Submission.created_at", "2026-11-01T10:00:00", "V003"),
    ("Submission.created_at", "2026-11-01T25:00:00Z", "V004"),
    ("Submission.created_at", "9999-12-31T23:59:59-01:00", "V004"),
    ("Individual.subject_id", "p1", "p1"),
    ("Individual.subject_id", "", "V007"),
    ("Individual.subject_id", 17, "V007"),
    ("Individual.administrative_gender", "female", "female"),
    ("Individual.administrative_gender", "Female", "V008"),
    ("Individual.administrative_gender", 1, "V008"),
    ("Individual.administrative_gender", {"code": "female"}, "V008"),
    ("Treatment.line_number", 2, 2),
    ("Treatment.line_number", Decimal("2.0"), 2),
    ("Treatment.line_number", 2.0, 2),
    ("Treatment.line_number", 2**63 - 1, 2**63 - 1),
    ("Treatment.line_number", 2**63, "V010"),
    ("Treatment.line_number", Decimal("1E+400"), "V010"),
    ("Treatment.line_number", Decimal("1.5"), "V012"),
    ("Treatment.line_number", "2", "V012"),
    ("Treatment.line_number", True, "V012"),
    ("Treatment.line_number", math.nan, "V012"),
    ("Run.mean_depth", Decimal("31.50"), Decimal("31.5")),
    ("Run.mean_depth", 0.1, Decimal("0.1")),
    ("Run.mean_depth", 31, 31),
    (
        "Run.mean_depth",
        Decimal("99999999999999999999999999.999999999999"),
        Decimal("99999999999999999999999999.999999999999"),
    ),
    ("Run.mean_depth", Decimal("1E26"), "V010"),
    ("Run.mean_depth", Decimal("0.0000000000001"), "V010"),
    ("Run.mean_depth", Decimal("Infinity"), "V010"),
    ("Run.mean_depth", math.nan, "V005"),
    ("Run.mean_depth", "31,5", "V005"),
    ("Run.mean_depth", False, "V005"),
    ("Treatment.pretreated", True, True),
    ("Treatment.pretreated", "true", "V013"),
    ("Treatment.pretreated", 1, "V013"),
    ("Individual.ancestries", ["HANCESTRO:0005"], ["HANCESTRO:0005"]),
    ("Individual.ancestries", [], None),
    ("Individual.ancestries", "HANCESTRO:0005", "V007"),
    ("Individual.ancestries", [None], "V007"),
    ("Measurement.value_quantity", "5 g/L", "V007"),
    ("Measurement.value_quantity", [{"value": 5}], "V009"),
    ("Measurement.value_quantity", None, None),
]


def read(path: str, value: object) -> tuple[object, list[Misfit]]:
    schema = load_schema()
    owner, _, name = path.partition(".")
    reader = ValueReader(schema)
    made = reader.read(schema.classes[owner].slots[name], value)
    return made, reader.misfits.get(name, [])


@pytest.mark.parametrize(("path", "value", "wanted"), WANTED)
def test_value(path: str, value: object, wanted: object) -> None:
    made, misfits = read(path, value)
    if isinstance(wanted, str) and wanted[0] == "V":
        assert (made, [misfit.code for misfit in misfits]) == (None, [wanted])
    else:
        assert (made, type(made) is bool, misfits) == (wanted, type(wanted) is bool, [])


def test_good_parts_stay_beside_bad_ones() -> None:
    slot = load_schema().classes["Biosample"].slots["storage_conditions"]
    good, *_ = load_schema().enums[slot.target].names
    made, misfits = read("Biosample.storage_conditions", ["warm", good, 5])
    assert made == [good]
    assert [misfit.place for misfit in misfits] == ["/storage_conditions/0", "/storage_conditions/2"]


NESTED = {
    "id": "t1",
    "individual": "p1",
    "treatment_type": "surgery",
    "procedure_codes": ["SNOMEDCT:64368001"],
    "adverse_events": [
        {"event_code": "NCIT:C3258", "ctcae_grade": "three"},
        {"event_code": "NCIT:C3258", "ctcae_grade": 3, "colour": "red"},
        "fever",
    ],
    "shoe_size": None,
}
NESTED_FOUND = {
    ("V012", "/adverse_events/0/ctcae_grade", "three"),
    ("M004", "/adverse_events/1/colour", "colour"),
    ("V007", "/adverse_events/2", "fever"),
    ("M004", "shoe_size", "shoe_size"),
}


@pytest.mark.parametrize("make", [as_json, as_lines])
def test_every_fault_inside_a_record_has_its_pointer(make: Any) -> None:
    found = errors(make([NESTED, NESTED | {"id": "t2"}]), "Treatment")
    assert {(code, column, value) for code, _, _, column, value in found} == NESTED_FOUND
    assert sorted({row for _, row, *_ in found}) == [1, 2]
    assert len(found) == 2 * len(NESTED_FOUND)


def test_a_finding_inside_an_object_speaks_of_its_slot() -> None:
    absent = [{"slot": "birth_date", "reason": "ASKUU"}]
    path = as_json([{"subject_id": "p1", "administrative_gender": "female", "absent": absent}])
    (finding,) = [
        found for found in validate(path, record_class="Individual").findings if found.code == "V008"
    ]
    assert (finding.slot, finding.column, finding.value) == ("absent", "/absent/0/reason", "ASKUU")
    assert finding.detail["value_set"] == "NullFlavour"
    assert finding.candidates[0] == "ASKU"


def test_the_nearest_key_is_named_inside_an_object_too() -> None:
    record = {
        "id": "m1",
        "individual": "p1",
        "assay": "LOINC:718-7",
        "value_quantity": {"text": "<1", "untit": "g"},
    }
    (finding,) = [
        found
        for found in validate(as_json([record]), record_class="Measurement").findings
        if found.code == "M004"
    ]
    assert (finding.column, finding.value, finding.candidates[0]) == (
        "/value_quantity/untit",
        "untit",
        "unit",
    )


def test_a_key_that_identifies_is_not_shown() -> None:
    record = {
        "subject_id": "p1",
        "birth_date": "1987",
        "administrative_gender": "female",
        "jan@example.org": "x",
    }
    ((code, _, _, column, value),) = errors(as_json([record]))
    assert (code, "jan@example.org" in f"{column}{value}") == ("M004", False)


PLACES = [
    "Individual.birth_date",
    "Individual.administrative_gender",
    "Individual.ancestries",
    "Submission.expected_release_date",
    "Submission.created_at",
    "Treatment.line_number",
    "Treatment.pretreated",
    "Run.mean_depth",
    "Measurement.value_quantity",
]
digits = st.text("0123456789-TZ:.+ ", max_size=20)
dates = st.dates(datetime.date(1, 1, 1)).map(str) | st.from_regex(
    r"[12][0-9]{3}-[01][0-9](-[0-3][0-9])?", fullmatch=True
)
moments = st.datetimes(datetime.datetime(2, 1, 1), datetime.datetime(9998, 1, 1)).map(
    lambda at: f"{at.isoformat()}Z"
)
numbers = st.integers(-(10**20), 10**20) | st.decimals(allow_nan=False, allow_infinity=False, places=3).map(
    float
)
scalars = (
    st.none()
    | st.booleans()
    | numbers
    | digits
    | dates
    | moments
    | st.sampled_from(["female", "HANCESTRO:0005", "g/L"])
)
objects = st.dictionaries(
    st.sampled_from(["value", "unit", "text", "comparator", "colour"]), scalars, max_size=3
)
values = scalars | objects | st.lists(scalars | objects, max_size=3)


@cache
def property_schema(path: str) -> Draft202012Validator:
    whole = json.loads((schemas_folder() / "compiled" / "omicz.schema.json").read_text(encoding="utf-8"))
    owner, _, name = path.partition(".")
    return Draft202012Validator({**whole["$defs"][owner]["properties"][name], "$defs": whole["$defs"]})


@given(path=st.sampled_from(PLACES), value=values)
def test_values_fit_exactly_when_the_json_schema_says_so(path: str, value: Any) -> None:
    exact = json.loads(json.dumps(value), parse_float=Decimal)
    _, misfits = read(path, exact)
    # our types hold less than JSON does: that is said (V010) and the year 0 has no calendar
    assume(not any(misfit.code == "V010" or str(misfit.value).startswith("0000") for misfit in misfits))
    accepted = property_schema(path).is_valid(value)
    if misfits:
        assert not accepted
    elif not accepted:
        assert left_to_the_rules(path, value)


def left_to_the_rules(path: str, value: Any) -> bool:
    """Refused for what the rules judge on finished records: no value, ranges, patterns, what an object must hold."""
    if value is None:
        return path == "Submission.created_at"
    if path in ("Treatment.line_number", "Run.mean_depth"):
        return isinstance(value, int | float) and value < 0
    return path in ("Measurement.value_quantity", "Individual.ancestries")
