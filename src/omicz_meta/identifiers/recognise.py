"""Finds direct identifiers in a single text: what one look can tell, without the rest of the column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from omicz_meta.identifiers.accounts import account_spans
from omicz_meta.identifiers.kinds import Found, IdentifierKind
from omicz_meta.identifiers.numbers import birth_number, is_rid
from omicz_meta.identifiers.shapes import EMAIL, PHONE, SHORTEST_IBAN, iban_spans

# Lower-case hexadecimal neighbours mean a digest or a UUID, digits and a mark a decimal number.
_SLASHED = re.compile(r"(?<![0-9a-f])[0-9]{6}[ \u00a0]?/[ \u00a0]?[0-9]{3,4}(?![0-9a-f])")
_PLAIN = re.compile(r"(?<![0-9a-f])(?<![0-9][.,])[0-9]{6}[ \u00a0]?[0-9]{4}(?![0-9a-f])")
_DRID = re.compile(r"(?<!\w)D[0-9]{9}(?!\w)")
_SIX = re.compile(r"[0-9]{6}")
"""What every number has that a check digit, a letter or the word before it tells."""
_DIGIT = re.compile(r"[0-9]")
_GROUPED = re.compile(r"\+|00 ?42|\d[ \u00a0-]\d{3}[ \u00a0-]\d")
"""What every telephone number has: an international prefix, or threes."""
_AFTER_A_WORD = re.compile(r"[:\s]")
# A word before a number says what it is, where no check digit can.
_CALLED = (
    (
        IdentifierKind.BIRTH_NUMBER,
        re.compile(
            r"(?i:(?<!\w)(?:r\.\s?č\.?|rč|rodn[éě]h?o? čísl[oae]m?)[:\s]{1,3})([0-9]{6}\s?/?\s?[0-9]{3,4})(?!\d)"
        ),
    ),
    (
        IdentifierKind.ID_CARD,
        re.compile(
            r"(?:(?<!\w)(?:č\.\s?OP|OP\s?č\.|číslo OP|(?i:občansk(?:ý|ého) průkazu?(?:\s?č\.)?))[:\s]{1,3})"
            r"([0-9]{9}|[0-9]{6}\s?[A-Z]{2}\s?[0-9]{2}|[A-Z]{2}\s?[0-9]{6})(?![\w])"
        ),
    ),
    (
        IdentifierKind.PASSPORT,
        re.compile(
            r"(?i:(?<!\w)(?:pas|pasu|passport)(?:\s?(?:č\.|no\.?|number|číslo))?[:\s]{1,3})"
            r"([0-9]{8}|[A-Z]{1,2}\s?[0-9]{6,7})(?![\w])"
        ),
    ),
    (
        IdentifierKind.INSURANCE_NUMBER,
        re.compile(r"(?i:(?<!\w)(?:č\.|číslo)\s?pojištěnce[:\s]{1,3})([0-9]{6}\s?/?\s?[0-9]{3,4})(?!\d)"),
    ),
)


def find(text: str) -> tuple[Found, ...]:
    """Find birth numbers, RID, DRID, e-mail addresses, phones, IBANs and accounts in a text, in order of position.

    Nine digits without a slash and documents are found where a word before them says what they are; elsewhere they
    are left to the column's name, as names and addresses are.

    >>> [(found.kind.value, found.start, found.certain) for found in find("RČ 855715/0008, jana@posta.example")]
    [('birth_number', 3, True), ('email', 16, True)]
    """
    return tuple(sorted(_all(text), key=lambda found: (found.start, -found.end)))


def looks_like(value: str) -> IdentifierKind | None:
    """Tell what identifier the whole value looks like; None when it does not look like one.

    >>> looks_like("8557150008"), looks_like("C50.9"), looks_like("31.2.2001")
    (<IdentifierKind.BIRTH_NUMBER: 'birth_number'>, None, None)
    """
    trimmed = value.strip()
    whole = (found.kind for found in find(trimmed) if (found.start, found.end) == (0, len(trimmed)))
    return next(whole, None)


def _all(text: str) -> Iterator[Found]:
    # most texts are short codes, dates and numbers: what they lack tells which patterns need not be tried
    if "@" in text:
        yield from (Found(IdentifierKind.EMAIL, *match.span(), True) for match in EMAIL.finditer(text))
    if _DIGIT.search(text) is None:
        return
    six = _SIX.search(text) is not None
    if six:
        yield from _numbers(text)
    if _GROUPED.search(text):
        yield from (Found(IdentifierKind.PHONE, *match.span(), True) for match in PHONE.finditer(text))
    if len(text) >= SHORTEST_IBAN:
        yield from (Found(IdentifierKind.IBAN, *span, True) for span in iban_spans(text))
    if six and "D" in text:
        yield from (Found(IdentifierKind.DRID, *match.span(), True) for match in _DRID.finditer(text))
    if "/" in text:
        yield from (Found(IdentifierKind.ACCOUNT, *span) for span in account_spans(text))
    if six and _AFTER_A_WORD.search(text):
        yield from _called(text)


def _called(text: str) -> Iterator[Found]:
    """Numbers that the word before them names, unless their rule told of them already."""
    for kind, pattern in _CALLED:
        for match in pattern.finditer(text):
            if (
                kind is not IdentifierKind.BIRTH_NUMBER
                or birth_number(match[1]) is None
                or "/" not in match[1]
            ):
                yield Found(kind, *match.span(1), True)


def _numbers(text: str) -> Iterator[Found]:
    for match in _SLASHED.finditer(text) if "/" in text else ():
        if birth_number(match[0]):
            yield Found(IdentifierKind.BIRTH_NUMBER, *match.span(), True)
    for match in _PLAIN.finditer(text):
        if birth_number(match[0]):
            yield Found(IdentifierKind.BIRTH_NUMBER, *match.span(), False)
        elif is_rid(match[0]):
            yield Found(IdentifierKind.RID, *match.span(), False)
