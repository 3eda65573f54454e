"""What one value of a column speaks for, and which of these marks make up the evidence for each kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from types import MappingProxyType

from omicz_meta.identifiers import (
    IdentifierKind,
    birth_number,
    capitalised_pairs,
    find,
    is_address,
    is_birth_shape,
    is_id_card,
    is_insurance_number,
    is_listed_name,
    is_passport,
    is_personal_name,
    is_phone,
    names,
    number_in_uuid,
    padded_birth_number,
    unpacked,
)
from omicz_meta.identifiers.numbers import birth_date_of
from omicz_meta.privacy.digests import is_digest

_WOMANS_SURNAME = re.compile(r"ov[áa]\b|OV[ÁA]\b")
# Nothing of interest has fewer digits or letters; most cells of a hospital table end here.
_SIX_DIGITS = re.compile(r"(?:[0-9][^0-9]{0,3}){6}")
_SIX_IN_A_ROW = re.compile(r"\d{6}")
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
_LONGEST = 2_000
_SHORT = 200
"""Longer texts are not remembered: they hardly come again, and take room."""
_PACKED = 12
"""Nothing shorter is a number in base64, a UUID or a digest."""


class Mark(Enum):
    """Something a value shows. A value may show several."""

    # an Enum hashes its name with every look into a set
    __hash__ = object.__hash__

    BIRTH_NUMBER = auto()
    """A birth number with its check digit, or nine digits with the slash."""
    DATED_TEN = auto()
    """Ten digits that begin with a date as birth numbers do."""
    NINE_DIGITS = auto()
    """Nine digits that begin with a birth date before 1954."""
    NINE_DIGITS_WOMAN = auto()
    BIRTH_SENSE = auto()
    """Any of the above."""
    BIRTH_SHAPE = auto()
    """Digits as in a birth number, with or without sense."""
    RID = auto()
    DRID = auto()
    EMAIL = auto()
    PHONE = auto()
    BARE_PHONE = auto()
    IBAN = auto()
    ACCOUNT = auto()
    ADDRESS = auto()
    WORDS = auto()
    """Has letters and is longer than a code: what an address may look like."""
    INSURANCE = auto()
    TOLD_NUMBER = auto()
    """A document or an insured person, by the word before the number."""
    ID_CARD = auto()
    PASSPORT = auto()
    CAPITALISED = auto()
    """One to five capitalised words."""
    FULL_NAME = auto()
    """Two to five capitalised words and nothing else but titles."""
    WOMANS_SURNAME = auto()
    LISTED_NAME = auto()
    """A frequent name and nothing else."""
    NAMED = auto()
    """Names a person somewhere in a text."""
    DECODABLE = auto()
    """Holds a number or an identifier in another spelling: a UUID made of a number, base64 of a birth number."""
    DIGEST = auto()
    """Has the form of a hash, keyed or not."""
    HASHED = auto()
    """Is the unkeyed hash of a text in the same row."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """For one kind: the mark that proves it, what must fit under a telling name, and what under a vague one."""

    passing: Mark
    under_strong_name: Mark
    under_weak_name: Mark


def _same(mark: Mark) -> Evidence:
    return Evidence(mark, mark, mark)


EVIDENCE = MappingProxyType(
    {
        IdentifierKind.BIRTH_NUMBER: Evidence(Mark.BIRTH_SENSE, Mark.BIRTH_SHAPE, Mark.BIRTH_SENSE),
        IdentifierKind.RID: _same(Mark.RID),
        IdentifierKind.DRID: _same(Mark.DRID),
        IdentifierKind.INSURANCE_NUMBER: _same(Mark.INSURANCE),
        IdentifierKind.ID_CARD: _same(Mark.ID_CARD),
        IdentifierKind.PASSPORT: _same(Mark.PASSPORT),
        IdentifierKind.EMAIL: _same(Mark.EMAIL),
        IdentifierKind.PHONE: Evidence(Mark.PHONE, Mark.BARE_PHONE, Mark.BARE_PHONE),
        IdentifierKind.IBAN: _same(Mark.IBAN),
        IdentifierKind.ACCOUNT: _same(Mark.ACCOUNT),
        IdentifierKind.DECODABLE: _same(Mark.DECODABLE),
        IdentifierKind.NAME: Evidence(Mark.CAPITALISED, Mark.CAPITALISED, Mark.FULL_NAME),
        IdentifierKind.ADDRESS: Evidence(Mark.ADDRESS, Mark.WORDS, Mark.ADDRESS),
    }
)

_FOUND = MappingProxyType(
    {
        IdentifierKind.BIRTH_NUMBER: Mark.BIRTH_NUMBER,
        IdentifierKind.RID: Mark.RID,
        IdentifierKind.DRID: Mark.DRID,
        IdentifierKind.EMAIL: Mark.EMAIL,
        IdentifierKind.PHONE: Mark.PHONE,
        IdentifierKind.IBAN: Mark.IBAN,
        IdentifierKind.ACCOUNT: Mark.ACCOUNT,
        IdentifierKind.ID_CARD: Mark.TOLD_NUMBER,
        IdentifierKind.PASSPORT: Mark.TOLD_NUMBER,
        IdentifierKind.INSURANCE_NUMBER: Mark.TOLD_NUMBER,
    }
)
_BIRTH = frozenset({Mark.BIRTH_NUMBER, Mark.DATED_TEN, Mark.NINE_DIGITS})


def marks(value: str) -> frozenset[Mark]:
    """Tell what a single value speaks for.

    >>> sorted(mark.name for mark in marks("855715/0008"))
    ['BIRTH_NUMBER', 'BIRTH_SENSE', 'BIRTH_SHAPE', 'DATED_TEN', 'INSURANCE']
    """
    return _remembered(value) if len(value) <= _SHORT else _marks(value[:_LONGEST])


def _marks(text: str) -> frozenset[Mark]:
    found: set[Mark] = set()
    if "@" in text or _SIX_DIGITS.search(text):
        found.update(_FOUND[hit.kind] for hit in find(text))
        found.update(_of_digits(text) if len(text) < 20 else ())
    if _TWO_LETTERS.search(text):
        found.update(_of_words(text))
    if len(text) >= _PACKED:
        found.update(_of_packed(text))
    if found & _BIRTH:
        found.add(Mark.BIRTH_SENSE)
    return frozenset(found)


_remembered = lru_cache(maxsize=16_384)(_marks)
"""Codes, words and days come again in every block, and ids in every file that names them."""


def _of_digits(text: str) -> Iterator[Mark]:
    if _SIX_IN_A_ROW.search(text) is None:
        # only telephone numbers are written in shorter groups
        if is_phone(text):
            yield Mark.BARE_PHONE
        return
    if is_birth_shape(text):
        yield Mark.BIRTH_SHAPE
        yield from _of_birth_number(text)
    for mark, holds in _FORMS:
        if holds(text):
            yield mark


def _of_birth_number(text: str) -> Iterator[Mark]:
    digits = "".join(filter(str.isdigit, text))
    if birth_date_of(digits.zfill(10)):
        yield Mark.DATED_TEN
    if padded_birth_number(text) or ("/" in text and birth_number(text)):
        yield Mark.BIRTH_NUMBER
    elif len(digits) == 9 and (born := birth_number(digits)):
        yield Mark.NINE_DIGITS
        if born.sex == "female":
            yield Mark.NINE_DIGITS_WOMAN


def _of_words(text: str) -> Iterator[Mark]:
    if not any(map(str.isupper, text)):
        # a single word without a capital names nobody
        if not text.isalpha() and names(text):
            yield Mark.NAMED
        return
    if sum(map(str.isalpha, text)) >= 3:
        yield Mark.WORDS
    if is_address(text):
        yield Mark.ADDRESS
    if is_personal_name(text):
        yield Mark.CAPITALISED
        if capitalised_pairs(text):
            yield Mark.FULL_NAME
        if _WOMANS_SURNAME.search(text):
            yield Mark.WOMANS_SURNAME
    if is_listed_name(text):
        yield Mark.LISTED_NAME
    if names(text):
        yield Mark.NAMED


def _of_packed(text: str) -> Iterator[Mark]:
    if " " not in text and (number_in_uuid(text) or any(_identifies(said) for _, _, said in unpacked(text))):
        yield Mark.DECODABLE
    if is_digest(text):
        yield Mark.DIGEST


def _identifies(said: str) -> bool:
    return bool(find(said))


def _is_bare_phone(text: str) -> bool:
    return is_phone(text, bare=True)


_FORMS: tuple[tuple[Mark, Callable[[str], bool]], ...] = (
    (Mark.BARE_PHONE, _is_bare_phone),
    (Mark.INSURANCE, is_insurance_number),
    (Mark.ID_CARD, is_id_card),
    (Mark.PASSPORT, is_passport),
)
