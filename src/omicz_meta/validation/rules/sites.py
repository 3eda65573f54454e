"""A tumour arises where such tumours arise, and where its diagnosis says: ICD-O topography, morphology and ICD-10.

Told is only what does not happen, or hardly ever: a warning that finds metastases coded as primary tumours. The
families are in the manner of those that cancer registries check (IARC Technical Report 42, unlikely combinations).
"""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant, Expression
from omicz_meta.validation.rule import Rule, Scene, both, negated

ONLY_AT = (
    ("951[0-4]", "C69"),
    ("953[0-9]", "C7[0-2]"),
    ("9(3[89][0-9]|4[0-7][0-9]|480)", "C30|C4[1789]|C56|C69|C7[0-2]|C75|C76|C80"),
    ("817[0-5]|8180", "C22"),
    ("831[267]", "C6[458]"),
    ("833[0-5]|834[0-7]", "C56|C73"),
    ("852[0-5]", "C50"),
    ("906[1-4]", "C3[78]|C48|C62|C7[156]|C80"),
    ("905[0-3]", "C38|C48|C63|C76|C80"),
    ("9732", "C4[0-2]"),
    ("9(840|86[0-9]|87[0-6]|89[1-9]|9[01][0-9]|920|94[56]|950|96[0-4]|98[0-9])", "C42"),
)
"""Families of morphology and the sites where they arise: retinoblastoma in the eye, leukaemia in the marrow."""

NEVER_AT = (("8(0[1-9][0-9]|[1-4][0-9]{2}|5[0-7][0-9])", "C40|C41[.][2-9]|C42|C7[0-27]"),)
"""Families and sites where they do not arise: carcinomas in bones, marrow, brain and lymph nodes."""

SAME = "C(0[0-9]|1[0-9]|2[0-5]|3[0-478]|4[01789]|5[0-8]|6[0-9]|7[0-5])"
"""Categories of ICD-10 that are sites of ICD-O under the same three characters."""


def _checks(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    if not {"primary_site", "morphology", "disease"} <= set(slots):
        return
    for family, sites in ONLY_AT:
        yield Check(
            "V042",
            name,
            "primary_site",
            both(_family(family), _at("C[0-9]{2}"), negated(_at(sites))),
            "sites",
        )
    for family, sites in NEVER_AT:
        yield Check("V042", name, "primary_site", both(_family(family), _at(sites)), "sites")
    yield Check("V042", name, "primary_site", _elsewhere(), "sites")
    skin = Call("matches", (Column("disease"), Constant("(MKN10|ICD10):(C43|D03)([.].*)?")))
    yield Check("V042", name, "primary_site", both(skin, _at("C[0-9]{2}"), negated(_at("C44"))), "sites")


def _family(numbers: str) -> Expression:
    return Call("matches", (Column("morphology"), Constant(f"({numbers})/[0-9]")))


def _at(sites: str) -> Expression:
    return Call("matches", (Column("primary_site"), Constant(f"ICDO3T:({sites})([.][0-9])?")))


def _elsewhere() -> Expression:
    """Whether diagnosis and site have different categories; unknown where either has none of its own."""
    diagnosed = Call("regex_extract", (Column("disease"), Constant(f"^(?:MKN10|ICD10):({SAME})(?:[.]|$)")))
    arisen = Call("regex_extract", (Column("primary_site"), Constant("^ICDO3T:(C[0-9]{2})")))
    return Call("ne", (diagnosed, arisen))


SITES = Rule("sites", _checks)
