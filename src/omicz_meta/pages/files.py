"""The files of the data, with where to get them; and the description itself in its forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from omicz_meta.catalogue.description import Entity
from omicz_meta.catalogue.profile import WRITTEN
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.summary import format_of, texts
from omicz_meta.pages.dataset_words import DatasetWords
from omicz_meta.pages.frame import Frame
from omicz_meta.pages.page_words import PageWords
from omicz_meta.pages.texts import codes, host, link, phrase, said, tail
from omicz_meta.problem import Language
from omicz_meta.reports.charts import Cell, Head, table
from omicz_meta.reports.markup import Node, el
from omicz_meta.reports.words import NBSP, decimal_number

_MEDIA = {".ttl": "text/turtle", ".jsonld": "application/ld+json", ".rdf": "application/rdf+xml"}
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def data_section(dataset: Entity, language: Language) -> list[Node]:
    """A table of the distributions, one each for data, samples and summaries."""
    words = DatasetWords(language)
    tables = [
        _table(kind, dataset.entities(slot), language)
        for slot, kind in words.kind_of_data.items()
        if dataset.entities(slot)
    ]
    return [el("p", words.data_lead), *tables] if tables else []


def download_section(name: str, frame: Frame) -> list[Node]:
    """The same description for machines."""
    words = DatasetWords(frame.language)
    links = (
        el("li", el("a", words.forms[suffix], href=frame.file(name, suffix), type=_MEDIA[suffix]))
        for suffix in WRITTEN
    )
    return [el("p", words.download_lead), el("ul", links)]


def forms_of(name: str, frame: Frame) -> tuple[tuple[str, str], ...]:
    """Media types and addresses of the files of a description."""
    return tuple((_MEDIA[suffix], frame.file(name, suffix)) for suffix in WRITTEN)


def size(count: int, language: Language) -> str:
    """A number of bytes as people read it, in powers of a thousand.

    >>> [size(count, "en").replace(NBSP, " ") for count in (0, 999, 1500, 2_000_000)]
    ['0 B', '999 B', '1.5 kB', '2.0 MB']
    """
    value, unit = Decimal(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{decimal_number(value, 1 if unit else 0, language)}{NBSP}{_UNITS[unit]}"


def licence_name(iri: str) -> str:
    """A licence as people call it.

    >>> licence_name("http://publications.europa.eu/resource/authority/licence/CC_BY_4_0")
    'CC BY 4.0'
    """
    return re.sub(r"(?<=\d)_(?=\d)", ".", tail(iri)).replace("_", " ")


def _table(kind: str, distributions: tuple[Entity, ...], language: Language) -> Node:
    words = DatasetWords(language)
    heads = [Head(words.file), Head(words.format), Head(words.get), Head(words.terms)]
    sized = any(one.filled("byte_size") for one in distributions)
    if sized:
        heads.insert(2, Head(words.size, numeric=True))
    rows = [_row(one, sized, language) for one in distributions]
    return el("div", table(kind, heads, rows), class_="files")


def _row(one: Entity, sized: bool, language: Language) -> tuple[Cell, ...]:
    title, about = said(one, "title", language), phrase(texts(one, "description"), language)
    named: list[Node] = [title if title is not None else "–"]
    if about is not None:
        named.append(el("div", about, class_="quiet"))
    count = one.first("byte_size")
    bytes_of = (size(count, language) if isinstance(count, int) else "–",) if sized else ()
    where = [el("div", each) for each in _where(one)]
    terms = [*_terms(one, language)] or [el("span", PageWords(language).not_stated, class_="quiet")]
    return (
        el("div", named),
        format_of(one) or "–",
        *bytes_of,
        el("div", where),
        el("div", terms),
    )


def _where(one: Entity) -> Iterator[Node]:
    found = dict.fromkeys(
        item.value
        for slot in ("download_urls", "access_urls")
        for item in one.all(slot)
        if isinstance(item, Iri)
    )
    yield from (link(each, host(each)) for each in found)


def _terms(one: Entity, language: Language) -> Iterator[Node]:
    licence = one.first("licence")
    if isinstance(licence, Iri):
        yield el("div", link(licence.value, licence_name(licence.value)))
    rights = said(one, "rights", language)
    if rights is not None:
        yield el("div", rights)
    states = [*codes(one, "distribution_status", language), *codes(one, "availability", language)]
    if states:
        yield el("div", ", ".join(states), class_="quiet")
