"""What a HealthDCAT-AP release demands of a description in each tier: cardinalities as a table, the rest as rules.

Specification: https://data.health.europa.eu/healthdcat-ap/releases/release-8/. This is what descriptions of others
are held to; ours are also held to the national model (catalogue.rules).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.namespaces import HEALTHDCAT_AP_RELEASE
from omicz_meta.catalogue.reading import Spot
from omicz_meta.catalogue.rules import (
    LANGUAGES,
    Rule,
    agents_reachable,
    periods_in_order,
    structured_data_has_variables,
)
from omicz_meta.problem import Problem
from omicz_meta.resources import schemas_folder
from omicz_meta.tomlfile import read_table

_BILINGUAL = ("title", "description", "keywords")


@dataclass(frozen=True, slots=True)
class ClassDemands:
    """What a description of a class must and should hold, further demands by tier, and slots of which it needs one."""

    must: tuple[str, ...] = ()
    should: tuple[str, ...] = ()
    must_one_of: tuple[str, ...] = ()
    tiers: Mapping[str, ClassDemands] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Demands:
    """What a release demands by class, which slots it leaves open that the national model closes.

    `elsewhere` are slots of a dataset that others than the release ask for, by their name.
    """

    release: str
    open: tuple[str, ...]
    classes: Mapping[str, ClassDemands]
    elsewhere: Mapping[str, tuple[str, ...]]


@cache
def demands(release: str = HEALTHDCAT_AP_RELEASE) -> Demands:
    """The table of a release.

    >>> demands().classes["Distribution"].must
    ('access_urls', 'applicable_legislation')
    >>> "hdab" in demands().elsewhere["FEGA"]
    True
    """
    return read_table(Demands, schemas_folder() / "catalogue" / f"demands-r{release}.toml")


def filled_as_demanded(description: Description) -> Iterator[Problem]:
    """C001 for each empty slot that the release demands, C004 for each that it recommends, down to the neighbours."""
    yield from _lacking(description.dataset, Spot("dataset.yaml", "Dataset"), description.access)


def health_is_a_theme(description: Description) -> Iterator[Problem]:
    """One theme is HEAL of the European list of data themes."""
    themes = description.dataset.names("themes")
    if themes and "HEAL" not in themes:
        yield Spot("dataset.yaml", "Dataset").problem("C001", "themes", candidates=("HEAL",))


def czech_and_english(description: Description) -> Iterator[Problem]:
    """Harvesters keep one language at random, so Czech and English are recommended for what people read first."""
    for slot in _BILINGUAL:
        present = description.dataset.languages(slot)
        for language in LANGUAGES if present else ():
            if language not in present:
                yield Spot("dataset.yaml", "Dataset").problem("C004", f"{slot}.{language}")


PUBLISHED_RULES: tuple[Rule, ...] = (
    filled_as_demanded,
    agents_reachable,
    health_is_a_theme,
    structured_data_has_variables,
    czech_and_english,
    periods_in_order,
)
"""What every description in HealthDCAT-AP R8 is held to, whoever published it."""


def _lacking(entity: Entity, spot: Spot, access: str) -> Iterator[Problem]:
    asked = demands().classes.get(entity.kind, ClassDemands())
    for part in (asked, asked.tiers.get(access, ClassDemands())):
        for code, slots in (("C001", part.must), ("C004", part.should)):
            yield from (spot.problem(code, slot) for slot in slots if not entity.filled(slot))
    several = asked.must_one_of
    if several and not any(entity.filled(slot) for slot in several):
        yield spot.problem("C001", several[0], candidates=several)
    for slot in entity.slots:
        for inner in entity.entities(slot):
            yield from _lacking(inner, spot.inside(slot, inner.kind), access)
