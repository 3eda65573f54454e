"""Views are asked about those resources only that may give them something; nothing of what they give is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.fhir.reading import opened, read

PARTS = {
    "resource": "Observation",
    "select": [
        {"column": [{"name": "id", "path": "id"}]},
        {"forEach": "component", "column": [{"name": "text", "path": "code.text"}]},
    ],
}
CODED = {
    "resource": "Observation",
    "where": [{"path": "code.coding.where(system = 'http://a.example/b').exists()"}],
    "select": [{"column": [{"name": "id", "path": "id"}]}],
}


def observation(number: int, **said: Any) -> str:
    return json.dumps({"resourceType": "Observation", "id": f"o{number}", "status": "final", **said})


PART = '"component": [{"code": {"text": "x"}}]'
CODE = '"code": {"coding": [{"system": "http://a.example/b", "code": "1"}]}'


@pytest.mark.parametrize(
    ("said", "view"),
    [
        (PART, PARTS),
        (PART.replace("component", r"comp\u006fnent"), PARTS),
        (CODE, CODED),
        (CODE.replace("/b", r"\/b"), CODED),
        (CODE.replace("/b", r"\u002fb"), CODED),
    ],
)
def test_what_stands_there_is_found_however_it_is_written(
    tmp_path: Path, said: str, view: dict[str, Any]
) -> None:
    others = [observation(n, note=[{"text": 'a "quoted" \\ word'}]) for n in range(9)]
    odd = observation(9)[:-1] + f", {said}}}"
    file = tmp_path / "o.ndjson"
    file.write_text("\n".join([*others[:5], odd, *others[5:]]))
    unread, *further = opened(file, {"v": view}).tables[1].blocks()
    assert (unread.batch.num_rows, len(unread.left_out["view v takes nothing"])) == (0, 9)
    assert [row["id"] for block in further for row in block.batch.to_pylist()] == ["o9"]


def test_many_that_may_be_taken_are_all_asked(tmp_path: Path) -> None:
    file = tmp_path / "o.ndjson"
    file.write_text("\n".join(observation(n)[:-1] + f", {PART if n % 2 else CODE}}}" for n in range(10)))
    found = read(file, {"p": PARTS, "c": CODED})
    assert [row["id"] for row in found.rows["p"]] == ["o1", "o3", "o5", "o7", "o9"]
    assert [row["id"] for row in found.rows["c"]] == ["o0", "o2", "o4", "o6", "o8"]


def test_what_a_resolved_reference_says_counts(tmp_path: Path) -> None:
    """The text in the file does not name the patient by what the view asks for."""
    view = {
        "resource": "Observation",
        "where": [{"path": "subject.reference = 'Patient/p1'"}],
        "select": [{"column": [{"name": "id", "path": "id"}]}],
    }
    entries = [
        {"fullUrl": "urn:uuid:7", "resource": {"resourceType": "Patient", "id": "p1"}},
        {"resource": json.loads(observation(1, subject={"reference": "urn:uuid:7"}))},
        {"resource": json.loads(observation(2, subject={"reference": "Patient/p2"}))},
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    file = tmp_path / "b.json"
    file.write_text(json.dumps(bundle))
    assert [row["id"] for row in read(file, {"v": view}).rows["v"]] == ["o1"]
