"""What is one thing to do is one finding, while every occurrence has its row in the table of problems."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import omicz_meta as om
from omicz_meta.reports.message import message
from omicz_meta.result import Finding

from .test_absent import FACTS, OF_P1, harmonised

LOINC, SNOMED, LOCAL, OTHER = "http://loinc.org", "http://snomed.info/sct", "urn:local", "urn:other"


def concept(*systems: str) -> dict[str, Any]:
    codes = {LOINC: "718-7", SNOMED: "190905008"}
    return {"coding": [{"system": system, "code": codes.get(system, "A1")} for system in systems]}


def found(made: om.Harmonised, code: str) -> list[Finding]:
    return [one for one in om.validate(made).findings if one.code == code]


def observation(name: str, *systems: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "subject": OF_P1,
        "code": concept(*systems),
    }


def test_a_system_nobody_knows_is_one_finding_wherever_it_stands(tmp_path: Path) -> None:
    conditions = [
        {"resourceType": "Condition", "id": f"c{n}", "subject": OF_P1, "code": concept(SNOMED, LOCAL)}
        for n in range(3)
    ]
    made = harmonised(tmp_path, FACTS, *conditions, observation("o1", LOCAL), observation("o2", OTHER))
    rows = [one for one in made.problems.to_pylist() if one["code"] == "T013"]
    assert Counter(one["value"] for one in rows) == {LOCAL: 4, OTHER: 1}
    told = found(made, "T013")
    assert {one.value: one.count for one in told} == {LOCAL: 4, OTHER: 1}
    (local_finding,) = (one for one in told if one.value == LOCAL)
    assert local_finding.repair == "systems.tsv: urn:local\t..."
    assert (local_finding.column, local_finding.record_class) == ("codings", None)
    assert message(local_finding, "en") == "The code system “urn:local” in column codings is not known."


def test_columns_that_no_rule_reads_are_one_finding_for_each_table(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id;sex;one;two;three\n1;F;a;b;c\n")
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "p.transform.yaml").write_text(
        "class_derivations:\n  Individual:\n    populated_from: p\n    slot_derivations:\n"
        "      subject_id: {populated_from: id}\n      sex_at_birth: {populated_from: sex}\n"
    )
    made = om.harmonise(om.open_source(tmp_path / "p.csv"), om.load_mapping(tmp_path / "m"), key=bytes(32))
    assert [one["column"] for one in made.problems.to_pylist() if one["code"] == "M016"] == [
        "one",
        "two",
        "three",
    ]
    (finding,) = found(made, "M016")
    assert (finding.count, finding.column) == (3, None)
    assert message(finding, "en") == "What no rule reads goes nowhere: p: one, two, three."
