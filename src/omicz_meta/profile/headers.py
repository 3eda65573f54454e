"""Names of columns as they may be shown: a file without a header has a person's values where the names should be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from omicz_meta.identifiers import find
from omicz_meta.privacy.shape import shape, visible

_DATA = re.compile(r"\s*(?:[+-]?[0-9][0-9 .,/:-]*|[A-Za-z][0-9]{2}\.?[0-9]{0,2}|[A-Za-z]{1,3}[0-9]{3,})\s*")
_SHARE = 0.3


def looks_headless(columns: Sequence[str]) -> bool:
    """Whether the names of a table look like a row of data: numbers, dates, codes, identifiers.

    >>> looks_headless(("P001", "1985-07-15", "muž")), looks_headless(("id", "datum", "dg1"))
    (True, False)
    """
    data = sum(bool(_DATA.fullmatch(name.partition("#")[0])) or bool(find(name)) for name in columns)
    return any(map(find, columns)) or (bool(columns) and data >= max(1, _SHARE * len(columns)))


def shown_name(name: str, headless: bool) -> str:
    """The name of a column, or its shape in a table without a header."""
    return shape(name) if headless or find(name) else visible(name)
