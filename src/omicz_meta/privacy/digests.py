"""Tells unkeyed hashes of numbers from keyed ones: by hashing what anybody could guess, as anybody could.

There are 53 million birth numbers of people born from 1954 to 2025. Whoever has a column of their hashes needs a
minute to have them all back. To tell that a column is made so, a sample will do: each guess hits one of `n` digests
with a chance of n / 53 million. So 400,000 guesses find a column of a thousand digests, half of those of a hundred,
and seldom one of ten. There are 629 million numbers that may be a RID: as many guesses find seven in ten columns of
two thousand digests, four in ten of those of a thousand, and hardly one of a hundred.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from functools import cache

GUESSES = 400_000
"""So many birth numbers are tried, spread evenly over the space; each with the slash and without."""
RIDS = 400_000
"""So many RIDs are tried, spread evenly over the space."""
RUNNING = 20_000
"""Running numbers from 0 that are tried as well."""
_HEX = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{128}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{22}==|[A-Za-z0-9+/_-]{27}=|[A-Za-z0-9+/_-]{43}=|[A-Za-z0-9+/_-]{86}==")
_ALGORITHMS = {16: ("md5",), 20: ("sha1",), 32: ("sha256",), 64: ("sha512",)}
_STEP = 7_919
"""A prime, so that guesses a step apart meet every day, both sexes and all numbers of a day."""


def is_digest(text: str) -> bool:
    """Whether a value has the form of an MD5, SHA-1, SHA-256 or SHA-512 digest, in hexadecimal or base64.

    >>> is_digest("d41d8cd98f00b204e9800998ecf8427e"), is_digest("1B2M2Y8AsgTpgAmY7PhCfg=="), is_digest("C50.9")
    (True, True, False)
    """
    return bool(_HEX.fullmatch(text) or _BASE64.fullmatch(text))


def digests_of(text: str, size: int) -> tuple[bytes, ...]:
    """The unkeyed digests of a text that have so many bytes."""
    return tuple(
        hashlib.new(name, text.encode(), usedforsecurity=False).digest() for name in _ALGORITHMS.get(size, ())
    )


def is_hash_of(value: str, texts: Iterable[str]) -> bool:
    """Whether a digest is the unkeyed one of any of these texts."""
    digest = _bytes_of(value)
    return digest is not None and any(digest in digests_of(text, len(digest)) for text in texts)


def unkeyed(values: Collection[str]) -> bool:
    """Whether digests are those of birth numbers, RIDs or running numbers.

    False proves nothing for few digests: see the module. One hit in a space of 2^128 is no chance.

    >>> unkeyed([hashlib.md5(b"17").hexdigest()]), unkeyed([hashlib.sha256(b"secret 17").hexdigest()])
    (True, False)
    """
    wanted = {digest for value in values if (digest := _bytes_of(value)) is not None}
    return any(_hit(wanted, size, guesses()) for size in sorted({len(digest) for digest in wanted}))


def guesses() -> Iterator[str]:
    """What may have been hashed, the likeliest first."""
    for number in range(RUNNING):
        yield str(number)
    days = _days()
    whole = len(days) * 1_000
    for place in range(0, GUESSES * _STEP, _STEP):
        day, number = divmod(place % whole, 1_000)
        nine = f"{days[day]}{number:03}"
        check = int(nine) % 11 % 10
        yield f"{nine}{check}"
        yield f"{nine[:6]}/{nine[6:]}{check}"
    yield from _rids()


def _rids() -> Iterator[str]:
    """Every so many of the numbers of ten digits that are divisible by 13 and not by 11."""
    first, last = -(-(10**9) // 13), 10**10 // 13
    for thirteenth in range(first, last, (last - first) // RIDS):
        if thirteenth % 11:
            yield str(13 * thirteenth)


@cache
def _days() -> tuple[str, ...]:
    """The first six digits of all birth numbers of people born from 1954 to 2025, of men and of women."""
    first = date(1954, 1, 1)
    born = [first + timedelta(days=days) for days in range((date(2026, 1, 1) - first).days)]
    return tuple(
        f"{day.year % 100:02}{day.month + offset:02}{day.day:02}" for day in born for offset in (0, 50)
    )


def _hit(wanted: Collection[bytes], size: int, texts: Iterator[str]) -> bool:
    makers = [getattr(hashlib, name) for name in _ALGORITHMS[size]]
    return any(make(text.encode()).digest() in wanted for text in texts for make in makers)


def _bytes_of(text: str) -> bytes | None:
    if _HEX.fullmatch(text):
        return bytes.fromhex(text)
    if not _BASE64.fullmatch(text):
        return None
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (ValueError, binascii.Error):
        return None
