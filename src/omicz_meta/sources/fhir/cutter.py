"""Cuts a JSON document into the resources it holds, entry by entry, without building the document.

A bundle may be larger than memory: it is read through a window, and every entry is taken out whole. What is broken in
one entry costs that entry: the next one is looked for by the way entries begin. Bundles in bundles are cut as well.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from omicz_meta.sources.fhir.pieces import EVIDENCE_BYTES, Cut
from omicz_meta.sources.fhir.window import Broken, More, Window
from omicz_meta.sources.limits import Limits
from omicz_meta.sources.stream import Stream

T = TypeVar("T")

ENTRY_KEYS = ("fullUrl", "resource", "link", "search", "request", "response")
_NEXT_ENTRY = re.compile(rb'[,\[\]}]\s*(\{\s*"(?:' + "|".join(ENTRY_KEYS).encode() + rb')"\s*:)')
_BETWEEN = b" \t\r\n,"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DEEPEST_BUNDLE = 5
"""Bundles within bundles that are taken apart."""


class _TooLong(Exception):
    """What is being read is longer than a resource may be."""


def cut(stream: Stream, limits: Limits) -> Iterator[Cut]:
    """The resources of a document in order: those of a bundle, or the one that it is. Raises OSError.

    >>> entries = b'{"fullUrl": "urn:x", "resource": {"id": "1"}}, {"resource": {}}'
    >>> bundle = b'{"resourceType": "Bundle", "entry": [' + entries + b"]}"
    >>> [(one.at, one.text, one.container, one.url) for one in cut(io.BytesIO(bundle), Limits())]
    [(70, b'{"id": "1"}', '/entry/0/resource', 'urn:x'), (97, b'{}', '/entry/1/resource', None)]
    """
    yield from _Cutter(Window(stream), limits.row_bytes).values()


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an entry says, and between which positions its resource stands."""

    url: str | None
    resource: tuple[int, int] | None
    request: dict[str, Any]
    moment: str


