"""The fixed words of the catalogue's pages, once in Czech and once in English; a missing one is a type error.

Names of slots and labels of codes are not repeated here: they come from the model.
"""

from __future__ import annotations

from omicz_meta.bilingual import Bilingual, Words, by_key
from omicz_meta.reports.words import Phrase


class PageWords(Words):
    """Every heading and phrase of the pages that is not data, a label of the model or a number.

    >>> PageWords("en").show
    'Search'
    """

    catalogue = Phrase("Katalog datových sad", "Catalogue of datasets")
    lead = Phrase(
        "Zdravotní a omická data pro výzkum: co existuje, kdo je drží a jak o ně požádat.",
        "Health and omics data for research: what exists, who holds it, and how to ask for it.",
    )
    language = Phrase("Jazyk", "Language")
    made = Phrase(
        "Popisy podle HealthDCAT-AP. Stránka nic nenačítá odjinud a nikoho nesleduje.",
        "Descriptions according to HealthDCAT-AP. This page loads nothing from elsewhere and follows nobody.",
    )
    search = Phrase("Hledat v datových sadách", "Search the datasets")
    search_hint = Phrase(
        "Nemoc, metoda, kód nebo instituce; na háčcích, čárkách a koncovkách nezáleží.",
        "A disease, method, code or institution; accents and endings do not matter.",
    )
    show = Phrase("Hledat", "Search")
    narrow = Phrase("Zúžit výběr", "Narrow the list")
    apply = Phrase("Použít výběr", "Apply")
    chosen = Phrase("Vybráno", "Chosen")
    remove = Phrase("zrušit", "remove")
    all_again = Phrase("Zrušit vše", "Remove all")
    more_values = Phrase("Další hodnoty", "More values")
    results = Phrase("Nalezené datové sady", "Datasets found")
    nothing = Phrase("Tomuto hledání nic neodpovídá.", "Nothing matches this search.")
    nothing_advice = Phrase("Vynechte jednu z podmínek:", "Leave out one of the conditions:")
    nothing_at_all = Phrase(
        "Zkuste jiné slovo, kratší slovo nebo kód; nebo si prohlédněte celý katalog.",
        "Try another word, a shorter one, or a code; or look at the whole catalogue.",
    )
    without = Phrase("bez podmínky", "without")
    pages = Phrase("Stránky výsledků", "Pages of results")
    page_of = Phrase("Strana {page} z {pages}", "Page {page} of {pages}")
    previous = Phrase("Předchozí", "Previous")
    following = Phrase("Další", "Next")
    not_stated = Phrase("neuvedeno", "not stated")
    access = by_key(
        {
            "PUBLIC": ("volně dostupná", "open to all"),
            "RESTRICTED": ("dostupná s omezením", "open under conditions"),
            "NON_PUBLIC": ("jen s povolením", "with a permit only"),
        }
    )
    access_sign = by_key(
        {
            "PUBLIC": ("○", "○"),
            "RESTRICTED": ("◐", "◐"),
            "NON_PUBLIC": ("●", "●"),
        }
    )
    facet = by_key(
        {
            "access": ("Přístup", "Access"),
            "category": ("Kategorie údajů (EHDS)", "Category of data (EHDS)"),
            "health-theme": ("Zdravotní téma", "Health theme"),
            "coding": ("Kódovací systém", "Coding system"),
            "publisher": ("Poskytovatel", "Publisher"),
            "format": ("Formát", "Format"),
            "theme": ("Téma", "Theme"),
        }
    )
    changed = Phrase("změněno", "changed")
    since = Phrase("od", "since")
    until = Phrase("do", "until")
    yes_no = Bilingual(("ano", "ne"), ("yes", "no"))
    datasets = Bilingual(("datová sada", "datové sady", "datových sad"), ("dataset", "datasets", "datasets"))
    persons = Bilingual(("osoba", "osoby", "osob"), ("person", "persons", "persons"))
    records = Bilingual(("záznam", "záznamy", "záznamů"), ("record", "records", "records"))
    laws = by_key(
        {
            "2025/327": (", Evropský prostor pro zdravotní data", ", European Health Data Space"),
            "2016/679": (", GDPR", ", GDPR"),
        }
    )
    countries = by_key(
        {
            "CZE": ("Česko", "Czechia"),
            "CZ": ("Česko", "Czechia"),
            "SVK": ("Slovensko", "Slovakia"),
            "POL": ("Polsko", "Poland"),
            "DEU": ("Německo", "Germany"),
            "AUT": ("Rakousko", "Austria"),
        }
    )
