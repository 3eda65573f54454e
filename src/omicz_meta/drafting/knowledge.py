"""Everything a guess is made with: the model, its words, what slots are called, and how many rows are enough."""

from __future__ import annotations

from dataclasses import dataclass, field

from omicz_meta.drafting.lexicon import Lexicon
from omicz_meta.profile.vocabulary import Vocabulary
from omicz_meta.schema import Schema
from omicz_meta.schema.own import additions


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The model, known words, names of slots; values that fewer than `min_cell` rows carry are never written.

    `own` are the slots that a schema adds to the national model.
    """

    schema: Schema
    words: Vocabulary
    lexicon: Lexicon
    min_cell: int = 10
    own: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "own", frozenset[str]().union(*additions(self.schema).values()))
