"""The order of titles: the Czech alphabet, in which č, ř, š, ž are letters of their own and ch stands after h."""

from __future__ import annotations

from functools import cache

from omicz_meta.pages.stems import letters
from omicz_meta.problem import Language

_AFTER = {"č": "c", "ř": "r", "š": "s", "ž": "z"}
_LAST = "\uffff"


def title_key(text: str, language: Language) -> tuple[str, str]:
    """A key to sort titles by: letters first, then accents; in English accents never part letters.

    >>> sorted(["Čas", "Cukr", "Chlad", "Hora", "Dech"], key=lambda text: title_key(text, "cs"))
    ['Cukr', 'Čas', 'Dech', 'Hora', 'Chlad']
    """
    lower = text.casefold()
    if language == "cs":
        lower = lower.replace("ch", f"h{_LAST}").translate(_czech())
    return lower.translate(letters()), text


@cache
def _czech() -> dict[int, str]:
    return {ord(letter): before + _LAST for letter, before in _AFTER.items()}
