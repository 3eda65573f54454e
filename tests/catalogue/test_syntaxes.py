"""Four syntaxes say the same, whatever stands in the texts; rdflib, pyld and pyoxigraph are the judges."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st
from pyld import jsonld as pyld
from rdflib.compare import isomorphic

from omicz_meta.catalogue.namespaces import DCT, PREFIXES, XSD
from omicz_meta.catalogue.publish import SYNTAXES
from omicz_meta.catalogue.rdf import Iri, Literal, Triple, clean_text, is_iri
from omicz_meta.errors import UsageError

FORMATS = {".ttl": "turtle", ".jsonld": "json-ld", ".rdf": "xml", ".nt": "nt"}
A = Iri("https://example.org/a")
NASTY = "\"'\\\n\r\t\x00\x01\x7f\x85\u2028\ufeff\ufffe\ud800<&>]]>žčřΩ😀%{}^`@"


def written(triples: Iterable[Triple], suffix: str) -> str:
    return "".join(SYNTAXES[suffix](triples))


def as_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in triples:
        term = triple.term
        graph.add(
            (
                rdflib.URIRef(triple.subject.value),
                rdflib.URIRef(triple.predicate.value),
                rdflib.URIRef(term.value)
                if isinstance(term, Iri)
                else rdflib.Literal(
                    term.value,
                    lang=term.language or None,
                    datatype=rdflib.URIRef(term.datatype) if term.datatype else None,
                    normalize=False,
                ),
            )
        )
    return graph


def refuse(url: str, options: Any) -> Any:
    raise AssertionError(f"a context was fetched: {url}")


texts = st.text(max_size=40).map(clean_text)
literals = st.one_of(
    st.builds(Literal, texts),
    st.builds(Literal, texts, language=st.sampled_from(("cs", "en", "sk", "zh-hant"))),
    st.builds(Literal, texts, datatype=st.just("https://example.org/type")),
)
good_iris = (
    st.text(alphabet="aZ0-._~ěЖ😀'&()*+,;=:@/?", max_size=12).map("https://example.org/".__add__).map(Iri)
)
addresses = st.text(alphabet="aZ0-._~ěЖ\ue000%'&()*+,;=:@/?#[] \xa0\x85<{|\\^`\"", max_size=12)
triples = st.builds(
    Triple, good_iris, st.sampled_from([DCT("title"), Iri("https://example.org/p#q")]), literals | good_iris
)


@pytest.mark.parametrize("suffix", FORMATS)
@given(st.lists(triples, max_size=8))
@example([Triple(A, DCT("title"), Literal(clean_text(NASTY), language="cs"))])
@example([Triple(A, DCT("title"), Literal(""))])
def test_what_is_written_is_read_back(suffix: str, statements: list[Triple]) -> None:
    read = rdflib.Graph().parse(data=written(statements, suffix), format=FORMATS[suffix])
    assert set(read) == set(as_rdflib(statements))


@given(st.lists(triples, max_size=8))
def test_json_ld_is_the_same_for_pyld(statements: list[Triple]) -> None:
    ours = pyld.to_rdf(json.loads(written(statements, ".jsonld")), {"documentLoader": refuse})
    found = {
        (
            quad["subject"]["value"],
            quad["predicate"]["value"],
            quad["object"]["value"],
            quad["object"].get("language"),
        )
        for quad in ours["@default"]
    }
    wanted = {
        (t.subject.value, t.predicate.value, t.term.value, getattr(t.term, "language", None) or None)
        for t in statements
    }
    assert found == wanted


@given(st.lists(triples, max_size=8))
def test_pyoxigraph_reads_the_same_n_triples_and_turtle(statements: list[Triple]) -> None:
    oxigraph = pytest.importorskip("pyoxigraph")
    lines = set(oxigraph.parse(written(statements, ".nt").encode(), oxigraph.RdfFormat.N_TRIPLES))
    assert set(oxigraph.parse(written(statements, ".ttl").encode(), oxigraph.RdfFormat.TURTLE)) == lines
    assert set(oxigraph.parse(written(statements, ".rdf").encode(), oxigraph.RdfFormat.RDF_XML)) == lines


@given(st.sampled_from(("https://example.org/", "http://", "mailto:a@", "tel:+4", "urn:x:")), addresses)
def test_an_address_that_is_admitted_is_one_for_pyoxigraph_too(start: str, rest: str) -> None:
    oxigraph = pytest.importorskip("pyoxigraph")
    if is_iri(start + rest):
        line = written([Triple(Iri(start + rest), DCT("title"), Literal("a"))], ".nt").encode()
        assert len(list(oxigraph.parse(line, oxigraph.RdfFormat.N_TRIPLES))) == 1


@pytest.mark.parametrize("suffix", FORMATS)
@given(statements=st.lists(triples, max_size=6), order=st.randoms())
def test_order_and_repetition_do_not_change_a_byte(suffix: str, statements: list[Triple], order: Any) -> None:
    shuffled = [*statements, *statements[:2]]
    order.shuffle(shuffled)
    assert written(shuffled, suffix) == written(statements, suffix)


@pytest.mark.parametrize(
    ("lexical", "datatype"),
    [("0", "nonNegativeInteger"), ("false", "boolean"), ("0.50", "decimal"), ("1990", "gYear")],
)
@pytest.mark.parametrize("suffix", FORMATS)
def test_nought_and_false_survive(suffix: str, lexical: str, datatype: str) -> None:
    statement = Triple(A, DCT("extent"), Literal(lexical, XSD(datatype).value))
    [(_, _, found)] = rdflib.Graph().parse(data=written([statement], suffix), format=FORMATS[suffix])
    assert (found.datatype, rdflib.Literal(lexical, datatype=found.datatype)) == (
        rdflib.URIRef(XSD(datatype).value),
        found,
    )


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//example.org/a", "example.org", "",
        "https://", "https://example.org/a b", "https://example.org/<a>", 'https://example.org/"', "https://example.org/%zz",
        "https://example.org/\n", "https://example.org/{a}", "https://example.org/a|b", "https://example.org/a\\b",
        "https://user:secret@example.org/", "https://example.org/#a#b", "https://example.org/[a]", "https://a:b/",
        "mailto:", "mailto:@x", "tel:", "urn:", "urn:x:", "HTTPS://EXAMPLE.ORG/a",
    ],
)  # fmt: skip
def test_addresses_that_never_get_out(text: str) -> None:
    assert not is_iri(text)
    with pytest.raises(UsageError):
        Iri(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://example.org",
        "https://example.org/ě?a=b#c",
        "mailto:a@b.cz",
        "tel:+420123",
        "urn:isbn:1",
    ],
)
def test_addresses_that_do(text: str) -> None:
    assert Iri(text).value == text


def test_a_literal_that_xml_cannot_carry_cannot_be_made() -> None:
    with pytest.raises(UsageError):
        Literal("a\x00b")
    assert Literal(clean_text("a\x00b\ud83d")).value == "a\ufffdb\ufffd"


def test_a_property_that_xml_cannot_name_is_refused_in_rdf_xml_only() -> None:
    statement = Triple(A, Iri("https://example.org/123"), A)
    assert written([statement], ".nt")
    with pytest.raises(UsageError):
        written([statement], ".rdf")


def test_the_context_of_json_ld_is_inline_and_names_dcat_and_dct() -> None:
    document = json.loads(written([Triple(A, DCT("title"), Literal("a"))], ".jsonld"))
    assert list(document) == ["@context", "@graph"]
    assert document["@context"] == dict(PREFIXES)
    assert {"dcat", "dct"} <= set(document["@context"])


def test_an_empty_document_is_valid_everywhere() -> None:
    graphs = [rdflib.Graph().parse(data=written([], suffix), format=name) for suffix, name in FORMATS.items()]
    assert all(isomorphic(graph, rdflib.Graph()) for graph in graphs)
