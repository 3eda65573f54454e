"""All profiles by name. HealthDCAT-AP comes first: it is what `run` writes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from omicz_meta.catalogue import healthdcat
from omicz_meta.catalogue.ccmm import CCMM
from omicz_meta.catalogue.croissant import CROISSANT
from omicz_meta.catalogue.datacite import DATACITE
from omicz_meta.catalogue.dcat_ap import DCAT_AP
from omicz_meta.catalogue.dcat_ap_cz import DCAT_AP_CZ
from omicz_meta.catalogue.fdp import FDP
from omicz_meta.catalogue.gdi import GDI_PROFILE
from omicz_meta.catalogue.health_ri import HEALTH_RI
from omicz_meta.catalogue.profile import Profile
from omicz_meta.catalogue.quality import quality
from omicz_meta.catalogue.ro_crate import RO_CRATE
from omicz_meta.catalogue.schema_org import SCHEMA_ORG
from omicz_meta.catalogue.variables import variables

HEALTHDCAT_AP = Profile(
    "healthdcat-ap",
    "HealthDCAT-AP Release 8",
    healthdcat.DATASET,
    further=MappingProxyType({"variables": variables, "quality_label": quality}),
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
