"""The page of one dataset: what it is, whether one may have it and how, who is in it, what quality, how to cite.

The page says what the description says. What it does not say is "not stated"; what the policy withheld is told as
withheld and never drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import shorten

from omicz_meta.catalogue.codelists import NUTS
from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.schema_org import nested
from omicz_meta.catalogue.summary import Summary, summary, texts
from omicz_meta.pages.access import access_section
from omicz_meta.pages.catalogue import access_mark
from omicz_meta.pages.citation import citation_section
from omicz_meta.pages.content import content_section, variables_section
from omicz_meta.pages.dataset_words import DatasetWords
from omicz_meta.pages.files import data_section, download_section, forms_of
from omicz_meta.pages.frame import Frame
from omicz_meta.pages.language import spoken
from omicz_meta.pages.listing import Listing
from omicz_meta.pages.page_words import PageWords
from omicz_meta.pages.people import ages, people_section, period
from omicz_meta.pages.quality import details_section, quality_section
from omicz_meta.pages.shell import Page, document
from omicz_meta.pages.texts import paragraphs, phrase, places
from omicz_meta.problem import Language
from omicz_meta.reports.html import LANGUAGES
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.markup import Element, Node, el
from omicz_meta.reports.words import counted, number

_ABOUT = 300


def dataset_page(description: Description, listing: Listing, frame: Frame) -> str:
    """The page of a dataset as HTML; `listing` knows under which name its files lie.

    >>> from omicz_meta.schema import load_schema
    >>> described = Description(Entity("Dataset", {"id": ("a",)}), load_schema(), "https://example.org/")
    >>> "https://example.org/dataset/a" in dataset_page(described, Listing.of([]), Frame("en"))
    True
    """
    [(_, page)] = dataset_pages(description, listing, [frame])
    return page


def dataset_pages(
    description: Description, listing: Listing, frames: Iterable[Frame]
) -> Iterator[tuple[Frame, str]]:
    """The same page in several frames; what is the same in all of them is made once."""
    listed = listing.by_iri(description.iri.value)
    one = summary(description, listed.name if listed else description.id)
    data = "".join(nested(description))
    for frame in frames:
        yield frame, document(_page(description, one, listing, frame, data), frame)


def _page(description: Description, one: Summary, listing: Listing, frame: Frame, data: str) -> Page:
    tongue, title = spoken(one.title, frame.language) or (frame.language, one.name)
    _, about = spoken(one.description, frame.language) or ("", "")
    sections = _sections(description, one, listing, frame)
    head = _head(description, one, title, tongue, frame)
    return Page(
        title=f"{title} · {PageWords(frame.language).catalogue}",
        about=shorten(about, _ABOUT, placeholder="…"),
        addresses={each: frame.dataset(one.name, each) for each in LANGUAGES},
        main=(*head, _contents(sections, frame.language), *map(_section, sections)),
        data=data,
        files=forms_of(one.name, frame),
    )


Section = tuple[str, str, list[Node]]


def _sections(description: Description, one: Summary, listing: Listing, frame: Frame) -> list[Section]:
    """Anchor, heading and content of each section that has something to say, in the order of a reader's questions."""
    words, dataset, language = DatasetWords(frame.language), description.dataset, frame.language
    titles = description.schema.classes["Dataset"].slots["variables"].title
    found: tuple[Section, ...] = (
        ("access", words.access, access_section(description, language)),
        ("people", words.people, people_section(description, language)),
        ("content", words.content, content_section(description, frame)),
        ("variables", (spoken(titles, language) or ("", ""))[1], variables_section(description, language)),
        ("quality", words.quality, quality_section(description, listing, frame)),
        ("data", words.data, data_section(dataset, language)),
        ("download", words.download, download_section(one.name, frame)),
        ("cite", words.cite, citation_section(description, one, language)),
        ("details", words.details, details_section(description, language)),
    )
    return [section for section in found if section[2]]


def _section(section: Section) -> Element:
    name, title, content = section
    return el("section", el("h2", title, id=name), content, aria_labelledby=name)


def _contents(sections: list[Section], language: Language) -> Element:
    links = (el("li", el("a", title, href=f"#{name}")) for name, title, _ in sections)
    return el("nav", el("ul", links), class_="contents", aria_label=Labels(language).contents)


def _head(description: Description, one: Summary, title: str, tongue: str, frame: Frame) -> list[Node]:
    """What it is: title, who publishes it, who may have it, the figures, the description in words."""
    language = frame.language
    publisher = phrase(one.publisher, language)
    byline = [*([publisher, " · "] if publisher is not None else []), access_mark(one.access, language)]
    other = phrase(one.alternative_title, language)
    return [
        el("h1", title, lang=None if tongue == language else tongue),
        *([el("p", other, class_="quiet")] if other is not None else []),
        el("p", byline, class_="byline"),
        _figures(description, one, language),
        *paragraphs(one.description, language),
        *_keywords(description.dataset, frame),
    ]


def _figures(description: Description, one: Summary, language: Language) -> Element:
    """The numbers that a reader looks for first, large; one that is missing says why."""
    slots, words = description.schema.classes["Dataset"].slots, PageWords(language)
    small = DatasetWords(language).small
    shown: tuple[tuple[str, str | None], ...] = (
        (
            "number_of_unique_individuals",
            None if one.individuals is None else number(one.individuals, language),
        ),
        ("number_of_records", None if one.records is None else number(one.records, language)),
        ("min_typical_age", ages(description.dataset, language)),
        ("temporal_coverage", period(description.dataset, language)),
        ("spatial_coverage", _where(description, language)),
    )
    names = {"min_typical_age": DatasetWords(language).age}
    return el(
        "dl",
        [
            el(
                "div",
                el("dt", names.get(slot) or (spoken(slots[slot].title, language) or ("", slot))[1]),
                el("dd", value)
                if value
                else el("dd", small if slot in one.withheld else words.not_stated, class_="none"),
            )
            for slot, value in shown
        ],
        class_="figures",
    )


def _where(description: Description, language: Language) -> str | None:
    """The place, or how many there are: regions by number, countries by the first of them."""
    names, words = places(description, language), DatasetWords(language)
    if len(names) < 2:
        return names[0] if names else None
    if all(
        isinstance(item, Iri) and item.value.startswith(NUTS)
        for item in description.dataset.all("spatial_coverage")
    ):
        return counted(len(names), words.regions, language)
    return f"{names[0]} {words.further}"


def _keywords(dataset: Entity, frame: Frame) -> list[Node]:
    """Keywords, each a search of the catalogue."""
    tongue = (spoken(texts(dataset, "keywords"), frame.language) or ("", ""))[0]
    found = [text for text in dataset.all("keywords") if getattr(text, "language", None) == tongue]
    mark = None if tongue == frame.language else tongue
    links = [
        el("li", el("a", word, href=frame.catalogue([("q", word)]), lang=mark))
        for word in (getattr(text, "value", "") for text in found)
    ]
    return [el("ul", links, class_="keywords")] if links else []
