"""All profiles by name. HealthDCAT-AP comes first: it is what `run` writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from omicz_meta.catalogue import healthdcat
from omicz_meta.catalogue.ccmm import CCMM
from omicz_meta.catalogue.croissant import CROISSANT
from omicz_meta.catalogue.datacite import DATACITE
from omicz_meta.catalogue.dcat_ap import DCAT_AP
from omicz_meta.catalogue.dcat_ap_cz import DCAT_AP_CZ
from omicz_meta.catalogue.earlier_releases import CURRENT, RELEASES, Release, lowered
from omicz_meta.catalogue.fdp import FDP
from omicz_meta.catalogue.gdi import GDI_PROFILE
from omicz_meta.catalogue.health_ri import HEALTH_RI
from omicz_meta.catalogue.profile import Profile
from omicz_meta.catalogue.quality import quality
from omicz_meta.catalogue.ro_crate import RO_CRATE
from omicz_meta.catalogue.schema_org import SCHEMA_ORG
from omicz_meta.catalogue.variables import variables
from omicz_meta.errors import UsageError

HEALTHDCAT_AP = Profile(
    "healthdcat-ap",
    "HealthDCAT-AP Release 8",
    healthdcat.DATASET,
    further=MappingProxyType(
        {"variables": variables, "quality_label": quality, healthdcat.SERVICES: healthdcat.services}
    ),
    places=MappingProxyType(
        {"variables": "healthdcatap:hasVariables", "quality_label": "dqv:hasQualityAnnotation"}
    ),
)
PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            HEALTHDCAT_AP,
            DCAT_AP,
            GDI_PROFILE,
            DCAT_AP_CZ,
            CCMM,
            SCHEMA_ORG,
            DATACITE,
            HEALTH_RI,
            FDP,
            CROISSANT,
            RO_CRATE,
        )
    }
)


def profile_named(name: str, release: Release = CURRENT) -> Profile:
    """The profile of a name, HealthDCAT-AP also in an older release; UsageError for what there is not.

    >>> profile_named("healthdcat-ap", "6").name
    'healthdcat-ap-r6'
    """
    if name not in PROFILES:
        raise UsageError(f"There is no profile {name!r}; known: {', '.join(PROFILES)}.")
    found = PROFILES[name]
    if release == CURRENT:
        return found
    if found is not HEALTHDCAT_AP or release not in RELEASES:
        raise UsageError(f"{name} has no release {release}; healthdcat-ap has {', '.join(RELEASES)}.")
    return replace(
        found,
        name=f"{name}-r{release}",
        title=f"HealthDCAT-AP Release {release}",
        finish=partial(lowered, release=release),
    )
