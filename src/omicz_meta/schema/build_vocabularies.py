"""Dynamic enums of LinkML: value sets that are a part of a code system, named and not listed.

`reachable_from` names the ontology and the terms above the ones meant, `include` and `inherits` join several such
parts (LinkML metamodel, slots of EnumExpression). What a pack cannot answer is refused when the schema is compiled.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from omicz_meta.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from omicz_meta.schema.build_linkml import Source

SUBCLASS = frozenset({"rdfs:subClassOf", "http://www.w3.org/2000/01/rdf-schema#subClassOf", "is_a"})
"""The one relationship whose closure packs have."""
_NOT_YET = ("minus", "matches", "concepts", "code_set", "pv_formula")


def is_dynamic(body: Any) -> bool:
    """Whether the values of an enum are named by a query and not listed."""
    return bool(body.reachable_from or body.include or (body.inherits and not body.permissible_values))


def branches(source: Source, name: str) -> list[dict[str, Any]]:
    """The parts of code systems that a dynamic enum allows. Raises UsageError for what cannot be looked up."""
    found = list(_parts(source, name, source.view.all_enums()[name], ()))
    return [part for number, part in enumerate(found) if part not in found[:number]]


def _parts(source: Source, name: str, body: Any, seen: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    odd = [key for key in (*_NOT_YET, "permissible_values") if getattr(body, key, None)]
    if odd:
        raise UsageError(
            f"The value set {name} says {odd[0]}; beside reachable_from only include and inherits are known."
        )
    for other in body.inherits:
        if str(other) not in seen:
            yield from _parts(source, name, source.view.all_enums()[other], (*seen, str(other)))
    if body.reachable_from:
        yield from _reachable(source, name, body.reachable_from)
    for part in body.include:
        yield from _parts(source, name, part, seen)


def _reachable(source: Source, name: str, query: Any) -> Iterator[dict[str, Any]]:
    others = [str(one) for one in query.relationship_types if str(one) not in SUBCLASS]
    if others or query.is_direct or query.traverse_up:
        what = others[0] if others else "is_direct" if query.is_direct else "traverse_up"
        raise UsageError(
            f"The value set {name} says {what}; terms below others by is_a are what can be asked for."
        )
    nodes = [str(node) for node in query.source_nodes]
    if not nodes and not query.source_ontology:
        raise UsageError(f"The value set {name} names neither source_ontology nor source_nodes.")
    if not nodes:
        yield {"prefix": prefix_of(str(query.source_ontology), source.prefixes)}
    for prefix in dict.fromkeys(node.partition(":")[0] for node in nodes):
        own = [node for node in nodes if node.startswith(f"{prefix}:")]
        yield {"prefix": prefix, "nodes": own, **({"include_self": True} if query.include_self else {})}


def prefix_of(ontology: str, known: Mapping[str, str]) -> str:
    """The CURIE prefix of a system by the last word of its name: as a schema declares it, else in capitals.

    >>> prefix_of("http://purl.obolibrary.org/obo/hancestro.owl", {}), prefix_of("obo:ncbitaxon", {"NCBITaxon": "x"})
    ('HANCESTRO', 'NCBITaxon')
    """
    word = re.split(r"[:/#]", re.sub(r"\.(owl|obo|json|ttl)$", "", ontology))[-1]
    return next((prefix for prefix in known if prefix.lower() == word.lower()), word.upper())
