"""What became of obsolete terms: replacements followed to their end, within a pack and from pack to pack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from omicz_meta.terms.pack import Pack

Place = tuple[Pack, int, bool]
"""Where a term stands: its pack, its number there, whether it is obsolete."""

Steps = Mapping[str, Sequence[tuple[str, str]]]
"""What stands for terms, by CURIE: kind (`replaced_by`, `consider`) and CURIE of each, in order."""

_NEXT = "SELECT kind, curie FROM successor WHERE term = ? ORDER BY rowid"
_REPLACED = (
    "SELECT term.curie, successor.curie FROM successor JOIN term ON nr = term"
    " WHERE obsolete AND kind = 'replaced_by' ORDER BY 1, 2"
)


@dataclass(frozen=True, slots=True)
class Successors:
    """What an obsolete code became. `cyclic`: it became itself again, so nothing can be said."""

    replaced_by: tuple[str, ...] = ()
    consider: tuple[str, ...] = ()
    cyclic: bool = False


def all_steps(codes: Iterable[str], ask: Callable[[Sequence[str]], Steps]) -> Steps:
    """The steps from these codes and from all that replaced them; `ask` is called once a step of the chains."""
    following: dict[str, Sequence[tuple[str, str]]] = {}
    waiting: Sequence[str] = tuple(dict.fromkeys(codes))
    while waiting:
        found = ask(waiting)
        following.update((code, found.get(code, ())) for code in waiting)
        targets = (to for code in waiting for kind, to in following[code] if kind == "replaced_by")
        waiting = [target for target in dict.fromkeys(targets) if target not in following]
    return following


def followed(code: str, steps: Steps, obsolete: frozenset[str]) -> Successors:
    """What a code became in the end; steps that lead to `obsolete` terms, or round in a circle, lead nowhere.

    >>> steps = {"EX:3": [("replaced_by", "EX:2")], "EX:2": [("replaced_by", "EX:1")], "EX:1": []}
    >>> followed("EX:3", steps, frozenset({"EX:2", "EX:3"}))
    Successors(replaced_by=('EX:1',), consider=(), cyclic=False)
    """
    ends: dict[str, None] = {}
    beside: dict[str, None] = {}
    seen, waiting, cyclic = {code}, [code], False
    while waiting:
        one = waiting.pop(0)
        after = [target for kind, target in steps[one] if kind == "replaced_by"]
        if not after:
            beside.update(dict.fromkeys(target for kind, target in steps[one] if kind == "consider"))
            ends.update({} if one == code or one in obsolete else {one: None})
        cyclic = cyclic or not seen.isdisjoint(after)
        waiting += [target for target in after if target not in seen]
        seen.update(after)
    return Successors(tuple(ends), tuple(beside), cyclic and not ends)


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
    """The term itself where it is not obsolete; else what replaced it or, where nothing did, what may be considered.

    Never an obsolete term, nor one that no pack has; nothing where nobody can say.
    """
    waiting, seen, found = [curie], {curie}, dict[str, None]()
    while waiting:
        name = waiting.pop(0)
        steps = all_steps([name], lambda codes: {code: _next(packs, code) for code in codes})
        places = {code: place_of(packs, code) for code in steps}
        after = followed(name, steps, frozenset(code for code, at in places.items() if at and at[2]))
        ends = after.replaced_by or (name,)
        valid = [end for end in ends if (at := places[end]) and not at[2]]
        found.update(dict.fromkeys(valid))
        further = [one for one in after.consider if not valid and one not in seen]
        seen.update(further)
        waiting += further
    return tuple(found)


def circles(pack: Pack) -> tuple[tuple[str, ...], ...]:
    """The circles among the replacements of a pack, each once, first and last alike."""
    following: dict[str, list[str]] = {}
    for curie, target in pack.rows(_REPLACED):
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


def _next(packs: Sequence[Pack], curie: str) -> Sequence[tuple[str, str]]:
    at = place_of(packs, curie)
    return at[0].rows(_NEXT, at[1]) if at and at[2] else ()
