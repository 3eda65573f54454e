"""The ASGI application: which address leads to which handler, and what surrounds every answer."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from omicz_meta.server import handlers, openapi
from omicz_meta.server.answer import Answer, Asked, Refused, conditional, permitted, refusal
from omicz_meta.server.handlers import Handler
from omicz_meta.server.info import health, service_info
from omicz_meta.server.reloading import watching
from omicz_meta.server.served import Current
from omicz_meta.server.snapshot import Stale
from omicz_meta.server.sparql import Asking

log = logging.getLogger("omicz_meta.server")
READ = "GET, HEAD, OPTIONS"
_LATER = "5"


@dataclass(frozen=True, slots=True)
class Reading:
    """An endpoint that only reads: asks a handler, and once more where the folder was exchanged in between."""

    current: Current
    handler: Handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await (await self._answer(scope))(scope, receive, send)

    async def _answer(self, scope: Scope) -> Answer:
        if scope["method"] == "OPTIONS":
            return permitted(READ)
        if scope["method"] not in ("GET", "HEAD"):
            return refusal(405, f"Only {READ}.", allow=READ)
        try:
            asked = Asked.of(scope)
        except ValueError:
            return refusal(400, "The query of the address cannot be read.")
        try:
            return conditional(asked, await self._found(asked))
        except Refused as refused:
            return refused.answer
        except Stale as fault:
            log.warning("%s", fault)
            return refusal(503, "The catalogue is being exchanged; try again.", retry_after=_LATER)

    async def _found(self, asked: Asked) -> Answer:
        try:
            return await self.handler(asked, self.current.served)
        except Stale:
            await self.current.refresh()
            return await self.handler(asked, self.current.served)


def application(current: Current) -> Starlette:
    """The application that serves a folder."""
    reading: Mapping[str, Handler] = {
        "/": handlers.pages,
        "/catalogue": handlers.catalogue,
        "/catalog": handlers.catalogue,
        "/catalog/catalogue": handlers.catalogue,
        "/fdp": handlers.point,
        "/dataset/{key}": handlers.dataset,
        "/datasets/{key}": handlers.dataset,
        "/distribution/{key}": handlers.distribution,
        "/feed": handlers.changes,
        "/dcat-ap-cz": handlers.open_data,
        "/dcat-ap-cz/{key}": handlers.open_dataset,
        "/health": _of_current(lambda _: health(current)),
        "/openapi.json": _of_current(lambda asked: openapi.openapi(current.site.links(asked.headers))),
        "/api": handlers.offers,
        "/service-info": _of_current(lambda asked: service_info(current, asked)),
    }
    routes = [Route(path, Reading(current, handler)) for path, handler in reading.items()]
    routes.append(Route("/sparql", Asking(current)))
    routes.append(Route("/{path:path}", Reading(current, handlers.published)))
    app = Starlette(
        routes=routes,
        exception_handlers={HTTPException: _refused, Exception: _failed},
        lifespan=_lifespan(current),
    )
    # a redirect would repeat the Host that a request named
    app.router.redirect_slashes = False
    return app


def _of_current(make: Callable[[Asked], Answer]) -> Handler:
    async def handler(asked: Asked, _: object) -> Answer:
        return make(asked)

    return handler


def _refused(_: Request, fault: Exception) -> Response:
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    return _response(refusal(status, "There is nothing at this address." if status == 404 else "Refused."))


def _failed(_: Request, fault: Exception) -> Response:
    log.error("A request failed with %s.", type(fault).__name__)
    return _response(refusal(500, "The server failed; its log says more."))


def _response(answer: Answer) -> Response:
    named = {name.decode(): value.decode() for name, value in answer.headers}
    return Response(answer.body, answer.status, named)


def _lifespan(current: Current) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with watching(current):
            yield

    return lifespan
