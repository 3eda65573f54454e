"""The parts of which a CCMM document is made: concepts with labels, words in a language, agents, identifiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from omicz_meta.catalogue.description import Entity, Text
from omicz_meta.catalogue.forms import NO_LANGUAGE
from omicz_meta.catalogue.json_form import iris
from omicz_meta.catalogue.xml_form import Element

CODES = "https://vocabs.ccmm.cz/registry/codelist/"
_COAR = "http://purl.org/coar/access_right/"
Labels = Mapping[str, str]
Scheme = tuple[str, Labels]
_NO_LABELS: Labels = MappingProxyType({})
ACCESS: Mapping[str, Scheme] = MappingProxyType(
    {
        "PUBLIC": (f"{_COAR}c_abf2", {"cs": "otevřený přístup", "en": "open access"}),
        "RESTRICTED": (f"{_COAR}c_16ec", {"cs": "omezený přístup", "en": "restricted access"}),
        "NON_PUBLIC": (f"{_COAR}c_14cb", {"cs": "přístup pouze k metadatům", "en": "metadata only access"}),
    }
)
"""Tiers of access in the vocabulary of COAR."""
_LABELS: Mapping[str, Labels] = MappingProxyType(
    {
        "AgentRole/Creator": {"cs": "Autor", "en": "Creator"},
        "AgentRole/Publisher": {"cs": "Vydavatel", "en": "Publisher"},
        "AgentRole/Contributor/HostingInstitution": {"en": "Hosting Institution"},
        "AgentRole/Contributor/Other": {"en": "Other"},
        "AlternateTitle/TranslatedTitle": {"cs": "Přeložený název", "en": "Translated Title"},
        "AlternateTitle/AlternativeTitle": {"en": "Alternative Title"},
        "DescriptionType/Abstract": {"cs": "Abstrakt", "en": "Abstract"},
        "LocationRelation/Refers": {"en": "Refers to the location"},
        "TimeReference/Issued": {"cs": "Datum vydání datasetu", "en": "Date Issued"},
        "TimeReference/Updated": {"cs": "Datum aktualizace datasetu", "en": "Date Updated"},
        "TimeReference/Coverage": {"cs": "Časové pokrytí datasetu", "en": "Date Coverage"},
        "TimeReference/Collected": {"cs": "Datum sběru dat", "en": "Date Collected"},
    }
)
"""How codes of the lists are labelled there."""
_ELEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "AgentRole": "role",
        "AlternateTitle": "alternate_title_type",
        "DescriptionType": "description_type",
        "LocationRelation": "relation_type",
        "RelationType": "resource_relation_type",
        "TimeReference": "date_type",
    }
)
"""Under which element a code of a list stands."""
_SCHEMES: Mapping[str, str] = MappingProxyType(
    {"https://ror.org/": "ROR", "https://orcid.org/": "ORCID", "https://isni.org/": "ISNI"}
)


def field(name: str, inner: Element) -> Element:
    """An element with one other inside."""
    return Element(name, inner=(inner,))


def words(name: str, text: Text) -> Element:
    """A text with its language; one that is not known is said to be none, since the attribute is demanded."""
    return Element(name, text.value, {"xml:lang": text.language})


def in_languages(name: str, texts: Labels) -> Iterator[Element]:
    """A text in each of its languages."""
    for language, text in texts.items():
        yield Element(name, text, {"xml:lang": language or NO_LANGUAGE})


def concept(name: str, iri: str, labels: Labels = _NO_LABELS) -> Element:
    """Something that an address stands for, with its labels.

    >>> concept("format", "https://example.org/csv").inner[0].text
    'https://example.org/csv'
    """
    return Element(name, inner=(Element("iri", iri), *in_languages("label", labels)))


def coded(kind: str, code: str) -> Element:
    """A code of one of the model's own lists."""
    return concept(_ELEMENTS[kind], f"{CODES}{kind}/{code}", _LABELS.get(f"{kind}/{code}", _NO_LABELS))


def titled(entity: Entity, slot: str) -> str:
    """The one title of what has a title in each language: Czech first, then English, then any."""
    texts = {text.language: text.value for text in entity.all(slot) if isinstance(text, Text)}
    return next((texts[one] for one in ("cs", "en", *texts) if one in texts), "")


def instant(name: str, day: str) -> Element:
    """An end of an interval."""
    return field(name, Element("date", day))


def identifier(value: str, scheme: Scheme, iri: str = "") -> Element:
    """An identifier in the scheme in which it is unique."""
    own = (Element("iri", iri),) if iri else ()
    return Element("identifier", inner=(*own, Element("value", value), concept("scheme", *scheme)))


def organisation(agent: Entity) -> Element:
    """An agent as an organisation: identifiers, one name, its translations, contacts."""
    name = titled(agent, "agent_name")
    others = (text for text in agent.all("agent_name") if isinstance(text, Text) and text.value != name)
    return Element(
        "organization",
        inner=(
            *map(_known, iris(agent, "identifiers")),
            Element("name", name),
            *(words("alternate_name", text) for text in others),
            *_contacts(agent),
        ),
    )


def role(code: str, agent: Entity) -> Element:
    """An agent in a role towards the dataset."""
    return Element(
        "qualified_relation", inner=(field("relation", organisation(agent)), coded("AgentRole", code))
    )


def related(iri: str, kind: str) -> Element:
    """Another resource, and how the dataset relates to it."""
    return Element(
        "related_resource",
        inner=(Element("iri", iri), Element("resource_url", iri), coded("RelationType", kind)),
    )


def _known(iri: str) -> Element:
    start = next((start for start in _SCHEMES if iri.startswith(start)), None)
    if start:
        return identifier(iri.removeprefix(start), (start, {"": _SCHEMES[start]}), iri)
    parts = urlsplit(iri)
    return identifier(iri, (f"{parts.scheme}://{parts.netloc}/", {}), iri)


def _contacts(agent: Entity) -> Iterator[Element]:
    for contact in agent.entities("contact_point"):
        mails = (Element("email", iri.removeprefix("mailto:")) for iri in iris(contact, "email"))
        phones = (Element("phone", str(number)) for number in contact.all("telephone"))
        inner = (*mails, *phones)
        if inner:
            yield Element("contact_point", inner=inner)
