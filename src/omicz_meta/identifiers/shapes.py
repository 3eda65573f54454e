"""Identifiers known by their form: e-mail, phone, IBAN, documents, names and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

_EUROPEAN = tuple(map(chr, range(0x41, 0x530)))
# A set of some 600 letters costs a millisecond each time that a pattern names it, so a text is first written with
# four letters: large and small, of English and of elsewhere. Each stands where its letter stood.
_LETTERS = str.maketrans(
    {letter: "A" if letter.isascii() else "Á" for letter in _EUROPEAN if letter.isupper()}
    | {letter: "a" if letter.isascii() else "á" for letter in _EUROPEAN if letter.islower()}
)
_UPPER, _LOWER = "AÁ", "aá"
# All repetitions are bounded: a cell may hold sixteen million characters and must cost linear time.
_WORD = rf"[{_UPPER}](?:['’][{_UPPER}])?(?:[{_LOWER}]{{1,30}}(?:[{_UPPER}][{_LOWER}]{{1,30}})?|[{_UPPER}]{{2,30}})"
_NAME_PART = rf"{_WORD}(?:-{_WORD}){{0,3}}"
_TITLE = r"(?:[A-Za-z]{1,6}\.\s{0,3}){0,4}"

_PAIR = re.compile(rf"(?<![^\W_])(?:{_NAME_PART})(?:[\s,;_+]{{1,8}}(?:{_NAME_PART})){{1,5}}(?![^\W_])")
"""Two or more capitalised words in a row; words of capitals only need three letters."""
EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
PHONE = re.compile(
    r"""(?<![\w.,/-])(?<!\d[ \u00a0])
    (?:\(?(?:\+|00)[ ]?42[01]\)?(?:[ \u00a0./-]?\d{3}){3}        # Czech and Slovak
      |\+[1-9]\d{0,2}(?:[ \u00a0./-]?\(?\d{2,4}\)?){2,5}          # other countries
      |(?<!\+)[2-7]\d{2}(?:[ \u00a0]\d{3}[ \u00a0]|-\d{3}-)\d{3})  # Czech, in threes
    (?![\w/-]|[ \u00a0.,]\d)""",
    re.VERBOSE,
)
_ADDRESS = re.compile(
    rf"(?<!\d)\d{{3}}[ \u00a0]\d{{2}}[ \u00a0]+{_WORD}"
    rf"|(?<!\w){_WORD}(?:[ ][{_LOWER}{_UPPER}]{{1,30}}\.?){{0,3}}[ \u00a0]\d{{2,4}}/\d{{1,4}}[a-z]?(?!\d)"
)
_NUMBERED = re.compile(r"\d\d[ \u00a0/]")
"""What every address has, so that most texts need no second look."""
_ANNOUNCED = re.compile(r"(?i)(?:bytem|bydliš\w{0,5}|adres\w{0,4}|ulic\w{0,2}|ul\.)[:\s]{1,3}$")
IBAN_START = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?=[ \u00a0]?\w)")

_NAME = re.compile(
    rf"\s*{_TITLE}(?:{_NAME_PART})(?:[\s,]+(?:{_NAME_PART}|[{_UPPER}]\.)){{0,4}}(?:,?\s*{_TITLE})?\s*"
)
_INSURANCE = re.compile(r"\s*\d{6}[ \u00a0]?/?[ \u00a0]?\d{3,4}\s*")
_ID_CARD = re.compile(r"\s*(?:\d{9}|\d{6}[ ]?[A-Z]{2}[ ]?\d{2}|[A-Z]{2}[ ]?\d{6})\s*")
_PASSPORT = re.compile(r"\s*(?:\d{8}|[A-Z]{1,2}[ ]?\d{6,7})\s*")
_PHONE_DIGITS = re.compile(r"\s*[2-79]\d{8}\s*")

_IBAN_LENGTHS = MappingProxyType(
    {
        "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
        "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21,
        "LT": 20, "LU": 20, "LV": 21, "MD": 24, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
        "RS": 22, "SE": 24, "SI": 19, "SK": 24, "TR": 26, "UA": 29,
    }
)  # fmt: skip

SHORTEST_IBAN = min(_IBAN_LENGTHS.values())


def is_email(text: str) -> bool:
    """Whether the whole value is an e-mail address.

    >>> is_email("jana@nemocnice.example")
    True
    """
    return bool(EMAIL.fullmatch(text.strip()))


def is_phone(text: str, *, bare: bool = False) -> bool:
    """Whether the whole value is a telephone number; nine digits without groups or +420 only with `bare`.

    >>> is_phone("+420 601 234 567"), is_phone("601234567"), is_phone("601234567", bare=True)
    (True, False, True)
    """
    return bool(PHONE.fullmatch(text.strip())) or (bare and bool(_PHONE_DIGITS.fullmatch(text)))


def is_iban(text: str) -> bool:
    """Whether this is an IBAN (ISO 13616): the country's length, and remainder 1 modulo 97.

    >>> is_iban("CZ65 0800 0000 1920 0014 5399"), is_iban("CZ66 0800 0000 1920 0014 5399")
    (True, False)
    """
    packed = re.sub(r"\s", "", text).upper()
    if not packed.isascii() or not packed.isalnum() or len(packed) != _IBAN_LENGTHS.get(packed[:2]):
        return False
    return int("".join(str(int(letter, 36)) for letter in packed[4:] + packed[:4])) % 97 == 1


def iban_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where IBANs stand in a text, with or without spaces between their groups."""
    for match in IBAN_START.finditer(text):
        left, end = _IBAN_LENGTHS.get(match[0][:2].upper(), 0), match.start()
        while left and end < len(text) and (text[end].isalnum() or text[end] in " \u00a0"):
            left -= text[end].isalnum()
            end += 1
        if left == 0 and is_iban(text[match.start() : end]):
            yield match.start(), end


