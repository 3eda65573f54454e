"""Schemas that are refused when they are compiled: what cannot be checked must not look as if it held."""

from __future__ import annotations

from omicz_meta.errors import Refusal
from omicz_meta.problem import Problem


class SchemaRefused(Refusal):
    """A schema that cannot be used; `problems` says why, in Czech and English."""


def cannot_check(element: str, feature: str, reason: str = "") -> SchemaRefused:
    """The refusal of something that LinkML can say and no check can ask.

    >>> str(cannot_check("Visit", "extra_slots", "columns are those of the class"))
    'Visit says extra_slots, which cannot be checked here: columns are those of the class.'
    """
    detail = (("element", element), ("feature", feature), *((("reason", reason),) if reason else ()))
    told = f": {reason}" if reason else ""
    return SchemaRefused(
        f"{element} says {feature}, which cannot be checked here{told}.", (Problem("M050", detail=detail),)
    )


def declared_again(element: str, first: str, second: str) -> SchemaRefused:
    """The refusal of a name that two schema files declare."""
    detail = (("element", element), ("first", first), ("second", second))
    return SchemaRefused(
        f"{element} is declared in {first} and again in {second}; LinkML would silently empty one of the two. "
        "Extend it by a class of another name that says is_a, by a mixin, or by new slots.",
        (Problem("M051", detail=detail),),
    )
