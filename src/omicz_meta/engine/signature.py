"""What a function takes and gives: its name, parameters and result, in the types of the expression language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal[
    "text", "integer", "decimal", "boolean", "date", "partial_date", "duration", "quantity", "list", "any"
]


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameters of a function; the last repeats when `variadic`, the last `optional` ones may be left out.

    Arguments from position `written` on must be written constants. `fault` is the problem of a value from which
    the function makes nothing although all its arguments are there (T002: not the form of a code).

    >>> Signature("trim", ("text",), "text", "text without white space at the ends").accepts(1)
    True
    """

    name: str
    parameters: tuple[Type, ...]
    result: Type
    summary: str
    variadic: bool = False
    optional: int = 0
    written: int | None = None
    fault: str | None = None

    def accepts(self, count: int) -> bool:
        """Whether so many arguments fit."""
        least = len(self.parameters) - self.optional
        return count >= least and (self.variadic or count <= len(self.parameters))
