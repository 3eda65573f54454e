"""Chains of replacements: followed to valid terms, or to none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.terms.content import About, Term
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.succession import circles, current
from omicz_meta.terms.write import write_pack


def gone(number: int, *replaced: str, consider: tuple[str, ...] = ()) -> Term:
    return Term(f"EX:{number}", obsolete=True, replaced_by=replaced, consider=consider)


TERMS = (
    Term("EX:1"),
    gone(2, "EX:1"),
    gone(3, "EX:2", consider=("EX:9",)),
    gone(4, "EX:1", "EX:2"),
    gone(5, consider=("EX:1", "EX:2")),
    gone(6, "EX:7"),
    gone(7, "EX:6"),
    gone(8, "EX:6"),
    gone(9, "OTHER:1"),
    gone(10, "EX:10"),
    Term("EX:11", replaced_by=("EX:1",)),
    gone(13, "EX:11", "EX:2"),
    gone(14, consider=("EX:11", "EX:6")),
    gone(15, consider=("EX:5", "EX:16")),
)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pack]:
    path = tmp_path_factory.mktemp("successors") / "ex.pack"
    write_pack(path, About("ex", "1", prefixes=("EX",)), TERMS)
    with Pack(path) as pack:
        yield pack


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, ("EX:1",)),
        (2, ("EX:1",)),
        (3, ("EX:1",)),
        (4, ("EX:1",)),
        (5, ("EX:1",)),
        (6, ()),
        (8, ()),
        (9, ()),
        (10, ()),
        (11, ("EX:11",)),
        (12, ()),
        (13, ("EX:11", "EX:1")),
        (14, ("EX:11",)),
        (15, ("EX:1",)),
    ],
)
def test_what_a_term_became(pack: Pack, number: int, expected: tuple[str, ...]) -> None:
    assert current([pack], f"EX:{number}") == expected


def test_a_chain_goes_from_pack_to_pack(pack: Pack, tmp_path: Path) -> None:
    write_pack(tmp_path / "other.pack", About("other", "1", prefixes=("OTHER",)), [Term("OTHER:1")])
    with Pack(tmp_path / "other.pack") as other:
        assert current([pack, other], "EX:9") == ("OTHER:1",)


def test_circles_are_found_once(pack: Pack) -> None:
    assert circles(pack) == (("EX:10", "EX:10"), ("EX:6", "EX:7", "EX:6"))


@settings(max_examples=25)
@given(targets=st.lists(st.integers(0, 7), min_size=8, max_size=8))
def test_a_chain_always_ends(targets: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("chains") / "ex.pack"
    write_pack(path, About("ex", "1"), [Term("EX:0"), *(gone(n, f"EX:{targets[n]}") for n in range(1, 8))])
    with Pack(path) as pack:
        ends = [current([pack], f"EX:{n}") for n in range(8)]
        assert set(ends) <= {("EX:0",), ()}
        assert (() in ends) == bool(circles(pack))
