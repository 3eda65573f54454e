"""What is said of a tumour agrees: TNM categories with the stage, behaviour in morphology with the diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant, Expression
from omicz_meta.validation.rule import Rule, Scene, both

BEHAVIOUR = (
    ("[0]", "C[0-9]{2}|D0[0-9]"),
    ("[1]", "C[0-9]{2}|D0[0-9]"),
    ("[2]", "C[0-9]{2}|D[1-3][0-9]|D4[0-8]"),
    ("[3]", "D0[0-9]|D[1-2][0-9]|D3[0-6]"),
)
"""Behaviour, the digit behind the slash (ICD-O-3, section 4.3.3), and chapters of ICD-10 that speak of another one."""


def _tnm(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    if name != "TumourStage" or not {"t_category", "n_category", "m_category", "stage_group"} <= set(slots):
        return
    spread = _is("m_category", "M1.*")
    nodes = _is("n_category", "N[1-3].*")
    yield Check(
        "V033", name, "stage_group", both(_is("stage_group", "stage_(0.*|i|i[abc].*)"), spread), "tnm"
    )
    yield Check("V033", name, "stage_group", both(_is("stage_group", "stage_0.*"), nodes), "tnm")
    in_place = _is("t_category", "Tis|Ta")
    yield Check("V033", name, "t_category", both(in_place, spread), "tnm")


def _is(slot: str, pattern: str) -> Expression:
    return Call("coalesce", (Call("matches", (Column(slot), Constant(pattern))), Constant(False)))


TNM = Rule("tnm", _tnm)


def _behaviour(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    if name == "Diagnosis" and {"morphology", "disease"} <= set(slots):
        for digit, chapters in BEHAVIOUR:
            tumour = _is("morphology", f"[0-9]{{4}}/{digit}")
            other = _is("disease", f"(MKN10|ICD10):({chapters})([.].*)?")
            yield Check("V039", name, "morphology", both(tumour, other), "behaviour")


MORPHOLOGY = Rule("morphology", _behaviour)
