"""The archive for closed rooms: what is in it, and that it installs and works where there is no network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from deploy.bundle import bundle, digest, files, write_archive

pytestmark = pytest.mark.heavy

OFFLINE = ("unshare", "--map-current-user", "--net")
"""Runs what follows in a space that has no network, not even to itself."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The archive and the folder that it unpacks to."""

    archive: Path
    folder: Path


def run(words: Sequence[str | Path], home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command as on a machine that knows nothing of this one, without a network where the system can do that."""
    python = Path(sys.base_prefix) / "bin"
    environment = {"PATH": f"{python}:/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C.UTF-8", **variables}
    closed = OFFLINE if offline() else ()
    return subprocess.run(
        [*closed, *map(str, words)], cwd=home, env=environment, capture_output=True, text=True, check=False
    )


def offline() -> bool:
    """Whether this system gives a process a space without a network."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*OFFLINE, "true"], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Unpacked:
    place = tmp_path_factory.mktemp("bundle")
    try:
        archive = bundle(place, extras="")
    except subprocess.CalledProcessError:
        pytest.skip("wheels could not be had from a package index")
    with tarfile.open(archive) as tar:
        tar.extractall(place, filter="data")
    (folder,) = (one for one in place.iterdir() if one.is_dir())
    return Unpacked(archive, folder)


@pytest.fixture(scope="module")
def installed(unpacked: Unpacked, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    done = run(["sh", unpacked.folder / "install.sh", home / "omicz"], home)
    assert done.returncode == 0, done.stderr
    assert "omicz-meta is installed" in done.stdout
    return home / "omicz"


def test_every_file_has_its_checksum(unpacked: Unpacked) -> None:
    listed = dict(
        reversed(line.split("  ", 1))
        for line in (unpacked.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    there = {name: digest(path) for name, path in files(unpacked.folder) if name != "SHA256SUMS"}
    assert listed == there


def test_the_list_of_parts_is_sound_and_names_every_wheel(unpacked: Unpacked) -> None:
    text = (unpacked.folder / "sbom.cdx.json").read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    told = json.loads(text)
    parts = [told["metadata"]["component"], *told["components"]]
    hashes = {hashed["content"] for part in parts for hashed in part["hashes"]}
    assert hashes == {digest(path) for path in (unpacked.folder / "wheels").iterdir()}
    needs = {one["ref"]: one.get("dependsOn", []) for one in told["dependencies"]}
    own = next(ref for ref in needs if ref.startswith("omicz-meta=="))
    assert any(ref.startswith("duckdb==") for ref in needs[own])


def test_the_notices_name_a_licence_for_every_wheel(unpacked: Unpacked) -> None:
    listed = (unpacked.folder / "NOTICES.txt").read_text(encoding="utf-8").partition("\n\n")[0].splitlines()
    assert len(listed) == len(list((unpacked.folder / "wheels").iterdir()))
    assert [line for line in listed if line.endswith(": see its text")] == []


def test_it_works_without_a_network(installed: Path, tmp_path: Path) -> None:
    done = run([installed / "bin" / "omicz-meta", "demo", "out"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "catalogue" / "dataset.ttl").exists()


def test_installing_again_puts_right_what_is_there(
    unpacked: Unpacked, installed: Path, tmp_path: Path
) -> None:
    (broken,) = installed.glob("lib/python*/site-packages/omicz_meta/problem.py")
    broken.unlink()
    assert run(["sh", unpacked.folder / "install.sh", installed], tmp_path).returncode == 0
    assert run([installed / "bin" / "omicz-meta", "explain", "V001"], tmp_path).returncode == 0


def test_a_damaged_archive_is_refused_before_anything_is_installed(
    unpacked: Unpacked, tmp_path: Path
) -> None:
    copy = shutil.copytree(unpacked.folder, tmp_path / "copy", copy_function=os.link)
    (copy / "docs" / "README.md").unlink()
    (copy / "docs" / "README.md").write_text("other", encoding="utf-8")
    done = run(["sh", copy / "install.sh", tmp_path / "omicz"], tmp_path)
    assert (done.returncode, (tmp_path / "omicz").exists()) == (3, False)
    assert "copy the archive once more" in done.stderr


def test_another_python_is_refused(unpacked: Unpacked, tmp_path: Path) -> None:
    copy = shutil.copytree(unpacked.folder, tmp_path / "copy", copy_function=os.link)
    for name, text in (("PYTHON", "2.7\n"), ("SHA256SUMS", "")):
        (copy / name).unlink()
        (copy / name).write_text(text, encoding="utf-8")
    (copy / "SHA256SUMS").write_text(f"{digest(copy / 'PYTHON')}  PYTHON\n", encoding="utf-8")
    done = run(["sh", copy / "install.sh", tmp_path / "omicz"], tmp_path)
    assert (done.returncode, "Python 2.7 is needed" in done.stderr) == (3, True)


READ_ONLY = """
mount --rbind / "$1" && mount -o remount,ro,bind "$1" && mount --bind "$2" "$1$2" &&
exec chroot "$1" setpriv --reuid 10001 --regid 10001 --clear-groups --bounding-set=-all --no-new-privs \\
  "$3" demo "$2/out"
"""


def test_it_works_for_nobody_in_particular_on_a_file_system_that_is_read_only(
    installed: Path, tmp_path: Path
) -> None:
    """What the container asks of it: no rights, no capabilities, and only its volume to write to."""
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root can take rights away")
    root, data = tmp_path / "root", tmp_path / "data"
    root.mkdir()
    data.mkdir()
    os.chown(data, 10001, 10001)
    for folder in (tmp_path, *tmp_path.parents, installed.parent):
        if folder.is_relative_to(Path(tmp_path.anchor) / tmp_path.parts[1]) and folder != folder.parent:
            folder.chmod(folder.stat().st_mode | 0o055)
    variables = {
        "HOME": str(data), "PATH": "/usr/sbin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TMPDIR": str(data),
        "OMICZ_AUDIT_LOG": str(data / "audit.jsonl"), "OMICZ_CACHE": str(data / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    words = [
        "unshare",
        "--mount",
        "--net",
        "sh",
        "-c",
        READ_ONLY,
        "sh",
        root,
        data,
        installed / "bin" / "omicz-meta",
    ]
    done = subprocess.run(
        [str(word) for word in words], env=variables, cwd="/", capture_output=True, text=True, check=False
    )
    if "mount:" in done.stderr:
        pytest.skip("this system does not let a file system be mounted read-only")
    assert done.returncode == 0, done.stderr
    assert (data / "out" / "run.json").exists()


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_text("x", encoding="utf-8")
    for number in (1, 2):
        write_archive(tmp_path / "a", tmp_path / f"{number}.tar.gz", "top")
    assert digest(tmp_path / "1.tar.gz") == digest(tmp_path / "2.tar.gz")
