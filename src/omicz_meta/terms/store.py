"""The folder of installed packs: `<name>.pack`, one version of each, and beside it `<name>.pack.sha256`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.terms.content import About
from omicz_meta.terms.layout import SUFFIX
from omicz_meta.terms.pack import Pack
from omicz_meta.userfolder import user_folder


@dataclass(frozen=True, slots=True)
class Installed:
    """A pack that is installed: its facts and its file."""

    about: About
    path: Path


@dataclass(frozen=True, slots=True)
class Store:
    """The packs of a folder. A folder that is not there holds none."""

    folder: Path

    def installed(self) -> tuple[Installed, ...]:
        """All packs that can be opened, by name; damaged ones are left to `packs verify`."""
        paths = sorted(self.folder.glob(f"*{SUFFIX}"), key=lambda path: path.name.removesuffix(SUFFIX))
        found = (self._installed(path) for path in paths)
        return tuple(one for one in found if one is not None)

    def path(self, name: str) -> Path:
        """Where the pack of a name is, or would be."""
        return self.folder / f"{name}{SUFFIX}"

    def pack(self, name: str) -> Pack | None:
        """The pack of that name, open; None when it is not installed."""
        return Pack(self.path(name)) if self.path(name).is_file() else None

    def speaking_for(self, prefix: str) -> tuple[Installed, ...]:
        """The packs that speak for a prefix of CURIEs."""
        return tuple(one for one in self.installed() if prefix in one.about.prefixes)

    def extending(self, name: str) -> tuple[Installed, ...]:
        """The packs that add names to the terms of another."""
        return tuple(one for one in self.installed() if one.about.extends == name)

    @staticmethod
    def _installed(path: Path) -> Installed | None:
        try:
            with Pack(path) as pack:
                return Installed(pack.about, path)
        except UsageError:
            return None


def own_store() -> Store:
    """The user's packs: the folder `$OMICZ_PACKS`, else `omicz-meta/packs` in the user's data folder.

    Raises EnvironmentFault where none is named and the user has no home.
    """
    if named := os.environ.get("OMICZ_PACKS"):
        return Store(Path(named))
    try:
        return Store(user_folder("data") / "packs")
    except RuntimeError as fault:
        raise EnvironmentFault("There is no home folder for packs; name a folder in OMICZ_PACKS.") from fault
