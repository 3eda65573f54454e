"""Whether the cells of a column can become the range of a slot, and how well."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.drafting.knowledge import Knowledge
from omicz_meta.drafting.reasons import Reason
from omicz_meta.drafting.values import recoding
from omicz_meta.profile.codes import BY_NAME
from omicz_meta.schema import Kind, Slot

if TYPE_CHECKING:
    from omicz_meta.profile.facts import ColumnProfile
    from omicz_meta.profile.judging import Seen

_DISEASES = ("MKN10", "ICD10", "ORPHA", "OMIM", "MONDO")
SYSTEMS = MappingProxyType(
    {
        "disease": _DISEASES,
        "provisional_disease": _DISEASES,
        "diseases": _DISEASES,
        "cause_of_death": _DISEASES,
        "additional_codings": ("ORPHA", "OMIM", "MONDO"),
        "primary_site": ("ICDO3T",),
        "agent_codes": ("ATC",),
        "assay": ("LOINC",),
        "feature": ("HPO",),
        "gene": ("HGNC",),
        "taxon": ("NCBITaxon",),
        "organism": ("NCBITaxon",),
    }
)
"""Code systems by slot; other coded slots take CURIEs of systems that have no slot of their own."""

ENOUGH = 0.8
"""Share of cells that must be known spellings for the cells to speak for the slot by themselves."""

YES_NO = ("YesNoUnknown", "YesNoNotApplicable")


@dataclass(frozen=True, slots=True)
class Fit:
    """How well cells fit a slot: `factor` 0 to 1, why, and the value mappings needed.

    `telling` says that the cells alone speak for the slot, whatever the column is called; `different` is how
    many different values of an enum there are.
    """

    factor: float
    reason: Reason
    pairs: tuple[tuple[str, str], ...] = ()
    telling: bool = False
    different: int = 0
    blocked: Reason = ()


def fit(slot: Slot, seen: Seen, known: Knowledge) -> Fit | None:
    """The fit of a column to a slot; None when its cells cannot become such values."""
    facts = seen.facts
    if slot.kind in (Kind.PARTIAL_DATE, Kind.DATE, Kind.DATETIME):
        return _date(facts)
    if slot.kind is Kind.ENUM:
        return _enum(slot, seen, known)
    if slot.kind is Kind.CURIE:
        return _code(slot, seen, known)
    if slot.kind is Kind.STRING:
        return _text(slot, seen)
    if slot.kind is Kind.OBJECT and slot.target == "Age":
        return Fit(1.0, (("years", ""),)) if facts.type == "integer" else None
    if slot.kind in (Kind.INTEGER, Kind.DECIMAL):
        numbers = ("integer",) if slot.kind is Kind.INTEGER else ("integer", "decimal")
        return Fit(1.0, (("numbers", ""),)) if facts.type in numbers else None
    if slot.kind is Kind.BOOLEAN:
        return Fit(1.0, (("boolean", ""),)) if facts.type == "boolean" else None
    if slot.kind is Kind.REFERENCE:
        return (
            Fit(1.0, (("keys", ""),))
            if facts.type in ("identifier", "integer") and not facts.identifier
            else None
        )
    return None


def formats_of(facts: ColumnProfile) -> tuple[str, ...]:
    """The date formats of a column that a source file can declare, the commonest first."""
    return tuple(form.text for form in facts.formats if "yyyy" in form.text and form.text[-1] not in "sZ")


def _date(facts: ColumnProfile) -> Fit | None:
    if facts.type != "date":
        return None
    formats = formats_of(facts)
    if not formats:
        return Fit(1.0, (), blocked=(("by_hand", ""),))
    return Fit(1.0, (("dates", ", ".join(formats)),))


def _enum(slot: Slot, seen: Seen, known: Knowledge) -> Fit | None:
    if (
        seen.facts.type not in ("category", "boolean", "code", "integer", "text", "identifier")
        or not seen.cells
    ):
        return None
    found = recoding(known.schema.enums[slot.target], seen, known)
    if found.share < 0.3:
        return Fit(0.4, (("no_spelling", ""),)) if seen.facts.type in ("category", "boolean") else None
    telling = found.share >= ENOUGH and slot.target not in YES_NO and found.different > 1
    return Fit(0.5 + 0.5 * found.share, (("spellings", slot.target),), found.pairs, telling, found.different)


def _code(slot: Slot, seen: Seen, known: Knowledge) -> Fit | None:
    if seen.code is None:
        return Fit(0.4, (("no_system", ""),)) if seen.facts.type in ("category", "text") else None
    system = seen.code.system
    taken = SYSTEMS.get(slot.name)
    if slot.name in known.own:
        taken = (system,) if seen.code.prefix in {part.prefix for part in slot.vocabularies} else None
    if (taken and system not in taken) or (not taken and system in BY_NAME):
        return None
    prefix = (slot.pattern or "").lstrip("^").partition(":")[0]
    if prefix and re.fullmatch(r"\w+", prefix) and prefix != seen.code.prefix:
        return None
    return Fit(1.0, (("codes", system),), telling=True)


def _text(slot: Slot, seen: Seen) -> Fit | None:
    facts = seen.facts
    if facts.type in ("date", "empty", "boolean") or facts.identifier:
        return None
    if slot.name in ("source_text", "source_code"):
        return None
    if slot.pattern:
        whole = sum(seen.cells.values())
        share = (
            sum(count for cell, count in seen.cells.items() if re.search(slot.pattern, cell)) / whole
            if whole
            else 0
        )
        return (
            Fit(share, (("form", slot.target),), telling=slot.name == "morphology") if share >= 0.8 else None
        )
    free = facts.type == "text" and slot.sensitivity != "direct"
    return Fit(0.9, (("text", ""),), blocked=(("free_text", ""),) if free and facts.distinct > 50 else ())
