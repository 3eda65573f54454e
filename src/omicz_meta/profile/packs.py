"""Codes and names of a column, looked up in the vocabularies that are installed: counts, no values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from omicz_meta.profile.codes import Recognised, code_of, parts_of
from omicz_meta.profile.facts import Counted
from omicz_meta.terms.checks import known_codes
from omicz_meta.terms.folding import fold
from omicz_meta.terms.lexicon import Lexicon

MOST_NAMES = 5_000
"""So many different cells are looked up as names; more are free text."""
FEWEST = 3
"""Fewer names than these may be chance."""
_MOSTLY = 0.5


def looked_up(found: Recognised | None, cells: Mapping[str, int], packs: Lexicon) -> Recognised | None:
    """What was recognised, with the number of cells whose code a pack knows, where one speaks for the system."""
    vocabulary = packs.vocabulary(found.prefix) if found else None
    if found is None or vocabulary is None:
        return found
    parts = parts_of(cells, found.split)
    codes = {part: code_of(found.system, part) for part in parts}
    known = known_codes(set(codes.values()), vocabulary)
    listed = sum(count for part, count in parts.items() if codes[part] in known)
    about = vocabulary.packs[0].about
    return replace(found, listed=listed, pack=f"{about.name} {about.version}".strip())


def named(cells: Mapping[str, int], packs: Lexicon) -> Counted | None:
    """The pack that has most cells of a column as names of terms, and how many cells; None when they are no names."""
    if not packs.packs or not FEWEST <= len(cells) <= MOST_NAMES:
        return None
    folded = {cell: fold(cell) for cell in cells}
    counted = [
        Counted(name, sum(count for cell, count in cells.items() if folded[cell] in known))
        for name, known in _names(set(folded.values()), packs)
        if sum(folded[cell] in known for cell in cells) >= FEWEST
    ]
    best = max(counted, key=lambda one: one.count, default=None)
    return best if best is not None and best.count >= _MOSTLY * sum(cells.values()) else None


def _names(folded: set[str], packs: Lexicon) -> Iterable[tuple[str, frozenset[str]]]:
    """For each vocabulary those of the names that it, or a translation of it, has."""
    for pack in packs.packs:
        if pack.about.kind == "terms" and pack.about.prefixes:
            found = (packs.naming(prefix, sorted(folded)) for prefix in pack.about.prefixes)
            yield pack.about.name, frozenset(name for names in found for name in names)
