"""What a HealthDCAT-AP release demands of a description in each tier: cardinalities as a table, the rest as rules.

Specification: https://data.health.europa.eu/healthdcat-ap/releases/release-8/. This is what descriptions of others
are held to; ours are also held to the national model (catalogue.rules).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

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

_BILINGUAL = ("title", "description", "keywords")
_CODES: Mapping[str, str] = MappingProxyType({"must": "C001", "should": "C004"})


@cache
def demands(release: str = HEALTHDCAT_AP_RELEASE) -> Mapping[str, Any]:
    """The table of a release: by class what it must and should hold, for datasets also by tier.

    >>> demands()["Distribution"]["must"]
    ['access_urls', 'applicable_legislation']
    """
    return MappingProxyType(dict(_table(release)["demands"]))


@cache
def asked_elsewhere(release: str = HEALTHDCAT_AP_RELEASE) -> Mapping[str, tuple[str, ...]]:
    """What others than the release ask for, by their name: slots of a dataset.

    >>> "hdab" in asked_elsewhere()["FEGA"]
    True
    """
    return MappingProxyType({name: tuple(slots) for name, slots in _table(release)["readiness"].items()})


def _table(release: str) -> Mapping[str, Any]:
    path = schemas_folder() / "catalogue" / f"healthdcat-ap-r{release}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


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
    table = demands().get(entity.kind, {})
    for part in (table, table.get(access, {})):
        for degree, code in _CODES.items():
            yield from (spot.problem(code, slot) for slot in part.get(degree, ()) if not entity.filled(slot))
    several = tuple(table.get("must_one_of", ()))
    if several and not any(entity.filled(slot) for slot in several):
        yield spot.problem("C001", several[0], candidates=several)
    for slot in entity.slots:
        for inner in entity.entities(slot):
            yield from _lacking(inner, spot.inside(slot, inner.kind), access)
