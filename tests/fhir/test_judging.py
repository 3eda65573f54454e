"""What is told of a text a block at a time is what strict reading one by one says."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.resource_heads import HeadReader
from omicz_meta.engine.session import session
from omicz_meta.sources.fhir.keys import key_number
from omicz_meta.sources.fhir.lines import read_lines
from omicz_meta.sources.fhir.modifiers import Modifiers
from omicz_meta.sources.fhir.pieces import Cut, gathered
from omicz_meta.sources.fhir.sound import SOUND, judge
from omicz_meta.sources.fhir.structure import structure
from omicz_meta.sources.jsontext import Malformed, decode_row
from omicz_meta.sources.limits import Limits

QUICK = settings(
    max_examples=examples(40), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
PIECES = [
    *'{}[]:,"\\ ', "\n", "\t", '"a"', '"resourceType"', '"Patient"', '"b": 1', "null", "NaN", "-Infinity", "1e5",
    '"\\ud800"', '"\\u0061"', "true", "01", "\x00", "\xff", '{"resourceType": "Patient"}', '"modifierExtension": [{}]',
]  # fmt: skip
SOUPS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
KEYS = st.sampled_from(
    ["a", "b", "code", "effectiveDateTime", "verylongkeyname0123456789", "xeffectiveDateTime"]
)
MADE = st.recursive(
    st.sampled_from(["1", '"x"', "null", "-2.5", "[]", "{}", '"{\\"a\\":1,"']),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]")
        | st.lists(st.tuples(KEYS, inner), max_size=4).map(
            lambda pairs: "{" + ", ".join(f'"{key}" : {value}' for key, value in pairs) + "}"
        )
    ),
    max_leaves=8,
)
RESOURCES = MADE.map(lambda text: f'{{"resourceType": "Patient", "x": {text}}}')
TYPED = st.tuples(SOUPS, SOUPS).map(lambda soup: f'{soup[0]}{{"resourceType": "Patient"{soup[1]}}}')


@pytest.fixture(scope="module")
def reader() -> Iterator[HeadReader]:
    with session() as connection:
        yield HeadReader(connection)


def expected(text: bytes) -> str:
    """What reading one text strictly says of it."""
    try:
        content = decode_row(text)
    except Malformed as fault:
        return "R061" if fault.reason == "a key stands twice" else "R019"
    kind = content.get("resourceType")
    if has_modifier(content):
        return "R062"
    return SOUND if kind == "Patient" else "R060"


def has_modifier(content: object) -> bool:
    if isinstance(content, dict):
        return bool(content.get("modifierExtension")) or any(map(has_modifier, content.values()))
    return isinstance(content, list) and any(map(has_modifier, content))


@QUICK
@given(st.lists(SOUPS | RESOURCES | TYPED, min_size=1, max_size=12))
def test_a_run_of_texts(reader: HeadReader, texts: list[str]) -> None:
    data = [text.encode("latin-1").replace(b"\n", b" ") for text in texts]
    for pieces in gathered(Cut(0, text, 1) for text in data):
        found = judge(pieces, reader, Limits(), Modifiers()).codes.tolist()
        for text, code in zip(data, found, strict=True):
            assert agree(code, expected(text)), (text, code, expected(text))


def agree(code: str, right: str) -> bool:
    """A text that is no JSON may be no resource either; nothing that is wrong passes, and nothing right is refused."""
    if right == SOUND:
        return code == SOUND
    return code != SOUND and (code == right or {code, right} <= {"R019", "R060", "R061", "R062"})


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ('{"a": 1}', False),
        ('{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}', False),
        ('{"a": 1, "a" : 2}', True),
        ('{"b": [{"a": 1, "c": {"a": 1}, "a": 2}]}', True),
        ('{"aaaaaaaaaaaaaaaaaaaaaaa1": 1, "baaaaaaaaaaaaaaaaaaaaaaaa1": 2}', True),
        ('{"a": [1, 2, ]}', True),
        ('{"a": "x,}", "b": ",]"}', False),
        ('{"a": NaN}', True),
        ('{"a": [-Infinity]}', True),
        ('{"a": [null, nan]}', True),
        ('{"a": -5, "b": null, "c": "NaN, Infinity"}', False),
        ('{"a": [[[[[[[]]]]]]]}', True),
        ('{"a": "\\"b\\": 1, \\"b\\": 2"}', False),
    ],
)
def test_what_is_read_with_care(text: str, doubtful: bool) -> None:
    found = structure(text.encode(), np.array([0]), 5)
    assert found.doubtful.tolist() == [doubtful]


def test_keys_at_the_top() -> None:
    texts = [b'{"status": "final", "code": {"text": 1}}', b'{"_status": {}, "x": {"status": 2}}']
    found = structure(b"\n".join(texts), np.array([0, len(texts[0]) + 1]), 100)
    assert [found.having(key_number(name)).tolist() for name in ("status", "_status", "text", "code")] == [
        [True, False],
        [False, True],
        [False, False],
        [True, False],
    ]


def test_objects_with_many_keys_are_read_with_care_and_are_sound() -> None:
    wide = json.dumps({"resourceType": "Patient", **{f"k{n}": n for n in range(500)}}).encode()
    twice = wide[:-1] + b', "k7": 1}'
    assert codes_of(wide, twice) == [SOUND, "R061"]


@pytest.mark.parametrize("depth", [50, 99, 101, 10_000])
def test_depth(depth: int) -> None:
    text = b'{"resourceType": "Patient", "x": ' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"
    assert codes_of(text) == [SOUND if depth <= 100 else "R015"]


def test_long_lines_cost_themselves() -> None:
    texts = [b'{"resourceType": "Patient"}', b'{"resourceType": "Patient", "x": "%s"}' % (b"y" * 9_000_000)]
    limits = Limits(row_bytes=1_000_000)
    found = [
        (int(line), str(code))
        for pieces in read_lines(io.BytesIO(b"\n".join([*texts, texts[0]])), limits)
        for line, code in zip(pieces.lines, judged(pieces, limits), strict=True)
    ]
    assert found == [(1, SOUND), (2, "R015"), (3, SOUND)]


def judged(pieces: Any, limits: Limits) -> list[str]:
    with session() as connection:
        return list(judge(pieces, HeadReader(connection), limits, Modifiers()).codes)


def codes_of(*texts: bytes) -> list[str]:
    (pieces,) = gathered(Cut(0, text, 1) for text in texts)
    return judged(pieces, Limits())
