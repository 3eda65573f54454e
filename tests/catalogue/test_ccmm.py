"""CCMM: valid by the schema of 1.1.0 without a network, both languages, nought, and what the directory demands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from tests.catalogue.judging import OPEN, WHOLE

from omicz_meta.catalogue.ccmm import CCMM, NAMESPACE
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.profile import refusals
from omicz_meta.problem import Problem

etree = pytest.importorskip("lxml.etree", reason="lxml judges by XML Schema, and is no dependency")
Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'
STAND_INS = {
    # the schema imports these by address; of both it needs next to nothing
    "http://www.w3.org/2001/xml.xsd": (
        f'<xs:schema {SCHEMA} targetNamespace="http://www.w3.org/XML/1998/namespace">'
        '<xs:attribute name="lang"><xs:simpleType><xs:union memberTypes="xs:language">'
        '<xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value=""/></xs:restriction></xs:simpleType>'
        "</xs:union></xs:simpleType></xs:attribute></xs:schema>"
    ),
    "http://schemas.opengis.net/gml/3.2.1/gml.xsd": (
        f'<xs:schema {SCHEMA} targetNamespace="http://www.opengis.net/gml/3.2">'
        '<xs:complexType name="EnvelopeType"/><xs:element name="AbstractGeometry"/></xs:schema>'
    ),
}


class Local(etree.Resolver):
    """Answers for the two schemas that lie elsewhere, so that nothing is fetched."""

    def resolve(self, url: str, _: object, context: object) -> object:
        return self.resolve_string(STAND_INS[url], context) if url in STAND_INS else None


@pytest.fixture(scope="module")
def model(shared: Path) -> Any:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Local())
    tree = etree.parse(shared / "standards/ccmm/1.1.0/ccmm_merged.xsd", parser)
    # places for elements of others, by rules that only XML Schema 1.1 has; without them the schema is stricter
    for place in list(tree.iter("{http://www.w3.org/2001/XMLSchema}any")):
        place.getparent().remove(place)
    return etree.XMLSchema(tree)


def document_of(description: Description) -> Any:
    return etree.fromstring("".join(CCMM.documents[".xml"](description)).encode())


def found(document: Any, path: str) -> list[Any]:
    return list(document.iterfind(path, namespaces={None: NAMESPACE}))


CASES = {
    "controlled": {},
    "open": OPEN,
    "whole": {"distributions": [WHOLE]},
    "restricted": {"access_rights": "RESTRICTED"},
    "no creator": {"creators": None},
    "one language": {"title": {"en": "Only English"}, "keywords": {"en": ["rare"]}},
    "a DOI": {"identifier": "10.5072/demo"},
    "an open end": {"generated_by": [{"label": {"en": "x"}, "period": {"start_date": "1990"}}]},
}


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
def test_no_error_by_the_schema(describe: Assemble, model: Any, changes: dict[str, Any]) -> None:
    description = describe(changes)[0]
    assert refusals(CCMM, description) == ()
    model.validate(document_of(description))
    assert [error.message for error in model.error_log] == []


def test_the_judge_can_say_no(description: Description, model: Any) -> None:
    document = document_of(description)
    (title,) = found(document, "title")
    document.remove(title)
    assert not model.validate(document)


def test_both_languages_and_nought(describe: Assemble) -> None:
    document = document_of(describe()[0])
    assert [one.text for one in found(document, "title")] == ["Kohorta „Žluťoučký kůň“"]
    assert [one.text for one in found(document, "alternate_title/title")] == ["Yellow horse cohort", "YHC"]
    for path in ("description/description_text", "subject/title", "provenance/label"):
        assert {one.get(LANGUAGE) for one in found(document, path)} == {"cs", "en"}
    assert [one.text for one in found(document, "distribution//byte_size")] == ["0"]


def test_what_the_directory_demands(describe: Assemble) -> None:
    document = document_of(describe()[0])
    roles = [one.text.rpartition("/")[2] for one in found(document, "qualified_relation/role/iri")]
    assert roles[:2] == ["Creator", "Publisher"]
    (ford, *_) = [one.text for one in found(document, "subject/iri")]
    assert ford.endswith("SubjectCategory/30000/30100/30101")
    assert found(document, "metadata_identification/original_repository/iri")[0].text.startswith("https://")
    assert [one.text for one in found(document, "terms_of_use/access_rights/label")][
        1
    ] == "metadata only access"


def test_a_file_without_a_size_is_left_out(describe: Assemble) -> None:
    bare = {key: value for key, value in WHOLE.items() if key != "byte_size"}
    assert found(document_of(describe({"distributions": [bare]})[0]), "distribution") == []


def test_what_it_cannot_do_without_is_told(describe: Assemble) -> None:
    bare = {key: value for key, value in WHOLE.items() if key not in ("licence", "rights")}
    description, _ = describe({"distributions": [bare], "issue_date": None, "modification_date": None})
    paths = [dict(problem.detail)["path"] for problem in refusals(CCMM, description)]
    assert paths == ["issue_date", "distributions.licence"]


def test_the_sample_of_the_next_version_contradicts_its_shapes(shapes: Path) -> None:
    """Why there is no RDF of 1.2: docs/reference/profiles.md. What fails here was mended by whoever publishes it."""
    sample = rdflib.Graph().parse(shapes / "ccmm/1.2-sample/ccmm_sample.ttl")
    theirs = rdflib.Namespace("https://model.ccmm.cz/vocabulary/datacite#")
    demanded = rdflib.Namespace("https://w3id.org/tib/datacite/property/")
    (dataset,) = sample.subjects(rdflib.RDF.type, rdflib.DCAT.Dataset)
    for ours, other in (
        (demanded.publicationYear, theirs.relatedItemPublicationYear),
        (demanded.fundingReference, theirs.hasFundingReference),
    ):
        assert not list(sample.objects(None, ours)) and list(sample.objects(dataset, other))
    stated = {str(one) for one in sample.objects(None, rdflib.DCTERMS.conformsTo)}
    assert "https://model.ccmm.cz/research-data/1.1.0" in stated
    assert not list((shapes / "ccmm").rglob("*shacl*"))
