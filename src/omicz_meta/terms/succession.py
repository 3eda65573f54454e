"""What follows an obsolete term, in several packs: never another obsolete term, and nothing where nobody can say."""

from __future__ import annotations

from collections.abc import Sequence

from omicz_meta.terms import successors
from omicz_meta.terms.pack import Pack

Place = tuple[Pack, int, bool]
"""Where a term stands: its pack, its number there, whether it is obsolete."""


def place_of(packs: Sequence[Pack], curie: str) -> Place | None:
    """Where the term of a code stands; packs that only add names to terms do not count."""
    for pack in packs:
        rows = (
            pack.rows("SELECT nr, obsolete FROM term WHERE curie = ?", curie)
            if pack.about.kind == "terms"
            else []
        )
        for number, obsolete in rows:
            return pack, number, bool(obsolete)
    return None


def current(packs: Sequence[Pack], curie: str) -> tuple[str, ...]:
    """The term itself where it is not obsolete; else what replaced it or, where nothing did, what may be considered."""
    waiting, seen, found = [curie], {curie}, dict[str, None]()
    while waiting:
        name = waiting.pop(0)
        at = place_of(packs, name)
        if at is None:
            continue
        end = successors.current(at[0], name)
        if end.curie is not None and end.ending != "outside":
            found[end.curie] = None
        further = (end.curie, *end.candidates) if end.ending == "outside" else end.candidates
        following = [one for one in further if one is not None and one not in seen]
        seen.update(following)
        waiting += following
    return tuple(found)
