"""The metrics of F-UJI 0.8 (26 points), as far as a description alone decides them.

Source: https://github.com/pangaea-data-publisher/fuji, metrics_v0.8.yaml (FAIRsFAIR). What asks whether addresses
answer, how a landing page is made, or whether an identifier is registered needs a network; those 6.5 points are never
given here. Where a metric has several tests for the same points, the stricter one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.json_form import iris
from omicz_meta.catalogue.mqa import OPEN_FORMATS, Metric, format_of

POINTS = 26
OFFLINE = 19.5
_CITED = ("creators", "title", "identifier", "publisher", "issue_date")
_DESCRIBED = ("description", "keywords")
_RELATED = ("publications", "source_datasets", "related_resources", "documentation")
_VOCABULARIES = ("coding_systems", "conforms_to", "health_themes", "eu_dataset_types")
_ORIGIN = ("generated_by", "provenance", "source_datasets")
_PERSISTENT = re.compile(
    r"(https?://)?(dx\.)?doi\.org/10\..+|(doi:)?10\.\d{4,9}/\S+|https?://(w3id\.org|purl\.org|hdl\.handle\.net|n2t\.net"
    r"|identifiers\.org)/.+|(urn:nbn|ark|hdl):.+",
    re.IGNORECASE,
)


def fuji(description: Description) -> tuple[Metric, ...]:
    """The tests of F-UJI that need no network, named by their numbers.

    >>> from omicz_meta.schema.model import load_schema
    >>> found = fuji(Description(Entity("Dataset", {"access_rights": ("PUBLIC",)}), load_schema(), "https://e.org/"))
    >>> sum(one.points for one in found if one.met), sum(one.points for one in found)
    (5, 19.5)
    """
    return (*_found(description), *_reachable(description), *_reusable(description.dataset))


def _found(description: Description) -> Iterator[Metric]:
    dataset, iri = description.dataset, description.iri.value
    named = [iri, *(str(item) for item in dataset.all("identifier"))]
    named += [str(one.first("notation") or "") for one in dataset.entities("other_identifiers")]
    yield Metric("FsF-F1-01MD-1", 1, iri.startswith("http"), "identifier")
    yield Metric("FsF-F1-02MD-1", 0.5, any(map(_PERSISTENT.fullmatch, named)), "other_identifiers")
    yield _all("FsF-F2-01M-2", 1, dataset, _CITED)
    yield _all("FsF-F2-01M-3", 1, dataset, (*_CITED, *_DESCRIBED))
    yield Metric("FsF-F3-01M-2", 1, bool(_addresses(dataset, "download_urls")), "distributions.download_urls")


def _reachable(description: Description) -> Iterator[Metric]:
    dataset = description.dataset
    web = description.iri.value.startswith("http")
    links = [*_addresses(dataset, "download_urls"), *_addresses(dataset, "access_urls")]
    answering = any(link.startswith("http") for link in links)
    yield Metric("FsF-A1-01M-1", 1, dataset.filled("access_rights"), "access_rights")
    for number in ("FsF-A1.1-01MD", "FsF-A1.2-01MD"):
        yield Metric(f"{number}-1", 1, web, "identifier")
        yield Metric(f"{number}-2", 1, answering, "distributions.access_urls")


def _reusable(dataset: Entity) -> Iterator[Metric]:
    files = dataset.entities("distributions")
    delivered = any(one.filled("byte_size") and one.filled("file_type") for one in files)
    formats = {format_of(one) for one in files}
    yield _any("FsF-I2-01M-2", 2, dataset, _VOCABULARIES)
    yield _any("FsF-I3-01M-2", 2, dataset, _RELATED)
    yield Metric("FsF-R1-01M-1", 1, dataset.filled("eu_dataset_types"), "eu_dataset_types")
    yield Metric("FsF-R1-01M-2", 1, delivered, "distributions.byte_size")
    yield Metric("FsF-R1.1-01M-1", 1, any(one.filled("licence") for one in files), "distributions.licence")
    yield _any("FsF-R1.2-01M-2", 1, dataset, _ORIGIN)
    # DCAT is endorsed by communities and found by its namespace
    yield Metric("FsF-R1.3-01M-3", 1, True, "dataset")
    yield Metric("FsF-R1.3-02D-1", 1, bool(formats & OPEN_FORMATS), "distributions.file_type")


def _addresses(dataset: Entity, slot: str) -> list[str]:
    return list(chain.from_iterable(iris(one, slot) for one in dataset.entities("distributions")))


def _all(name: str, points: int, dataset: Entity, slots: tuple[str, ...]) -> Metric:
    """A metric that wants all of several slots; the first that is empty decides."""
    absent = next((slot for slot in slots if not dataset.filled(slot)), None)
    return Metric(name, points, absent is None, absent or slots[-1])


def _any(name: str, points: int, dataset: Entity, slots: tuple[str, ...]) -> Metric:
    return Metric(name, points, any(dataset.filled(slot) for slot in slots), slots[0])
