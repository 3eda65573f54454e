"""Keyed pseudonyms of whole columns, hashed by Python, which puts the key before the first text only."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from omicz_meta.engine.cells import repeats
from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.identifiers import as_hashed, keyed_digests

_WIDTH = 32
_PAIRS = np.array([[97 + (byte >> 4), 97 + (byte & 15)] for byte in range(256)], "uint8").view("uint16")[:, 0]
"""The two letters, from a to p, that each byte is written as."""


class Pseudonyms:
    """Makes the pseudonyms of one key, `identifiers.keyed_pseudonym`; for one thread at a time.

    >>> pseudonyms = Pseudonyms(PseudonymKey(bytes(32), "node/dataset"))
    >>> pseudonyms.of(pa.array([" P001 ", None]), "Individual").to_pylist()
    ['agjababdinbjjombjmldmanmicpmhdpn', None]
    """

    def __init__(self, key: PseudonymKey) -> None:
        self._key = key
        self._last: dict[str, tuple[pa.Array, pa.Array]] = {}

    def of(self, column: pa.Array | pa.ChunkedArray, record_class: str) -> pa.Array:
        """The pseudonyms of texts, or of lists of texts, in the domain of a class; null stays null."""
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if not pa.types.is_list(whole.type):
            return self._texts(whole, record_class)
        inner = self._texts(whole.values, record_class)
        return pa.ListArray.from_arrays(
            whole.offsets, inner, mask=whole.is_null() if whole.null_count else None
        )

    def _texts(self, texts: pa.Array, record_class: str) -> pa.Array:
        # classes made of one block mostly ask for the same column one after the other
        last = self._last.get(record_class)
        if last is not None and last[0].equals(texts):
            return last[1]
        domain = self._key.domain(record_class)
        if repeats(texts):
            coded = texts.dictionary_encode()
            made = self._hashed(coded.dictionary, domain).take(coded.indices)
        else:
            made = self._hashed(texts, domain)
        self._last[record_class] = texts, made
        return made

    def _hashed(self, texts: pa.Array, domain: str) -> pa.Array:
        digests = b"".join(keyed_digests(self._key.secret, domain, _as_hashed(texts.drop_null())))
        return _written(digests, texts)


def _as_hashed(texts: pa.Array) -> list[bytes]:
    """What of texts without nulls is hashed. Most ids are of ASCII without a space, and as they stand."""
    values: list[bytes] = texts.cast(pa.binary()).to_pylist()
    whole = b"\0".join(values)
    if whole.isascii() and not any(mark in whole for mark in b" \t\r\n"):
        return values
    return [as_hashed(value.decode()) for value in values]


def _written(digests: bytes, texts: pa.Array) -> pa.Array:
    """Digests as letters, with nulls where there is no text."""
    letters = _PAIRS[np.frombuffer(digests, "uint8")]
    there = np.ones(len(texts), bool)
    if texts.null_count:
        there = texts.is_valid().to_numpy(zero_copy_only=False)
    ends = np.zeros(len(texts) + 1, "int32")
    np.cumsum(there * _WIDTH, out=ends[1:])
    valid = pa.py_buffer(np.packbits(there, bitorder="little")) if texts.null_count else None
    return pa.Array.from_buffers(
        pa.string(), len(texts), [valid, pa.py_buffer(ends), pa.py_buffer(letters)], texts.null_count
    )
