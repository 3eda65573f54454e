"""A tumour arises where its diagnosis says: ICD-O topography against ICD-10, a warning that finds metastases.

Whether tumours of its morphology arise there at all is asked by `families`.
"""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant, Expression
from omicz_meta.validation.rule import Rule, Scene, both, negated

SAME = "C(0[0-9]|1[0-9]|2[0-5]|3[0-478]|4[01789]|5[0-8]|6[0-9]|7[0-5])"
"""Categories of ICD-10 that are sites of ICD-O under the same three characters."""


def _checks(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    if not {"primary_site", "disease"} <= set(slots):
        return
    yield Check("V042", name, "primary_site", _elsewhere(), "sites")
    skin = Call("matches", (Column("disease"), Constant("(MKN10|ICD10):(C43|D03)([.].*)?")))
    yield Check("V042", name, "primary_site", both(skin, _at("C[0-9]{2}"), negated(_at("C44"))), "sites")


def _at(sites: str) -> Expression:
    return Call("matches", (Column("primary_site"), Constant(f"ICDO3T:({sites})([.][0-9])?")))


def _elsewhere() -> Expression:
    """Whether diagnosis and site have different categories; unknown where either has none of its own."""
    diagnosed = Call("regex_extract", (Column("disease"), Constant(f"^(?:MKN10|ICD10):({SAME})(?:[.]|$)")))
    arisen = Call("regex_extract", (Column("primary_site"), Constant("^ICDO3T:(C[0-9]{2})")))
    return Call("ne", (diagnosed, arisen))


SITES = Rule("sites", _checks)
