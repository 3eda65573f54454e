"""Resources of FHIR in JSON files: lines of them, one alone, or the entries of a bundle; files one by one or a folder.

What is no JSON object with a resourceType is R019 with its line; the rest of the file goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from omicz_meta.engine.resource_block import RESOURCE_COLUMNS, ResourceBlock, ResourceFile
from omicz_meta.engine.table import RejectedRow
from omicz_meta.errors import UsageError
from omicz_meta.problem import Problem
from omicz_meta.sources.jsontext import Malformed, decode_record

LINES = (".ndjson", ".jsonl")
DOCUMENTS = (".json",)
BLOCK = 4_096
"""Resources of a block."""

MALFORMED = "R019"


def resource_files(path: Path) -> tuple[ResourceFile, ...]:
    """The files with resources at a path, in the order of their names; raises UsageError where there is none.

    >>> resource_files(Path("nowhere"))
    Traceback (most recent call last):
        ...
    omicz_meta.errors.UsageError: There is no file or folder here that could hold resources of FHIR.
    """
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    files = [file for file in found if file.suffix.lower() in LINES + DOCUMENTS and file.is_file()]
    if not files:
        raise UsageError("There is no file or folder here that could hold resources of FHIR.")
    root = path if path.is_dir() else path.parent
    return tuple(JsonResources(file, path.stem, file.relative_to(root).as_posix()) for file in files)


@dataclass(frozen=True, slots=True)
class JsonResources:
    """The resources of one JSON file."""

    location: Path
    source: str
    file: str
    problems: tuple[Problem, ...] = field(default=())

    def blocks(self) -> Iterator[ResourceBlock]:
        """Its resources in blocks, in order."""
        entries = self._lines() if self.location.suffix.lower() in LINES else self._document()
        while part := list(islice(entries, BLOCK)):
            read = [one for one in part if isinstance(one, dict)]
            rejected = tuple(one for one in part if isinstance(one, RejectedRow))
            yield ResourceBlock(pa.RecordBatch.from_pylist(read, schema=RESOURCE_COLUMNS), rejected)

    def _lines(self) -> Iterator[dict[str, Any] | RejectedRow]:
        number = 0
        with self.location.open("rb") as stream:
            for line, raw in enumerate(stream, start=1):
                if raw.strip():
                    number += 1
                    yield _row(raw, number, line)

    def _document(self) -> Iterator[dict[str, Any] | RejectedRow]:
        raw = self.location.read_bytes()
        content = _decoded(raw)
        if content is None or content.get("resourceType") != "Bundle":
            yield _row(raw, 1, 1)
            return
        for number, entry in enumerate(content.get("entry") or (), start=1):
            resource = entry.get("resource") if isinstance(entry, dict) else None
            if isinstance(resource, dict):
                text = json.dumps(resource, ensure_ascii=False, default=_digits)
                made = _placed(text, resource, number, None)
                yield made | {
                    "container": f"/entry/{number - 1}/resource",
                    "full_url": entry.get("fullUrl"),
                }


def _row(raw: bytes, number: int, line: int) -> dict[str, Any] | RejectedRow:
    content = _decoded(raw)
    if content is None or not isinstance(content.get("resourceType"), str):
        return RejectedRow(number, line, MALFORMED, raw)
    return _placed(raw.decode("utf-8-sig").strip(), content, number, line)


def _decoded(raw: bytes) -> dict[str, Any] | None:
    try:
        return decode_record(raw.strip())
    except Malformed:
        return None


def _digits(value: object) -> str:
    """A decimal keeps the digits it is written with; as a text, which a view reads alike."""
    assert isinstance(value, Decimal)  # noqa: S101 - nothing else comes out of the reader
    return str(value)


def _placed(text: str, content: dict[str, Any], number: int, line: int | None) -> dict[str, Any]:
    kind = content.get("resourceType")
    return {"resource": text, "#row": number, "#line": line, "type": kind if isinstance(kind, str) else None}
