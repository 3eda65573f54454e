"""A pack gives back what was put in, verbatim, and the same file for the same content."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.errors import UsageError
from omicz_meta.terms.closure import CyclicHierarchy, ancestors
from omicz_meta.terms.content import About, Name, Term
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.write import write_pack

ABOUT = About("demo", "2026-01", title="Ukázka", licence="CC0-1.0", prefixes=("EX", "EY"))
CURIES = st.sampled_from([f"EX:{number}" for number in range(8)])
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=12)
NAMES = st.builds(
    Name, TEXTS, st.sampled_from(["label", "exact"]), st.sampled_from(["cs", "en"]), st.none() | TEXTS
)


@st.composite
def vocabularies(draw: st.DrawFn) -> list[Term]:
    """Terms whose parents have lower numbers, so that nothing stands above itself."""
    return [draw(_terms(number)) for number in range(draw(st.integers(0, 6)))]


def _terms(number: int) -> st.SearchStrategy[Term]:
    lower = [f"EX:{other}" for other in range(number)]
    above = st.lists(st.sampled_from(lower), max_size=2, unique=True).map(sorted) if lower else st.just([])
    return st.builds(
        Term,
        st.just(f"EX:{number}"),
        st.lists(NAMES, max_size=3).map(tuple),
        above.map(tuple),
        st.booleans(),
        st.lists(CURIES, max_size=1).map(tuple),
        st.lists(CURIES, max_size=2).map(tuple),
        st.lists(TEXTS, max_size=2).map(tuple),
        st.none() | TEXTS,
    )


@settings(max_examples=30)
@given(terms=vocabularies(), files=st.dictionaries(TEXTS, st.binary(max_size=20), max_size=2))
def test_round_trip(
    terms: list[Term], files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("packs")
    write_pack(folder / "a.pack", ABOUT, terms, files)
    write_pack(folder / "b.pack", ABOUT, reversed(terms), files)
    assert (folder / "a.pack").read_bytes() == (folder / "b.pack").read_bytes()
    with Pack(folder / "a.pack") as pack:
        assert pack.about == ABOUT
        assert [pack.term(term.curie) for term in terms] == terms
        assert dict(pack.files()) == files


def test_ancestors_of_a_diamond() -> None:
    above = ancestors({"d": ["b", "c"], "b": ["a"], "c": ["a"], "a": []})
    assert above == {"a": set(), "b": {"a"}, "c": {"a"}, "d": {"a", "b", "c"}}


def test_nothing_is_written_of_a_cycle(tmp_path: Path) -> None:
    path = tmp_path / "old.pack"
    write_pack(path, ABOUT, [Term("EX:1")])
    before = path.read_bytes()
    with pytest.raises(CyclicHierarchy) as fault:
        write_pack(path, ABOUT, [Term("EX:1", parents=("EX:2",)), Term("EX:2", parents=("EX:1",))])
    assert set(fault.value.cycle) == {"EX:1", "EX:2"}
    assert [one.name for one in tmp_path.iterdir()] == ["old.pack"] and path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no pack", b"SQLite format 3\0" + bytes(100)])
def test_what_is_no_pack(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.pack"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="not a pack"):
        Pack(path)
