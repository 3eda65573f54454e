"""Recognises code systems in a column: by the form of its codes, by lists we have, and by what the column is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

SEPARATORS = (",", ";", "|", "+")
ENOUGH = 0.8
"""Share of cells that must have the form."""

_SOME = 0.02


@dataclass(frozen=True, slots=True)
class CodeForm:
    """How a system's codes look. `plain` forms are believed only under one of the `words` in the column's name.

    `prefix` is that of CURIEs; `declared` is the name in `system:` of a source file, where there is one.
    """

    name: str
    prefix: str
    sure: str | None
    plain: str | None = None
    words: tuple[str, ...] = ()
    declared: str | None = None


_DIAGNOSIS = ("dg", "diag", "diagn", "mkn", "mkn10", "icd", "icd10", "nemoc", "onemocneni")
FORMS = (
    CodeForm("HPO", "HP", r"HPO?[:_][0-9]{7}", r"[0-9]{7}", ("hpo", "hp", "fenotyp"), "HPO"),
    CodeForm(
        "ORPHA",
        "ORPHA",
        r"(?i:orpha(net)?)[:_ ]?[0-9]{1,7}",
        r"[0-9]{1,7}",
        ("orpha", "orphanet", "orphacode", "ordo"),
        "ORPHA",
    ),
    CodeForm("OMIM", "OMIM", r"(?i:o?mim)[:_ ]?[#*%+]?[0-9]{6}", r"[#*%+]?[0-9]{6}", ("omim", "mim"), "OMIM"),
    CodeForm("HGNC", "HGNC", r"(?i:hgnc):[0-9]{1,6}", r"[0-9]{1,6}", ("hgnc",)),
    CodeForm("ICDO3M", "ICDO3M", r"[89][0-9]{3}/[0-369]"),
    CodeForm("ATC", "ATC", r"[ABCDGHJLMNPRSV][0-9]{2}[A-Z]([A-Z]([0-9]{2})?)?", None, (), "ATC"),
    CodeForm("LOINC", "LOINC", r"[0-9]{2,7}-[0-9]", None, (), "LOINC"),
    CodeForm(
        "ICDO3T",
        "ICDO3T",
        None,
        r"[Cc][0-9]{2}(\.?[0-9])?",
        ("icdo", "icdo3", "topografie", "topography", "lokalizace"),
        "ICDO3T",
    ),
    CodeForm(
        "MKN10",
        "MKN10",
        r"[A-Z][0-9]{2}\.[0-9]{1,2}[†*+]?",
        r"[A-Za-z][0-9]{2}[. ]?[0-9]{0,2}[†*+]?",
        _DIAGNOSIS,
        "MKN10",
    ),
    CodeForm("ICD10", "ICD10", None, r"[A-Za-z][0-9]{2}[. ]?[0-9]{0,2}[†*+]?", (), "ICD10"),
)
BY_NAME: Mapping[str, CodeForm] = MappingProxyType({form.name: form for form in FORMS})
_RUNNING = re.compile("[A-Za-z][0-9]{4}")
_CURIE = re.compile(r"([A-Za-z][A-Za-z0-9.-]*):[A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A code system in a column: the share of cells with its form, how many stand in a list, and a separator.

    `pack` is the installed vocabulary that the list is, with its version; without one the list is our own.
    """

    system: str
    prefix: str
    share: float
    listed: int = 0
    split: str | None = None
    by: str = "form"
    pack: str | None = None


def recognise(
    words: Iterable[str],
    cells: Mapping[str, int],
    lists: Mapping[str, frozenset[str]],
    prefixes: Iterable[str],
) -> Recognised | None:
    """The code system of a column, from the words of its name and its different cells with their counts.

    `lists` are known codes by CURIE prefix, `prefixes` those that a CURIE may have.

    >>> found = recognise(("dg",), {"C50.9": 3, "e849": 1}, {"MKN10": frozenset({"MKN10:E84.9"})}, ())
    >>> found.system, found.share, found.listed
    ('MKN10', 1.0, 1)
    >>> recognise(("id", "pacienta"), {"P0001": 1, "P0002": 1}, {}, ()) is None
    True
    """
    named = frozenset(form for word in words for form in (word, word.rstrip("0123456789")))
    split = _separator(cells)
    parts = parts_of(cells, split)
    if not parts:
        return None
    for form in FORMS:
        found = _recognised(form, named, parts, lists.get(form.prefix, frozenset()), split)
        if found:
            return found
    return _curies(parts, frozenset(prefixes), split)


