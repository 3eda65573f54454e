"""One archive with packs, their checksums and licences, to carry where there is no network."""

from __future__ import annotations

import io
import os
import re
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.filehash import file_sha256
from omicz_meta.terms.installing import put
from omicz_meta.terms.layout import SUFFIX
from omicz_meta.terms.licences import notices
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.store import Installed, Store
from omicz_meta.terms.verifying import is_sound, listed_digests, verify

ENDING = ".tar"
LICENCES = "LICENCES.txt"
_MEMBER = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}\.pack(\.sha256)?")
SIZE_MOST = 64 * 1024**3


def bundle(store: Store, path: Path, names: Sequence[str] = ()) -> tuple[Installed, ...]:
    """Write an archive (POSIX.1-2001 tar) with these packs, or all of them. The same packs give the same bytes.

    Raises UsageError for a pack that is not installed or no longer intact, EnvironmentFault where the disk refuses;
    an archive of that name is replaced only when the new one is complete.
    """
    chosen = _chosen(store, names)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as archive:
            _add(archive, LICENCES, notices([one.about for one in chosen]).encode())
            for one in chosen:
                _add(
                    archive, f"{one.path.name}.sha256", f"{file_sha256(one.path)}  {one.path.name}\n".encode()
                )
                with one.path.open("rb") as stream:
                    archive.addfile(_entry(one.path.name, one.path.stat().st_size), stream)
        part.replace(path)
    except OSError as fault:
        raise EnvironmentFault(f"{path.name} cannot be written: {fault.strerror}.") from fault
    finally:
        part.unlink(missing_ok=True)
    return chosen


def add_bundle(store: Store, path: Path) -> tuple[Installed, ...]:
    """Install all packs of an archive, or none of them.

    Raises UsageError for an archive that is none of ours or damaged, a checksum that differs, and packs that speak
    for a prefix another one has; EnvironmentFault where the disk refuses.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {path.name}.")
    store.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".bundle-", dir=store.folder) as folder:
        _unpacked(path, Path(folder))
        found = sorted(Path(folder).glob(f"*{SUFFIX}"), key=lambda one: one.name.removesuffix(SUFFIX))
        packs = tuple(_checked(one, path.name) for one in found)
        if not packs:
            raise UsageError(f"{path.name} holds no packs; `omicz-meta packs bundle` makes archives that do.")
        return put(store, packs)


def _chosen(store: Store, names: Sequence[str]) -> tuple[Installed, ...]:
    states = {one.name: one.state for one in verify(store)}
    for name in names or states:
        if name not in states:
            raise UsageError(f"The pack {name} is not installed; `packs list` shows those that are.")
        if states[name] in ("damaged", "changed"):
            raise UsageError(
                f"The pack {name} is {states[name]}, so it is not passed on; add it again first."
            )
    if not states:
        raise UsageError("No pack is installed, so there is nothing to bundle.")
    return tuple(one for one in store.installed() if not names or one.about.name in names)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    archive.addfile(_entry(name, len(content)), io.BytesIO(content))


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o644
    return entry


def _unpacked(path: Path, folder: Path) -> None:
    left = SIZE_MOST
    try:
        with tarfile.open(path, "r:") as archive:
            for entry in archive:
                left -= entry.size
                if entry.name == LICENCES:
                    continue
                if not entry.isfile() or not _MEMBER.fullmatch(entry.name) or left < 0:
                    raise UsageError(f"{path.name} holds more than packs, so nothing of it was installed.")
                _copy(archive, entry, folder / entry.name)
    except (tarfile.TarError, EOFError) as fault:
        raise UsageError(f"{path.name} is no archive of packs, or was cut short; get it again.") from fault


def _copy(archive: tarfile.TarFile, entry: tarfile.TarInfo, target: Path) -> None:
    stream = archive.extractfile(entry)
    with target.open("wb") as file:
        while stream is not None and (piece := stream.read(1 << 20)):
            file.write(piece)


def _checked(pack: Path, name: str) -> Installed:
    beside = pack.with_name(f"{pack.name}.sha256")
    known = (
        listed_digests(beside.read_text(encoding="utf-8", errors="replace"))
        if beside.is_file()
        else frozenset()
    )
    if file_sha256(pack) not in known:
        raise UsageError(
            f"{pack.name} in {name} does not have the checksum that is stated beside it, so nothing was installed."
        )
    with Pack(pack) as opened:
        if f"{opened.about.name}{SUFFIX}" != pack.name or not is_sound(opened):
            raise UsageError(
                f"{pack.name} in {name} is damaged or goes by another name, so nothing was installed."
            )
        return Installed(opened.about, pack)
