"""The table of a view: on a terminal through the masking gate, as JSON as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from omicz_meta.privacy.gate import Gate

MOST_ROWS = 100
"""So many rows are shown to people."""

WIDEST = 40
_GAP = "  "

ViewRow = dict[str, Any]


def json_rows(rows: Iterable[ViewRow]) -> Iterator[str]:
    """The rows as the lines of a JSON array, one object a line; decimals keep their digits.

    >>> print("\\n".join(json_rows([{"id": "p1", "value": Decimal("1.500")}, {"id": "p2", "value": None}])))
    [
    {"id": "p1", "value": 1.5},
    {"id": "p2", "value": null}
    ]
    """
    yield "["
    before: str | None = None
    for row in rows:
        if before is not None:
            yield f"{before},"
        before = _json(row)
    if before is not None:
        yield before
    yield "]"


def _json(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_json(cell)}" for key, cell in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    if isinstance(value, Decimal):
        return plain(value)
    if value is None or isinstance(value, str | bool | int | float):
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(str(value))


def plain(value: Decimal) -> str:
    """A decimal without the zeros that its type has at the end.

    >>> plain(Decimal("100.500")), plain(Decimal("100.000"))
    ('100.5', '100')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def text_rows(names: Sequence[str], rows: Iterable[ViewRow], gate: Gate | None = None) -> Iterator[str]:
    """The first rows as a table for people. What looks as if it named a person is shown by its shape.

    >>> for line in text_rows(["id", "name"], [{"id": "p1", "name": "Jan Novák"}]):
    ...     print(line)
    id  name
    p1  Aaa Aaaaa
    """
    shown = gate or Gate()
    cells = [[_shown(row[name], shown) for name in names] for row in islice(rows, MOST_ROWS)]
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    for line in (list(names), *cells):
        yield _GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _shown(value: object, gate: Gate) -> str:
    if isinstance(value, list):
        return _cut("; ".join(_shown(one, gate) for one in value))
    if isinstance(value, bool | int | float | Decimal):
        return plain(value) if isinstance(value, Decimal) else str(value).lower()
    return _cut(gate.show(None if value is None else str(value)) or "")


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
