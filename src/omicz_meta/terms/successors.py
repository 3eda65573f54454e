"""What an obsolete term became: chains of replacements, followed to their end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from omicz_meta.terms.pack import Pack

Ending = Literal["valid", "replaced", "outside", "obsolete", "several", "cycle", "unknown"]
"""Valid; replaced by a valid term; by one outside the pack; by none; by several; in a circle; not in the pack."""


@dataclass(frozen=True, slots=True)
class Current:
    """Where a term stands today. `curie` is the term to use, None where nobody can say; `chain` is what led there.

    `candidates` are the terms of which a person has to choose: several replacements, or what to consider.
    """

    ending: Ending
    curie: str | None
    chain: tuple[str, ...]
    candidates: tuple[str, ...] = ()


def current(pack: Pack, curie: str) -> Current:
    """Follow the replacements of a term. A circle ends nowhere, and several replacements are a choice for people.

    >>> import tempfile, pathlib
    >>> from omicz_meta.terms.content import About, Term
    >>> from omicz_meta.terms.write import write_pack
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "ex.pack"
    >>> old = Term("EX:2", obsolete=True, replaced_by=("EX:1",))
    >>> older = Term("EX:3", obsolete=True, replaced_by=("EX:2",))
    >>> write_pack(path, About("ex", "1", prefixes=("EX",)), [Term("EX:1"), old, older])
    >>> with Pack(path) as pack:
    ...     current(pack, "EX:3")
    Current(ending='replaced', curie='EX:1', chain=('EX:3', 'EX:2', 'EX:1'), candidates=())
    """
    chain = [curie]
    while True:
        found = pack.rows("SELECT nr, obsolete FROM term WHERE curie = ?", chain[-1])
        if not found:
            outside = len(chain) > 1
            return Current("outside" if outside else "unknown", chain[-1] if outside else None, tuple(chain))
        number, obsolete = found[0]
        if not obsolete:
            return Current("replaced" if len(chain) > 1 else "valid", chain[-1], tuple(chain))
        targets = _targets(pack, number, "replaced_by")
        if len(targets) != 1:
            choice = targets or _targets(pack, number, "consider")
            return Current("several" if targets else "obsolete", None, tuple(chain), choice)
        chain.append(targets[0])
        if targets[0] in chain[:-1]:
            return Current("cycle", None, tuple(chain))


def circles(pack: Pack) -> tuple[tuple[str, ...], ...]:
    """The circles among the replacements of a pack, each once, first and last alike."""
    query = (
        "SELECT term.curie, successor.curie FROM successor JOIN term ON nr = term"
        " WHERE obsolete AND kind = 'replaced_by' ORDER BY 1, 2"
    )
    following: dict[str, list[str]] = {}
    for curie, target in pack.rows(query):
        following.setdefault(curie, []).append(target)
    done: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in following:
        path = [start]
        while path[-1] in following and path[-1] not in done and path[-1] not in path[:-1]:
            path.append(following[path[-1]][0])
        if path[-1] in path[:-1]:
            found.append(tuple(path[path.index(path[-1]) :]))
        done.update(path)
    return tuple(found)


def _targets(pack: Pack, number: int, kind: str) -> tuple[str, ...]:
    query = "SELECT curie FROM successor WHERE term = ? AND kind = ? ORDER BY rowid"
    return tuple(target for (target,) in pack.rows(query, number, kind))
