"""What a dataset permits is not wider than what its persons agreed to: terms of the Data Use Ontology on both sides.

The dataset's terms are those of its description (`dataset.yaml`, completed by the node), and those of a policy
that a consent refers to among the records. Diseases of disease-specific research are not compared: one may lie
within another.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Case, Column, Constant, Each, Expression, Item, Recode
from omicz_meta.validation.rule import Offer, Rule, Scene, both, empty, negated

ALLOWS = MappingProxyType(
    {
        "no_restriction": ("no_restriction",),
        "general_research_use": ("no_restriction", "general_research_use"),
        "health_medical_biomedical_research": (
            "no_restriction",
            "general_research_use",
            "health_medical_biomedical_research",
        ),
        "disease_specific_research": (
            "no_restriction",
            "general_research_use",
            "health_medical_biomedical_research",
            "disease_specific_research",
        ),
        "population_origins_research_only": (
            "no_restriction",
            "general_research_use",
            "population_origins_research_only",
        ),
    }
)
"""What a dataset permits, and the consents that allow it: narrow terms lie in wide ones, origins apart from health."""

MET_BY = MappingProxyType(
    {
        "non_commercial_use_only": ("not_for_profit_non_commercial_use_only",),
        "not_for_profit_organisation_use_only": ("not_for_profit_non_commercial_use_only",),
    }
)
"""Conditions of a consent that a dataset also meets by a stricter one."""

WIDENING = ("clinical_care_use",)
"""Modifiers that allow more, and need not be repeated."""

BELONGS = MappingProxyType({"countries": ("geographical_restriction",)})
"""Parameters of a modifier, and the modifiers that have them."""


def _checks(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    if name != "Consent" or not {"data_use_permission", "data_use_modifiers"} <= set(slots):
        return
    if scene.offer is not None:
        yield from _against(scene.offer, name)
    if "policy" in slots:
        yield Check("X039", name, "data_use_permission", _narrower_than_policy(), "consents")
    if "disease_restrictions" in slots:
        others = negated(Call("eq", (Column("data_use_permission"), Constant("disease_specific_research"))))
        named = negated(empty(Column("disease_restrictions")))
        yield Check("V043", name, "disease_restrictions", both(named, others), "consents")
    for parameter, modifiers in BELONGS.items():
        stray = both(
            negated(empty(Call("field", (Item(), Constant(parameter))))),
            empty(_one_of(Call("field", (Item(), Constant("modifier"))), modifiers)),
        )
        yield Check("V043", name, "data_use_modifiers", _any(Column("data_use_modifiers"), stray), "consents")


def _against(offer: Offer, name: str) -> Iterator[Check]:
    if offer.permission is not None and offer.permission in ALLOWS:
        narrower = _narrower(offer.permission)
        yield Check("X039", name, "data_use_permission", narrower, "consents")
    met = {code for code in MET_BY if set(MET_BY[code]) & set(offer.modifiers)}
    known = (*offer.modifiers, *sorted(met), *WIDENING)
    unmet = empty(_one_of(Call("field", (Item(), Constant("modifier"))), known))
    yield Check("X039", name, "data_use_modifiers", _any(Column("data_use_modifiers"), unmet), "consents")


def _narrower(permission: str) -> Expression:
    agreed = Column("data_use_permission")
    return both(negated(empty(agreed)), empty(_one_of(agreed, ALLOWS[permission])))


def _narrower_than_policy() -> Expression:
    """The policy that the consent names, if it is among the records, permits more than the consent."""
    permitted = Column("data_use_permission", "policy")
    cases = (both(Call("eq", (permitted, Constant(one))), _narrower(one)) for one in ALLOWS)
    return Call("or", tuple(cases))


def _one_of(value: Expression, words: tuple[str, ...]) -> Expression:
    return Recode(value, tuple((word, word) for word in words))


def _any(values: Expression, condition: Expression) -> Expression:
    return negated(empty(Each(values, Case(((condition, Constant(True)),)))))


CONSENTS = Rule("consents", _checks)
