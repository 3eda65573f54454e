"""Keys of resources and of References to them: the id, so that tables can be joined by it."""

from __future__ import annotations

from duckdb import Expression

from omicz_meta.engine.cell import call, case, coalesce, column, constant, fits
from omicz_meta.engine.resource_block import FULL_URL
from omicz_meta.engine.view_forms import extract
from omicz_meta.engine.view_terms import under

_TYPE, _ID = "[A-Z][A-Za-z]+", r"[A-Za-z0-9.\-]{1,64}"
_REFERENCE = rf"^(?:.*/)?({_TYPE})/({_ID})(?:/_history/[^/]*)?$"
_URN = r"^urn:(?:uuid|oid):(.+)$"


def reference_key(reference: Expression, wanted: str | None) -> Expression:
    """The id a Reference ends with; where it names a resource of a bundle, what follows `urn:uuid:`."""
    text, kind = under(reference, "reference"), under(reference, "type")
    whole = call("regexp_matches", text, constant(_REFERENCE))
    urn = call("regexp_matches", text, constant(_URN))
    if wanted is not None:
        whole = whole & (extract(text, _REFERENCE, 1) == constant(wanted))
        urn = urn & (coalesce(kind, constant(wanted)) == constant(wanted))
    # nearly all are of the short form, which takes a third of the time
    short = fits(text, rf"{wanted or _TYPE}/{_ID}")
    behind = call("substring", text, call("strpos", text, constant("/")) + constant(1))
    return case((short, behind), (whole, extract(text, _REFERENCE, 2)), (urn, extract(text, _URN, 1)))


def resource_key(resource: Expression) -> Expression:
    """The id; of a resource without one, or with an empty one, what others in its bundle refer to it by."""
    url = column(FULL_URL)
    known = [
        (call("regexp_matches", url, constant(form)), form, group)
        for form, group in ((_REFERENCE, 2), (_URN, 1))
    ]
    named = case(*((there, extract(url, form, group)) for there, form, group in known))
    own = under(resource, "id")
    return case((own != constant(""), own), otherwise=named)
