"""Words as the search compares them: without case, diacritics and the endings of Czech and English.

A light stemmer: it takes off endings of cases, of adjectives and of the English plural, by one table, whatever the
language of the word. That is less than a dictionary knows, needs none, and is the same for a text and for a question.
"""

from __future__ import annotations

from functools import cache, lru_cache

from omicz_meta.terms.folding import fold

_SHORTEST = 3
# Longest first; letters have lost their diacritics before. From *-ových* to a bare vowel.
_ENDINGS = (
    *("ovymi", "ovych", "oveho", "ovemu", "atech", "iches"),
    *("ovym", "ovou", "atum", "iemi", "ich", "iho", "imi", "imu"),
    *("ech", "ych", "ach", "eho", "emu", "ymi", "ami", "emi", "ovi", "ova", "ove", "ovy", "ata", "aty"),
    *("iim", "iam", "iem", "ym", "im", "em", "am", "um", "ou", "mi", "us", "is"),
    *("a", "e", "i", "o", "u", "y"),
)
_GAPS = {code: " " for code in range(128) if not chr(code).isalnum()}
_FURTHER = ("ick", "ik", "ov", "sk", "um")
_CZECH = "a aby ale ani do i jako je jejich jsou k ke na nad nebo o od po pod pri pro s se ta te ten to u v ve z za ze"
_ENGLISH = "an and are as at by for from in into is it of on or the their to with"
STOP_WORDS = frozenset(f"{_CZECH} {_ENGLISH}".split())
"""Folded words that say nothing of what a dataset is about; a question may be put in a whole sentence."""


def tables() -> dict[str, list[str]]:
    """The tables of the stemmer, for the script that does the same in a browser."""
    return {"endings": [*_ENDINGS], "further": [*_FURTHER], "stops": sorted(STOP_WORDS)}


def words(text: str) -> list[str]:
    """The words of a text, folded, in order.

    >>> words("Žluťoučký kůň, MKN-10")
    ['zlutoucky', 'kun', 'mkn', '10']
    """
    quick = text.casefold().translate(letters())
    return (quick if quick.isascii() else fold(text)).translate(_GAPS).split()


@cache
def letters() -> dict[int, str]:
    """Latin letters without their marks, and the marks between words: nearly all texts need no more than this."""
    folded = {code: fold(chr(code)) for code in range(0x80, 0x250)}
    letters = {code: bare for code, bare in folded.items() if bare.isascii() and bare.isalpha()}
    return letters | dict.fromkeys((0xA0, 0xAB, 0xBB, *range(0x2010, 0x2028), *range(0x2030, 0x205F)), " ")


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """What is left of a folded word without its ending; words with digits stay as they are.

    >>> {stem(form) for form in ("vzorek", "vzorku", "vzorky", "vzorkum")}
    {'vzork'}
    >>> stem("studies") == stem("study"), stem("e849")
    (True, 'e849')
    """
    if not word.isalpha() or len(word) <= _SHORTEST:
        return word
    return _levelled(_base(_singular(word)))


def _singular(word: str) -> str:
    """The English plural: studies, diseases, samples; not access, virus or analysis."""
    if word.endswith("ies") and len(word) > 5:
        return f"{word[:-3]}y"
    if word.endswith("s") and word[-2] not in "suiy" and len(word) > 4:
        return word[:-1]
    return word


def _base(word: str) -> str:
    """Without the ending of a case, and then without that of an adjective: genomických, genetika, nádorová, výzkumu."""
    bare = _without(word, _ENDINGS)
    return _without(bare, _FURTHER) if bare != word else bare


def _without(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


def _levelled(base: str) -> str:
    """Forms of one stem that differ before the ending: vzorek and vzorku, biobance and biobanka, studie and studií."""
    if len(base) > _SHORTEST and base[-2:] in ("ek", "ec", "ev") and base[-3] not in "aeiouy":
        base = base[:-2] + base[-1]
    if len(base) > _SHORTEST and base[-1] == "i":
        base = base[:-1]
    return base[:-1] + {"c": "k", "z": "h"}.get(base[-1], base[-1])
