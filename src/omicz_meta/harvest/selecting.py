"""Which of the datasets that several nodes offer a catalogue takes: each once, from whoever it is of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from omicz_meta.harvest.addresses import host_of
from omicz_meta.harvest.faults import told
from omicz_meta.harvest.offers import Offer
from omicz_meta.harvest.state import NodeState
from omicz_meta.problem import Problem

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)(10\..+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Selected:
    """Offers that are taken, others of the same datasets by the address of the one taken, and what is to be told."""

    taken: tuple[Offer, ...] = ()
    besides: dict[str, list[Offer]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Owners:
    """Which node an address belongs to: the one that is asked at that host; of several there, the nearest.

    What a node says of itself does not count, since any node can say it.
    """

    nodes: Sequence[NodeState]

    def of(self, iri: str) -> str | None:
        """The name of the node, None where the address is nobody's."""
        host = host_of(iri)
        here = [one for one in self.nodes if host and host_of(one.address) == host]
        return max(here, key=lambda one: _shared(one.address, iri)).name if here else None


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """How much of what each node offers lies in the same place as an address: there it is at home, or a guest."""

    inside: Counter[tuple[str, str]]
    all: Counter[str]

    @classmethod
    def of(cls, offers: Iterable[Offer]) -> Neighbourhood:
        """Count the offers by node and place."""
        several = list(offers)
        places = Counter((one.node, one.iri.rpartition("/")[0]) for one in several)
        return cls(places, Counter(one.node for one in several))

    def guest(self, one: Offer) -> bool:
        """Whether less than half of what the node offers lies there."""
        return 2 * self.inside[one.node, one.iri.rpartition("/")[0]] < self.all[one.node]


def _shared(address: str, iri: str) -> int:
    """How many parts of their paths two addresses share from the beginning; the last part is a name and no folder."""
    pairs = zip(_parts(address), _parts(iri), strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), len(_parts(address)))


def _parts(address: str) -> list[str]:
    return address.partition("://")[2].split("/")[1:-1]


def select(offers: Iterable[Offer], nodes: Sequence[NodeState]) -> Selected:
    """Choose: of one address its owner's offer, of one identifier the owner's.

    What has no owner is of the node that is at home there, else of whoever is known longest. What is left aside is
    recorded with what took its place. A node never replaces what is another one's.
    """
    offered = list(offers)
    home = Neighbourhood.of(offered)
    order = {state.name: number for number, state in enumerate(nodes)}
    owners = Owners(nodes)
    kept, besides, claims = list[Offer](), dict[str, list[Offer]](), Counter[tuple[str, str]]()
    examples = dict[tuple[str, str], str]()
    for iri, unordered in sorted(_by_address(offered).items()):
        several = sorted(unordered, key=lambda one: (home.guest(one), order[one.node]))
        owner = owners.of(iri)
        own = [one for one in several if owner in (None, one.node)]
        first = own[0] if own else None
        for other in (one for one in several if one is not first):
            if first is None or first.entry.sha256 != other.entry.sha256:
                claims[other.node, owner or (first.node if first else "")] += 1
                examples.setdefault((other.node, owner or (first.node if first else "")), iri)
        if first is not None:
            kept.append(first)
            besides[iri] = [one for one in several if one is not first]
    problems = [
        told("C065", node, examples[node, owner], owner=owner, number=str(count))
        for (node, owner), count in sorted(claims.items())
    ]
    ranked = sorted(kept, key=lambda one: (owners.of(one.iri) is None, order[one.node], one.iri))
    taken, doubled = _once_by_identifier(ranked, besides)
    return Selected(tuple(taken), besides, (*problems, *doubled))


def _by_address(offers: Iterable[Offer]) -> dict[str, list[Offer]]:
    found: dict[str, list[Offer]] = {}
    for one in offers:
        found.setdefault(one.iri, []).append(one)
    return found


def _once_by_identifier(
    ranked: Iterable[Offer], besides: dict[str, list[Offer]]
) -> tuple[list[Offer], list[Problem]]:
    """Of the datasets that share an identifier the first; datasets of one node are never held to be the same."""
    taken, problems = list[Offer](), list[Problem]()
    holders: dict[str, Offer] = {}
    for one in ranked:
        valid = one.candidate.checked.valid
        same = next(_same(one, holders), None) if valid else None
        if same is None:
            taken.append(one)
            if valid:
                holders |= {name: one for name in map(_normal, one.identifiers) if name not in holders}
            continue
        besides.setdefault(same.iri, []).extend((one, *besides.pop(one.iri, ())))
        code = "C066" if one.titles & same.titles else "C068"
        problems.append(told(code, one.node, one.iri, other=same.iri, owner=same.node))
    return taken, problems


def _same(one: Offer, holders: dict[str, Offer]) -> Iterator[Offer]:
    for name in sorted(map(_normal, one.identifiers)):
        other = holders.get(name)
        if other is not None and other.node != one.node and (_telling(name) or one.titles & other.titles):
            yield other


def _normal(identifier: str) -> str:
    """An identifier in one form: a DOI is written in several ways.

    >>> _normal("https://dx.doi.org/10.5072/Demo"), _normal(" GoE_CZ_FN_1")
    ('doi:10.5072/demo', 'GoE_CZ_FN_1')
    """
    doi = _DOI.fullmatch(identifier.strip())
    return f"doi:{doi[1].lower()}" if doi else identifier.strip()


def _telling(identifier: str) -> bool:
    """Whether an identifier can mean the same thing in two places; the number of a row cannot.

    >>> _telling("GoE_CZ_FN_1"), _telling("https://example.org/dataset/1"), _telling("12")
    (True, True, False)
    """
    return not identifier.isdigit()
