"""DCAT-AP-CZ as JSON-LD documents: the Czech open formal norm of 28 May 2024 for catalogues of open data.

Norm: https://ofn.gov.cz/dcat-ap-cz-rozhraní-katalogů-otevřených-dat/2024-05-28/. Documents name the norm's context
by its address, as the norm demands; everything else in them is complete. Only public data have a place there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from omicz_meta.catalogue.czech_norm import (
    AUTHOR,
    CONTEXT,
    LICENCES,
    NOT_PERSONAL,
    PUBLIC_BODY,
    RIGHTS,
    TERMS,
    territory,
)
from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.forms import child
from omicz_meta.catalogue.json_form import filled, iris, several_texts, texts, written
from omicz_meta.catalogue.narrow import day_of
from omicz_meta.catalogue.profile import Profile
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.series import SERIES

PLACES: Mapping[str, str] = MappingProxyType(
    {
        "title": "název",
        "description": "popis",
        "publisher": "poskytovatel",
        "themes": "téma",
        "update_frequency": "periodicita_aktualizace",
        "keywords": "klíčové_slovo",
        "spatial_coverage": "prvek_rúian, geografické_území",
        "temporal_coverage": "časové_pokrytí",
        "contact_points": "kontaktní_bod",
        "documentation": "dokumentace",
        "conforms_to": "specifikace",
        "temporal_resolution": "časové_rozlišení",
        SERIES: "je_součástí",
        "applicable_legislation": "právní_předpis",
        "distributions": "distribuce",
        "personal_data_categories": "distribuce.podmínky_užití.osobní_údaje",
    }
)


def dataset_document(description: Description) -> dict[str, object]:
    """The document of one dataset as JSON; keys in the order of the norm."""
    dataset, iri = description.dataset, description.iri
    return filled(
        {
            "@context": CONTEXT,
            "typ": "Datová sada",
            "iri": iri.value,
            "název": texts(dataset, "title"),
            "popis": texts(dataset, "description"),
            "poskytovatel": next(iter(public_bodies(dataset)), None),
            "téma": iris(dataset, "themes"),
            "periodicita_aktualizace": next(iter(iris(dataset, "update_frequency")), None),
            "klíčové_slovo": several_texts(dataset, "keywords"),
            "prvek_rúian": territories(dataset),
            "geografické_území": iris(dataset, "spatial_coverage"),
            "časové_pokrytí": _period(dataset, iri),
            "kontaktní_bod": _contact(dataset, iri),
            "dokumentace": next(iter(iris(dataset, "documentation")), None),
            "specifikace": iris(dataset, "conforms_to"),
            "časové_rozlišení": dataset.first("temporal_resolution"),
            "je_součástí": next(iter(_series(dataset)), None),
            "právní_předpis": iris(dataset, "applicable_legislation"),
            "distribuce": [_distribution(one, dataset, iri) for one in dataset.entities("distributions")],
        }
    )


def catalogue_document(
    iri: Iri, title: Mapping[str, str], about: Mapping[str, str], publisher: str, documents: Sequence[str]
) -> dict[str, object]:
    """The document of a catalogue: where the documents of its datasets are."""
    return {
        "@context": CONTEXT,
        "typ": "Katalog",
        "iri": iri.value,
        "název": dict(title),
        "popis": dict(about),
        "poskytovatel": publisher,
        "datová_sada": list(documents),
    }


def public_bodies(dataset: Entity) -> list[str]:
    """The publisher's addresses in the register of rights and obligations."""
    found = (iri for agent in dataset.entities("publisher") for iri in iris(agent, "identifiers"))
    return [iri for iri in found if iri.startswith(PUBLIC_BODY)]


def territories(dataset: Entity) -> list[str]:
    """The spatial coverage as elements of the register of territorial identification.

    >>> territories(Entity("Dataset", {"spatial_coverage": (Iri("http://data.europa.eu/nuts/code/CZ064"),)}))
    ['https://linked.cuzk.cz/resource/ruian/vusc/116']
    """
    return [found for iri in iris(dataset, "spatial_coverage") if (found := territory(iri))]


