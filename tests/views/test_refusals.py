"""What is not a view, or means nothing, is refused with its place, its reason and the nearest that would do."""

from __future__ import annotations

from typing import Any

import pytest

from omicz_meta.views.compiling import compile_view
from omicz_meta.views.definition import read_definition
from omicz_meta.views.elements import VERSIONS
from omicz_meta.views.fault import Fault

ID = {"name": "id", "path": "id"}


def faults(view: Any, version: str = "R4") -> list[Fault]:
    read, found = read_definition(view)
    if found:
        return list(found)
    return list(compile_view(read, next(one for one in VERSIONS if one == version))[1])


def patient(**parts: Any) -> dict[str, Any]:
    return {"resource": "Patient", "select": [{"column": [ID]}], **parts}


def column(path: str, **parts: Any) -> dict[str, Any]:
    return patient(select=[{"column": [{"name": "c", "path": path, **parts}]}])


TWO_MAKERS = {"forEach": "name", "forEachOrNull": "name", "column": [ID]}
OTHER_NAMES = {"unionAll": [{"column": [ID]}, {"column": [{**ID, "name": "x"}]}]}

FORMS: list[tuple[Any, str, str]] = [
    ([], "", "expected an object"),
    ({"select": [{"column": [ID]}]}, "/resource", "missing"),
    (patient(select=[]), "/select", "at least one"),
    (patient(select={}), "/select", "expected a list"),
    (patient(resourceType="Patient"), "/resourceType", "not a ViewDefinition"),
    (patient(constants=[]), "/constants", "no such key"),
    (patient(select=[{"columns": [ID]}]), "/select/0/columns", "no such key"),
    (patient(select=[{}]), "/select/0", "expected a column"),
    (patient(select=[{"forEach": 1, "column": [ID]}]), "/select/0/forEach", "FHIRPath in a text"),
    (patient(select=[TWO_MAKERS]), "/select/0/forEachOrNull", "only one"),
    (patient(select=[{"repeat": [], "column": [ID]}]), "/select/0/repeat", "at least one path"),
    (patient(select=[{"column": [{"path": "id"}]}]), "/select/0/column/0/name", "expected a name"),
    (
        patient(select=[{"column": [{"name": "1a", "path": "id"}]}]),
        "/select/0/column/0/name",
        "expected a name",
    ),
    (patient(select=[{"column": [ID, ID]}]), "/select", "several columns"),
    (
        patient(select=[{"column": [{**ID, "collection": "yes"}]}]),
        "/select/0/column/0/collection",
        "true or false",
    ),
    (patient(select=[{"column": [{**ID, "type": 1}]}]), "/select/0/column/0/type", "name of a type"),
    (patient(where=[{"where": "active"}]), "/where/0/where", "no such key"),
    (patient(constant=[{"name": "c"}]), "/constant/0", "one value"),
    (patient(constant=[{"name": "c", "valueInteger": True}]), "/constant/0", "FHIR integer"),
    (patient(constant=[{"name": "c", "valueDate": "1. 2. 2020"}]), "/constant/0", "FHIR date"),
    (patient(constant=[{"name": "c", "valueCoding": {}}]), "/constant/0", "no valueCoding"),
    (patient(select=[OTHER_NAMES]), "/select/0/unionAll/1", "first branch"),
]


@pytest.mark.parametrize(("view", "pointer", "reason"), FORMS)
def test_what_is_no_view(view: Any, pointer: str, reason: str) -> None:
    found = [(fault.code, fault.pointer) for fault in faults(view)]
    assert ("M040", pointer) in found
    assert any(reason in fault.reason for fault in faults(view))


