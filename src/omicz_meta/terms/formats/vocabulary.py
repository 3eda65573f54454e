"""Words that OWL and obographs share: the annotation properties of OBO, IAO and SKOS, and what merged terms become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from omicz_meta.terms.content import Scope
from omicz_meta.terms.draft import Drafts

OIO = "http://www.geneontology.org/formats/oboInOwl#"
IAO = "http://purl.obolibrary.org/obo/IAO_"
SKOS = "http://www.w3.org/2004/02/skos/core#"
EFO = "http://www.ebi.ac.uk/efo/"
REPLACED = (f"{IAO}0100001", f"{OIO}replacedBy")
CONSIDER = (f"{OIO}consider",)
ALTERNATIVE = (f"{OIO}hasAlternativeId",)
XREF = (f"{OIO}hasDbXref",)
DEFINITION = (f"{IAO}0000115", f"{OIO}hasDefinition", f"{SKOS}definition", f"{EFO}definition")
NAMES: Mapping[str, Scope] = MappingProxyType(
    {
        "http://www.w3.org/2000/01/rdf-schema#label": "label",
        f"{OIO}hasExactSynonym": "exact",
        f"{OIO}hasNarrowSynonym": "narrow",
        f"{OIO}hasBroadSynonym": "broad",
        f"{OIO}hasRelatedSynonym": "related",
        f"{IAO}0000118": "exact",
        f"{SKOS}altLabel": "exact",
        f"{EFO}alternative_term": "exact",
    }
)


def merge(drafts: Drafts, others: Mapping[str, Sequence[str]]) -> None:
    """An identifier that was merged into other terms is an obsolete term that they replace."""
    for other, mains in others.items():
        if other not in drafts or (drafts[other].obsolete and not drafts[other].replaced_by):
            drafts[other].obsolete = True
            drafts[other].replaced_by += mains
