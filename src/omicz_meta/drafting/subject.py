"""Finds out who the rows of a table are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from omicz_meta.drafting.guess import SURE
from omicz_meta.drafting.lexicon import Lexicon, called
from omicz_meta.drafting.likeness import likeness
from omicz_meta.drafting.reasons import Reason

if TYPE_CHECKING:
    from omicz_meta.profile.judging import Seen
    from omicz_meta.profile.tables import ProfiledTable

KEYS_OF_PERSONS = ("birth_number", "rid", "insurance_number")
_NAMES_PERSON = 0.7


@dataclass(frozen=True, slots=True)
class Subject:
    """The column that says which person a row is about, how sure we are, and why."""

    column: str
    score: float
    reason: Reason


def subject_of(
    table: ProfiledTable, links: Mapping[tuple[str, str], str], lexicon: Lexicon
) -> Subject | None:
    """Who the rows are about: a column named so, one that links to persons, else the number of an insured person.

    `links` are columns of this table that stand in a key column of another one, with that key's name.
    """
    names = lexicon.names("*", "individual")
    able = [(name, seen) for name, seen in table.seen.items() if _may_be_key(seen)]
    found = []
    for name, _ in able:
        target = links.get((table.facts.name, name))
        score, phrase = called(name, names)
        linked = called(target, names)[0] if target else 0.0
        if max(score, linked) >= _NAMES_PERSON:
            reason = (("called", phrase),) if score >= linked else (("linked", target or ""),)
            found.append(Subject(name, max(score, linked), reason))
    best = max(found, key=lambda subject: subject.score, default=None)
    return best or next(_by_number(table), None) or next(_by_key(able), None)


def _may_be_key(seen: Seen) -> bool:
    return (
        seen.facts.identifier is None
        and seen.facts.type in ("identifier", "integer", "text", "category")
        and seen.facts.distinct > 1
    )


def _by_number(table: ProfiledTable) -> Iterator[Subject]:
    for name, seen in table.seen.items():
        if seen.facts.identifier in KEYS_OF_PERSONS:
            yield Subject(name, SURE, (("number", ""),))


def _by_key(able: list[tuple[str, Seen]]) -> Iterator[Subject]:
    for name, seen in able:
        if seen.key and likeness(name, "id") >= 0.9:
            yield Subject(name, SURE, (("key", ""),))
