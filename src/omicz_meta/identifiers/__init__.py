"""Recognises the numbers and addresses that name a person in Czechia, and makes keyed pseudonyms of them.

A leaf: standard library only. A single value proves little, since one random number in sixteen passes for a RID;
`privacy.detect` judges whole columns.
"""

from __future__ import annotations

from omicz_meta.identifiers.accounts import is_account
from omicz_meta.identifiers.hidden import number_in_uuid, spellings, unpacked
from omicz_meta.identifiers.kinds import Found, IdentifierKind
from omicz_meta.identifiers.names import is_listed_name, names
from omicz_meta.identifiers.numbers import (
    BirthNumber,
    birth_number,
    contradictions,
    is_birth_shape,
    is_drid,
    is_rid,
    padded_birth_number,
)
from omicz_meta.identifiers.persons import BIRTH_NUMBER_SYSTEM, known_as
from omicz_meta.identifiers.pseudonyms import as_hashed, is_pseudonym, key_id, keyed_digests, keyed_pseudonym
from omicz_meta.identifiers.recognise import find, looks_like
from omicz_meta.identifiers.shapes import (
    addresses,
    capitalised_pairs,
    certain_addresses,
    is_address,
    is_email,
    is_iban,
    is_id_card,
    is_insurance_number,
    is_passport,
    is_personal_name,
    is_phone,
)

__all__ = [
    "BIRTH_NUMBER_SYSTEM",
    "BirthNumber",
    "Found",
    "IdentifierKind",
    "addresses",
    "as_hashed",
    "birth_number",
    "capitalised_pairs",
    "certain_addresses",
    "contradictions",
    "find",
    "is_account",
    "is_address",
    "is_birth_shape",
    "is_drid",
    "is_email",
    "is_iban",
    "is_id_card",
    "is_insurance_number",
    "is_listed_name",
    "is_passport",
    "is_personal_name",
    "is_phone",
    "is_pseudonym",
    "is_rid",
    "key_id",
    "keyed_digests",
    "keyed_pseudonym",
    "known_as",
    "looks_like",
    "names",
    "number_in_uuid",
    "padded_birth_number",
    "spellings",
    "unpacked",
]
