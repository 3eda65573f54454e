"""A tumour arises where tumours of its family arise: ICD-O morphology against topography.

The families are those that cancer registries check: J. Ferlay, C. Burkhard, S. Whelan, D. M. Parkin, *Check and
Conversion Programs for Cancer Registries*, IARC Technical Report No. 42 (Lyon, 2005), appendix 1, with its numbers. Two
public programs that follow it (one in R, one in Stata) were compared; where they differ, the wider one stands. Told is
only what does not happen, or hardly ever, so `also` names sites that the list of 2005 lacks and later classifications
of the WHO have, with the reason.

Not covered: family 1 (tumours of any site, lymphomas among them), morphologies that came after the list (carcinomas
among them are judged as family 66 is), and the report's checks of age, sex, grade and basis of diagnosis.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyarrow as pa

from omicz_meta.terms.checks import FAULTS
from omicz_meta.validation.rule import Scene, ValueRule, ValueSlot

LATER_CARCINOMAS = ("8010", "8579")
"""Between these numbers every morphology is a carcinoma or adenoma; those that no family names are later ones."""

_SITE = re.compile(r"ICDO3T:(C[0-9]{2}(?:\.[0-9])?)")
_MORPHOLOGY = re.compile(r"(?:ICDO3M:)?([0-9]{4})/[0-9]")


@dataclass(frozen=True, slots=True)
class Family:
    """Morphologies that arise at some `sites` only, or `never` there; `also` are sites that are right all the same."""

    number: str
    morphologies: frozenset[str]
    sites: tuple[str, ...]
    also: tuple[str, ...]
    never: bool
    why: str

    def fits(self, site: str) -> bool:
        """Whether such a tumour may arise at a site, a category (`C69`) or a place in it (`C69.2`).

        A category fits where a place in it does: what is said roughly is not wrong.
        """
        if _within(site, self.also):
            return True
        if self.never:
            return not site.startswith(self.sites)
        return _within(site, self.sites)


def _within(site: str, places: tuple[str, ...]) -> bool:
    return any(site.startswith(place) or place.startswith(site) for place in places)


@cache
def families() -> tuple[Family, ...]:
    """The table `families.tsv`; a leading hyphen says where a family does not arise.

    >>> [family.number for family in families() if "9510" in family.morphologies]
    ['31']
    """
    text = resources.files(__package__).joinpath("families.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        Family(
            number=row["family"],
            morphologies=frozenset(_numbers(row["morphology"])),
            sites=tuple(row["sites"].removeprefix("-").split()),
            also=tuple(row["also"].split()),
            never=row["sites"].startswith("-"),
            why=row["why"],
        )
        for row in rows
    )


def _numbers(text: str) -> Iterator[str]:
    """Numbers and ranges of numbers.

    >>> list(_numbers("8142 9510-9512"))
    ['8142', '9510', '9511', '9512']
    """
    for part in text.split():
        first, _, last = part.partition("-")
        yield from map(str, range(int(first), int(last or first) + 1))


@cache
def _by_morphology() -> Mapping[str, Family]:
    return {number: family for family in families() for number in family.morphologies}


def arises(morphology: str, site: str) -> bool:
    """Whether a tumour of a morphology (its four digits) may arise at a site of ICD-O.

    >>> arises("9510", "C69.2"), arises("9510", "C50.9"), arises("8140", "C71.9")
    (True, False, False)
    """
    family = _by_morphology().get(morphology)
    if family is None and LATER_CARCINOMAS[0] <= morphology <= LATER_CARCINOMAS[1]:
        family = _by_morphology()["8010"]
    return family is None or family.fits(site)


def _slots(scene: Scene) -> Iterator[ValueSlot]:
    slots = scene.definition.slots
    if {"primary_site", "morphology"} <= set(slots):
        yield ValueSlot((slots["primary_site"],), "morphology")


def _faults(_scene: Scene, _at: ValueSlot, values: pa.Table) -> pa.Table:
    pairs = zip(values["value"].to_pylist(), values["beside"].to_pylist(), strict=True)
    return pa.Table.from_pylist(
        [
            {"value": site, "beside": tumour, "fault": "V042", "about": None}
            for site, tumour in pairs
            if not _is_right(site, tumour)
        ],
        schema=FAULTS,
    )


def _is_right(site: str | None, tumour: str | None) -> bool:
    """Whether a pair fits, or cannot be judged: another code system, a form that is told already, nothing beside."""
    place, number = _SITE.fullmatch(site or ""), _MORPHOLOGY.fullmatch(tumour or "")
    return place is None or number is None or arises(number[1], place[1])


FAMILIES = ValueRule("families", _slots, _faults)
