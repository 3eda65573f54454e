"""Reads what people wrote under a slot of the catalogue classes: plain YAML data in, items and Problems out."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from omicz_meta.catalogue.codelists import CodeLists, address, code_lists, place
from omicz_meta.catalogue.description import Code, Entity, Item, Text
from omicz_meta.catalogue.forms import OWN_IRI
from omicz_meta.catalogue.rdf import Iri, clean_text, is_iri
from omicz_meta.catalogue.series import definition_of
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.schema.model import ClassDefinition, Kind, Schema, Slot

_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_DURATION = re.compile(r"P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the description a value stands: file, class, and the path of slots that leads there."""

    file: str
    record_class: str
    path: tuple[str, ...] = ()

    def problem(self, code: str, slot: str, value: object = None, candidates: Sequence[str] = ()) -> Problem:
        """A Problem about one slot here."""
        return Problem(
            code,
            place=Place(file=self.file, slot=slot, record_class=self.record_class),
            value=None if value is None else str(value),
            candidates=tuple(candidates),
            detail=(("path", ".".join((*self.path, slot))),),
        )

    def inside(self, slot: str, record_class: str) -> Spot:
        """The spot of an entity that stands under a slot of this one."""
        return replace(self, record_class=record_class, path=(*self.path, slot))


@dataclass(frozen=True, slots=True)
class Reader:
    """The words of the model and of the code lists, by which plain data is read."""

    schema: Schema
    lists: CodeLists = field(default_factory=code_lists)

    def definition(self, name: str) -> ClassDefinition:
        """The class or inlined type of this name."""
        return definition_of(self.schema, name)

    @property
    def prefixes(self) -> Mapping[str, str]:
        """CURIE prefixes of the model and of the open value sets."""
        return {**self.lists.prefixes, **self.schema.prefixes}


Found = Iterator[Item | Entity | Problem]


def read_entity(
    reader: Reader, kind: str, raw: Mapping[str, Any], spot: Spot
) -> tuple[Entity, tuple[Problem, ...]]:
    """Read a mapping as an instance of a class or inlined type.

    Unknown keys are C006 with the nearest names, values that cannot be read are left out with their Problem.
    """
    slots = reader.definition(kind).slots
    unknown = [
        spot.problem("C006", str(key), str(key), get_close_matches(str(key), slots, n=3))
        for key in raw
        if key not in slots and key != OWN_IRI
    ]
    own = str(raw.get(OWN_IRI) or "")
    if own and not is_iri(own):
        unknown.append(spot.problem("C007", OWN_IRI, own))
    found = {
        name: tuple(read_slot(reader, slots[name], raw[name], spot))
        for name in slots
        if raw.get(name) is not None
    }
    items = {
        name: tuple(part for part in parts if not isinstance(part, Problem)) for name, parts in found.items()
    }
    faults = [part for parts in found.values() for part in parts if isinstance(part, Problem)]
    filled = {name: values for name, values in items.items() if values}
    return Entity(kind, filled, own if is_iri(own) else None), (*unknown, *faults)


def read_slot(reader: Reader, slot: Slot, raw: object, spot: Spot) -> Found:
    """Read everything under one slot."""
    if slot.kind is Kind.OBJECT and slot.target == "LangString":
        yield from _texts(slot, raw, spot)
        return
    values = _listed(raw)
    if len(values) > 1 and not slot.multivalued:
        yield spot.problem("V009", slot.name)
        return
    for value in values:
        if isinstance(value, Mapping) and slot.kind in (Kind.OBJECT, Kind.REFERENCE):
            entity, problems = read_entity(reader, slot.target, value, spot.inside(slot.name, slot.target))
            yield entity
            yield from problems
        else:
            yield _scalar(reader, slot, value, spot)


def _texts(slot: Slot, raw: object, spot: Spot) -> Found:
    """A language map `{cs: ..., en: ...}`, a list for several texts in a language, or a list of lang and value."""
    for entry in _listed(raw):
        if not isinstance(entry, Mapping):
            yield spot.inside(slot.name, "LangString").problem("C001", "lang")
            continue
        given = set(entry) == {"lang", "value"}
        for language, values in [(entry["lang"], entry["value"])] if given else entry.items():
            yield from _in_language(slot, str(language), values, spot)


def _listed(raw: object) -> list[object]:
    return list(raw) if isinstance(raw, list | tuple) else [raw]


def _in_language(slot: Slot, language: str, values: object, spot: Spot) -> Found:
    if not _LANGUAGE.fullmatch(language):
        yield spot.inside(slot.name, "LangString").problem("C003", "lang", language, ("cs", "en"))
        return
    for value in _listed(values):
        if isinstance(value, Mapping | list | tuple):
            yield spot.problem("C006", slot.name, slot.name)
            continue
        text = clean_text(str(value)).strip() if value is not None else ""
        if text:
            yield Text(text, language.lower())


