"""Code systems whose spelling variants are unified: MKN-10 without a dot, `ORPHA 324`, `HP_0001250`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from omicz_meta.engine.reading import SPACES


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """How codes are written: drop `noise`, take away `lead`, must fit `form`, a dot after `dot` characters."""

    name: str
    prefix: str
    noise: str
    lead: str
    form: str
    dot: int | None = None

    def curie(self, text: str) -> str | None:
        """The CURIE of a code, or None when it is not well formed.

        >>> CODE_SYSTEMS["MKN10"].curie("e75 2")
        'MKN10:E75.2'
        """
        code = re.sub(self.lead, "", re.sub(self.noise, "", text.upper()))
        if not re.fullmatch(self.form, code):
            return None
        tail = self.dot is not None and len(code) > self.dot
        return f"{self.prefix}:{code[: self.dot]}.{code[self.dot :]}" if tail else f"{self.prefix}:{code}"


_SYSTEMS = (
    CodeSystem("MKN10", "MKN10", f"[{SPACES}.†*+]", "^$", "[A-Z][0-9]{2}[0-9]{0,2}", 3),
    CodeSystem("ICD10", "ICD10", f"[{SPACES}.†*+]", "^$", "[A-Z][0-9]{2}[0-9]{0,2}", 3),
    CodeSystem("ICDO3T", "ICDO3T", f"[{SPACES}.]", "^$", "C[0-9]{2}[0-9]?", 3),
    CodeSystem("ORPHA", "ORPHA", f"[{SPACES}]", "^ORPHA(NET)?[:_]?", "[1-9][0-9]{0,6}"),
    CodeSystem("HPO", "HP", f"[{SPACES}]", "^HPO?[:_]?", "[0-9]{7}"),
    CodeSystem("OMIM", "OMIM", f"[{SPACES}#*%+]", "^O?MIM[:_]?", "[1-9][0-9]{5}"),
    CodeSystem("ATC", "ATC", f"[{SPACES}]", "^ATC[:_]?", "[A-Z]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?"),
    CodeSystem("LOINC", "LOINC", f"[{SPACES}]", "^LOINC[:_]?", "[0-9]{1,7}-[0-9]"),
)

CODE_SYSTEMS = MappingProxyType({system.name: system for system in _SYSTEMS})
"""All known systems by the name that `system:` in a source file and `code(x, 'NAME')` use."""
