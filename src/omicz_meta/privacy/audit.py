"""The audit log: who did what to which submission, in lines that cannot be changed, cut or reordered unseen.

Each line is a JSON object: the event, `prev` (the hash of the line before, zeros for the first), `hash` (SHA-256
of the canonical JSON of all that) and `mac` (HMAC-SHA-256 of the hash with a key that stays with the user).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.privacy.keys import make_key_file, read_key
from omicz_meta.userfolder import locked, user_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

START = "0" * 64
"""The `prev` of the first line."""
_OURS = frozenset({"prev", "hash", "mac"})


def audit_path() -> Path:
    """Where the log is: `$OMICZ_AUDIT_LOG`, else `omicz-meta/audit.jsonl` in the user's state folder."""
    named = os.environ.get("OMICZ_AUDIT_LOG")
    return Path(named) if named else user_folder("state") / "audit.jsonl"


def append(event: Mapping[str, str | int | bool | None], path: Path | None = None) -> str:
    """Add an event as the last line and return its hash, the new head for run.json.

    Two processes may append at once: the file is locked meanwhile. No personal value belongs in an event. Raises
    EnvironmentFault when the log cannot be written or its last line is damaged, UsageError for an event that uses
    the names prev, hash or mac.
    """
    if taken := _OURS & event.keys():
        raise UsageError(f"An audit event may not have the fields {sorted(taken)}.")
    place = path or audit_path()
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(place, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as log, locked(log):
            line, digest = _line(event, _last_hash(log, place), _key(create=True))
            log.seek(0, os.SEEK_END)
            log.write(line)
            log.flush()
            os.fsync(log.fileno())
    except OSError as error:
        raise EnvironmentFault(f"The audit log {place} cannot be written: {error.strerror}.") from error
    return digest


def verify(path: Path | None = None, head: str | None = None) -> int | None:
    """Return the number of the first bad line, None for an intact log.

    An edited, inserted, removed or moved line breaks the chain at its place. Lines cut from the end leave no trace
    in the log itself: give `head`, the hash a run.json recorded, and a log without it is bad after its last line.
    Where the user's audit key is not at hand, the macs are not checked. Raises EnvironmentFault for no log.
    """
    place, key = path or audit_path(), _key(create=False)
    try:
        lines = place.read_bytes().split(b"\n")
    except OSError as error:
        raise EnvironmentFault(f"The audit log {place} cannot be read: {error.strerror}.") from error
    complete, rest = lines[:-1], lines[-1]
    previous, seen = START, {START}
    for number, line in enumerate(complete, start=1):
        digest = _checked(line, previous, key)
        if digest is None:
            return number
        previous = digest
        seen.add(digest)
    return len(complete) + 1 if rest or (head is not None and head not in seen) else None


def _line(event: Mapping[str, object], previous: str, key: bytes | None) -> tuple[bytes, str]:
    record = {**event, "prev": previous}
    digest = hashlib.sha256(_canonical(record)).hexdigest()
    mac = hmac.digest(key or b"", digest.encode(), hashlib.sha256).hex()
    return _canonical({**record, "hash": digest, "mac": mac}) + b"\n", digest


def _checked(line: bytes, previous: str, key: bytes | None) -> str | None:
    with suppress(ValueError, AttributeError):
        record = json.loads(line)
        event = {name: value for name, value in record.items() if name not in _OURS}
        expected, digest = _line(event, previous, key)
        if key is None:
            expected = _canonical({**json.loads(expected), "mac": record.get("mac")}) + b"\n"
        if hmac.compare_digest(expected, line + b"\n"):
            return digest
    return None


def _last_hash(log: IO[bytes], place: Path) -> str:
    size = log.seek(0, os.SEEK_END)
    log.seek(max(0, size - 65_536))
    lines = log.read().splitlines(keepends=True)
    if not lines:
        return START
    with suppress(ValueError, KeyError, TypeError):
        if lines[-1].endswith(b"\n"):
            return str(json.loads(lines[-1])["hash"])
    raise EnvironmentFault(
        f"The last line of the audit log {place} is damaged; `omicz-meta doctor --audit` says where."
    )


def _canonical(record: Mapping[str, object]) -> bytes:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _key(*, create: bool) -> bytes | None:
    file = user_folder("state") / "audit.key"
    if create and not file.exists():
        # Another process may make it in the same moment; then its key is the key.
        with suppress(UsageError):
            make_key_file(file)
    return read_key(f"file:{file}", root=user_folder("state") / "submission") if file.exists() else None
