"""Personal names in running text: by a frequent Czech name beside another word, a title, or a surname alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from omicz_meta.identifiers.frequent import ALSO_WORDS, GIVEN, SURNAMES

_WORD = re.compile(r"[^\W\d_]{2,30}")
_GAP = re.compile(r"[\s,;_+.\-]{1,3}")
_TITLE = re.compile(
    r"(?<![^\W_])(?:MUDr|MVDr|MDDr|PhDr|RNDr|JUDr|PharmDr|Mgr|Ing|Bc|prof|doc)\.\s{0,2}$"
    r"|(?<![^\W_])[Pp](?:an|aní|ana|anem)\s{1,2}$"
)
_FOLDED_ENDINGS = (
    "ovou", "ovymi", "ovi", "ova", "ove", "eho", "emu", "ym", "em", "ou", "a", "u", "e", "y", "i", "o", "",
)  # fmt: skip
_WOMANS = re.compile(r"[^\W\d_]{2,26}(?:ov(?:á|ou)|OV(?:Á|OU))")
"""How surnames of women end, in the cases in which few other words do."""
_STEM = 3


def names(text: str) -> tuple[tuple[int, int], ...]:
    """Where a person is named, as far as a short list of frequent names tells; case endings are seen through.

    >>> [text[a:b] for text in ["s panem Vomáčkou a Janou Novákovou"] for a, b in names(text)]
    ['Vomáčkou', 'Janou Novákovou']
    >>> names("Downův syndrom, Karlovy Vary, Hradec Králové, jan 2020")
    ()
    """
    return tuple(_spans(text)) if any(map(str.isalpha, text)) else ()


def is_listed_name(text: str) -> bool:
    """Whether a whole value is a frequent name, and no ordinary word: a given name or a surname in its first case.

    >>> is_listed_name("Nováková"), is_listed_name("NOVÁK"), is_listed_name("Černý"), is_listed_name("muž")
    (True, True, False, False)
    """
    word = text.strip()
    return (
        _WORD.fullmatch(word) is not None
        and word[0].isupper()
        and (_is_surname_alone(word) or _is_given(word))
    )


def _spans(text: str) -> Iterator[tuple[int, int]]:
    words, end = list(_WORD.finditer(text)), 0
    for number, word in enumerate(words):
        if word.start() < end:
            continue
        following = words[number + 1] if number + 1 < len(words) else None
        if following is not None and _pair(text, word, following):
            end = following.end()
            yield word.start(), end
        elif _alone(text, word):
            end = word.end()
            yield word.start(), end


def _pair(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Two words next to each other that are given name and surname, in either order."""
    if _GAP.fullmatch(text, first.end(), second.start()) is None:
        return False
    if "." in text[first.end() : second.start()] and not first[0][0].isupper():
        return False
    both = first[0][0].isupper() and second[0][0].isupper()
    return any(
        _is_given(given) and (_is_surname(other) or (both and _may_be_surname(other)))
        for given, other in ((first[0], second[0]), (second[0], first[0]))
    ) or (both and any(_WOMANS.fullmatch(word[0]) for word in (first, second)))


def _alone(text: str, word: re.Match[str]) -> bool:
    if not word[0][0].isupper() or len(word[0]) < 3:
        return False
    return (
        _is_surname_alone(word[0]) or _TITLE.search(text, max(0, word.start() - 12), word.start()) is not None
    )


def _may_be_surname(word: str) -> bool:
    return len(word) >= 3 and (word[1:].islower() or word.isupper())


@lru_cache(maxsize=4_096)
def _is_given(word: str) -> bool:
    return any(stem in _GIVEN_STEMS for stem in _stems(word))


@lru_cache(maxsize=4_096)
def _is_surname(word: str) -> bool:
    return _WOMANS.fullmatch(word) is not None or any(stem in _SURNAME_STEMS for stem in _stems(word))


@lru_cache(maxsize=4_096)
def _is_surname_alone(word: str) -> bool:
    return any(stem in _SURE_STEMS for stem in _stems(word))


def _stems(word: str) -> Iterator[str]:
    """What may be left of a name without its case ending; short remains are no names."""
    plain = unicodedata.normalize("NFD", word.lower())
    folded = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for ending in _FOLDED_ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= _STEM:
            yield folded.removesuffix(ending)


def _with_short(listed: frozenset[str]) -> frozenset[str]:
    """Stems of names: without a last vowel, and without the e that other cases drop (Marek, Marka)."""
    bare = {name[:-1] if name[-1] in "aeiouy" and len(name) > _STEM else name for name in listed}
    short = {name[:-2] + name[-1] for name in listed if name[-2:] in ("ek", "ec", "el")}
    return frozenset(bare | short)


_GIVEN_STEMS = _with_short(GIVEN)
_SURNAME_STEMS = _with_short(SURNAMES)
_SURE_STEMS = _with_short(SURNAMES - ALSO_WORDS - GIVEN)
