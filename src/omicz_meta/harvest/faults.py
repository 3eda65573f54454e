"""Why a node, or one document of it, could not be had: as exceptions within the harvest, as Problems outside of it."""

from __future__ import annotations

from omicz_meta.place import Place
from omicz_meta.problem import Problem

Reason = tuple[str, str]
"""A reason in Czech and in English."""


class Unreachable(Exception):
    """A document cannot be had. `code` says what kind of fault it is, `gone` that the node says it is no more.

    `spent` says that the node has used up what it may have, so that nothing else of it can be had either.
    """

    def __init__(
        self, reason: Reason, code: str = "C060", *, gone: bool = False, spent: bool = False
    ) -> None:
        super().__init__(reason[1])
        self.reason, self.code, self.gone, self.spent = reason, code, gone, spent

    def problem(self, node: str, address: str) -> Problem:
        """The finding that a steward reads; `address` is where it happened."""
        return told(self.code, node, address, self.reason)


class Stopped(Exception):
    """The harvest was interrupted; what was fetched so far is kept for the next time."""


def told(code: str, node: str, address: str, reason: Reason | None = None, **more: str) -> Problem:
    """A Problem about a node, with its reason in both languages."""
    detail = (("node", node), ("address", address), *more.items())
    if reason is not None:
        detail = (*detail, ("reason.cs", reason[0]), ("reason.en", reason[1]))
    # what a node wrote may hold signs that a terminal obeys
    detail = tuple((key, "".join(one if one.isprintable() else "�" for one in text)) for key, text in detail)
    return Problem(code, Place(file=node, record_class="Dataset"), detail=detail)