def code_of(system: str, text: str) -> str:
    """A code as lists have it: CURIE, upper case, the dot where MKN-10 has it.

    >>> code_of("MKN10", "e849"), code_of("HPO", "HP_0001250")
    ('MKN10:E84.9', 'HP:0001250')
    """
    form = BY_NAME.get(system)
    if form is None:
        return text
    code = re.sub(
        r"[^A-Z0-9/-]", "", re.sub(r"^(?i:hpo?|orpha(net)?|o?mim|hgnc)[:_ ]?", "", text.strip()).upper()
    )
    if system in ("MKN10", "ICD10", "ICDO3T") and len(code) > 3:
        code = f"{code[:3]}.{code[3:]}"
    return f"{form.prefix}:{code}"


def _separator(cells: Mapping[str, int]) -> str | None:
    whole = sum(cells.values())
    counted = {mark: sum(count for cell, count in cells.items() if mark in cell) for mark in SEPARATORS}
    best = max(counted, key=lambda mark: counted[mark])
    return best if counted[best] and counted[best] >= _SOME * whole else None


def parts_of(cells: Mapping[str, int], split: str | None) -> dict[str, int]:
    """The different parts of cells, between separators where they have any, with their counts."""
    parts: dict[str, int] = {}
    for cell, count in cells.items():
        for part in cell.split(split) if split else (cell,):
            text = part.strip()
            if text:
                parts[text] = parts.get(text, 0) + count
    return parts


def _recognised(
    form: CodeForm, named: frozenset[str], parts: Mapping[str, int], known: frozenset[str], split: str | None
) -> Recognised | None:
    whole = sum(parts.values())
    called = bool(named & set(form.words))
    listed = sum(count for part, count in parts.items() if code_of(form.name, part) in known)
    for pattern, believed in ((form.sure, True), (form.plain, called or listed >= 0.05 * whole)):
        if pattern is None or not believed:
            continue
        fitting = {part: count for part, count in parts.items() if re.fullmatch(pattern, part)}
        share = sum(fitting.values()) / whole
        if share >= ENOUGH and _plausible(form, fitting, listed):
            by = "name" if called else "list" if listed else "form"
            return Recognised(form.name, form.prefix, share, listed, split, by)
    # a column of codes with and without the dot: a fifth of them with it is proof enough for the rest
    if form.name == "MKN10" and form.sure and form.plain:
        dotted = sum(count for part, count in parts.items() if re.fullmatch(form.sure, part))
        fitting_all = sum(count for part, count in parts.items() if re.fullmatch(form.plain, part))
        if dotted >= 0.2 * whole and fitting_all >= ENOUGH * whole:
            return Recognised(form.name, form.prefix, fitting_all / whole, listed, split)
    return None


def _plausible(form: CodeForm, fitting: Mapping[str, int], listed: int) -> bool:
    """LOINC codes end in a check digit (Luhn); `D0001` to `D0999` have the form of MKN-10, but are running numbers."""
    if form.name == "LOINC":
        return sum(map(_luhn, fitting)) >= 0.9 * len(fitting)
    numbered = sum(bool(_RUNNING.fullmatch(code)) for code in fitting)
    letters = {code[:1].upper() for code in fitting}
    return not (
        numbered >= ENOUGH * len(fitting) and len(letters) == 1 and listed < 0.05 * sum(fitting.values())
    )


def _luhn(code: str) -> bool:
    body, check = code.replace("-", "")[:-1], int(code[-1])
    doubled = (int(digit) * (1 + (at % 2 == 0)) for at, digit in enumerate(reversed(body)))
    return (10 - sum(number // 10 + number % 10 for number in doubled) % 10) % 10 == check


def _curies(parts: Mapping[str, int], prefixes: frozenset[str], split: str | None) -> Recognised | None:
    whole = sum(parts.values())
    counted: dict[str, int] = {}
    for part, count in parts.items():
        match = _CURIE.fullmatch(part)
        if match and match[1] in prefixes:
            counted[match[1]] = counted.get(match[1], 0) + count
    best = max(counted, key=lambda prefix: counted[prefix], default=None)
    if best is None or counted[best] < ENOUGH * whole:
        return None
    return Recognised(best, best, counted[best] / whole, 0, split)
