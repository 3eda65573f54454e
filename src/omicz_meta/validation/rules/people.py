"""What is said of a person agrees: sex with diagnoses and relatives, records with their owner."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant
from omicz_meta.schema import Kind
from omicz_meta.validation.rule import Rule, Scene, both, negated
from omicz_meta.validation.rules.dates import before

ONLY_IN = MappingProxyType(
    {
        "M": "A34|B37[.]?3|C5[1-8]|C79[.]?6|D06|D07[.]?[0-3]|D2[5-8]|D39|E28|E89[.]?4|F52[.]?5|F53|I86[.]?3|L29[.]?2"
        "|N7[0-79]|N8[0-9]|N9[0-8]|N99[.]?[23]|O[0-9]{2}|Q5[0-2]|R87|S31[.]?4|S37[.]?[4-6]|T19[.]?[23]|T83[.]?3"
        "|Z01[.]?4|Z12[.]?4|Z3[2-69]|Z87[.]?5|Z97[.]?5",
        "F": "B26[.]?0|C6[0-3]|D07[.]?[4-6]|D17[.]?6|D29|D40|E29|E89[.]?5|F52[.]?4|I86[.]?1|L29[.]?1|N4[0-9]|N5[01]"
        "|Q5[3-5]|R86|S31[.]?[23]|Z12[.]?5",
    }
)
"""Codes of ICD-10 that are of the other sex than this one: volume 2, categories limited to one sex."""

PARENTS = MappingProxyType({"mother": "M", "father": "F"})
"""Relatives and the sex that they are not."""


def _sex(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    if name == "Diagnosis" and "individual" in slots:
        for slot in ("disease", "provisional_disease"):
            for sex, codes in ONLY_IN.items():
                of_other = Call("matches", (Column(slot), Constant(f"(MKN10|ICD10):({codes})([.].*)?")))
                has = Call("eq", (Column("sex_at_birth", "individual"), Constant(sex)))
                present = negated(Call("coalesce", (Column("excluded"), Constant(False))))
                yield Check("X031", name, slot, both(of_other, has, present), "sex")


SEX = Rule("sex", _sex)


def _relatives(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    if name != "FamilyRelation" or not {"individual", "relative", "relationship"} <= set(slots):
        return
    for relation, sex in PARENTS.items():
        named = Call("eq", (Column("relationship"), Constant(relation)))
        other = Call("eq", (Column("sex_at_birth", "relative"), Constant(sex)))
        yield Check("X034", name, "relationship", both(named, other), "relatives")
        younger = before(Column("birth_date", "individual"), Column("birth_date", "relative"))
        yield Check("X034", name, "relative", both(named, younger), "relatives")
    same = Call("eq", (Column("individual"), Column("relative")))
    yield Check("X034", name, "relative", same, "relatives")


RELATIVES = Rule("relatives", _relatives)


def _owners(scene: Scene) -> Iterator[Check]:
    slots = scene.definition.slots
    if "individual" not in slots:
        return
    for slot in slots.values():
        target = scene.schema.classes.get(slot.target) if slot.kind is Kind.REFERENCE else None
        if target is not None and "individual" in target.slots and not slot.multivalued:
            foreign = Call("ne", (Column("individual"), Column("individual", slot.name)))
            yield Check("X035", scene.definition.name, slot.name, foreign, "owners")


OWNERS = Rule("owners", _owners)
