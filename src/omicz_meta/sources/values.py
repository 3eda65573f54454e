"""Turns values as JSON and Parquet hold them into the physical types of slots, and says which ones do not fit.

The forms are those of the JSON Schema: a number is no text, a text is no number, a single value is no list.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from omicz_meta.engine.reading import DIGITS_AFTER, DIGITS_BEFORE
from omicz_meta.schema import Kind, Schema, Slot
from omicz_meta.schema.lexical import PARTIAL_DATE, PATTERNS

LARGEST_INTEGER = 2**63 - 1
SHOWN_CHARACTERS = 200

_Place = tuple[str, ...]
"""Keys and positions on the way to a value."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that does not fit: its problem code, its place (a key, or a JSON pointer inside one), the value."""

    code: str
    place: str
    value: object

    @property
    def text(self) -> str | None:
        """The value as text; what is inside an object or a list is not shown."""
        if isinstance(self.value, dict):
            return "{…}"
        if isinstance(self.value, list | tuple):
            return "[…]"
        return None if self.value is None else _text(self.value)[:SHOWN_CHARACTERS]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(slots=True)
class ValueReader:
    """Reads the values of one record; `misfits` says by slot what did not fit and was left out.

    >>> from omicz_meta.schema import load_schema
    >>> schema = load_schema()
    >>> reader = ValueReader(schema)
    >>> reader.read(schema.classes["Diagnosis"].slots["excluded"], "ano"), reader.misfits
    (None, {'excluded': [Misfit(code='V013', place='excluded', value='ano')]})
    """

    schema: Schema
    misfits: dict[str, list[Misfit]] = field(default_factory=dict)
    _slot: str = ""

    def read(self, slot: Slot, value: object) -> object:
        """The value of a slot of a record in its physical type; None where there is none or it does not fit."""
        self._slot = slot.name
        return self._many(slot, value, (slot.name,))

    def _misfit(self, code: str, place: _Place, value: object) -> object:
        """Note a misfit; what stands in its place is nothing."""
        self.misfits.setdefault(self._slot, []).append(Misfit(code, _pointer(place), value))
        return None

    def _many(self, slot: Slot, value: object, place: _Place) -> object:
        if value is None:
            return None
        if not slot.multivalued:
            if isinstance(value, list):
                return self._misfit("V009", place, value)
            return self._one(slot, value, place)
        if not isinstance(value, list):
            return self._misfit("V007", place, value)
        items = [self._item(slot, item, (*place, str(n))) for n, item in enumerate(value)]
        return [item for item in items if item is not None] or None

    def _item(self, slot: Slot, value: object, place: _Place) -> object:
        return self._misfit("V007", place, value) if value is None else self._one(slot, value, place)

    def _one(self, slot: Slot, value: object, place: _Place) -> object:
        if slot.kind is Kind.OBJECT:
            return self._object(slot, value, place)
        if slot.kind is Kind.ENUM and value not in self.schema.enums[slot.target].names:
            return self._misfit("V008", place, value)
        made = _READERS.get(slot.kind, _read_text)(value)
        return self._misfit(made.code, place, value) if isinstance(made, _No) else made

    def _object(self, slot: Slot, value: object, place: _Place) -> object:
        if not isinstance(value, dict):
            return self._misfit("V007", place, value)
        parts = self.schema.objects[slot.target].slots
        for name in value:
            if name not in parts:
                self._misfit("M004", (*place, name), name)
        return {
            name: None if (given := value.get(name)) is None else self._many(part, given, (*place, name))
            for name, part in parts.items()
        }


def _pointer(place: _Place) -> str:
    """The name of a key, and the JSON pointer (RFC 6901) of what is inside its value.

    >>> _pointer(("absent",)), _pointer(("absent", "0", "a/b"))
    ('absent', '/absent/0/a~1b')
    """
    if len(place) == 1:
        return place[0]
    return "".join(f"/{name.replace('~', '~0').replace('/', '~1')}" for name in place)


def pointer_parts(place: str) -> Iterator[str]:
    """Keys and positions on the way to a place.

    >>> list(pointer_parts("/absent/0/a~1b")), list(pointer_parts("absent"))
    (['absent', '0', 'a/b'], ['absent'])
    """
    if not place.startswith("/"):
        yield place
        return
    yield from (part.replace("~1", "/").replace("~0", "~") for part in place[1:].split("/"))


@dataclass(frozen=True, slots=True)
class _No:
    """No value, for the reason of a problem code."""

    code: str


def _read_text(value: object) -> object:
    return value if isinstance(value, str) and value else _No("V007")


def _read_integer(value: object) -> object:
    number = _number(value)
    if number is None or number.is_nan():
        return _No("V012")
    if number.copy_abs() > LARGEST_INTEGER:
        return _No("V010")
    return int(number) if number == int(number) else _No("V012")


def _read_decimal(value: object) -> object:
    number = _number(value)
    if number is None or number.is_nan():
        return _No("V005")
    small = number.copy_abs() < Decimal(10) ** DIGITS_BEFORE
    return number if small and _places(number) <= DIGITS_AFTER else _No("V010")


def _number(value: object) -> Decimal | None:
    """A number exactly as it is written; yes and no are no numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _places(number: Decimal) -> int:
    """Digits behind the point, zeros at the end apart; counted without the rounding of arithmetic."""
    _, digits, exponent = number.as_tuple()
    zeros = len(digits) - len(bytes(digits).rstrip(b"\0"))
    return -int(exponent) - zeros if any(digits) else 0


def _read_boolean(value: object) -> object:
    return value if isinstance(value, bool) else _No("V013")


def _read_partial_date(value: object) -> object:
    if isinstance(value, dt.datetime):
        value = value.date() if value.time() == dt.time() else value
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    return _dated(value, PARTIAL_DATE, "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def _read_date(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else _No("V003")
    if isinstance(value, dt.date):
        return value
    text = _dated(value, PATTERNS[Kind.DATE], "[0-9]{4}-[0-9]{2}-[0-9]{2}")
    return _calendar(dt.date.fromisoformat, text) if isinstance(text, str) else text


def _read_moment(value: object) -> object:
    """A moment in UTC, without a zone; Parquet holds it so, in text the zone must stand."""
    if not isinstance(value, dt.datetime):
        form = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
        text = _dated(value, PATTERNS[Kind.DATETIME], form)
        value = _calendar(dt.datetime.fromisoformat, text) if isinstance(text, str) else text
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return _calendar(lambda moment: moment.astimezone(dt.UTC).replace(tzinfo=None), value)
    return value


def _calendar(make: Callable[..., object], value: object) -> object:
    """What `make` gives; the year 0 and moments that no calendar of ours holds are impossible dates."""
    try:
        return make(value)
    except (ValueError, OverflowError):
        return _No("V004")


def _dated(value: object, pattern: str, form: str) -> object:
    """The text if it is a date (`pattern`); V004 when it only has the form of one, V003 when not even that."""
    if not isinstance(value, str):
        return _No("V003")
    if _compiled(pattern).search(value) and not value.endswith("\n"):
        return value
    return _No("V004") if re.fullmatch(form, value) else _No("V003")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_READERS = MappingProxyType[Kind, Callable[[object], object]](
    {
        Kind.INTEGER: _read_integer,
        Kind.DECIMAL: _read_decimal,
        Kind.BOOLEAN: _read_boolean,
        Kind.DATE: _read_date,
        Kind.DATETIME: _read_moment,
        Kind.PARTIAL_DATE: _read_partial_date,
    }
)
