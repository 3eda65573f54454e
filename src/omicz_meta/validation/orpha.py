"""Who has a rare disease has its ORPHA code, beside or in place of ICD-10: ERN common data elements, 5.1. X037."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.checks import Check, Court, Judged
from omicz_meta.engine.class_values import lacking, values_failing
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.plan import Call, Case, Column, Constant, Each, Expression, Item
from omicz_meta.engine.shared_values import found_at
from omicz_meta.validation.rule import both, empty, negated

USE_CASE = "rare_disease"


def without_orpha(court: Court, classes: Mapping[str, Judged], use_cases: tuple[str, ...]) -> pa.Table:
    """Problems of affected persons of whose diagnoses none has an ORPHA code; unknown where one was not understood."""
    if USE_CASE not in use_cases or not {"Individual", "Diagnosis"} <= set(classes):
        return PROBLEMS.empty_table()
    people, diagnoses = classes["Individual"], classes["Diagnosis"]
    present = both(_not_excluded(), negated(empty(Column("disease"))))
    ids = lacking(court, people, _affected(), diagnoses, present, _coded())
    doubtful = values_failing(court, diagnoses, ("disease", "additional_codings", "excluded"), "individual")
    ids = ids.filter(pc.invert(pc.is_in(ids, doubtful)))
    asked = both(Column("subject_id"), Column("affected_status"))
    check = Check("X037", "Individual", "subject_id", asked, "orpha")
    return court.locate(people, found_at(ids), (check,))


def _affected() -> Expression:
    status = Call("coalesce", (Column("affected_status"), Constant("AFFECTED")))
    return Call("eq", (status, Constant("AFFECTED")))


def _not_excluded() -> Expression:
    return negated(Call("coalesce", (Column("excluded"), Constant(False))))


def _coded() -> Expression:
    among = Each(Column("additional_codings"), Case(((_is_orpha(Item()), Constant(True)),)))
    return Call(
        "coalesce", (Call("or", (_is_orpha(Column("disease")), negated(empty(among)))), Constant(False))
    )


def _is_orpha(code: Expression) -> Expression:
    return Call("startswith", (code, Constant("ORPHA:")))
