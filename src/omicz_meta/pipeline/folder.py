"""Looks at an output folder: which files of which privacy class it holds, and whether they are as the run left them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omicz_meta.filehash import file_sha256
from omicz_meta.pipeline.finished import finished
from omicz_meta.pipeline.health import AuditLog, audit_log
from omicz_meta.pipeline.output import RUN_FILE
from omicz_meta.privacy.gate import mask_path

CLASSES = ("personal", "pseudonymous", "internal", "public")
"""From the closest to persons to what everybody may have."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file: its privacy class (None: no run wrote it), and `intact`, `changed`, `missing` or `strange`."""

    path: str
    privacy: str | None
    size: int
    state: str


@dataclass(frozen=True, slots=True)
class FolderHealth:
    """An output folder: its files, and the audit log, which must hold the head that run.json recorded."""

    files: tuple[KeptFile, ...]
    audit: AuditLog

    @property
    def intact(self) -> bool:
        """Whether every file is as it was written, none was added, and the log still tells of the run."""
        return self.audit.intact and all(file.state == "intact" for file in self.files)


def examine_folder(out: Path, log: Path | None = None) -> FolderHealth:
    """Look at the output of a run. Raises UsageError for a folder that is none, EnvironmentFault for the log."""
    content = finished(out).content
    files = (*_listed(out, content), *_strange(out, content))
    return FolderHealth(files, audit_log(log, head=content.get("audit_head")))


def _listed(out: Path, content: Mapping[str, Any]) -> Iterator[KeptFile]:
    for path, entry in sorted(
        content["outputs"].items(), key=lambda item: (CLASSES.index(item[1]["class"]), item[0])
    ):
        file = out / path
        there = file.is_file()
        same = there and file_sha256(file) == entry["sha256"]
        yield KeptFile(
            mask_path(path),
            entry["class"],
            file.stat().st_size if there else 0,
            "intact" if same else "changed" if there else "missing",
        )


def _strange(out: Path, content: Mapping[str, Any]) -> Iterator[KeptFile]:
    known = {*content["outputs"], RUN_FILE}
    for file in sorted(out.rglob("*")):
        path = file.relative_to(out).as_posix()
        if file.is_file() and path not in known:
            yield KeptFile(mask_path(path), None, file.stat().st_size, "strange")
    run = out / RUN_FILE
    yield KeptFile(RUN_FILE, "internal", run.stat().st_size, "intact")
