"""YAML as people write it: meanings, places, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from omicz_meta.yamlfile import MAX_BYTES, Node, Plain, parse_yaml, read_yaml

MEANINGS: list[tuple[str, Plain]] = [
    ("no", "no"),
    ("on", "on"),
    ("Yes", "Yes"),
    ("12:30", "12:30"),
    ("0123", "0123"),
    ("1_000", "1_000"),
    ("0x1F", "0x1F"),
    ("2026-11-02", "2026-11-02"),
    (".", "."),
    ("e5", "e5"),
    (".inf", ".inf"),
    ("true", True),
    ("False", False),
    ("null", None),
    ("~", None),
    ("", None),
    ("12", 12),
    ("-3", -3),
    ("1.50", Decimal("1.50")),
    (".5", Decimal("0.5")),
    ("1.5e+3", Decimal(1500)),
    ("1e3", "1e3"),
    ("1E50", "1E50"),
    ("1.5e3", "1.5e3"),
    ("-.5", "-.5"),
    ("'12'", "12"),
    ('"true"', "true"),
    ("<<", "<<"),
    ("[1, a, {b: no}]", [1, "a", {"b": "no"}]),
]

REFUSED = [
    ("a: 1\nb: 2\na: 3", "3:1 the key a is written twice"),
    ("a: &x [1]\nb: *x", "1:4 anchors and aliases (& and *) are not allowed"),
    ("b: *x", "1:4 anchors and aliases (& and *) are not allowed"),
    ("a: !!python/object/apply:os.getcwd []", "1:4 tags (!) are not allowed"),
    ("a: !x 1", "1:4 tags (!) are not allowed"),
    ("[" * 200 + "]" * 200, "1:101 nested deeper than 100 levels"),
    ("a: 1\n---\nb: 2", "2:1 a second document begins here"),
    ("{[a]: 1}", "1:2 a key must be a text"),
    ("a: [1, 2", "2:1 while parsing a flow sequence did not find expected ',' or ']'"),
]

BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))


@pytest.mark.parametrize(("text", "meaning"), MEANINGS)
def test_a_value_means(text: str, meaning: Plain) -> None:
    node, problems = parse_yaml(f"k: {text}", "f.yaml")
    assert problems == ()
    assert node is not None
    assert node.plain() == {"k": meaning}


@pytest.mark.parametrize(
    ("text", "told"), [*REFUSED, (BOMB, "1:5 anchors and aliases (& and *) are not allowed")]
)
def test_refused_with_place(text: str, told: str) -> None:
    node, problems = parse_yaml(text, "f.yaml")
    assert node is None
    detail = dict(problems[0].detail)
    assert [problem.code for problem in problems] == ["M001"]
    assert f"{problems[0].place.line}:{detail['yaml_column']} {detail['reason']}" == told


def test_places_of_keys_and_values() -> None:
    node, _ = parse_yaml("a:\n  b: x\n  č: [1,\n    2]\n", "f.yaml")
    assert node is not None
    inner = node.get("a")
    assert inner is not None
    assert [(key.where, value.where) for key, value in inner.entries] == [
        ("f.yaml:2:3", "f.yaml:2:6"),
        ("f.yaml:3:3", "f.yaml:3:6"),
    ]
    numbers = inner.get("č")
    assert numbers is not None
    assert [item.where for item in numbers.items] == ["f.yaml:3:7", "f.yaml:4:5"]


INSIDE = [
    ("e: {a} + X", "1:10", "plain text is a mapping here"),
    ("e: '{a} + X'", "1:11", ""),
    ("e: 'it''s {a} X'", "1:15", ""),
    ('e: "q\\"{a} X"', "1:12", ""),
    ("e: >\n  {a}\n  X", "3:3", ""),
    ("e: |-\n    {a} +\n      X", "3:7", ""),
    ("e: a b\n  c X", "2:5", ""),
]


@pytest.mark.parametrize(("text", "where", "why_not"), INSIDE)
def test_the_place_of_a_character_inside_a_text(text: str, where: str, why_not: str) -> None:
    node, problems = parse_yaml(text, "f")
    if why_not:
        assert problems
        return
    assert node is not None
    scalar = node.get("e")
    assert scalar is not None
    assert scalar.at(scalar.text.index("X")).where == f"f:{where}"


@pytest.mark.parametrize("data", ["# nothing\n", "", "\ufeff# bom\n"])
def test_an_empty_file_is_an_empty_node(data: str, tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(data, encoding="utf-8")
    node, problems = read_yaml(tmp_path / "f.yaml")
    assert node is not None
    assert node.empty
    assert problems == ()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a: 1\nb: \xe1", "2 the file is not UTF-8"),
        (b"a" * (MAX_BYTES + 1), "1 the file is larger than 10 MiB"),
    ],
    ids=["encoding", "size"],
)
def test_files_that_cannot_be_read(data: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_bytes(data)
    node, problems = read_yaml(tmp_path / "f.yaml", "m/f.yaml")
    assert node is None
    assert f"{problems[0].place.line} {dict(problems[0].detail)['reason']}" == told
    assert problems[0].place.file == "m/f.yaml"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
@example(["0E0"])
@example(["-.5"])
def test_what_a_yaml_writer_writes_is_read_back(value: Plain) -> None:
    text = yaml.dump(value, allow_unicode=True, default_style='"' if isinstance(value, str) else None)
    ours, problems = parse_yaml(text, "f")
    theirs = yaml.safe_load(text)
    assert problems == ()
    assert ours is not None
    assert _same(ours, theirs)


def _same(node: Node, value: object) -> bool:
    if isinstance(value, dict):
        keys = [key for key, _ in node.entries]
        return len(keys) == len(value) and all(_same(v, value[k.text]) for k, v in node.entries)
    if isinstance(value, list):
        return len(node.items) == len(value) and all(map(_same, node.items, value))
    return node.value == value


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    node, problems = parse_yaml(text, "f")
    assert (node is None) == bool(problems)
