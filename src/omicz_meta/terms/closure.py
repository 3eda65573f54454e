"""All that stands above each term, found once when a pack is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter


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
    try:
        order = tuple(TopologicalSorter(parents).static_order())
    except CycleError as fault:
        raise CyclicHierarchy(tuple(reversed(fault.args[1]))) from fault
    above: dict[str, frozenset[str]] = {}
    for term in order:
        near = parents.get(term, ())
        above[term] = frozenset(near).union(*(above[parent] for parent in near))
    return above
