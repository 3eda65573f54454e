"""How to cite a dataset: creators, year, title, version, publisher, address (after DataCite's recommendation)."""

from __future__ import annotations

from collections.abc import Mapping

from omicz_meta.catalogue.description import Description, Entity, key_of
from omicz_meta.catalogue.summary import Summary, texts
from omicz_meta.pages.dataset_words import DatasetWords
from omicz_meta.pages.language import spoken
from omicz_meta.problem import Language
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.markup import Element, Node, el

_TEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "#$%&_{}"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}"}
)


def citation_section(description: Description, one: Summary, language: Language) -> list[Node]:
    """The line to copy, and the same for BibTeX."""
    words = DatasetWords(language)
    return [
        el("p", words.cite_lead),
        _copied(citation(description, one, language), language),
        el(
            "details", el("summary", words.cite_bibtex), _copied(bibtex(description, one, language), language)
        ),
    ]


def citation(description: Description, one: Summary, language: Language) -> str:
    """The dataset in one line.

    >>> from omicz_meta.schema import load_schema
    >>> described = Description(Entity("Dataset", {"id": ("a",)}), load_schema(), "https://example.org/")
    >>> citation(described, Summary("a", "https://example.org/dataset/a", {"en": "Cohort"}, issued="2026-01-02"), "en")
    '(2026). Cohort [dataset]. https://example.org/dataset/a'
    """
    dataset, words = description.dataset, DatasetWords(language)
    version = dataset.first("version")
    numbered = f" ({words.version} {version})" if version else ""
    publisher = _spoken(one.publisher, language)
    who = _creators(dataset, language) or ([publisher] if publisher else [])
    parts = [
        ", ".join(who),
        f"({_year(one) or words.no_date}).",
        f"{_spoken(one.title, language) or one.name}{numbered} [dataset].",
        f"{publisher}." if publisher and who != [publisher] else "",
        address(description),
    ]
    return " ".join(part for part in parts if part)


def bibtex(description: Description, one: Summary, language: Language) -> str:
    """The dataset as an entry of BibTeX; what means something to TeX is written so that it does not."""
    publisher = _spoken(one.publisher, language)
    who = _creators(description.dataset, language) or ([publisher] if publisher else [])
    fields = {
        "author": " and ".join(f"{{{name.translate(_TEX)}}}" for name in who),
        "title": (_spoken(one.title, language) or one.name).translate(_TEX),
        "year": _year(one) or "",
        "publisher": publisher.translate(_TEX),
        "version": str(description.dataset.first("version") or "").translate(_TEX),
        "url": address(description),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return "\n".join((f"@misc{{{key_of(one.name)},", ",\n".join(lines), "}"))


def address(description: Description) -> str:
    """A DOI among the identifiers, else the dataset's own address."""
    for other in description.dataset.entities("other_identifiers"):
        notation = str(other.first("notation") or "")
        doi = notation.removeprefix("https://doi.org/").removeprefix("doi:")
        if doi.startswith("10.") and "/" in doi:
            return f"https://doi.org/{doi}"
    return description.iri.value


def _creators(dataset: Entity, language: Language) -> list[str]:
    names = (_spoken(texts(one, "agent_name"), language) for one in dataset.entities("creators"))
    return [name for name in names if name]


def _spoken(words: Mapping[str, str], language: Language) -> str:
    found = spoken(words, language)
    return found[1] if found else ""


def _year(one: Summary) -> str | None:
    return (one.issued or one.modified or "")[:4] or None


def _copied(text: str, language: Language) -> Element:
    words = Labels(language)
    return el(
        "div", el("pre", text), class_="copy", data_line=text, data_copy=words.copy, data_copied=words.copied
    )
