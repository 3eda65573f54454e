"""What is read of every kind of input, and what is told of it."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from omicz_meta.sources.resource_files import resource_files

from .reading import OBSERVATION, PATIENT, SMALL, bundle, lines, opened, read

P1 = {"resourceType": "Patient", "id": "p1", "birthDate": "1987-05-12"}
P2 = {"resourceType": "Patient", "id": "p2", "birthDate": "1990"}
OBS = {
    "resourceType": "Observation",
    "id": "o1",
    "status": "final",
    "code": {},
    "subject": {"reference": "Patient/p1"},
}


def entry(resource: object, **more: Any) -> dict[str, Any]:
    return {"resource": resource, **more}


BUNDLES = {
    "transaction": entry(P1, fullUrl="urn:uuid:1", request={"method": "POST", "url": "Patient"}),
    "collection": entry(P1),
    "searchset": entry(P1, search={"mode": "match"}),
    "batch-response": entry(P1, response={"status": "201"}),
    "document": entry(P1, fullUrl="http://h/fhir/Patient/p1"),
    "history": entry(P1, request={"method": "PUT", "url": "Patient/p1"}),
}


@pytest.mark.parametrize("kind", BUNDLES)
def test_kinds_of_bundles(tmp_path: Path, kind: str) -> None:
    outcome = entry({"resourceType": "OperationOutcome", "issue": []}, response={"status": "400"})
    path = lines(tmp_path, bundle(kind, BUNDLES[kind], entry(OBS), outcome), name="b.json")
    found = read(path, {"patient": PATIENT, "observation": OBSERVATION})
    assert found.kinds == {"Patient": 1, "Observation": 1, "OperationOutcome": 1}
    assert found.left_out == {"OperationOutcome": 1}
    assert found.rows["patient"] == [{"id": "p1", "born": "1987-05-12", "row": 1}]
    assert found.rows["observation"] == [{"id": "o1", "patient": "p1", "row": 2}]


def packed(folder: Path, ending: str, content: bytes) -> Path:
    path = folder / f"a{ending}"
    if ending.endswith(".gz"):
        path.write_bytes(gzip.compress(content))
    elif ending.endswith(".zst"):
        with pa.CompressedOutputStream(str(path), "zstd") as file:
            file.write(content)
    elif ending == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inner/a.ndjson", content)
            archive.writestr("inner/b.json.gz", gzip.compress(json.dumps(OBS).encode()))
            archive.writestr("inner/notes.txt", b"{}")
            archive.writestr("__MACOSX/a.ndjson", b"{}")
    else:
        path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "ending", [".ndjson", ".ndjson.gz", ".ndjson.zst", ".json", ".json.gz", ".json.zst", ".zip"]
)
def test_packed_files(tmp_path: Path, ending: str) -> None:
    content = b"\xef\xbb\xbf" + "\n".join(json.dumps(one) for one in (P1, P2)).encode() + b"\n"
    found = read(packed(tmp_path, ending, content), {"patient": PATIENT})
    assert found.rows["patient"] == [
        {"id": "p1", "born": "1987-05-12", "row": 1},
        {"id": "p2", "born": "1990", "row": 2},
    ]
    assert found.kinds == {"Patient": 2, **({"Observation": 1} if ending == ".zip" else {})}


def test_a_mixed_folder_numbers_resources_through_and_names_their_files(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    lines(tmp_path, P1, OBS, name="a.ndjson")
    lines(tmp_path / "in", bundle("collection", entry(P2)), name="b.json")
    packed(tmp_path, ".zip", json.dumps({**P2, "id": "p3"}).encode())
    (tmp_path / "readme.txt").write_text("{}")
    base = opened(tmp_path).tables[0]
    assert [(first, name.split("/")[-1]) for first, name in base.shared.files] == [
        (1, "a.ndjson"),
        (3, "a.ndjson"),
        (4, "b.json.gz"),
        (5, "b.json"),
    ]


BAD_LINES: dict[str, tuple[bytes, str]] = {
    "no value": (b'{"resourceType": "Patient", "id": }', "R019"),
    "cut off": (b'{"resourceType": "Patient", "id": "a', "R019"),
    "NaN": (b'{"resourceType": "Patient", "x": NaN}', "R019"),
    "half a character": (b'{"resourceType": "Patient", "id": "\\ud800"}', "R019"),
    "not UTF-8": (b'{"resourceType": "Patient", "id": "\xe8"}', "R019"),
    "a key twice": (b'{"resourceType": "Patient", "id": "a", "id": "a"}', "R061"),
    "a key twice, inside": (b'{"resourceType": "Patient", "name": [{"text": "a", "text": "b"}]}', "R061"),
    "deep": (b'{"resourceType": "Patient", "x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "R015"),
    "long": (b'{"resourceType": "Patient", "x": "' + b"y" * 5_000 + b'"}', "R015"),
    "no resource": (b'{"id": "a"}', "R060"),
    "a type FHIR does not know": (b'{"resourceType": "patient"}', "R060"),
    "a list": (b'[{"resourceType": "Patient"}]', "R060"),
    "modifierExtension": (b'{"resourceType": "Patient", "modifierExtension": [{"url": "urn:x"}]}', "R062"),
    "modifierExtension, inside": (
        b'{"resourceType": "Patient", "birthDate": [{"modifierExtension": [{"url": "urn:x"}]}]}',
        "R062",
    ),
}


def test_a_line_that_cannot_be_used_costs_itself(tmp_path: Path) -> None:
    bad = [line for line, _ in BAD_LINES.values()]
    found = read(lines(tmp_path, P1, *bad, P2), {"patient": PATIENT}, limits=SMALL)
    assert [row["id"] for row in found.rows["patient"]] == ["p1", "p2"]
    assert found.rejected == [(at, at, code) for at, (_, code) in enumerate(BAD_LINES.values(), 2)]


@pytest.mark.parametrize(("line", "code"), BAD_LINES.values(), ids=BAD_LINES)
def test_an_entry_that_cannot_be_used_costs_itself(tmp_path: Path, line: bytes, code: str) -> None:
    good = [json.dumps(one).encode() for one in (P1, P2)]
    entries = b",\n".join(b'{"resource": ' + one + b"}" for one in (good[0], line, good[1]))
    path = lines(tmp_path, b'{"resourceType": "Bundle", "entry": [\n' + entries + b"\n]}", name="b.json")
    found = read(path, {"patient": PATIENT}, limits=SMALL)
    assert [row["id"] for row in found.rows["patient"]] == ["p1", "p2"]
    ((row, number, told),) = found.rejected
    assert (row, number) == (2, 3)
    assert told in (code, "R063")


def test_numbers_of_any_size_are_kept_as_they_are_written(tmp_path: Path) -> None:
    huge = b'{"resourceType": "Observation", "id": "o", "valueQuantity": {"value": 1e999999}}'
    assert read(lines(tmp_path, huge)).kinds == {"Observation": 1}


@pytest.mark.parametrize("ending", [".ndjson.gz", ".ndjson.zst", ".zip"])
def test_a_file_that_is_cut_off_gives_what_came_before(tmp_path: Path, ending: str) -> None:
    many = b"\n".join(json.dumps({**P1, "id": f"p{n}", "x": f"{n * 7919}"}).encode() for n in range(60_000))
    whole = packed(tmp_path, ending if ending != ".zip" else ".ndjson.gz", many)
    whole.write_bytes(whole.read_bytes()[:-20_000])
    if ending == ".zip":
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(whole, "a.ndjson.gz")
        whole.unlink()
        whole = path
    found = read(whole)
    assert 0 < found.kinds["Patient"] < 60_000
    assert found.rejected[-1][2] == "R063"


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    line = json.dumps(P1).encode() + b"\n"
    bomb = gzip.compress(line + b" " * 40_000_000 + b"\n" + line)
    (tmp_path / "a.ndjson.gz").write_bytes(bomb)
    found = read(tmp_path)
    assert (found.kinds, found.rejected[-1][2]) == ({"Patient": 1}, "R015")


def test_a_damaged_archive_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 no archive")
    assert read_problems(tmp_path) == ["R014", "R014"]


def read_problems(path: Path) -> list[str]:
    return [problem.code for problem in opened(path).problems]


def history(*versions: tuple[str, str]) -> list[dict[str, Any]]:
    return [
        entry(
            {**P1, "birthDate": born, "meta": {"versionId": number}},
            request={"method": "PUT", "url": "Patient/p1"},
        )
        for number, born in versions
    ]


TWICE: dict[str, tuple[list[dict[str, Any]], list[str], dict[str, int], list[str]]] = {
    "equal": ([entry(P1), entry(P1)], ["1987-05-12"], {"the same resource again": 1}, []),
    "equal but for the order of keys": (
        [entry(P1), entry(dict(reversed(P1.items())))],
        ["1987-05-12"],
        {"the same resource again": 1},
        [],
    ),
    "the newest version counts": (
        history(("2", "1988"), ("10", "1989"), ("1", "1987")),
        ["1989"],
        {"an older version of a resource": 2},
        [],
    ),
    "the newest moment counts": (
        [
            entry({**P1, "birthDate": born, "meta": {"lastUpdated": moment}})
            for moment, born in (("2024-01-01T00:00:00Z", "1987"), ("2025-01-01T00:00:00Z", "1988"))
        ],
        ["1988"],
        {"an older version of a resource": 1},
        [],
    ),
    "two that differ": (
        [entry(P1), entry({**P1, "birthDate": "1990"})],
        ["1987-05-12", "1990"],
        {},
        ["X020"],
    ),
    "deleted": (
        [*history(("1", "1987")), {"request": {"method": "DELETE", "url": "Patient/p1"}}],
        [],
        {"a resource that was deleted": 1},
        [],
    ),
    "deleted, then made anew": (
        [
            entry({**P1, "meta": {"versionId": "3", "lastUpdated": "2025-01-01T00:00:00Z"}}),
            {
                "request": {"method": "DELETE", "url": "Patient/p1"},
                "response": {"lastModified": "2024-06-01T00:00:00Z"},
            },
            entry(
                {**P1, "birthDate": "1900", "meta": {"versionId": "1", "lastUpdated": "2024-01-01T00:00:00Z"}}
            ),
        ],
        ["1987-05-12"],
        {"a resource that was deleted": 1},
        [],
    ),
}


@pytest.mark.parametrize(("entries", "born", "left_out", "problems"), TWICE.values(), ids=TWICE)
def test_the_same_id_twice(
    tmp_path: Path, entries: list[Any], born: list[str], left_out: dict[str, int], problems: list[str]
) -> None:
    found = read(lines(tmp_path, bundle("history", *entries), name="h.json"), {"patient": PATIENT})
    assert [row["born"] for row in found.rows["patient"]] == born
    assert found.left_out == left_out
    assert [code for code in found.problems if code != "R066"] == problems


UUID = "urn:uuid:0a8b1c5e-0000-4000-8000-000000000001"
REFERENCES: dict[str, tuple[dict[str, Any], dict[str, Any], str | None]] = {
    "relative": ({}, {"reference": "Patient/p1"}, "p1"),
    "absolute": ({}, {"reference": "http://h.example/fhir/Patient/p1"}, "p1"),
    "versioned": ({}, {"reference": "Patient/p1/_history/3"}, "p1"),
    "urn:uuid of a patient with an id": ({"fullUrl": UUID}, {"reference": UUID}, "p1"),
    "another address": ({"fullUrl": "http://h.example/x"}, {"reference": "http://h.example/x"}, "p1"),
    "by identifier": ({}, {"identifier": {"system": "urn:rid", "value": "7"}}, "p1"),
    "by a search": ({}, {"reference": "Patient?identifier=urn:rid|7"}, "p1"),
    "contained": ({}, {"reference": "#x"}, None),
    "display only": ({}, {"display": "Jan"}, None),
}


@pytest.mark.parametrize(("told", "reference", "key"), REFERENCES.values(), ids=REFERENCES)
def test_references(tmp_path: Path, told: Any, reference: Any, key: str | None) -> None:
    patient = {**P1, "identifier": [{"system": "urn:rid", "value": "7"}]}
    observation = {**OBS, "subject": reference, "valueQuantity": {"value": 1.50}}
    path = lines(tmp_path, bundle("collection", entry(observation), entry(patient, **told)), name="b.json")
    found = read(path, {"patient": PATIENT, "observation": OBSERVATION})
    assert found.rows["observation"] == [{"id": "o1", "patient": key, "row": 1}]
    assert found.rows["patient"][0]["id"] == "p1"
    assert found.faults == []


def test_a_patient_without_an_id_is_known_by_its_urn(tmp_path: Path) -> None:
    patient = {"resourceType": "Patient", "birthDate": "1970"}
    observation = {**OBS, "subject": {"reference": UUID}}
    path = lines(
        tmp_path, bundle("transaction", entry(patient, fullUrl=UUID), entry(observation)), name="b.json"
    )
    found = read(path, {"patient": PATIENT, "observation": OBSERVATION})
    assert (
        found.rows["patient"][0]["id"]
        == found.rows["observation"][0]["patient"]
        == UUID.removeprefix("urn:uuid:")
    )
    assert found.faults == []


TO_NOBODY: list[dict[str, Any]] = [
    {"reference": "Patient/p9"},
    {"reference": "http://h/fhir/Patient/p9/_history/1"},
    {"reference": UUID},
    {"identifier": {"system": "urn:rid", "value": "9"}},
]


def test_a_patient_that_is_absent_is_told(tmp_path: Path) -> None:
    asking = [{**OBS, "id": f"o{at}", "subject": to} for at, to in enumerate(TO_NOBODY)]
    found = read(lines(tmp_path, P1, *asking))
    assert found.faults == [(row, "X021", "subject") for row in range(2, 2 + len(TO_NOBODY))]


def test_an_identifier_that_two_patients_have_leads_to_none(tmp_path: Path) -> None:
    two = [{**one, "identifier": [{"system": "urn:rid", "value": "7"}]} for one in (P1, P2)]
    observation = {**OBS, "subject": {"identifier": {"system": "urn:rid", "value": "7"}}}
    found = read(lines(tmp_path, *two, observation), {"observation": OBSERVATION})
    assert found.rows["observation"][0]["patient"] is None
    assert found.faults == [(3, "X021", "subject")]


REQUIRED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "all there": ({"status": "final", "code": {}}, []),
    "no status": ({"code": {}}, ["status"]),
    "neither": ({}, ["code", "status"]),
    "a primitive that is absent for a reason": ({"_status": {"extension": [{"url": "x"}]}, "code": {}}, []),
}


def test_required_elements(tmp_path: Path) -> None:
    made = [
        {"resourceType": "Observation", "id": f"o{at}", **content}
        for at, (content, _) in enumerate(REQUIRED.values())
    ]
    expected = [
        (row, "R064", name) for row, (_, missing) in enumerate(REQUIRED.values(), 1) for name in missing
    ]
    assert read(lines(tmp_path, *made)).faults == expected


@pytest.mark.parametrize(
    ("resource", "missing"),
    [
        ({"resourceType": "Condition", "recorder": {}}, ["subject"]),
        ({"resourceType": "Condition", "participant": [], "subject": {}}, ["clinicalStatus"]),
        (
            {
                "resourceType": "MedicationRequest",
                "reasonCode": [],
                "status": "x",
                "intent": "x",
                "subject": {},
            },
            ["medication[x]"],
        ),
        (
            {
                "resourceType": "MedicationRequest",
                "medicationCodeableConcept": {},
                "status": "x",
                "intent": "x",
                "subject": {},
            },
            [],
        ),
    ],
)
def test_required_elements_of_a_version(tmp_path: Path, resource: dict[str, Any], missing: list[str]) -> None:
    assert [element for _, _, element in read(lines(tmp_path, resource)).faults] == missing


VERSIONS: dict[str, tuple[list[dict[str, Any]], dict[str, int]]] = {
    "nothing tells": ([P1], {"": 1}),
    "an element of R5": (
        [{"resourceType": "Encounter", "id": "e", "status": "x", "actualPeriod": {}}],
        {"R5": 1},
    ),
    "an element of R4": (
        [{"resourceType": "Encounter", "id": "e", "status": "x", "class": {}, "period": {}}],
        {"R4": 1},
    ),
    "a type of R5": ([{"resourceType": "Transport", "id": "e"}], {"R5": 1}),
    "a profile with its version": (
        [{**P1, "meta": {"profile": ["http://hl7.org/fhir/StructureDefinition/Patient|4.0.1"]}}],
        {"R4": 1},
    ),
    "the others of the file": ([P1, {"resourceType": "Transport", "id": "e"}], {"R5": 2}),
    "others that differ": (
        [
            P1,
            {"resourceType": "Transport", "id": "e"},
            {"resourceType": "Media", "id": "m", "status": "x", "content": {}},
        ],
        {"": 1, "R5": 1, "R4": 1},
    ),
}


@pytest.mark.parametrize(("resources", "versions"), VERSIONS.values(), ids=VERSIONS)
def test_versions(tmp_path: Path, resources: list[dict[str, Any]], versions: dict[str, int]) -> None:
    found = read(lines(tmp_path, *resources))
    assert found.versions == versions
    assert ("R066" in found.problems) == ("" in versions)


def test_two_versions_in_one_folder_go_through_one_view(tmp_path: Path) -> None:
    view = {
        "resource": "Encounter",
        "select": [{"column": [{"name": "id", "path": "id"}, {"name": "start", "path": "period.start"}]}],
    }
    old = {"resourceType": "Encounter", "id": "a", "status": "x", "class": {}, "period": {"start": "2020"}}
    new = {"resourceType": "Encounter", "id": "b", "status": "x", "actualPeriod": {"start": "2021"}}
    lines(tmp_path, old, name="old.ndjson")
    lines(tmp_path, new, name="new.ndjson")
    table = opened(tmp_path, {"encounter": view}).tables[1]
    blocks = list(table.blocks())
    assert [row["id"] for block in blocks for row in block.batch.to_pylist()] == ["a"]
    assert [reason for block in blocks for reason in block.left_out] == ["view encounter: not for R5"]


LOG = [
    {"exportId": "x", "eventId": "kickoff", "eventDetail": {}},
    {"exportId": "x", "eventId": "download_complete", "eventDetail": {"resourceCount": 2}},
    {"exportId": "x", "eventId": "export_complete", "eventDetail": {"resources": 9}},
]


@pytest.mark.parametrize(
    ("log", "codes"),
    [
        (LOG, []),
        ([*LOG, LOG[1]], ["R067"]),
        ([*LOG, {"exportId": "x", "eventId": "download_error", "eventDetail": {}}], ["R068"]),
        ([LOG[0], LOG[2]], ["R067"]),
    ],
)
def test_the_log_of_an_export(tmp_path: Path, log: list[dict[str, Any]], codes: list[str]) -> None:
    lines(tmp_path, P1, P2, name="Patient.000.ndjson")
    lines(tmp_path, *log, name="log.ndjson")
    found = read(tmp_path)
    assert [code for code in found.problems if code != "R066"] == codes
    assert (found.kinds, found.rejected) == ({"Patient": 2}, [])


def test_the_manifest_of_an_export(tmp_path: Path) -> None:
    lines(tmp_path, P1, P2, name="Patient.000.ndjson")
    output = [{"type": "Patient", "url": "http://h/1", "count": 3}]
    manifest = {
        "transactionTime": "2024",
        "requiresAccessToken": False,
        "output": output,
        "error": [{"url": "e"}],
    }
    lines(tmp_path, manifest, name="manifest.json")
    assert [code for code in read(tmp_path).problems if code != "R066"] == ["R067", "R068"]


def test_nothing_there(tmp_path: Path) -> None:
    assert read_problems(tmp_path) == ["R014"]
    assert read_problems(tmp_path / "none.json") == ["R014"]


def test_a_text_that_is_read_again_is_what_was_seen(tmp_path: Path) -> None:
    path = lines(tmp_path, P1, b"", OBS, b'{"x', P2)
    base = opened(path).tables[0]
    assert [json.loads(text)["id"] for text in base.recalled([1, 2, 4])] == ["p1", "o1", "p2"]  # type: ignore[attr-defined]


def test_where_in_a_bundle_a_resource_stands(tmp_path: Path) -> None:
    inner = bundle("collection", entry(P2))
    path = lines(
        tmp_path, bundle("collection", entry(P1), {"link": []}, entry(inner), entry(OBS)), name="b.json"
    )
    (file,) = resource_files(path)
    told = [place for block in file.blocks() for place in block.batch["container"].to_pylist()]
    assert told == ["/entry/0/resource", "/entry/2/resource/entry/0/resource", "/entry/3/resource"]
    (file,) = resource_files(lines(tmp_path, P1))
    assert [block.batch["container"].to_pylist() for block in file.blocks()] == [[None]]
