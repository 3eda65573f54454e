"""Reads a table of one's own: columns `code` and `label`, and any of those that `COLUMNS` lists."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import cast, get_args

from omicz_meta.problem import Problem
from omicz_meta.terms.content import Name, Scope
from omicz_meta.terms.draft import Content, Draft, Drafts, Options
from omicz_meta.terms.formats.broken import broken
from omicz_meta.terms.formats.delimited import Row, columns, rows
from omicz_meta.terms.given import Given

COLUMNS = MappingProxyType(
    {
        "code": "the code, or a CURIE; the same code in several rows is one term",
        "label": "its name; a second one in the same language counts as an exact synonym",
        "parent": "codes of the terms right above, with | between them",
        "synonyms": "further names, with | between them",
        "scope": "how near the synonyms are: exact (default), narrow, broad, related",
        "language": "language of the row's names, such as cs",
        "status": "what the translator said of them, such as OFFICIAL",
        "definition": "a sentence",
        "obsolete": "true, yes, 1 or ano for a code that is no longer in use",
        "replaced_by": "codes to use instead, with | between them",
        "consider": "codes that may serve instead, with | between them",
        "xrefs": "CURIEs of the same thing elsewhere, with | between them",
    }
)
_YES = ("true", "yes", "1", "ano")
_APART = re.compile(r"\s*\|\s*")
_ALSO = MappingProxyType({"id": "code", "description": "definition", "shorthand": "synonyms"})
"""Columns of duo.csv, which the Data Use Ontology publishes."""


def fits(given: Given) -> bool:
    """Whether there is a code (or id) and a label."""
    names = {_ALSO.get(name.lower(), name.lower()) for name in columns(given)}
    return {"code", "label"} <= names


def read(given: Given, options: Options) -> Content:
    """All codes. A row without a code, or with a scope that does not exist, is told and passed over."""
    drafts, faults = Drafts(), list[Problem]()
    for raw in rows(given, faults):
        row = Row(raw.line, {_ALSO.get(name.lower(), name.lower()): cell for name, cell in raw.cells.items()})
        if row["code"] and (row["scope"] or "exact") in get_args(Scope):
            _row(row, drafts[options.curie(row["code"])], options)
        else:
            faults.append(broken(given.name, row.line))
    return Content(drafts.terms(), problems=tuple(faults))


def _row(row: Row, draft: Draft, options: Options) -> None:
    language, status = row["language"] or options.language, row["status"] or None
    if row["label"]:
        draft.names.append(Name(row["label"], "label", language, status))
    scope = cast(Scope, row["scope"] or "exact")
    draft.names += [Name(text, scope, language, status) for text in _list(row["synonyms"])]
    draft.parents += map(options.curie, _list(row["parent"]))
    draft.replaced_by += map(options.curie, _list(row["replaced_by"]))
    draft.consider += map(options.curie, _list(row["consider"]))
    draft.xrefs += _list(row["xrefs"])
    draft.obsolete |= row["obsolete"].lower() in _YES
    draft.definition = row["definition"] or draft.definition


def _list(cell: str) -> list[str]:
    return [part for part in _APART.split(cell.strip()) if part]
