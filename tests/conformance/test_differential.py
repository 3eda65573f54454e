"""Schemas and records that Hypothesis thinks of: our verdict on every record is that of LinkML's own validator.

What differs on purpose stands in docs/reference/linkml.md and is not drawn here: nulls, empty texts and lists, several
values in preconditions, rules without preconditions, two slots that must be empty, other types beside any_of.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conformance.pages import Body, preamble, schema_of
from tests.conformance.verdicts import Both, Records

Values = st.SearchStrategy[Any]
Slots = st.SearchStrategy[tuple[Body, Values]]

WORDS = ["x", "y", "xy", "ab", "A1", "red", "round", "5", "W12", "2024-02-29", "10:00:00Z"]
NUMBERS = [-1, 0, 1, 2, 3, 0.5, 2.5, 1.0, 100, 101]
ANYTHING = [5, 0.5, True, "x", "5", {"weight": 1}, ["x"], "2024-02-30", "1987", "24:00:00"]
TEXT_TESTS: list[Body] = [
    {"pattern": "^x"},
    {"pattern": "[a-y]{2}"},
    {"pattern": "^[A-Z][0-9]+$"},
    {"pattern": "^a|5$"},
    {"equals_string": "x"},
    {"equals_string_in": ["x", "y", "5"]},
    {"equals_string_in": ["red"], "pattern": "e"},
]
NUMBER_TESTS: list[Body] = [
    {"minimum_value": 1},
    {"maximum_value": 2},
    {"minimum_value": 0, "maximum_value": 1},
    {"equals_number": 0},
    {"equals_number": 2},
]
TEXT_RANGES = ["Colour", "Shape", "Ward", "date", "string", "ncname", "time"]
OF_NUMBER = ("integer", "decimal", "float", "double", "Percent")
GROUPS = ("any_of", "all_of", "exactly_one_of", "none_of")


def value_tests(tests: list[Body], ranges: list[str]) -> st.SearchStrategy[Body]:
    """A test of single values: a plain one, or up to two groups of others, one or two deep."""
    plain = st.sampled_from(tests)
    branch = plain | st.sampled_from(ranges).map(lambda name: {"range": name}) if ranges else plain

    def groups(inner: st.SearchStrategy[Body]) -> st.SearchStrategy[Body]:
        parts = st.lists(inner, min_size=1, max_size=3, unique_by=str)
        return st.dictionaries(st.sampled_from(GROUPS), parts, min_size=1, max_size=2)

    # in none_of a range would say what the column is not
    safe = groups(plain | groups(plain))
    return (
        plain
        | safe
        | st.lists(branch, min_size=2, max_size=3, unique_by=str).map(lambda ones: {"any_of": ones})
    )


def manyfold(tests: list[Body]) -> st.SearchStrategy[Body]:
    counts = {"minimum_cardinality": st.integers(0, 3), "maximum_cardinality": st.integers(1, 4)}
    more = {"has_member": st.sampled_from(tests), **counts}
    several = st.fixed_dictionaries({"multivalued": st.just(True)}, optional=more)
    return st.one_of(st.just({}), st.just({}), several)


TEXTS, OF_TEXTS, OF_NUMBERS = (
    value_tests(TEXT_TESTS, TEXT_RANGES),
    value_tests(TEXT_TESTS, []),
    value_tests(NUMBER_TESTS, []),
)
SEVERAL_TEXTS, SEVERAL_NUMBERS = manyfold(TEXT_TESTS), manyfold(NUMBER_TESTS)


def values(good: list[Any], body: Body) -> Values:
    """Values of a slot: those of its kind, and others, but not beside groups of tests."""
    single = st.sampled_from(good)
    if body.get("multivalued"):
        several = st.lists(single, min_size=1, max_size=4)
        return several if set(GROUPS) & set(body) else several | st.sampled_from(ANYTHING)
    return single if set(GROUPS) & set(body) else st.one_of(single, single, single, st.sampled_from(ANYTHING))


@st.composite
def text_slot(draw: st.DrawFn) -> tuple[Body, Values]:
    body = draw(st.just({}) | TEXTS)
    body = {**body, **draw(SEVERAL_TEXTS)}
    return body, values(WORDS, body)


@st.composite
def number_slot(draw: st.DrawFn) -> tuple[Body, Values]:
    named = draw(st.sampled_from(["integer", "decimal", "float", "double"]))
    body = {"range": named, **draw(st.just({}) | OF_NUMBERS)}
    body = {**body, **draw(SEVERAL_NUMBERS)}
    return body, values(NUMBERS, body)


@st.composite
def typed_slot(draw: st.DrawFn) -> tuple[Body, Values]:
    named = draw(
        st.sampled_from(["boolean", "date", "datetime", "time", "Colour", "Percent", "Ward", "Affirmed"])
    )
    body = {"range": named, **draw(st.just({}) | st.just({"multivalued": True}))}
    good = {
        "boolean": [True, False],
        "datetime": ["2024-02-29T10:00:00Z", "2024-02-29", "2024-02-29T10:00:00.5+02:00"],
        "time": ["10:00:00Z", "10:00", "23:59:59+01:00"],
        "Percent": NUMBERS,
    }
    return body, values(good.get(named, [*WORDS, "yes", "green"]), body)


@st.composite
def object_slot(draw: st.DrawFn) -> tuple[Body, Values]:
    body = {
        "range": draw(st.sampled_from(["Piece", "Checked"])),
        **draw(st.just({}) | st.just({"multivalued": True})),
    }
    members = {"weight": [1, "1"], "label": ["x", "X"], "low": [1, 9], "high": [2, 10]}
    own = ["weight", "label"] if body["range"] == "Piece" else ["low", "high"]
    # LinkML computes nothing, so `high` is drawn as what it should be
    fields = {name: st.sampled_from(members[name]) for name in own if name != "high"}
    single = st.fixed_dictionaries({}, optional=fields).filter(bool)
    if body["range"] == "Checked":
        single = st.tuples(single, st.booleans()).map(lambda pair: _computed(*pair))
    return body, st.lists(single, min_size=1, max_size=3) if body.get("multivalued") else single


def _computed(checked: Body, filled: bool) -> Body:
    return {**checked, "high": checked["low"] + 1} if filled else checked


SLOTS = st.one_of(text_slot(), text_slot(), number_slot(), number_slot(), typed_slot(), object_slot())


def condition(body: Body) -> st.SearchStrategy[Body]:
    """What an expression about a record says of a slot."""
    tests = OF_NUMBERS if body.get("range") in OF_NUMBER else OF_TEXTS
    said = st.sampled_from([{"required": True}, {"value_presence": "PRESENT"}])
    return said if body.get("range") in ("boolean", "datetime", "Piece", "Checked") else said | tests


@st.composite
def expression(draw: st.DrawFn, attributes: Body) -> Body:
    """An expression about a record: conditions on slots with one value, or a group of such expressions."""
    single = {name: body for name, body in attributes.items() if not body.get("multivalued")}
    named = draw(st.lists(st.sampled_from(sorted(single)), min_size=1, max_size=2, unique=True))
    plain = {"slot_conditions": {name: draw(condition(single[name])) for name in named}}
    if draw(st.integers(0, 3)):
        return plain
    other = {"slot_conditions": {name: draw(condition(single[name])) for name in named[:1]}}
    return {draw(st.sampled_from(GROUPS)): [plain, other] if other != plain else [plain]}


@st.composite
def rule(draw: st.DrawFn, attributes: Body) -> Body:
    parts = {"preconditions": draw(expression(attributes)), "postconditions": draw(expression(attributes))}
    if draw(st.booleans()):
        parts["elseconditions"] = draw(expression(attributes))
    flags = draw(st.dictionaries(st.sampled_from(["bidirectional", "open_world"]), st.just(True), max_size=1))
    return {**parts, **flags}


@st.composite
def record_class(draw: st.DrawFn) -> tuple[Body, list[Body]]:
    """The body of a class, and records of it."""
    drawn = draw(st.lists(SLOTS, min_size=1, max_size=4))
    needs = [draw(st.sampled_from([{}, {}, {"required": True}, {"recommended": True}])) for _ in drawn]
    attributes = {f"s{n}": body | need for n, ((body, _), need) in enumerate(zip(drawn, needs, strict=True))}
    fields = {f"s{n}": pool for n, (_, pool) in enumerate(drawn)}
    found: Body = {"attributes": attributes}
    if any(not body.get("multivalued") for body in attributes.values()):
        found |= draw(
            st.just({}) | st.lists(rule(attributes), min_size=1, max_size=2).map(lambda r: {"rules": r})
        )
        found |= draw(st.just({}) | expression(attributes).map(of_class))
    records = draw(st.lists(st.fixed_dictionaries({}, optional=fields), min_size=4, max_size=8))
    return found, records


def of_class(found: Body) -> Body:
    """An expression as one on a class: LinkML's validator leaves slot_conditions of a class out."""
    return {"any_of": [found]} if "slot_conditions" in found else found


def verdicts(root: Path, drawn: list[tuple[Body, list[Body]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        both = Both(Path(folder), schema_of(preamble(root), [str(body) for body, _ in drawn]))
        records: Records = {
            f"Row{n}": [{**one, "id": f"k{at}"} for at, one in enumerate(made)]
            for n, (_, made) in enumerate(drawn)
        }
        ours = both.ours(records)
        for number, (body, _) in enumerate(drawn):
            name = f"Row{number}"
            for at, record in enumerate(records[name]):
                refused = both.refused(name, record)
                assert bool(ours[name, at]) is refused, (body, record, ours[name, at])


SLOW = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large)


def differential(examples: int) -> Callable[..., Any]:
    """The property, tried so often."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=SLOW)


@differential(3)
@given(drawn=st.lists(record_class(), min_size=4, max_size=8))
def test_verdicts_agree(drawn: list[tuple[Body, list[Body]]], root: Path) -> None:
    verdicts(root, drawn)


@pytest.mark.heavy
@differential(30)
@given(drawn=st.lists(record_class(), min_size=4, max_size=8))
def test_verdicts_agree_on_many(drawn: list[tuple[Body, list[Body]]], root: Path) -> None:
    verdicts(root, drawn)
