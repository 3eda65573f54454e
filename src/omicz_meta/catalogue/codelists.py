"""Code lists behind slots that hold addresses: people write `FHIR` or `text/csv`, the description holds the IRI."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from omicz_meta.catalogue.namespaces import HEALTHDCAT_AP_RELEASE
from omicz_meta.catalogue.rdf import Iri, is_iri
from omicz_meta.resources import schemas_folder
from omicz_meta.tomlfile import read_table

NUTS = "http://data.europa.eu/nuts/code/"
# Level 3 at most: a description may say the region, never the municipality.
_NUTS_CODE = re.compile(r"[A-Z]{2}[0-9A-Z]{1,3}")
_MAIL = re.compile(r"[^\s@:]+@[^\s@:]+")
_CURIE = re.compile(r"(?P<prefix>[A-Za-z][\w.-]*):(?P<local>\S+)")


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes under one address; `open` lets other addresses in, `complete` shuts out unknown codes."""

    iri: str
    codes: tuple[str, ...]
    complete: bool
    open: bool

    def find(self, text: str) -> str | None:
        """The IRI of a code, or of an IRI that the list admits.

        >>> code_lists().lists["standard"].find("FHIR")
        'https://hdeu-dcat.data.health.europa.eu/resource/authority/standard/FHIR'
        >>> code_lists().lists["standard"].find("https://example.org/my-standard") is None
        True
        """
        if text in self.codes:
            return self.iri + text
        if not is_iri(text):
            return None
        code = text.removeprefix(self.iri) if text.startswith(self.iri) else None
        if code:
            return text if code in self.codes or not self.complete else None
        return text if self.open else None


@dataclass(frozen=True, slots=True)
class CodeLists:
    """The code lists of a release: by name, and which slot (`Class.slot`) is held to which."""

    release: str
    lists: Mapping[str, CodeList]
    slots: Mapping[str, str]
    countries: Mapping[str, str]
    prefixes: Mapping[str, str]

    def for_slot(self, record_class: str, slot: str) -> CodeList | None:
        """The list that a slot is held to, if any."""
        name = self.slots.get(f"{record_class}.{slot}")
        return self.lists[name] if name else None


@cache
def code_lists(release: str = HEALTHDCAT_AP_RELEASE) -> CodeLists:
    """Load the code lists of a HealthDCAT-AP release.

    >>> code_lists().countries["CZ"]
    'CZE'
    """
    return read_table(CodeLists, schemas_folder() / "catalogue" / f"healthdcat-ap-r{release}.toml")


def address(text: str, prefixes: Mapping[str, str]) -> Iri | None:
    """Read an address as people write it: an IRI, a CURIE, or an e-mail address.

    >>> address("MONDO:0007254", code_lists().prefixes)
    Iri(value='http://purl.obolibrary.org/obo/MONDO_0007254')
    >>> address("data@example.org", {}), address("javascript:alert(1)", {})
    (Iri(value='mailto:data@example.org'), None)
    """
    text = text.strip()
    if is_iri(text):
        return Iri(text)
    curie = _CURIE.fullmatch(text)
    if curie and curie["prefix"] in prefixes:
        text = prefixes[curie["prefix"]] + curie["local"]
    elif _MAIL.fullmatch(text):
        text = f"mailto:{text}"
    return Iri(text) if is_iri(text) else None


def place(text: str, lists: CodeLists) -> Iri | None:
    """The IRI of a country (`CZ`, `CZE`), a region of NUTS level 1 to 3 (`CZ064`), or a place given as IRI.

    >>> place("CZ", code_lists()), place("CZ0642", code_lists())
    (Iri(value='http://publications.europa.eu/resource/authority/country/CZE'), None)
    """
    countries = lists.lists["place"]
    found = countries.find(lists.countries.get(text, text))
    if found is None and text in lists.countries:
        found = countries.iri + lists.countries[text]
    if found is None and _NUTS_CODE.fullmatch(text) and text[:2] in lists.countries:
        found = NUTS + text
    too_fine = found is not None and found.startswith(NUTS) and not _NUTS_CODE.fullmatch(found, len(NUTS))
    return None if found is None or too_fine else Iri(found)
