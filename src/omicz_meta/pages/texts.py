"""What stands in a description as nodes of a page: texts in the best language, addresses, codes, facts.

Whatever comes from a description is text. An address becomes a link only where its scheme is one that a reader may
follow; any other stays text, so that no page ever holds a link that runs something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlsplit

from omicz_meta.catalogue.codelists import NUTS
from omicz_meta.catalogue.description import Code, Description, Entity, Item, Text
from omicz_meta.catalogue.namespaces import EU_AUTHORITY
from omicz_meta.catalogue.rdf import Iri, is_iri
from omicz_meta.catalogue.summary import texts
from omicz_meta.pages.language import spoken
from omicz_meta.pages.page_words import PageWords
from omicz_meta.problem import Language
from omicz_meta.reports.markup import Element, Node, el
from omicz_meta.reports.words import bind, number, partial_date
from omicz_meta.schema.model import Schema

FOLLOWED = ("http", "https", "mailto", "tel")
"""Schemes of addresses that become links."""
Fact = tuple[str, Node | Iterable[Node] | None]
_LAW = re.compile(r"https?://data\.europa\.eu/eli/(?:reg|dir|dec)(?:_impl|_del)?/(\d{4})/(\d+)(?:/.*)?")
_UNDETERMINED = "und"


def phrase(words: Mapping[str, str], language: Language) -> Node | None:
    """The text in the language of the page, or in another one and marked as such.

    >>> from omicz_meta.reports.markup import render
    >>> render(phrase({"en": "Cohort"}, "cs")), phrase({}, "cs")
    ('<span lang="en">Cohort</span>', None)
    """
    found = spoken(words, language)
    if found is None:
        return None
    tongue, text = found
    if tongue == language:
        return bind(text, language)
    return el("span", text, lang=None if tongue == _UNDETERMINED else tongue)


def said(entity: Entity, slot: str, language: Language) -> Node | None:
    """The text of a slot."""
    return phrase(texts(entity, slot), language)


def paragraphs(words: Mapping[str, str], language: Language) -> list[Node]:
    """A longer text: an empty line parts paragraphs."""
    found = spoken(words, language)
    if found is None:
        return []
    tongue, text = found
    parts = (part.strip() for part in re.split(r"\n\s*\n", text))
    mark = None if tongue in (language, _UNDETERMINED) else tongue
    return [
        el("p", bind(part, "cs" if tongue == "cs" else "en"), lang=mark, class_="text")
        for part in parts
        if part
    ]


def link(address: str, text: Node | None = None) -> Node:
    """A link, where the address is one that may be followed; else its text.

    >>> from omicz_meta.reports.markup import render
    >>> render(link("mailto:data@example.org")), render(link("javascript:alert(1)"))
    ('<a href="mailto:data@example.org">data@example.org</a>', 'javascript:alert(1)')
    """
    scheme = address.partition(":")[0]
    shown = text or (unquote(address.partition(":")[2]) if scheme in ("mailto", "tel") else address)
    return el("a", shown, href=address) if scheme in FOLLOWED and is_iri(address) else shown


def host(address: str) -> str:
    """Where an address leads, as short as a reader needs it.

    >>> host("https://www.example.org/a/b?c=d"), host("mailto:a@example.org")
    ('example.org/a/b', 'a@example.org')
    """
    parts = urlsplit(address)
    if not parts.netloc:
        return unquote(parts.path)
    return f"{parts.netloc.removeprefix('www.')}{unquote(parts.path).rstrip('/')}"


def tail(iri: str) -> str:
    """The last part of an IRI, which names a code.

    >>> tail("http://publications.europa.eu/resource/authority/file-type/CSV"), tail("https://w3id.org/dpv#Research")
    ('CSV', 'Research')
    """
    return re.split(r"[/#]", iri.rstrip("/#"))[-1]


def term(iri: str) -> Element:
    """A term that has no label here goes by its English name, words apart.

    >>> from omicz_meta.reports.markup import render
    >>> render(term("https://w3id.org/dpv#AcademicResearch"))
    '<span lang="en"><a href="https://w3id.org/dpv#AcademicResearch">Academic Research</a></span>'
    """
    return el("span", link(iri, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", tail(iri))), lang="en")


def code(item: Code, language: Language) -> str:
    """The label of a code."""
    found = spoken(item.label, language)
    return bind(found[1], language) if found else item.name


def codes(entity: Entity, slot: str, language: Language) -> list[str]:
    """The labels of a slot's codes."""
    return [code(item, language) for item in entity.all(slot) if isinstance(item, Code)]


