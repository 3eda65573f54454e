"""The pseudonym key: where it lives, how it is read, and how one is made. No message ever holds any of it."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from pathlib import Path

from omicz_meta.errors import EnvironmentFault, UsageError

KEY_BYTES = 32
_MAKE_KEY = 'python3 -c "import secrets; print(secrets.token_hex(32))"'


def random_key() -> bytes:
    """Return 256 fresh random bits.

    >>> len(random_key())
    32
    """
    return secrets.token_bytes(KEY_BYTES)


def read_key(text: str, *, root: Path) -> bytes:
    """Read the key a submission names: `env:NAME` or `file:PATH`, 32 bytes in hexadecimal or base64.

    A relative path counts from `root`, the submission's folder. Raises UsageError for another form and for a file
    inside the submission (it would be sent along); EnvironmentFault, with the command that makes a key, when the key
    is missing, can be read by others, or is not 32 bytes.
    """
    scheme, _, rest = text.partition(":")
    if scheme == "env" and rest:
        return _from_environment(rest)
    if scheme == "file" and rest:
        return _from_file(rest, root)
    raise UsageError(
        "pseudonym_key must be env:NAME or file:PATH; the key itself never stands in a submission."
    )


def no_key_named() -> EnvironmentFault:
    """What to raise where a key is needed and submission.yaml names none: it says how to make one."""
    return EnvironmentFault(
        "submission.yaml names no pseudonym key. Write there  privacy: {pseudonym_key: env:OMICZ_PSEUDONYM_KEY}  "
        f'and make a key once and keep it:  export OMICZ_PSEUDONYM_KEY="$({_MAKE_KEY})"'
    )


def make_key_file(path: Path) -> str:
    """Write a new key to a file that only its owner can read, and return the setting `file:PATH` that names it.

    Missing folders are made, for the owner only. Raises UsageError when the file exists: without the old key,
    old and new pseudonyms of a person cannot be brought together.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UsageError(f"{path} exists; a key is never overwritten.") from error
    except OSError as error:
        raise EnvironmentFault(f"The key file {path} cannot be written: {error.strerror}.") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(random_key().hex() + "\n")
    return f"file:{path}"


def _from_environment(name: str) -> bytes:
    text = os.environ.get(name, "")
    if not text.strip():
        raise EnvironmentFault(
            f"The pseudonym key is missing: the environment variable {name} is not set. "
            f'Make a key once and keep it:  export {name}="$({_MAKE_KEY})"'
        )
    return _decoded(text, f"the environment variable {name}")


def _from_file(name: str, root: Path) -> bytes:
    path = root / Path(name).expanduser()
    if _inside(path, root):
        raise UsageError(
            f"The pseudonym key {name} lies inside the submission; keep it outside, or use env:NAME."
        )
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise EnvironmentFault(f"Others can read the pseudonym key {name}. Close it:  chmod 600 {path}")
        return _decoded(path.read_text(encoding="ascii"), name)
    except UnicodeDecodeError as error:
        raise _not_a_key(name) from error
    except OSError as error:
        raise EnvironmentFault(
            f"The pseudonym key {name} cannot be read: {error.strerror}. "
            f"Make a key once and keep it:  (umask 077 && {_MAKE_KEY} > {path})"
        ) from error


def _inside(path: Path, root: Path) -> bool:
    # The written path counts as well as the real one: a link inside the submission may be packed with its target.
    written = Path(os.path.normpath(path.absolute()))
    home = root.resolve()
    places = (written, path.resolve(), written.parent.resolve() / written.name)
    return any(place.is_relative_to(folder) for place in places for folder in (home, root.absolute()))


def _decoded(text: str, where: str) -> bytes:
    packed = "".join(text.split())
    try:
        if len(packed) == 2 * KEY_BYTES:
            return bytes.fromhex(packed)
        key = base64.b64decode(
            packed.replace("-", "+").replace("_", "/") + "=" * (-len(packed) % 4), validate=True
        )
    except (ValueError, binascii.Error):
        raise _not_a_key(where) from None
    if len(key) != KEY_BYTES:
        raise _not_a_key(where)
    return key


def _not_a_key(where: str) -> EnvironmentFault:
    return EnvironmentFault(
        f"What stands in {where} is not a pseudonym key (32 random bytes in hexadecimal or base64). "
        f"Make one:  {_MAKE_KEY}"
    )
