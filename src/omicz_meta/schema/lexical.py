"""How dates, moments and addresses are written: patterns that RE2, ECMAScript and XPath read alike."""

from __future__ import annotations

import re

from omicz_meta.schema.model import Kind

IRI = r"^[A-Za-z][A-Za-z0-9+._-]*:\S+$"
DAY = (
    "([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8]))"
    "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)"
)
"""A day of the Gregorian calendar; the second line is 29 February in leap years."""
MOMENT = DAY + r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"

PATTERNS = {Kind.URI: IRI, Kind.CURIE: IRI, Kind.DATE: f"^{DAY}$", Kind.DATETIME: f"^{MOMENT}$"}
"""What the kind of a slot demands of its text when the schema itself says nothing narrower."""

PARTIAL_DATE = f"^([0-9]{{4}}(-(0[1-9]|1[0-2]))?|{DAY[1:-1]})$"
"""A year, a month or a day that the calendar has."""

TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?$"
NCNAME = r"^[A-Za-z_][A-Za-z0-9_.-]*$"

TYPES = {
    "time": TIME,
    "date_or_datetime": f"^({DAY}|{MOMENT})$",
    "ncname": NCNAME,
    "objectidentifier": IRI,
    "nodeidentifier": r"^(_|[A-Za-z][A-Za-z0-9+._-]*):\S+$",
    "jsonpointer": r"^(/([^/~]|~[01])*)*$",
}
"""How texts of LinkML's other types are written; they are stored as texts."""

_ANCHORED = re.compile(r"\^(.*[^\\])?\$", re.DOTALL)


def whole(pattern: str) -> str:
    """What the whole text must fit so that a pattern is found in it: JSON Schema and SHACL look inside the text.

    >>> whole("^[A-Z]+$"), whole("[A-Z]")
    ('[A-Z]+', '(?s:.*)(?:[A-Z])(?s:.*)')
    """
    if _ANCHORED.fullmatch(pattern) and not _has_outer_branches(pattern):
        return pattern[1:-1]
    return f"(?s:.*)(?:{pattern})(?s:.*)"


def _has_outer_branches(pattern: str) -> bool:
    """Whether a `|` stands outside all brackets, so that the anchors are those of a branch only."""
    bare = re.sub(r"\\.|\[\^?\]?(\\.|[^\]])*\]", "", pattern, flags=re.DOTALL)
    depth = 0
    for sign in bare:
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            return True
    return False
