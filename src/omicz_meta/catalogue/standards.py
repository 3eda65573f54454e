"""Standards that the tables of a submission are written in, as a description names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_AUTHORITY = "https://hdeu-dcat.data.health.europa.eu/resource/authority/standard/"


def addresses(standards: Sequence[str]) -> tuple[str, ...]:
    """Each standard in the EU's table of standards (HealthDCAT-AP R8), which knows no versions.

    >>> addresses(["OMOP-CDM 5.4", "FHIR R4", "FHIR R5"])[1:]
    ('https://hdeu-dcat.data.health.europa.eu/resource/authority/standard/FHIR',)
    """
    return tuple(dict.fromkeys(_AUTHORITY + one.partition(" ")[0] for one in standards))


def origin(standards: Sequence[str]) -> Mapping[str, str]:
    """Where the records come from in words, by language: the standards with their versions.

    >>> origin(["OMOP-CDM 5.4"])["en"], origin([])
    ('Made from data in the standard OMOP-CDM 5.4.', {})
    """
    if not standards:
        return {}
    named = ", ".join(standards)
    return {
        "cs": f"Vytvořeno z dat podle standardu {named}.",
        "en": f"Made from data in the standard {named}.",
    }
