"""A document is cut into the resources that json finds in it, however it is written and wherever the window ends."""

from __future__ import annotations

import io
import json
import random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.sources.fhir import window
from omicz_meta.sources.fhir.cutter import cut
from omicz_meta.sources.limits import Limits

QUICK = settings(
    max_examples=examples(40), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
TEXTS = st.text(alphabet='ab{}[]":,\\/\n\t ěš😀', max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
RESOURCES = st.dictionaries(TEXTS.filter(lambda key: key not in ("resource", "fullUrl")), VALUES, max_size=4)
ENTRIES = st.lists(st.tuples(RESOURCES, st.none() | TEXTS, st.booleans()), max_size=5)


def entry(resource: dict[str, Any], url: str | None, url_first: bool) -> dict[str, Any]:
    told = {} if url is None else {"fullUrl": url}
    made = {**told, "resource": resource} if url_first else {"resource": resource, **told}
    return {**made, "search": {"mode": "match"}}


@QUICK
@given(ENTRIES, st.sampled_from([None, 1, 3]), st.booleans(), st.sampled_from([16, 61, 1000]), st.booleans())
def test_entries_are_what_json_finds(
    entries: list[Any], indent: int | None, ascii_only: bool, chunk: int, type_last: bool
) -> None:
    kind = {"resourceType": "Bundle", "type": "collection"}
    held = {"entry": [entry(*one) for one in entries], "total": len(entries)}
    document = {**held, **kind} if type_last and entries else {**kind, **held}
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only).encode()
    with patch.object(window, "CHUNK", chunk):
        found = list(cut(io.BytesIO(text), Limits()))
    assert [json.loads(one.text) for one in found] == [resource for resource, _, _ in entries]
    assert [one.url for one in found] == [url for _, url, _ in entries]
    assert [one.container for one in found] == [f"/entry/{n}/resource" for n in range(len(entries))]
    for one in found:
        assert text[one.at : one.at + len(one.text)] == one.text
        assert one.line == text.count(b"\n", 0, one.at) + 1


def whole(number: int, text: str = "x") -> str:
    return json.dumps(
        {"fullUrl": f"urn:{number}", "resource": {"resourceType": "Basic", "id": str(number), "t": text}}
    )


BROKEN = {
    "no value": '{"fullUrl": "urn:b", "resource": {"resourceType": "Basic", "id": }}',
    "a stray quote": '{"fullUrl": "urn:b", "resource": {"resourceType": "Basic", "id": "a"b"}}',
    "three stray quotes": '{"fullUrl": "urn:b", "resource": {"resourceType": "Basic", "id": "a"b"c"d"}}',
    "a brace too many": '{"fullUrl": "urn:b", "resource": {"resourceType": "Basic"}}}',
    "a brace too few": '{"fullUrl": "urn:b", "resource": {"resourceType": "Basic"}',
    "a comma too many": '{"fullUrl": "urn:b", "resource": {"resourceType": "Basic",}}',
    "no colon": '{"fullUrl": "urn:b", "resource" {"resourceType": "Basic"}}',
    "no brackets": '"resource"',
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_broken_entry_costs_itself(broken: str, after: int) -> None:
    """What can be told from the bytes alone; that a text is no JSON inside is seen where resources are judged."""
    parts = [whole(1), broken, *(whole(n) for n in range(2, 2 + after))]
    text = '{"resourceType": "Bundle", "entry": [' + ",\n".join(parts) + "]}"
    found = list(cut(io.BytesIO(text.encode()), Limits()))
    kept = [json.loads(one.text).get("id") for one in found if not one.code and is_json(one.text)]
    assert [one for one in kept if one] == [str(n) for n in range(1, 2 + after)]


def is_json(text: bytes) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def test_a_document_that_is_cut_off_gives_what_came_before() -> None:
    text = ('{"resourceType": "Bundle", "entry": [' + ",".join(whole(n) for n in range(20)) + "]}").encode()
    rng = random.Random(7)  # noqa: S311
    for end in [rng.randrange(30, len(text)) for _ in range(20)]:
        found = list(cut(io.BytesIO(text[:end]), Limits()))
        sound = [one for one in found if not one.code]
        assert [json.loads(one.text)["id"] for one in sound] == [str(n) for n in range(len(sound))]
        assert len(sound) >= text[:end].count(b'"}}') - 1
        assert all(one.code == "R063" for one in found[len(sound) :])


def test_bundles_in_bundles_and_values_one_behind_the_other() -> None:
    inner = {"resourceType": "Bundle", "entry": [{"resource": {"id": "1"}}]}
    outer = {"resourceType": "Bundle", "entry": [{"resource": inner}, {"response": {"status": "404"}}]}
    text = json.dumps(outer).encode() + b"\n\n" + b'{"resourceType": "Patient"}'
    found = list(cut(io.BytesIO(text), Limits()))
    assert [(one.text, one.container, one.line) for one in found] == [
        (b'{"id": "1"}', "/entry/0/resource/entry/0/resource", 1),
        (b'{"resourceType": "Patient"}', None, 3),
    ]


def test_an_entry_that_is_too_long_costs_itself_in_bounded_memory() -> None:
    text = (
        '{"resourceType": "Bundle", "entry": ['
        + ",".join([whole(1), whole(2, "y" * 90_000), whole(3)])
        + "]}"
    )
    with patch.object(window, "CHUNK", 1000):
        found = list(cut(io.BytesIO(text.encode()), Limits(row_bytes=5000)))
    assert [one.code for one in found] == ["", "R015", ""]


def test_deleted_entries_of_a_history_are_no_resources() -> None:
    gone = {
        "request": {"method": "DELETE", "url": "Patient/7"},
        "response": {"lastModified": "2024-01-02T00:00:00Z"},
    }
    text = json.dumps({"resourceType": "Bundle", "type": "history", "entry": [gone]}).encode()
    assert [(one.gone, one.url, one.text) for one in cut(io.BytesIO(text), Limits())] == [
        (True, "Patient/7", b"2024-01-02T00:00:00Z")
    ]
