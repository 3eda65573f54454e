"""Types of the cells of a view's table: from the type of an element, or from the tag `ansi/type`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from omicz_meta.engine.view_forms import NUMBER
from omicz_meta.engine.view_plan import Kind
from omicz_meta.views.typing import KINDS

PRIMITIVE_PREFIX = "http://hl7.org/fhir/StructureDefinition/"

_OF_KIND: Mapping[Kind, str] = MappingProxyType(
    {Kind.BOOLEAN: "BOOLEAN", Kind.INTEGER: "BIGINT", Kind.DECIMAL: NUMBER}
)
_ANSI: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("CHARACTER", "CHAR", "CHARACTER VARYING", "VARCHAR", "CLOB"), "VARCHAR"),
        **dict.fromkeys(("CHARACTER LARGE OBJECT", "TEXT", "STRING"), "VARCHAR"),
        **dict.fromkeys(("INTEGER", "INT"), "INTEGER"),
        **dict.fromkeys(("NUMERIC", "DECIMAL", "DEC"), "DECIMAL"),
        **dict.fromkeys(("FLOAT", "REAL", "DOUBLE PRECISION", "DOUBLE"), "DOUBLE"),
        **dict.fromkeys(
            ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITHOUT TIME ZONE"), "TIMESTAMP"
        ),
        "SMALLINT": "SMALLINT",
        "BIGINT": "BIGINT",
        "BOOLEAN": "BOOLEAN",
        "DATE": "DATE",
        "TIME": "TIME",
    }
)
_SIZED = re.compile(r"([A-Z]+(?: [A-Z]+)*?) ?(?:\( ?(\d+) ?(?:, ?(\d+) ?)?\))?( WITH TIME ZONE)?")
_WIDENING = frozenset({(Kind.INTEGER, Kind.DECIMAL), (Kind.DATE, Kind.DATETIME)})


def fits_type(kind: Kind, declared: str) -> bool:
    """Whether values of a kind can be told as the declared type: as their own, a wider one, or as text.

    >>> fits_type(Kind.INTEGER, "decimal"), fits_type(Kind.TEXT, "code"), fits_type(Kind.TEXT, "boolean")
    (True, True, False)
    """
    wanted = KINDS.get(declared)
    return wanted is not None and (wanted in {kind, Kind.TEXT} or (kind, wanted) in _WIDENING)


def column_type(kind: Kind, cast: str | None) -> str | None:
    """The DuckDB type of a column; `cast` is what a tag asks for, None the answer where that is no known type.

    Dates and times are text, since they may be as coarse as a year; a tag makes them what they are.

    >>> column_type(Kind.DATE, None), column_type(Kind.DATE, "DATE")
    ('VARCHAR', 'DATE')
    >>> column_type(Kind.DECIMAL, "numeric(10, 2)"), column_type(Kind.TEXT, "BLUE")
    ('DECIMAL(10,2)', None)
    """
    if cast is None:
        return _OF_KIND.get(kind, "VARCHAR")
    found = _SIZED.fullmatch(" ".join(cast.upper().split()))
    if found is None:
        return None
    name, width, scale, zoned = found.groups()
    made = _ANSI.get(f"{name}{zoned or ''}")
    if made != "DECIMAL":
        return made
    digits, places = int(width or 38), int(scale or (0 if width else 18))
    return f"DECIMAL({digits},{places})" if 0 < digits <= 38 and places <= digits else None
