"""Small views whose answers can be read off: digits, keys, dates as coarse as they are, depth, notes, files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import omicz_meta as om

Json = dict[str, Any]


def rows(tmp_path: Path, view: Json, *resources: Json | str) -> om.ViewTable:
    lines = [one if isinstance(one, str) else json.dumps(one) for one in resources]
    (tmp_path / "r.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return om.view(view, tmp_path / "r.ndjson")


def cell(tmp_path: Path, path: str, resource: Json | str, kind: str = "Observation", **column: Any) -> Any:
    view = {"resource": kind, "select": [{"column": [{"name": "c", "path": path, **column}]}]}
    table = rows(tmp_path, view, resource)
    assert table.problems == ()
    (row,) = table
    return row["c"]


def observation(**parts: Any) -> Json:
    return {"resourceType": "Observation", **parts}


def quantity(number: str) -> str:
    misleading = '"note": [{"text": "\\"value\\": 7"}]'
    return f'{{"resourceType": "Observation", {misleading}, "valueQuantity": {{"value" : {number}}}}}'


VALUE = "value.ofType(Quantity).value"


NUMBERS = ("0.1", "1.10", "12345678901234567890.123456789012345678", "27.345678901234567", "1e2", "-5")


def together(tmp_path: Path, paths: Sequence[str], *resources: Json | str) -> list[list[Any]]:
    """The cells of each resource at these paths."""
    columns = [{"name": f"c{at}", "path": path} for at, path in enumerate(paths)]
    table = rows(tmp_path, {"resource": "Observation", "select": [{"column": columns}]}, *resources)
    assert table.problems == ()
    return [[row[one["name"]] for one in columns] for row in table]


def test_decimals_keep_their_digits(tmp_path: Path) -> None:
    found = together(tmp_path, [VALUE], *map(quantity, NUMBERS))
    assert found == [[Decimal(number)] for number in NUMBERS]


def test_a_decimal_told_as_text_is_as_written(tmp_path: Path) -> None:
    assert cell(tmp_path, VALUE, quantity("1.10"), type="string") == "1.10"


BOUNDS = [("1.0", "0.95", "1.05"), ("1", "0.5", "1.5"), ("-2.50", "-2.505", "-2.495")]


def test_boundaries_of_decimals(tmp_path: Path) -> None:
    paths = (f"{VALUE}.lowBoundary()", f"{VALUE}.highBoundary()")
    found = together(tmp_path, paths, *(quantity(number) for number, *_ in BOUNDS))
    assert found == [[Decimal(low), Decimal(high)] for _, low, high in BOUNDS]


MOMENTS = [
    ("2020", "2020-01-01T00:00:00.000+14:00", "2020-12-31T23:59:59.999-12:00"),
    ("2020-02", "2020-02-01T00:00:00.000+14:00", "2020-02-29T23:59:59.999-12:00"),
    ("2020-02-03T10:11:12+01:00", "2020-02-03T10:11:12.000+01:00", "2020-02-03T10:11:12.999+01:00"),
    ("2020-02-03T10:11:12.5Z", "2020-02-03T10:11:12.500Z", "2020-02-03T10:11:12.599Z"),
]


def test_boundaries_of_moments(tmp_path: Path) -> None:
    path = "effective.ofType(dateTime)"
    told = together(
        tmp_path,
        (f"{path}.lowBoundary()", f"{path}.highBoundary()"),
        *(observation(effectiveDateTime=written) for written, *_ in MOMENTS),
    )
    assert told == [[low, high] for _, low, high in MOMENTS]


LOGIC = [
    ("@2020-01-01 < @2020-01-02", True),
    ("@2020 < @2020-05", None),
    ("@2019 < @2020-05", True),
    ("@2020-05 = @2020-05", True),
    ("@2020-05 = @2020-06", False),
    ("@2020-01-01T10:00:00Z = @2020-01-01T11:00:00+01:00", True),
    ("@2020-01-01T10:00:00Z != @2020-01-01T10:00:00.5Z", True),
    ("@T10:00 < @T10:00:30", None),
    ("@T10:00:00 = @T10:00:00.000", True),
    ("1 / 0 = 1", None),
    ("1 / 3 < 0.4", True),
    ("2 * 3 + 1 = 7", True),
    ("'a' & {} = 'a'", True),
    ("('a' + 'b') = 'ab'", True),
    ("{} and false", False),
    ("{} or true", True),
    ("{} xor true", None),
    ("false implies {}", True),
    ("{}.exists()", False),
    ("value.exists().not()", True),
]


def test_logic_and_literals(tmp_path: Path) -> None:
    (cells,) = together(tmp_path, [path for path, _ in LOGIC], observation())
    assert [(path, value) for (path, _), value in zip(LOGIC, cells, strict=True)] == LOGIC
    assert all(value is None or isinstance(value, bool) for value in cells)


@pytest.mark.parametrize(
    ("reference", "path", "key"),
    [
        ({"reference": "Patient/1"}, "subject.getReferenceKey()", "1"),
        ({"reference": "Patient/1"}, "subject.getReferenceKey(Group)", None),
        ({"reference": "https://h.cz/fhir/Patient/1/_history/2"}, "subject.getReferenceKey(Patient)", "1"),
        ({"reference": "urn:uuid:a-b"}, "subject.getReferenceKey(Patient)", "a-b"),
        ({"reference": "urn:uuid:a-b", "type": "Group"}, "subject.getReferenceKey(Patient)", None),
        ({"reference": "#contained"}, "subject.getReferenceKey()", None),
        ({"identifier": {"value": "1"}}, "subject.getReferenceKey()", None),
    ],
)
def test_keys_of_references(tmp_path: Path, reference: Json, path: str, key: str | None) -> None:
    assert cell(tmp_path, path, observation(subject=reference)) == key


def test_extensions_of_primitives(tmp_path: Path) -> None:
    patient = {
        "resourceType": "Patient",
        "_birthDate": {"extension": [{"url": "time", "valueDateTime": "1982-02-26T10:00:00Z"}]},
    }
    path = "birthDate.extension('time').value.ofType(dateTime).first()"
    assert cell(tmp_path, path, patient, "Patient") == "1982-02-26T10:00:00Z"


@pytest.mark.parametrize(
    ("cast", "written", "expected"),
    [("DATE", "2020-02-03", "2020-02-03"), ("TIMESTAMP", "2020-02-03T10:00:00+02:00", "2020-02-03 08:00:00")],
)
def test_tags_ask_for_types(tmp_path: Path, cast: str, written: str, expected: str) -> None:
    tags = [{"name": "ansi/type", "value": cast}]
    assert (
        str(cell(tmp_path, "effective.ofType(dateTime)", observation(effectiveDateTime=written), tag=tags))
        == expected
    )


def test_what_is_wrong_is_told_with_its_place(tmp_path: Path) -> None:
    view = {
        "resource": "Observation",
        "select": [
            {
                "column": [
                    {"name": "id", "path": "id"},
                    {"name": "code", "path": "code.coding.code"},
                    {
                        "name": "day",
                        "path": "effective.ofType(dateTime)",
                        "tag": [{"name": "ansi/type", "value": "date"}],
                    },
                ]
            }
        ],
    }
    coding = [{"code": "a"}, {"code": "b"}]
    table = rows(
        tmp_path,
        view,
        observation(id="1", code={"coding": coding[:1]}, effectiveDateTime="2020-02-03"),
        '{"resourceType": "Observation", "id": ',
        observation(id="2", code={"coding": coding}, effectiveDateTime="2020"),
    )
    assert [(one.code, one.place.row, one.place.line, one.place.column) for one in table.problems] == [
        ("R019", 2, 2, None),
        ("R050", 3, 3, "code"),
        ("R052", 3, 3, "day"),
    ]
    assert [(row["id"], row["code"], str(row["day"])) for row in table] == [
        ("1", "a", "2020-02-03"),
        ("2", None, "None"),
    ]
    with pytest.raises(om.DataErrors):
        table.raise_if_errors()


def nested(levels: int) -> Json:
    made: Json = {"linkId": str(levels)}
    for level in reversed(range(1, levels)):
        made = {"linkId": str(level), "item": [made]}
    return {"resourceType": "Questionnaire", "status": "draft", "item": [made]}


@pytest.mark.parametrize(("levels", "found", "codes"), [(3, 3, []), (65, 65, []), (66, 65, ["R051"])])
def test_depth_is_bounded_and_told(tmp_path: Path, levels: int, found: int, codes: list[str]) -> None:
    column = [{"name": "id", "path": "linkId"}]
    view = {"resource": "Questionnaire", "select": [{"repeat": ["item"], "column": column}]}
    table = rows(tmp_path, view, nested(levels))
    assert [row["id"] for row in table] == [str(level) for level in range(1, found + 1)]
    assert [problem.code for problem in table.problems] == codes


def test_rows_and_selects_within_repeat(tmp_path: Path) -> None:
    inner = {"repeat": ["item"], "column": [{"name": "below", "path": "linkId"}]}
    outer = {
        "forEach": "item",
        "column": [
            {"name": "top", "path": "linkId"},
            {"name": "all", "path": "item.linkId", "collection": True},
        ],
        "select": [inner],
    }
    table = rows(tmp_path, {"resource": "Questionnaire", "select": [outer]}, nested(3))
    assert list(table) == [
        {"top": "1", "all": ["2"], "below": "2"},
        {"top": "1", "all": ["2"], "below": "3"},
    ]


def test_files_of_all_kinds_in_the_order_of_their_names(tmp_path: Path) -> None:
    patients = [{"resourceType": "Patient", "id": str(number)} for number in range(5)]
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in patients[:2]]
    nameless = {"fullUrl": "urn:uuid:x-9", "resource": {"resourceType": "Patient"}}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [*entries, nameless, {"request": {}}]}
    (tmp_path / "a.json").write_text(json.dumps(bundle))
    (tmp_path / "b.json").write_text(json.dumps(patients[2], indent=2))
    (tmp_path / "c").mkdir()
    (tmp_path / "c/d.ndjson").write_text("\n\n".join(map(json.dumps, patients[3:])))
    view = {"resource": "Patient", "select": [{"column": [{"name": "key", "path": "getResourceKey()"}]}]}
    assert [row["key"] for row in om.view(view, tmp_path)] == ["0", "1", "x-9", "2", "3", "4"]


def test_a_view_is_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "view.json").write_text('{"resource": "Patient", "select": [')
    with pytest.raises(om.MappingError) as refused:
        om.view(tmp_path / "view.json", tmp_path)
    assert [problem.code for problem in refused.value.problems] == ["M040"]
    with pytest.raises(om.UsageError):
        om.view(
            {"resource": "Patient", "select": [{"column": [{"name": "a", "path": "id"}]}]}, tmp_path / "none"
        )


def test_frames(tmp_path: Path) -> None:
    view = {
        "resource": "Patient",
        "select": [{"column": [{"name": "n", "path": "multipleBirth.ofType(integer)"}]}],
    }
    table = rows(
        tmp_path, view, {"resourceType": "Patient", "multipleBirthInteger": 2}, {"resourceType": "Patient"}
    )
    assert str(table.to_pandas()["n"].dtype) == "int64[pyarrow]"
    assert table.to_polars()["n"].to_list() == [2, None]
    assert len(table) == 2
