"""What the server offers, as OpenAPI 3.1: a table of operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from omicz_meta.server.answer import PROBLEM, Answer, as_json
from omicz_meta.server.info import own_version
from omicz_meta.server.media import DOCUMENT_TYPES, JSONLD, RDF_TYPES

Json = dict[str, Any]
_STRING: Json = {"type": "string"}
_PROBLEMS: Mapping[int, str] = MappingProxyType(
    {
        400: "A parameter that cannot be read",
        404: "Nothing at this address",
        405: "Another method",
        406: "None of the types that the reader takes",
        408: "The query did not arrive in time",
        409: "The catalogue changed during a walk through its pages: begin again",
        410: "A dataset that was there and is no more",
        413: "A query that is too long",
        415: "Neither a form nor application/sparql-query",
        503: "Not now: the folder is being exchanged, or a query took too much time or memory",
    }
)
_RESULTS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
    "application/json",
    "application/xml",
    *RDF_TYPES,
    "application/n-triples",
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be read: where, what, which types it comes in, what may go wrong, parameters by name."""

    path: str
    name: str
    what: str
    types: Sequence[str]
    problems: Sequence[int] = ()
    parameters: Sequence[str] = ()
    conditional: bool = True
    schema: str = ""


_PARAMETERS: Mapping[str, Json] = MappingProxyType(
    {
        "page": {"in": "query", "schema": {"type": "integer", "minimum": 1}, "description": "Page, from 1."},
        "after": {
            "in": "query",
            "schema": {"type": "integer", "minimum": 0},
            "description": "Only what stands after this number in the record of changes.",
        },
        "walk": {"in": "query", "schema": _STRING, "description": "What links to the next page carry along."},
        "modified_since": {
            "in": "query",
            "schema": {"type": "string", "format": "date-time"},
            "description": "Only datasets that changed at or after this day or moment (ISO 8601).",
        },
        "key": {
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "pattern": "^[^/]+$"},
        },
        "query": {"in": "query", "schema": _STRING, "description": "A query in SPARQL 1.1."},
    }
)
OPERATIONS = (
    Operation(
        "/",
        "catalogue_pages",
        "The catalogue page by page (Hydra), each dataset with its whole description; a searchable list as HTML",
        DOCUMENT_TYPES,
        (400, 404, 406, 409, 503),
        ("page", "walk", "modified_since"),
    ),
    Operation("/catalogue", "catalogue", "The catalogue with all its members", DOCUMENT_TYPES, (406, 503)),
    Operation(
        "/fdp", "fair_data_point", "The FAIR Data Point that leads to the catalogue", RDF_TYPES, (406, 503)
    ),
    Operation(
        "/dataset/{key}",
        "dataset",
        "The description of a dataset, or its page; an ending (.ttl .jsonld .rdf) chooses the syntax",
        DOCUMENT_TYPES,
        (404, 406, 410, 503),
        ("key",),
    ),
    Operation(
        "/distribution/{key}",
        "distribution",
        "The dataset that a distribution belongs to",
        RDF_TYPES,
        (404, 406, 503),
        ("key",),
    ),
    Operation(
        "/feed",
        "changes",
        "What came, changed and went: a Linked Data Event Stream, oldest first",
        RDF_TYPES,
        (400, 406, 503),
        ("after",),
    ),
    Operation(
        "/dcat-ap-cz",
        "open_catalogue",
        "The catalogue of open data after DCAT-AP-CZ",
        (JSONLD,),
        (404, 406, 503),
    ),
    Operation(
        "/dcat-ap-cz/{key}",
        "open_dataset",
        "A public dataset after DCAT-AP-CZ",
        (JSONLD,),
        (404, 406, 410, 503),
        ("key",),
    ),
    Operation(
        "/sparql",
        "query",
        "Queries in SPARQL 1.1, without SERVICE, FROM and updates; without a query the service describes itself",
        _RESULTS,
        (400, 406, 503),
        ("query",),
        conditional=False,
    ),
    Operation(
        "/health",
        "health",
        "Whether the server is well",
        ("application/json",),
        schema="Health",
        conditional=False,
    ),
    Operation(
        "/service-info", "service_info", "GA4GH Service Info 1.0", ("application/json",), schema="Service"
    ),
    Operation("/openapi.json", "openapi", "This description", ("application/json",)),
    Operation("/api", "api_page", "This description as a page", ("text/html",)),
)
_SCHEMAS: Json = {
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {"type": _STRING, "title": _STRING, "status": {"type": "integer"}, "detail": _STRING},
    },
    "Health": {
        "type": "object",
        "required": ["status", "datasets", "modified", "state"],
        "properties": {
            "status": {"enum": ["ok", "degraded"]},
            "datasets": {"type": "integer", "minimum": 1},
            "modified": {"type": "string", "format": "date-time"},
            "state": _STRING,
            "fault": _STRING,
        },
    },
    "Service": {
        "type": "object",
        "required": ["id", "name", "type", "organization", "version"],
        "properties": {
            "id": _STRING,
            "name": _STRING,
            "version": _STRING,
            "type": {"type": "object", "required": ["group", "artifact", "version"]},
            "organization": {"type": "object", "required": ["name", "url"]},
        },
    },
}


def openapi(root: str) -> Answer:
    """`/openapi.json`."""
    return as_json(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Catalogue of health datasets",
                "version": own_version(),
                "summary": "Descriptions of datasets (HealthDCAT-AP Release 8), read-only",
            },
            "servers": [{"url": root}],
            "paths": {operation.path: dict(_methods(operation)) for operation in OPERATIONS},
            "components": {"schemas": _SCHEMAS},
        }
    )


def _methods(operation: Operation) -> Iterator[tuple[str, Json]]:
    read: Json = {
        "operationId": operation.name,
        "summary": operation.what,
        "parameters": [{"name": name, **_PARAMETERS[name]} for name in operation.parameters],
        "responses": _responses(operation),
    }
    yield "get", read
    if operation.path == "/sparql":
        yield "post", _posted(operation)


def _posted(operation: Operation) -> Json:
    form = {"type": "object", "required": ["query"], "properties": {"query": _STRING}}
    return {
        "operationId": "query_by_post",
        "summary": operation.what,
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": form},
                "application/sparql-query": {"schema": _STRING},
            },
        },
        "responses": {**_responses(operation), **dict(map(_problem, (408, 413, 415)))},
    }


def _responses(operation: Operation) -> Json:
    content: Json = {media: {} for media in operation.types}
    if operation.schema:
        content["application/json"] = {"schema": {"$ref": f"#/components/schemas/{operation.schema}"}}
    found: Json = {"200": {"description": operation.what, "content": content}}
    if operation.conditional:
        found["304"] = {"description": "Not modified since the reader last asked"}
    return found | dict(map(_problem, sorted({*operation.problems, 400, 405})))


def _problem(status: int) -> tuple[str, Json]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return str(status), {"description": _PROBLEMS[status], "content": {PROBLEM: {"schema": schema}}}
