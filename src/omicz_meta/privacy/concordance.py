"""For the holder of the key only: which pseudonyms of two keys are one person's, and whose a pseudonym is.

A pseudonym cannot be turned back, so the source's own numbers are needed as well: they are pseudonymised again and
compared. What comes out is personal data; every call is written down in the audit log, without a number or a pseudonym.
"""

from __future__ import annotations

import csv
import datetime
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.identifiers import key_id, keyed_pseudonym
from omicz_meta.privacy.audit import append


def concordance(numbers: Iterable[str], *, domain: str, old: bytes, new: bytes) -> Mapping[str, str]:
    """The pseudonym under a new key for each under the old one, for these numbers of the source.

    `domain` is `realm/class`, as in `node/dataset/Individual`. Raises UsageError for one key given twice,
    EnvironmentFault when the audit log cannot be written.

    >>> from omicz_meta.identifiers import keyed_pseudonym
    >>> old, new, domain = bytes(32), bytes(31) + b"1", "d/Individual"
    >>> pairs = concordance(["P001"], domain=domain, old=old, new=new)
    >>> pairs[keyed_pseudonym(old, domain, "P001")] == keyed_pseudonym(new, domain, "P001")
    True
    """
    if old == new:
        raise UsageError("The old and the new key are the same.")
    made = {keyed_pseudonym(old, domain, one): keyed_pseudonym(new, domain, one) for one in numbers}
    _log("concordance", domain, len(made), key_id=key_id(old), new_key_id=key_id(new))
    return made


def reidentified(
    pseudonyms: Collection[str], numbers: Iterable[str], *, domain: str, key: bytes, reason: str
) -> Mapping[str, str]:
    """The number of the source behind each of these pseudonyms, as far as it is among `numbers`.

    `reason` says why somebody has to be known again (a finding that a physician must tell); it is written into the log.
    Raises UsageError without one, EnvironmentFault when the audit log cannot be written.

    >>> from omicz_meta.identifiers import keyed_pseudonym
    >>> whose = keyed_pseudonym(bytes(32), "d/Individual", "P002")
    >>> found = reidentified([whose], ["P001", "P002"], domain="d/Individual", key=bytes(32), reason="finding 7")
    >>> list(found.values())
    ['P002']
    """
    if not reason.strip():
        raise UsageError("A reason is needed: it is written into the audit log.")
    wanted = frozenset(pseudonyms)
    found = {made: one for one in numbers if (made := keyed_pseudonym(key, domain, one)) in wanted}
    _log("re-identification", domain, len(found), key_id=key_id(key), reason=reason)
    return found


def write_concordance(pairs: Mapping[str, str], path: Path) -> None:
    """Write old and new pseudonyms as CSV, in order of the old ones, into a new file that its owner alone can read.

    Raises UsageError when the file exists, EnvironmentFault when it cannot be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UsageError(f"{path.name} exists; choose another file.") from error
    except OSError as error:
        raise EnvironmentFault(f"{path.name} cannot be written: {error.strerror}.") from error
    with os.fdopen(handle, "w", encoding="ascii", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(_lines(pairs))


def _lines(pairs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "old", "new"
    yield from sorted(pairs.items())


def _log(event: str, domain: str, count: int, **details: str) -> None:
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    append({"event": event, "time": now, "domain": domain, "count": count, **details})
