"""References lead to a record (X002); persons have the records a use case asks for (X003), and not too many (M023)."""

from __future__ import annotations

from typing import Any

import pytest

from omicz_meta.schema import Kind, Minimum, load_schema

from .bar import Record, found, slot, tiny

PEOPLE = [
    {"subject_id": "p1", "status": "AFFECTED"},
    {"subject_id": "p2", "status": None},
    {"subject_id": "p3", "status": "UNAFFECTED"},
]


def _told(
    schema: Any, things: list[Record] | None, people: list[Record] | None = None, **more: Any
) -> list[tuple[Any, ...]]:
    records = {"Individual": PEOPLE if people is None else people}
    if things is not None:
        records["Thing"] = things
    problems = found(schema, records, rules=(), **more)
    return [(p["code"], p["record_class"], p["record_id"], p["slot"], p["value"]) for p in problems]


def test_single_reference() -> None:
    things = [
        {"id": "1", "individual": "p1"},
        {"id": "2", "individual": "p9"},
        {"id": "3", "individual": None},
    ]
    assert _told(tiny(), things) == [("X002", "Thing", "2", "individual", "p9")]


def test_several_references() -> None:
    schema = tiny(slot("x", Kind.REFERENCE, target="Thing", multivalued=True))
    things = [
        {"id": "1", "individual": "p1", "x": ["1", "2"]},
        {"id": "2", "individual": "p1", "x": ["8", "1", "9"]},
    ]
    assert sorted(_told(schema, things)) == [
        ("X002", "Thing", "2", "x", "8"),
        ("X002", "Thing", "2", "x", "9"),
    ]


def test_a_reference_whose_cell_failed_is_not_missed() -> None:
    things = [{"id": "1", "individual": "p9"}]
    assert _told(tiny(), things, failed=[("1", "individual")]) == []


def test_a_class_without_records_is_told_once() -> None:
    schema = tiny(slot("x", Kind.REFERENCE, target="Individual"))
    things = [{"id": str(n), "individual": None, "x": "p1"} for n in range(3)]
    problems = found(schema, {"Thing": things}, rules=())
    assert [(p["code"], p["row"], p["slot"]) for p in problems] == [("X002", None, "x")]


EVERYBODY: dict[str, Any] = {}
AFFECTED = {"status": ("AFFECTED",)}
AFFECTED_OR_UNSAID = {"status": ("AFFECTED", None)}
UNSAID = {"status": (None,)}

#  where, how many, owners of the things there are, persons that lack
MINIMA = [
    (EVERYBODY, 1, [], ["p1", "p2", "p3"]),
    (EVERYBODY, 1, ["p1", "p2", "p3"], []),
    (AFFECTED, 1, [], ["p1"]),
    (AFFECTED_OR_UNSAID, 1, [], ["p1", "p2"]),
    (AFFECTED_OR_UNSAID, 1, ["p1"], ["p2"]),
    (UNSAID, 1, [], ["p2"]),
    (AFFECTED, 2, ["p1"], ["p1"]),
    (AFFECTED, 2, ["p1", "p1"], []),
    (AFFECTED, 2, ["p1", "p2"], ["p1"]),
]


@pytest.mark.parametrize(("where", "least", "owners", "lacking"), MINIMA)
@pytest.mark.parametrize("use_cases", [(), ("care",)])
def test_minimum(
    where: Any, least: int, owners: list[str], lacking: list[str], use_cases: tuple[str, ...]
) -> None:
    schema = tiny(minima=[Minimum("care", least, where)])
    things = [{"id": str(n), "individual": owner} for n, owner in enumerate(owners)]
    told = _told(schema, things or None, use_cases=use_cases)
    assert told == [("X003", "Individual", person, "subject_id", None) for person in lacking if use_cases]


@pytest.mark.parametrize(
    ("most", "owners", "beyond"),
    [
        (None, ["p1", "p1"], []),
        (1, ["p1", "p2"], []),
        (1, ["p1", "p2", "p1", "p1"], ["2", "3"]),
        (2, ["p1", "p1", "p2", "p1"], ["3"]),
        (1, [], []),
    ],
)
def test_maximum(most: int | None, owners: list[str], beyond: list[str]) -> None:
    """The first records stand; what comes after them is told, record by record."""
    things = [{"id": str(n), "individual": owner} for n, owner in enumerate(owners)]
    told = _told(tiny(most=most), things)
    assert [(code, slot, record) for code, _, record, slot, _ in told] == [
        ("M023", "individual", record) for record in beyond
    ]


@pytest.mark.parametrize(
    ("values", "enough"), [(["a"], True), (["b"], False), ([None], False), (["b", "a"], True), ([], False)]
)
def test_only_records_that_count(values: list[str | None], enough: bool) -> None:
    schema = tiny(slot("x"), minima=[Minimum("care", 1, EVERYBODY, counting={"x": ("a",)})])
    things = [{"id": str(n), "individual": "p1", "x": value} for n, value in enumerate(values)]
    told = _told(schema, things, [PEOPLE[0]], use_cases=("care",))
    assert [code for code, *_ in told] == ([] if enough else ["X003"])


def test_the_national_minima_are_about_persons_and_known_slots() -> None:
    """What stands in the model can be judged: the slots exist, and their values are in the value sets."""
    schema = load_schema()
    person = schema.classes["Individual"]
    for definition in schema.classes.values():
        for minimum in definition.minima:
            assert minimum.use_case in schema.use_cases
            for name, values in minimum.where.items():
                assert set(values) - {None} <= set(schema.enums[person.slots[name].target].names)
            assert set(minimum.counting) <= set(definition.slots)
