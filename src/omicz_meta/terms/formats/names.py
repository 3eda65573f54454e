"""Reads names in another language: babelon (https://github.com/monarch-initiative/babelon) and synonym tables of ROBOT.

The result is a pack of kind `names`: it holds what a translator wrote and with what status, and no terms of its own.
"""

from __future__ import annotations

import re

from omicz_meta.problem import Problem
from omicz_meta.terms.content import Name, Scope
from omicz_meta.terms.draft import Content, Drafts, Options
from omicz_meta.terms.formats.delimited import Row, columns, rows
from omicz_meta.terms.given import Given

SOURCE_CHANGED = "SOURCE_CHANGED"
"""The status of a translation whose English text has changed since; ours, as babelon has no word for it."""
_BABELON = {"subject_id", "predicate_id", "translation_language", "translation_value", "translation_status"}
_SYNONYMS = ("subject_id", "translation_value")
_TEMPLATE = re.compile(r"oboInOwl:has(Exact|Narrow|Broad|Related)Synonym@([A-Za-z-]+)")
_DEFINITION = ("IAO:0000115", "http://purl.obolibrary.org/obo/IAO_0000115")


def fits_babelon(given: Given) -> bool:
    """Whether the columns are those of babelon."""
    return set(columns(given)) >= _BABELON


def fits_synonyms(given: Given) -> bool:
    """Whether the file is a ROBOT template of synonyms: identifier and text."""
    return columns(given)[:2] == _SYNONYMS


def read_babelon(given: Given, options: Options) -> Content:
    """Labels, synonyms and definitions that are translated; rows without a translation add nothing.

    HPO keeps translations whose source has changed in a file of their own, `...-changed.babelon.tsv`; where the
    labels of the pack are known, the source text of a row is compared with them as well.
    """
    drafts, faults = Drafts(), list[Problem]()
    stale = "-changed." in given.name
    for row in rows(given, faults):
        if row["translation_value"]:
            _translated(row, drafts, options, stale=stale)
    return Content(drafts.terms(), "names", problems=tuple(faults))


def read_synonyms(given: Given, options: Options) -> Content:
    """Synonyms; the second line says of what scope and language, the column `comment` holds the status."""
    drafts, faults = Drafts(), list[Problem]()
    scope: Scope = "exact"
    language = options.language
    for row in rows(given, faults):
        template = _TEMPLATE.search(row["translation_value"])
        if row["subject_id"] == "ID" and template:
            scope, language = _SCOPES[template[1]], template[2]
        elif row["translation_value"]:
            name = Name(row["translation_value"], scope, language, row["comment"] or None)
            drafts[options.curie(row["subject_id"])].names.append(name)
    return Content(drafts.terms(), "names", problems=tuple(faults))


_SCOPES: dict[str, Scope] = {"Exact": "exact", "Narrow": "narrow", "Broad": "broad", "Related": "related"}


def _translated(row: Row, drafts: Drafts, options: Options, *, stale: bool) -> None:
    curie = options.curie(row["subject_id"])
    predicate = row["predicate_id"]
    if predicate in _DEFINITION:
        drafts[curie].definition = row["translation_value"]
        return
    label = predicate in ("rdfs:label", "http://www.w3.org/2000/01/rdf-schema#label")
    scope = next((scope for word, scope in _SCOPES.items() if f"has{word}Synonym" in predicate), None)
    if label or scope:
        changed = stale or (label and options.known.get(curie, row["source_value"]) != row["source_value"])
        status = SOURCE_CHANGED if changed else row["translation_status"] or None
        name = Name(
            row["translation_value"],
            "label" if label else scope or "exact",
            row["translation_language"],
            status,
        )
        drafts[curie].names.append(name)
