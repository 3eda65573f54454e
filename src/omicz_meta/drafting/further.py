"""Guesses that follow from others: the verbatim code, the organism, findings with columns of their own, ages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from omicz_meta.drafting.guess import SURE, Guess
from omicz_meta.drafting.knowledge import Knowledge
from omicz_meta.drafting.lexicon import Analyte, Lexicon, called
from omicz_meta.profile.vocabulary import known_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omicz_meta.drafting.table import TableDraft
    from omicz_meta.profile.facts import Link
    from omicz_meta.profile.judging import Seen

DISEASES = "mkn10-orpha"
"""The code map from diagnoses to ORPHA numbers that a draft leaves to be filled."""

HUMAN = "NCBITaxon:9606"
_WITHIN = 0.9
_NUMBER = re.compile(r"[<>]?\s*([0-9]+(?:[.,][0-9]+)?)")


def completed(draft: TableDraft, known: Knowledge) -> TableDraft:
    """The draft with what follows from its sure guesses in the same table."""
    sure = {(guess.record_class, guess.slot): guess for guess in draft.guesses if guess.sure}
    added = (
        *_source_codes(sure),
        *_rare_diseases(draft, sure),
        *_organism(draft, sure),
        *_findings(draft, sure, known),
    )
    present = draft.present
    if (
        any(guess.record_class == "Measurement" and guess.sure for guess in added)
        and "Measurement" not in present
    ):
        present = (*present, "Measurement")
    kept = tuple(
        guess for guess in draft.guesses
        if guess.sure or not any(set(guess.columns) & set(new.columns) and new.sure for new in added)
    )  # fmt: skip
    return replace(draft, guesses=(*kept, *added), present=present)


def _source_codes(sure: dict[tuple[str, str], Guess]) -> Iterator[Guess]:
    for name, slot in (("Diagnosis", "disease"), ("PhenotypicFeature", "feature")):
        coded = sure.get((name, slot))
        if coded and (name, "source_code") not in sure:
            yield replace(
                coded,
                slot="source_code",
                score=round(coded.score - 0.05, 2),
                reason=(("verbatim", ""),),
                pairs=(),
            )


def _rare_diseases(draft: TableDraft, sure: dict[tuple[str, str], Guess]) -> Iterator[Guess]:
    """ORPHA numbers through a map that is still to be filled: of a second column of diagnoses, else of the first."""
    disease = sure.get(("Diagnosis", "disease"))
    if disease is None or disease.melted or ("Diagnosis", "additional_codings") in sure:
        return
    used = {column for guess in sure.values() for column in guess.columns}
    coded = [
        name
        for name, seen in draft.table.seen.items()
        if seen.code is not None and seen.code.system == "MKN10" and not seen.code.split
    ]
    column = next((name for name in coded if name not in used), disease.columns[0])
    if column in coded and column.isidentifier():
        expr = f"lookup(code({{{column}}}, 'MKN10'), '{DISEASES}')"
        why, open_ = (("codes", "MKN10"),), (("fill", DISEASES),)
        yield replace(
            disease,
            slot="additional_codings",
            columns=(column,),
            score=0.6,
            reason=why,
            blocked=open_,
            expr=expr,
        )


def _organism(draft: TableDraft, sure: dict[tuple[str, str], Guess]) -> Iterator[Guess]:
    if "Biosample" in draft.present and ("Biosample", "organism") not in sure:
        yield Guess(
            draft.table.facts.name, "Biosample", "organism", (), 0.9, (("organism", ""),), value=HUMAN
        )


def _findings(draft: TableDraft, sure: dict[tuple[str, str], Guess], known: Knowledge) -> Iterator[Guess]:
    used = {column for guess in sure.values() for column in guess.columns}
    dated = _date_of_finding(draft, sure, known.lexicon)
    sample = sure.get(("Biosample", "id"))
    for name, seen in draft.table.seen.items():
        if name in used or seen.facts.type not in ("integer", "decimal"):
            continue
        found = _analyte(name, seen, known.lexicon)
        if found is None:
            continue
        analyte, score, phrase = found
        quantity = _quantity(draft, name, seen, analyte, score, phrase)
        yield quantity
        if quantity.sure:
            yield replace(quantity, slot="assay", value=f"LOINC:{analyte.loinc}", reason=(("loinc", phrase),))
            if dated:
                yield replace(
                    quantity, slot="measurement_date", melted=False, other=dated, reason=(("row_date", ""),)
                )
            if sample:
                yield replace(
                    quantity,
                    slot="biosample",
                    melted=False,
                    other=sample.columns[0],
                    reason=(("row_sample", ""),),
                )


def _date_of_finding(draft: TableDraft, sure: dict[tuple[str, str], Guess], lexicon: Lexicon) -> str | None:
    collected = sure.get(("Biosample", "collection_date"))
    if collected:
        return collected.columns[0]
    names = lexicon.names("Measurement", "measurement_date")
    dates = [
        (called(name, names)[0], name) for name, seen in draft.table.seen.items() if seen.facts.type == "date"
    ]
    score, name = max(dates, default=(0.0, ""))
    return name if score >= SURE else None


def _analyte(name: str, seen: Seen, lexicon: Lexicon) -> tuple[Analyte, float, str] | None:
    unit = seen.facts.unit
    plain = name[: name.rfind(unit)].rstrip(" _([") if unit and unit in name else name
    found = max(
        ((*called(plain, analyte.names), analyte) for analyte in lexicon.analytes), key=lambda one: one[0]
    )
    return (found[2], found[0], found[1]) if found[0] >= 0.9 else None


def _quantity(draft: TableDraft, name: str, seen: Seen, analyte: Analyte, score: float, phrase: str) -> Guess:
    unit = known_unit(seen.facts.unit) if seen.facts.unit else None
    within = _share_within(seen, analyte)
    called_so = (("called", phrase),)
    guess = Guess(
        draft.table.facts.name,
        "Measurement",
        "value_quantity",
        (name,),
        0.0,
        (),
        unit=analyte.unit,
        melted=True,
    )
    if unit not in (None, analyte.unit):
        return replace(guess, score=0.6, reason=called_so, blocked=(("other_unit", unit or ""),))
    if within < _WITHIN:
        return replace(guess, score=0.5, reason=(*called_so, ("not_within", analyte.unit)))
    why = ("unit_named" if unit else "within", analyte.unit)
    return replace(guess, score=round(score * (0.95 if unit else 0.8), 2), reason=(*called_so, why))


def _share_within(seen: Seen, analyte: Analyte) -> float:
    inside = whole = 0
    for cell, count in seen.cells.items():
        number = _NUMBER.fullmatch(cell)
        whole += count
        if number and analyte.low <= Decimal(number[1].replace(",", ".")) <= analyte.high:
            inside += count
    return inside / whole if whole else 0.0


def ages(drafts: Sequence[TableDraft], links: Sequence[Link]) -> dict[str, tuple[Guess, str, str]]:
    """Ages at diagnosis by table: the guess, the table with birth dates to join, and its key."""
    births = {
        d.table.facts.name: (d, g.columns[0])
        for d in drafts
        for g in d.guesses
        if g.sure and (g.record_class, g.slot) == ("Individual", "birth_date")
    }
    found = {}
    for draft in drafts:
        slots = {g.slot: g for g in draft.guesses if g.sure and g.record_class == "Diagnosis"}
        dated = slots.get("diagnosis_date")
        if dated is None or "age_at_diagnosis" in slots or draft.subject is None or dated.melted:
            continue
        name = draft.table.facts.name
        for link in links:
            if link.table == name and link.column == draft.subject.column and link.other_table in births:
                other, born = births[link.other_table]
                if born.isidentifier() and dated.columns[0].isidentifier() and other.subject:
                    expr = f"age_at({{osoba.{born}}}, {{{dated.columns[0]}}})"
                    guess = Guess(
                        name,
                        "Diagnosis",
                        "age_at_diagnosis",
                        dated.columns,
                        0.8,
                        (("born", link.other_table),),
                        expr=expr,
                        age=True,
                    )
                    found[name] = (guess, link.other_table, link.other_column)
    return found
