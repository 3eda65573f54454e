"""Submissions in archives: unpacked privately, cleaned up, and refused when they are hostile."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from omicz_meta.errors import UsageError
from omicz_meta.submission import ArchiveLimits, opened

CONTENT = {"submission.yaml": b"id: x\n", "data/p.csv": b"id\n1\n"}


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, members: dict[str, bytes], *others: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for other in others:
            archive.addfile(other)
    return path


def linked(name: str, target: str, kind: bytes) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


@pytest.mark.parametrize("top", ["", "fn-demo/"])
@pytest.mark.parametrize("ending", [".zip", ".tar.gz", ".TGZ"])
def test_an_archive_becomes_a_private_folder(ending: str, top: str, tmp_path: Path) -> None:
    make = zipped if ending == ".zip" else tarred
    path = make(tmp_path / f"s{ending}", {top + name: data for name, data in CONTENT.items()})
    with opened(path) as folder:
        assert {str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file()} == set(CONTENT)
        assert (folder / "data" / "p.csv").read_bytes() == CONTENT["data/p.csv"]
        private = folder.parent if top else folder
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert not folder.exists()


def test_a_folder_is_itself(tmp_path: Path) -> None:
    with opened(tmp_path) as folder:
        assert folder == tmp_path
    assert tmp_path.exists()


HOSTILE = {
    "parent": "leads outside",
    "absolute": "leads outside",
    "windows": "leads outside",
    "backslash": "leads outside",
    "zip link": "holds a link",
    "tar link": "holds a link or a device",
    "tar hard link": "holds a link or a device",
    "tar device": "holds a link or a device",
    "too many": "holds more than 1 files",
    "too large": "beyond what is allowed",
    "bomb": "beyond what is allowed",
    "broken": "is damaged",
    "cut off": "is damaged",
    "twice": "cannot be unpacked",
    "other": r"neither a folder nor a \.zip",
    "missing": "There is no file or folder",
}


@pytest.mark.parametrize(("kind", "message"), HOSTILE.items())
def test_a_hostile_archive_is_refused_and_nothing_stays(
    kind: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    path, limits = hostile(kind, tmp_path)
    with pytest.raises(UsageError, match=message), opened(path, limits):
        pass
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not (tmp_path / "evil").exists()


def hostile(kind: str, folder: Path) -> tuple[Path, ArchiveLimits]:
    """An archive with one thing wrong, and limits under which that shows."""
    limits, path = ArchiveLimits(), folder / "s.zip"
    names = {"parent": "../evil", "absolute": "/evil", "windows": "C:/evil", "backslash": "a\\..\\..\\evil"}
    if kind in names:
        return zipped(path, {names[kind]: b"x"}), limits
    if kind == "zip link":
        entry = zipfile.ZipInfo("a")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(entry, "/etc/hostname")
        return path, limits
    types = {"tar link": tarfile.SYMTYPE, "tar hard link": tarfile.LNKTYPE, "tar device": tarfile.CHRTYPE}
    if kind in types:
        return tarred(folder / "s.tar.gz", CONTENT, linked("a", "/etc/hostname", types[kind])), limits
    if kind == "too many":
        return zipped(path, CONTENT), ArchiveLimits(members=1)
    if kind == "too large":
        return zipped(path, CONTENT), ArchiveLimits(total=8)
    if kind == "bomb":
        return zipped(path, {"a": b"0" * 30_000_000}), limits
    if kind == "twice":
        return tarred(folder / "s.tar.gz", CONTENT, tarfile.TarInfo("submission.yaml")), limits
    if kind == "cut off":
        whole = tarred(folder / "w.tar.gz", {"a": bytes(range(256)) * 400}).read_bytes()
        (folder / "s.tar.gz").write_bytes(whole[: len(whole) // 2])
        return folder / "s.tar.gz", limits
    if kind == "missing":
        return path, limits
    (folder / ("s.rar" if kind == "other" else "s.zip")).write_bytes(b"PK\x03\x04 no archive")
    return folder / ("s.rar" if kind == "other" else "s.zip"), limits
