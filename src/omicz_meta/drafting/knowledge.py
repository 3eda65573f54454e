"""Everything a guess is made with: the model, its words, what slots are called, and how many rows are enough."""

from __future__ import annotations

from dataclasses import dataclass

from omicz_meta.drafting.lexicon import Lexicon
from omicz_meta.profile.vocabulary import Vocabulary
from omicz_meta.schema import Schema


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The model, known words, names of slots; values that fewer than `min_cell` rows carry are never written."""

    schema: Schema
    words: Vocabulary
    lexicon: Lexicon
    min_cell: int = 10
