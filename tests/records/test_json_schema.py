"""Our verdict on made-up lines and that of the compiled JSON Schema: the same, but for what is listed."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.effort import examples
from tests.records.judging import occurrences, written
from tests.records.test_proof import CLASSES, object_text

from omicz_meta.resources import schemas_folder
from omicz_meta.schema import load_schema

OURS_ALONE = {
    "V010": "a number that our types do not hold",
    "V004": "the year 0, which no calendar has",
    "V014": "a date that is still to come",
    "P002": "a text that identifies somebody",
    "X001": "two records of one id that differ",
    "X006": "a record that stands twice",
}
"""What a JSON Schema of one record cannot say; records with these are left out of the comparison."""


@cache
def validator(name: str) -> Draft202012Validator:
    whole = json.loads((schemas_folder() / "compiled" / "omicz.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": whole["$defs"]})


def decoded(text: str) -> dict[str, Any] | None:
    """The record, where it is plain JSON; what is not is refused by all."""
    try:
        record = json.loads(text, parse_constant=lambda _: 1 / 0)
        json.dumps(record, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, ZeroDivisionError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


@given(data=st.data(), name=st.sampled_from(CLASSES))
@settings(max_examples=examples(40), deadline=None)
def test_verdicts_are_those_of_the_json_schema(data: st.DataObject, name: str) -> None:
    texts = data.draw(st.lists(object_text(name), min_size=1, max_size=10))
    key = load_schema().classes[name].key or "id"
    found = [record for text in texts if (record := decoded(text)) is not None]
    records = [record | {key: f"k{number}"} for number, record in enumerate(found)]
    lines = "".join(json.dumps(record) + "\n" for record in records) or "{}\n"
    codes = defaultdict[int, set[str]](set)
    for problem in occurrences(written(lines, "records.ndjson"), name):
        codes[problem["row"]].add(problem["code"])
    for row, record in enumerate(records, 1):
        if codes[row].isdisjoint(OURS_ALONE):
            assert validator(name).is_valid(record) == (not codes[row]), (record, codes[row])
