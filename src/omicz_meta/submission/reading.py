"""Reads the parts of a manifest one by one and collects what is wrong, instead of stopping."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.yamlfile import Node


@dataclass(frozen=True, slots=True)
class Reading:
    """A manifest being read: its folder and what is wrong so far."""

    root: Path
    found: list[Problem] = field(default_factory=list)

    def entries(self, node: Node, known: tuple[str, ...], where: str) -> dict[str, Node]:
        """Known keys that are filled; unknown ones are told with the nearest right name."""
        if node.shape != "mapping":
            self.found.append(node.problem("M001", reason=f"{where}: keys with values are needed here"))
            return {}
        for key, _ in node.entries:
            if key.text not in known:
                near = _nearest(key.text, known)
                self.found.append(key.problem("M002", key.text, candidates=near, key=key.text, where=where))
        return {key.text: value for key, value in node.entries if key.text in known and not value.empty}

    def text(self, node: Node | None, where: str) -> str | None:
        """A text."""
        if node is None:
            return None
        if node.shape == "scalar":
            return node.text
        self.found.append(node.problem("M001", reason=f"{where}: a text is needed here"))
        return None

    def texts(self, node: Node | None, where: str) -> tuple[Node, ...]:
        """Texts, or one text."""
        if node is None:
            return ()
        parts = node.items if node.shape == "list" else (node,)
        return tuple(part for part in parts if self.text(part, where) is not None)

    def missing(self, node: Node, key: str) -> None:
        """A key that must be there is not."""
        self.found.append(node.problem("M001", reason=f"the key {key} is missing"))

    def choice(self, node: Node, allowed: Iterable[str], slot: str) -> None:
        """A word that is not one of those allowed."""
        names = tuple(allowed)
        near = _nearest(node.text, names) or names[:5]
        self.found.append(
            node.problem("M009", node.text, place=Place(slot=slot), candidates=near, value_set=slot)
        )

    def inside(self, node: Node) -> Path | None:
        """A path that stays in the submission, links followed; R017 when it leads out."""
        path = Path(node.text.replace("\\", "/"))
        if not path.is_absolute() and self.leads_inside(path):
            return path
        self.found.append(node.problem("R017", path=node.text))
        return None

    def leads_inside(self, path: Path) -> bool:
        """Whether a path, counted from the submission, stays in it, links followed."""
        try:
            return (self.root / path).resolve().is_relative_to(self.root.resolve())
        except (OSError, ValueError, RuntimeError):  # a name that no file can have; a link to itself
            return False


def exists(path: Path) -> bool:
    """Whether something is there; a name that no file can have is that of none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether a folder is there; as `exists`."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _nearest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(name, list(names), 3))
