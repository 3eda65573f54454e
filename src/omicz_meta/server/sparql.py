"""`/sparql`: SPARQL 1.1 Protocol, queries only."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.types import Message, Receive, Scope, Send

from omicz_meta.catalogue.namespaces import RDF, Namespace
from omicz_meta.catalogue.rdf import Iri, Triple
from omicz_meta.server.answer import Answer, Asked, Refused, document, permitted, refusal
from omicz_meta.server.documents import View
from omicz_meta.server.handlers import acceptable
from omicz_meta.server.limits import Limits
from omicz_meta.server.media import RDF_TYPES, SUFFIXES
from omicz_meta.server.queries import Result
from omicz_meta.server.served import Current

METHODS = "GET, HEAD, POST, OPTIONS"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
_SD = Namespace("sd", "http://www.w3.org/ns/sparql-service-description#")
_ELSEWHERE = ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")
_FORMATS = "http://www.w3.org/ns/formats/"


@dataclass(frozen=True, slots=True)
class Asking:
    """The endpoint for queries."""

    current: Current

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a query, or say why not."""
        await (await self._answer(scope, receive))(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        if scope["method"] == "OPTIONS":
            return permitted(METHODS)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return refusal(405, f"Only {METHODS}.", allow=METHODS)
        try:
            asked = Asked.of(scope)
            query = await self._query(asked, receive)
            if query is None:
                return await self._description(asked)
            result = await self._result(query, asked.header("accept") or "*/*")
        except Refused as refused:
            return refused.answer
        except ValueError:
            return refusal(400, "The query of the address cannot be read.")
        return document(result.body, result.media, vary="Accept").having(cache_control="no-store")

    async def _query(self, asked: Asked, receive: Receive) -> str | None:
        """The query; None where none was asked and the service describes itself."""
        if asked.method != "POST":
            return _stated(asked.parameters) if asked.parameters else None
        media = asked.header("content-type").partition(";")[0].strip().lower()
        if media not in (FORM, QUERY):
            raise Refused(415, f"A query comes as {FORM} or {QUERY}; updates are not offered.")
        text = await _text(asked, receive, self.current.limits)
        if media == QUERY:
            _stated((*asked.parameters, ("query", text)))
            return text
        return _stated((*asked.parameters, *parse_qsl(text, keep_blank_values=True, max_num_fields=50)))

    async def _result(self, query: str, accept: str) -> Result:
        """The result, asked once more where the folder was exchanged in between."""
        served = self.current.served
        try:
            return await served.queries.ask(query, accept)
        except Refused:
            await self.current.refresh()
            if self.current.served is served:
                raise
            return await self.current.served.queries.ask(query, accept)

    async def _description(self, asked: Asked) -> Answer:
        media = acceptable(asked, RDF_TYPES)
        links = self.current.site.links(asked.headers)
        view = View(SUFFIXES[media], links, links, {})
        body = view.bytes([view.written(tuple(_service(Iri(f"{links}sparql"))))])
        return document(body, media)


def _stated(parameters: tuple[tuple[str, str], ...]) -> str:
    names = [name for name, _ in parameters]
    if "update" in names:
        raise Refused(400, "Updates are not offered.")
    if any(name in names for name in _ELSEWHERE):
        raise Refused(400, "Queries see this catalogue as one graph; no other can be chosen.")
    found = [value for name, value in parameters if name == "query"]
    if len(found) != 1:
        raise Refused(400, "One parameter query is needed.")
    return found[0]


async def _text(asked: Asked, receive: Receive, limits: Limits) -> str:
    """The body of a request. Raises Refused where it is too large, too slow, cut off, or no UTF-8."""
    announced = asked.header("content-length")
    if announced.isdigit() and int(announced) > limits.body_bytes:
        raise Refused(413, f"A query may have {limits.body_bytes} bytes.", connection="close")
    try:
        async with asyncio.timeout(limits.body_seconds):
            return (await _body(receive, limits.body_bytes)).decode("utf-8")
    except TimeoutError as fault:
        raise Refused(408, "The query did not arrive in time.", connection="close") from fault
    except UnicodeDecodeError as fault:
        raise Refused(400, "A query is text in UTF-8.") from fault


async def _body(receive: Receive, most: int) -> bytes:
    found, more = bytearray(), True
    while more:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "The query was cut off.", connection="close")
        found += message.get("body", b"")
        more = message.get("more_body", False)
        if len(found) > most:
            raise Refused(413, f"A query may have {most} bytes.", connection="close")
    return bytes(found)


def _service(iri: Iri) -> Iterator[Triple]:
    """SPARQL 1.1 Service Description."""
    yield Triple(iri, RDF("type"), _SD("Service"))
    yield Triple(iri, _SD("endpoint"), iri)
    yield Triple(iri, _SD("supportedLanguage"), _SD("SPARQL11Query"))
    for name in ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "Turtle", "RDF_XML"):
        yield Triple(iri, _SD("resultFormat"), Iri(_FORMATS + name))
