"""Why a guess was made, in Czech and English: keys with one detail, which become words when they are written."""

from __future__ import annotations

from types import MappingProxyType

from omicz_meta.problem import Language

Reason = tuple[tuple[str, str], ...]
"""Parts of a reason, each a key of the words below and its detail (empty where none is needed)."""

_WORDS: MappingProxyType[Language, MappingProxyType[str, str]] = MappingProxyType(
    {
        "en": MappingProxyType(
            {
                "called": 'called like "{}"',
                "dates": "dates {}",
                "spellings": "known spellings of {}",
                "no_spelling": "no known spelling of its values",
                "codes": "codes of {}",
                "no_system": "no code system recognised",
                "years": "whole years",
                "numbers": "numbers",
                "boolean": "yes and no",
                "text": "text",
                "form": "cells have the form of {}",
                "keys": "keys",
                "verbatim": "the code as it is written",
                "organism": "samples of persons",
                "loinc": 'LOINC of "{}"',
                "row_date": "the date of the row",
                "row_sample": "the sample of the row",
                "within": "values lie where {} puts them",
                "not_within": "values do not lie where {} puts them",
                "unit_named": "unit {} in the name",
                "other_unit": "in {}, so another LOINC code",
                "born": "birth date in {}",
                "linked": "its values stand in {}",
                "number": "no other column names persons; it is pseudonymised",
                "key": "the key of the table",
                "by_hand": "years of two digits or a time zone: write the format by hand",
                "fill": "fill codes/{}.sssom.tsv first",
                "free_text": "free text is not taken",
                "alone": "nothing else of {} is in this table",
                "identifier": "looks like {}; is not mapped",
                "identifier_key": "looks like {}; only pseudonyms are made of it",
                "mandatory": "mandatory, and no column was found for it: {}",
                "head": "A draft: every line has the score of the guess (0 to 1) and its reason. Lines that begin\n"
                "# with # are not used: take the # away where the guess is right. No person has checked it.",
                "title": "Draft for {}",
                "headless": "The first row looks like data: nothing is guessed until there is a header.",
                "no_person": "No column says which person a row is about: nothing is guessed.",
            }
        ),
        "cs": MappingProxyType(
            {
                "called": 'jmenuje se jako "{}"',
                "dates": "data {}",
                "spellings": "známé zápisy hodnot {}",
                "no_spelling": "zápis hodnot neznáme",
                "codes": "kódy {}",
                "no_system": "kódový systém nerozpoznán",
                "years": "celé roky",
                "numbers": "čísla",
                "boolean": "ano a ne",
                "text": "text",
                "form": "buňky mají tvar {}",
                "keys": "klíče",
                "verbatim": "kód, jak je zapsán",
                "organism": "vzorky osob",
                "loinc": 'LOINC pro "{}"',
                "row_date": "datum řádku",
                "row_sample": "vzorek řádku",
                "within": "hodnoty leží tam, kde v {}",
                "not_within": "hodnoty neleží tam, kde v {}",
                "unit_named": "jednotka {} v názvu",
                "other_unit": "v {}, tedy jiný kód LOINC",
                "born": "datum narození v {}",
                "linked": "hodnoty jsou v {}",
                "number": "osoby jinak nic nejmenuje; pseudonymizuje se",
                "key": "klíč tabulky",
                "by_hand": "dvoumístné roky nebo časové pásmo: formát napište ručně",
                "fill": "nejdřív doplňte codes/{}.sssom.tsv",
                "free_text": "volný text se nepřebírá",
                "alone": "nic dalšího z {} v tabulce není",
                "identifier": "vypadá jako {}; nemapuje se",
                "identifier_key": "vypadá jako {}; vznikají z něj jen pseudonymy",
                "mandatory": "povinné a bez nalezeného sloupce: {}",
                "head": "Návrh: každý řádek má skóre odhadu (0 až 1) a důvod. Řádky, které začínají znakem #, se\n"
                "# nepoužijí: kde je odhad správný, znak # odstraňte. Nikdo z lidí návrh nekontroloval.",
                "title": "Návrh pro {}",
                "headless": "První řádek vypadá jako data: dokud chybí hlavička, nic se neodhaduje.",
                "no_person": "Žádný sloupec neříká, o které osobě řádek je: nic se neodhaduje.",
            }
        ),
    }
)


def word(key: str, detail: str, lang: Language) -> str:
    """One part of a reason in words.

    >>> word("codes", "MKN10", "en")
    'codes of MKN10'
    """
    return _WORDS[lang][key].format(detail)


def told(reason: Reason, lang: Language) -> str:
    """A reason in words.

    >>> told((("called", "dg"), ("codes", "MKN10")), "cs")
    'jmenuje se jako "dg"; kódy MKN10'
    """
    return "; ".join(word(key, detail, lang) for key, detail in reason)
