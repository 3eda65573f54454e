"""The record of changes of a catalogue: which dataset came, changed or went, and when. It only ever grows.

Activity Streams 2.0 names the three kinds. A dataset that went stays in the record (a tombstone), so that whoever
harvests by changes learns that it is gone.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from omicz_meta.errors import UsageError

CHANGES = "changes.ndjson"
Kind = Literal["Create", "Update", "Delete"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change: when (UTC to the second, ISO 8601), what, of which dataset, and the hash it has since."""

    at: str
    kind: Kind
    dataset: str
    name: str
    version: str


def changed(
    before: Iterable[Change], after: Mapping[str, tuple[str, str]], now: datetime.datetime
) -> tuple[Change, ...]:
    """What came, changed and went, given the record so far and the datasets as they are: IRI -> name and hash.

    The record never runs backwards, whatever the clock does.

    >>> day = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
    >>> record = changed((), {"https://e.org/a": ("a", "1")}, day)
    >>> changed(record, {"https://e.org/a": ("a", "1")}, day)
    ()
    >>> [change.kind for change in changed(record, {}, day)]
    ['Delete']
    """
    record = tuple(before)
    known = {change.dataset: change for change in record}
    at = max(moment(now), record[-1].at if record else "")
    return tuple(_steps(known, after, at))


def _steps(known: Mapping[str, Change], after: Mapping[str, tuple[str, str]], at: str) -> Iterator[Change]:
    for iri in sorted({*known, *after}):
        last = known.get(iri)
        gone = last is None or last.kind == "Delete"
        if iri not in after:
            if last is not None and not gone:
                yield Change(at, "Delete", iri, last.name, last.version)
        elif last is None or gone:
            yield Change(at, "Create", iri, *after[iri])
        elif last.version != after[iri][1]:
            yield Change(at, "Update", iri, *after[iri])


def moment(time: datetime.datetime) -> str:
    """A time in UTC, to the second, as it stands in the record.

    >>> moment(datetime.datetime(2026, 11, 22, 1, 2, 3, 4, tzinfo=datetime.UTC))
    '2026-11-22T01:02:03Z'
    """
    return time.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def written_changes(record: Iterable[Change]) -> Iterator[str]:
    """The lines of the record."""
    for change in record:
        yield json.dumps(asdict(change), ensure_ascii=False) + "\n"


def read_changes(text: bytes) -> tuple[Change, ...]:
    """The record from its lines. Raises UsageError where it is damaged: what was told once must not be forgotten."""
    try:
        record = tuple(Change(**json.loads(line)) for line in text.splitlines() if line.strip())
        sound = all(change.kind in get_args(Kind) and _is_moment(change.at) for change in record)
    except (ValueError, TypeError, RecursionError) as fault:
        raise UsageError(f"{CHANGES} is damaged; take it from a backup, or remove the folder.") from fault
    if not sound or [change.at for change in record] != sorted(change.at for change in record):
        raise UsageError(f"{CHANGES} is damaged; take it from a backup, or remove the folder.")
    return record


def last_changes(record: Iterable[Change]) -> Mapping[str, str]:
    """When each dataset last changed, by its IRI."""
    return {change.dataset: change.at for change in record}


def _is_moment(text: str) -> bool:
    return moment(datetime.datetime.fromisoformat(text)) == text
