"""Terms that may be meant by a value that could not be translated, for the findings of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING

from omicz_meta.errors import OmiczError
from omicz_meta.schema import Branch, Kind, Slot
from omicz_meta.terms.store import Installed

if TYPE_CHECKING:
    from omicz_meta.terms.finder import Allowed, Finder

NEAREST = 3
MOST_VALUES = 2000
"""So many values are looked up; a report of more is not read value by value."""
Near = Callable[[str, Slot | None], tuple[str, ...]]
"""Terms near a value that a slot takes, as `CURIE label`, the nearest first."""


def nothing_near(value: str, slot: Slot | None) -> tuple[str, ...]:
    """What is near where no pack is installed."""
    del value, slot
    return ()


@contextmanager
def near_terms(packs: Sequence[Installed]) -> Iterator[Near]:
    """Looks terms up in these packs, which are indexed when the first value is asked for.

    Suggestions are a help: where there is no pack, or one is damaged, there are none.
    """
    with ExitStack() as stack:

        @cache
        def found() -> Finder | None:
            from omicz_meta.terms.choice import finder_over  # noqa: PLC0415 - most runs have nothing to look up

            try:
                return stack.enter_context(finder_over(packs)) if packs else None
            except OmiczError:
                return None

        @cache
        def allowed(pattern: str | None, branches: tuple[Branch, ...]) -> Allowed | None:
            index = found()
            return index.allowed((), pattern, branches) if index is not None else None

        @cache
        def near(value: str, pattern: str | None, branches: tuple[Branch, ...]) -> tuple[str, ...]:
            index = found() if near.cache_info().misses <= MOST_VALUES else None
            if index is None:
                return ()
            terms = index.suggest(value, NEAREST, allowed=allowed(pattern, branches))
            return tuple(f"{one.curie} {one.label}" for one in terms)

        def asked(value: str, slot: Slot | None) -> tuple[str, ...]:
            if slot is None or slot.kind is not Kind.CURIE:
                return ()
            return near(value, slot.pattern, slot.vocabularies)

        yield asked
