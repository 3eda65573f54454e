"""The vocabularies of a description, each with its prefix: the one place where a namespace or a release changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from omicz_meta.catalogue.rdf import Iri

HEALTHDCAT_AP_RELEASE = "8"


@lru_cache(maxsize=4096)
def _term(iri: str) -> Iri:
    """Terms are few and asked for with every description."""
    return Iri(iri)


@dataclass(frozen=True, slots=True)
class Namespace:
    """A vocabulary: calling it gives a term.

    >>> Namespace("dct", "http://purl.org/dc/terms/")("title")
    Iri(value='http://purl.org/dc/terms/title')
    """

    prefix: str
    iri: str

    def __call__(self, name: str) -> Iri:
        """The IRI of a term of this vocabulary."""
        return _term(self.iri + name)


AS = Namespace("as", "https://www.w3.org/ns/activitystreams#")
ADMS = Namespace("adms", "http://www.w3.org/ns/adms#")
CSVW = Namespace("csvw", "http://www.w3.org/ns/csvw#")
CV = Namespace("cv", "http://data.europa.eu/m8g/")
DCAT = Namespace("dcat", "http://www.w3.org/ns/dcat#")
DCATAP = Namespace("dcatap", "http://data.europa.eu/r5r/")
DCT = Namespace("dct", "http://purl.org/dc/terms/")
DPV = Namespace("dpv", "https://w3id.org/dpv#")
# The shapes ask for dpv-pd#, although DPV 2 itself writes dpv/pd#.
DPV_PD = Namespace("dpvpd", "https://w3id.org/dpv/dpv-pd#")
DQV = Namespace("dqv", "http://www.w3.org/ns/dqv#")
ELI = Namespace("eli", "http://data.europa.eu/eli/ontology#")
FDP_O = Namespace("fdp-o", "https://w3id.org/fdp/fdp-o#")
FOAF = Namespace("foaf", "http://xmlns.com/foaf/0.1/")
GDI = Namespace("gdi", "http://data.gdi.eu/core/p2/")
GEODCATAP = Namespace("geodcatap", "http://data.europa.eu/930/")
# Upstream announces that this namespace will be replaced; it is written nowhere else.
HEALTHDCATAP = Namespace("healthdcatap", "http://healthdataportal.eu/ns/health#")
HYDRA = Namespace("hydra", "http://www.w3.org/ns/hydra/core#")
LDES = Namespace("ldes", "https://w3id.org/ldes#")
LDP = Namespace("ldp", "http://www.w3.org/ns/ldp#")
OA = Namespace("oa", "http://www.w3.org/ns/oa#")
ODRL = Namespace("odrl", "http://www.w3.org/ns/odrl/2/")
PROV = Namespace("prov", "http://www.w3.org/ns/prov#")
RDF = Namespace("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("rdfs", "http://www.w3.org/2000/01/rdf-schema#")
SCHEMA = Namespace("schema", "https://schema.org/")
SKOS = Namespace("skos", "http://www.w3.org/2004/02/skos/core#")
SPDX = Namespace("spdx", "http://spdx.org/rdf/terms#")
TIME = Namespace("time", "http://www.w3.org/2006/time#")
TREE = Namespace("tree", "https://w3id.org/tree#")
VCARD = Namespace("vcard", "http://www.w3.org/2006/vcard/ns#")
XSD = Namespace("xsd", "http://www.w3.org/2001/XMLSchema#")

ALL = (
    ADMS, CSVW, CV, DCAT, DCATAP, DCT, DPV, DPV_PD, DQV, ELI, FDP_O, FOAF, GDI, GEODCATAP, HEALTHDCATAP, LDP, OA, ODRL,
    PROV, RDF, RDFS, SCHEMA, SKOS, SPDX, TIME, VCARD, XSD,
)  # fmt: skip
PREFIXES: Mapping[str, str] = MappingProxyType({namespace.prefix: namespace.iri for namespace in ALL})
SERVED_PREFIXES: Mapping[str, str] = MappingProxyType(
    dict(
        sorted(
            {**PREFIXES, **{namespace.prefix: namespace.iri for namespace in (AS, HYDRA, LDES, TREE)}}.items()
        )
    )
)
"""With those vocabularies that only stand in what a server says around descriptions: pages and changes."""

EHDS = "http://data.europa.eu/eli/reg/2025/327/oj"
"""The European Health Data Space Regulation, which every description must name as applicable legislation."""
EU_AUTHORITY = "http://publications.europa.eu/resource/authority/"
HEALTH_AUTHORITY = "https://hdeu-dcat.data.health.europa.eu/resource/authority/"
