"""A reader of FAIR Data Points finds the series of datasets: point, catalogue, series; and the series of a dataset."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF

from omicz_meta.catalogue.description import Entity, Text
from omicz_meta.catalogue.rdf import Iri

from .made import BASE, LISTENING, Door, member, written

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
LDP = rdflib.Namespace("http://www.w3.org/ns/ldp#")
PUBLIC = "https://data.example.org/"
TITLE = (Text("Registr", "cs"), Text("Registry", "en"))
OWN = Entity("DatasetSeries", {"id": ("registry",), "title": TITLE}, f"{BASE}series/registry")
FOREIGN = Entity("DatasetSeries", {"id": ("other",), "title": TITLE}, "https://e.org/series/other")
ELSEWHERE = Iri("https://e.org/series/third")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    several = [member(f"d{n}", {"series": (OWN, FOREIGN, ELSEWHERE)}) for n in range(2)]
    return written([*several, member("alone")], tmp_path_factory.mktemp("series") / "out")


@pytest.mark.parametrize("base", [PUBLIC, ""])
def test_a_reader_walks_from_the_catalogue_to_the_series(folder: Path, base: str) -> None:
    door, root = Door(folder, base=base), base or LISTENING
    catalogue = door.graph("/catalogue")
    listed = {str(one) for one in catalogue.objects(rdflib.URIRef(f"{root}catalogue"), LDP.contains)}
    assert listed == {
        f"{root}{path}" for path in ("dataset/d0", "dataset/d1", "dataset/alone", "series/registry")
    }
    series = rdflib.URIRef(f"{root}series/registry")
    said = door.graph(str(series))
    assert (series, RDF.type, DCAT.DatasetSeries) in said
    assert {str(one) for one in said.objects(series, DCTERMS.title)} == {"Registr", "Registry"}
    dataset = door.graph("/dataset/d1")
    targets = {str(one) for one in dataset.objects(rdflib.URIRef(f"{root}dataset/d1"), DCAT.inSeries)}
    assert targets == {str(series), FOREIGN.iri, ELSEWHERE.value}


def test_there_is_no_other_series(folder: Path) -> None:
    assert Door(folder).ask("/series/other").status_code == 404


def test_the_index_says_which_series_are_described(folder: Path) -> None:
    found = {one.name: one.series for one in Door(folder).current.served.snapshot.index.datasets}
    assert found == {"alone": (), **{f"d{n}": (OWN.iri, FOREIGN.iri) for n in range(2)}}
