"""What a column's name says about direct identifiers in it, in Czech and English, spelled in whatever way."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from omicz_meta.identifiers import IdentifierKind

Weight = Literal["strong", "weak"]
"""strong: nothing else is called so; weak: an abbreviation or a common word, the values must agree."""

# Words between bars; they may stand anywhere in the name, with "=" they must be the whole name.

_WORDS: tuple[tuple[IdentifierKind, Weight, str], ...] = (
    (
        IdentifierKind.BIRTH_NUMBER,
        "strong",
        "rodne cislo|rodnecislo|rodcis|rod cis|rod cislo|rodc|birth number",
    ),
    (IdentifierKind.BIRTH_NUMBER, "weak", "rc|r c|rcis"),
    (IdentifierKind.DRID, "weak", "drid"),
    (IdentifierKind.RID, "strong", "resortni identifikator|resortni id"),
    (IdentifierKind.RID, "weak", "rid"),
    (
        IdentifierKind.INSURANCE_NUMBER,
        "strong",
        "cislo pojistence|cislo pojistenky|cis pojistence|c pojistence",
    ),
    (
        IdentifierKind.INSURANCE_NUMBER,
        "strong",
        "cislo pojisteneckeho prukazu|insurance number|insured number",
    ),
    (IdentifierKind.INSURANCE_NUMBER, "weak", "cpoj|cis poj|pojistenec"),
    (
        IdentifierKind.ID_CARD,
        "strong",
        "cislo op|cislo obcanskeho prukazu|obcansky prukaz|id card|identity card",
    ),
    (IdentifierKind.PASSPORT, "strong", "cislo pasu|cestovni pas|passport|cislo cestovniho dokladu"),
    (IdentifierKind.EMAIL, "strong", "email|e mail|mail|emailova adresa|e mailova adresa"),
    (IdentifierKind.PHONE, "strong", "telefon|telefonni cislo|mobil|mobilni telefon|phone|telephone|gsm"),
    (IdentifierKind.PHONE, "weak", "tel|kontakt"),
    (IdentifierKind.IBAN, "strong", "iban"),
    (IdentifierKind.ACCOUNT, "strong", "cislo uctu|bankovni spojeni|bank account"),
    (IdentifierKind.ADDRESS, "strong", "adresa|bydliste|trvale bydliste|address|ulice|street"),
    (
        IdentifierKind.NAME,
        "strong",
        "prijmeni|jmeno a prijmeni|prijmeni a jmeno|jmeno pacienta|prijmeni jmeno",
    ),
    (
        IdentifierKind.NAME,
        "strong",
        "surname|last name|first name|given name|family name|full name|patient name",
    ),
    (IdentifierKind.NAME, "strong", "rodne prijmeni|krestni jmeno|lastname|firstname|=jmeno"),
    (IdentifierKind.NAME, "weak", "jmeno|name|pacient|patient|lekar|osoba"),
)
_CHECKSUM = ("checksum", "md5", "md5sum", "sha256", "sha256sum", "kontrolni soucet", "soubor", "file")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_APART = re.compile(r"[^a-z0-9]+")


def header_words(column: str) -> str:
    """A column name as plain words: no diacritics, no capitals, one space between words.

    >>> header_words("Rodné_číslo"), header_words("PacRodneCislo"), header_words("č. pojištěnce#2")
    ('rodne cislo', 'pac rodne cislo', 'c pojistence 2')
    """
    plain = unicodedata.normalize("NFD", column)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _APART.sub(" ", _CAMEL.sub(" ", plain).lower()).strip()


def is_checksum(column: str) -> bool:
    """Whether a column says that it holds checksums of files.

    >>> is_checksum("FASTQ_md5"), is_checksum("kontrolní součet"), is_checksum("hash_rc")
    (True, True, False)
    """
    words = f" {header_words(column)} "
    return any(f" {word} " in words for word in _CHECKSUM) and header_evidence(column) is None


def header_evidence(column: str) -> tuple[IdentifierKind, Weight] | None:
    """The kind of identifier a column's name speaks of, and how plainly; the longest matching words decide.

    >>> header_evidence("RČ"), header_evidence("Diagnóza")
    ((<IdentifierKind.BIRTH_NUMBER: 'birth_number'>, 'weak'), None)
    >>> header_evidence("Rodné číslo matky")
    (<IdentifierKind.BIRTH_NUMBER: 'birth_number'>, 'strong')
    """
    padded = f" {header_words(column)} "
    hits = (
        (len(words), kind, weight)
        for kind, weight, listed in _WORDS
        for words in listed.split("|")
        if (padded.strip() == words[1:] if words[0] == "=" else f" {words} " in padded)
    )
    best = max(hits, key=lambda hit: hit[0], default=None)
    return (best[1], best[2]) if best else None
