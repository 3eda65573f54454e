"""What repairs would bring is what they bring: the mapping is repaired for real, and the report agrees."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import omicz_meta as om
from omicz_meta.engine.session import session
from omicz_meta.engine.summary import Summary
from omicz_meta.pipeline.validating import assess
from omicz_meta.reports.grouping import repairs
from omicz_meta.reports.sameness import sameness
from omicz_meta.result import Report

TABLE = """\
id;pohlaví;narozen;stav
P1;M;12.3.1981;žije
P2;X;jaro;žije
P3;X;1990;žije
P4;X;1974;nic
P5;F;zima;nic
P6;F;1.1.1980;žije
"""
MAPPING = """\
class_derivations:
  Individual:
    populated_from: lidé
    slot_derivations:
      subject_id: {{populated_from: id}}
      birth_date: {{populated_from: narozen}}
      administrative_gender: {{populated_from: pohlaví, value_mappings: {{M: male, F: female{sex}}}}}
      vital_status: {{populated_from: stav, value_mappings: {{žije: alive{state}}}}}
"""


def report(folder: Path, *, sex: str = "", state: str = "") -> Report:
    for name, text in {
        "lidé.csv": TABLE,
        "lidé.transform.yaml": MAPPING.format(sex=sex, state=state),
        "lidé.source.yaml": "source: lidé\ncolumns: {narozen: {type: partial_date, formats: [d.m.yyyy, yyyy]}}\n",
        "submission.yaml": "id: s\nsources: [{name: lidé, kind: csv, path: lidé.csv}]\nmapping: .\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return om.run(folder).report


def test_the_outlook_is_what_repairs_bring(tmp_path: Path) -> None:
    before = report(tmp_path)
    order = [repair.finding.value for repair in repairs(before)]
    both = report(tmp_path, sex=", X: other", state=", nic: unknown")
    made = max(order.index("X"), order.index("nic")) + 1
    assert {*order[:made]} == {"X", "nic"}
    step = before.outlook[made]
    assert step.persons_complete == both.persons_complete == before.persons_complete + 2
    assert step.findings == both.total("error") + both.total("warning")
    assert (before.outlook[0].rows, step.rows) == (4, 2)


def test_rows_and_persons_are_counted_as_one_counts_by_hand(tmp_path: Path) -> None:
    """Against a count in plain Python over problems.parquet, for every step."""
    file = tmp_path / "people.csv"
    lines = ["subject_id;birth_date;administrative_gender;vital_status"]
    for at in range(60):
        born, sex, state = (
            ("soon", "1987")[at % 3 > 0],
            ("x", "male", "y")[at % 4 % 3],
            ("?", "alive")[at % 5 > 0],
        )
        lines.append(f"p{at};{born};{sex};{state}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    judged = assess(file, record_class="Individual", use_cases=["cancer"])
    problems = pq.read_table(judged.harmonised.folder / "problems.parquet").to_pylist()
    best = repairs(judged.report)
    rank = {sameness(finding): at for at, repair in enumerate(best) for finding in repair.findings}
    rows, persons = defaultdict(int), defaultdict(int)
    for one in problems:
        if one["severity"] != "info" and one["row"]:
            key = (
                one["code"],
                one["source"],
                None,
                *(one[n] for n in ("column", "record_class", "slot", "value")),
            )
            at = rank[(*key, None)]
            rows[one["row"]] = max(rows[one["row"]], at)
            if one["severity"] == "error":
                persons[one["record_id"]] = max(persons[one["record_id"]], at)
    assert len(best) >= 5
    for made, step in enumerate(judged.report.outlook):
        assert step.rows == sum(at >= made for at in rows.values())
        assert step.persons_complete == 60 - sum(at >= made for at in persons.values())


@pytest.mark.parametrize("most", [1, 2, 10])
def test_values_beyond_measure_are_one_finding(
    tmp_path: Path, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("omicz_meta.engine.summary.MOST_VALUES", most)
    file = tmp_path / "people.csv"
    born = [f"soon {at % 4}" for at in range(10)]
    people = "\n".join(f"p{at};{text};male" for at, text in enumerate(born))
    file.write_text(f"subject_id;birth_date;administrative_gender\n{people}\n", encoding="utf-8")
    judged = assess(file, record_class="Individual")
    dates = [f for f in judged.report.findings if f.code == "V003"]
    assert sum(finding.count for finding in dates) == 10
    assert len(dates) == min(most + 1, 4)
    rest = [finding for finding in dates if "further" in finding.detail]
    assert [int(finding.detail["further"]) for finding in rest] == [4 - most] * (most < 4)
    assert not [repair for repair in repairs(judged.report) if "further" in repair.finding.detail]


def test_without_problems_nothing_is_ahead(tmp_path: Path) -> None:
    with session((tmp_path,)) as connection:
        from omicz_meta.engine.forms import PROBLEMS
        from omicz_meta.schema import load_schema

        pq.write_table(PROBLEMS.empty_table(), tmp_path / "problems.parquet")
        ahead = Summary(connection, {}, load_schema()).ahead(tmp_path / "problems.parquet", [])
    assert (ahead.rows, ahead.persons) == ((0,), (0,))
