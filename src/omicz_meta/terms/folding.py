"""Names brought to a form in which they are compared: without case, diacritics and punctuation."""

from __future__ import annotations

import re
import unicodedata

_GAPS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """A name for comparing: NFKD without combining marks, case folded, words apart by one space (UAX 15, section 1.3).

    >>> fold("Žlutý  kůň-2"), fold("ŽLUTÝ KŮŇ (2)"), fold("β-thalassemia")
    ('zluty kun 2', 'zluty kun 2', 'β thalassemia')
    """
    if text.isascii():
        return _GAPS.sub(" ", text.casefold()).strip()
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return _GAPS.sub(" ", plain).strip()
