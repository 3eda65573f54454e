"""The formats that can be read, in the order in which a file is held against them. A new one is a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from omicz_meta.terms.draft import Content, Options
from omicz_meta.terms.formats import atc, cellxgene, icd_xml, names, obo, plain, skos
from omicz_meta.terms.given import Given


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name for people, how its content is told, and what reads it."""

    name: str
    fits: Callable[[Given], bool]
    read: Callable[[Given, Options], Content]


FORMATS = (
    Format("OBO 1.2 and 1.4", obo.fits, obo.read),
    Format("CELLxGENE ontology guide (JSON)", cellxgene.fits, cellxgene.read),
    Format("ICD-10 as nested items (XML)", icd_xml.fits, icd_xml.read),
    Format("SKOS (Turtle, RDF/XML)", skos.fits, skos.read),
    Format("babelon (TSV)", names.fits_babelon, names.read_babelon),
    Format("ROBOT template of synonyms (TSV)", names.fits_synonyms, names.read_synonyms),
    Format("ATC of SÚKL (CSV)", atc.fits, atc.read),
    Format("plain table (CSV, TSV)", plain.fits, plain.read),
)


def recognised(given: Given) -> Format | None:
    """The format of a file by what stands in it; None for none of them."""
    return next((one for one in FORMATS if one.fits(given)), None)