def law(iri: str, language: Language) -> Node:
    """An act of the European Union by its number, any other as a link.

    >>> from omicz_meta.reports.markup import render
    >>> render(law("http://data.europa.eu/eli/reg/2025/327/oj", "en"))
    '<a href="http://data.europa.eu/eli/reg/2025/327/oj">(EU) 2025/327, European Health Data Space</a>'
    """
    act = _LAW.fullmatch(iri)
    known = PageWords(language).laws.get(f"{act[1]}/{act[2]}", "") if act else ""
    return link(iri, f"(EU) {act[1]}/{act[2]}{known}" if act else host(iri))


def place(iri: str, schema: Schema, language: Language) -> str:
    """The name of a country or region; a place of another list goes by the end of its address."""
    short = tail(iri)
    if iri.startswith(NUTS):
        regions = {value.name: value.label for value in schema.enums["NutsRegion"].values}
        short = PageWords(language).countries.get(short, short)
        return (spoken(regions.get(tail(iri), {}), language) or ("", short))[1]
    if iri.startswith(f"{EU_AUTHORITY}country/"):
        return PageWords(language).countries.get(short, short)
    return short


def places(description: Description, language: Language) -> list[str]:
    """The places that a dataset covers, countries before regions."""
    found = [item.value for item in description.dataset.all("spatial_coverage") if isinstance(item, Iri)]
    ordered = sorted(found, key=lambda iri: iri.startswith(NUTS))
    return [place(iri, description.schema, language) for iri in ordered]


def span(covered: Entity, language: Language) -> str | None:
    """A period, open where one end is not known.

    >>> span(Entity("PeriodOfTime", {"start_date": ("1990",), "end_date": ("2026",)}), "en")
    '1990–2026'
    """
    words = PageWords(language)
    start, end = (
        partial_date(str(covered.first(slot)), language) if covered.filled(slot) else None
        for slot in ("start_date", "end_date")
    )
    if start and end:
        gap = "" if start.isdigit() and end.isdigit() else " "
        return f"{start}{gap}–{gap}{end}"
    if start:
        return f"{words.since} {start}"
    return f"{words.until} {end}" if end else None


def titled(description: Description, slot: str, language: Language) -> str:
    """What the model calls a slot of a dataset."""
    definition = description.schema.classes["Dataset"].slots.get(slot)
    return (spoken(definition.title, language) or ("", slot))[1] if definition else slot


def plain(item: Item | Entity | None, language: Language) -> Node | None:
    """A single value as a reader expects it: numbers grouped, codes by label, addresses as links."""
    if item is None or isinstance(item, Entity):
        return None
    if isinstance(item, bool):
        return PageWords(language).yes_no[int(not item)]
    if isinstance(item, int):
        return number(item, language)
    if isinstance(item, Code):
        return code(item, language)
    if isinstance(item, Iri):
        return link(item.value, host(item.value))
    return item.value if isinstance(item, Text) else str(item)


def facts(pairs: Iterable[Fact]) -> Element | None:
    """Names and values, those without a value left out."""
    rows = [
        (el("dt", name), el("dd", _nodes(value))) for name, value in pairs if value not in (None, "", [], ())
    ]
    return el("dl", (node for row in rows for node in row), class_="fine") if rows else None


def listed(nodes: Iterable[Node]) -> list[Node]:
    """Nodes one after the other, with commas between them."""
    kept = [*nodes]
    return [node for at, each in enumerate(kept) for node in ((", ", each) if at else (each,))]


def _nodes(value: Node | Iterable[Node] | None) -> list[Node]:
    if value is None:
        return []
    return [value] if isinstance(value, Node) else [*value]
