"""The words about what repairs would bring, and about what changed since an earlier report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from omicz_meta.problem import Language
from omicz_meta.reports.words import Forms


@dataclass(frozen=True, slots=True)
class OutlookWords:
    """Headings and sentences; `{...}` are counts and names."""

    after: tuple[str, str]
    publishable: str
    assumed: str
    faulty_rows: Forms
    persons: Forms
    findings: Forms
    errors: Forms
    since: str
    figure: str
    before: str
    now: str
    change: str
    figures: Mapping[str, str]
    counts: str
    new: Forms
    settled: Forms
    remaining: Forms
    settled_lead: str
    nothing_settled: str
    only_new: str
    trend: str
    trend_lead: str
    judged: str
    fault_bar: str
    filled_bar: str
    cases: str
    cases_lead: str
    case: str
    national: str
    missing_most: str


_CS = OutlookWords(
    after=("Po této opravě", "Po opravách 1–{made}"),
    publishable="lze zveřejnit",
    assumed="Počítáme s tím, že oprava bude správná. Řádek se dvěma příčinami je v pořádku až po opravě obou.",
    faulty_rows=("chybný řádek", "chybné řádky", "chybných řádků"),
    persons=("osoba", "osoby", "osob"),
    findings=("nález", "nálezy", "nálezů"),
    errors=("chyba", "chyby", "chyb"),
    since="Od minula",
    figure="Údaj",
    before="Minule",
    now="Teď",
    change="Změna",
    figures=MappingProxyType(
        {
            "persons": "Osoby",
            "persons_complete": "Úplné osoby",
            "errors": "Chyby",
            "warnings": "Varování",
            "rows_read": "Přečtené řádky",
            "rows_quarantined": "Řádky v karanténě",
            "filled": "Vyplněné povinné hodnoty",
        }
    ),
    counts="Od podání {submission}: {new}, {settled}, {remaining}.",
    new=("nový nález", "nové nálezy", "nových nálezů"),
    settled=("vyřešen", "vyřešeny", "vyřešeno"),
    remaining=("trvá", "trvají", "trvá"),
    settled_lead="Vyřešeno od minula",
    nothing_settled="Od minula se nic nevyřešilo.",
    only_new="Nálezy na této stránce jsou jen ty, které od minula přibyly.",
    trend="Vývoj v předchozích podáních",
    trend_lead="Nejstarší podání první. Osoby jsou zaokrouhleny dolů na násobky {step}, "
    "aby rozdíl dvou podání nevypovídal o jednotlivci.",
    judged="Posouzeno",
    fault_bar="Chyby a varování proti nejhoršímu podání",
    filled_bar="Podíl vyplněných",
    cases="Úplnost podle účelu",
    cases_lead="Kolik hodnot, které účel vyžaduje nebo doporučuje, je vyplněno.",
    case="Účel",
    national="národní model (povinné)",
    missing_most="Nejvíc chybí",
)
_EN = OutlookWords(
    after=("After this repair", "After repairs 1–{made}"),
    publishable="publishable",
    assumed="We assume that what is repaired is then right. A row with two causes is settled by both together.",
    faulty_rows=("faulty row", "faulty rows", "faulty rows"),
    persons=("person", "persons", "persons"),
    findings=("finding", "findings", "findings"),
    errors=("error", "errors", "errors"),
    since="Since last time",
    figure="Figure",
    before="Last time",
    now="Now",
    change="Change",
    figures=MappingProxyType(
        {
            "persons": "Persons",
            "persons_complete": "Complete persons",
            "errors": "Errors",
            "warnings": "Warnings",
            "rows_read": "Rows read",
            "rows_quarantined": "Rows in quarantine",
            "filled": "Mandatory values filled",
        }
    ),
    counts="Since the submission {submission}: {new}, {settled}, {remaining}.",
    new=("new finding", "new findings", "new findings"),
    settled=("settled", "settled", "settled"),
    remaining=("remains", "remain", "remain"),
    settled_lead="Settled since last time",
    nothing_settled="Nothing was settled since last time.",
    only_new="The findings on this page are only those that are new since last time.",
    trend="Trend over earlier submissions",
    trend_lead="The oldest submission first. Persons are rounded down to multiples of {step}, "
    "so that the difference of two submissions tells of no single person.",
    judged="Judged on",
    fault_bar="Errors and warnings against the worst submission",
    filled_bar="Share filled",
    cases="Completeness by use case",
    cases_lead="How many of the values that a use case requires or recommends are filled.",
    case="Use case",
    national="national model (mandatory)",
    missing_most="Missing most",
)


def outlook_words(lang: Language) -> OutlookWords:
    """The words of a language.

    >>> outlook_words("cs").since
    'Od minula'
    """
    return _CS if lang == "cs" else _EN
