"""Families of tumours: the table is whole and says nothing twice; pairs of morphology and site that registries see."""

from __future__ import annotations

import re

import pytest

from omicz_meta.validation.rules.families import Family, arises, families

MISSING = {"27", "28", "29", "35", "36", "43", "45", "46", "59", "78", "79"}
CATEGORIES = {f"C{number:02}" for number in range(81) if f"{number:02}" not in MISSING}
"""Categories of topography in ICD-O-3; those left out have no site, or none since its second edition."""


def test_families_of_the_report_are_all_there() -> None:
    assert {int(family.number) for family in families()} == set(range(2, 72))


def test_a_morphology_is_in_one_family() -> None:
    every = [number for family in families() for number in family.morphologies]
    assert len(every) == len(set(every))
    assert all(re.fullmatch("[89][0-9]{3}", number) for number in every)


@pytest.mark.parametrize(
    "family", families(), ids=lambda family: f"{family.number}-{min(family.morphologies)}"
)
def test_sites_are_sites(family: Family) -> None:
    sites, also = family.sites, family.also
    assert sites and {site[:3] for site in sites} <= CATEGORIES
    assert all(any(name.startswith(site[:3]) for name in CATEGORIES) for site in also)
    assert len(set(sites)) == len(sites) and len(set(also)) == len(also)


UNLIKELY = [
    ("9510", "C50.9", "retinoblastoma of the breast"),
    ("8140", "C71.9", "carcinoma of the brain"),
    ("8500", "C77.3", "ductal carcinoma of a node"),
    ("8720", "C34.1", "melanoma of the lung"),
    ("8170", "C34.1", "hepatocellular carcinoma of the lung"),
    ("9861", "C77.9", "myeloid leukaemia of a node"),
    ("8090", "C50.9", "basal cell carcinoma of the breast"),
    ("8312", "C40.2", "renal cell carcinoma of the femur"),
    ("9470", "C71.0", "medulloblastoma of the cerebrum"),
    ("9180", "C34.1", "osteosarcoma of the lung"),
    ("8900", "C77.9", "rhabdomyosarcoma of a node"),
    ("8085", "C77.0", "carcinoma of a later edition in a node"),
]
LIKELY = [
    ("9510", "C69.2", "retinoblastoma"),
    ("9510", "C69", "retinoblastoma of the eye, said roughly"),
    ("8070", "C41.1", "carcinoma of the jaw"),
    ("8041", "C53.9", "small cell carcinoma of the cervix"),
    ("8441", "C54.1", "serous carcinoma of the uterus"),
    ("8470", "C25.1", "mucinous cystic carcinoma of the pancreas"),
    ("8461", "C57.0", "serous carcinoma of the tube"),
    ("9061", "C38.3", "seminoma of the mediastinum"),
    ("9823", "C77.9", "small lymphocytic lymphoma"),
    ("8720", "C30.0", "melanoma of the nose"),
    ("8815", "C70.0", "fibrous tumour of the meninges"),
    ("8480", "C48.2", "pseudomyxoma of the peritoneum"),
    ("9680", "C50.9", "lymphoma of the breast"),
    ("8936", "C16.9", "stromal tumour of the stomach"),
    ("8982", "C49.2", "myoepithelial carcinoma of soft tissue"),
]


@pytest.mark.parametrize(("morphology", "site", "name"), UNLIKELY, ids=[name for *_, name in UNLIKELY])
def test_unlikely(morphology: str, site: str, name: str) -> None:
    assert not arises(morphology, site)


@pytest.mark.parametrize(("morphology", "site", "name"), LIKELY, ids=[name for *_, name in LIKELY])
def test_likely(morphology: str, site: str, name: str) -> None:
    assert arises(morphology, site)
