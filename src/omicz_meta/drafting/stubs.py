"""Code maps to be filled: codes that enough rows carry, each without a target yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from omicz_meta.drafting.further import DISEASES
from omicz_meta.profile.codes import code_of

if TYPE_CHECKING:
    from omicz_meta.drafting.table import TableDraft

_HEAD = (
    "#mapping_set_id: https://w3id.org/omicz/mappings/draft/{name}\n"
    "#comment: Write a target into object_id where there is an exact one; sssom:NoTermFound says there is none.\n"
    "#curie_map:\n"
    "#  MKN10: https://uzis.cz/terminology/CodeSystem/mkn-10#\n"
    "#  ORPHA: http://www.orpha.net/ORDO/Orphanet_\n"
    "#  skos: http://www.w3.org/2004/02/skos/core#\n"
    "#  sssom: https://w3id.org/sssom/\n"
    "#  semapv: https://w3id.org/semapv/vocab/\n"
    "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
)


def disease_stub(drafts: Sequence[TableDraft], min_cell: int) -> str | None:
    """A map from MKN-10 to ORPHA for the diagnoses of all tables; None where none is recognised."""
    codes: Counter[str] = Counter()
    for draft in drafts:
        for guess in draft.guesses:
            if guess.sure and (guess.record_class, guess.slot) == ("Diagnosis", "disease"):
                for column in guess.columns:
                    codes.update(_codes(draft, column))
    often = sorted(code for code, count in codes.items() if count >= min_cell)
    lines = (f"{code}\tskos:exactMatch\tsssom:NoTermFound\tsemapv:UnspecifiedMatching\n" for code in often)
    return _HEAD.format(name=DISEASES) + "".join(lines) if often else None


def _codes(draft: TableDraft, column: str) -> Counter[str]:
    seen = draft.table.seen[column]
    found: Counter[str] = Counter()
    if seen.code is not None and seen.code.system == "MKN10":
        for cell, count in seen.cells.items():
            for part in cell.split(seen.code.split) if seen.code.split else (cell,):
                if part.strip():
                    found[code_of("MKN10", part)] += count
    return found
