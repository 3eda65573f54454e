"""How a text table is written, as the mapping's source file declares it; what is None is detected."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """The `dialect:` of a `*.source.yaml` (architecture section 9), as far as reading needs it."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header_line: int | None = None
    skip_lines: int | None = None
    comment: str | None = None
