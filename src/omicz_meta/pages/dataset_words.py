"""The fixed words of a dataset's page, in Czech and in English."""

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
class DatasetWords:
    """Headings and phrases of the page of one dataset."""

    access: str
    access_said: Words
    decides: str
    nobody_decides: str
    how_to_ask: str
    questions: str
    terms_of_use: str
    conditions: str
    diseases: str
    law: str
    people: str
    no_people: str
    withheld: str
    small: str
    age: str
    further: str
    regions: Forms
    age_note: str
    most: str
    years: Forms
    time: str
    when: str
    activity: str
    time_of_data: str
    content: str
    code_systems: str
    system: str
    codes: Forms
    codes_note: str
    codes_all: str
    variables: Forms
    variables_lead: str
    tables: Forms
    type: str
    filled: str
    filled_note: str
    meaning: str
    quality: str
    quality_note: str
    share: str
    data: str
    data_lead: str
    kind_of_data: Words
    file: str
    format: str
    size: str
    get: str
    terms: str
    download: str
    download_lead: str
    forms: Words
    cite: str
    cite_lead: str
    cite_bibtex: str
    no_date: str
    version: str
    details: str


_CS = DatasetWords(
    access="Mohu data dostat a jak",
    access_said=MappingProxyType(
        {
            "PUBLIC": "Data může použít kdokoli. Za jakých podmínek, stojí u jednotlivých souborů.",
            "RESTRICTED": "Data jsou dostupná jen za podmínek, které určuje jejich držitel.",
            "NON_PUBLIC": "Data nejsou veřejná. Zpřístupnit je lze na žádost, pro účely, které připouští zákon.",
        }
    ),
    decides="O přístupu rozhoduje",
    nobody_decides="Popis neříká, kdo o přístupu rozhoduje. Zeptejte se na kontaktu pro dotazy.",
    how_to_ask="Kam se žádostí",
    questions="Dotazy k datům",
    terms_of_use="Podmínky využití",
    conditions="Dále platí",
    diseases="Jen pro výzkum",
    law="Právní základ",
    people="Kdo je v datech",
    no_people="Popis neuvádí, kolika osob se data týkají.",
    withheld="Kvůli malým počtům se neuvádí:",
    small="neuvádí se, počet je malý",
    age="Obvyklý věk",
    further="a další",
    regions=("kraj", "kraje", "krajů"),
    age_note="Věk, do něhož spadá většina osob; krajní hodnoty se nezveřejňují.",
    most="většina osob",
    years=("rok", "roky", "let"),
    time="Kdy data vznikala",
    when="Období",
    activity="Co",
    time_of_data="období, které data pokrývají",
    content="Co je v datech",
    code_systems="Kolik různých kódů data obsahují",
    system="Číselník",
    codes=("kód", "kódy", "kódů"),
    codes_note="Uvádějí se jen kódy, které má dost osob na to, aby žádná z nich nebyla poznat.",
    codes_all="Všechny kódy",
    variables=("proměnná", "proměnné", "proměnných"),
    variables_lead="Které údaje data obsahují, po tabulkách.",
    tables=("tabulka", "tabulky", "tabulek"),
    type="Typ",
    filled="Vyplněno",
    filled_note="Vyplněno říká, jaký podíl záznamů proměnnou má; podíl, za nímž stojí málo záznamů, se neuvádí.",
    meaning="Význam",
    quality="Kvalita a původ",
    quality_note="Vypočteno ze záznamů; nejde o osvědčení třetí strany.",
    share="Podíl",
    data="Soubory s daty",
    data_lead="Odkaz vede tam, kde se o data žádá nebo kde se stahují.",
    kind_of_data=MappingProxyType(
        {
            "distributions": "Data",
            "sample_distributions": "Ukázky",
            "analytics_distributions": "Souhrny a analýzy",
        }
    ),
    file="Soubor",
    format="Formát",
    size="Velikost",
    get="Kde",
    terms="Podmínky",
    download="Tento popis ke stažení",
    download_lead="Totéž pro stroje, podle HealthDCAT-AP Release 8:",
    forms=MappingProxyType({".ttl": "Turtle", ".jsonld": "JSON-LD", ".rdf": "RDF/XML"}),
    cite="Jak citovat",
    cite_lead="Uveďte datovou sadu takto, a k tomu publikace, které popis jmenuje:",
    cite_bibtex="Pro BibTeX",
    no_date="b. r.",
    version="verze",
    details="Podrobnosti",
)

_EN = DatasetWords(
    access="May I have the data, and how",
    access_said=MappingProxyType(
        {
            "PUBLIC": "Anyone may use the data. The terms stand with each file.",
            "RESTRICTED": "The data are available only under conditions that their holder sets.",
            "NON_PUBLIC": "The data are not public. They can be made available on request, for lawful purposes.",
        }
    ),
    decides="Access is decided by",
    nobody_decides="The description does not say who decides on access. Ask the contact for questions.",
    how_to_ask="Where to apply",
    questions="Questions about the data",
    terms_of_use="Terms of use",
    conditions="Also required",
    diseases="Only for research on",
    law="Legal basis",
    people="Who is in the data",
    no_people="The description does not say how many persons the data are about.",
    withheld="Withheld because counts are small:",
    small="withheld, the count is small",
    age="Typical age",
    further="and others",
    regions=("region", "regions", "regions"),
    age_note="The age of most persons; the extremes are not published.",
    most="most persons",
    years=("year", "years", "years"),
    time="When the data came about",
    when="Period",
    activity="What",
    time_of_data="period that the data cover",
    content="What is in the data",
    code_systems="How many different codes the data hold",
    system="System",
    codes=("code", "codes", "codes"),
    codes_note="Only codes that enough persons have, so that none of them can be recognised.",
    codes_all="All codes",
    variables=("variable", "variables", "variables"),
    variables_lead="What the data hold, table by table.",
    tables=("table", "tables", "tables"),
    type="Type",
    filled="Filled",
    filled_note="Filled says which share of the records has the variable; a share of few records is withheld.",
    meaning="Meaning",
    quality="Quality and origin",
    quality_note="Computed from the records; not a certificate by a third party.",
    share="Share",
    data="Files of the data",
    data_lead="The link leads to where the data are applied for or downloaded.",
    kind_of_data=MappingProxyType(
        {
            "distributions": "Data",
            "sample_distributions": "Samples",
            "analytics_distributions": "Summaries and analyses",
        }
    ),
    file="File",
    format="Format",
    size="Size",
    get="Where",
    terms="Terms",
    download="This description to download",
    download_lead="The same for machines, according to HealthDCAT-AP Release 8:",
    forms=MappingProxyType({".ttl": "Turtle", ".jsonld": "JSON-LD", ".rdf": "RDF/XML"}),
    cite="How to cite",
    cite_lead="Name the dataset like this, together with the publications that the description names:",
    cite_bibtex="For BibTeX",
    no_date="n.d.",
    version="version",
    details="Fine print",
)


@cache
def dataset_words(language: Language) -> DatasetWords:
    """The words of a language, ready to set.

    >>> dataset_words("cs").cite
    'Jak citovat'
    """
    words = _CS if language == "cs" else _EN
    texts = ((part.name, getattr(words, part.name)) for part in fields(words))
    bound: dict[str, Any] = {name: bind(text, language) for name, text in texts if isinstance(text, str)}
    return replace(words, **bound)
