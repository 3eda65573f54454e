"""Pseudonyms against a second writing of the formula, straight from RFC 2104."""

from __future__ import annotations

import hashlib
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omicz_meta.errors import UsageError
from omicz_meta.identifiers import find, is_pseudonym, key_id, keyed_pseudonym

KEYS = st.binary(min_size=32, max_size=32)
DOMAINS = st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"]), max_size=20)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def by_the_book(key: bytes, domain: str, value: str) -> str:
    padded = key + bytes(64 - len(key))
    inner, outer = bytes(b ^ 0x36 for b in padded), bytes(b ^ 0x5C for b in padded)
    message = (
        domain + "\x1f" + unicodedata.normalize("NFC", value).strip(" \t\r\n\u00a0\u2007\u2009\u202f\ufeff")
    ).encode()
    digest = hashlib.sha256(outer + hashlib.sha256(inner + message).digest()).hexdigest()[:32]
    return "".join("abcdefghijklmnop"[int(digit, 16)] for digit in digest)


@given(KEYS, DOMAINS, VALUES)
def test_formula(key: bytes, domain: str, value: str) -> None:
    assert keyed_pseudonym(key, domain, value) == by_the_book(key, domain, value)


@given(KEYS, DOMAINS, VALUES)
def test_a_pseudonym_never_looks_like_an_identifier(key: bytes, domain: str, value: str) -> None:
    made = keyed_pseudonym(key, domain, value)
    assert is_pseudonym(made)
    assert find(made) == ()


@given(KEYS, DOMAINS, DOMAINS, VALUES, VALUES)
def test_domain_and_value_do_not_run_together(
    key: bytes, one: str, two: str, first: str, second: str
) -> None:
    def known(text: str) -> str:
        return unicodedata.normalize("NFC", text).strip(" \t\r\n\u00a0\u2007\u2009\u202f\ufeff")

    same = (one, known(first)) == (two, known(second))
    assert (keyed_pseudonym(key, one, first) == keyed_pseudonym(key, two, second)) == same


def test_spelling_and_spaces_do_not_matter() -> None:
    key = bytes(range(32))
    names = [" P\u00e9ťa ", "Pe\u0301t\u030ca", "P\u00e9ťa\u00a0"]
    assert len({keyed_pseudonym(key, "d", name) for name in names}) == 1


def test_the_separator_in_a_domain_is_refused() -> None:
    with pytest.raises(UsageError):
        keyed_pseudonym(bytes(32), "a\x1fb", "c")


@given(KEYS, KEYS)
def test_key_id_tells_keys_apart(one: bytes, two: bytes) -> None:
    assert re.fullmatch("[a-p]{16}", key_id(one))
    assert (key_id(one) == key_id(two)) == (one == two)