PATHS: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("name.", "M041", "ends too early", ()),
    ("name family", "M041", "unexpected 'family'", ()),
    ("'open", "M041", "unexpected character", ()),
    ("name[0", "M041", "ends too early", ()),
    ("(" * 40 + "id" + ")" * 40, "M041", "nested deeper", ()),
    ("id" + ".first()" * 200, "M041", "longer than", ()),
    ("name.count()", "M041", "not supported", ()),
    ("name.family | name.given", "M041", "operator |", ()),
    ("name.family in 'a'", "M041", "operator in", ()),
    ("name.where()", "M041", "expected arguments: 1", ()),
    ("name.ofType('a')", "M041", "name of a type", ()),
    ("birthdate", "M042", "Patient in R4", ("birthDate",)),
    ("name.familly", "M042", "HumanName in R4", ("family",)),
    ("deceasedBoolean", "M042", "Patient in R4", ("deceased.ofType(boolean)",)),
    ("gender.code", "M042", "code", ()),
    ("managingOrganization.getReferenceKey(Organisation)", "M042", "resources in R4", ("Organization",)),
    ("1.0000000000000000001 = 1", "M043", "eighteen behind the point", ()),
    ("%unknown", "M043", "no such constant", ()),
    ("deceased", "M043", "which type of deceased", ("ofType(boolean)", "ofType(dateTime)")),
    ("deceased.ofType(string)", "M043", "never of this type", ("boolean", "dateTime")),
    ("name", "M043", "this is a HumanName", ()),
    ("name.first() = name[0]", "M043", "objects are not compared", ()),
    ("gender = 1", "M043", "a code is never compared with an integer", ()),
    ("active > false", "M043", "no order", ()),
    ("active + 1", "M043", "+ does not take", ()),
    ("-gender", "M043", "a minus needs a number", ()),
    ("gender and active", "M043", "expected true or false", ("exists()",)),
    ("name.where(family)", "M043", "expected true or false", ("exists()",)),
    ("name['a']", "M043", "whole number", ()),
    ("name.join(',')", "M043", "only texts are joined", ()),
    ("name.given.join(gender)", "M043", "a text in quotes", ()),
    ("name.getResourceKey()", "M043", "only a resource", ()),
    ("name.getReferenceKey()", "M043", "expected a Reference", ()),
    ("gender.lowBoundary()", "M043", "expected a decimal", ()),
    ("id.not()", "M043", "expected true or false", ()),
]


@pytest.mark.parametrize(("path", "code", "reason", "like"), PATHS)
def test_what_means_nothing(path: str, code: str, reason: str, like: tuple[str, ...]) -> None:
    (found,) = faults(column(path))
    assert (found.code, found.pointer) == (code, "/select/0/column/0/path")
    assert reason in found.reason
    assert set(like) <= set(found.candidates)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"type": "boolean"}, "not of the declared type"),
        ({"type": "Quantity"}, "not of the declared type"),
        ({"tag": [{"name": "ansi/type", "value": "BLUE"}]}, "no type of column"),
    ],
)
def test_types_of_columns(parts: dict[str, Any], reason: str) -> None:
    (found,) = faults(column("gender", **parts))
    assert found.code == "M043"
    assert reason in found.reason


def test_where_is_true_or_false() -> None:
    (found,) = faults(patient(where=[{"path": "name"}]))
    assert (found.code, found.pointer) == ("M043", "/where/0/path")


def test_repeat_follows_elements_only() -> None:
    ways = [["item.where(linkId = '1')"], ["items"], ["item", "code"]]
    found = [
        faults(
            {
                "resource": "Questionnaire",
                "select": [{"repeat": way, "column": [{"name": "l", "path": "linkId"}]}],
            }
        )
        for way in ways
    ]
    assert [one[0].code for one in found] == ["M043", "M042", "M043"]


def test_branches_have_columns_of_one_type() -> None:
    branches = [{"column": [{"name": "c", "path": path}]} for path in ("active", "gender")]
    (found,) = faults(patient(select=[{"unionAll": branches}]))
    assert (found.pointer, found.value) == ("/select/0/unionAll/1", "c")


def test_all_faults_are_told_at_once() -> None:
    view = patient(select=[{"column": [{"name": "a", "path": "idd"}, {"name": "b", "path": "named"}]}])
    assert [fault.value for fault in faults(view)] == ["idd", "named"]


def test_versions_differ() -> None:
    view = {
        "resource": "Encounter",
        "select": [{"column": [{"name": "c", "path": "class.code", "collection": True}]}],
    }
    assert faults(view, "R4") == []
    assert [fault.value for fault in faults(view, "R5")] == ["code"]
    assert [fault.value for fault in faults({**view, "resource": "Pacient"})] == ["Pacient"]
