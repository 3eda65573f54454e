"""Code maps whose targets became obsolete since they were written; told by the packs that are installed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from omicz_meta.engine.plan import CodeMap
from omicz_meta.problem import Problem
from omicz_meta.terms.lexicon import Lexicon
from omicz_meta.terms.succession import Successors
from omicz_meta.yamlfile import Node


def obsolete_targets(codes: Mapping[str, CodeMap], used: Iterable[str], packs: Lexicon) -> Iterator[Problem]:
    """T029 for each row of a used code map that leads to an obsolete code; of an installed set once for all of it."""
    if not packs.packs:
        return
    for name in used:
        one = codes.get(name)
        if one is None:
            continue
        gone = packs.all_successors(packs.obsolete(target for _, target in one.targets))
        told = {
            target: line for (_, target), line in zip(one.targets, one.lines, strict=True) if target in gone
        }
        # rows of an installed set have no line that somebody could change
        yield from (_told(one, target, line, gone[target]) for target, line in told.items() if line)
        if rest := sorted(target for target, line in told.items() if not line):
            yield replace(_told(one, rest[0], 1, gone[rest[0]]), count=len(rest))


def _told(one: CodeMap, target: str, line: int, after: Successors) -> Problem:
    candidates = after.replaced_by or after.consider
    return Node(one.file, line, 1).problem("T029", target, candidates=candidates, codes=one.name)
