"""What is asked and what is answered, as values; conditional requests (RFC 9110, section 13)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from omicz_meta.errors import OmiczError

Headers = tuple[tuple[bytes, bytes], ...]
PROBLEM = "application/problem+json"
NO_CACHE = "no-cache"
_ALWAYS: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
_MOST_PARAMETERS = 200
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, as far as an answer depends on it. Of a parameter that comes twice the first counts.

    `path` are the parts of the address that the route names.
    """

    method: str = "GET"
    path: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    parameters: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=lambda: _NOTHING)

    @classmethod
    def of(cls, scope: Scope) -> Asked:
        """The request of an ASGI scope. ValueError for a query with far too many parameters."""
        query = scope["query_string"].decode("latin-1")
        parameters = (
            parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS) if query else []
        )
        return cls(
            scope["method"],
            scope.get("path_params", _NOTHING),
            tuple(parameters),
            {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        )

    def parameter(self, name: str) -> str | None:
        """The first value of a parameter."""
        return next((value for key, value in self.parameters if key == name), None)

    def header(self, name: str) -> str:
        """The value of a header, empty where there is none."""
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: status, headers, body. It is an ASGI application that sends itself."""

    status: int
    headers: Headers
    body: bytes = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; the server leaves the body away where HEAD was asked."""
        del receive
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        body = b"" if scope["method"] == "HEAD" else self.body
        await send({"type": "http.response.body", "body": body})

    def having(self, **headers: str) -> Answer:
        """The same with further headers; underscores in names stand for hyphens. They take the place of equal ones."""
        added = tuple(
            (name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()
        )
        names = {name for name, _ in added}
        return replace(self, headers=(*(pair for pair in self.headers if pair[0] not in names), *added))

    def header(self, name: str) -> str:
        """The value of a header, empty where there is none."""
        return next((value.decode("latin-1") for key, value in self.headers if key == name.encode()), "")


def document(body: bytes, media: str, modified: str = "", *, vary: str = "Accept") -> Answer:
    """A document that readers may keep and ask about again: ETag of its bytes, and when it last changed (ISO 8601)."""
    found = Answer(
        200,
        (
            (b"content-type", media.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"etag", f'"{sha256(body).hexdigest()[:32]}"'.encode()),
            (b"cache-control", NO_CACHE.encode()),
            (b"vary", vary.encode()),
            *_ALWAYS,
        ),
        body,
    )
    if not modified:
        return found
    return found.having(last_modified=format_datetime(datetime.fromisoformat(modified), usegmt=True))


def conditional(asked: Asked, found: Answer) -> Answer:
    """The document, or 304 where the reader has it already; If-None-Match counts more than If-Modified-Since."""
    tags = asked.header("if-none-match")
    if tags:
        stated = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        known = bool(stated & {"*", found.header("etag")})
    else:
        known = _not_since(asked.header("if-modified-since"), found.header("last-modified"))
    if not known or found.status != HTTPStatus.OK:
        return found
    kept = tuple(pair for pair in found.headers if pair[0] not in (b"content-length", b"content-type"))
    return Answer(304, kept)


class Refused(OmiczError):
    """Ends the work on a request; `answer` says why."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.answer = refusal(status, detail, **headers)


def _not_since(since: str, modified: str) -> bool:
    if not since or not modified:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since).astimezone(UTC)
    except (ValueError, OverflowError):
        return False


def refusal(status: int, detail: str, **headers: str) -> Answer:
    """What went wrong, as a problem document (RFC 9457); never kept."""
    title = HTTPStatus(status).phrase
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    body = json.dumps(content, ensure_ascii=False).encode()
    found = Answer(
        status,
        (
            (b"content-type", PROBLEM.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            *_ALWAYS,
        ),
        body,
    )
    return found.having(**headers)


def permitted(methods: str) -> Answer:
    """The answer to a question what is allowed, also to that of a browser before it asks from another site."""
    headers = "accept, accept-language, content-type, if-none-match, if-modified-since"
    return Answer(204, ()).having(
        allow=methods,
        access_control_allow_origin="*",
        access_control_allow_methods=methods,
        access_control_allow_headers=headers,
        access_control_max_age="86400",
    )


def as_json(content: object, modified: str = "") -> Answer:
    """A JSON document."""
    body = json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"
    return document(body, "application/json", modified)
