"""The fixed words of the catalogue's pages, once in Czech and once in English; a missing one is a type error."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from omicz_meta.problem import Language
from omicz_meta.reports.words import Forms, bind


@dataclass(frozen=True, slots=True)
class PageWords:
    """Every heading and phrase of the pages that is not data, a label of the model or a number."""

    catalogue: str
    lead: str
    language: str
    made: str
    search: str
    search_hint: str
    show: str
    datasets: Forms
    persons: Forms
    records: Forms


_CS = PageWords(
    catalogue="Katalog datových sad",
    lead="Zdravotní a genomická data pro výzkum: co existuje, kdo je drží a jak o ně požádat.",
    language="Jazyk",
    made="Popisy podle HealthDCAT-AP. Stránka nic nenačítá odjinud a nikoho nesleduje.",
    search="Hledat v datových sadách",
    search_hint="nemoc, metoda, kód, instituce",
    show="Hledat",
    datasets=("datová sada", "datové sady", "datových sad"),
    persons=("osoba", "osoby", "osob"),
    records=("záznam", "záznamy", "záznamů"),
)

_EN = PageWords(
    catalogue="Catalogue of datasets",
    lead="Health and genomic data for research: what exists, who holds it, and how to ask for it.",
    language="Language",
    made="Descriptions according to HealthDCAT-AP. This page loads nothing from elsewhere and follows nobody.",
    search="Search the datasets",
    search_hint="disease, method, code, institution",
    show="Search",
    datasets=("dataset", "datasets", "datasets"),
    persons=("person", "persons", "persons"),
    records=("record", "records", "records"),
)


@cache
def page_words(language: Language) -> PageWords:
    """The words of a language, ready to set: one-letter prepositions stay with the next word.

    >>> page_words("en").show
    'Search'
    """
    words = _CS if language == "cs" else _EN
    texts = ((part.name, getattr(words, part.name)) for part in fields(words))
    bound: dict[str, Any] = {name: bind(text, language) for name, text in texts if isinstance(text, str)}
    return replace(words, **bound)
