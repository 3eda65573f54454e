"""The fixed words of a dataset's page, in Czech and in English."""

from __future__ import annotations

from omicz_meta.bilingual import Bilingual, Words, by_key
from omicz_meta.reports.words import Phrase


class DatasetWords(Words):
    """Headings and phrases of the page of one dataset.

    >>> DatasetWords("cs").cite
    'Jak citovat'
    """

    access = Phrase("Mohu data dostat a jak", "May I have the data, and how")
    access_said = by_key(
        {
            "PUBLIC": (
                "Data může použít kdokoli. Za jakých podmínek, stojí u jednotlivých souborů.",
                "Anyone may use the data. The terms stand with each file.",
            ),
            "RESTRICTED": (
                "Data jsou dostupná jen za podmínek, které určuje jejich držitel.",
                "The data are available only under conditions that their holder sets.",
            ),
            "NON_PUBLIC": (
                "Data nejsou veřejná. Zpřístupnit je lze na žádost, pro účely, které připouští zákon.",
                "The data are not public. They can be made available on request, for lawful purposes.",
            ),
        }
    )
    decides = Phrase("O přístupu rozhoduje", "Access is decided by")
    nobody_decides = Phrase(
        "Popis neříká, kdo o přístupu rozhoduje. Zeptejte se na kontaktu pro dotazy.",
        "The description does not say who decides on access. Ask the contact for questions.",
    )
    how_to_ask = Phrase("Kam se žádostí", "Where to apply")
    questions = Phrase("Dotazy k datům", "Questions about the data")
    terms_of_use = Phrase("Podmínky využití", "Terms of use")
    conditions = Phrase("Dále platí", "Also required")
    diseases = Phrase("Jen pro výzkum", "Only for research on")
    law = Phrase("Právní základ", "Legal basis")
    people = Phrase("Kdo je v datech", "Who is in the data")
    no_people = Phrase(
        "Popis neuvádí, kolika osob se data týkají.",
        "The description does not say how many persons the data are about.",
    )
    withheld = Phrase("Kvůli malým počtům se neuvádí:", "Withheld because counts are small:")
    small = Phrase("neuvádí se, počet je malý", "withheld, the count is small")
    age = Phrase("Obvyklý věk", "Typical age")
    further = Phrase("a další", "and others")
    regions = Bilingual(("kraj", "kraje", "krajů"), ("region", "regions", "regions"))
    age_note = Phrase(
        "Věk, do něhož spadá většina osob; krajní hodnoty se nezveřejňují.",
        "The age of most persons; the extremes are not published.",
    )
    most = Phrase("většina osob", "most persons")
    years = Bilingual(("rok", "roky", "let"), ("year", "years", "years"))
    time = Phrase("Kdy data vznikala", "When the data came about")
    when = Phrase("Období", "Period")
    activity = Phrase("Co", "What")
    time_of_data = Phrase("období, které data pokrývají", "period that the data cover")
    content = Phrase("Co je v datech", "What is in the data")
    code_systems = Phrase("Kolik různých kódů data obsahují", "How many different codes the data hold")
    system = Phrase("Číselník", "System")
    codes = Bilingual(("kód", "kódy", "kódů"), ("code", "codes", "codes"))
    codes_note = Phrase(
        "Uvádějí se jen kódy, které má dost osob na to, aby žádná z nich nebyla poznat.",
        "Only codes that enough persons have, so that none of them can be recognised.",
    )
    codes_all = Phrase("Všechny kódy", "All codes")
    variables = Bilingual(("proměnná", "proměnné", "proměnných"), ("variable", "variables", "variables"))
    variables_lead = Phrase("Které údaje data obsahují, po tabulkách.", "What the data hold, table by table.")
    tables = Bilingual(("tabulka", "tabulky", "tabulek"), ("table", "tables", "tables"))
    type = Phrase("Typ", "Type")
    filled = Phrase("Vyplněno", "Filled")
    filled_note = Phrase(
        "Vyplněno říká, jaký podíl záznamů proměnnou má; podíl, za nímž stojí málo záznamů, se neuvádí.",
        "Filled says which share of the records has the variable; a share of few records is withheld.",
    )
    meaning = Phrase("Význam", "Meaning")
    quality = Phrase("Kvalita a původ", "Quality and origin")
    quality_note = Phrase(
        "Vypočteno ze záznamů; nejde o osvědčení třetí strany.",
        "Computed from the records; not a certificate by a third party.",
    )
    share = Phrase("Podíl", "Share")
    data = Phrase("Soubory s daty", "Files of the data")
    data_lead = Phrase(
        "Odkaz vede tam, kde se o data žádá nebo kde se stahují.",
        "The link leads to where the data are applied for or downloaded.",
    )
    kind_of_data = by_key(
        {
            "distributions": ("Data", "Data"),
            "sample_distributions": ("Ukázky", "Samples"),
            "analytics_distributions": ("Souhrny a analýzy", "Summaries and analyses"),
        }
    )
    file = Phrase("Soubor", "File")
    format = Phrase("Formát", "Format")
    size = Phrase("Velikost", "Size")
    get = Phrase("Kde", "Where")
    terms = Phrase("Podmínky", "Terms")
    download = Phrase("Tento popis ke stažení", "This description to download")
    download_lead = Phrase(
        "Totéž pro stroje, podle HealthDCAT-AP Release 8:",
        "The same for machines, according to HealthDCAT-AP Release 8:",
    )
    forms = by_key(
        {
            ".ttl": ("Turtle", "Turtle"),
            ".jsonld": ("JSON-LD", "JSON-LD"),
            ".rdf": ("RDF/XML", "RDF/XML"),
        }
    )
    cite = Phrase("Jak citovat", "How to cite")
    cite_lead = Phrase(
        "Uveďte datovou sadu takto, a k tomu publikace, které popis jmenuje:",
        "Name the dataset like this, together with the publications that the description names:",
    )
    cite_bibtex = Phrase("Pro BibTeX", "For BibTeX")
    no_date = Phrase("b. r.", "n.d.")
    version = Phrase("verze", "version")
    details = Phrase("Podrobnosti", "Fine print")
