"""Local spellings of units to UCUM codes: by the curated table, or by a valid code to the letter; else nothing."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from omicz_meta.units.dimension import Unit
from omicz_meta.units.grammar import parse_ucum
from omicz_meta.units.tables import rows

NEAREST = 3
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_ALIKE = str.maketrans({"μ": "u", "×": "x", "·": ".", "⋅": ".", "∙": ".", "−": "-", "\ufeff": None})
_COMMA = re.compile("(?<=[0-9]),(?=[0-9])")


def tidied(text: str) -> str:
    """A spelling as the tables have it: the signs that mean the same made one, letter case kept.

    >>> tidied("10⁹ / l"), tidied("\u00b5kat/l") == tidied("\u03bckat/l"), tidied("ml/s/1,73 m2")
    ('10^9/l', True, 'ml/s/1.73m2')
    """
    raised = _SUPERSCRIPT.sub(lambda found: "^" + found[0].translate(_RAISED), text)
    plain = unicodedata.normalize("NFKC", raised).translate(_ALIKE)
    return _COMMA.sub(".", "".join(plain.split()))


@dataclass(frozen=True, slots=True)
class Spellings:
    """Spellings (tidied) to UCUM codes; an empty code refuses a spelling that means two things."""

    codes: Mapping[str, str] = field(default_factory=dict)

    def unit(self, text: str) -> Unit | None:
        """The unit a text means, or None: the table comes first, then UCUM as it stands."""
        key = tidied(text)
        if key in self.codes:
            return parse_ucum(self.codes[key])
        spaced = len(text.split()) != 1
        return None if spaced else parse_ucum(key)

    def named(self, text: str) -> Unit | None:
        """The unit that a mapping names on purpose: also by a code that is refused in data (`a`, a year)."""
        return self.unit(text) or parse_ucum(text)

    def nearest(self, text: str) -> tuple[str, ...]:
        """Up to three known spellings that look like this one, the nearest first; the case of letters may differ."""
        known = [code for code in self.codes.values() if code]
        known += [spelling for spelling, code in self.codes.items() if code]
        folded = {name.casefold(): name for name in reversed(known)}
        found = difflib.get_close_matches(tidied(text).casefold(), folded, NEAREST, 0.6)
        return tuple(folded[name] for name in found)

    def __or__(self, own: Mapping[str, str]) -> Spellings:
        """These with others over them, which may be written in any way."""
        return Spellings(
            MappingProxyType({**self.codes, **{tidied(text): code for text, code in own.items()}})
        )


@cache
def shipped_spellings() -> Spellings:
    """The curated table that comes with the package (`mappings/units/spellings.tsv`)."""
    return Spellings() | {row["spelling"]: row["ucum"] for row in rows("spellings.tsv")}


def ucum(text: str, spellings: Spellings | None = None) -> str | None:
    """The UCUM code that a unit means as a laboratory writes it, or None when it is not known for sure.

    Litre is always written `L` and ten to a power `10*9`. Case counts: `Mmol/l` is no `mmol/L`.

    >>> ucum("G/l"), ucum("µkat/l"), ucum("mm/hod"), ucum("ml/s/1,73 m²")
    ('10*9/L', 'ukat/L', 'mm/h', 'mL/s/{1.73_m2}')
    >>> ucum("a"), ucum("Mmol/l"), ucum("neznámá")
    (None, None, None)
    """
    unit = (spellings or shipped_spellings()).unit(text)
    return unit.code if unit else None
