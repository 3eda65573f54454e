"""Each value is one the schema allows: alone, in a list, inside an object, inside a list of objects."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from omicz_meta.schema import ClassDefinition, Condition, Kind, Slot
from omicz_meta.validation.rules import VALUES

from .bar import codes, slot, tiny

COLOUR = slot("x", Kind.ENUM, target="Colour")
CODE = slot("x", Kind.CURIE, pattern="^HP:[0-9]{7}$")
PART_DATE = slot("x", Kind.PARTIAL_DATE, pattern=r"^[0-9]{4}(-[0-9]{2})?$")
SHARE = slot("x", Kind.DECIMAL, minimum="0", maximum="100")
GRADE = slot("x", Kind.INTEGER, minimum="1", maximum="5")

#  slot, value, code
SINGLE = [
    (COLOUR, "red", None),
    (COLOUR, "Red", "V008"),
    (COLOUR, "", "V008"),
    (COLOUR, None, None),
    (CODE, "HP:0001250", None),
    (CODE, "HP:1", "V007"),
    (CODE, "xHP:0001250", "V007"),
    (CODE, "HP:0001250\n", "V007"),
    (PART_DATE, "2001", None),
    (PART_DATE, "2001-02", None),
    (PART_DATE, "2.2001", "V003"),
    (SHARE, Decimal(0), None),
    (SHARE, Decimal(100), None),
    (SHARE, Decimal("100.000000000001"), "V006"),
    (SHARE, Decimal("-0.000000000001"), "V006"),
    (SHARE, None, None),
    (GRADE, 1, None),
    (GRADE, 5, None),
    (GRADE, 0, "V006"),
    (GRADE, 6, "V006"),
]


def _many(one: Slot) -> Slot:
    return slot(
        one.name,
        one.kind,
        target=one.target,
        multivalued=True,
        pattern=one.pattern,
        minimum=one.minimum,
        maximum=one.maximum,
    )


def _inside(one: Slot, *, many: bool = False) -> tuple[Slot, ClassDefinition]:
    box = ClassDefinition("Box", {"x": one, "label": slot("label")})
    return slot("box", Kind.OBJECT, target="Box", multivalued=many), box


def _told(code: str | None, name: str = "x") -> list[tuple[int, str, str]]:
    return [(1, code, name)] if code else []


@pytest.mark.parametrize(("one", "value", "code"), SINGLE)
def test_alone(one: Slot, value: Any, code: str | None) -> None:
    assert codes(tiny(one), {"x": value}, rules=(VALUES,)) == _told(code)


@pytest.mark.parametrize(("one", "value", "code"), [case for case in SINGLE if case[1] is not None])
def test_in_a_list(one: Slot, value: Any, code: str | None) -> None:
    good = next(v for o, v, c in SINGLE if o is one and c is None)
    assert codes(tiny(_many(one)), {"x": [good, value]}, rules=(VALUES,)) == _told(code)


@pytest.mark.parametrize(("one", "value", "code"), SINGLE)
def test_inside_an_object(one: Slot, value: Any, code: str | None) -> None:
    holder, box = _inside(one)
    record = {"box": {"x": value, "label": "l"}}
    assert codes(tiny(holder, objects=[box]), record, rules=(VALUES,)) == _told(code, "box")


@pytest.mark.parametrize(("one", "value", "code"), [case for case in SINGLE if case[1] is not None])
def test_inside_a_list_of_objects(one: Slot, value: Any, code: str | None) -> None:
    holder, box = _inside(one, many=True)
    record = {"box": [{"label": "l"}, {"x": value, "label": "l"}]}
    assert codes(tiny(holder, objects=[box]), record, rules=(VALUES,)) == _told(code, "box")


@pytest.mark.parametrize(("one", "value", "code"), [case for case in SINGLE if case[1] is not None])
def test_in_a_list_inside_a_list_of_objects(one: Slot, value: Any, code: str | None) -> None:
    holder, box = _inside(_many(one), many=True)
    record = {"box": [{"x": [value], "label": "l"}, {"label": "l"}]}
    assert codes(tiny(holder, objects=[box]), record, rules=(VALUES,)) == _told(code, "box")


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(("box", "code"), [({"x": "v"}, None), ({"label": "l"}, "V001"), (None, None)])
def test_a_mandatory_part_of_an_object(many: bool, box: dict[str, str] | None, code: str | None) -> None:
    holder, kind = _inside(slot("x", requirement="M"), many=many)
    value = [box] if many and box else box
    assert codes(tiny(holder, objects=[kind]), {"box": value}, rules=(VALUES,)) == _told(code, "box")


@pytest.mark.parametrize(
    ("box", "code"),
    [
        ({"x": "5", "label": "mg"}, None),
        ({"x": "5"}, "V011"),
        ({"label": "mg"}, None),
        (None, None),
    ],
)
def test_a_condition_inside_an_object(box: dict[str, str] | None, code: str | None) -> None:
    kind = ClassDefinition(
        "Box", {"x": slot("x"), "label": slot("label")}, conditions=(Condition({"x": ("*",)}, ("label",)),)
    )
    holder = slot("box", Kind.OBJECT, target="Box")
    assert codes(tiny(holder, objects=[kind]), {"box": box}, rules=(VALUES,)) == _told(code, "box")


def test_each_record_is_judged_for_itself_and_the_value_is_shown() -> None:
    from .bar import found

    rows = [{"id": str(n), "x": colour} for n, colour in enumerate(("red", "pink", None, "green"), 1)]
    told = found(tiny(COLOUR), {"Thing": rows}, rules=(VALUES,))
    assert [(p["row"], p["line"], p["value"], p["column"], p["record_id"]) for p in told] == [
        (2, 3, "pink", "Sloupec", "2"),
        (4, 5, "green", "Sloupec", "4"),
    ]
