"""The words about what repairs would bring, and about what changed since an earlier report."""

from __future__ import annotations

from omicz_meta.bilingual import Bilingual, Words, by_key

PERSONS = ("persons", "persons_complete")
"""Figures that stand beside those of another report in steps only."""


class OutlookWords(Words):
    """Headings and sentences; `{...}` are counts and names.

    >>> OutlookWords("cs").since
    'Od minula'
    """

    after = Bilingual(
        ("Po této opravě", "Po opravách 1–{made}"), ("After this repair", "After repairs 1–{made}")
    )
    publishable = Bilingual("lze zveřejnit", "publishable")
    assumed = Bilingual(
        "Počítáme s tím, že oprava bude správná. Řádek se dvěma příčinami je v pořádku až po opravě obou.",
        "We assume that what is repaired is then right. A row with two causes is settled by both together.",
    )
    faulty_rows = Bilingual(
        ("chybný řádek", "chybné řádky", "chybných řádků"), ("faulty row", "faulty rows", "faulty rows")
    )
    persons = Bilingual(("osoba", "osoby", "osob"), ("person", "persons", "persons"))
    findings = Bilingual(("nález", "nálezy", "nálezů"), ("finding", "findings", "findings"))
    errors = Bilingual(("chyba", "chyby", "chyb"), ("error", "errors", "errors"))
    since = Bilingual("Od minula", "Since last time")
    figure = Bilingual("Údaj", "Figure")
    before = Bilingual("Minule", "Last time")
    now = Bilingual("Teď", "Now")
    change = Bilingual("Změna", "Change")
    figures = by_key(
        {
            "persons": ("Osoby", "Persons"),
            "persons_complete": ("Úplné osoby", "Complete persons"),
            "errors": ("Chyby", "Errors"),
            "warnings": ("Varování", "Warnings"),
            "rows_read": ("Přečtené řádky", "Rows read"),
            "rows_quarantined": ("Řádky v karanténě", "Rows in quarantine"),
            "filled": ("Vyplněné povinné hodnoty", "Mandatory values filled"),
        }
    )
    counts = Bilingual(
        "Od podání {submission}: {new}, {settled}, {remaining}.",
        "Since the submission {submission}: {new}, {settled}, {remaining}.",
    )
    new = Bilingual(
        ("nový nález", "nové nálezy", "nových nálezů"), ("new finding", "new findings", "new findings")
    )
    settled = Bilingual(("vyřešen", "vyřešeny", "vyřešeno"), ("settled", "settled", "settled"))
    remaining = Bilingual(("trvá", "trvají", "trvá"), ("remains", "remain", "remain"))
    settled_lead = Bilingual("Vyřešeno od minula", "Settled since last time")
    nothing_settled = Bilingual("Od minula se nic nevyřešilo.", "Nothing was settled since last time.")
    only_new = Bilingual(
        "Nálezy na této stránce jsou jen ty, které od minula přibyly.",
        "The findings on this page are only those that are new since last time.",
    )
    trend = Bilingual("Vývoj v předchozích podáních", "Trend over earlier submissions")
    trend_lead = Bilingual("Nejstarší podání první.", "The oldest submission first.")
    in_steps = Bilingual(
        "Osoby jsou při srovnání zaokrouhleny dolů na násobky {step}, aby rozdíl dvou podání nevypovídal "
        "o jednotlivci.",
        "Beside those of another submission persons are rounded down to multiples of {step}, so that the "
        "difference tells of no single person.",
    )
    judged = Bilingual("Posouzeno", "Judged on")
    fault_bar = Bilingual(
        "Chyby a varování proti nejhoršímu podání", "Errors and warnings against the worst submission"
    )
    filled_bar = Bilingual("Podíl vyplněných", "Share filled")
    cases = Bilingual("Úplnost podle účelu", "Completeness by use case")
    cases_lead = Bilingual(
        "Kolik hodnot, které účel vyžaduje nebo doporučuje, je vyplněno.",
        "How many of the values that a use case requires or recommends are filled.",
    )
    case = Bilingual("Účel", "Use case")
    national = Bilingual("národní model (povinné)", "national model (mandatory)")
    missing_most = Bilingual("Nejvíc chybí", "Missing most")
