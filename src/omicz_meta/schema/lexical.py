"""How dates, moments and addresses are written: patterns that RE2, ECMAScript and XPath read alike."""

from __future__ import annotations

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
