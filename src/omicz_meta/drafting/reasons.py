"""Why a guess was made, in Czech and English: keys with one detail, which become words when they are written."""

from __future__ import annotations

from omicz_meta.bilingual import Words, by_key
from omicz_meta.problem import Language

Reason = tuple[tuple[str, str], ...]
"""Parts of a reason, each a key of the words below and its detail (empty where none is needed)."""


class ReasonWords(Words):
    """Parts of reasons by their key; `{}` is the detail."""

    part = by_key(
        {
            "called": ('jmenuje se jako "{}"', 'called like "{}"'),
            "dates": ("data {}", "dates {}"),
            "spellings": ("známé zápisy hodnot {}", "known spellings of {}"),
            "no_spelling": ("zápis hodnot neznáme", "no known spelling of its values"),
            "codes": ("kódy {}", "codes of {}"),
            "no_system": ("kódový systém nerozpoznán", "no code system recognised"),
            "years": ("celé roky", "whole years"),
            "numbers": ("čísla", "numbers"),
            "boolean": ("ano a ne", "yes and no"),
            "text": ("text", "text"),
            "form": ("buňky mají tvar {}", "cells have the form of {}"),
            "keys": ("klíče", "keys"),
            "verbatim": ("kód, jak je zapsán", "the code as it is written"),
            "organism": ("vzorky osob", "samples of persons"),
            "loinc": ('LOINC pro "{}"', 'LOINC of "{}"'),
            "row_date": ("datum řádku", "the date of the row"),
            "row_sample": ("vzorek řádku", "the sample of the row"),
            "within": ("hodnoty leží tam, kde v {}", "values lie where {} puts them"),
            "not_within": ("hodnoty neleží tam, kde v {}", "values do not lie where {} puts them"),
            "unit_named": ("jednotka {} v názvu", "unit {} in the name"),
            "other_unit": ("v {}, tedy jiný kód LOINC", "in {}, so another LOINC code"),
            "born": ("datum narození v {}", "birth date in {}"),
            "linked": ("hodnoty jsou v {}", "its values stand in {}"),
            "number": (
                "osoby jinak nic nejmenuje; pseudonymizuje se",
                "no other column names persons; it is pseudonymised",
            ),
            "key": ("klíč tabulky", "the key of the table"),
            "by_hand": (
                "dvoumístné roky nebo časové pásmo: formát napište ručně",
                "years of two digits or a time zone: write the format by hand",
            ),
            "fill": ("nejdřív doplňte codes/{}.sssom.tsv", "fill codes/{}.sssom.tsv first"),
            "free_text": ("volný text se nepřebírá", "free text is not taken"),
            "alone": ("nic dalšího z {} v tabulce není", "nothing else of {} is in this table"),
            "identifier": ("vypadá jako {}; nemapuje se", "looks like {}; is not mapped"),
            "identifier_key": (
                "vypadá jako {}; vznikají z něj jen pseudonymy",
                "looks like {}; only pseudonyms are made of it",
            ),
            "mandatory": (
                "povinné a bez nalezeného sloupce: {}",
                "mandatory, and no column was found for it: {}",
            ),
            "head": (
                "Návrh: každý řádek má skóre odhadu (0 až 1) a důvod. Řádky, které začínají znakem #, se\n"
                "# nepoužijí: kde je odhad správný, znak # odstraňte. Nikdo z lidí návrh nekontroloval.",
                "A draft: every line has the score of the guess (0 to 1) and its reason. Lines that begin\n"
                "# with # are not used: take the # away where the guess is right. No person has checked it.",
            ),
            "title": ("Návrh pro {}", "Draft for {}"),
            "headless": (
                "První řádek vypadá jako data: dokud chybí hlavička, nic se neodhaduje.",
                "The first row looks like data: nothing is guessed until there is a header.",
            ),
            "no_person": (
                "Žádný sloupec neříká, o které osobě řádek je: nic se neodhaduje.",
                "No column says which person a row is about: nothing is guessed.",
            ),
        }
    )


def word(key: str, detail: str, lang: Language) -> str:
    """One part of a reason in words.

    >>> word("codes", "MKN10", "en")
    'codes of MKN10'
    """
    return ReasonWords(lang).part[key].format(detail)


def told(reason: Reason, lang: Language) -> str:
    """A reason in words.

    >>> told((("called", "dg"), ("codes", "MKN10")), "cs")
    'jmenuje se jako "dg"; kódy MKN10'
    """
    return "; ".join(word(key, detail, lang) for key, detail in reason)
