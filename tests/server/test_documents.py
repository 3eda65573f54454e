"""Documents are put together and put at other addresses as text; a parser says the same as if triples had been."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from omicz_meta.catalogue.description import Entity
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.joining import JOIN
from omicz_meta.catalogue.namespaces import DCT, FDP_O, FOAF, HYDRA, RDF, SERVED_PREFIXES
from omicz_meta.catalogue.placing import PLACE, ascii_turtle
from omicz_meta.catalogue.publish import SYNTAXES
from omicz_meta.catalogue.rdf import Iri, Literal, Triple, clean_text
from omicz_meta.errors import UsageError
from omicz_meta.server.limits import Limits

from .made import BASE, Door, member, written

FORMATS = {".ttl": "turtle", ".jsonld": "json-ld", ".rdf": "xml"}
OLD, NEW = "https://a.org/dataset/x", "http://localhost:1/dataset/x-é?a=1&b=2"
PIECES = [
    OLD,
    f"<{OLD}>",
    f'"@id": "{OLD}"',
    f'rdf:about="{OLD}"',
    '"',
    "\\",
    "\n",
    "é",
    "𝄞",
    "&",
    "<",
    ">",
    "'",
    "]}",
]
pieces = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=6)
texts = pieces.map(lambda parts: clean_text("".join(parts)))
nodes = st.sampled_from(
    [OLD, f"{OLD}#publisher", f"{OLD}y", "https://b.org/?a=1&b=2", "https://b.org/ž"]
).map(Iri)
literals = texts.map(lambda text: Literal(text, language="cs")) | texts.map(Literal)
predicates = st.sampled_from([DCT("title"), DCT("relation"), HYDRA("next"), Iri("https://c.org/p")])
triples = st.lists(st.builds(Triple, nodes, predicates, nodes | literals), min_size=1, max_size=8)


def graph(text: str, suffix: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format=FORMATS[suffix])


def moved(node: Iri | Literal) -> Iri | Literal:
    stem, mark, fragment = node.value.partition("#")
    return Iri(NEW + mark + fragment) if isinstance(node, Iri) and stem == OLD else node


@pytest.mark.parametrize("suffix", FORMATS)
@settings(max_examples=20)
@given(several=triples)
def test_addresses_are_exchanged_and_texts_are_not(suffix: str, several: list[Triple]) -> None:
    there = [Triple(moved(one.subject), one.predicate, moved(one.term)) for one in several]  # type: ignore[arg-type]
    placed = PLACE[suffix]("".join(SYNTAXES[suffix](several)), {OLD: NEW})
    assert isomorphic(graph(placed, suffix), graph("".join(SYNTAXES[suffix](there)), suffix))


@pytest.mark.parametrize("suffix", FORMATS)
@settings(max_examples=20)
@given(several=st.lists(triples, min_size=1, max_size=3))
def test_documents_together_say_what_each_says(suffix: str, several: list[list[Triple]]) -> None:
    whole = rdflib.Graph()
    documents = ["".join(SYNTAXES[suffix](one, SERVED_PREFIXES)) for one in several]
    for one in documents:
        whole += graph(one, suffix)
    assert isomorphic(graph(JOIN[suffix](documents), suffix), whole)


@settings(max_examples=20)
@given(several=triples)
def test_turtle_in_ascii_says_the_same(several: list[Triple]) -> None:
    text = "".join(SYNTAXES[".ttl"](several))
    assert ascii_turtle(text).isascii()
    assert isomorphic(graph(ascii_turtle(text), ".ttl"), graph(text, ".ttl"))


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_prefix_with_two_meanings_is_refused(suffix: str) -> None:
    one = [
        Triple(Iri(OLD), RDF("type"), Iri("https://c.org/T")),
        Triple(Iri(OLD), Iri("https://c.org/p"), Iri(OLD)),
    ]
    documents = [
        "".join(SYNTAXES[suffix](one, {"p": iri, "rdf": RDF.iri}))
        for iri in ("https://c.org/", "https://d.org/")
    ]
    if suffix == ".ttl":
        documents[1] = "@prefix p: <https://d.org/> .\n" + documents[1]
    if suffix == ".rdf":
        documents[1] = documents[1].replace("<rdf:RDF", '<rdf:RDF\n    xmlns:p="https://d.org/"')
    with pytest.raises(UsageError, match="prefix"):
        JOIN[suffix](documents)


@pytest.fixture
def opened(tmp_path: Path) -> Door:
    """Two datasets of which one is open data by the norm."""
    from tests.catalogue.judging import BODY, OPEN

    from omicz_meta.catalogue.assemble import assemble
    from omicz_meta.catalogue.computed import Computed
    from omicz_meta.catalogue.folder import Member
    from omicz_meta.schema.model import load_schema
    from omicz_meta.yamlfile import read_yaml

    node, _ = read_yaml(Path(__file__).parent.parent / "catalogue" / "cases" / "dataset.yaml")
    assert node is not None
    answers = {"base_iri": BASE, "publisher": BODY}
    written_by_hand = {**node.plain(), **OPEN, "publisher": BODY, "spatial_coverage": ["CZ"]}
    description, _ = assemble(written_by_hand, answers, Computed(spatial_coverage=("CZ",)), load_schema())
    return Door(
        written([member("closed"), Member("open", "open.yaml", description)], tmp_path / "c"), base=BASE
    )


def test_open_data_are_documents_of_the_norm(opened: Door, shared: Path) -> None:
    from tests.catalogue.test_dcat_ap_cz import judge

    catalogue = opened.ask("/dcat-ap-cz", origin="https://data.gov.cz")
    assert catalogue.headers["content-type"] == "application/ld+json"
    assert catalogue.headers["access-control-allow-origin"] == "*"
    document = catalogue.json()
    assert [error.message for error in judge(shared / "standards", "katalog").iter_errors(document)] == []
    (address,) = document["datová_sada"]
    one = opened.ask("/" + address.removeprefix(BASE))
    assert [
        error.message for error in judge(shared / "standards", "datová-sada").iter_errors(one.json())
    ] == []
    assert one.json()["iri"].startswith(f"{BASE}dataset/")
    assert opened.ask("/dcat-ap-cz/closed").status_code == 404


def test_open_data_are_where_they_are_served(opened: Door) -> None:
    here = Door(opened.current.folder)
    (address,) = here.ask("/dcat-ap-cz").json()["datová_sada"]
    one = here.ask(address).json()
    assert json.dumps(one).count("http://127.0.0.1:8000/dataset/") >= 1
    assert here.ask(one["iri"]).status_code == 200


def test_pages_and_point_have_no_violation_of_the_official_shapes(opened: Door, shared: Path) -> None:
    from tests.catalogue.judging import SHAPES, violations

    standards = shared / "standards"
    key = next(key for key in opened.current.served.snapshot.by_key if key != "closed")
    page = read_graph(opened.ask(f"/dataset/{key}").content, ".ttl")
    assert violations(page, ["dcat-ap-3.0.1/shacl/shapes.ttl"], standards) == []
    whole = read_graph(opened.ask("/").content, ".ttl")
    told = violations(whole, ["dcat-ap-3.0.1/shacl/shapes.ttl"], standards)
    assert [one for one in told if "closed" not in one[0]] == []
    # an agent has a name in each language, and the shapes of FAIR Data Points admit one
    allowed = {FOAF("name").value, DCT("publisher").value, FDP_O("metadataCatalog").value}
    for address in ("/fdp", "/catalogue"):
        told = violations(read_graph(opened.ask(address).content, ".ttl"), SHAPES["fdp"], standards)
        assert {path for _, path, _ in told} <= allowed, told


def test_the_description_of_the_server_is_complete_in_both_languages(opened: Door) -> None:
    described = opened.ask("/openapi.json").json()
    for language, sign in (("cs", "ř"), ("en", "Everything")):
        page = opened.ask(f"/api?lang={language}")
        assert page.headers["content-language"] == language and sign in page.text
        assert all(f"<code>{path}</code>" in page.text for path in described["paths"])
    czech = opened.ask("/api?lang=cs").text
    summaries = [
        one["get"]["summary"] for one in described["paths"].values() if "GA4GH" not in one["get"]["summary"]
    ]
    assert [text for text in summaries if text in czech] == []


def test_a_text_of_millions_of_letters_is_served_by_itself(tmp_path: Path) -> None:
    from omicz_meta.catalogue.description import Text

    long = 'ž<&"\\' * 60_000
    others = [member(f"a{number}") for number in range(3)]
    folder = written(
        [*others, member("b", {"description": (Text(long, "cs"),)}), member("c")], tmp_path / "c"
    )
    door = Door(folder, limits=Limits(page_bytes=100_000))
    statuses = [door.ask(f"/?page={number}") for number in (1, 2, 3)]
    assert [found.status_code for found in statuses] == [200, 200, 200]
    assert [len(found.content) < 100_000 for found in statuses] == [True, False, True]
    assert door.ask("/dataset/b", accept="text/html").status_code == 200
    described = json.loads(door.ask("/dataset/b.jsonld").content)["@graph"]
    (one,) = (node for node in described if "dcat:Dataset" in node["@type"])
    assert one["dct:description"] == [{"@language": "cs", "@value": long}]


HOSTILE = '"><script>alert(1)</script>'


def test_what_is_hostile_in_texts_stays_text(tmp_path: Path) -> None:
    from omicz_meta.catalogue.description import Text

    title = (Text(f"{HOSTILE} </rdf:RDF> \\u0022 <https://catalogue.example.org/dataset/a>", "en"),)
    folder = written(
        [
            member("a", {"title": title}),
            member("b", {"distributions": (Entity("Distribution", {"id": ("x",)}),)}),
        ],
        tmp_path / "c",
    )
    door = Door(folder)
    for media, form in (
        ("text/turtle", "turtle"),
        ("application/ld+json", "json-ld"),
        ("application/rdf+xml", "xml"),
    ):
        found = rdflib.Graph().parse(data=door.ask("/", accept=media).content, format=form)
        assert rdflib.Literal(title[0].value, lang="en") in set(found.objects(None, rdflib.DCTERMS.title))
    for address in ("/", "/dataset/a"):
        page = door.ask(address, accept="text/html")
        assert page.status_code == 200 and "<script>alert(1)" not in page.text
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
