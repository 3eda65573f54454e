"""Which line of the shipped tables decided: what a spelling means, and how an analyte is converted."""

from __future__ import annotations

from omicz_meta.units.analytes import analyte
from omicz_meta.units.spelling import shipped_spellings, tidied
from omicz_meta.units.tables import numbered_rows


def spelling_place(text: str) -> str | None:
    """The line of `spellings.tsv` that says what a unit means; None where it is a UCUM code by itself, or unknown.

    >>> spelling_place("G/l") == spelling_place(" G / l ") is not None, spelling_place("mmol/L")
    (True, None)
    """
    key, lines = tidied(text), reversed(numbered_rows("spellings.tsv"))
    found = (number for number, row in lines if tidied(row["spelling"]) == key)
    return _place("spellings.tsv", next(found, None))


def conversion_place(source: str, target: str, name: str | None) -> str | None:
    """The line that says how one analyte gets from unit to unit: its formula, or its molar mass where that is needed.

    >>> conversion_place("mmol/mol", "%", "HbA1c"), conversion_place("g/L", "mg/L", "glukóza")
    ('units/formulas.tsv:3', None)
    """
    known, substance = shipped_spellings(), analyte(name) if name else None
    start, end = known.named(source), known.named(target)
    if substance is None or start is None or end is None or start == end:
        return None
    if substance.formulas:
        return _line("formulas.tsv", substance.name)
    return _line("analytes.tsv", substance.name) if start.dimension != end.dimension else None


def _line(table: str, name: str) -> str | None:
    return _place(table, next((n for n, row in numbered_rows(table) if row["analyte"] == name), None))


def _place(table: str, number: int | None) -> str | None:
    return None if number is None else f"units/{table}:{number}"
