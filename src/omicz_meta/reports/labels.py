"""The fixed words of the reports, once in Czech and once in English; a missing one is a type error."""

from __future__ import annotations

from omicz_meta.bilingual import Bilingual, Words, by_key
from omicz_meta.reports.words import Phrase


class Labels(Words):
    """Every heading, column name and phrase that is not a number, a message or data.

    >>> Labels("cs").severity["error"]
    'chyba'
    """

    language_name = Phrase("Česky", "English")
    title = Phrase("Zpráva o podání", "Report on the submission")
    skip = Phrase("Přejít na obsah", "Skip to content")
    contents = Phrase("Obsah", "Contents")
    severity = by_key(
        {
            "error": ("chyba", "error"),
            "warning": ("varování", "warning"),
            "info": ("informace", "info"),
        }
    )
    tone = by_key(
        {
            "ready": ("Připraveno", "Ready"),
            "almost": ("Téměř hotovo", "Nearly there"),
            "not_yet": ("Zatím ne", "Not yet"),
        }
    )
    family = by_key(
        {
            "R": ("čtení", "reading"),
            "M": ("mapování", "mapping"),
            "T": ("terminologie", "terms"),
            "V": ("hodnoty", "values"),
            "X": ("vztahy mezi záznamy", "cross-record"),
            "P": ("ochrana soukromí", "privacy"),
            "C": ("popis datové sady", "description of the dataset"),
        }
    )
    who = by_key(
        {
            "R": ("nemocniční IT", "hospital IT"),
            "M": ("autor mapování", "author of the mapping"),
            "T": ("terminologie", "terminology"),
            "V": ("správce dat", "data steward"),
            "X": ("správce dat", "data steward"),
            "P": ("nemocniční IT", "hospital IT"),
            "C": ("správce dat", "data steward"),
        }
    )
    requirement = by_key(
        {
            "M": ("povinné", "mandatory"),
            "C": ("podmíněné", "conditional"),
            "R": ("doporučené", "recommended"),
            "O": ("nepovinné", "optional"),
        }
    )
    distribution = by_key(
        {
            "age": ("Věk po desetiletích", "Age by decade"),
            "sex": ("Pohlaví", "Sex"),
            "diagnosis": ("Nejčastější diagnózy", "Most frequent diagnoses"),
            "sample": ("Vzorky", "Samples"),
            "method": ("Metody", "Methods"),
            "region": ("Kraje", "Regions"),
            "country": ("Země", "Countries"),
            "system": ("Číselníky a terminologie", "Code systems"),
        }
    )
    kind = by_key(
        {
            "birth_number": ("rodné číslo", "birth number"),
            "rid": ("RID", "RID"),
            "drid": ("DRID", "DRID"),
            "insurance_number": ("číslo pojištěnce", "insurance number"),
            "id_card": ("číslo občanského průkazu", "identity card number"),
            "passport": ("číslo pasu", "passport number"),
            "email": ("e-mail", "e-mail address"),
            "phone": ("telefon", "phone number"),
            "iban": ("IBAN", "IBAN"),
            "account": ("číslo účtu", "bank account"),
            "decodable": ("identifikátor, z něhož lze zpětně získat číslo", "id that decodes to a number"),
            "name": ("jméno", "name"),
            "address": ("adresa", "address"),
        }
    )
    part = by_key(
        {
            "sheet name": ("název listu", "sheet name"),
            "document property": ("vlastnost dokumentu", "document property"),
            "comment": ("komentář", "comment"),
            "extension": ("rozšíření", "extension"),
            "narrative": ("textový popis", "narrative"),
        }
    )
    unit = by_key(
        {
            "persons": ("osoby", "persons"),
            "records": ("záznamy", "records"),
            "values": ("hodnoty", "values"),
        }
    )
    rows = Bilingual(("řádek", "řádky", "řádků"), ("row", "rows", "rows"))
    values = Bilingual(("hodnota", "hodnoty", "hodnot"), ("value", "values", "values"))
    occurrences = Bilingual(("výskyt", "výskyty", "výskytů"), ("occurrence", "occurrences", "occurrences"))
    row = Bilingual(("řádek", "řádky", "řádky"), ("row", "rows", "rows"))
    line = Bilingual(("řádek souboru", "řádky souboru", "řádky souboru"), ("line", "lines", "lines"))
    column = Phrase("sloupec", "column")
    closest = Phrase("nejblíž", "closest")
    value = Phrase("hodnota", "value")
    repair = Phrase("oprava", "repair")
    more = Phrase("víc", "more")
    next = Phrase("dál", "next")
    copy = Phrase("Kopírovat", "Copy")
    copied = Phrase("Zkopírováno", "Copied")
    filter = Phrase("Hledat v nálezech", "Search the findings")
    filter_hint = Phrase("kód, sloupec, hodnota …", "code, column, value …")
    no_match = Phrase("Hledanému textu nic neodpovídá.", "Nothing matches the text.")
    repairs = Phrase("Opravy", "Repairs")
    repairs_lead = Phrase(
        "Seřazeno podle toho, kolik nálezů jedna oprava vyřeší.",
        "Ranked by how many findings one repair settles.",
    )
    nothing_to_repair = Phrase("Není co opravovat.", "Nothing to repair.")
    settles = Phrase("vyřeší", "settles")
    where = Phrase("Kde", "Where")
    by_whom = Phrase("Kdo", "Who")
    ledger = Phrase("Kam se poděly řádky", "Where the rows went")
    ledger_lead = Phrase(
        "Každý přečtený řádek je použitý, v karanténě, nebo mimo rozsah.",
        "Every row read is used, in quarantine or out of scope.",
    )
    source = Phrase("Zdroj", "Source")
    read = Phrase("Přečteno", "Read")
    used = Phrase("Použito", "Used")
    quarantined = Phrase("V karanténě", "Quarantined")
    out_of_scope = Phrase("Mimo rozsah", "Out of scope")
    reason = by_key(
        {
            "consent withdrawn or opted out": (
                "souhlas odvolán, odepřen, nebo námitka",
                "consent withdrawn or refused, or opted out",
            ),
            "no rule reads this table": ("tabulku nečte žádné pravidlo", "no rule reads this table"),
            "no other row looked it up": ("žádný jiný řádek ji nehledal", "no other row looked it up"),
            "nothing to take from it": ("nebylo co převzít", "nothing to take from it"),
        }
    )
    conserved = Phrase("Součty souhlasí, žádný řádek se neztratil.", "The sums agree; no row was lost.")
    not_conserved = Phrase(
        "Součty nesouhlasí. Napište nám prosím, je to chyba programu.",
        "The sums do not agree. Please tell us, this is a fault of the program.",
    )
    completeness = Phrase("Úplnost", "Completeness")
    completeness_lead = Phrase(
        "Kolik záznamů má položku vyplněnou a kolik u ní uvádí důvod, proč chybí.",
        "How many records have the slot filled, and how many give a reason for its absence.",
    )
    slot = Phrase("Položka", "Slot")
    need = Phrase("Požadavek", "Requirement")
    filled = Phrase("Vyplněno", "Filled")
    absent = Phrase("S důvodem chybění", "Declared absent")
    records = Bilingual(("záznam", "záznamy", "záznamů"), ("record", "records", "records"))
    use_case = Phrase("vyžaduje", "required by")
    empty_slots = Phrase("Nevyplněné nepovinné položky:", "Optional slots without a value:")
    regulation = Phrase("Prvky popisu podle nařízení", "Elements of the description under the regulation")
    regulation_missing = Phrase("Chybí:", "Missing:")
    people = Phrase("Kdo je v datech", "Who is in the data")
    people_lead = Phrase(
        "Malé počty se neuvádějí přesně ani nekreslí.", "Small counts are neither given exactly nor drawn."
    )
    category = Phrase("Skupina", "Group")
    count = Phrase("Počet", "Count")
    no_people = Phrase("V datech nejsou osoby.", "There are no persons in the data.")
    withheld = Phrase("neuvádí se", "withheld")
    terms = Phrase("Terminologie", "Terms")
    terms_lead = Phrase(
        "Která hodnota se přeložila na který kód a kdo to potvrdil.",
        "Which value was translated to which code, and who accepted it.",
    )
    no_terms = Phrase("Žádné překlady kódů.", "No translations of codes.")
    target = Phrase("Cíl", "Target")
    method = Phrase("Způsob", "Method")
    accepted_by = Phrase("Potvrdil(a)", "Accepted by")
    waiting = Phrase("čeká na rozhodnutí", "waiting for a decision")
    findings = Phrase("Všechny nálezy", "All findings")
    findings_lead = Phrase(
        "Hodnoty, které by mohly označit osobu, vidíte jen jejich tvarem.",
        "Values that might point to a person are shown by their shape only.",
    )
    no_findings = Phrase("Žádné nálezy.", "No findings.")
    code = Phrase("Kód", "Code")
    finding = Phrase("Nález", "Finding")
    explanations = Phrase("Vysvětlení kódů", "What the codes mean")
    why = Phrase("Proč", "Why")
    example = Phrase("Příklad", "Example")
    fine_print = Phrase("Podrobnosti", "Fine print")
    further = Phrase("Další jsou v úplné zprávě (JSON):", "More in the full report (JSON):")
