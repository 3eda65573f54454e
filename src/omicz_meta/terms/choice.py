"""Chooses installed packs to look in, and makes one index of their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from omicz_meta.errors import EnvironmentFault
from omicz_meta.terms.finder import Finder
from omicz_meta.terms.index import build_index
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.store import Installed, Store

NONE_INSTALLED = "No pack of terms is installed. Get one with: omicz-meta packs add hp"


@contextmanager
def finder(store: Store, names: Sequence[str] = ()) -> Iterator[Finder]:
    """A finder over these packs of a store, or over all of them; it lasts as long as the block.

    With a pack come those that add names to it, and with one that adds names the pack whose terms they are. Raises
    EnvironmentFault where one is not installed, or none is, UsageError where one is damaged.
    """
    with finder_over(chosen(store, names)) as found:
        yield found


@contextmanager
def finder_over(installed: Sequence[Installed]) -> Iterator[Finder]:
    """A finder over just these packs; it lasts as long as the block. Raises UsageError where one is damaged."""
    # names are added to terms that are there already
    ordered = sorted(installed, key=lambda one: (one.about.kind != "terms", one.about.name))
    with ExitStack() as open_:
        yield Finder(build_index([open_.enter_context(Pack(one.path)) for one in ordered]))


def chosen(store: Store, names: Sequence[str] = ()) -> tuple[Installed, ...]:
    """The installed packs that are meant, in the order of their names."""
    installed = {one.about.name: one for one in store.installed() if one.about.kind != "files"}
    if not installed:
        raise EnvironmentFault(NONE_INSTALLED)
    for name in names:
        if name not in installed:
            raise EnvironmentFault(
                f"The pack {name} is not installed. Get it with: omicz-meta packs add {name}"
            )
    wanted = {*names, *(installed[name].about.extends for name in names)}
    found = [
        one
        for one in installed.values()
        if not names or one.about.name in wanted or (one.about.extends and one.about.extends in names)
    ]
    return tuple(found)
