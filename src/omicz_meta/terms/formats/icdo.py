"""Reads ICD-O-3 tables: those of WHO (topography and morphology, with tabs) and the list of the revision 3.2."""

from __future__ import annotations

from types import MappingProxyType

from omicz_meta.problem import Problem
from omicz_meta.terms.content import Name, Scope
from omicz_meta.terms.draft import Content, Drafts, Options
from omicz_meta.terms.formats.delimited import Row, columns, rows
from omicz_meta.terms.given import Given

_FORMS = (("Kode", "Lvl", "Title"), ("Code", "Struct", "Label"), ("ICDO3.2", "Level", "Term"))
"""Code, level and name in each of the three tables."""
_SCOPES: MappingProxyType[str, Scope] = MappingProxyType(
    {"preferred": "label", "title": "label", "synonym": "exact", "sub": "exact", "related": "related"}
)


def fits(given: Given) -> bool:
    """Whether the columns are those of one of the tables."""
    return _form(given) is not None


def read(given: Given, options: Options) -> Content:
    """All codes; a code of topography with a dot is below the one without."""
    drafts, faults = Drafts(), list[Problem]()
    form = _form(given) or _FORMS[0]
    for row in rows(given, faults):
        if row[form[0]] and row[form[2]]:
            _take(row, form, drafts, options)
    _lifted(drafts)
    return Content(drafts.terms(), title="ICD-O-3", problems=tuple(faults))


def _form(given: Given) -> tuple[str, str, str] | None:
    names = set(columns(given))
    return next((form for form in _FORMS if names >= set(form)), None)


def _take(row: Row, form: tuple[str, str, str], drafts: Drafts, options: Options) -> None:
    code, level, text = (row[name] for name in form)
    scope = _SCOPES.get(level.lower(), "label")
    drafts[options.curie(code)].names.append(Name(text, scope, options.language))


def _lifted(drafts: Drafts) -> None:
    for curie in list(drafts):
        above, dot, _ = curie.partition(".")
        if dot and above in drafts:
            drafts[curie].parents.append(above)
