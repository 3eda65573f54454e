"""Where things are: the address under which the server is read, and what becomes of the addresses in descriptions.

Published addresses are identities, so they are only exchanged where nobody could follow them:

- with a base, the catalogue's own addresses (its own, and those of datasets under the same start) begin with that
  base; it is the public address that leads to this server, and mostly the one in the files already. Datasets of other
  nodes keep theirs, which lead to those nodes;
- without one, every dataset is at the address the server listens on, so that a copy on a desk can be walked through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from omicz_meta.catalogue.index import NAME, Index, Indexed

_AUTHORITY = re.compile(
    r"(?:[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,20}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
)
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
ANYWHERE = ("0.0.0.0", "::")  # noqa: S104  # compared with, not bound to


@dataclass(frozen=True, slots=True)
class Site:
    """Where the server listens (`http://127.0.0.1:8000/`), and the public base, empty where none was given.

    Both end in a slash. `open` says that it listens on all addresses of the machine, so that only a request says
    under which of them it is read.
    """

    listening: str
    base: str = ""
    open: bool = False

    def root(self, headers: Mapping[str, str]) -> str:
        """What addresses of datasets begin with: the base, or else the address that the server is read under."""
        return self.base or self.links(headers)

    def links(self, headers: Mapping[str, str]) -> str:
        """What addresses of pages begin with, so that whoever reads one page can read the next.

        The public base, but where the server was asked directly. A Host that is neither is never repeated, unless
        the server has no base and listens on all addresses.

        >>> site = Site("http://127.0.0.1:8000/", "https://data.example.org/")
        >>> site.links({"host": "127.0.0.1:8000"}), site.links({"host": "evil.example"})
        ('http://127.0.0.1:8000/', 'https://data.example.org/')
        """
        host = headers.get("host", "")
        if not self.base:
            return f"http://{host}/" if self.open and _AUTHORITY.fullmatch(host) else self.listening
        direct = f"http://{host}/" == self.listening and not any(name in headers for name in _FORWARDED)
        return self.listening if direct else self.base


def keys(index: Index) -> Mapping[str, str]:
    """IRI of a dataset -> the last part of the address at which this server has it.

    What lies under the catalogue's own address is found at its published path, whatever its files are called.

    >>> one = Indexed("https://a.org/dataset/x", "x-2", "", "PUBLIC", "2026-11-22T00:00:00Z", {".ttl": ""})
    >>> keys(Index("https://a.org/catalogue", (one,)))
    {'https://a.org/dataset/x': 'x'}
    """
    start = f"{index.base}dataset/"
    found = {
        one.iri: one.iri.removeprefix(start)
        for one in index.datasets
        if one.iri.startswith(start) and NAME.fullmatch(one.iri.removeprefix(start))
    }
    taken = set(found.values())
    for one in index.datasets:
        if one.iri not in found:
            numbered = (f"{one.name}-{number}" for number in range(2, len(taken) + 3))
            found[one.iri] = next(name for name in (one.name, *numbered) if name not in taken)
            taken.add(found[one.iri])
    return found


def addresses(index: Index, keyed: Mapping[str, str], site: Site, root: str) -> Mapping[str, str]:
    """Published address -> the address in its place, for a catalogue that is read under a root.

    `keyed` says the last part of the address of each dataset, also of those that are no longer there.

    >>> one = Indexed("https://a.org/dataset/x", "x", "", "PUBLIC", "2026-11-22T00:00:00Z", {".ttl": ""})
    >>> index = Index("https://a.org/catalogue", (one,))
    >>> addresses(index, keys(index), Site(""), "http://localhost/")["https://a.org/dataset/x"]
    'http://localhost/dataset/x'
    """
    found = {index.catalogue: f"{root}catalogue", f"{index.base}fdp": f"{root}fdp"}
    ours = {iri: key for iri, key in keyed.items() if not site.base or iri.startswith(index.base)}
    found |= {iri: f"{root}{_path(iri, key, index)}" for iri, key in ours.items()}
    for one in index.datasets:
        found |= {
            iri: root + iri.removeprefix(index.base) for iri in one.series if iri.startswith(index.base)
        }
        if one.iri in ours:
            found.update(_distributions(one, ours[one.iri], root))
    return {old: new for old, new in found.items() if old != new}


def _path(iri: str, key: str, index: Index) -> str:
    """The path of a dataset: the published one, where the address is the catalogue's own."""
    return iri.removeprefix(index.base) if iri.startswith(index.base) else f"dataset/{key}"


def _distributions(one: Indexed, key: str, root: str) -> Iterator[tuple[str, str]]:
    """Distributions with an address of their own; others are fragments of the dataset's."""
    for name, iri in distribution_keys(one, key).items():
        if iri.partition("#")[0] != one.iri:
            yield iri, f"{root}distribution/{name}"


def distribution_keys(one: Indexed, key: str) -> Mapping[str, str]:
    """The distributions of a dataset under the last parts of the addresses by which readers of FAIR Data Points ask."""
    return {f"{key}-{number}": iri for number, iri in enumerate(one.distributions, start=1)}
