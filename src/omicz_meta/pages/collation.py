"""The order of titles: the Czech alphabet, in which č, ř, š, ž are letters of their own and ch stands after h."""

from __future__ import annotations

import unicodedata

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
        lower = lower.replace("ch", f"h{_LAST}")
        lower = "".join(_AFTER[sign] + _LAST if sign in _AFTER else sign for sign in lower)
    apart = unicodedata.normalize("NFKD", lower)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)), text
