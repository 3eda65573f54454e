"""Many records are judged by other ways than few: what they refer to is found by hashes, where no id stands twice."""

from __future__ import annotations

import pytest
from tests.validation.bar import found

from omicz_meta.engine.tally import WORTH_IT
from omicz_meta.schema import load_schema
from omicz_meta.validation.rules import DATES, OWNERS

PERSONS = [{"subject_id": f"p{n}", "birth_date": "1980-05"} for n in range(WORTH_IT)]
DIAGNOSES = [{"id": f"d{n}", "individual": f"p{n}", "diagnosis_date": "2010"} for n in range(WORTH_IT)]
TREATMENTS = [
    {"id": "right", "individual": "p7", "diagnosis": "d7", "start_date": "1980-05-02"},
    {"id": "early", "individual": "p8", "diagnosis": "d8", "start_date": "1980-04-30"},
    {"id": "of another", "individual": "p9", "diagnosis": "d10", "start_date": "2011"},
    {"id": "of nobody", "individual": "p", "diagnosis": "d", "start_date": "1970"},
    {"id": "of none", "individual": None, "diagnosis": None, "start_date": "1970"},
]
TOLD = [
    ("X002", "of nobody", "diagnosis"),
    ("X002", "of nobody", "individual"),
    ("X030", "early", "start_date"),
    ("X035", "of another", "diagnosis"),
]


@pytest.mark.parametrize("again", [[], [PERSONS[8]], [{"subject_id": "p8", "birth_date": None}]])
def test_references_among_many(again: list[dict[str, str | None]]) -> None:
    records = {"Individual": [*PERSONS, *again], "Diagnosis": DIAGNOSES, "Treatment": TREATMENTS}
    findings = found(load_schema(), records, rules=(DATES, OWNERS))
    assert sorted((one["code"], one["record_id"], one["slot"]) for one in findings) == TOLD
