"""What is known of a node between two harvests: its documents with their validators, its datasets with their dates."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from omicz_meta.catalogue.description import key_of
from omicz_meta.harvest.addresses import is_address
from omicz_meta.harvest.fetch import Validators
from omicz_meta.harvest.page import Kind
from omicz_meta.pipeline.output import write_json

STATE = "state.json"
ORIGINALS = "originals"
READ = "read"


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was served: asked for at `address`, found at `at`, its bytes in `originals`."""

    address: str
    at: str
    file: str
    suffix: str
    sha256: str
    fetched: str
    validators: Validators = field(default_factory=Validators)
    immutable: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A dataset of a node: the digest of what is said about it, the documents that say it, and its dates.

    `published` is when a stream of changes said so last.
    """

    sha256: str
    documents: tuple[str, ...]
    first_seen: str = ""
    changed: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class NodeState:
    """The last complete state of a node. `since` is when it was first complete, `seen` when it was last.

    `rank` is its place among the nodes of the catalogue: who became known first comes first.
    """

    name: str
    address: str
    rank: int
    kind: Kind
    since: str
    seen: str
    documents: Mapping[str, Document]
    datasets: Mapping[str, Entry]


def write_state(state: NodeState, folder: Path) -> None:
    """Write state.json in one step: whoever reads it meanwhile finds the old one or the new one."""
    content = {
        **asdict(state),
        "documents": [asdict(document) for _, document in sorted(state.documents.items())],
        "datasets": [{"dataset": iri, **asdict(entry)} for iri, entry in sorted(state.datasets.items())],
    }
    beside = folder / f".{STATE}.{os.getpid()}"
    write_json(beside, content)
    beside.replace(folder / STATE)


def read_state(folder: Path) -> NodeState | None:
    """The state of a node in its folder; None where there is none, or where it is not what was written."""
    try:
        raw = json.loads((folder / STATE).read_text(encoding="utf-8"))
        documents = [document_of(one) for one in raw["documents"]]
        return NodeState(
            **{name: raw[name] for name in ("name", "address", "rank", "kind", "since", "seen")},
            documents={one.address: one for one in documents},
            datasets={one.pop("dataset"): _entry(one) for one in raw["datasets"]},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def document_of(raw: Mapping[str, Any]) -> Document:
    """A document as it was written down."""
    return Document(**{**raw, "validators": Validators(**raw["validators"])})


def _entry(raw: Mapping[str, Any]) -> Entry:
    return Entry(**{**raw, "documents": tuple(raw["documents"])})


def read_states(nodes: Path) -> dict[str, NodeState]:
    """The states of all nodes below a folder, by name."""
    folders = sorted(nodes.iterdir()) if nodes.is_dir() else []
    found = {folder.name: state for folder in folders if (state := read_state(folder))}
    return {name: state for name, state in found.items() if state.name == name}


def named(addresses: Iterable[str], known: Mapping[str, NodeState]) -> dict[str, str]:
    """A name for each address, that of the node known by it or a new one: it is the name of a folder.

    >>> named(["https://tre.example.org/catalogue", "b/catalogue.ttl", "https://tre-example.org/catalogue"], {})
    {'tre-example-org-catalogue': 'https://tre.example.org/catalogue', 'b-catalogue': 'b/catalogue.ttl',
    'tre-example-org-catalogue-2': 'https://tre-example.org/catalogue'}
    """
    old = {state.address: name for name, state in known.items()}
    taken, several = {name.lower() for name in known}, dict[str, str]()
    for address in dict.fromkeys(addresses):
        name = old.get(address)
        if name is None:
            key = _key(address)
            name = next(
                free
                for free in (key, *(f"{key}-{number}" for number in range(2, len(taken) + 3)))
                if free.lower() not in taken
            )
        taken.add(name.lower())
        several[name] = address
    return several


def _key(address: str) -> str:
    if is_address(address):
        return key_of(address)[:80].strip("-")
    path = Path(address)
    return key_of(f"{path.parent.name} {path.stem}".strip())[:80].strip("-")
