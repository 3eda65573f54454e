"""Files of suggestions: SSSOM in which nothing is a mapping yet.

`predicate_id` is empty until a person fills it, so that readers of SSSOM leave the rows out (SSSOM 1.1, where the
slot is required); `review_status` is an extension slot (SSSOM, extension slots) that says so to people.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from omicz_meta.terms.suggestion import Suggestion

STATUS, UNREVIEWED, ACCEPTED = "review_status", "unreviewed", "accepted"
LEXICAL, CURATED = "semapv:LexicalMatching", "semapv:ManualMappingCuration"
LITERAL = "rdfs literal"
MEASURE = "omicz-meta: words, trigrams and letters in common"
ROW = "row"
COLUMNS = (
    ROW,
    "subject_label",
    "subject_type",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "similarity_score",
    "similarity_measure",
    "object_match_field",
    "matched_name",
    "matched_language",
    "translation_status",
    "match_method",
    "instead_of",
    "object_source_version",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_date",
    "occurrences",
    "source_field",
    "target_slot",
    "code_map",
    STATUS,
)
"""SSSOM slots, and extension slots for what SSSOM has no word for."""
EXTENSIONS = (
    ROW,
    "matched_name",
    "matched_language",
    "translation_status",
    "match_method",
    "instead_of",
    "occurrences",
    "source_field",
    "target_slot",
    "code_map",
    STATUS,
)
FIELDS = {
    "label": "rdfs:label",
    "exact": "oboInOwl:hasExactSynonym",
    "narrow": "oboInOwl:hasNarrowSynonym",
    "broad": "oboInOwl:hasBroadSynonym",
    "related": "oboInOwl:hasRelatedSynonym",
}
PREFIXES = {
    "oboInOwl": "http://www.geneontology.org/formats/oboInOwl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
_PROPERTY = "https://w3id.org/omicz/suggestion/"
ANY = '"https://bioregistry.io/{}:"'


@dataclass(frozen=True, slots=True)
class Offer:
    """A source value with what is suggested for it: how often it occurs, in which column, for which slot and map."""

    value: str
    suggestions: tuple[Suggestion, ...]
    count: int | None = None
    column: str = ""
    slot: str = ""
    code_map: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """How a file comes about: prefixes and what they stand for, versions of packs, of this package, the ISO date.

    `guard` keeps a cell from being a formula in a spreadsheet; source values are only such that need none.
    """

    prefixes: Mapping[str, str]
    versions: Mapping[str, str]
    tool: str
    today: str
    guard: Callable[[str], str] = str


def offers_text(offers: Iterable[Offer], making: Making) -> str:
    """A file of suggestions, a row for each, numbered in `row`."""
    rows = list(_rows(offers, making))
    used = prefixes_of(row["object_id"] for row in rows)
    out = io.StringIO()
    out.write("".join(f"#{line}\n" for line in _head(used, making)))
    writer = csv.DictWriter(out, COLUMNS, delimiter="\t", lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows({name: making.guard(cell) for name, cell in row.items()} for row in rows)
    return out.getvalue()


def prefixes_of(curies: Iterable[str]) -> set[str]:
    """The prefixes of CURIEs; an address has none.

    >>> sorted(prefixes_of(["HP:1", "https://example.org/x", "", "HP:2"]))
    ['HP']
    """
    found = (curie.partition(":") for curie in curies)
    return {prefix for prefix, _, code in found if _PREFIX.fullmatch(prefix) and not code.startswith("//")}


def _head(used: set[str], making: Making) -> Iterator[str]:
    yield "mapping_set_id: https://w3id.org/omicz/mappings/suggestions"
    yield "mapping_set_title: Suggestions that nobody has reviewed"
    yield "license: https://w3id.org/sssom/license/unspecified"
    yield "comment: No row is a mapping until a person accepts it with omicz-meta terms accept"
    yield "curie_map:"
    known = {prefix: making.prefixes.get(prefix, ANY.format(prefix)) for prefix in used} | PREFIXES
    yield from (f"  {prefix}: {known[prefix]}" for prefix in sorted(known))
    yield "extension_definitions:"
    for name in EXTENSIONS:
        yield f"- slot_name: {name}"
        yield f"  property: {_PROPERTY}{name}"
        yield "  type_hint: xsd:string"


def _rows(offers: Iterable[Offer], making: Making) -> Iterator[dict[str, str]]:
    pairs = ((offer, one) for offer in offers for one in offer.suggestions)
    for number, (offer, one) in enumerate(pairs, 1):
        yield {
            ROW: str(number),
            "subject_label": offer.value,
            "subject_type": LITERAL,
            "object_id": one.curie,
            "object_label": one.label,
            "mapping_justification": LEXICAL,
            "similarity_score": f"{one.score:.4f}".rstrip("0").rstrip("."),
            "similarity_measure": MEASURE,
            "object_match_field": FIELDS[one.scope],
            "matched_name": one.name,
            "matched_language": one.language,
            "translation_status": one.status or "",
            "match_method": one.method,
            "instead_of": one.instead_of or "",
            "object_source_version": f"{one.pack} {making.versions.get(one.pack, '')}".strip(),
            "mapping_tool": "omicz-meta",
            "mapping_tool_version": making.tool,
            "mapping_date": making.today,
            "occurrences": "" if offer.count is None else str(offer.count),
            "source_field": offer.column,
            "target_slot": offer.slot,
            "code_map": offer.code_map,
            STATUS: UNREVIEWED,
        }
