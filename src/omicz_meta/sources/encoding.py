"""Decides the encoding of a file from what its bytes say, and whether a declared one can be true."""

from __future__ import annotations

from omicz_meta.sources.codec import UTF16, Codec, codec
from omicz_meta.sources.evidence import Evidence

WINDOWS_LETTERS = bytes((0x8A, 0x8D, 0x8E, 0x9A, 0x9D, 0x9E, 0x82, 0x84, 0x85, 0x93, 0x94, 0x96, 0x97, 0x80))
"""Š Ť Ž š ť ž, quotation marks, dashes and € in windows-1250; in ISO-8859-2 these are control characters."""

LATIN2_LETTERS = bytes((0xA9, 0xAB, 0xAE, 0xB9, 0xBB, 0xBE))
"""Š Ť Ž š ť ž in ISO-8859-2; in windows-1250 these are © « ® ą » ľ."""


def detect(evidence: Evidence) -> str:
    """The encoding a file has: told by a mark, by valid UTF-8, or by the Czech letters that differ.

    >>> import numpy as np
    >>> seen = np.zeros(64, np.int64)
    >>> seen[0xB9 - 128] = 20
    >>> detect(Evidence(is_ascii=False, bytes_seen=seen, broken=20))
    'iso-8859-2'
    """
    if evidence.unicode:
        return evidence.unicode
    if evidence.is_utf8:
        return "utf-8"
    latin2, windows = evidence.seen(LATIN2_LETTERS), evidence.seen(WINDOWS_LETTERS)
    return "iso-8859-2" if latin2 > windows else "windows-1250"


def decide(evidence: Evidence, declared: str | None) -> tuple[Codec, tuple[tuple[str, str], ...] | None]:
    """The codec to read with; and, when the declared encoding cannot be true, what R001 tells of it."""
    found = detect(evidence)
    if declared is None:
        return codec(found), None
    try:
        wanted = codec(_with_order(declared, found))
    except LookupError:
        return codec(found), (("declared", declared), ("found", found), ("reason", "unknown encoding"))
    if _contradicts(wanted, found, evidence):
        return codec(found), (("declared", declared), ("found", found))
    return wanted, None


def _with_order(declared: str, found: str) -> str:
    """UTF-16 declared without byte order takes the order of the file."""
    if declared.lower().replace("_", "-") in {"utf-16", "utf16"}:
        return found if found in UTF16 else UTF16[0]
    return declared


def _contradicts(wanted: Codec, found: str, evidence: Evidence) -> bool:
    if wanted.name in UTF16 or found in UTF16:
        return wanted.name != found
    if evidence.is_ascii:
        return False
    if wanted.is_utf8:
        explained = evidence.seen(codec("windows-1250").undefined)
        return wanted.name == "ascii" or (found != "utf-8" and evidence.broken > explained)
    if found == "utf-8":
        return True
    return _other_czech_encoding(wanted, found, evidence)


def _other_czech_encoding(wanted: Codec, found: str, evidence: Evidence) -> bool:
    """Whether the letters speak clearly for the one Czech encoding against the declared other one."""
    latin2, windows = evidence.seen(LATIN2_LETTERS), evidence.seen(WINDOWS_LETTERS)
    if wanted.name == "iso-8859-2":
        return found == "windows-1250" and windows > latin2
    return wanted.name == "windows-1250" and found == "iso-8859-2" and latin2 > 2 and windows == 0
