"""Which records we refuse and which LinkML's own validator does: the same, but for what is listed with its reason."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from benchmarks.records import MAKERS, SHAPES, VALUES, records
from hypothesis import given, settings
from hypothesis import strategies as st
from linkml.validator import Validator
from linkml.validator.plugins import JsonschemaValidationPlugin
from tests.records.judging import as_lines, occurrences
from tests.records.test_json_schema import OURS_ALONE, decoded
from tests.records.test_proof import CLASSES, object_text

from omicz_meta.resources import schemas_folder
from omicz_meta.schema import load_schema
from omicz_meta.schema.lexical import IRI

NOT_ASKED_BY_LINKML = {
    ("V001", "required"): "a required slot may be declared absent, which LinkML's `required` cannot say",
    (
        "V011",
        "conditions",
    ): "what one slot demands of another stands in rules that it leaves out of its JSON Schema",
    ("V007", ""): "an empty text is a text to JSON Schema; to us it is no value",
    **{(code, None): reason for code, reason in OURS_ALONE.items()},
}
"""What we alone refuse: by the code, and by the rule or the value that was found."""


@cache
def validator() -> Validator:
    return Validator(
        str(schemas_folder() / "omicz.yaml"), validation_plugins=[JsonschemaValidationPlugin(closed=True)]
    )


def refused_by_linkml(record: dict[str, Any], name: str) -> bool:
    return any(validator().iter_results(record, name))


def found_in(path: Path, name: str) -> dict[int, list[dict[str, Any]]]:
    found = defaultdict[int, list[dict[str, Any]]](list)
    for problem in occurrences(path, name):
        found[problem["row"]].append(problem)
    return found


def is_ours_alone(problem: dict[str, Any]) -> bool:
    reasons = {
        (problem["code"], problem["rule"]),
        (problem["code"], problem["value"]),
        (problem["code"], None),
    }
    return not reasons.isdisjoint(NOT_ASKED_BY_LINKML) or is_form_of_a_name(problem)


def is_form_of_a_name(problem: dict[str, Any]) -> bool:
    """Whether a text is no CURIE or IRI where one is due: LinkML's JSON Schema asks of these ranges no form at all."""
    slot = load_schema().classes[problem["record_class"]].slots.get(problem["slot"])
    return problem["code"] == "V007" and slot is not None and slot.pattern == IRI


@pytest.mark.heavy
@pytest.mark.parametrize("name", MAKERS)
def test_every_kind_of_fault_is_refused_by_both(name: str) -> None:
    made = list(records(name, 901, SHAPES + VALUES))
    sample = [record for number, record in enumerate(made) if number % 100 in (0, 1, 2)]
    theirs = {row for row, record in enumerate(sample, 1) if refused_by_linkml(record, name)}
    ours = found_in(as_lines(sample), name)
    assert theirs == {row for row, problems in ours.items() if not all(map(is_ours_alone, problems))}
    faulty = set(range(1, len(sample) + 1, 3))
    assert (theirs < faulty, faulty - theirs) == (True, {19}), "only the empty text is let pass by LinkML"
    assert set(ours) == faulty


@pytest.mark.heavy
@given(data=st.data(), name=st.sampled_from(CLASSES))
@settings(max_examples=30, deadline=None)
def test_verdicts_are_those_of_linkml(data: st.DataObject, name: str) -> None:
    texts = data.draw(st.lists(object_text(name), min_size=1, max_size=10))
    key = load_schema().classes[name].key or "id"
    # a line feed behind a date is passed over by the `$` of Python's regular expressions, and not by us
    found = [record for text in texts if (record := decoded(text)) is not None and r"\n" not in text]
    made = [record | {key: f"k{number}"} for number, record in enumerate(found)] or [{}]
    ours = found_in(as_lines(made), name)
    for row, record in enumerate(made, 1):
        refused = refused_by_linkml(record, name)
        if all(map(is_ours_alone, ours[row])):
            assert not refused or ours[row], record
        else:
            assert refused, (record, ours[row])
