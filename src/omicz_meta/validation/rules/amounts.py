"""What is counted, weighed or dissolved is not less than nothing: a negative count is a fault of the export."""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant
from omicz_meta.units import analytes
from omicz_meta.validation.rule import Rule, Scene, both, one_of

NEVER_NEGATIVE = (
    *("10*3/uL", "10*6/uL", "10*3/L", "10*6/L", "10*9/L", "10*12/L", "/uL", "/mL", "/L", "/min"),
    *(
        "g",
        "mg",
        "kg",
        "kg/m2",
        "cm",
        "g/L",
        "g/dL",
        "mg/L",
        "mg/dL",
        "ug/L",
        "ug/mL",
        "ng/L",
        "ng/mL",
        "pg/mL",
    ),
    *("U/L", "[IU]/L", "ukat/L", "nkat/L"),
)
"""Units of which there is none or some. Others measure what has a sign: degrees Celsius, or mmol/L of base excess."""


def _checks(scene: Scene) -> Iterator[Check]:
    slots = scene.definition.slots
    if scene.definition.name == "Measurement" and {"assay", "value_quantity"} <= set(slots):
        quantity = Column("value_quantity")
        number, unit = (Call("field", (quantity, Constant(name))) for name in ("value", "unit"))
        substances = (code for one in analytes() if one.molar_mass is not None for code in one.codes)
        counted = Call("or", (one_of(unit, NEVER_NEGATIVE), one_of(Column("assay"), substances)))
        below = both(Call("lt", (number, Constant(0))), Call("coalesce", (counted, Constant(False))))
        yield Check("V006", scene.definition.name, "value_quantity", below, "amounts")


AMOUNTS = Rule("amounts", _checks)
