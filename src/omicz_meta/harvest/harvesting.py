"""Harvests nodes side by side into one catalogue folder: complete or untouched, resumable, each node for itself."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from omicz_meta.catalogue.building import Chosen
from omicz_meta.catalogue.index import INDEX, NODES
from omicz_meta.engine.spill import alive
from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.harvest.addresses import host_of, is_address, split
from omicz_meta.harvest.assembling import About, Sources, about_before, assemble_catalogue, renewed
from omicz_meta.harvest.fetch import Pace, Stop
from omicz_meta.harvest.limits import Limits
from omicz_meta.harvest.node import Node, Order, Outcome, harvest_node
from omicz_meta.harvest.state import NodeState, named, read_states
from omicz_meta.pipeline.output import clear_place, disk_message
from omicz_meta.problem import Problem

SIDE_BY_SIDE = 8
Tell = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks for: addresses (none: all nodes known), further hosts that belong to them, nodes to forget."""

    addresses: Sequence[str] = ()
    hosts: Sequence[str] = ()
    forget: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Harvest:
    """What came of a harvest: an outcome for each node asked, the catalogue, and what is to be told across nodes.

    `written` says whether anything in the catalogue changed; `chosen` is None where nothing was looked at again.
    """

    outcomes: tuple[Outcome, ...]
    datasets: int
    written: bool
    chosen: Chosen | None = None
    problems: tuple[Problem, ...] = field(default=())


def harvest(
    asked: Asked,
    out: Path,
    *,
    about: About | None = None,
    limits: Limits | None = None,
    now: datetime.datetime | None = None,
    tell: Tell | None = None,
    site: bool = True,
    proxies: bool = True,
) -> Harvest:
    """Harvest nodes into the catalogue folder `out`. A node that fails costs nothing but its own update.

    `tell` is called with each outcome as it comes; `site` adds pages for people.

    Raises UsageError for addresses that cannot be asked and an `out` that is not ours, EnvironmentFault when the disk
    refuses, KeyboardInterrupt when interrupted: what was fetched by then is kept beside `out` for the next time.
    """
    out = out.absolute()
    clear_place(out, INDEX)
    if (out / INDEX).is_file() and not (out / NODES).is_dir():
        raise UsageError(
            f"{out.name} was built from descriptions, which a harvest would replace; choose another folder. "
            "To have these datasets too, harvest its catalogue.ttl as a node."
        )
    known = read_states(out / NODES)
    for name in asked.forget:
        if name not in known:
            raise UsageError(f"There is no node {name!r} here; known: {', '.join(known) or 'none'}.")
    kept = {name: state for name, state in known.items() if name not in asked.forget}
    addresses = tuple(asked.addresses) or tuple(state.address for state in kept.values())
    hosts = _hosts(addresses, asked)
    order = Order(
        limits or Limits(),
        Pace((limits or Limits()).pause),
        hosts,
        now or datetime.datetime.now(datetime.UTC),
        Stop(),
        proxies,
    )
    with _workplace(out) as work:
        nodes = [_node(*one, kept, work, out / NODES) for one in enumerate(named(addresses, kept).items())]
        outcomes = _all(nodes, order, tell or (lambda _: None))
        done = _joined(outcomes, kept, out, about or about_before(out), order.now, site=site)
        for one in outcomes:
            if one.complete:
                shutil.rmtree(work / one.name, ignore_errors=True)
    return done


def _hosts(addresses: Sequence[str], asked: Asked) -> frozenset[str]:
    if not addresses:
        raise UsageError("Name the address of a node; in this catalogue none is known yet.")
    for address in addresses:
        if is_address(address) and split(address) is None:
            raise UsageError(
                "Only addresses that begin with http:// or https://, without a user name, are harvested."
            )
    return frozenset(host_of(one if is_address(one) else f"https://{one}") for one in asked.hosts) - {""}


def _node(place: int, one: tuple[str, str], kept: Mapping[str, NodeState], work: Path, nodes: Path) -> Node:
    """A node with what is known of it; a new one ranks after those that are known."""
    name, address = one
    previous = kept.get(name)
    rank = previous.rank if previous else max((state.rank for state in kept.values()), default=-1) + 1 + place
    return Node(name, address, rank, work / name, previous, nodes / name if previous else None)


def _all(nodes: Sequence[Node], order: Order, tell: Tell) -> tuple[Outcome, ...]:
    """Harvest several nodes side by side; they are told as they come and given back in the order asked for."""
    with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(nodes)), thread_name_prefix="harvest") as pool:
        waiting = {pool.submit(harvest_node, node, order): node.name for node in nodes}
        found: dict[str, Outcome] = {}
        try:
            for one in as_completed(waiting):
                found[waiting[one]] = one.result()
                tell(one.result())
        except BaseException:
            order.stop.give()
            raise
    return tuple(found[node.name] for node in nodes)


def _joined(
    outcomes: Sequence[Outcome],
    kept: Mapping[str, NodeState],
    out: Path,
    about: About | None,
    now: datetime.datetime,
    *,
    site: bool,
) -> Harvest:
    """Put the last complete states of all nodes together, unless nothing is different from what is there."""
    fresh = {one.name: (one.state, one.folder) for one in outcomes if one.state and one.folder}
    held = {name: (state, out / NODES / name) for name, state in kept.items()}
    sources: Sources = dict(sorted({**held, **fresh}.items(), key=lambda one: (one[1][0].rank, one[0])))
    if not sources:
        return Harvest(tuple(outcomes), 0, written=False)
    before = _index(out)
    digest = _digest(sources, about, site)
    if before.get("made_of") == digest and not any(one.changed for one in outcomes):
        datasets = renewed(out, before, sources)
        return Harvest(tuple(outcomes), datasets, written=False)
    chosen, problems = assemble_catalogue(sources, out, digest, before, about, now, site=site)
    return Harvest(tuple(outcomes), len(chosen.taken), bool(chosen.taken), chosen, problems)


def _digest(sources: Sources, about: About | None, site: bool) -> str:
    """A digest of all that the catalogue depends on."""
    told: list[object] = [
        version("omicz-meta"),
        site,
        dict(about.answers) if about else {},
        *(
            [
                name,
                state.since,
                [(iri, entry.sha256, entry.changed) for iri, entry in sorted(state.datasets.items())],
            ]
            for name, (state, _) in sources.items()
        ),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _index(out: Path) -> dict[str, Any]:
    try:
        content = json.loads((out / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


@contextmanager
def _workplace(out: Path) -> Iterator[Path]:
    """The folder beside `out` that holds what a harvest has fetched so far; one harvest at a time works in it."""
    work = out.parent / f".{out.name}.harvest"
    try:
        work.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = work / "lock"
        _locked(lock)
    except OSError as fault:
        raise EnvironmentFault(disk_message(fault, out.name)) from fault
    try:
        yield work
    finally:
        lock.unlink(missing_ok=True)
        if not any(work.iterdir()):
            work.rmdir()


def _locked(lock: Path) -> None:
    for _ in range(2):
        try:
            with lock.open("x", encoding="ascii") as file:
                file.write(str(os.getpid()))
        except FileExistsError as fault:
            holder = lock.read_text(encoding="ascii", errors="replace").strip()
            if holder.isdigit() and alive(int(holder)) and int(holder) != os.getpid():
                raise UsageError(
                    f"Process {holder} is harvesting into this catalogue; wait for its end."
                ) from fault
            lock.unlink(missing_ok=True)
        else:
            return
