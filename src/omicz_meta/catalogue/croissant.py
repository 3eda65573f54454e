"""Croissant 1.0: files and columns of open data for machine learning.

Specification: https://docs.mlcommons.org/croissant/docs/croissant-spec.html. Names and descriptions are single texts
there, so English stands first and the Czech name is the alternate one; the description holds both, one below the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.forms import child
from omicz_meta.catalogue.json_form import filled, iris, several_texts, texts, written
from omicz_meta.catalogue.profile import Profile
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.schema_org import licences

CONFORMS = "http://mlcommons.org/croissant/1.0"
_TEXT, _DATA_TYPE = "sc:Text", {"@id": "cr:dataType", "@type": "@vocab"}
CONTEXT: Mapping[str, object] = MappingProxyType(
    {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "citeAs": "cr:citeAs",
        "column": "cr:column",
        "conformsTo": "dct:conformsTo",
        "cr": "http://mlcommons.org/croissant/",
        "dataType": _DATA_TYPE,
        "dct": "http://purl.org/dc/terms/",
        "extract": "cr:extract",
        "field": "cr:field",
        "fileObject": "cr:fileObject",
        "recordSet": "cr:recordSet",
        "sc": "https://schema.org/",
        "source": "cr:source",
    }
)
_TYPES: Mapping[str, str] = MappingProxyType(
    {"integer": "sc:Integer", "decimal": "sc:Float", "float": "sc:Float", "double": "sc:Float"}
    | {"boolean": "sc:Boolean", "date": "sc:Date", "dateTime": "sc:DateTime", "anyURI": "sc:URL"}
)
PLACES: Mapping[str, str] = MappingProxyType(
    {
        "identifier": "identifier",
        "title": "name, alternateName",
        "description": "description",
        "version": "version",
        "issue_date": "datePublished",
        "modification_date": "dateModified",
        "publisher": "publisher",
        "creators": "creator",
        "keywords": "keywords",
        "landing_page": "url",
        "publications": "citation",
        "variables": "recordSet",
        "distributions": "distribution",
    }
)


def croissant(description: Description) -> dict[str, object]:
    """The document of one dataset as JSON."""
    dataset, iri = description.dataset, description.iri
    names = texts(dataset, "title")
    files = dataset.entities("distributions")
    return filled(
        {
            "@context": dict(CONTEXT),
            "@id": iri.value,
            "@type": "sc:Dataset",
            "conformsTo": CONFORMS,
            "name": _english(names),
            "alternateName": {"@language": "cs", "@value": names["cs"]} if "cs" in names else None,
            "description": "\n\n".join(_ordered(texts(dataset, "description"))),
            "identifier": dataset.first("identifier"),
            "url": next(iter(iris(dataset, "landing_page")), iri.value),
            "license": list(licences(dataset)),
            "version": dataset.first("version"),
            "datePublished": dataset.first("issue_date"),
            "dateModified": dataset.first("modification_date"),
            "keywords": [
                {"@language": language, "@value": word}
                for language, words in several_texts(dataset, "keywords").items()
                for word in words
            ],
            "publisher": [_organisation(one) for one in dataset.entities("publisher")],
            "creator": [_organisation(one) for one in dataset.entities("creators")],
            "citation": iris(dataset, "publications"),
            "distribution": [_file(one, _place(one, iri)) for one in files],
            "recordSet": list(_records(dataset, iri)),
        }
    )


def _ordered(found: Mapping[str, str]) -> list[str]:
    return [found[language] for language in sorted(found, key=lambda one: (one != "en", one))]


def _english(found: Mapping[str, str]) -> str | None:
    return next(iter(_ordered(found)), None)


def _organisation(agent: Entity) -> dict[str, object]:
    page = next(iter(iris(agent, "homepage")), None)
    return filled({"@type": "sc:Organization", "name": _english(texts(agent, "agent_name")), "url": page})


def _place(distribution: Entity, iri: Iri) -> str:
    return distribution.iri or child(iri, "distribution", str(distribution.first("id"))).value


def _file(distribution: Entity, place: str) -> dict[str, object]:
    sums = {name: one for one in distribution.entities("checksum") for name in one.names("algorithm")}
    size = distribution.first("byte_size")
    media = next(iter(iris(distribution, "media_type")), "")
    return filled(
        {
            "@type": "cr:FileObject",
            "@id": place,
            "name": _english(texts(distribution, "title")) or place,
            "description": "\n\n".join(_ordered(texts(distribution, "description"))),
            "contentUrl": next(iter(iris(distribution, "download_urls")), None),
            "contentSize": None if size is None else f"{size} B",
            "encodingFormat": "/".join(media.split("/")[-2:]),
            "sha256": str(sums["sha256"].first("digest")) if "sha256" in sums else None,
        }
    )


def _records(dataset: Entity, iri: Iri) -> Iterator[dict[str, object]]:
    """One record set per table; a column is bound to a file only where there is no choice between files."""
    tables: dict[str, list[Entity]] = {}
    for variable in dataset.entities("variables"):
        tables.setdefault(str(variable.first("table_name")), []).append(variable)
    files = dataset.entities("distributions")
    source = _place(files[0], iri) if len(files) == len(tables) == 1 else None
    for table, variables in tables.items():
        place = child(iri, "records", table)
        yield {
            "@type": "cr:RecordSet",
            "@id": place.value,
            "name": table,
            "field": [_field(one, place, source) for one in variables],
        }


def _field(variable: Entity, place: Iri, source: str | None) -> dict[str, object]:
    name = str(variable.first("variable_name"))
    extract = {"fileObject": {"@id": source}, "extract": {"column": name}} if source else None
    return filled(
        {
            "@type": "cr:Field",
            "@id": child(place, name).value,
            "name": name,
            "description": "\n\n".join(_ordered(texts(variable, "description"))),
            "dataType": _TYPES.get(str(variable.first("datatype")), _TEXT),
            "source": extract,
        }
    )


def _lacking(description: Description) -> Iterator[str]:
    for one in description.dataset.entities("distributions"):
        if "sha256" not in {name for found in one.entities("checksum") for name in found.names("algorithm")}:
            yield "distributions.checksum"


CROISSANT = Profile(
    "croissant",
    "Croissant 1.0",
    needs=(
        *("title", "description", "issue_date", "creators", "distributions"),
        *("distributions.licence", "distributions.download_urls", "distributions.media_type"),
    ),
    lacking=_lacking,
    public_only=True,
    documents=MappingProxyType({".json": lambda description: written(croissant(description))}),
    places=PLACES,
)
