"""What the server answers: one function a kind of resource, from a request and what is served to an answer."""

from __future__ import annotations

import datetime
import json
from collections.abc import Awaitable, Callable
from typing import Any

from omicz_meta.catalogue.changes import moment
from omicz_meta.catalogue.dcat_ap_cz import catalogue_document
from omicz_meta.catalogue.index import OPEN_DATA, Indexed
from omicz_meta.catalogue.placing import Addresses, moved
from omicz_meta.catalogue.publish import Catalogue
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.server import documents, feed
from omicz_meta.server.answer import Answer, Asked, Refused, document
from omicz_meta.server.documents import View, Walk
from omicz_meta.server.media import DOCUMENT_TYPES, HTML, JSONLD, RDF_TYPES, SUFFIXES, TYPES, chosen
from omicz_meta.server.served import Served

Handler = Callable[[Asked, Served], Awaitable[Answer]]
_LONGEST_NUMBER = 9


async def pages(asked: Asked, served: Served) -> Answer:
    """`/`: the catalogue page by page, or as a list for people."""
    media = acceptable(asked, DOCUMENT_TYPES)
    if media == HTML:
        return await _list(asked, served)
    walk, number = _walk(asked, served), _number(asked, "page", 1)
    if asked.parameter("walk") not in (None, walk.order):
        raise Refused(409, "The catalogue changed while it was being read; begin again with the first page.")
    if number > len(walk.pages):
        raise Refused(404, f"There is no page {number}; the last one is {len(walk.pages)}.")
    return await _made(
        asked,
        served,
        media,
        ("page", number, walk.since),
        lambda view: documents.page(served.snapshot, walk, number, view),
    )


async def catalogue(asked: Asked, served: Served) -> Answer:
    """`/catalogue`: the catalogue by its own address, with all its members."""
    media = acceptable(asked, DOCUMENT_TYPES)
    if media == HTML:
        return await _list(asked, served)
    return await _made(
        asked,
        served,
        media,
        ("catalogue",),
        lambda view: documents.catalogue(served.snapshot, served.walk, view),
    )


async def point(asked: Asked, served: Served) -> Answer:
    """`/fdp`: the FAIR Data Point."""
    media = acceptable(asked, RDF_TYPES)
    return await _made(asked, served, media, ("point",), lambda view: documents.point(served.snapshot, view))


async def dataset(asked: Asked, served: Served) -> Answer:
    """`/dataset/KEY`: the description of a dataset, or its page; with an ending always that syntax."""
    key, mark, ending = asked.path["key"].partition(".")
    one = _dataset(key, served)
    if mark and f".{ending}" not in TYPES:
        raise Refused(404, f"The endings known here are {' '.join(TYPES)}.")
    media = TYPES[f".{ending}"] if mark else acceptable(asked, DOCUMENT_TYPES)
    return await _described(one, media, asked, served)


async def published(asked: Asked, served: Served) -> Answer:
    """Any other path: a dataset whose published address has it."""
    one = served.snapshot.by_path.get(asked.path["path"])
    if one is None:
        raise Refused(404, "There is nothing at this address.")
    return await _described(one, acceptable(asked, DOCUMENT_TYPES), asked, served)


async def distribution(asked: Asked, served: Served) -> Answer:
    """`/distribution/KEY`: what the dataset says about its distribution, which is the description of the dataset."""
    one = served.snapshot.by_distribution.get(asked.path["key"])
    if one is None:
        raise Refused(404, "There is no such distribution.")
    return await _described(one, acceptable(asked, RDF_TYPES), asked, served)


async def changes(asked: Asked, served: Served) -> Answer:
    """`/feed`: what came, changed and went."""
    media, after = acceptable(asked, RDF_TYPES), _number(asked, "after", 0)
    size = served.limits.changes_per_page
    return await _made(
        asked,
        served,
        media,
        ("feed", after),
        lambda view: feed.changes(served.snapshot, after, size, view),
    )


async def open_data(asked: Asked, served: Served) -> Answer:
    """`/dcat-ap-cz`: the catalogue of what is open data, as the Czech national catalogue harvests it."""
    acceptable(asked, (JSONLD, "application/json"))
    root = served.site.root(asked.headers)
    return await served.kept(
        (OPEN_DATA, root),
        lambda: document(_open_catalogue(served, root), JSONLD, served.snapshot.modified),
    )


async def open_dataset(asked: Asked, served: Served) -> Answer:
    """`/dcat-ap-cz/KEY`: the document of one of them."""
    one = _dataset(asked.path["key"].removesuffix(".jsonld"), served)
    acceptable(asked, (JSONLD, "application/json"))
    if not one.open_data:
        raise Refused(404, "This dataset is not open data, or lacks what DCAT-AP-CZ demands.")
    known = served.addresses(served.site.root(asked.headers))
    return await served.kept(
        (OPEN_DATA, one.name, served.site.root(asked.headers)),
        lambda: document(_open_document(served, one, known), JSONLD, one.modified),
    )


