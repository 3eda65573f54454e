"""What follows an obsolete term: through chains, once round a cycle, never another obsolete term."""

from __future__ import annotations

from collections.abc import Sequence

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
    waiting, seen, found = [curie], {curie}, []
    while waiting:
        name = waiting.pop(0)
        at = place_of(packs, name)
        if at is not None and not at[2]:
            found.append(name)
        elif at is not None:
            following = [one for one in _following(at) if one not in seen]
            seen.update(following)
            waiting += following
    return tuple(found)


def _following(at: Place) -> list[str]:
    pack, number, _ = at
    rows = pack.rows("SELECT kind, curie FROM successor WHERE term = ? ORDER BY rowid", number)
    return [to for kind, to in rows if kind == "replaced_by"] or [to for _, to in rows]
