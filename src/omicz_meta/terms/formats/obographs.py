"""Reads obographs JSON (https://github.com/geneontology/obographs), the JSON form of OBO and OWL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from omicz_meta.terms.content import Name, Scope
from omicz_meta.terms.draft import Content, Drafts, Options
from omicz_meta.terms.formats.vocabulary import ALTERNATIVE, CONSIDER, REPLACED, merge
from omicz_meta.terms.given import Given

_SCOPES: Mapping[str, Scope] = MappingProxyType(
    {
        "hasExactSynonym": "exact",
        "hasNarrowSynonym": "narrow",
        "hasBroadSynonym": "broad",
        "hasRelatedSynonym": "related",
    }
)
_ABOVE = ("is_a", "http://www.w3.org/2000/01/rdf-schema#subClassOf")
_TITLES = ("http://purl.org/dc/elements/1.1/title", "http://purl.org/dc/terms/title")
_LICENCES = ("http://purl.org/dc/terms/license", "http://purl.org/dc/elements/1.1/rights")
_VERSIONS = ("http://www.w3.org/2002/07/owl#versionInfo",)


def fits(given: Given) -> bool:
    """Whether the JSON is a document of graphs."""
    return isinstance(given.json, dict) and isinstance(given.json.get("graphs"), list)


def read(given: Given, options: Options) -> Content:
    """Classes and individuals of all graphs; properties are no terms."""
    drafts = Drafts()
    others: dict[str, list[str]] = {}
    graphs = given.json["graphs"]
    for graph in graphs:
        for node in graph.get("nodes", ()):
            if node.get("type", "CLASS") in ("CLASS", "INDIVIDUAL"):
                _node(node, drafts, others, options)
        for edge in graph.get("edges", ()):
            if edge.get("pred") in _ABOVE and options.curie(edge["sub"]) in drafts:
                drafts[options.curie(edge["sub"])].parents.append(options.curie(edge["obj"]))
    merge(drafts, others)
    facts = graphs[0].get("meta", {}) if graphs else {}
    version = facts.get("version") or _stated(facts, _VERSIONS)
    return Content(
        drafts.terms(), version=version, title=_stated(facts, _TITLES), licence=_stated(facts, _LICENCES)
    )


def _node(node: Mapping[str, Any], drafts: Drafts, others: dict[str, list[str]], options: Options) -> None:
    draft = drafts[options.curie(node["id"])]
    meta = node.get("meta", {})
    if node.get("lbl"):
        draft.names.append(Name(node["lbl"], "label", options.language))
    for synonym in meta.get("synonyms", ()):
        draft.names.append(
            Name(synonym["val"], _SCOPES.get(synonym.get("pred"), "related"), options.language)
        )
    draft.definition = meta.get("definition", {}).get("val")
    draft.obsolete = bool(meta.get("deprecated"))
    draft.xrefs += [xref["val"] for xref in meta.get("xrefs", ())]
    for predicate, value in _values(meta):
        if predicate in REPLACED:
            draft.replaced_by.append(options.curie(value))
        elif predicate in CONSIDER:
            draft.consider.append(options.curie(value))
        elif predicate in ALTERNATIVE:
            others.setdefault(options.curie(value), []).append(draft.curie)


def _values(meta: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((one["pred"], one["val"]) for one in meta.get("basicPropertyValues", ()))


def _stated(meta: Mapping[str, Any], predicates: tuple[str, ...]) -> str:
    return next((value for predicate, value in _values(meta) if predicate in predicates), "")
