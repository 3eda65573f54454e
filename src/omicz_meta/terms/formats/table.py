"""The formats that can be read, in the order in which a file is held against them. A new one is a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from omicz_meta.terms.draft import Content, Options
from omicz_meta.terms.formats import (
    atc,
    cellxgene,
    claml,
    fhir,
    hgnc,
    icd_xml,
    icdo,
    loinc,
    mkn10,
    names,
    ncit,
    obo,
    obographs,
    omop,
    owl,
    plain,
    skos,
)  # fmt: skip
from omicz_meta.terms.given import Given


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name for people, how its content is told, and what reads it."""

    name: str
    fits: Callable[[Given], bool]
    read: Callable[[Given, Options], Content]


FORMATS = (
    Format("OBO 1.2 and 1.4", obo.fits, obo.read),
    Format("obographs (JSON)", obographs.fits, obographs.read),
    Format("FHIR CodeSystem and ValueSet (JSON)", fhir.fits, fhir.read),
    Format("CELLxGENE ontology guide (JSON)", cellxgene.fits, cellxgene.read),
    Format("ClaML (XML)", claml.fits, claml.read),
    Format("ICD-10 as nested items (XML)", icd_xml.fits, icd_xml.read),
    Format("SKOS (Turtle, RDF/XML)", skos.fits, skos.read),
    Format("OWL (RDF/XML; OWL/XML with the extra owl)", owl.fits, owl.read),
    Format("babelon (TSV)", names.fits_babelon, names.read_babelon),
    Format("ROBOT template of synonyms (TSV)", names.fits_synonyms, names.read_synonyms),
    Format("ATC of SÚKL (CSV)", atc.fits, atc.read),
    Format("MKN-10 of ÚZIS (CSV)", mkn10.fits, mkn10.read),
    Format("ICD-O-3 tables (TSV, CSV)", icdo.fits, icdo.read),
    Format("OMOP vocabularies of Athena (TSV)", omop.fits, omop.read),
    Format("HGNC complete set (TSV)", hgnc.fits, hgnc.read),
    Format("LOINC tables (CSV)", loinc.fits, loinc.read),
    Format("NCI Thesaurus flat file", ncit.fits, ncit.read),
    Format("plain table (CSV, TSV)", plain.fits, plain.read),
)


def recognised(given: Given) -> Format | None:
    """The format of a file by what stands in it; None for none of them."""
    return next((one for one in FORMATS if one.fits(given)), None)
