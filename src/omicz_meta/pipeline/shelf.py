"""Texts kept between runs in a folder of the user, each under a seal; without it a text is as if it were not there.

A compiled plan says what becomes a pseudonym, so not everybody who can write to the folder may have a say in it: a seal
is made with the pseudonym key. Nothing here is needed: a folder that cannot be read or written costs time only.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.userfolder import user_folder

MIB = 1024 * 1024
BOUND = 64 * MIB
"""How much is kept in all; what was used last stays."""
LARGEST = BOUND // 4
_NAME = re.compile(r"[0-9a-f]{64}\.json(\..*\.part)?")
_SEAL_OF = b"omicz-meta seal of what is kept"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder and the key of its seals."""

    folder: Path
    key: bytes

    def find(self, name: str) -> str | None:
        """The text that was kept under a name (64 hexadecimal digits); None for none, or one that we did not write."""
        path = self._path(name)
        try:
            if not path.is_file() or path.stat().st_size > LARGEST:
                return None
            seal, _, text = path.read_bytes().partition(b"\n")
            if not hmac.compare_digest(seal, self._seal(name, text)):
                return None
            # what is used stays longest
            os.utime(path)
        except OSError:
            return None
        return text.decode()

    def put(self, name: str, text: str) -> None:
        """Keep a text; what was used longest ago goes where all together would be too much."""
        content = text.encode()
        if len(content) < LARGEST:
            with suppress(OSError):
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._write(self._path(name), self._seal(name, content) + b"\n" + content)
                self._prune()

    def _write(self, path: Path, content: bytes) -> None:
        handle, part = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(part).replace(path)
        except OSError:
            Path(part).unlink(missing_ok=True)
            raise

    def _prune(self) -> None:
        ours = [entry for entry in self.folder.iterdir() if _NAME.fullmatch(entry.name)]
        known = sorted(((entry.lstat(), entry) for entry in ours), key=lambda one: -one[0].st_mtime_ns)
        total = 0
        for state, entry in known:
            total += state.st_size
            if total > BOUND:
                entry.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _seal(self, name: str, text: bytes) -> bytes:
        key = hmac.digest(self.key, _SEAL_OF, hashlib.sha256)
        return hmac.digest(key, name.encode() + b"\n" + text, hashlib.sha256).hex().encode()


def cache_folder() -> Path:
    """Where it is: `$OMICZ_CACHE`, else `omicz-meta` in the user's cache folder. Raises RuntimeError without a home."""
    if named := os.environ.get("OMICZ_CACHE"):
        return Path(named)
    return user_folder("cache") / "plans"
