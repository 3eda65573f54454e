"""A summary says what a list needs of a dataset, survives its file, and a file that is none is refused kindly."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.summary import Summary, read_summaries, summary, summary_lines
from omicz_meta.errors import UsageError

from .conftest import Assemble

ENCODABLE = st.text(st.characters(codec="utf-8"), max_size=8)
BY_LANGUAGE = st.dictionaries(st.sampled_from(["cs", "en", "und"]), ENCODABLE.filter(bool), max_size=2)
LISTED = st.lists(ENCODABLE, max_size=3).map(tuple)
KINDS = {
    "title": BY_LANGUAGE,
    "alternative_title": BY_LANGUAGE,
    "description": BY_LANGUAGE,
    "publisher": BY_LANGUAGE,
    "keywords": st.dictionaries(st.sampled_from(["cs", "en"]), LISTED.filter(bool), max_size=2),
    "issued": st.none() | ENCODABLE.filter(bool),
    "modified": st.none() | ENCODABLE.filter(bool),
    "individuals": st.none() | st.integers(0, 10**12),
    "records": st.none() | st.integers(0, 10**12),
    "name": ENCODABLE.filter(bool),
    "iri": ENCODABLE.filter(bool),
    "access": st.sampled_from(["PUBLIC", "RESTRICTED", "NON_PUBLIC"]),
}
SUMMARIES = st.builds(
    Summary, **{field.name: KINDS.get(field.name, LISTED) for field in dataclasses.fields(Summary)}
)


def test_what_it_says(description: Description) -> None:
    one = summary(description, "yellow-horse")
    assert (one.name, one.iri) == ("yellow-horse", "https://catalogue.demo.example.org/dataset/GoE_CZ_TEST_1")
    assert one.title == {"cs": "Kohorta „Žluťoučký kůň“", "en": "Yellow horse cohort"}
    assert one.keywords["en"] == ("rare diseases", "genome")
    assert one.publisher["en"] == "Demonstration data node"
    assert one.identifiers == ("GoE_CZ_TEST_1", "EGAD50000000000")
    assert (one.access, one.themes, one.health_categories) == ("NON_PUBLIC", ("HEAL",), ("HGPD", "EINS"))
    assert (one.coding_systems, one.codes, one.formats) == (("HPO", "ORPHACODE"), ("HP:0001250",), ("CSV",))
    assert (one.individuals, one.records) == (500, 1500)
    assert (one.issued, one.modified) == ("2026-01-15", "2026-11-01")


def test_what_was_withheld_is_named(describe: Assemble) -> None:
    changed = dataclasses.replace(describe()[0], withheld=("number_of_unique_individuals",))
    assert summary(changed, "a").withheld == ("number_of_unique_individuals",)


@given(st.lists(SUMMARIES, max_size=3))
def test_a_file_gives_back_what_was_written(several: list[Summary]) -> None:
    lines = [*summary_lines(several)]
    assert all(line.count("\n") == 1 for line in lines)
    assert [*read_summaries(lines)] == several


def test_what_is_not_known_is_passed_over() -> None:
    [one] = read_summaries(['{"name": "a", "iri": "https://e.org/a", "of a later version": 1}\n', "\n"])
    assert one == Summary("a", "https://e.org/a")


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        "[]",
        "{}",
        '{"name": "a"}',
        '{"name": 1, "iri": "b"}',
        '{"name": "a", "iri": "b", "title": "c"}',
        '{"name": "a", "iri": "b", "title": {"cs": ["c"]}}',
        '{"name": "a", "iri": "b", "individuals": true}',
        '{"name": "a", "iri": "b", "individuals": "10"}',
        '{"name": "a", "iri": "b", "codes": "C50"}',
        '{"name": "a", "iri": "b", "keywords": {"cs": "c"}}',
        "[" * 5000,
    ],
)
def test_a_line_that_is_no_summary_is_refused_with_its_number(line: str) -> None:
    good = '{"name": "a", "iri": "https://e.org/a"}'
    with pytest.raises(UsageError, match=r"datasets\.ndjson, line 2,"):
        [*read_summaries([good, line])]
