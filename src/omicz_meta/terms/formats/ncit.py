"""Reads the flat file of the NCI Thesaurus: tabs and no header (code, address, parents, names, definition, ...)."""

from __future__ import annotations

import re

from omicz_meta.problem import Problem
from omicz_meta.terms.content import Name
from omicz_meta.terms.draft import Content, Drafts, Options
from omicz_meta.terms.formats.broken import broken
from omicz_meta.terms.given import Given, lines

_FIRST = re.compile(rb"C\d+\t<?http://ncicb\.nci\.nih\.gov/xml/owl/EVS/Thesaurus\.owl#")
_LEAST = 5
_GONE = ("Obsolete_Concept", "Retired_Concept")


def fits(given: Given) -> bool:
    """Whether the first line begins with a concept and its address."""
    return _FIRST.match(given.head) is not None


def read(given: Given, options: Options) -> Content:
    """All concepts; the first name is the preferred one, or the display name where there is one."""
    drafts, faults = Drafts(), list[Problem]()
    for number, line in lines(given):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) >= _LEAST and cells[0]:
            _take([*cells, "", "", ""], drafts, options)
        elif line.strip():
            faults.append(broken(given.name, number))
    return Content(drafts.terms(), title="NCI Thesaurus", problems=tuple(faults))


def _take(cells: list[str], drafts: Drafts, options: Options) -> None:
    code, _, above, names, definition, display, status = cells[:7]
    draft = drafts[options.curie(code)]
    texts = list(dict.fromkeys(text for text in (display, *names.split("|")) if text))
    draft.names += [
        Name(text, "exact" if place else "label", options.language) for place, text in enumerate(texts)
    ]
    draft.parents += [options.curie(one) for one in above.split("|") if one]
    draft.definition = definition or None
    draft.obsolete = any(word in status for word in _GONE)
