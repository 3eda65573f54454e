"""What a catalogue folder says of itself in index.json: its datasets, their files with hashes, and where things are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from omicz_meta.errors import UsageError

INDEX = "index.json"
DATASETS = "datasets"
OPEN_DATA = "dcat-ap-cz"
"""The folder of documents after DCAT-AP-CZ, which only public datasets have."""
NODES = "nodes"
"""The folder of what other nodes served, which only a harvested catalogue has."""
HEAD = "head"
"""Stem of the files that describe the catalogue and its FAIR Data Point without its datasets."""
SYNTAXES = (".ttl", ".jsonld", ".rdf")
NAME = re.compile(r"[A-Za-z0-9_-]{1,200}")
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Indexed:
    """One dataset of a catalogue: address, name of its files, where it came from, when it last changed.

    `sha256` holds the hash of each file by its ending, `size` the bytes of the largest one, `open_data` the hash of its
    document after DCAT-AP-CZ, empty where it has none. `modified` is UTC to the second (ISO 8601). `series` are the
    addresses of the series that it describes.
    """

    iri: str
    name: str
    source: str
    access: str
    modified: str
    sha256: Mapping[str, str]
    size: int = 0
    distributions: tuple[str, ...] = ()
    open_data: str = ""
    series: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The hash that says whether a description changed."""
        return self.sha256[".ttl"]

    def entry(self) -> dict[str, object]:
        """The entry in index.json."""
        return {
            "dataset": self.iri,
            "name": self.name,
            "file": f"{DATASETS}/{self.name}.ttl",
            "source": self.source,
            "access": self.access,
            "modified": self.modified,
            "sha256": dict(self.sha256),
            "bytes": self.size,
            "distributions": list(self.distributions),
            **({"dcat_ap_cz": self.open_data} if self.open_data else {}),
            **({"series": list(self.series)} if self.series else {}),
        }


@dataclass(frozen=True, slots=True)
class Index:
    """The catalogue's address, its datasets by address, the hashes of its head, and who publishes its open data."""

    catalogue: str
    datasets: tuple[Indexed, ...]
    head: Mapping[str, str] = field(default_factory=lambda: _NONE)
    public_body: str = ""

    @property
    def base(self) -> str:
        """What the addresses of the catalogue's own resources begin with."""
        return self.catalogue.removesuffix("catalogue")

    def entry(self) -> dict[str, object]:
        """The content of index.json, but for what was left out."""
        return {
            "catalogue": self.catalogue,
            "public_body": self.public_body or None,
            "head": dict(self.head),
            "datasets": [one.entry() for one in self.datasets],
        }


def read_index(text: bytes) -> Index:
    """The index from the content of index.json.

    Raises UsageError where it is damaged, was written by a version that did not know of serving, or names files
    that no build of ours would name.

    >>> read_index(b"{}")
    Traceback (most recent call last):
    ...
    omicz_meta.errors.UsageError: index.json is not complete; make the folder again with catalogue build.
    """
    try:
        content = json.loads(text)
        found = Index(
            content["catalogue"],
            tuple(_indexed(one) for one in content["datasets"]),
            _hashes(content["head"]),
            content["public_body"] or "",
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise UsageError("index.json is not complete; make the folder again with catalogue build.") from fault
    if not all(NAME.fullmatch(one.name) for one in found.datasets):
        raise UsageError("index.json names files that no catalogue has; make the folder again.")
    return found


def beside_datasets(file: Path) -> bool:
    """Whether a file of a catalogue folder is about the catalogue, or says again what the file of a dataset says."""
    about = file.stem == HEAD and (file.parent / INDEX).is_file()
    served = any(one.name == NODES and (one.parent / INDEX).is_file() for one in file.parents)
    return about or served or (file.parent.name == OPEN_DATA and (file.parent.parent / INDEX).is_file())


def _indexed(entry: Mapping[str, Any]) -> Indexed:
    return Indexed(
        entry["dataset"],
        entry["name"],
        entry["source"],
        entry["access"],
        entry["modified"],
        _hashes(entry["sha256"]),
        int(entry["bytes"]),
        tuple(entry["distributions"]),
        entry.get("dcat_ap_cz", ""),
        tuple(entry.get("series", ())),
    )


def _hashes(found: Mapping[str, str]) -> Mapping[str, str]:
    return {suffix: found[suffix] for suffix in SYNTAXES}
