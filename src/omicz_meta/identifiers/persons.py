"""One written form for each identifier of a person, so that two sources that write it differently still agree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from types import MappingProxyType

from omicz_meta.identifiers.numbers import birth_number, is_drid, is_rid, padded_birth_number
from omicz_meta.identifiers.pseudonyms import SEPARATOR, WHITE_SPACE

_CZECH = "https://ncez.mzcr.cz/fhir/sid/"
BIRTH_NUMBER_SYSTEM = f"{_CZECH}rcis"
INSURANCE_SYSTEM = f"{_CZECH}cpoj"
RID_SYSTEM = f"{_CZECH}rid"
_MARKS = re.compile(r"[ \u00a0/]")
_DIGITS = re.compile(r"[0-9]{9,10}")


def known_as(system: str, text: str) -> str | None:
    r"""The identifier in its one written form, its system in front; None when it is none of that system.

    Birth numbers, insured persons' numbers and RIDs go by their rules. Numbers of any other system are compared as
    they stand, white space at the ends apart.

    >>> rcis = "https://ncez.mzcr.cz/fhir/sid/rcis"
    >>> known_as(rcis, "855715/0008") == known_as(rcis, " 8557150008.0 ") == f"{rcis}\x1f8557150008"
    True
    >>> known_as(rcis, "855715/0009") is None
    True
    """
    trimmed = unicodedata.normalize("NFC", text).strip(WHITE_SPACE)
    written = _FORMS.get(system, _as_it_stands)(trimmed)
    return None if not written else f"{system}{SEPARATOR}{written}"


def _as_it_stands(text: str) -> str | None:
    return text


def _birth_number(text: str) -> str | None:
    """Ten digits, or nine for those born before 1954.

    Nine digits without a slash may be either, or ten that lost their nought in a spreadsheet. Where both readings
    keep the rule nobody can tell; two persons taken for one would be worse than one person taken for two.
    """
    read = (birth_number(text.removesuffix(".0")), padded_birth_number(text))
    found = {number.digits for number in read if number is not None}
    return found.pop() if len(found) == 1 else None


def _insurance_number(text: str) -> str | None:
    """A citizen's is the birth number; those given to foreigners keep no rule but nine or ten digits."""
    plain = _MARKS.sub("", text.removesuffix(".0"))
    return _birth_number(text) or (plain if _DIGITS.fullmatch(plain) else None)


def _rid(text: str) -> str | None:
    plain = text.removesuffix(".0")
    return plain if is_rid(plain) or is_drid(plain) else None


_FORMS = MappingProxyType[str, Callable[[str], str | None]](
    {BIRTH_NUMBER_SYSTEM: _birth_number, INSURANCE_SYSTEM: _insurance_number, RID_SYSTEM: _rid}
)
