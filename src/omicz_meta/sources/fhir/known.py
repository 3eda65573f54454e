"""Tells files of FHIR from others by their beginning, without reading them."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from omicz_meta.sources.stream import open_bytes

HEAD = 4096
LOOKED_AT = 5
"""So many files of a folder or archive are opened; a bulk export may begin with its log."""
PLAIN = (".json", ".ndjson", ".jsonl", ".xml")
ENDINGS = (*PLAIN, *(plain + packed for plain in PLAIN for packed in (".gz", ".zst")))
MARKS = (b'"resourceType"', b'="http://hl7.org/fhir"')


def is_fhir(path: Path) -> bool:
    """Whether a file, or one of the first files of a folder or .zip, begins as FHIR does, in JSON or XML.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "p.ndjson"
    >>> _ = path.write_text('{"resourceType": "Patient", "id": "p1"}')
    >>> is_fhir(path), is_fhir(path.parent), is_fhir(Path("no-such-folder"))
    (True, True, False)
    """
    try:
        return any(mark in head for head in islice(_heads(path), LOOKED_AT) for mark in MARKS)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError):
        return False


def _heads(path: Path) -> Iterator[bytes]:
    """The first bytes of what may be FHIR, unpacked."""
    if path.is_dir():
        for file in sorted(path.iterdir()):
            if file.is_file():
                yield from _heads(file)
    elif path.name.lower().endswith(".zip"):
        yield from _packed(path)
    elif path.name.lower().endswith(ENDINGS):
        with open_bytes(path) as stream:
            yield stream.read(HEAD)


def _packed(path: Path) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.filename.lower().endswith(PLAIN) and not entry.flag_bits & 1:
                with archive.open(entry) as file:
                    yield file.read(HEAD)
