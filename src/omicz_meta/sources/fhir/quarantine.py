"""Writes resources that gave no record as lines of JSON, the reason in front: repair, and feed back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from omicz_meta.sources.header import REASON_COLUMNS
from omicz_meta.sources.jsonrows import RAW, json_text
from omicz_meta.sources.jsontext import Malformed, decode_row
from omicz_meta.sources.quarantine import QuarantinedRow


def write_resources(path: Path, rows: Iterable[QuarantinedRow]) -> int:
    """Write the texts of resources, which stand in `raw`, and give how many they were. Raises OSError.

    What is no JSON stands behind its reason as it was, so that it can be repaired there. The reader drops the reason.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "f.ndjson"
    >>> write_resources(path, [QuarantinedRow(3, 9, "R019", None, b'{"resourceType": "Patient", "id": }')])
    1
    >>> print(path.read_text().strip())
    {"omicz_reason": "R019", "omicz_row": 3, "omicz_line": 9, "resourceType": "Patient", "id": }
    """
    count = 0
    with path.open("wb") as file:
        for row in rows:
            file.write(_line(row) + b"\n")
            count += 1
    return count


def _line(row: QuarantinedRow) -> bytes:
    reason = json.dumps(dict(zip(REASON_COLUMNS, (row.reason, row.row, row.line), strict=True))).encode()
    text = _one_line(row.raw or b"")
    if not text.startswith(b"{") or text == b"{}":
        return (
            reason[:-1]
            + f', "{RAW}": '.encode()
            + json.dumps(text.decode("utf-8", "replace")).encode()
            + b"}"
        )
    return reason[:-1] + b", " + text[1:].lstrip()


def _one_line(text: bytes) -> bytes:
    """The text on one line: what is JSON anew, anything else without its line feeds."""
    if b"\n" not in text and b"\r" not in text:
        return text.strip()
    try:
        return json_text(decode_row(text)).encode()
    except Malformed:
        return b" ".join(part.strip() for part in text.splitlines())


def by_file(
    rows: Iterable[QuarantinedRow], files: tuple[tuple[int, str], ...]
) -> Iterator[tuple[str, list[QuarantinedRow]]]:
    """Rows in order by the file they stand in; `files` says from which row on that is.

    >>> rows = [QuarantinedRow(row, None, "X004", None) for row in (1, 4, 5)]
    >>> [(name, [row.row for row in some]) for name, some in by_file(rows, ((1, "a.json"), (5, "b.json")))]
    [('a.json', [1, 4]), ('b.json', [5])]
    """
    grouped: dict[str, list[QuarantinedRow]] = {}
    for row in rows:
        name = [name for first, name in files if first <= row.row][-1]
        grouped.setdefault(name, []).append(row)
    yield from grouped.items()
