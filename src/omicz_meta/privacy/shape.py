"""The shape of a value: what is left when every letter and digit is taken out, enough to see what went wrong."""

from __future__ import annotations

import unicodedata

_LONGEST_SHAPE = 24


def shape(text: str) -> str:
    """Write digits as 9, capital letters as A, other letters as a; punctuation stays; a long shape is cut.

    >>> shape("855715/0008"), shape("Jan Novák"), shape("příliš dlouhé vyprávění o nemoci")
    ('999999/9999', 'Aaa Aaaaa', 'aaaaaa aaaaaa aaaaaaaaa …')
    """
    start = unicodedata.normalize("NFC", text[: 2 * _LONGEST_SHAPE])
    masked = "".join(_masked(letter) for letter in start)
    return masked if len(masked) <= _LONGEST_SHAPE else masked[:_LONGEST_SHAPE] + "…"


def visible(text: str, longest: int = 80) -> str:
    r"""Write control, format and unusual white-space characters as escapes, and cut at `longest` characters.

    >>> visible("a\tb\u202ec\u00a0d")
    'a\\tb\\u202ec\\xa0d'
    """
    shown = "".join(_escaped(letter) for letter in text[: longest + 1])
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _masked(letter: str) -> str:
    if letter.isnumeric():
        return "9"
    if letter.isupper() or letter.istitle():
        return "A"
    if letter == " ":
        return letter
    # Hidden characters have no escape here: the digits of one would be read as digits of the value.
    return {"L": "a", "M": "a", "C": "·", "Z": "·"}.get(unicodedata.category(letter)[0], letter)


def _escaped(letter: str) -> str:
    if letter == " " or unicodedata.category(letter)[0] not in "CZ":
        return letter
    return letter.encode("unicode_escape").decode("ascii")
