"""Keyed pseudonyms: the same person gets the same name within a domain, and nobody without the key can go back."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable

from omicz_meta.errors import UsageError

SEPARATOR = "\x1f"
"""Stands between domain and value (ASCII unit separator), so that no two pairs give the same text."""
WHITE_SPACE = " \t\r\n\u00a0\u2007\u2009\u202f\ufeff"
"""What is trimmed from both ends of a value: the characters that are trimmed from source cells."""
_BLOCK = 64
"""Bytes that SHA-256 takes in at a time, to which HMAC fills a key."""
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_PSEUDONYM = re.compile(r"[a-p]{32}")
_KEY_ID_OF = b"omicz-meta key id"


def keyed_pseudonym(key: bytes, domain: str, value: str) -> str:
    r"""Return the pseudonym of a value in a domain: 32 letters from a to p, which hold 128 bits.

    The formula, step by step, so that it can be written in any language:

    1. trimmed = NFC(value) without the characters of `WHITE_SPACE` at both ends;
    2. message = UTF-8(domain + "\x1f" + trimmed);
    3. digest = HMAC-SHA-256(key, message) (RFC 2104): SHA-256((K xor 5c...) + SHA-256((K xor 36...) + message)),
       where K is the key filled with zero bytes to 64;
    4. hex = the first 16 bytes of digest as 32 lower-case hexadecimal digits;
    5. each digit of hex written as a letter: 0123456789abcdef becomes abcdefghijklmnop.

    Letters, since a run of digits may by chance be somebody's birth number. Raises UsageError for a domain that
    holds the separator.

    >>> keyed_pseudonym(bytes(32), "node/dataset/Individual", " P001 ")
    'agjababdinbjjombjmldmanmicpmhdpn'
    """
    message = _prefix(domain) + as_hashed(value)
    return _letters(hmac.digest(key, message, hashlib.sha256)[:16])


def as_hashed(value: str) -> bytes:
    """What of a value is hashed: its NFC without white space at the ends, in UTF-8.

    >>> as_hashed(" P001 ")
    b'P001'
    """
    return unicodedata.normalize("NFC", value).strip(WHITE_SPACE).encode()


def keyed_digests(key: bytes, domain: str, values: Iterable[bytes]) -> list[bytes]:
    """The 16 bytes behind `keyed_pseudonym` for many values of one domain, as `as_hashed` has them.

    What depends on key and domain alone is hashed once, which is half of the work; the loop calls as little as it can.
    The key has at most 64 bytes.

    >>> [digest.hex() for digest in keyed_digests(bytes(32), "node/dataset/Individual", [b"P001"])]
    ['069010138d199ec19cb3c0dc82fc73fd']
    """
    whole = key.ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in whole) + _prefix(domain)).copy
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in whole)).copy
    made = list[bytes]()
    for value in values:
        first, second = inner(), outer()
        first.update(value)
        second.update(first.digest())
        made.append(second.digest()[:16])
    return made


def _prefix(domain: str) -> bytes:
    if SEPARATOR in domain:
        raise UsageError("A pseudonym domain may not hold the unit separator U+001F.")
    return f"{domain}{SEPARATOR}".encode()


def is_pseudonym(text: str) -> bool:
    """Whether a value has the form of a keyed pseudonym.

    >>> is_pseudonym(keyed_pseudonym(bytes(32), "d", "P001")), is_pseudonym("P001")
    (True, False)
    """
    return bool(_PSEUDONYM.fullmatch(text))


def key_id(key: bytes) -> str:
    """Return 16 letters that tell one key from another and nothing about it; changes when the key is changed.

    >>> key_id(bytes(32))
    'peonkieemllladac'
    """
    return _letters(hmac.digest(key, _KEY_ID_OF, hashlib.sha256)[:8])


def _letters(data: bytes) -> str:
    return data.hex().translate(_LETTERS)
