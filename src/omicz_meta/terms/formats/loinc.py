"""Reads LOINC's own tables: Loinc.csv and, beside it, MapTo.csv with what took the place of deprecated terms."""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.problem import Problem
from omicz_meta.terms.content import Name
from omicz_meta.terms.draft import Content, Drafts, Options
from omicz_meta.terms.formats.delimited import Row, columns, rows
from omicz_meta.terms.given import Given


def fits(given: Given) -> bool:
    """Whether the columns are those of one of the two tables."""
    names = set(columns(given))
    return {"LOINC_NUM", "LONG_COMMON_NAME"} <= names or {"LOINC", "MAP_TO"} <= names


def read(given: Given, options: Options) -> Content:
    """All terms; the label is the long common name."""
    drafts, faults = Drafts(), list[Problem]()
    for row in rows(given, faults):
        if row["MAP_TO"]:
            drafts[options.curie(row["LOINC"])].replaced_by.append(options.curie(row["MAP_TO"]))
        elif row["LOINC_NUM"]:
            draft = drafts[options.curie(row["LOINC_NUM"])]
            draft.names += _names(row, options.language)
            draft.obsolete = row["STATUS"] == "DEPRECATED"
    return Content(drafts.terms(), title="LOINC", problems=tuple(faults))


def _names(row: Row, language: str) -> Iterator[Name]:
    yield Name(row["LONG_COMMON_NAME"], "label", language)
    for column in ("SHORTNAME", "CONSUMER_NAME", "DisplayName"):
        if row[column]:
            yield Name(row[column], "exact", language)
