"""`packs verify`: whether installed packs are still what was installed."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from typing import Literal

from omicz_meta.errors import UsageError
from omicz_meta.filehash import file_sha256
from omicz_meta.terms.installing import checksum_path
from omicz_meta.terms.layout import SUFFIX
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.store import Store

State = Literal["intact", "changed", "no checksum", "damaged"]


@dataclass(frozen=True, slots=True)
class Verified:
    """A pack of the store, its version where it can be opened, what its file hashes to, and how it is."""

    name: str
    version: str
    sha256: str
    state: State


def verify(store: Store) -> tuple[Verified, ...]:
    """Look at all packs of a store, those that cannot be opened as well: checksum, database, files inside."""
    names = sorted(path.name.removesuffix(SUFFIX) for path in store.folder.glob(f"*{SUFFIX}"))
    return tuple(_verified(store, name) for name in names)


def listed_digests(text: str) -> frozenset[str]:
    """The checksums in the file beside a pack; there are two while one pack takes the place of another."""
    return frozenset(line.split()[0] for line in text.splitlines() if line.strip())


def _verified(store: Store, name: str) -> Verified:
    sha256 = file_sha256(store.path(name))
    beside = checksum_path(store, name)
    try:
        with Pack(store.path(name)) as pack:
            version, whole = pack.about.version, pack.about.name == name and is_sound(pack)
    except UsageError:
        return Verified(name, "", sha256, "damaged")
    if not whole:
        return Verified(name, version, sha256, "damaged")
    if not beside.is_file():
        return Verified(name, version, sha256, "no checksum")
    known = sha256 in listed_digests(beside.read_text(encoding="utf-8", errors="replace"))
    return Verified(name, version, sha256, "intact" if known else "changed")


def is_sound(pack: Pack) -> bool:
    """Whether the database is whole, has tables and indexes only, and the files in it are those that were kept."""
    try:
        if pack.rows("SELECT 1 FROM sqlite_master WHERE type NOT IN ('table', 'index')"):
            return False
        sound = pack.rows("PRAGMA quick_check(1)") == [("ok",)]
        kept = pack.rows("SELECT sha256, content FROM file") if sound else []
    except sqlite3.Error:
        return False
    return sound and all(hashlib.sha256(body).hexdigest() == stated for stated, body in kept)