Read = Callable[[Reader, Slot, object, Spot], Item | Problem]


def _scalar(reader: Reader, slot: Slot, value: object, spot: Spot) -> Item | Problem:
    if isinstance(value, Mapping | list | tuple):
        return spot.problem("C006", slot.name, slot.name)
    if slot.kind is Kind.OBJECT:
        return spot.problem("C003", slot.name, value, candidates=("node",))
    return READ.get(slot.kind, _text)(reader, slot, value, spot)


def _boolean(_: Reader, slot: Slot, value: object, spot: Spot) -> Item | Problem:
    if isinstance(value, bool):
        return value
    known = {"true": True, "false": False}.get(str(value).strip().lower())
    return spot.problem("V013", slot.name, value) if known is None else known


def _whole(_: Reader, slot: Slot, value: object, spot: Spot) -> Item | Problem:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        return spot.problem("V012", slot.name, value)
    number = int(text)
    below = number < 0 if slot.minimum is None and slot.target == "NonNegativeInteger" else False
    return spot.problem("V006", slot.name, value) if below or not _in_range(slot, Decimal(number)) else number


def _decimal(_: Reader, slot: Slot, value: object, spot: Spot) -> Item | Problem:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return spot.problem("V005", slot.name, value)
    if isinstance(value, bool) or not number.is_finite():
        return spot.problem("V005", slot.name, value)
    return number if _in_range(slot, number) else spot.problem("V006", slot.name, value)


def _in_range(slot: Slot, number: Decimal) -> bool:
    low = slot.minimum is None or number >= Decimal(slot.minimum)
    return low and (slot.maximum is None or number <= Decimal(slot.maximum))


def coded(reader: Reader, enum: str, name: str) -> Code | None:
    """A value of a value set by its name, or by the CURIE or IRI that it means."""
    for value in reader.schema.enums[enum].values:
        meant = address(value.meaning, reader.prefixes) if value.meaning else None
        iri = meant.value if meant else None
        if name in (value.name, value.meaning, iri):
            return Code(value.name, iri, value.label)
    return None


def _code(reader: Reader, slot: Slot, value: object, spot: Spot) -> Item | Problem:
    name = str(value)
    names = reader.schema.enums[slot.target].names
    nearest = get_close_matches(name, names, n=3, cutoff=0.4)
    return coded(reader, slot.target, name) or spot.problem("C003", slot.name, name, nearest)


def _day(_: Reader, slot: Slot, value: object, spot: Spot) -> Item | Problem:
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = str(value).strip()
    length = len(text)
    if not _PARTIAL_DATE.fullmatch(text) or (slot.kind is Kind.DATE and length < 10):
        return spot.problem("V003", slot.name, text)
    try:
        datetime.date.fromisoformat(text + "-01-01"[length - 10 :] if length < 10 else text)
    except ValueError:
        return spot.problem("V004", slot.name, text)
    return text


def _address(reader: Reader, slot: Slot, value: object, spot: Spot) -> Item | Problem:
    text = str(value).strip()
    codes = reader.lists.for_slot(spot.record_class, slot.name)
    found: Iri | None
    if slot.name == "spatial_coverage":
        found = place(text, reader.lists)
    else:
        found = Iri(known) if codes and (known := codes.find(text)) else address(text, reader.prefixes)
    if found is None:
        return spot.problem("C007", slot.name, text)
    if codes and codes.find(found.value) is None:
        return spot.problem("C003", slot.name, text, get_close_matches(text, codes.codes, n=3, cutoff=0.4))
    return found


def _text(_: Reader, slot: Slot, value: object, spot: Spot) -> Item | Problem:
    text = clean_text(str(value)).strip()
    if slot.kind is Kind.REFERENCE and is_iri(text):
        return Iri(text)
    if not text:
        return spot.problem("C001", slot.name)
    if slot.kind is Kind.DURATION and not _DURATION.fullmatch(text):
        return spot.problem("V007", slot.name, text)
    if slot.pattern and not re.fullmatch(slot.pattern, text):
        return spot.problem("V007", slot.name, text)
    return text


READ: Mapping[Kind, Read] = MappingProxyType(
    {
        Kind.BOOLEAN: _boolean,
        Kind.INTEGER: _whole,
        Kind.DECIMAL: _decimal,
        Kind.ENUM: _code,
        Kind.DATE: _day,
        Kind.PARTIAL_DATE: _day,
        Kind.URI: _address,
        Kind.CURIE: _address,
    }
)
"""How a value of each kind is read; every other kind is text."""
