"""Follows a stream of changes (LDES): the latest activity on a dataset decides, and only what changed is asked for."""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Iterable

from omicz_meta.harvest.addresses import elsewhere, host_of, is_address, without_fragment
from omicz_meta.harvest.faults import Unreachable, told
from omicz_meta.harvest.library import Got
from omicz_meta.harvest.page import Activity, Relation
from omicz_meta.harvest.state import Entry
from omicz_meta.harvest.walk import Walk, Walked, endless
from omicz_meta.harvest.words import GONE

_NEVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)


def follow(walk: Walk, first: Got) -> Walked:
    """Read all pages of a stream that may hold something new, and bring the datasets of last time up to date.

    A stream may forget what is old: only an activity takes a dataset away. Raises Unreachable where a page fails.
    """
    before = walk.previous.datasets if walk.previous and walk.previous.kind == "feed" else {}
    seen = max((moment(entry.published) for entry in before.values()), default=_NEVER)
    latest = _latest(_members(walk, first, seen))
    entries = {
        iri: kept for iri, entry in before.items() if iri not in latest and (kept := walk.library.keep(entry))
    }
    for iri, (place, activity) in sorted(latest.items()):
        if activity.kind in GONE:
            continue
        known = before.get(iri)
        kept = walk.library.keep(known) if known and _same(known, activity) else None
        entry = kept or _entry(walk, place, activity)
        if entry is not None:
            entries[iri] = entry
    return Walked("feed", entries, tuple(walk.problems))


def moment(text: str) -> datetime.datetime:
    """A time of a stream, so that two can be compared; what is none is before all others.

    >>> moment("2026-11-22T01:00:00+01:00") == moment("2026-11-22T00:00:00Z"), moment("once") < moment("1990-01-01")
    (True, True)
    """
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        return _NEVER
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def _members(walk: Walk, first: Got, seen: datetime.datetime) -> Iterable[tuple[str, Activity]]:
    """All members of the pages that may hold new ones, each with the address of its page."""
    waiting, got = deque[str](), first
    walk.asked.add(first.document.address)
    barren, known = 0, set[str]()
    while True:
        yield from ((got.document.address, one) for one in got.page.activities)
        fresh = {one.iri for one in got.page.activities} - known
        known |= fresh
        barren = 0 if fresh else barren + 1
        if barren > walk.limits.barren:
            raise Unreachable(endless(barren), "C062")
        waiting += [_page(walk, one) for one in got.page.relations if _may_be_new(one, seen)]
        waiting = deque(dict.fromkeys(one for one in waiting if one not in walk.asked))
        if not waiting:
            return
        address = waiting.popleft()
        walk.asked.add(address)
        got = walk.library.get(address, walk.home)


def _page(walk: Walk, relation: Relation) -> str:
    address = without_fragment(relation.node)
    if not is_address(address) or host_of(address) not in walk.home:
        raise Unreachable(elsewhere(address), "C061")
    return address


def _may_be_new(relation: Relation, seen: datetime.datetime) -> bool:
    """A page whose members are all earlier than what is known has nothing new."""
    return not relation.before or seen == _NEVER or moment(relation.before) > seen


def _latest(members: Iterable[tuple[str, Activity]]) -> dict[str, tuple[str, Activity]]:
    """Of each dataset the last activity; of two at one time that which takes it away."""
    latest = dict[str, tuple[str, Activity]]()
    for place, one in members:
        known = latest.get(one.dataset)
        if known is None or _rank(one) >= _rank(known[1]):
            latest[one.dataset] = (place, one)
    return latest


def _rank(activity: Activity) -> tuple[datetime.datetime, bool]:
    return moment(activity.published), activity.kind in GONE


def _same(known: Entry, activity: Activity) -> bool:
    return bool(known.published) and known.published == activity.published


def _entry(walk: Walk, place: str, activity: Activity) -> Entry | None:
    """The dataset of an activity: as it came along, else as it stands at its own address."""
    iri = activity.dataset
    if activity.cut is not None:
        return Entry(activity.cut.sha256, (place,), published=activity.published)
    address = without_fragment(iri)
    if not is_address(address) or host_of(address) not in walk.home:
        walk.problems.append(told("C064", walk.name, iri, elsewhere(address)))
        return None
    try:
        got = walk.library.get(address, walk.home)
    except Unreachable as fault:
        # what stood there last time stays; it is asked for again next time
        return walk.missed(iri, fault).get(iri)
    found = next((cut for cut in got.page.described if cut.iri == iri), None)
    if found is None:
        reason = ("na své adrese není popsána", "it is not described at its own address")
        walk.problems.append(told("C064", walk.name, iri, reason))
        return None
    return Entry(found.sha256, (got.document.address,), published=activity.published)
