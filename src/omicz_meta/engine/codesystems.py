"""Code systems whose spelling variants are unified: MKN-10 without a dot, `ORPHA 324`, `HP_0001250`.

LOINC ends in a check digit by Luhn's rule (LOINC Users' Guide), SNOMED CT identifiers in one by Verhoeff's
(SNOMED CT Release File Specification, section 6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from omicz_meta.engine.reading import SPACES

Check = Literal["luhn", "verhoeff"]

_TURNED = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)
"""Verhoeff's permutations of the digits, by place from the right."""


def has_check_digit(code: str, check: Check) -> bool:
    """Whether the last digit of a code is the check digit of those before it; other signs do not count.

    >>> has_check_digit("718-7", "luhn"), has_check_digit("718-8", "luhn")
    (True, False)
    >>> has_check_digit("22298006", "verhoeff"), has_check_digit("22289006", "verhoeff")
    (True, False)
    """
    digits = [int(sign) for sign in reversed(code) if sign in "0123456789"]
    if check == "luhn":
        doubled = (2 * digit if place % 2 else digit for place, digit in enumerate(digits))
        return bool(digits) and sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0
    state = 0
    for place, digit in enumerate(digits):
        state = _joined(state, int(_TURNED[place % 8][digit]))
    return bool(digits) and state == 0


def _joined(left: int, right: int) -> int:
    """The product in the group of turns and flips of a pentagon, which Verhoeff's check digit is computed in."""
    turned = left % 5 - right % 5 if left >= 5 else left + right % 5
    return turned % 5 + 5 * ((left >= 5) != (right >= 5))


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """How codes are written: drop `noise`, take away `lead`, must fit `form`; a `mark` after `dot` characters.

    With `check` the last digit must be right by that rule.
    """

    name: str
    prefix: str
    noise: str
    lead: str
    form: str
    dot: int | None = None
    mark: str = "."
    check: Check | None = None

    def curie(self, text: str) -> str | None:
        """The CURIE of a code, or None when it is not well formed.

        >>> CODE_SYSTEMS["MKN10"].curie("e75 2")
        'MKN10:E75.2'
        """
        code = re.sub(self.lead, "", re.sub(self.noise, "", text.upper()))
        if not re.fullmatch(self.form, code) or (self.check and not has_check_digit(code, self.check)):
            return None
        tail = self.dot is not None and len(code) > self.dot
        return (
            f"{self.prefix}:{code[: self.dot]}{self.mark}{code[self.dot :]}"
            if tail
            else f"{self.prefix}:{code}"
        )


_SYSTEMS = (
    CodeSystem("MKN10", "MKN10", f"[{SPACES}.†*+]", "^$", "[A-Z][0-9]{2}[0-9]{0,2}", 3),
    CodeSystem("ICD10", "ICD10", f"[{SPACES}.†*+]", "^$", "[A-Z][0-9]{2}[0-9]{0,2}", 3),
    CodeSystem("ICDO3T", "ICDO3T", f"[{SPACES}.]", "^$", "C[0-9]{2}[0-9]?", 3),
    CodeSystem("ICDO3M", "ICDO3M", f"[{SPACES}./]", "^M-?", "[89][0-9]{3}[012369]", 4, "/"),
    CodeSystem("ORPHA", "ORPHA", f"[{SPACES}]", "^ORPHA(NET|CODE)?[:_]?", "[1-9][0-9]{0,6}"),
    CodeSystem("HPO", "HP", f"[{SPACES}]", "^HPO?[:_]?", "[0-9]{7}"),
    CodeSystem("OMIM", "OMIM", f"[{SPACES}#*%+]", "^O?MIM[:_]?", "[1-9][0-9]{5}"),
    CodeSystem("ATC", "ATC", f"[{SPACES}]", "^ATC[:_]?", "[A-Z]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?"),
    CodeSystem("LOINC", "LOINC", f"[{SPACES}]", "^LOINC[:_]?", "[0-9]{1,7}-[0-9]", check="luhn"),
    CodeSystem("HGNC", "HGNC", f"[{SPACES}]", "^HGNC[:_]?", "[1-9][0-9]{0,5}"),
    CodeSystem("MONDO", "MONDO", f"[{SPACES}]", "^MONDO[:_]?", "[0-9]{7}"),
    CodeSystem("NCIT", "NCIT", f"[{SPACES}]", "^(NCIT|THESAURUS)[:_]?", "C[1-9][0-9]{2,6}"),
    CodeSystem(
        "SNOMEDCT",
        "SNOMEDCT",
        f"[{SPACES}]",
        "^(SNOMED(CT)?|SCTID|SCT)[:_]?",
        "[1-9][0-9]{2,14}[01]0[0-9]",
        check="verhoeff",
    ),
)

CODE_SYSTEMS = MappingProxyType({system.name: system for system in _SYSTEMS})
"""All known systems by the name that `system:` in a source file and `code(x, 'NAME')` use."""

_BY_PREFIX = MappingProxyType({system.prefix: system for system in _SYSTEMS})


def curie(prefix: str, code: str) -> str | None:
    """The CURIE of a code by the prefix of its system; of a system whose form is not known, as it stands.

    >>> curie("MKN10", "e849"), curie("RXNORM", "308182"), curie("LOINC", "718-8")
    ('MKN10:E84.9', 'RXNORM:308182', None)
    """
    system = _BY_PREFIX.get(prefix)
    return f"{prefix}:{code}" if system is None else system.curie(code)
