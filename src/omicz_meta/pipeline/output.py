"""The output folder of a run: complete or untouched, private to its owner, described by run.json."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omicz_meta.engine.spill import alive
from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.filehash import file_sha256

RUN_FILE = "run.json"
SEAL = "content_sha256"
SCHEMA_FILE = "schema.json"
"""The compiled schema, where it is not the national model."""
_EXCHANGE, _HERE = 2, -100


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One file of the folder, as run.json lists it: privacy class, rows and their hash where it has rows.

    Whoever writes a file says of which columns each text was `screened` when it was made; the others are looked at
    again before the folder takes the place of the one before.
    """

    path: str
    privacy: str
    rows: int | None = None
    rows_sha256: str | None = None
    screened: frozenset[str] = frozenset()

    def entry(self, folder: Path) -> dict[str, Any]:
        """The entry in run.json, with size and hash of the file as it stands in `folder`."""
        file = folder / self.path
        return {
            "class": self.privacy,
            "rows": self.rows,
            "rows_sha256": self.rows_sha256,
            "bytes": file.stat().st_size,
            "sha256": file_sha256(file),
        }


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a run.json with the SHA-256 of all of it that equal runs have in common.

    >>> is_sealed(sealed({"submission": "s"})), is_sealed({**sealed({"submission": "s"}), "submission": "t"})
    (True, False)
    """
    plain = json.loads(json.dumps(content, default=str))
    return {**plain, SEAL: _seal(plain)}


def is_sealed(content: Mapping[str, Any]) -> bool:
    """Whether the content of a run.json is what a run wrote: damage and edits are told apart from it."""
    return bool(content.get(SEAL) == _seal(content))


def _seal(content: Mapping[str, Any]) -> str:
    common = {key: value for key, value in content.items() if key not in (SEAL, "timings", "audit_head")}
    return hashlib.sha256(json.dumps(common, sort_keys=True).encode()).hexdigest()


@contextmanager
def complete_or_untouched(out: Path, mark: str = RUN_FILE, keep: str | None = None) -> Iterator[Path]:
    """A new folder beside `out` that takes its place when the block ends well; otherwise nothing has changed.

    The file `mark` tells a folder of ours, which may be replaced. What stands in the folder `keep` of it is left for
    `rescued` when the block does not end well.

    Raises UsageError when `out` holds something that is not a run of ours, EnvironmentFault when the disk refuses.
    """
    out = out.absolute()
    clear_place(out, mark)
    part = _beside(out, "part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        yield part
        _fsync(part)
        exchange(part, out)
    except OSError as fault:
        raise EnvironmentFault(disk_message(fault, out.name)) from fault
    except BaseException:
        if keep is not None:
            _move_files(part / keep, _beside(out, "kept"))
        raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _beside(out: Path, kind: str) -> Path:
    """A folder of this process beside `out`, for the time of its run."""
    return out.parent / f".{out.name}.{os.getpid()}.{kind}"


@contextmanager
def rescued(out: Path, keep: str) -> Iterator[Path]:
    """A folder with what runs into `out` that were cut off have left in their folders `keep`; gone after the block.

    Unless that ends badly itself: then the next run finds it.
    """
    out = out.absolute()
    mine = _beside(out, "kept")
    for left, kind in _left(out):
        if kind in ("part", "kept"):
            _move_files(left / keep if kind == "part" else left, mine)
    yield mine
    shutil.rmtree(mine, ignore_errors=True)


def _move_files(source: Path, target: Path) -> None:
    """Move the files of a folder into another, as far as the disk lets us."""
    with suppress(OSError):
        for file in source.glob("*"):
            target.mkdir(mode=0o700, exist_ok=True)
            file.replace(target / file.name)


def clear_place(out: Path, mark: str = RUN_FILE) -> None:
    """Make sure that `out` may be written, and that nothing is left beside it of runs that died.

    Raises UsageError when `out` holds something that is not a run of ours, EnvironmentFault when the disk refuses.
    """
    out = out.absolute()
    _check_ours(out, mark)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _sweep(out)
    except OSError as fault:
        raise EnvironmentFault(disk_message(fault, out.name)) from fault


def disk_message(fault: OSError, name: str) -> str:
    """What went wrong with the disk, in one sentence, without paths of the machine."""
    reason = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk quota is used up",
        errno.EACCES: "there is no permission to write there",
        errno.EROFS: "the disk is read-only",
        errno.EFBIG: "a file is larger than the system allows",
    }.get(fault.errno or 0, fault.strerror or "the disk refused")
    return f"{name} could not be written: {reason}. The previous output is as it was."


def _check_ours(out: Path, mark: str) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise UsageError(f"{out.name} is not a folder; choose another output folder.")
    if out.is_dir() and any(out.iterdir()) and not (out / mark).is_file():
        raise UsageError(f"{out.name} holds files that are not from a run; choose an empty folder.")


def _sweep(out: Path) -> None:
    """Remove what runs that died have left beside `out`; an exchange that was cut in half is undone."""
    for left, kind in _left(out):
        if kind == "old" and not out.exists():
            left.rename(out)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _left(out: Path) -> Iterator[tuple[Path, str]]:
    """Folders beside `out` of runs that died, with their kind."""
    if not out.parent.is_dir():
        return
    for left in [*out.parent.iterdir()]:
        process, _, kind = left.name.removeprefix(f".{out.name}.").partition(".")
        of_out = left.name == f".{out.name}.{process}.{kind}" and process.isdigit()
        if of_out and kind in ("old", "part", "kept") and not alive(int(process)):
            yield left, kind


def _fsync(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("r+b") as stream:
                os.fsync(stream.fileno())


def exchange(new: Path, old: Path) -> None:
    """Put `new` in the place of `old`: atomically where the system can, else by renaming away and in."""
    if not old.exists():
        new.rename(old)
    elif not _renameat2(new, old):
        away = old.parent / f".{old.name}.{os.getpid()}.old"
        old.rename(away)
        try:
            new.rename(old)
        except OSError:
            away.rename(old)
            raise
        shutil.rmtree(away, ignore_errors=True)


def _renameat2(new: Path, old: Path) -> bool:
    """renameat2(RENAME_EXCHANGE) of Linux; afterwards `new` holds the old folder, which the caller removes."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_HERE, os.fsencode(new), _HERE, os.fsencode(old), _EXCHANGE) == 0)


def write_json(path: Path, content: Any) -> None:
    """Write JSON as people can read it, keys in the order given; decimal numbers as text, so that no digit is lost."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
