"""Reads the parts of a hand-written mapping file one by one and collects what is wrong, instead of stopping."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.place import Place
from omicz_meta.problem import Problem

if TYPE_CHECKING:
    from omicz_meta.yamlfile import Node


NOTHING_REFUSED: MappingProxyType[str, str] = MappingProxyType({})


def nearest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Up to three names that are close to a wrong one, the nearest first.

    >>> nearest("birthdate", ["birth_date", "death_date", "cohorts"])
    ('birth_date', 'death_date')
    """
    by_folded = {name.casefold(): name for name in names}
    return tuple(by_folded[found] for found in difflib.get_close_matches(name.casefold(), by_folded, 3))


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with a mapping, collected while it is read. Each fault is told once."""

    found: list[Problem] = field(default_factory=list)
    _known: set[Problem] = field(default_factory=set, repr=False, compare=False)

    def add(self, problem: Problem) -> None:
        """Take a fault in, unless the same one is already there."""
        if problem not in self._known:
            self._known.add(problem)
            self.found.append(problem)

    def shape(self, node: Node, expected: str) -> None:
        """The value has the wrong form: a list where keys are needed, and the like."""
        self.add(node.problem("M001", reason=f"here stands {expected}"))

    def refuse(self, node: Node, feature: str, reason: str) -> None:
        """Something that linkml-map has and that is not done here, with the reason."""
        self.add(node.problem("M012", feature, feature=feature, reason=reason))

    def choice(self, node: Node, value: str, allowed: Iterable[str], slot: str) -> None:
        """A word that is not one of those allowed."""
        names = tuple(allowed)
        near = nearest(value, names) or (names if len(names) <= 12 else ())
        self.add(node.problem("M009", value, place=Place(slot=slot), candidates=near, value_set=slot))

    def keys(
        self, node: Node, known: Iterable[str], where: str, refused: Mapping[str, str] = NOTHING_REFUSED
    ) -> dict[str, Node]:
        """The entries of a mapping whose keys are known; others are told with the reason or the nearest right name."""
        if node.shape != "mapping":
            if not node.empty:
                self.shape(node, f"{where}: keys with values")
            return {}
        names = tuple(known)
        for key, _ in node.entries:
            if key.text in refused:
                self.refuse(key, key.text, refused[key.text])
            elif key.text not in names:
                self.add(
                    key.problem(
                        "M002", key.text, candidates=nearest(key.text, names), key=key.text, where=where
                    )
                )
        return {key.text: value for key, value in node.entries if key.text in names and not value.empty}

    def text(self, node: Node | None, where: str) -> str | None:
        """A text; numbers are taken as written."""
        if node is None:
            return None
        if node.shape != "scalar" or node.empty:
            self.shape(node, f"{where}: a text")
            return None
        return node.text

    def word(self, node: Node | None, allowed: Iterable[str], where: str) -> str | None:
        """A text out of a closed list."""
        value = self.text(node, where)
        if node is None or value is None or value in (names := tuple(allowed)):
            return value
        self.choice(node, value, names, where)
        return None

    def number(self, node: Node | None, where: str) -> int | None:
        """A whole number."""
        if node is None:
            return None
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            return node.value
        self.shape(node, f"{where}: a whole number")
        return None

    def texts(self, node: Node | None, where: str) -> tuple[Node, ...]:
        """A list of texts; a single text stands for a list of one."""
        if node is None:
            return ()
        parts = node.items if node.shape == "list" else (node,)
        return tuple(part for part in parts if self.text_or_empty(part, where) is not None)

    def text_or_empty(self, node: Node, where: str) -> str | None:
        """A text that may be empty (`""`, or nothing at all)."""
        if node.shape != "scalar":
            self.shape(node, f"{where}: a text")
            return None
        return node.text

    def flag(self, node: Node | None, where: str) -> bool:
        """True or false; false when not written."""
        if node is None:
            return False
        if isinstance(node.value, bool):
            return node.value
        self.shape(node, f"{where}: true or false")
        return False
