"""Chains of replacements: followed to a valid term, or to the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.terms.content import About, Term
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.successors import Current, circles, current
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
        (1, Current("valid", "EX:1", ("EX:1",))),
        (2, Current("replaced", "EX:1", ("EX:2", "EX:1"))),
        (3, Current("replaced", "EX:1", ("EX:3", "EX:2", "EX:1"))),
        (4, Current("several", None, ("EX:4",), ("EX:1", "EX:2"))),
        (5, Current("obsolete", None, ("EX:5",), ("EX:1", "EX:2"))),
        (6, Current("cycle", None, ("EX:6", "EX:7", "EX:6"))),
        (8, Current("cycle", None, ("EX:8", "EX:6", "EX:7", "EX:6"))),
        (9, Current("outside", "OTHER:1", ("EX:9", "OTHER:1"))),
        (10, Current("cycle", None, ("EX:10", "EX:10"))),
        (11, Current("valid", "EX:11", ("EX:11",))),
        (12, Current("unknown", None, ("EX:12",))),
    ],
)
def test_what_a_term_became(pack: Pack, number: int, expected: Current) -> None:
    assert current(pack, f"EX:{number}") == expected


def test_circles_are_found_once(pack: Pack) -> None:
    assert circles(pack) == (("EX:10", "EX:10"), ("EX:6", "EX:7", "EX:6"))


@settings(max_examples=25)
@given(targets=st.lists(st.integers(0, 7), min_size=8, max_size=8))
def test_a_chain_always_ends(targets: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("chains") / "ex.pack"
    write_pack(path, About("ex", "1"), [Term("EX:0"), *(gone(n, f"EX:{targets[n]}") for n in range(1, 8))])
    with Pack(path) as pack:
        ends = {n: current(pack, f"EX:{n}").ending for n in range(8)}
        assert set(ends.values()) <= {"valid", "replaced", "cycle"}
        assert ("cycle" in ends.values()) == bool(circles(pack))
