"""The fixed words of the reports, once in Czech and once in English; a missing one is a type error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from omicz_meta.problem import Language, Severity
from omicz_meta.reports.words import Forms, bind

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Labels:
    """Every heading, column name and phrase that is not a number, a message or data."""

    language_name: str
    title: str
    skip: str
    contents: str
    severity: Mapping[Severity, str]
    tone: Words
    family: Words
    who: Words
    requirement: Words
    distribution: Words
    kind: Words
    part: Words
    unit: Words
    rows: Forms
    values: Forms
    occurrences: Forms
    row: Forms
    line: Forms
    column: str
    closest: str
    value: str
    repair: str
    more: str
    next: str
    copy: str
    copied: str
    filter: str
    filter_hint: str
    no_match: str
    repairs: str
    repairs_lead: str
    nothing_to_repair: str
    settles: str
    where: str
    by_whom: str
    ledger: str
    ledger_lead: str
    source: str
    read: str
    used: str
    quarantined: str
    out_of_scope: str
    reason: Words
    conserved: str
    not_conserved: str
    completeness: str
    completeness_lead: str
    slot: str
    need: str
    filled: str
    absent: str
    records: Forms
    use_case: str
    empty_slots: str
    regulation: str
    regulation_missing: str
    people: str
    people_lead: str
    category: str
    count: str
    no_people: str
    withheld: str
    terms: str
    terms_lead: str
    no_terms: str
    target: str
    method: str
    accepted_by: str
    waiting: str
    findings: str
    findings_lead: str
    no_findings: str
    code: str
    finding: str
    explanations: str
    why: str
    example: str
    fine_print: str
    further: str


_CS = Labels(
    language_name="Česky",
    title="Zpráva o podání",
    skip="Přejít na obsah",
    contents="Obsah",
    severity=MappingProxyType({"error": "chyba", "warning": "varování", "info": "informace"}),
    tone=MappingProxyType({"ready": "Připraveno", "almost": "Téměř hotovo", "not_yet": "Zatím ne"}),
    family=MappingProxyType(
        {
            "R": "čtení",
            "M": "mapování",
            "T": "terminologie",
            "V": "hodnoty",
            "X": "vztahy mezi záznamy",
            "P": "ochrana soukromí",
            "C": "popis datové sady",
        }
    ),
    who=MappingProxyType(
        {
            "R": "nemocniční IT",
            "M": "autor mapování",
            "T": "terminologie",
            "V": "správce dat",
            "X": "správce dat",
            "P": "nemocniční IT",
            "C": "správce dat",
        }
    ),
    requirement=MappingProxyType({"M": "povinné", "C": "podmíněné", "R": "doporučené", "O": "nepovinné"}),
    distribution=MappingProxyType(
        {
            "age": "Věk po desetiletích",
            "sex": "Pohlaví",
            "diagnosis": "Nejčastější diagnózy",
            "sample": "Vzorky",
            "method": "Metody",
            "region": "Kraje",
            "country": "Země",
            "system": "Číselníky a terminologie",
        }
    ),
    kind=MappingProxyType(
        {
            "birth_number": "rodné číslo",
            "rid": "RID",
            "drid": "DRID",
            "insurance_number": "číslo pojištěnce",
            "id_card": "číslo občanského průkazu",
            "passport": "číslo pasu",
            "email": "e-mail",
            "phone": "telefon",
            "iban": "IBAN",
            "account": "číslo účtu",
            "decodable": "identifikátor, z něhož lze zpětně získat číslo",
            "name": "jméno",
            "address": "adresa",
        }
    ),
    part=MappingProxyType(
        {
            "sheet name": "název listu",
            "document property": "vlastnost dokumentu",
            "comment": "komentář",
            "extension": "rozšíření",
            "narrative": "textový popis",
        }
    ),
    unit=MappingProxyType({"persons": "osoby", "records": "záznamy", "values": "hodnoty"}),
    rows=("řádek", "řádky", "řádků"),
    values=("hodnota", "hodnoty", "hodnot"),
    occurrences=("výskyt", "výskyty", "výskytů"),
    row=("řádek", "řádky", "řádky"),
    line=("řádek souboru", "řádky souboru", "řádky souboru"),
    column="sloupec",
    closest="nejblíž",
    value="hodnota",
    repair="oprava",
    more="víc",
    next="dál",
    copy="Kopírovat",
    copied="Zkopírováno",
    filter="Hledat v nálezech",
    filter_hint="kód, sloupec, hodnota …",
    no_match="Hledanému textu nic neodpovídá.",
    repairs="Opravy",
    repairs_lead="Seřazeno podle toho, kolik nálezů jedna oprava vyřeší.",
    nothing_to_repair="Není co opravovat.",
    settles="vyřeší",
    where="Kde",
    by_whom="Kdo",
    ledger="Kam se poděly řádky",
    ledger_lead="Každý přečtený řádek je použitý, v karanténě, nebo mimo rozsah.",
    source="Zdroj",
    read="Přečteno",
    used="Použito",
    quarantined="V karanténě",
    out_of_scope="Mimo rozsah",
    reason=MappingProxyType(
        {
            "consent withdrawn or opted out": "souhlas odvolán, odepřen, nebo námitka",
            "no rule reads this table": "tabulku nečte žádné pravidlo",
            "no other row looked it up": "žádný jiný řádek ji nehledal",
            "nothing to take from it": "nebylo co převzít",
        }
    ),
    conserved="Součty souhlasí, žádný řádek se neztratil.",
    not_conserved="Součty nesouhlasí. Napište nám prosím, je to chyba programu.",
    completeness="Úplnost",
    completeness_lead="Kolik záznamů má položku vyplněnou a kolik u ní uvádí důvod, proč chybí.",
    slot="Položka",
    need="Požadavek",
    filled="Vyplněno",
    absent="S důvodem chybění",
    records=("záznam", "záznamy", "záznamů"),
    use_case="vyžaduje",
    empty_slots="Nevyplněné nepovinné položky:",
    regulation="Prvky popisu podle nařízení",
    regulation_missing="Chybí:",
    people="Kdo je v datech",
    people_lead="Malé počty se neuvádějí přesně ani nekreslí.",
    category="Skupina",
    count="Počet",
    withheld="neuvádí se",
    no_people="V datech nejsou osoby.",
    terms="Terminologie",
    terms_lead="Která hodnota se přeložila na který kód a kdo to potvrdil.",
    no_terms="Žádné překlady kódů.",
    target="Cíl",
    method="Způsob",
    accepted_by="Potvrdil(a)",
    waiting="čeká na rozhodnutí",
    findings="Všechny nálezy",
    findings_lead="Hodnoty, které by mohly označit osobu, vidíte jen jejich tvarem.",
    no_findings="Žádné nálezy.",
    code="Kód",
    finding="Nález",
    explanations="Vysvětlení kódů",
    why="Proč",
    example="Příklad",
    fine_print="Podrobnosti",
    further="Další v report.json:",
)

_EN = Labels(
    language_name="English",
    title="Report on the submission",
    skip="Skip to content",
    contents="Contents",
    severity=MappingProxyType({"error": "error", "warning": "warning", "info": "info"}),
    tone=MappingProxyType({"ready": "Ready", "almost": "Nearly there", "not_yet": "Not yet"}),
    family=MappingProxyType(
        {
            "R": "reading",
            "M": "mapping",
            "T": "terms",
            "V": "values",
            "X": "cross-record",
            "P": "privacy",
            "C": "description of the dataset",
        }
    ),
    who=MappingProxyType(
        {
            "R": "hospital IT",
            "M": "author of the mapping",
            "T": "terminology",
            "V": "data steward",
            "X": "data steward",
            "P": "hospital IT",
            "C": "data steward",
        }
    ),
    requirement=MappingProxyType({"M": "mandatory", "C": "conditional", "R": "recommended", "O": "optional"}),
    distribution=MappingProxyType(
        {
            "age": "Age by decade",
            "sex": "Sex",
            "diagnosis": "Most frequent diagnoses",
            "sample": "Samples",
            "method": "Methods",
            "region": "Regions",
            "country": "Countries",
            "system": "Code systems",
        }
    ),
    kind=MappingProxyType(
        {
            "birth_number": "birth number",
            "rid": "RID",
            "drid": "DRID",
            "insurance_number": "insurance number",
            "id_card": "identity card number",
            "passport": "passport number",
            "email": "e-mail address",
            "phone": "phone number",
            "iban": "IBAN",
            "account": "bank account",
            "decodable": "id that decodes to a number",
            "name": "name",
            "address": "address",
        }
    ),
    part=MappingProxyType(
        {word: word for word in ("sheet name", "document property", "comment", "extension", "narrative")}
    ),
    unit=MappingProxyType({"persons": "persons", "records": "records", "values": "values"}),
    rows=("row", "rows", "rows"),
    values=("value", "values", "values"),
    occurrences=("occurrence", "occurrences", "occurrences"),
    row=("row", "rows", "rows"),
    line=("line", "lines", "lines"),
    column="column",
    closest="closest",
    value="value",
    repair="repair",
    more="more",
    next="next",
    copy="Copy",
    copied="Copied",
    filter="Search the findings",
    filter_hint="code, column, value …",
    no_match="Nothing matches the text.",
    repairs="Repairs",
    repairs_lead="Ranked by how many findings one repair settles.",
    nothing_to_repair="Nothing to repair.",
    settles="settles",
    where="Where",
    by_whom="Who",
    ledger="Where the rows went",
    ledger_lead="Every row read is used, in quarantine or out of scope.",
    source="Source",
    read="Read",
    used="Used",
    quarantined="Quarantined",
    out_of_scope="Out of scope",
    reason=MappingProxyType(
        {
            "consent withdrawn or opted out": "consent withdrawn or refused, or opted out",
            "no rule reads this table": "no rule reads this table",
            "no other row looked it up": "no other row looked it up",
            "nothing to take from it": "nothing to take from it",
        }
    ),
    conserved="The sums agree; no row was lost.",
    not_conserved="The sums do not agree. Please tell us, this is a fault of the program.",
    completeness="Completeness",
    completeness_lead="How many records have the slot filled, and how many give a reason for its absence.",
    slot="Slot",
    need="Requirement",
    filled="Filled",
    absent="Declared absent",
    records=("record", "records", "records"),
    use_case="required by",
    empty_slots="Optional slots without a value:",
    regulation="Elements of the description under the regulation",
    regulation_missing="Missing:",
    people="Who is in the data",
    people_lead="Small counts are neither given exactly nor drawn.",
    category="Group",
    count="Count",
    withheld="withheld",
    no_people="There are no persons in the data.",
    terms="Terms",
    terms_lead="Which value was translated to which code, and who accepted it.",
    no_terms="No translations of codes.",
    target="Target",
    method="Method",
    accepted_by="Accepted by",
    waiting="waiting for a decision",
    findings="All findings",
    findings_lead="Values that might point to a person are shown by their shape only.",
    no_findings="No findings.",
    code="Code",
    finding="Finding",
    explanations="What the codes mean",
    why="Why",
    example="Example",
    fine_print="Fine print",
    further="More in report.json:",
)


@cache
def labels(lang: Language) -> Labels:
    """The fixed words of a language, ready to set: one-letter prepositions stay with the next word.

    >>> labels("cs").severity["error"]
    'chyba'
    """
    words = _CS if lang == "cs" else _EN
    texts = ((part.name, getattr(words, part.name)) for part in fields(words))
    bound: dict[str, Any] = {name: bind(text, lang) for name, text in texts if isinstance(text, str)}
    return replace(words, **bound)
