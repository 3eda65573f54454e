"""Czech bank accounts as people write them: an optional prefix, a number, a slash and the code of the bank."""

from __future__ import annotations

import re
from collections.abc import Iterator

ACCOUNT = re.compile(r"(?<![\w/.-])(?:([0-9]{1,6})-)?([0-9]{2,10})[ \u00a0]?/[ \u00a0]?([0-9]{4})(?![\w/-])")
_WEIGHTS = (6, 3, 7, 9, 10, 5, 8, 4, 2, 1)
_CODES = """
0100 0300 0600 0710 0800 2010 2060 2070 2100 2200 2220 2250 2260 2600 2700 3030 3050 3060 3500 4000
4300 5500 5800 6000 6100 6200 6210 6300 6363 6700 6800 7910 7950 7960 7970 7990 8030 8040 8060 8090
8150
"""
_BANKS = frozenset(_CODES.split())
_YEARS = frozenset({"2010", "2060", "2070", "2100"})
"""Codes that are years as well: an order number with its year passes the check digit at one in eleven."""
_LONG = 6


def is_account(text: str) -> bool:
    """Whether this is a Czech account number (Decree 169/2011 Sb.): a known bank, both parts divisible by 11.

    >>> is_account("19-2000145399/0800"), is_account("19-2000145398/0800"), is_account("145399/2026")
    (True, False, False)
    """
    match = ACCOUNT.fullmatch(text.strip())
    return bool(match) and _holds(match)


def account_spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where accounts stand in a text, and whether that is certain: short ones and codes like years are not."""
    for match in ACCOUNT.finditer(text):
        if _holds(match):
            certain = match[1] is not None or (len(match[2]) >= _LONG and match[3] not in _YEARS)
            yield *match.span(), certain and len(match[2]) >= _LONG


def _holds(match: re.Match[str] | None) -> bool:
    if match is None or match[3] not in _BANKS or not int(match[2]):
        return False
    return all(_sum(part) % 11 == 0 for part in (match[1] or "0", match[2]))


def _sum(digits: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits.zfill(10), _WEIGHTS, strict=True))
