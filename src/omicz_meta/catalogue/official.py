"""Where the official shapes and code lists are found: in a folder of standards, or in packs. Nothing is fetched."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Protocol

from omicz_meta.catalogue.graph import MEDIA_TYPES
from omicz_meta.errors import UsageError
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.store import Store

ROOTS = MappingProxyType(
    {
        "shapes-healthdcat-ap-r8": "healthdcat-ap-r8",
        "shapes-dcat-ap": "dcat-ap-3.0.1",
        "eu-code-lists": "eu-authority-minimal",
    }
)
"""Packs that hold parts of the standards, and the folder that each is."""
_PARTS = ("shacl", "vocab")


class Standards(Protocol):
    """Files laid out as `healthdcat-ap-r8/shacl`, `healthdcat-ap-r8/vocab`, `dcat-ap-3.0.1/shacl` and so on."""

    def read(self, name: str) -> bytes:
        """The content of a file. Raises UsageError where it is not there."""

    def inside(self, folder: str) -> tuple[str, ...]:
        """The names of the RDF files in a folder, sorted; none where there is no such folder."""

    @property
    def fingerprint(self) -> str:
        """What changes when any of the files changes."""

    def __hash__(self) -> int:
        """Values: what was read from equal standards is kept."""


@dataclass(frozen=True, slots=True)
class StandardsFolder:
    """Standards in a folder, as `--shapes` names it."""

    folder: Path

    def read(self, name: str) -> bytes:
        """The content of a file."""
        try:
            return (self.folder / name).read_bytes()
        except OSError as fault:
            raise UsageError(f"{name} of the official shapes cannot be read: {fault.strerror}.") from fault

    def inside(self, folder: str) -> tuple[str, ...]:
        """The names of the RDF files in a folder."""
        return tuple(
            f"{folder}/{file.name}"
            for file in sorted((self.folder / folder).glob("*"))
            if file.suffix in MEDIA_TYPES
        )

    @property
    def fingerprint(self) -> str:
        """A digest of all RDF files of the standards that are read."""
        whole = hashlib.sha256()
        for root in ROOTS.values():
            for file in sorted((self.folder / root).rglob("*.ttl")):
                whole.update(hashlib.sha256(file.read_bytes()).digest())
        return whole.hexdigest()


@dataclass(frozen=True, slots=True)
class StandardsPacks:
    """Standards in packs: pairs of a root and the file of its pack. A pack may begin at or above its `shacl` folder."""

    packs: tuple[tuple[str, Path], ...]

    @classmethod
    def of(cls, store: Store) -> StandardsPacks | None:
        """The packs of a store; None while the shapes themselves are not among them."""
        found = {one.about.name: one.path for one in store.installed() if one.about.name in ROOTS}
        whole = found.keys() >= {"shapes-healthdcat-ap-r8", "shapes-dcat-ap"}
        return cls(tuple((ROOTS[name], path) for name, path in sorted(found.items()))) if whole else None

    def read(self, name: str) -> bytes:
        """The content of a file."""
        found = self._files().get(name)
        if found is None:
            raise UsageError(f"{name} is not in the packs of official shapes; add the whole release again.")
        return found

    def inside(self, folder: str) -> tuple[str, ...]:
        """The names of the RDF files in a folder."""
        return tuple(sorted(name for name in self._files() if str(PurePosixPath(name).parent) == folder))

    @property
    def fingerprint(self) -> str:
        """A digest of all packs."""
        whole = hashlib.sha256()
        for _, path in self.packs:
            whole.update(hashlib.sha256(path.read_bytes()).digest())
        return whole.hexdigest()

    def _files(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for root, path in self.packs:
            with Pack(path) as pack:
                found.update((_placed(root, name), content) for name, content in pack.files())
        return found


def _placed(root: str, name: str) -> str:
    """Where a file of a pack stands in the layout: code lists are flat, shapes begin at `shacl` or above it."""
    path = PurePosixPath(name)
    if root == ROOTS["eu-code-lists"]:
        return f"{root}/{path.name}"
    start = next((place for place, part in enumerate(path.parts) if part in _PARTS), None)
    inner = PurePosixPath(*path.parts[start:]) if start is not None else PurePosixPath("shacl") / path
    return f"{root}/{inner}"
