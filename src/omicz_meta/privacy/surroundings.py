"""What stands around the cells: names of files, columns and sheets, properties of documents, extensions, narratives."""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omicz_meta.identifiers import IdentifierKind, addresses, find, names, spellings, unpacked

LARGEST = 16 * 2**20
"""A document larger than so many bytes is not looked through for extensions and narratives, lines are up to there."""

_TAG = re.compile(r"<[^>]{0,500}>")
_SHEETS = re.compile(r"<(?:\w+:)?sheet\s[^>]*?name=\"([^\"]*)\"|<table:table\s[^>]*?table:name=\"([^\"]*)\"")
_TEXTS = re.compile(r">([^<]+)<")
_PARTS = (
    (re.compile(r"xl/workbook\.xml|content\.xml"), "sheet name", _SHEETS),
    (re.compile(r"docProps/(?:core|app|custom)\.xml|meta\.xml"), "document property", _TEXTS),
    (re.compile(r"xl/(?:comments|threadedComments|persons)/?[^/]*\.xml"), "comment", _TEXTS),
)
_ZIP = b"PK\x03\x04"
_FHIR = re.compile(rb'"resourceType"')
_ASIDE = {"extension": "extension", "modifierExtension": "extension", "div": "narrative"}


@dataclass(frozen=True, slots=True)
class Sight:
    """Identifiers of one kind in one part of a file: `sheet name`, `document property`, `comment`, `extension` or
    `narrative`, and how many there are."""

    part: str
    kind: IdentifierKind
    count: int


def kind_in(text: str) -> IdentifierKind | None:
    """The identifier that a name of a file, a column or a sheet holds, None for none.

    A RID is left out: ten digits of a serial number pass for one at 6 %.

    >>> kind_in("nalez_Jana_Novakova.csv"), kind_in("8557150008.pdf"), kind_in("pacienti_2026-11.csv")
    (<IdentifierKind.NAME: 'name'>, <IdentifierKind.BIRTH_NUMBER: 'birth_number'>, None)
    """
    return next(_kinds(text.replace("_", " ")), None)


def sights(path: Path) -> tuple[Sight, ...]:
    """What stands in a workbook beside its cells, and in FHIR where no view reads it. Other files show nothing.

    Raises OSError for a file that cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(4_096)
        rest = file.read(LARGEST) if _FHIR.search(start) else b""
    found = _in_workbook(path) if start.startswith(_ZIP) else _in_fhir(start + rest)
    counted = Counter[tuple[str, IdentifierKind]]()
    # narratives and extensions say the same over and over: each text is looked at once
    for (part, text), times in Counter(found).items():
        for kind in _kinds(text):
            counted[part, kind] += times
    return tuple(Sight(part, kind, count) for (part, kind), count in sorted(counted.items()))


def _kinds(text: str) -> Iterator[IdentifierKind]:
    """The kinds of identifiers in a text, each once, also behind escapes and base64."""
    said = (*spellings(text), *(inner for _, _, inner in unpacked(text)))
    for one in said:
        for found in find(one):
            if found.kind is not IdentifierKind.RID:
                yield found.kind
                return
    if names(text):
        yield IdentifierKind.NAME
    elif addresses(text):
        yield IdentifierKind.ADDRESS


def _in_workbook(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                for wanted, part, pattern in _PARTS:
                    if wanted.fullmatch(member.filename) and member.file_size <= LARGEST:
                        text = archive.read(member).decode("utf-8", "replace")
                        yield from ((part, html.unescape("".join(one))) for one in _all(pattern, text))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return


def _all(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, ...]]:
    yield from (match.groups("") for match in pattern.finditer(text))


def _in_fhir(data: bytes) -> Iterator[tuple[str, str]]:
    for resource in _documents(data):
        yield from _aside(resource)


def _documents(data: bytes) -> Iterator[Any]:
    """The JSON of a file, or of each of its lines; what cannot be read is told elsewhere."""
    try:
        yield json.loads(data)
    except (ValueError, RecursionError):
        for line in data.splitlines():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                continue


def _aside(resource: Any) -> Iterator[tuple[str, str]]:
    """Texts in extensions and narratives."""
    waiting: list[tuple[Any, str | None]] = [(resource, None)]
    while waiting:
        node, part = waiting.pop()
        if isinstance(node, dict):
            waiting += [(one, part or _ASIDE.get(name)) for name, one in node.items() if name != "url"]
        elif isinstance(node, list):
            waiting += [(one, part) for one in node]
        elif isinstance(node, str) and part is not None:
            yield part, html.unescape(_TAG.sub(" ", node)) if part == "narrative" else node
