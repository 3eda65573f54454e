"""Reads JSON text strictly and exactly: decimals stay decimals, a key stands once, and every record has its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

LONGEST_INTEGER = 40
"""Digits of an integer that is read exactly; longer ones fit no slot anyway."""

DEEPEST_SEARCH = 20
"""Objects within objects in which lists are looked for."""

Located = list[tuple[int, object]]
"""Values with the physical lines on which they begin."""

_SPACE = re.compile(r"[ \t\r\n]*")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class Malformed(ValueError):
    """The text is not JSON; `line` is where it stops to be, `reason` why, without words from the text."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason, line)
        self.reason, self.line = reason, line


def decode_record(line: bytes) -> dict[str, object]:
    """One JSON object in UTF-8. Raises Malformed.

    >>> decode_record(b'{"value": 0.1, "unit": "mg"}')
    {'value': Decimal('0.1'), 'unit': 'mg'}
    """
    text = _text(line)
    value, end = _decoded(text, 0)
    if end != len(text):
        raise Malformed("text behind the object")
    if not isinstance(value, dict):
        raise Malformed("no object")
    return value


def read_values(document: bytes) -> Located:
    """The elements of a list, or the one value that the document is. Raises Malformed.

    >>> read_values(b'[{"a": 1},\\n {"a": 2}]')
    [(1, {'a': 1}), (2, {'a': 2})]
    """
    text = _text(document)
    start = _skipped(text, 0)
    values, end = _listed(text, start) if text.startswith("[", start) else _single(text, start)
    _ended(text, end)
    return values


class Number(str):
    """A number of a JSON text, with the digits it was written with."""

    __slots__ = ()


def decode_row(line: bytes) -> dict[str, object]:
    """One JSON object in UTF-8 whose numbers keep their digits. Raises Malformed.

    >>> decode_row(b'{"value": 1.50, "unit": "mg"}')
    {'value': '1.50', 'unit': 'mg'}
    """
    text = _text(line)
    start = _skipped(text, 0)
    value, end = _decoded(text, start, _AS_WRITTEN)
    _ended(text, end)
    if not isinstance(value, dict):
        raise Malformed("no object")
    return value


def read_arrays(document: bytes) -> dict[tuple[str, ...], Located]:
    """All lists that a document holds at its top or in its objects, by the keys that lead there. Raises Malformed.

    Numbers keep their digits. A document without a list is one row.

    >>> read_arrays(b'{"export": {"lide": [{"id": 1},\\n {"id": 2}]}, "verze": 3}')
    {('export', 'lide'): [(1, {'id': '1'}), (2, {'id': '2'})]}
    """
    text = _text(document)
    start = _skipped(text, 0)
    lists = dict[tuple[str, ...], Located]()
    _ended(text, _searched(text, start, (), lists))
    if not lists:
        value, _ = _decoded(text, start, _AS_WRITTEN)
        lists[()] = [(_line(text, start), value)]
    return lists


def _searched(text: str, start: int, way: tuple[str, ...], lists: dict[tuple[str, ...], Located]) -> int:
    """Walk through objects, take the lists in them, and give where the value ends."""
    if len(way) > DEEPEST_SEARCH:
        raise Malformed("nested too deeply", _line(text, start))
    if text.startswith("[", start):
        lists[way], end = _listed(text, start, _AS_WRITTEN)
        return end
    if not text.startswith("{", start):
        return _decoded(text, start, _AS_WRITTEN)[1]
    position, keys = start, set[str]()
    while not text.startswith("}", position):
        if position > start and not text.startswith(",", position):
            raise Malformed("an object that does not go on", _line(text, position))
        position = _skipped(text, position + 1)
        if text.startswith("}", position) and not keys:
            break
        key, position = _decoded(text, position)
        position = _skipped(text, position)
        if not isinstance(key, str) or not text.startswith(":", position):
            raise Malformed("not JSON", _line(text, position))
        if key in keys:
            raise Malformed("a key stands twice", _line(text, position))
        keys.add(key)
        position = _skipped(text, _searched(text, _skipped(text, position + 1), (*way, key), lists))
    return position + 1


def read_members(document: bytes, names: frozenset[str]) -> dict[str | None, Located] | None:
    """The lists of an object all of whose keys are in `names`; None for any other document. Raises Malformed.

    >>> read_members(b'{"individual": [{"subject_id": "p1"}]}', frozenset({"individual"}))
    {'individual': [(1, {'subject_id': 'p1'})]}
    """
    text = _text(document)
    start = _skipped(text, 0)
    if not text.startswith("{", start):
        return None
    value, end = _decoded(text, start)
    _ended(text, end)
    if not isinstance(value, dict) or not value or not all(_is_list(k, v, names) for k, v in value.items()):
        return None
    return dict(_members(text, start))


def _is_list(name: str, value: object, names: frozenset[str]) -> bool:
    return name in names and isinstance(value, list) and not any(isinstance(entry, str) for entry in value)


def _members(text: str, start: int) -> Iterator[tuple[str | None, Located]]:
    """Walk over an object that is known to be well formed and to hold lists."""
    position = start
    while text[position] != "}":
        name, position = _decoded(text, _skipped(text, position + 1))
        values, position = _listed(text, _skipped(text, _skipped(text, position) + 1))
        position = _skipped(text, position)
        yield str(name), values


def _listed(text: str, start: int, decoder: json.JSONDecoder | None = None) -> tuple[Located, int]:
    values, position, line, counted = Located(), start, 1, 0
    first = _skipped(text, start + 1)
    if text.startswith("]", first):
        return values, first + 1
    while True:
        position = _skipped(text, position + 1)
        line, counted = line + text.count("\n", counted, position), position
        value, position = _decoded(text, position, decoder)
        values.append((line, value))
        position = _skipped(text, position)
        if text.startswith("]", position):
            return values, position + 1
        if not text.startswith(",", position):
            raise Malformed("a list that does not go on", _line(text, position))


def _single(text: str, start: int) -> tuple[Located, int]:
    value, end = _decoded(text, start)
    return [(_line(text, start), value)], end


def _ended(text: str, position: int) -> None:
    position = _skipped(text, position)
    if position != len(text):
        raise Malformed("text behind the end", _line(text, position))


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _skipped(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _text(data: bytes) -> str:
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise Malformed(f"not {encoding}", data.count(b"\n", 0, fault.start) + 1) from None


def _decoded(text: str, position: int, decoder: json.JSONDecoder | None = None) -> tuple[object, int]:
    try:
        value, end = (decoder or _DECODER).raw_decode(text, position)
    except json.JSONDecodeError as fault:
        raise Malformed("not JSON", _line(text, fault.pos)) from None
    except _Refused as fault:
        raise Malformed(str(fault), _line(text, position)) from None
    except RecursionError:
        raise Malformed("nested too deeply", _line(text, position)) from None
    if _SURROGATE.search(text, position, end) and not _is_unicode(value):
        raise Malformed("half a character", _line(text, position))
    return value, end


def _is_unicode(value: object) -> bool:
    """Whether all texts can be written; `\\ud800` alone is half of a character (RFC 8259 section 8.2)."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class _Refused(Exception):
    """Something that json would let pass."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(content := dict(pairs)) != len(pairs):
        raise _Refused("a key stands twice")
    return content


def _constant(name: str) -> object:
    raise _Refused(f"{name} is no JSON number")


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= LONGEST_INTEGER else _decimal(text)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=_decimal, parse_int=_integer, parse_constant=_constant
)

_AS_WRITTEN = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=Number, parse_int=Number, parse_constant=_constant
)
