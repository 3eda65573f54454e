"""Harvests one node: from where it was cut off, against what is known, to a new complete state or to none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from omicz_meta.catalogue.changes import moment
from omicz_meta.errors import EnvironmentFault, OmiczError
from omicz_meta.harvest.addresses import host_of
from omicz_meta.harvest.faults import Stopped, Unreachable, told
from omicz_meta.harvest.feed import follow
from omicz_meta.harvest.fetch import Fetcher, Pace, Stop, Traffic
from omicz_meta.harvest.library import Library
from omicz_meta.harvest.limits import Limits
from omicz_meta.harvest.page import VERSION
from omicz_meta.harvest.reading import PageReader
from omicz_meta.harvest.since import only_changed
from omicz_meta.harvest.state import Entry, NodeState, write_state
from omicz_meta.harvest.walk import Walk, Walked
from omicz_meta.pipeline.output import disk_message
from omicz_meta.problem import Problem

GOES_ON_FOR = timedelta(hours=6)
"""How long what was fetched by a harvest that was cut off is taken for the state of the node."""
_BEGUN = "begun.json"


@dataclass(frozen=True, slots=True)
class Order:
    """What all nodes of a harvest share: bounds, pace, hosts that were named, the time, the sign to stop."""

    limits: Limits
    pace: Pace
    named: frozenset[str]
    now: datetime
    stop: Stop
    proxies: bool = True


@dataclass(frozen=True, slots=True)
class Node:
    """A node to be harvested: its work in `work`, its last complete state with the files of it in `old`."""

    name: str
    address: str
    rank: int
    work: Path
    previous: NodeState | None = None
    old: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a node. `state` is the complete state to go by, `complete` whether it is of this harvest.

    `changed` says whether a document came, went or differs, `folder` where the documents lie.
    """

    name: str
    address: str
    state: NodeState | None
    folder: Path | None
    complete: bool
    changed: bool
    traffic: Traffic
    problems: tuple[Problem, ...] = ()
    new: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def harvest_node(node: Node, order: Order) -> Outcome:
    """Harvest a node. Whatever it does, what comes back is an outcome; Stopped is raised when the harvest is ended."""
    _begin(node, order.now)
    named = order.named | {host_of(node.address)} - {""}
    fetcher = Fetcher(named, order.limits, order.pace, order.stop, proxies=order.proxies)
    with closing(fetcher), closing(PageReader(order.limits)) as reader:
        now = moment(order.now)
        library = Library(node.work, fetcher, reader, order.limits, now, node.previous, node.old)
        try:
            found = _walked(node, library, order.limits, named)
        except Unreachable as fault:
            return _failed(node, fault.problem(node.name, node.address), fetcher.traffic)
        except (Stopped, OmiczError):
            raise
        except OSError as fault:
            raise EnvironmentFault(disk_message(fault, node.work.name)) from fault
        except Exception as fault:  # whatever a node brings about costs nothing but its own update
            kind = type(fault).__name__
            problem = told("C063", node.name, node.address, (kind, kind))
            return _failed(node, problem, fetcher.traffic)
        return _done(node, found, library, fetcher.traffic, now)


def _begin(node: Node, now: datetime) -> None:
    """Go on with what a harvest left behind that was cut off, if it is of this node, this version and this day."""
    mark = node.work / _BEGUN
    try:
        left = json.loads(mark.read_text(encoding="utf-8"))
        fits = (left["address"], left["version"]) == (node.address, VERSION)
        fresh = timedelta(0) <= now - datetime.fromisoformat(left["begun"]) < GOES_ON_FOR
    except (OSError, ValueError, KeyError, TypeError):
        fits = fresh = False
    if not (fits and fresh):
        shutil.rmtree(node.work, ignore_errors=True)
        node.work.mkdir(parents=True)
        told = {"address": node.address, "version": VERSION, "begun": now.isoformat()}
        mark.write_text(json.dumps(told), encoding="utf-8")


def _walked(node: Node, library: Library, limits: Limits, named: frozenset[str]) -> Walked:
    first = library.get(node.address, None)
    page = first.page
    if not page.kind:
        raise Unreachable(("není tu žádný katalog", "there is no catalogue here"), "C063")
    home = named | {host_of(first.document.at)} - {""}
    walk = Walk(node.name, node.address, library, limits, home, node.previous, page.kind)
    found = follow(walk, first) if page.kind == "feed" else only_changed(walk, first)
    if found is None:
        walk = replace(walk, places={}, asked=set(), problems=[])
        walk.pages(first)
        found = Walked(page.kind, walk.datasets(), tuple(walk.problems))
    if not found.datasets:
        # a node that lists nothing would delete everything
        raise Unreachable(("neuvádí žádnou datovou sadu", "it lists no dataset"), "C067")
    return found


def _done(node: Node, found: Walked, library: Library, traffic: Traffic, now: str) -> Outcome:
    before: Mapping[str, Entry] = node.previous.datasets if node.previous else {}
    entries = {iri: _dated(entry, before.get(iri), now) for iri, entry in found.datasets.items()}
    since = node.previous.since if node.previous else now
    state = NodeState(
        node.name,
        node.address,
        node.rank,
        found.kind,
        since,
        now,
        dict(library.documents),
        entries,
    )
    write_state(state, node.work)
    return Outcome(
        node.name,
        node.address,
        state,
        node.work,
        complete=True,
        changed=library.changed(),
        traffic=traffic,
        problems=found.problems,
        new=tuple(sorted(entries.keys() - before.keys())),
        updated=tuple(
            sorted(iri for iri in entries.keys() & before if entries[iri].sha256 != before[iri].sha256)
        ),
        gone=tuple(sorted(before.keys() - entries.keys())),
    )


def _dated(entry: Entry, before: Entry | None, now: str) -> Entry:
    """An entry with the time when it was first seen, and when what is said in it changed last."""
    if before is None:
        return replace(entry, first_seen=now, changed=now)
    same = entry.sha256 == before.sha256
    return replace(entry, first_seen=before.first_seen, changed=before.changed if same else now)


def _failed(node: Node, problem: Problem, traffic: Traffic) -> Outcome:
    return Outcome(
        node.name,
        node.address,
        node.previous,
        node.old,
        complete=False,
        changed=False,
        traffic=traffic,
        problems=(problem,),
    )
