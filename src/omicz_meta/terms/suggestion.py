"""What is suggested for a text, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from omicz_meta.terms.content import Scope

Method = Literal["code", "exact", "reordered", "similar"]
"""How it was found: by its code; by a name that is the same but for case, diacritics and punctuation; by one with the
same words in another order; by one that is like the text."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term that may be meant. `name` is what was matched, verbatim, `label` what the term is called.

    `score` goes from 0 to 1. `instead_of` is the obsolete term whose name it was and which this one follows.
    """

    curie: str
    label: str
    name: str
    language: str
    scope: Scope
    status: str | None
    score: float
    method: Method
    pack: str
    instead_of: str | None = None
