"""Diseases of the example (`diseases.tsv`): codes, age at onset, usual signs (HPO numbers), how often.

Codes are facts: each MKN-10 category here stands for this one disease, so that the pair is an exact match.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Disease:
    """A rare disease. `sex` is M or Ž where it (nearly) always is; `onset` in years, both ends included."""

    mkn10: str
    orpha: int
    label: str
    text: str
    onset: tuple[int, int]
    weight: int
    inheritance: str
    signs: tuple[int, ...]
    sex: str | None = None


def _read(row: dict[str, str]) -> Disease:
    return Disease(
        mkn10=row["mkn10"],
        orpha=int(row["orpha"]),
        label=row["label"],
        text=row["text"],
        onset=(int(row["onset_from"]), int(row["onset_to"])),
        weight=int(row["weight"]),
        inheritance=row["inheritance"],
        signs=tuple(map(int, row["signs"].split(","))),
        sex=row["sex"] or None,
    )


_TABLE = Path(__file__).with_name("diseases.tsv").read_text(encoding="utf-8").splitlines()
DISEASES = tuple(map(_read, csv.DictReader(_TABLE, delimiter="\t")))


@dataclass(frozen=True, slots=True)
class Comorbidity:
    """A common disease beside the rare one, seen from this age on."""

    mkn10: str
    text: str
    from_age: int


COMORBIDITIES = (
    Comorbidity("I10", "Esenciální hypertenze", 30),
    Comorbidity("J45.9", "Astma", 3),
    Comorbidity("E03.9", "Hypotyreóza", 15),
    Comorbidity("F32.9", "Depresivní epizoda", 14),
    Comorbidity("M81.9", "Osteoporóza", 45),
    Comorbidity("K21.9", "Refluxní nemoc jícnu", 18),
    Comorbidity("D50.9", "Anémie z nedostatku železa", 2),
    Comorbidity("H52.1", "Krátkozrakost", 6),
    Comorbidity("M41.9", "Skolióza", 8),
    Comorbidity("J30.1", "Pylová alergie", 4),
)
