"""What the audit log is told: which submission was read with which key, and what was written. Hashes, never values.

A run that writes personal data is logged or does not happen: the first line is written before the first row is
read, so a log that cannot be written ends the run (exit 3) with everything as it was.
"""

from __future__ import annotations

import datetime
import getpass
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from omicz_meta.engine.table import SourceFile
from omicz_meta.errors import EnvironmentFault
from omicz_meta.privacy.audit import append


def log_reading(
    submission: str,
    key_id: str | None,
    files: tuple[tuple[str, SourceFile], ...],
    functions: str | None = None,
) -> str:
    """Log that a submission is about to be read into an output folder; returns the head of the log.

    `functions` is the SHA-256 of the file with a user's own functions.
    """
    inputs = {f"{source}/{file.path}": file.sha256 for source, file in files}
    own = {} if functions is None else {"functions": functions}
    return _log("read", submission=submission, key_id=key_id, inputs=_digest(inputs), **own)


def log_writing(event: str, content: Mapping[str, Any]) -> str:
    """Log that a folder is about to become an output, with one hash over all its files; returns the head of the log.

    `content` is what run.json will hold.
    """
    outputs = {path: entry["rows_sha256"] or entry["sha256"] for path, entry in content["outputs"].items()}
    return _log(event, submission=content["submission"], key_id=content["key_id"], outputs=_digest(outputs))


def log_visit(submission: str, key_id: str | None, inputs: str) -> str:
    """Log that a submission was looked at and nothing was to do; `inputs` is the digest of what decides its outcome."""
    return _log("nothing to do", submission=submission, key_id=key_id, inputs=inputs)


def _log(event: str, **details: str | None) -> str:
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    try:
        return append({"event": event, "time": now, "who": _who(), **details})
    except EnvironmentFault as fault:
        hint = "Every run is logged; let OMICZ_AUDIT_LOG name a file, and XDG_STATE_HOME a folder, that can be written."
        raise EnvironmentFault(f"{fault} {hint}") from fault


def _who() -> str:
    """Under whose account this runs; the log is the user's own and closed to others."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def _digest(hashes: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()
