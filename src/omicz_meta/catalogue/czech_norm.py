"""What the Czech norm for catalogues of open data calls things: its context, registers, licences and terms of use.

Open formal norm of 28 May 2024, https://ofn.gov.cz/dcat-ap-cz-rozhraní-katalogů-otevřených-dat/2024-05-28/.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from omicz_meta.catalogue.namespaces import EU_AUTHORITY

_NORM = "https://ofn.gov.cz/dcat-ap-cz-rozhraní-katalogů-otevřených-dat/2024-05-28/"
CONTEXT = f"{_NORM}kontexty/rozhraní-katalogů-otevřených-dat.jsonld"
PUBLIC_BODY = "https://rpp-opendata.egon.gov.cz/odrpp/zdroj/orgán-veřejné-moci/"
"""Where the register of rights and obligations names public bodies: the norm takes no other publishers."""
TERMS = "https://data.gov.cz/podmínky-užití/"
"""Where the norm names terms of use that are no licence."""
NOT_PERSONAL = f"{TERMS}neobsahuje-osobní-údaje/"
_RUIAN = "https://linked.cuzk.cz/resource/ruian/"
_NUTS = "http://data.europa.eu/nuts/code/"
_COUNTRY = f"{EU_AUTHORITY}country/CZE"
_REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "CZ010": "19",
        "CZ020": "27",
        "CZ031": "35",
        "CZ032": "43",
        "CZ041": "51",
        "CZ042": "60",
        "CZ051": "78",
        "CZ052": "86",
        "CZ053": "94",
        "CZ063": "108",
        "CZ064": "116",
        "CZ071": "124",
        "CZ072": "141",
        "CZ080": "132",
    }
)
"""Regions of NUTS 3 -> codes of the register of territorial identification."""
LICENCES: Mapping[str, str] = MappingProxyType(
    {
        f"{EU_AUTHORITY}licence/CC0": "https://creativecommons.org/publicdomain/zero/1.0/",
        f"{EU_AUTHORITY}licence/CC_BY_4_0": "https://creativecommons.org/licenses/by/4.0/",
    }
)
"""The norm names licences by their own addresses."""
RIGHTS = ("autorské_dílo", "databáze_jako_autorské_dílo", "databáze_chráněná_zvláštními_právy")
AUTHOR = ("autor", "autor_databáze")
"""Whom the terms of use name: of a work, and of a database."""


def territory(iri: str) -> str | None:
    """The element of the register of territorial identification for a country, a region or such an element.

    >>> territory("http://data.europa.eu/nuts/code/CZ064")
    'https://linked.cuzk.cz/resource/ruian/vusc/116'
    """
    region = _REGIONS.get(iri.removeprefix(_NUTS))
    if iri in (_COUNTRY, f"{_NUTS}CZ"):
        return f"{_RUIAN}stat/1"
    return f"{_RUIAN}vusc/{region}" if region else iri if iri.startswith(_RUIAN) else None


def places_of(element: str) -> tuple[str, ...]:
    """The addresses outside of the register that are written as an element of it, the first of them preferred.

    >>> places_of("https://linked.cuzk.cz/resource/ruian/vusc/116")
    ('http://data.europa.eu/nuts/code/CZ064',)
    """
    known = (_COUNTRY, f"{_NUTS}CZ", *(_NUTS + region for region in _REGIONS))
    return tuple(iri for iri in known if territory(iri) == element)
