"""Turns bytes of a table into UTF-8 and says which bytes the encoding does not define."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.int64]

ASCII_RANGE = bytes(range(128))
C1_CONTROLS = bytes(range(0x80, 0xA0))
UTF16 = ("utf-16-le", "utf-16-be")
CONTROLS_ARE_UNDEFINED = ("iso8859-2",)
"""In ISO-8859-2 the bytes 0x80-0x9F are control characters that no table contains: they count as undefined."""

_SHOWN = {
    "cp1250": "windows-1250",
    "cp1252": "windows-1252",
    "iso8859-2": "iso-8859-2",
    "iso8859-1": "iso-8859-1",
}


@dataclass(frozen=True, slots=True)
class Codec:
    """An encoding in which ASCII bytes mean ASCII. UTF-16 is read as the UTF-8 it was turned into.

    `name` is the encoding of the file as people write it, `python` the codec of the bytes that the splitter sees.

    >>> codec("windows-1250").text(b"\\x8e\\xedznivost")
    'Žíznivost'
    >>> codec("windows-1250").text(b"a\\x81b") is None
    True
    >>> codec("windows-1250").shown(b"a\\x81b")
    'a\\\\x81b'
    """

    name: str
    python: str
    undefined: bytes = b""

    @property
    def is_utf8(self) -> bool:
        """Whether the bytes are UTF-8 already."""
        return self.python == "utf-8"

    def text(self, cell: bytes) -> str | None:
        """The text of a cell; None when it holds a byte that the encoding does not define."""
        if b"\0" in cell or (self.undefined and len(cell.translate(None, self.undefined)) < len(cell)):
            return None
        try:
            return cell.decode(self.python)
        except UnicodeDecodeError:
            return None

    def shown(self, cell: bytes) -> str:
        """The cell as far as it can be shown: undefined bytes as `\\x81`."""
        if self.is_utf8:
            return cell.decode("utf-8", "backslashreplace").replace("\0", "\\x00")
        odd = frozenset(self.undefined + b"\0")
        return "".join(
            f"\\x{byte:02x}" if byte in odd else bytes((byte,)).decode(self.python) for byte in cell
        )

    def in_file(self, raw: bytes) -> bytes:
        """The bytes as they stand in the file: those of UTF-16 again, where it was UTF-16."""
        if self.name not in UTF16:
            return raw
        return raw.decode("utf-8", "surrogatepass").encode(self.name, "surrogatepass")

    def undefined_positions(self, data: bytes, array: Bytes) -> Positions:
        """Where bytes stand that mean nothing: undefined ones, NUL, the start of an invalid UTF-8 sequence."""
        nul = np.flatnonzero(array == 0) if b"\0" in data else np.empty(0, np.int64)
        if data.isascii():
            return nul
        odd = _invalid_utf8(data) if self.is_utf8 else self._undefined(data, array)
        return np.union1d(nul, odd) if nul.size else odd

    def _undefined(self, data: bytes, array: Bytes) -> Positions:
        # looking for each byte by itself is many times faster than looking at every byte
        there = [byte for byte in self.undefined if byte in data]
        if not there:
            return np.empty(0, np.int64)
        odd = np.zeros(256, np.bool_)
        odd[there] = True
        return np.flatnonzero(odd[array])

    def to_utf8(self, data: bytes) -> bytes:
        """The same text in UTF-8; `data` must hold no undefined byte."""
        if self.is_utf8 or data.isascii():
            return data
        return data.decode(self.python).encode()


@cache
def codec(name: str) -> Codec:
    """The codec of an encoding; raises LookupError when there is none or ASCII does not mean ASCII in it.

    >>> codec("cp1250").name, codec("utf-16-le").python
    ('windows-1250', 'utf-8')
    >>> codec("windows-1250").undefined.hex(" ")
    '81 83 88 90 98'
    """
    found = codecs.lookup(name).name
    if found in {"utf-8", "utf-8-sig", "ascii", *UTF16}:
        return Codec(found if found != "utf-8-sig" else "utf-8", "utf-8")
    if not _is_single_byte(found):
        raise LookupError(name)
    undefined = bytes(byte for byte in range(128, 256) if not _defined(byte, found))
    return Codec(_SHOWN.get(found, found), found, undefined)


def _is_single_byte(name: str) -> bool:
    try:
        whole = bytes(range(256)).decode(name, "replace")
        return len(whole) == 256 and whole[:128] == ASCII_RANGE.decode("ascii")
    except (UnicodeError, LookupError):
        return False


def _defined(byte: int, name: str) -> bool:
    if name in CONTROLS_ARE_UNDEFINED and byte in C1_CONTROLS:
        return False
    return bytes((byte,)).decode(name, "replace") != "\ufffd"


def _invalid_utf8(data: bytes) -> Positions:
    """Where bytes stand that are no UTF-8. Python marks each by a surrogate; widths lead back to the bytes."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape").encode("utf-32-le", "surrogatepass")
        points = np.frombuffer(text, np.uint32)
        escaped = (points >= 0xDC80) & (points <= 0xDCFF)
        widths = 1 + (points > 0x7F).astype(np.int64) + (points > 0x7FF) + (points > 0xFFFF)
        widths[escaped] = 1
        found: Positions = (np.cumsum(widths) - widths)[escaped]
        return found
    return np.empty(0, np.int64)
