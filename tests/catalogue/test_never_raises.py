"""Whatever people write under whatever name, assembling never raises, and what comes of it can be published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from omicz_meta.catalogue.assemble import NODE_KEYS, assemble
from omicz_meta.catalogue.computed import Computed
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.publish import SYNTAXES
from omicz_meta.resources import schemas_folder
from omicz_meta.schema.model import load_schema
from omicz_meta.yamlfile import read_yaml

SCHEMA = load_schema()
SLOTS = sorted(SCHEMA.classes["Dataset"].slots)
INNER = sorted(
    {name for body in SCHEMA.objects.values() for name in body.slots} | {"cs", "en", "lang", "id", "title"}
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.decimals(), st.text(max_size=8),
    st.sampled_from(["node", "CZ", "2026", "2026-13-45", "HGPD", "https://example.org/a", "a@b.cz", "P1D", "DUO:7"]),
)  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(INNER), inner, max_size=4),
    max_leaves=8,
)
tagged = st.fixed_dictionaries({"lang": values, "value": values})
values |= tagged | st.lists(tagged, max_size=2)
datasets = st.dictionaries(st.sampled_from(SLOTS) | st.text(max_size=5), values, max_size=8)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(datasets, st.none() | datasets)
def test_anything_can_be_written(written: Mapping[str, Any], node: Mapping[str, Any] | None) -> None:
    description, problems = assemble(written, node, Computed(), SCHEMA)
    assert all(problem.code[0] in "CV" for problem in problems)
    triples = list(healthdcat(description))
    turtle, rdfxml = (
        rdflib.Graph().parse(data="".join(SYNTAXES[suffix](triples)), format=name)
        for suffix, name in ((".ttl", "turtle"), (".rdf", "xml"))
    )
    assert isomorphic(turtle, rdfxml)


@given(st.sampled_from(SLOTS), values)
def test_one_bad_slot_does_not_touch_the_others(slot: str, value: Any) -> None:
    words = {"title": {"cs": "a", "en": "b"}, "identifier": "x"}
    description, _ = assemble({**words, slot: value}, None, Computed(), SCHEMA)
    for name in words.keys() - {slot}:
        assert (
            description.dataset.slots[name]
            == assemble(words, None, Computed(), SCHEMA)[0].dataset.slots[name]
        )


@pytest.mark.parametrize("name", ["demo", "template"])
def test_shipped_node_files_use_known_names_only(name: str) -> None:
    node, problems = read_yaml(schemas_folder() / "nodes" / f"{name}.yaml")
    assert node is not None and problems == ()
    _, found = assemble({}, node.plain(), Computed(), SCHEMA)
    assert [problem for problem in found if problem.code == "C006"] == []
    assert set(node.plain()) - set(NODE_KEYS) <= set(SLOTS)
