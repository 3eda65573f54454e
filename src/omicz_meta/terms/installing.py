"""Puts packs into a store and takes them out: complete or untouched, and one process at a time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.filehash import file_sha256
from omicz_meta.terms.closure import CyclicHierarchy
from omicz_meta.terms.content import About, Term
from omicz_meta.terms.store import Installed, Store
from omicz_meta.terms.write import write_pack
from omicz_meta.userfolder import locked

LOCK = ".lock"


def install(
    store: Store, about: About, terms: tuple[Term, ...] = (), files: Mapping[str, bytes] | None = None
) -> Installed:
    """Make a pack and put it into the store, in place of an older one of that name.

    Raises UsageError where another pack speaks for one of its prefixes or a term stands above itself,
    EnvironmentFault where the disk refuses; the store is then as it was.
    """
    with _alone(store):
        _unclaimed(store, (about,))
        part = store.folder / f".{about.name}.{os.getpid()}.new"
        try:
            _written(part, about, terms, files)
            _exchanged(store, about.name, part)
        finally:
            part.unlink(missing_ok=True)
    return Installed(about, store.path(about.name))


def put(store: Store, packs: Sequence[Installed]) -> tuple[Installed, ...]:
    """Move finished packs into the store, in place of older ones of their names. Raises as `install` does."""
    with _alone(store):
        _unclaimed(store, [one.about for one in packs])
        for one in packs:
            _exchanged(store, one.about.name, one.path)
    return tuple(Installed(one.about, store.path(one.about.name)) for one in packs)


def remove(store: Store, name: str) -> None:
    """Take a pack out of the store. Raises UsageError where it is not installed."""
    if not store.path(name).exists():
        raise UsageError(f"The pack {name} is not installed; `packs list` shows those that are.")
    with _alone(store):
        store.path(name).unlink(missing_ok=True)
        checksum_path(store, name).unlink(missing_ok=True)


def checksum_path(store: Store, name: str) -> Path:
    """The file beside a pack that says what it hashes to, in the form that `sha256sum -c` reads."""
    path = store.path(name)
    return path.with_name(f"{path.name}.sha256")


@contextmanager
def _alone(store: Store) -> Iterator[None]:
    try:
        store.folder.mkdir(parents=True, exist_ok=True)
        with (store.folder / LOCK).open("ab") as file, locked(file):
            _swept(store)
            yield
    except OSError as fault:
        raise EnvironmentFault(
            f"The folder of packs {store.folder} cannot be written: {fault.strerror}. OMICZ_PACKS may name another."
        ) from fault


def _swept(store: Store) -> None:
    """Only who holds the lock writes here, so parts of files are what a process left that was killed."""
    for part in (*store.folder.glob(".*.new"), *store.folder.glob(".*.part")):
        part.unlink(missing_ok=True)


def _unclaimed(store: Store, coming: Sequence[About]) -> None:
    """Two packs may not speak for one prefix: a code would exist in one of them and not in the other."""
    names = {about.name for about in coming}
    staying = [one.about for one in store.installed() if one.about.name not in names]
    for place, about in enumerate(coming):
        for other in (*staying, *coming[:place]):
            if shared := sorted(set(about.prefixes) & set(other.prefixes)):
                raise UsageError(
                    f"The packs {other.name} and {about.name} both speak for {shared[0]}:, so nothing was installed; "
                    f"`omicz-meta packs remove {other.name}` makes room for it."
                )


def _written(path: Path, about: About, terms: tuple[Term, ...], files: Mapping[str, bytes] | None) -> None:
    try:
        write_pack(path, about, terms, files)
    except CyclicHierarchy as fault:
        raise UsageError(
            f"Terms of {about.name} stand above themselves, so nothing was installed: {fault}."
        ) from fault
    except sqlite3.Error as fault:
        raise EnvironmentFault(f"The pack {about.name} cannot be written: {fault}.") from fault
    except UnicodeEncodeError as fault:
        raise UsageError(
            f"The file of {about.name} has signs that are no text; get the file again."
        ) from fault


def _exchanged(store: Store, name: str, new: Path) -> None:
    """While both files change, the checksum of the old pack is listed too, so that a sudden end leaves a good pair."""
    path, beside = store.path(name), checksum_path(store, name)
    line = f"{file_sha256(new)}  {path.name}\n"
    _replace(beside, line + (beside.read_text(encoding="utf-8") if beside.exists() else ""))
    new.replace(path)
    _replace(beside, line)


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
