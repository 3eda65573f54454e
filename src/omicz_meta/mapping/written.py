"""Arguments of functions that must be written out: what each may be, and what is wrong with one that is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType
from typing import TypedDict

import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.codesystems import CODE_SYSTEMS
from omicz_meta.engine.reading import DIGITS_AFTER
from omicz_meta.mapping.form import nearest

LONGEST = 1000
"""No text is filled up to more characters."""


class Fault(TypedDict, total=False):
    """What M008 says of a call."""

    expected: str
    found: str
    candidates: tuple[str, ...]


def written_fault(function: str, words: tuple[object, ...]) -> Fault | None:
    """What is wrong with the written arguments of a function, given in order; None for a computed value.

    >>> written_fault("code", ("MKN1O",))["expected"], written_fault("code", ("MKN10",))
    ('a known code system', None)
    """
    if None in words:
        return {"expected": "a written text as last argument", "found": "a computed value"}
    check = _CHECKS.get(function)
    if check is not None:
        return check(words)
    wrong = next((word for word in words if not isinstance(word, str)), None)
    return None if wrong is None else {"expected": "a written text as last argument", "found": str(wrong)}


def _system(words: tuple[object, ...]) -> Fault | None:
    name = str(words[0])
    if name in CODE_SYSTEMS:
        return None
    near = nearest(name, CODE_SYSTEMS) or tuple(CODE_SYSTEMS)
    return {"expected": "a known code system", "found": name, "candidates": near}


def _pattern(words: tuple[object, ...]) -> Fault | None:
    """The kernel's regular expressions are RE2: no look-ahead, no back-reference."""
    try:
        pc.match_substring_regex(pa.array([""]), str(words[0]))
        re.compile(str(words[0]))
    except (pa.ArrowInvalid, re.error):
        return {"expected": "a regular expression as RE2 reads it", "found": str(words[0])}
    return None


def _replacement(words: tuple[object, ...]) -> Fault | None:
    fault = _pattern(words)
    if fault is not None:
        return fault
    try:
        re.sub(str(words[0]), str(words[1]), "")
    except (re.error, IndexError):
        return {"expected": "a text with groups of the pattern, as in '\\\\1'", "found": str(words[1])}
    return None


def _places(words: tuple[object, ...]) -> Fault | None:
    if not words or (_whole(words[0]) and 0 <= int(str(words[0])) <= DIGITS_AFTER):
        return None
    return {"expected": f"a written number of decimals, 0 to {DIGITS_AFTER}", "found": str(words[0])}


def _filling(words: tuple[object, ...]) -> Fault | None:
    width, sign = words
    if _whole(width) and 0 <= int(str(width)) <= LONGEST and isinstance(sign, str) and len(sign) == 1:
        return None
    return {"expected": f"a width up to {LONGEST} and one sign, both written", "found": f"{width}, {sign}"}


def _rule(words: tuple[object, ...]) -> Fault | None:
    if words[0] in ("luhn", "verhoeff"):
        return None
    return {"expected": "'luhn' or 'verhoeff'", "found": str(words[0]), "candidates": ("luhn", "verhoeff")}


def _whole(word: object) -> bool:
    return isinstance(word, int) and not isinstance(word, bool)


_CHECKS: MappingProxyType[str, Callable[[tuple[object, ...]], Fault | None]] = MappingProxyType(
    {
        "code": _system,
        "regex_extract": _pattern,
        "matches": _pattern,
        "regex_replace": _replacement,
        "round": _places,
        "pad_left": _filling,
        "check_digit": _rule,
    }
)
