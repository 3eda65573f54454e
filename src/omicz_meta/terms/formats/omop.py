"""Reads OMOP vocabularies as Athena gives them: CONCEPT and what stands beside it, each a table with tabs.

Each table is read by itself and the terms are joined by their concept_id, so that whatever is there is enough. See
https://ohdsi.github.io/CommonDataModel/cdm54.html, section Vocabularies.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from types import MappingProxyType

from omicz_meta.problem import Problem
from omicz_meta.terms.content import Name
from omicz_meta.terms.draft import Content, Drafts, Options
from omicz_meta.terms.formats.broken import broken
from omicz_meta.terms.formats.delimited import columns
from omicz_meta.terms.given import Given

_LANGUAGES = MappingProxyType({"4180186": "en"})
_TABLES = MappingProxyType(
    {
        "concept": {"concept_id", "concept_name", "vocabulary_id", "concept_code"},
        "relationship": {"concept_id_1", "concept_id_2", "relationship_id"},
        "ancestor": {"ancestor_concept_id", "descendant_concept_id", "min_levels_of_separation"},
        "synonym": {"concept_id", "concept_synonym_name"},
    }
)


def fits(given: Given) -> bool:
    """Whether the columns are those of one of the four tables."""
    return _table(given) is not None


def read(given: Given, options: Options) -> Content:
    """The part of the vocabularies that one table holds."""
    drafts, faults = Drafts(), list[Problem]()
    take = {"concept": _concept, "relationship": _relationship, "ancestor": _ancestor, "synonym": _synonym}[
        _table(given) or "concept"
    ]
    for row in _rows(given, faults):
        take(row, drafts, options)
    return Content(drafts.terms(), title="OMOP vocabularies", problems=tuple(faults))


def _table(given: Given) -> str | None:
    names = {name.lower() for name in columns(given)}
    return next((table for table, needed in _TABLES.items() if needed <= names), None)


def _rows(given: Given, faults: list[Problem]) -> Iterator[dict[str, str]]:
    """Line by line, since these tables may be of gigabytes; Athena quotes nothing."""
    names = [name.lower() for name in columns(given)]
    with closing(given.open()) as raw, io.TextIOWrapper(raw, "utf-8", errors="replace", newline="\n") as text:
        for line, record in enumerate(text, 1):
            cells = record.rstrip("\r\n").split("\t")
            if line > 1 and len(cells) == len(names):
                yield dict(zip(names, cells, strict=True))
            elif line > 1 and record.strip():
                faults.append(broken(given.name, line))


def _concept(row: dict[str, str], drafts: Drafts, options: Options) -> None:
    draft = drafts[options.curie(row["concept_id"])]
    draft.names.append(Name(row["concept_name"], "label", options.language))
    draft.xrefs.append(f"{row['vocabulary_id']}:{row['concept_code']}")
    draft.obsolete = bool(row.get("invalid_reason"))


def _relationship(row: dict[str, str], drafts: Drafts, options: Options) -> None:
    if row.get("invalid_reason"):
        return
    target = options.curie(row["concept_id_2"])
    if row["relationship_id"] == "Is a":
        drafts[options.curie(row["concept_id_1"])].parents.append(target)
    elif row["relationship_id"] == "Concept replaced by":
        drafts[options.curie(row["concept_id_1"])].replaced_by.append(target)


def _ancestor(row: dict[str, str], drafts: Drafts, options: Options) -> None:
    if row["min_levels_of_separation"] == "1":
        above = options.curie(row["ancestor_concept_id"])
        drafts[options.curie(row["descendant_concept_id"])].parents.append(above)


def _synonym(row: dict[str, str], drafts: Drafts, options: Options) -> None:
    language = _LANGUAGES.get(row.get("language_concept_id", ""), "und")
    drafts[options.curie(row["concept_id"])].names.append(
        Name(row["concept_synonym_name"], "exact", language)
    )
