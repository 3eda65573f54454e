"""How alike two names are: words without diacritics and case, abbreviations, letters in threes."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from omicz_meta.privacy.headers import header_words

_SMALL = frozenset(
    {"k", "v", "na", "pri", "do", "ze", "z", "s", "se", "a", "of", "at", "the", "in", "for", "and"}
)
_ATTRIBUTES = MappingProxyType(
    {
        "date": ["datum", "dat", "date", "cas", "kdy"],
        "key": ["id", "cislo", "kod", "code", "number", "identifikator", "identifier"],
        "kind": ["typ", "type", "druh", "kind"],
        "state": ["stav", "status"],
        "age": ["vek", "age"],
        "name": ["nazev", "name", "jmeno", "text", "popis", "poznamka", "note"],
    }
)
_ATTRIBUTE_OF = MappingProxyType({word: name for name, words in _ATTRIBUTES.items() for word in words})
"""Words that stand in many names: they say what of a thing is meant, and little about which thing."""

_COMMON_WEIGHT = 0.3
_OTHER_ATTRIBUTE, _NO_ATTRIBUTE = 0.4, 0.75
"""A date of something is not its state; what has no such word may be anything."""

_ABBREVIATED = 0.85
_ALIKE = 0.55


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name that carry meaning; all of them where none does.

    >>> words_of("Věk při diagnóze"), words_of("DatNar")
    (('vek', 'diagnoze'), ('dat', 'nar'))
    """
    every = tuple(header_words(name).split())
    return tuple(word for word in every if word not in _SMALL) or every


@cache
def likeness(name: str, phrase: str) -> float:
    """0 to 1: 1 for the same words in whatever order, spelling and case.

    >>> likeness("Datum_narození", "datum narozeni"), likeness("Poznámka", "datum narozeni")
    (1.0, 0.0)
    >>> likeness("dat_nar", "datum narozeni") > 0.8, likeness("donor_age", "donor id") < 0.4
    (True, True)
    """
    mine, theirs = words_of(name), words_of(phrase)
    if not mine or not theirs:
        return 0.0
    if sorted(mine) == sorted(theirs) or "".join(mine) == "".join(theirs):
        return 1.0
    covered = _covered(theirs, mine), _covered(mine, theirs)
    if not all(covered):
        return 0.0
    return round(_same_attribute(mine, theirs) * 2 * covered[0] * covered[1] / sum(covered), 4)


def _same_attribute(mine: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    found = [{_ATTRIBUTE_OF[word] for word in words if word in _ATTRIBUTE_OF} for words in (mine, theirs)]
    if found[0] & found[1] or not any(found):
        return 1.0
    if all(found):
        return _OTHER_ATTRIBUTE
    return 1.0 if {"key"} in found else _NO_ATTRIBUTE


def _covered(words: tuple[str, ...], by: tuple[str, ...]) -> float:
    """How much of some words others say, long words weighing more and common ones less."""
    weights = [len(word) * (_COMMON_WEIGHT if word in _ATTRIBUTE_OF else 1.0) for word in words]
    best = [max(_same(word, other) for other in by) for word in words]
    return sum(weight * share for weight, share in zip(weights, best, strict=True)) / sum(weights)


@cache
def _same(one: str, other: str) -> float:
    if one == other or (one in _ATTRIBUTE_OF and _ATTRIBUTE_OF[one] == _ATTRIBUTE_OF.get(other)):
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and long.startswith(short):
        return _ABBREVIATED
    shared = _threes(one), _threes(other)
    union = len(shared[0] | shared[1])
    part = len(shared[0] & shared[1]) / union if union else 0.0
    return part if part >= _ALIKE else 0.0


def _threes(word: str) -> frozenset[str]:
    padded = f" {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