async def offers(asked: Asked, served: Served) -> Answer:
    """`/api`: what the server offers, for people."""
    from omicz_meta.server import html  # noqa: PLC0415  # pages are not needed by harvesters

    del served
    return html.offers(asked)


async def _list(asked: Asked, served: Served) -> Answer:
    from omicz_meta.server import html  # noqa: PLC0415  # pages are not needed by harvesters

    listing, spoken, query = await served.listing(), html.spoken(asked), html.question(asked)
    return await served.kept(
        ("list", tuple(query.parameters()), spoken),
        lambda: html.list_page(served.snapshot, listing, query, spoken),
    )


async def _dataset_page(one: Indexed, asked: Asked, served: Served) -> Answer:
    from omicz_meta.server import html  # noqa: PLC0415  # pages are not needed by harvesters

    listing, spoken = await served.listing(), html.spoken(asked)
    return await served.kept(
        ("dataset page", one.name, spoken), lambda: html.one_page(served.snapshot, listing, one, spoken)
    )


async def _described(one: Indexed, media: str, asked: Asked, served: Served) -> Answer:
    if media == HTML:
        return await _dataset_page(one, asked, served)
    return await _made(
        asked,
        served,
        media,
        ("dataset", one.name),
        lambda view: documents.dataset(served.snapshot, one, view),
        one.modified,
    )


async def _made(
    asked: Asked,
    served: Served,
    media: str,
    key: tuple[object, ...],
    make: Callable[[View], bytes],
    modified: str = "",
) -> Answer:
    """The document of a view, made once for all who see it the same way."""
    links, root = served.site.links(asked.headers), served.site.root(asked.headers)
    return await served.kept(
        (*key, media, links, root),
        lambda: document(
            make(served.view(SUFFIXES[media], asked.headers)), media, modified or served.snapshot.modified
        ),
    )


def acceptable(asked: Asked, offered: tuple[str, ...]) -> str:
    """The media type in which to answer. Raises Refused (406) where the reader takes none of them."""
    found = chosen(asked.header("accept"), offered)
    if found is None:
        raise Refused(406, f"Offered here: {', '.join(offered)}.", vary="Accept")
    return found


def _dataset(key: str, served: Served) -> Indexed:
    found = served.snapshot.by_key.get(key)
    if found is None and key in served.snapshot.gone.values():
        raise Refused(410, "This dataset was there and is no more.")
    if found is None:
        raise Refused(404, "There is no such dataset.")
    return found


def _walk(asked: Asked, served: Served) -> Walk:
    since = _since(asked.parameter("modified_since"))
    if not since:
        return served.walk
    snapshot = served.snapshot
    return Walk.of(snapshot.since(since), served.limits, snapshot.order, since)


def _number(asked: Asked, name: str, least: int) -> int:
    """A whole number of the query; the least where it is not said."""
    text = asked.parameter(name)
    if text is None:
        return least
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER and int(text) >= least):
        raise Refused(400, f"{name} is a whole number from {least} on.")
    return int(text)


def _since(text: str | None) -> str:
    """A day or a moment (ISO 8601) in UTC; a plus sign may have become a blank on its way."""
    if text is None:
        return ""
    try:
        found = datetime.datetime.fromisoformat(text.strip().replace(" ", "+"))
        return moment(found if found.tzinfo else found.replace(tzinfo=datetime.UTC))
    except (ValueError, OverflowError) as fault:
        raise Refused(
            400, "modified_since is a day (2026-11-22) or a moment (2026-11-22T08:00:00Z)."
        ) from fault


def _open_catalogue(served: Served, root: str) -> bytes:
    snapshot = served.snapshot
    taken = [one for one in snapshot.index.datasets if one.open_data]
    if not taken:
        raise Refused(404, "No dataset here is open data.")
    iri = Iri(moved(snapshot.index.catalogue, served.addresses(root)))
    about = Catalogue(())
    listed = [f"{root}{OPEN_DATA}/{snapshot.keys[one.iri]}" for one in taken]
    body = snapshot.index.public_body
    return _json(catalogue_document(iri, about.title, about.description, body, listed))


def _open_document(served: Served, one: Indexed, known: Addresses) -> bytes:
    return _json(_readdressed(json.loads(served.snapshot.open_data(one)), known))


def _readdressed(part: Any, known: Addresses) -> Any:
    """The same JSON with other addresses under `iri`; what a document leads to is left as it is."""
    if isinstance(part, dict):
        return {
            key: moved(value, known) if key == "iri" else _readdressed(value, known)
            for key, value in part.items()
        }
    return [_readdressed(each, known) for each in part] if isinstance(part, list) else part


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"
