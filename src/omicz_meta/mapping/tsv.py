"""Small tables beside a mapping, as TSV: a header, then two or more columns; `#` begins a comment line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from omicz_meta.yamlfile import MAX_BYTES, Node

if TYPE_CHECKING:
    from pathlib import Path

    from omicz_meta.mapping.form import Faults

Line = tuple[int, tuple[str, str]]


def read_table(path: Path, file: str, header: tuple[str, str], faults: Faults) -> Iterator[Line]:
    """The lines of a table with their numbers: the first two cells, trimmed. Another header or form is M001."""
    try:
        lines = path.read_bytes()[: MAX_BYTES + 1].decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        reason = f"the file cannot be read as UTF-8 ({type(fault).__name__})"
        faults.add(Node(file, 1, 1).problem("M001", reason=reason))
        return
    told = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and line[0] != "#"]
    if told and tuple(told[0][1].split("\t")[:2]) != header:
        faults.add(
            Node(file, told[0][0], 1).problem("M001", reason=f"the header is {', tab, '.join(header)}")
        )
        return
    for number, line in told[1:]:
        first, *rest = (part.strip() for part in line.split("\t"))
        if first and rest:
            yield number, (first, rest[0])
        else:
            faults.add(Node(file, number, 1).problem("M001", reason=f"here stands {', tab, '.join(header)}"))
