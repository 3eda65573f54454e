"""One person or one file that came under two ids: X042 and X041."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.checks import Check, Court, Judged
from omicz_meta.engine.class_values import values_meeting
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.plan import Call, Column, Constant
from omicz_meta.engine.shared_values import found_at, sharing, sharing_digest
from omicz_meta.validation.rule import both, empty, negated

BORN, SEX = Column("birth_date", "individual"), Column("administrative_gender", "individual")
DAY = Constant("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def twice(court: Court, classes: Mapping[str, Judged]) -> pa.Table:
    """Problems of persons and files that are so alike that they may be one."""
    return pa.concat_tables([PROBLEMS.empty_table(), *_persons(court, classes), *_files(court, classes)])


def _persons(court: Court, classes: Mapping[str, Judged]) -> list[pa.Table]:
    """Persons of one day of birth and one sex who were diagnosed with one disease on one day.

    Anything less is shared by chance in a large register; even this by twins, who are left out where they are named.
    """
    if not {"Individual", "Diagnosis"} <= set(classes):
        return []
    days = (Call("matches", (date, DAY)) for date in (BORN, Column("diagnosis_date")))
    known = (negated(empty(value)) for value in (SEX, Column("disease")))
    owners = sharing(court, classes["Diagnosis"], "individual", both(*days, *known), classes)
    twins = _twins(court, classes)
    owners = owners.filter(pc.invert(pc.is_in(owners, twins)))
    check = Check("X042", "Individual", "subject_id", Column("subject_id"), "alike")
    return [court.locate(classes["Individual"], found_at(owners), (check,))]


def _twins(court: Court, classes: Mapping[str, Judged]) -> pa.Array:
    """Persons whom the family relations name as twins."""
    if "FamilyRelation" not in classes:
        return pa.array([], pa.string())
    named = Call("matches", (Column("relationship"), Constant(".*twin.*")))
    ends = ("individual", "relative")
    return pa.concat_arrays([values_meeting(court, classes["FamilyRelation"], named, end) for end in ends])


def _files(court: Court, classes: Mapping[str, Judged]) -> list[pa.Table]:
    """Files of one digest: the same content, handed in as two."""
    if "File" not in classes:
        return []
    slot = "unencrypted_checksums"
    check = Check("X041", "File", slot, Column(slot), "alike")
    ids = sharing_digest(court, classes["File"], slot)
    return [court.locate(classes["File"], found_at(ids), (check,))]
