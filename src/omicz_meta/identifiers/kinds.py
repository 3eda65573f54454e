"""The kinds of direct identifiers we know, and where in a text one was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class IdentifierKind(StrEnum):
    """What names a person directly; the words used in verdicts and problems."""

    BIRTH_NUMBER = "birth_number"
    RID = "rid"
    DRID = "drid"
    INSURANCE_NUMBER = "insurance_number"
    ID_CARD = "id_card"
    PASSPORT = "passport"
    EMAIL = "email"
    PHONE = "phone"
    IBAN = "iban"
    ACCOUNT = "account"
    NAME = "name"
    ADDRESS = "address"
    DECODABLE = "decodable"
    """An id from which the number it was made of can be had back: a UUID of it, its base64, its unkeyed hash."""


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier at `text[start:end]`.

    `certain` is false for a bare run of ten digits: of random ones 1 % pass as a birth number and 6 % as a RID,
    so that alone is no reason to drop a value.
    """

    kind: IdentifierKind
    start: int
    end: int
    certain: bool
