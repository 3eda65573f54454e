"""Documents of the Czech norm as a node: a catalogue lists them, each is asked for, read, and kept while it is down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.catalogue.judging import MORE

from omicz_meta.catalogue.assemble import assemble
from omicz_meta.catalogue.computed import Computed
from omicz_meta.catalogue.czech_norm import PUBLIC_BODY
from omicz_meta.catalogue.dcat_ap_cz import catalogue_document, dataset_document
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.pipeline.describing import plain_yaml
from omicz_meta.resources import schemas_folder
from omicz_meta.schema.model import Schema

from .conftest import Make, codes, listed, run
from .nodes import Site, reply, text_of

pytestmark = pytest.mark.heavy

JSONLD = "application/ld+json"


def opened(schema: Schema, key: str) -> Description:
    cases = Path(__file__).parents[1] / "catalogue" / "cases" / "dataset.yaml"
    raw = {**plain_yaml(cases), **MORE["dcat-ap-cz"], "identifier": key}
    return assemble(raw, plain_yaml(schemas_folder() / "nodes" / "demo.yaml"), Computed(), schema)[0]


def put(site: Site, members: list[Description]) -> str:
    """A catalogue of documents at addresses that are not those of their datasets."""
    texts = {"cs": "Katalog", "en": "Catalogue"}
    documents = [f"{site.address}/documents/{one.id}.jsonld" for one in members]
    listing = catalogue_document(Iri(f"{site.address}/c"), texts, texts, f"{PUBLIC_BODY}00000001", documents)
    site.put("/katalog.jsonld", json.dumps(listing), JSONLD)
    for one in members:
        site.put(f"/documents/{one.id}.jsonld", json.dumps(dataset_document(one)), JSONLD)
    return f"{site.address}/katalog.jsonld"


def test_documents_are_harvested_and_judged(site: Site, make: Make, schema: Schema, tmp_path: Path) -> None:
    out, good = tmp_path / "out", tmp_path / "good.ttl"
    good.write_text(text_of(make("good", "https://good.example.org/")), encoding="utf-8")
    members = [opened(schema, key) for key in ("A", "B")]
    address = put(site, members)
    done = run(out, address, str(good))
    czech = done.outcomes[0]
    assert codes(done) == [] and czech.state is not None
    assert (czech.state.kind, set(czech.state.datasets)) == ("dcat", {one.iri.value for one in members})
    # the norm has no place for what Release 8 demands, so each is left out with its reasons
    left = json.loads((out / "index.json").read_text(encoding="utf-8"))["left_out"]
    assert len(listed(out)) == 1 and len(left) == 2
    assert not any("context" in path for path in site.asked())
    site.log.clear()
    again = run(out, address, str(good), days=1)
    assert not again.written and site.statuses() == {304}


def test_a_document_that_cannot_be_had_keeps_its_dataset(
    site: Site, schema: Schema, make: Make, tmp_path: Path
) -> None:
    out, good = tmp_path / "out", tmp_path / "good.ttl"
    good.write_text(text_of(make("good", "https://good.example.org/")), encoding="utf-8")
    members = [opened(schema, key) for key in ("A", "B", "C")]
    address = put(site, members)
    run(out, address, str(good))
    site.special["/documents/A.jsonld"] = lambda handler: reply(handler, 503, b"", {})
    del site.pages["/documents/B.jsonld"]
    done = run(out, address, str(good), days=1)
    assert codes(done) == ["C064", "C064"] and done.outcomes[0].state is not None
    assert {iri[-1] for iri in done.outcomes[0].state.datasets} == {"A", "C"}
    assert [iri[-1] for iri in done.outcomes[0].gone] == ["B"]
