"""Reads the JSON of the CELLxGENE ontology guide: CURIE to label, synonyms and ancestors with their distance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from omicz_meta.terms.content import Name, Term
from omicz_meta.terms.draft import Content, Options
from omicz_meta.terms.given import Given

_VERSION = re.compile(r"-v?(\d[\w.-]*?)\.json$")


def fits(given: Given) -> bool:
    """Whether the JSON maps identifiers to terms with ancestors."""
    facts = given.json
    first = next(iter(facts.values()), None) if isinstance(facts, dict) else None
    return isinstance(first, dict) and isinstance(first.get("ancestors"), dict)


def read(given: Given, options: Options) -> Content:
    """All terms. Parents are ancestors at distance 1, and the nearest of those that these do not reach."""
    facts: Mapping[str, Mapping[str, Any]] = given.json
    above = {curie: fact.get("ancestors") or {} for curie, fact in facts.items()}
    version = _VERSION.search(given.name)
    terms = tuple(_term(curie, fact, above, options) for curie, fact in facts.items())
    return Content(terms, version=version[1] if version else "")


def _term(
    curie: str, fact: Mapping[str, Any], above: Mapping[str, Mapping[str, int]], options: Options
) -> Term:
    return Term(
        curie,
        tuple(_names(fact, options.language)),
        tuple(_parents(above[curie], above)),
        bool(fact.get("deprecated")),
        tuple(map(options.curie, _several(fact.get("replaced_by")))),
        tuple(map(options.curie, _several(fact.get("consider")))),
        tuple(chain.from_iterable(map(_several, (fact.get("cross_ontology_terms") or {}).values()))),
        fact.get("description"),
    )


def _names(fact: Mapping[str, Any], language: str) -> Iterator[Name]:
    if fact.get("label"):
        yield Name(fact["label"], "label", language)
    # the guide does not say how near its synonyms are
    yield from (Name(text, "related", language) for text in dict.fromkeys(fact.get("synonyms") or ()))


def _parents(distances: Mapping[str, int], above: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """The guide leaves out terms of other ontologies, so that all ancestors of a term may be two steps away."""
    reached: set[str] = set()
    for curie, distance in sorted(distances.items(), key=lambda pair: (pair[1], pair[0])):
        if distance == 1 or curie not in reached:
            yield curie
            reached |= {curie, *above.get(curie, ())}


def _several(stated: Any) -> Iterable[str]:
    if stated is None:
        return ()
    return (stated,) if isinstance(stated, str) else tuple(map(str, stated))
