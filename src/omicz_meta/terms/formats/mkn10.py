"""Reads MKN-10 as ÚZIS publishes it as open data: CSV, one row a code, with its chapter and validity."""

from __future__ import annotations

import re

from omicz_meta.problem import Problem
from omicz_meta.terms.content import Name
from omicz_meta.terms.draft import Content, Drafts, Options
from omicz_meta.terms.formats.delimited import Row, columns, rows
from omicz_meta.terms.given import Given

_COLUMNS = {"kod_tecka", "nazev"}
_YEAR = re.compile(r"\d{4}")
_NEVER = 2099
"""Years from here on stand for codes whose validity does not end."""


def fits(given: Given) -> bool:
    """Whether there are codes with dots and their names."""
    return set(columns(given)) >= _COLUMNS


def read(given: Given, options: Options) -> Content:
    """All codes and chapters; a code is below the longest shorter one that is listed, else below its chapter."""
    drafts, faults = Drafts(), list[Problem]()
    listed = {row["kod_tecka"]: row for row in rows(given, faults) if row["kod_tecka"]}
    for code, row in listed.items():
        draft = drafts[options.curie(code)]
        draft.names += [Name(row["nazev"], "label", "cs")] if row["nazev"] else []
        draft.obsolete = _over(row)
        above = _above(code, listed) or _chapter(row, drafts, options)
        draft.parents += [options.curie(above)] if above else []
    return Content(drafts.terms(), title="MKN-10", problems=tuple(faults))


def _above(code: str, listed: dict[str, Row]) -> str:
    shorter = (code[:length].rstrip(".") for length in range(len(code) - 1, 2, -1))
    return next((one for one in shorter if one in listed and one != code), "")


def _chapter(row: Row, drafts: Drafts, options: Options) -> str:
    span = row["kod_kapitola_rozsah"]
    if span and row["nazev_kapitola"]:
        drafts[options.curie(span)].names.append(Name(row["nazev_kapitola"], "label", "cs"))
    return span


def _over(row: Row) -> bool:
    year = _YEAR.search(row["platnost_do"])
    return bool(row["platnost_do"]) and (year is None or int(year[0]) < _NEVER)