def _series(dataset: Entity) -> list[str]:
    """The addresses of series; the norm takes one, and no other scheme than https."""
    named = (one.iri if isinstance(one, Entity) else getattr(one, "value", "") for one in dataset.all(SERIES))
    return [iri for iri in named if iri and iri.startswith("https://")]


def _period(dataset: Entity, iri: Iri) -> dict[str, object] | None:
    for period in dataset.entities("temporal_coverage"):
        start, end = (str(period.first(slot) or "") for slot in ("start_date", "end_date"))
        return filled(
            {
                "typ": "Časový interval",
                "iri": child(iri, "temporal_coverage").value,
                "začátek": day_of(start),
                "konec": day_of(end, last=True),
            }
        )
    return None


def _contact(dataset: Entity, iri: Iri) -> dict[str, object] | None:
    for contact in dataset.entities("contact_points"):
        name = contact.first("full_name")
        return filled(
            {
                "typ": "Organizace",
                "iri": child(iri, "contact").value,
                "jméno": {"cs": str(name)} if name else None,
                "e-mail": next(iter(iris(contact, "email")), None),
            }
        )
    return None


def _distribution(distribution: Entity, dataset: Entity, iri: Iri) -> dict[str, object]:
    own = (
        Iri(distribution.iri)
        if distribution.iri
        else child(iri, "distribution", str(distribution.first("id")))
    )
    download = next(iter(iris(distribution, "download_urls")), None)
    return filled(
        {
            "typ": "Distribuce",
            "iri": own.value,
            "název": texts(distribution, "title"),
            "podmínky_užití": _terms(distribution, dataset, own),
            "přístupové_url": download or next(iter(iris(distribution, "access_urls")), None),
            "soubor_ke_stažení": download,
            "formát": next(iter(iris(distribution, "file_type")), None),
            "typ_média": next(iter(iris(distribution, "media_type")), None),
            "právní_předpis": iris(distribution, "applicable_legislation"),
        }
    )


def _terms(distribution: Entity, dataset: Entity, iri: Iri) -> dict[str, object]:
    licence = next(iter(iris(distribution, "licence")), "")
    stated = LICENCES.get(licence, licence)
    agents = (agent for slot in ("publisher", "creators") for agent in dataset.entities(slot))
    author = next((texts(agent, "agent_name") for agent in agents if agent.filled("agent_name")), None)
    credited = author if "/by" in stated else None
    personal = dataset.filled("personal_data_categories") or "PERSONAL_DATA" in dataset.names(
        "eu_dataset_types"
    )
    return filled(
        {
            "typ": "Specifikace podmínek užití",
            "iri": child(iri, "terms").value,
            **dict.fromkeys(RIGHTS, stated),
            **dict.fromkeys(AUTHOR, credited),
            "osobní_údaje": f"{TERMS}obsahuje-osobní-údaje/" if personal else NOT_PERSONAL,
        }
    )


def _lacking(description: Description) -> Iterator[str]:
    """What the JSON Schema of the norm demands beyond slots that are filled."""
    dataset = description.dataset
    if not description.iri.value.startswith("https://"):
        yield "base_iri"
    if not public_bodies(dataset):
        yield "publisher.identifiers"
    if not territories(dataset):
        yield "spatial_coverage"
    addresses = [one for part in dataset.entities("distributions") for one in iris(part, "download_urls")[:1]]
    if not all(one.startswith("https://") for one in addresses):
        yield "distributions.download_urls"


DCAT_AP_CZ = Profile(
    "dcat-ap-cz",
    "DCAT-AP-CZ, open formal norm of 28 May 2024",
    needs=(
        "title",
        "description",
        "themes",
        "update_frequency",
        "keywords",
        "distributions.licence",
        "distributions.download_urls",
        "distributions.file_type",
        "distributions.media_type",
    ),
    lacking=_lacking,
    public_only=True,
    documents=MappingProxyType({".jsonld": lambda description: written(dataset_document(description))}),
    places=PLACES,
)
