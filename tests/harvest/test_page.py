"""What is read in a document is the same whatever the order of its statements, and survives being kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.catalogue.description import Description
from omicz_meta.errors import UsageError
from omicz_meta.harvest.limits import Limits
from omicz_meta.harvest.page import as_json, from_json, read_page, said_json, with_said

from .nodes import PREFIXES, text_of

ADDRESS = "https://e.org/catalogue.ttl"
LINES = (
    '<d> a dcat:Dataset ; dct:title "a"@en ; dct:publisher _:p ; dcat:distribution _:x , _:y .',
    '_:p dct:title "p" ; dct:spatial _:q .',
    '_:q dct:title "q" ; dct:relation _:p .',
    '_:x dct:title "x" .',
    '_:y dct:title "y" ; dct:isPartOf <c> .',
    '<c> a dcat:Catalog ; dcat:dataset <d> , <e> ; dct:title "c" .',
    '<e> a dcat:Dataset ; dct:title "e" .',
)


@settings(max_examples=examples(60))
@given(st.permutations(LINES), st.sampled_from("_-"))
def test_the_order_of_statements_makes_no_difference(lines: Sequence[str], mark: str) -> None:
    text = (PREFIXES + "\n".join(lines)).replace("_:", f"_:n{mark}")
    page = read_page(text.encode(), ".ttl", ADDRESS, Limits())
    usual = read_page((PREFIXES + "\n".join(LINES)).encode(), ".ttl", ADDRESS, Limits())
    assert page == usual
    assert [cut.iri for cut in page.described] == ["https://e.org/d", "https://e.org/e"]
    # what is said of the catalogue and of the other dataset is not said of this one
    assert {text.rpartition("/")[2] for text, _, _ in page.described[1].said} == {"e"}


def test_a_page_survives_being_kept(whole: Description) -> None:
    activity = (
        f"<#1> a as:Update ; as:object <{whole.iri.value}> ; as:published '2026-11-22T00:00:00Z' .\n"
        "<#s> a ldes:EventStream ; tree:member <#1> ; tree:view <?page=2> .\n"
        "</feed> tree:relation [ a tree:LessThanRelation ; tree:value '2026' ; tree:node <?page=1> ] .\n"
        "<x> a dcat:Distribution ; dcat:accessURL <y> . <f> ldp:contains <g> ; fdp-o:metadataCatalog <h> .\n"
    )
    page = read_page((text_of(whole) + PREFIXES + activity).encode(), ".ttl", ADDRESS, Limits())
    assert page.activities and page.relations and page.pieces and page.contained and page.catalogues
    light = from_json(as_json(page))
    assert [cut.sha256 for cut in light.cuts] == [cut.sha256 for cut in page.cuts]
    assert not any(cut.said for cut in light.cuts)
    assert with_said(light, said_json(page)) == page


PARTS = st.lists(
    st.sampled_from(
        [
            *LINES,
            "<",
            ">",
            '"',
            "\\",
            "@prefix dcat: <x>",
            "[",
            "(",
            "_:",
            "\ufffd",
            "{",
            "}",
            ".",
            "a",
            "<d>",
            "^^",
            "@",
        ]
    ),
    max_size=12,
)


@settings(max_examples=examples(200))
@given(PARTS, st.sampled_from([".ttl", ".trig", ".nt", ".nq", ".rdf", ".jsonld"]))
def test_rubbish_is_refused_and_nothing_else(parts: list[str], suffix: str) -> None:
    try:
        page = read_page((PREFIXES + " ".join(parts)).encode(), suffix, ADDRESS, Limits())
    except UsageError:
        return
    assert with_said(from_json(as_json(page)), said_json(page)) == page


def test_blank_nodes_in_layers_take_no_longer_than_they_are_many() -> None:
    layers = [
        f"_:l{layer}n{one} dct:relation {', '.join(f'_:l{layer + 1}n{other}' for other in range(12))} ."
        for layer in range(12)
        for one in range(12)
    ]
    text = f'{PREFIXES}<d> a dcat:Dataset ; dct:title "a" ; dct:relation _:l0n0 .\n' + "\n".join(layers)
    (cut,) = read_page(text.encode(), ".ttl", ADDRESS, Limits()).described
    assert 0 < cut.size < 2_000


@pytest.mark.parametrize("limits", [Limits(text=10), Limits(statements=1)])
def test_what_is_too_large_is_named_and_not_kept(limits: Any) -> None:
    text = f'{PREFIXES}<d> a dcat:Dataset ; dct:title "{"long " * 10}" .'
    (cut,) = read_page(text.encode(), ".ttl", ADDRESS, limits).described
    assert (cut.refused, cut.said) == ("size", ())
