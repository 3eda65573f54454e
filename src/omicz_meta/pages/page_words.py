"""The fixed words of the catalogue's pages, once in Czech and once in English; a missing one is a type error.

Names of slots and labels of codes are not repeated here: they come from the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from omicz_meta.problem import Language
from omicz_meta.reports.words import Forms, bind

Words = Mapping[str, str]


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
    narrow: str
    apply: str
    chosen: str
    remove: str
    all_again: str
    more_values: str
    results: str
    nothing: str
    nothing_advice: str
    nothing_at_all: str
    without: str
    pages: str
    page_of: str
    previous: str
    following: str
    not_stated: str
    access: Words
    access_sign: Words
    facet: Words
    changed: str
    since: str
    until: str
    yes_no: tuple[str, str]
    datasets: Forms
    persons: Forms
    records: Forms
    laws: Words
    countries: Words


_CS = PageWords(
    catalogue="Katalog datových sad",
    lead="Zdravotní a omická data pro výzkum: co existuje, kdo je drží a jak o ně požádat.",
    language="Jazyk",
    made="Popisy podle HealthDCAT-AP. Stránka nic nenačítá odjinud a nikoho nesleduje.",
    search="Hledat v datových sadách",
    search_hint="Nemoc, metoda, kód nebo instituce; na háčcích, čárkách a koncovkách nezáleží.",
    show="Hledat",
    narrow="Zúžit výběr",
    apply="Použít výběr",
    chosen="Vybráno",
    remove="zrušit",
    all_again="Zrušit vše",
    more_values="Další hodnoty",
    results="Nalezené datové sady",
    nothing="Tomuto hledání nic neodpovídá.",
    nothing_advice="Vynechte jednu z podmínek:",
    nothing_at_all="Zkuste jiné slovo, kratší slovo nebo kód; nebo si prohlédněte celý katalog.",
    without="bez podmínky",
    pages="Stránky výsledků",
    page_of="Strana {page} z {pages}",
    previous="Předchozí",
    following="Další",
    not_stated="neuvedeno",
    access=MappingProxyType(
        {"PUBLIC": "volně dostupná", "RESTRICTED": "dostupná s omezením", "NON_PUBLIC": "jen s povolením"}
    ),
    access_sign=MappingProxyType({"PUBLIC": "○", "RESTRICTED": "◐", "NON_PUBLIC": "●"}),
    facet=MappingProxyType(
        {
            "access": "Přístup",
            "category": "Kategorie údajů (EHDS)",
            "health-theme": "Zdravotní téma",
            "coding": "Kódovací systém",
            "publisher": "Poskytovatel",
            "format": "Formát",
            "theme": "Téma",
        }
    ),
    changed="změněno",
    since="od",
    until="do",
    yes_no=("ano", "ne"),
    datasets=("datová sada", "datové sady", "datových sad"),
    persons=("osoba", "osoby", "osob"),
    records=("záznam", "záznamy", "záznamů"),
    laws=MappingProxyType({"2025/327": ", Evropský prostor pro zdravotní data", "2016/679": ", GDPR"}),
    countries=MappingProxyType(
        {
            "CZE": "Česko",
            "CZ": "Česko",
            "SVK": "Slovensko",
            "POL": "Polsko",
            "DEU": "Německo",
            "AUT": "Rakousko",
        }
    ),
)

_EN = PageWords(
    catalogue="Catalogue of datasets",
    lead="Health and omics data for research: what exists, who holds it, and how to ask for it.",
    language="Language",
    made="Descriptions according to HealthDCAT-AP. This page loads nothing from elsewhere and follows nobody.",
    search="Search the datasets",
    search_hint="A disease, method, code or institution; accents and endings do not matter.",
    show="Search",
    narrow="Narrow the list",
    apply="Apply",
    chosen="Chosen",
    remove="remove",
    all_again="Remove all",
    more_values="More values",
    results="Datasets found",
    nothing="Nothing matches this search.",
    nothing_advice="Leave out one of the conditions:",
    nothing_at_all="Try another word, a shorter one, or a code; or look at the whole catalogue.",
    without="without",
    pages="Pages of results",
    page_of="Page {page} of {pages}",
    previous="Previous",
    following="Next",
    not_stated="not stated",
    access=MappingProxyType(
        {"PUBLIC": "open to all", "RESTRICTED": "open under conditions", "NON_PUBLIC": "with a permit only"}
    ),
    access_sign=MappingProxyType({"PUBLIC": "○", "RESTRICTED": "◐", "NON_PUBLIC": "●"}),
    facet=MappingProxyType(
        {
            "access": "Access",
            "category": "Category of data (EHDS)",
            "health-theme": "Health theme",
            "coding": "Coding system",
            "publisher": "Publisher",
            "format": "Format",
            "theme": "Theme",
        }
    ),
    changed="changed",
    since="since",
    until="until",
    yes_no=("yes", "no"),
    datasets=("dataset", "datasets", "datasets"),
    persons=("person", "persons", "persons"),
    records=("record", "records", "records"),
    laws=MappingProxyType({"2025/327": ", European Health Data Space", "2016/679": ", GDPR"}),
    countries=MappingProxyType(
        {
            "CZE": "Czechia",
            "CZ": "Czechia",
            "SVK": "Slovakia",
            "POL": "Poland",
            "DEU": "Germany",
            "AUT": "Austria",
        }
    ),
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