def is_insurance_number(text: str) -> bool:
    """Whether digits stand as in an insured person's number (číslo pojištěnce).

    Citizens have their birth number; numbers given to foreigners need not be divisible by 11 nor hold a date, so
    that only the column's name makes them known.

    >>> is_insurance_number("8557150011")
    True
    """
    return bool(_INSURANCE.fullmatch(text))


def is_id_card(text: str) -> bool:
    """Whether this has the form of a Czech identity card number; there is no check digit, nine digits suffice."""
    return bool(_ID_CARD.fullmatch(text))


def is_passport(text: str) -> bool:
    """Whether this has the form of a passport number (Czech: eight digits); there is no check digit."""
    return bool(_PASSPORT.fullmatch(text))


def is_personal_name(text: str) -> bool:
    """Whether the whole value is one to five capitalised words, titles allowed.

    >>> is_personal_name("MUDr. Jana Nováková, Ph.D."), is_personal_name("NOVÁK"), is_personal_name("C50.9")
    (True, True, False)
    """
    return bool(_NAME.fullmatch(text.translate(_LETTERS)))


def is_address(text: str) -> bool:
    """Whether the value holds a postal code with a town, or a street with both its numbers.

    >>> is_address("Dlouhá 123/4"), is_address("602 00 Brno"), is_address("Grade 1/3")
    (True, True, False)
    """
    return bool(addresses(text))


def addresses(text: str) -> tuple[tuple[int, int], ...]:
    """Where a postal code with a town, or a street with both its numbers, stands.

    >>> addresses("bytem Dlouhá 123/4, 602 00 Brno")
    ((6, 18), (20, 31))
    """
    if _NUMBERED.search(text) is None:
        return ()
    return tuple(match.span() for match in _ADDRESS.finditer(text.translate(_LETTERS)))


def certain_addresses(text: str) -> tuple[tuple[int, int], ...]:
    """Addresses with a postal code, or after a word that announces one: a bare street may be a blood pressure.

    >>> certain_addresses("bytem Dlouhá 123/4"), certain_addresses("602 00 Brno"), certain_addresses("Tlak 120/80")
    (((6, 18),), ((0, 11),), ())
    """
    return tuple(
        span
        for span in addresses(text)
        if "/" not in text[span[0] : span[1]] or _ANNOUNCED.search(text, max(0, span[0] - 30), span[0])
    )


def capitalised_pairs(text: str) -> tuple[tuple[int, int], ...]:
    """Where two or more capitalised words follow each other.

    >>> capitalised_pairs("pacient Jan Novák, muž")
    ((8, 17),)
    """
    return tuple(match.span() for match in _PAIR.finditer(text.translate(_LETTERS)))
