"""Names of a package that are fetched when they are first asked for, so that who needs one does not load the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def fetching(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of a package, some of whose names stand in modules of it that are loaded when asked for.

    A name may not be that of a module of the package: the module would stand in its place once it is loaded.

    >>> fetching("omicz_meta", {"Place": "place"})("Place")
    <class 'omicz_meta.place.Place'>
    """

    def fetched(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return fetched
