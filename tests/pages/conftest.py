"""What the tests of the pages share: summaries of a small catalogue, and a full description."""

from __future__ import annotations

import pytest

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.summary import Summary, summary
from omicz_meta.pages import Listing

from ..catalogue.conftest import computed, describe, description, node, schema, written

__all__ = ["computed", "describe", "description", "node", "schema", "written"]

FEW = (
    Summary(
        "nadory",
        "https://example.org/dataset/nadory",
        title={"cs": "Nádory prsu", "en": "Breast tumours"},
        description={"cs": "Klinický registr pacientek.", "en": "A clinical register of patients."},
        keywords={"cs": ("rakovina", "onkologie")},
        publisher={"cs": "Fakultní nemocnice", "en": "University Hospital"},
        access="NON_PUBLIC",
        health_categories=("HGPD", "MRMR"),
        coding_systems=("ICD-10-NAT",),
        codes=("MKN10:C50.9", "HP:0100013"),
        formats=("PARQUET",),
        modified="2026-11-03",
        individuals=1731,
        records=0,
    ),
    Summary(
        "genomy",
        "https://example.org/dataset/genomy",
        title={"cs": "Čeští dárci: genomy"},
        description={"cs": "Celogenomové sekvence zdravých dárců a jeden registr."},
        publisher={"cs": "Univerzita"},
        access="RESTRICTED",
        health_categories=("HGPD",),
        formats=("text/csv",),
    ),
    Summary(
        "voda",
        "https://example.org/dataset/voda",
        title={"en": "Cohort of wells"},
        description={"en": "Water quality, aggregated."},
        publisher={"cs": "Univerzita"},
        access="PUBLIC",
        health_categories=("DIOH",),
        formats=("CSV",),
    ),
)


@pytest.fixture(scope="session")
def listing() -> Listing:
    return Listing.of(FEW)


@pytest.fixture(scope="session")
def listed(description: Description) -> Listing:
    """The catalogue that has the full description in it, under another name than its key."""
    return Listing.of([*FEW, summary(description, "yellow-horse")])
