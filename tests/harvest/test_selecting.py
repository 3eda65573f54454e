"""Which offers a catalogue takes does not depend on their order, and nobody takes what is of another node."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.catalogue.building import Candidate
from omicz_meta.catalogue.check import Checked
from omicz_meta.catalogue.description import Description, Entity, Text
from omicz_meta.harvest.offers import Offer
from omicz_meta.harvest.selecting import Owners, select
from omicz_meta.harvest.state import Entry, NodeState
from omicz_meta.problem import Problem
from omicz_meta.schema.model import load_schema

NAMES = ("a", "b", "c")
HOSTS = {name: f"https://{name}.example.org/" for name in NAMES}
NODES = [
    NodeState(name, f"{HOSTS[name]}catalogue", rank, "hydra", "", "", {}, {})
    for rank, name in enumerate(NAMES)
]
IRIS = [f"{host}dataset/{key}" for host in (*HOSTS.values(), "https://w3id.org/") for key in "xy"]
FAULT = (Problem("C012"),)


def offer(node: str, iri: str, identifier: str, title: str, valid: bool) -> Offer:
    slots: Any = {"id": (iri,), "identifier": (identifier,), "title": (Text(title, "en"),)}
    described = Description(Entity("Dataset", slots, iri), load_schema())
    entry = Entry(f"{identifier} {title}", ("d",))
    return Offer(node, iri, "d", entry, Candidate(Checked(node, iri, () if valid else FAULT), described))


OFFERS = st.lists(
    st.builds(
        offer,
        st.sampled_from(NAMES),
        st.sampled_from(IRIS),
        st.sampled_from(["id-1", "id-2", "7"]),
        st.sampled_from(["T", "U"]),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: (one.node, one.iri),
)


@settings(max_examples=examples(100))
@given(OFFERS, st.randoms(use_true_random=False))
def test_each_dataset_is_taken_once_from_whoever_it_is_of(offers: list[Offer], random: Any) -> None:
    selected = select(offers, NODES)
    shuffled = list(offers)
    random.shuffle(shuffled)
    again = select(shuffled, NODES)
    assert (again.taken, again.problems) == (selected.taken, selected.problems)
    addresses = [one.iri for one in selected.taken]
    assert len(addresses) == len(set(addresses))
    owners = Owners(NODES)
    for one in selected.taken:
        assert owners.of(one.iri) in (None, one.node)
    told = [
        name
        for one in selected.taken
        if one.candidate.checked.valid
        for name in one.identifiers
        if name != "7"
    ]
    by_node = {
        (one.node, name) for one in selected.taken if one.candidate.checked.valid for name in one.identifiers
    }
    assert all(len({node for node, name in by_node if name == each}) == 1 for each in told)
    offered = {id(one) for one in offers}
    assert {id(one) for one in selected.taken} <= offered


def test_owners_go_by_where_nodes_are_asked() -> None:
    several = [
        NodeState("one", "https://host.org/a/catalogue", 0, "hydra", "", "", {}, {}),
        NodeState("two", "https://host.org/b/catalogue", 1, "hydra", "", "", {}, {}),
        NodeState("file", "carried/c.ttl", 2, "dcat", "", "", {}, {}),
    ]
    owners = Owners(several)
    cases = {
        "https://host.org/a/dataset/1": "one",
        "https://host.org/b/dataset/1": "two",
        "https://w3id.org/a/1": None,
    }
    assert {iri: owners.of(iri) for iri in cases} == cases


def test_what_is_at_no_nodes_host_is_of_the_node_that_is_at_home_there() -> None:
    place = "https://w3id.org/tre/"
    own = [offer("b", f"{place}{key}", f"own-{key}", "T", True) for key in "xyz"]
    stolen = offer("a", f"{place}x", "stolen", "U", True)
    others = [offer("a", f"{HOSTS['a']}dataset/{key}", f"a-{key}", "T", True) for key in "xyz"]
    selected = select([stolen, *others, *own], NODES)
    (taken,) = [one for one in selected.taken if one.iri == f"{place}x"]
    assert taken.node == "b" and [one.code for one in selected.problems] == ["C065"]
    # whoever offers nothing else there is no owner of the place: what it has alone is taken
    alone = select([offer("a", f"{place}new", "new", "T", True), *others, *own], NODES)
    assert f"{place}new" in {one.iri for one in alone.taken}
