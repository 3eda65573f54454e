"""Constants of a view: one value each, of one of the primitive types of FHIR, in the form of its type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from omicz_meta.engine.view_plan import NUMBERS, Constant, Kind
from omicz_meta.views.typing import KINDS, Typed, fits_number

_TIME = r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_ZONE = r"(Z|[+-]\d\d:\d\d)"
_FORMS: Mapping[str, str] = MappingProxyType(
    {
        "date": _DATE,
        "time": _TIME,
        "dateTime": rf"{_DATE}(?:(?<=-\d\d-\d\d)T{_TIME}{_ZONE})?",
        "instant": rf"\d{{4}}-\d\d-\d\dT{_TIME}{_ZONE}",
        "integer64": r"-?\d{1,19}",
    }
)
_LEAST: Mapping[str, int] = MappingProxyType({"positiveInt": 1, "unsignedInt": 0})
TYPES = tuple(sorted(kind for kind in KINDS if kind != "xhtml"))
_KEYS = MappingProxyType({f"value{kind[0].upper()}{kind[1:]}": kind for kind in TYPES})


def constant_fault(owner: Mapping[str, Any]) -> str | None:
    """What is wrong with a constant, or None.

    >>> constant_fault({"name": "limit", "valueDecimal": 1.5})
    >>> constant_fault({"name": "limit", "valueInteger": "1"})
    'the value is not in the form of a FHIR integer'
    >>> constant_fault({"name": "limit"})
    'expected one value, such as valueString'
    """
    keys = [key for key in owner if key.startswith("value")]
    if len(keys) != 1:
        return "expected one value, such as valueString"
    if keys[0] not in _KEYS:
        return f"constants have no {keys[0]}"
    kind = _KEYS[keys[0]]
    return None if _fits(owner[keys[0]], kind) else f"the value is not in the form of a FHIR {kind}"


def constant_value(owner: Mapping[str, Any]) -> Typed:
    """The value of a constant that has no fault."""
    key = next(key for key in owner if key.startswith("value"))
    kind, value = _KEYS[key], owner[key]
    if KINDS[kind] in NUMBERS:
        value = Decimal(str(value))
    return Typed(Constant(value, KINDS[kind]), kind)


def _fits(value: object, kind: str) -> bool:
    if KINDS[kind] is Kind.BOOLEAN:
        return isinstance(value, bool)
    if kind == "decimal":
        number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return number and fits_number(Decimal(str(value)))
    if KINDS[kind] is Kind.INTEGER and isinstance(value, int) and not isinstance(value, bool):
        return abs(value) < 2**63 and value >= _LEAST.get(kind, value)
    if not isinstance(value, str) or (KINDS[kind] is Kind.INTEGER and kind != "integer64"):
        return False
    return re.fullmatch(_FORMS.get(kind, r"[\s\S]+"), value) is not None
