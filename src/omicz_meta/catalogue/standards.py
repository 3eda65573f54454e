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


def origin(standards: Sequence[str], vocabularies: Sequence[str] = ()) -> Mapping[str, str]:
    """Where the records come from in words, by language: standards, and vocabularies of their codes, with versions.

    >>> origin(["OMOP-CDM 5.4"])["en"], origin([])
    ('Made from data in the standard OMOP-CDM 5.4.', {})
    >>> origin([], ["hp 2025-01-16", "mondo 2026-05-05"])["en"]
    'Codes were looked up in hp 2025-01-16, mondo 2026-05-05.'
    """
    words = {
        "cs": ("Vytvořeno z dat podle standardu", "Kódy byly ověřeny v číselnících"),
        "en": ("Made from data in the standard", "Codes were looked up in"),
    }
    told = {
        lang: " ".join(
            f"{text} {', '.join(named)}."
            for text, named in zip(texts, (standards, vocabularies), strict=True)
            if named
        )
        for lang, texts in words.items()
    }
    return {lang: text for lang, text in told.items() if text}
