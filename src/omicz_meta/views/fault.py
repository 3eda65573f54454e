"""Why a view is refused: what is told with its place when a view is read, before any resource is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from omicz_meta.place import Place
from omicz_meta.problem import Problem

FORM = "M040"
EXPRESSION = "M041"
ELEMENT = "M042"
MEANING = "M043"
"""Codes: not a ViewDefinition; FHIRPath that cannot be read or is not supported; an element that FHIR does not have;
an expression that says something that cannot be."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason: code, the JSON pointer to the part of the view, what stands there, and names that are like it."""

    code: str
    pointer: str
    value: str | None = None
    reason: str = ""
    candidates: tuple[str, ...] = ()
    at: int | None = None

    def problem(self, file: str) -> Problem:
        """The fault as a problem of the view's file; the position in an expression counts from 1."""
        told = {"reason": self.reason, "position": "" if self.at is None else str(self.at + 1)}
        return Problem(
            self.code,
            Place(file=file, column=self.pointer or "/"),
            value=self.value,
            candidates=self.candidates,
            detail=tuple((key, text) for key, text in told.items() if text),
        )

    def within(self, pointer: str) -> Fault:
        """The same fault of a part that stands at a pointer."""
        return replace(self, pointer=pointer)


class Refused(Exception):
    """Raised while an expression is judged, caught where the expression stands."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault
