"""Identifiers behind another spelling: escapes of URLs, HTML and JSON, base64, hexadecimal, UUIDs made of a number."""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

UUID = re.compile(r"(?<![0-9A-Za-z-])[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}(?![0-9A-Za-z-])")
_PACKED = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{12,400}={0,2}(?![\w+/=-])")
_HEX = re.compile(r"(?<![0-9a-zA-Z])(?:[0-9a-fA-F]{2}){9,200}(?![0-9a-zA-Z])")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_MOST = 10**10
_LEAST = 10**5


def spellings(text: str) -> tuple[str, ...]:
    r"""The text, and what it says where escapes of URLs, HTML or JSON are read; each once.

    >>> spellings("855715%2F0008"), spellings(r"855715\u002f0008"), spellings("C50.9")
    (('855715%2F0008', '855715/0008'), ('855715\\u002f0008', '855715/0008'), ('C50.9',))
    >>> spellings(r"\ud83d\ude00 \ud83d")[1:]
    ('😀 �',)
    """
    read = [text]
    if "%" in text:
        read.append(unquote(text))
    if "&" in text:
        read.append(html.unescape(text))
    if "\\" in text:
        read.append(_whole(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)).replace("\\/", "/"))
    return tuple(dict.fromkeys(read))


def _whole(text: str) -> str:
    """Text in which two escapes that are one character are one; a half alone is none, and no text can hold it."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def unpacked(text: str) -> Iterator[tuple[int, int, str]]:
    """Where text stands packed in base64 or hexadecimal, and what it says; anything that is no plain text is passed.

    >>> [said for _, _, said in unpacked("ODU1NzE1LzAwMDg= and 3835353731352f30303038")]
    ['855715/0008', '855715/0008']
    """
    for match in _PACKED.finditer(text):
        if (said := _in_base64(match[0])) is not None:
            yield *match.span(), said
    for match in _HEX.finditer(text):
        if (said := _plain(bytes.fromhex(match[0]))) is not None:
            yield *match.span(), said


def number_in_uuid(text: str) -> str | None:
    """The decimal number that a UUID is made of, by value or by its digits; None for one that hides none.

    A random UUID has so many leading zeros once in 10^28.

    >>> import uuid
    >>> number_in_uuid(str(uuid.UUID(int=8557150008))), number_in_uuid("00000000-0000-0000-0000-008557150008")
    ('8557150008', '8557150008')
    >>> number_in_uuid("6f1c7d52-38a1-4e0b-9a55-0c3c7de4f2b1") is None
    True
    """
    if UUID.fullmatch(text.strip()) is None:
        return None
    digits = text.strip().replace("-", "").lower()
    shown, value = digits.lstrip("0"), int(digits, 16)
    if shown.isdecimal() and _LEAST <= int(shown) < _MOST and len(shown) >= 9:
        return shown
    return str(value) if _LEAST <= value < _MOST else None


@lru_cache(maxsize=1_024)
def _in_base64(packed: str) -> str | None:
    """What base64 says, where it says anything. Long words look like it and come again and again."""
    bare = packed.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return _plain(binascii.a2b_base64(bare + "=" * (-len(bare) % 4), strict_mode=True))
    except binascii.Error:
        return None


def _plain(data: bytes) -> str | None:
    """The text of bytes that are nothing but printable text of nine letters or more."""
    try:
        said = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return said if len(said) >= 9 and said.isprintable() else None