@dataclass(slots=True)
class _Cutter:
    window: Window
    longest: int
    prefix: str = ""
    level: int = 0

    def values(self) -> Iterator[Cut]:
        """The values of a document one behind the other; mostly there is one."""
        at = 3 if self.window.data.startswith(_BYTE_ORDER_MARK) else 0
        try:
            while (at := self._whole(at, self.window.spaces)) < self.window.base + len(self.window.data):
                if self.window.byte(at) == b"{" and self._whole(at, self._is_bundle):
                    at = yield from self._bundle(at)
                else:
                    end = self._whole(at, self.window.value)
                    yield self._cut(at, end)
                    at = end
        except (Broken, _TooLong) as fault:
            yield self._broken(at, "R015" if isinstance(fault, _TooLong) else "R063")

    def _whole(self, start: int, look: Callable[[int], T]) -> T:
        """What `look` finds from `start` on, with as much of the document in the window as that needs."""
        while True:
            try:
                return look(start)
            except More:
                if len(self.window.data) > self.longest and start == self.window.base:
                    raise _TooLong from None
                self.window.load(start)

    def _is_bundle(self, at: int) -> bool:
        """Whether the object is a bundle: its type says so or, where that comes late, its entries do."""
        inside = self.window.spaces(at + 1)
        while self.window.byte(inside) == b'"':
            key, start = self.window.key(inside)
            if key == "resourceType":
                return self.window.between(start, self.window.value(start)) == b'"Bundle"'
            if key == "entry" and self.window.byte(start) == b"[":
                first = self.window.spaces(start + 1)
                return (
                    self.window.byte(first) == b"{"
                    and self.window.key(self.window.spaces(first + 1))[0] in ENTRY_KEYS
                )
            inside = self.window.behind(self.window.value(start), b"}")
        return False

    def _bundle(self, at: int) -> Generator[Cut, None, int]:
        """The resources of a bundle; returns where it ends."""
        at = self._whole(at + 1, self.window.spaces)
        while self.window.byte(at) not in (b"}", b""):
            key, start = self._whole(at, self.window.key)
            if key == "entry" and self.window.byte(start) == b"[":
                end = yield from self._entries(start)
            else:
                end = self._value_of(at)
            at = self._whole(end, lambda position: self.window.behind(position, b"}"))
        return at + 1

    def _value_of(self, at: int) -> int:
        return self._whole(at, lambda position: self.window.value(self.window.key(position)[1]))

    def _entries(self, at: int) -> Generator[Cut, None, int]:
        at, number = self._whole(at + 1, self.window.spaces), 0
        while self.window.byte(at) != b"]" and at < self.window.base + len(self.window.data):
            try:
                end = self._entry_end(at)
                yield from self._entry(at, number)
                at = end
                at = self._whole(end, lambda position: self.window.behind(position, b"]"))
            except (Broken, _TooLong) as fault:
                code = "R015" if isinstance(fault, _TooLong) else "R063"
                line = self.window.line(at)
                found, text = self._next_entry(at)
                yield Cut(at, text, line, f"{self.prefix}/entry/{number}", code=code)
                if found is None:
                    return self.window.base + len(self.window.data)
                at = found
            number += 1
        return at + 1

    def _entry_end(self, at: int) -> int:
        """Where an entry ends; Broken where it seems to have swallowed the next one."""
        end = self._whole(at, self.window.value)
        text = self.window.between(at, end)
        if (text.count(b'"resource"') > 1 or text.count(b'"fullUrl"') > 1) and not _is_json(text):
            raise Broken(at)
        return end

    def _entry(self, at: int, number: int) -> Iterator[Cut]:
        entry = self._whole(at, self._said)
        container = f"{self.prefix}/entry/{number}/resource"
        if entry.resource is None:
            if entry.request.get("method") == "DELETE":
                yield Cut(at, entry.moment.encode(), 0, container, _deleted(entry), gone=True)
            return
        start, end = entry.resource
        text = self.window.between(start, end)
        if b'"Bundle"' in text and self.level < _DEEPEST_BUNDLE and self._whole(start, self._is_bundle):
            inner = _Cutter(Window(io.BytesIO(text)), self.longest, container, self.level + 1)
            line = self.window.line(start)
            for one in inner.values():
                yield replace(one, at=one.at + start, line=one.line + line - 1)
            return
        yield replace(self._cut(start, end), container=container, url=entry.url)

    def _said(self, at: int) -> _Entry:
        said: dict[str, tuple[int, int]] = {}
        if self.window.byte(at) == b"{":
            said = {key: (start, end) for key, start, end in self.window.members(at)}
        request, response = (
            _small(self.window.between(*said.get(key, (at, at)))) for key in ("request", "response")
        )
        url = _small(b"[" + self.window.between(*said["fullUrl"]) + b"]") if "fullUrl" in said else []
        moment = response.get("lastModified") if isinstance(response, dict) else None
        return _Entry(
            url[0] if isinstance(url, list) and url and isinstance(url[0], str) else None,
            said.get("resource"),
            request if isinstance(request, dict) else {},
            moment if isinstance(moment, str) else "",
        )

    def _next_entry(self, start: int) -> tuple[int | None, bytes]:
        """Where the next entry seems to begin behind the start of one, and the first bytes of what lies between."""
        text, at = self.window.between(start, start + EVIDENCE_BYTES), start + 1
        while (found := _NEXT_ENTRY.search(self.window.data, at - self.window.base)) is None:
            # what ends the window may be the beginning of one
            at = max(at, self.window.base + len(self.window.data) - 64)
            if not self.window.load(at):
                return None, text.rstrip(_BETWEEN)
        position = found.start(1) + self.window.base
        self.window.look_from(position)
        return position, text[: position - start].rstrip(_BETWEEN)

    def _cut(self, start: int, end: int) -> Cut:
        line = self.window.line(start)
        return Cut(start, self.window.between(start, end), line)

    def _broken(self, at: int, code: str) -> Cut:
        at = max(at, self.window.base)
        text = self.window.between(at, at + EVIDENCE_BYTES)
        return Cut(at, text.rstrip(_BETWEEN), self.window.line(at), code=code)


def _deleted(entry: _Entry) -> str:
    url = entry.url or entry.request.get("url")
    return "/".join(str(url or "").split("?")[0].rstrip("/").split("/")[-2:])


def _small(text: bytes) -> Any:
    if not text:
        return {}
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {}


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
