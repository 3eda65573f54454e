"""What a bulk export tells of itself: its log (SMART Bulk Data client log) or its manifest (FHIR Bulk Data Access)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.sources.fhir.members import Member
from omicz_meta.sources.limits import MIB

HEAD = 4096
LARGEST = 64 * MIB
_LOG, _MANIFEST = (b'"exportId"', b'"eventId"'), (b'"transactionTime"', b'"requiresAccessToken"')


@dataclass(frozen=True, slots=True)
class Told:
    """How many resources an export says it has, where it says so, and the events that speak of errors."""

    resources: int | None
    errors: tuple[str, ...] = ()


def export_log(member: Member) -> Told | None:
    """What a file tells of an export; None for a file of resources. Raises OSError.

    >>> told([{"eventId": "download_complete", "eventDetail": {"resourceCount": 3}}, {"eventId": "download_error"}])
    Told(resources=3, errors=('download_error',))
    """
    with member.open() as stream:
        head = stream.read(HEAD)
        if all(mark in head for mark in _LOG):
            return told(_events(head + stream.read(LARGEST)))
        if all(mark in head for mark in _MANIFEST):
            return _of_manifest(head + stream.read(LARGEST))
    return None


def _events(data: bytes) -> Iterator[dict[str, Any]]:
    for line in data.splitlines():
        found = _read(line)
        if isinstance(found, dict):
            yield found


def told(events: Iterable[dict[str, Any]]) -> Told:
    """What the events of a log say together."""
    counts, errors, last = list[int](), list[str](), None
    for event in events:
        name, detail = str(event.get("eventId", "")), event.get("eventDetail")
        known = detail if isinstance(detail, dict) else {}
        if name == "download_complete" and isinstance(known.get("resourceCount"), int):
            counts.append(known["resourceCount"])
        if name == "export_complete" and isinstance(known.get("resources"), int):
            last = known["resources"]
        if name.endswith("_error"):
            errors.append(name)
    return Told(sum(counts) if counts else last, tuple(errors))


def _of_manifest(data: bytes) -> Told | None:
    content = _read(data)
    if not isinstance(content, dict) or "output" not in content:
        return None
    files = (
        [one for one in content["output"] if isinstance(one, dict)]
        if isinstance(content["output"], list)
        else []
    )
    counts = [one["count"] for one in files if isinstance(one.get("count"), int)]
    failed = content.get("error")
    errors = ("error",) * len(failed) if isinstance(failed, list) else ()
    return Told(sum(counts) if counts and len(counts) == len(files) else None, errors)


def _read(text: bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def compared(source: str, member: Member, log: Told, found: int) -> Iterator[Problem]:
    """R067 where the files hold other than is told, R068 for errors that are told."""
    place = Place(source=source, file=member.shown)
    if log.resources is not None and log.resources != found:
        yield Problem("R067", place, detail=(("told", str(log.resources)), ("found", str(found))))
    for event in dict.fromkeys(log.errors):
        yield Problem("R068", place, count=log.errors.count(event), detail=(("event", event),))
