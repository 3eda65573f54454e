"""Reads the ATC classification as the Czech institute for drug control (SÚKL) publishes it: CSV, Czech and English."""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.problem import Problem
from omicz_meta.terms.content import Name, Term
from omicz_meta.terms.draft import Content, Options
from omicz_meta.terms.formats.delimited import Row, columns, rows
from omicz_meta.terms.given import Given

_COLUMNS = {"ATC", "NAZEV", "NAZEV_EN"}
_LEVELS = (1, 3, 4, 5)
"""The lengths of codes above the fifth level."""


def fits(given: Given) -> bool:
    """Whether the columns are those of SÚKL."""
    return set(columns(given)) >= _COLUMNS


def read(given: Given, options: Options) -> Content:
    """All codes, each below the longest shorter code that is listed."""
    faults: list[Problem] = []
    listed = {row["ATC"]: row for row in rows(given, faults) if row["ATC"]}
    terms = tuple(
        Term(options.curie(code), tuple(_names(row)), _parent(code, listed, options))
        for code, row in listed.items()
    )
    return Content(terms, title="ATC", problems=tuple(faults))


def _names(row: Row) -> Iterator[Name]:
    for column, language in (("NAZEV", "cs"), ("NAZEV_EN", "en")):
        if row[column]:
            yield Name(row[column], "label", language)


def _parent(code: str, listed: dict[str, Row], options: Options) -> tuple[str, ...]:
    above = (code[:length] for length in reversed(_LEVELS) if length < len(code))
    return tuple(options.curie(one) for one in above if one in listed)[:1]
