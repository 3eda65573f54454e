"""JSON as people and programs write it: what is damaged costs its own record, and its line is told."""

from __future__ import annotations

import json

import pytest
from tests.records.judging import as_lines, errors, written

from omicz_meta.pipeline.validating import validate
from omicz_meta.sources import ndjson
from omicz_meta.sources.jsontext import Malformed, decode_record, read_members, read_values

GOOD = {"subject_id": "p1", "birth_date": "1987", "administrative_gender": "female"}

BROKEN = [
    b'{"subject_id": }',
    b'{"subject_id": "p1"} {"subject_id": "p2"}',
    b'{"subject_id": "p1", "subject_id": "p2"}',
    b'{"subject_id": NaN}',
    b'{"subject_id": Infinity}',
    b'["p1"]',
    b'"p1"',
    b"17",
    b"null",
    b'{"subject_id": "p\xff1"}',
    b'{"subject_id": "p1"',
    b"subject_id;birth_date",
    b"[" * 100_000,
    b'{"subject_id": "p\n1"}'.replace(b"\n", b"\x01"),
]


@pytest.mark.parametrize("line", BROKEN, ids=lambda line: repr(line[:30]))
def test_a_broken_line_is_refused(line: bytes) -> None:
    with pytest.raises(Malformed):
        decode_record(line)


def test_broken_lines_cost_themselves_only() -> None:
    good = [json.dumps(GOOD | {"subject_id": f"p{n}"}).encode() for n, _ in enumerate(BROKEN)]
    path = written(
        b"\n".join(line for pair in zip(good, BROKEN, strict=True) for line in pair), "people.ndjson"
    )
    assert errors(path) == [("R019", 2 * n, 2 * n, None, None) for n in range(1, len(BROKEN) + 1)]
    (account,) = validate(path, record_class="Individual").ledger.sources.values()
    assert (account.rows_read, account.rows_used, account.rows_quarantined) == (28, 14, 14)


def test_empty_lines_are_no_records() -> None:
    text = json.dumps(GOOD)
    path = written(
        f"\ufeff\r\n{text}\r\n\n{text.replace('p1', 'p2').replace('1987', 'soon')}", "people.ndjson"
    )
    assert errors(path) == [("V003", 4, 4, "birth_date", "soon")]


def test_a_line_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ndjson, "LARGEST_LINE", 1000)
    path = as_lines([GOOD, GOOD | {"subject_id": "p" * 2500}, GOOD | {"subject_id": "p3"}])
    assert errors(path) == [("R015", 2, 2, None, None)]


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [
        GOOD | {"subject_id": f"p{n}", "birth_date": "soon" if n % 7 == 0 else "1987"} for n in range(30)
    ]
    path = as_lines(people)
    whole = errors(path)
    assert len(whole) == 5
    monkeypatch.setattr(ndjson, "BLOCK_LINES", 4)
    assert errors(path) == whole
    monkeypatch.setattr(ndjson, "BLOCK_BYTES", 1)
    assert errors(path) == whole


def test_lines_of_a_document() -> None:
    document = b'\n[ {"a":\n1},\n\n{"a": 2}, 3\n]\n'
    assert read_values(document) == [(2, {"a": 1}), (5, {"a": 2}), (5, 3)]
    assert read_values(b' {"a": [1]}') == [(1, {"a": [1]})]
    assert read_values(b"[]") == []
    assert read_values('[{"a": "ž"}]'.encode("utf-16")) == [(1, {"a": "ž"})]


def test_lists_by_class() -> None:
    names = frozenset({"individual", "Diagnosis"})
    document = b'{"individual": [{"a": 1},\n{"a": 2}], "Diagnosis":[ ]}'
    assert read_members(document, names) == {"individual": [(1, {"a": 1}), (2, {"a": 2})], "Diagnosis": []}
    for other in (
        b'{"individual": "p1"}',
        b'{"individual": ["p1"]}',
        b'{"individual": [], "id": []}',
        b"{}",
        b"[]",
    ):
        assert read_members(other, names) is None


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (b"[\n{},\n]", 3),
        (b"[\n{}\n{}]", 3),
        (b"[{}]\nx", 2),
        (b"[\n{\n", 3),
        (b"", 1),
        (b"[" * 100_000, 1),
        (b"\n\xff", 2),
        (b"[\n{}", 2),
    ],
)
def test_a_broken_document_says_where(document: bytes, line: int) -> None:
    with pytest.raises(Malformed) as caught:
        read_values(document)
    assert caught.value.line == line


def test_a_record_of_another_shape_in_a_list() -> None:
    path = written(json.dumps([GOOD, "p2", [GOOD]]), "people.json")
    assert [found[:2] for found in errors(path)] == [("R019", 2), ("R019", 3)]


def test_numbers_are_exact() -> None:
    record = decode_record(
        b'{"a": 0.1000000000000000055511151231257827, "b": 1e99999999999999999999, "c": ' + b"9" * 5000 + b"}"
    )
    assert str(record["a"]) == "0.1000000000000000055511151231257827"
    assert str(record["b"]) == "Infinity"
    assert len(str(record["c"])) == 5000
