"""All that stands above each term, found once when a pack is built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


class CyclicHierarchy(ValueError):
    """Terms stand above themselves; `cycle` lists them in order, first and last alike."""

    def __init__(self, cycle: Sequence[str]) -> None:
        super().__init__(" -> ".join(cycle))
        self.cycle = tuple(cycle)


def ancestors(parents: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """For each term all terms above it, itself left out. Raises CyclicHierarchy.

    >>> sorted(ancestors({"a": ["b"], "b": ["c"], "c": []})["a"])
    ['b', 'c']
    """
    above: dict[str, frozenset[str]] = {}
    for term in _upwards(parents):
        near = parents.get(term, ())
        above[term] = frozenset(near).union(*(above[parent] for parent in near))
    return above


def _upwards(parents: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """All terms, each after those above it (depth first, without recursion)."""
    done: set[str] = set()
    for start in parents:
        path = [start] if start not in done else []
        while path:
            ahead = [one for one in parents.get(path[-1], ()) if one not in done]
            if not ahead:
                done.add(path[-1])
                yield path.pop()
            elif ahead[0] in path:
                raise CyclicHierarchy((*path[path.index(ahead[0]) :], ahead[0]))
            else:
                path.append(ahead[0])
