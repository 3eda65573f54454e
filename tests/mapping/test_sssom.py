"""SSSOM code maps: which rows translate, how cells match them, what is faulty."""

from __future__ import annotations

from pathlib import Path

import pytest

from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.sssom import read_code_map

from .reader import told

HEAD = "subject_id\tsubject_label\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n"
WHY = "semapv:ManualMappingCuration"

ROWS = [
    ("a:1\t\tskos:exactMatch\t\tX:1", (("a:1", "X:1"), ("1", "X:1")), ""),
    ("1\t\tskos:exactMatch\t\tX:1", (("1", "X:1"),), ""),
    ("\tkrev\thttp://www.w3.org/2004/02/skos/core#exactMatch\t\tX:1", (("krev", "X:1"),), ""),
    ("a:1\t\tskos:broadMatch\t\tX:1", (), ""),
    ("a:1\t\tskos:exactMatch\tNot\tX:1", (), ""),
    ("a:1\t\tskos:exactMatch\t\tsssom:NoTermFound", (), ""),
    ("a:1\t\tskos:exactMatch\t\t", (), "object_id is empty"),
    ("a:1\t\t\t\tX:1", (), "predicate_id is empty"),
    ("\t\tskos:exactMatch\t\tX:1", (), "subject_id is empty"),
    ("a:1\t\tskos:exactMatch\t\tX1", (), "object_id X1 is not a CURIE"),
]


@pytest.mark.parametrize(("row", "targets", "reason"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row(row: str, targets: tuple[tuple[str, str], ...], reason: str, tmp_path: Path) -> None:
    path = tmp_path / "dg.sssom.tsv"
    path.write_text(f"#license: x\n{HEAD}{row}\t{WHY}\n", encoding="utf-8")
    faults = Faults()
    code_map = read_code_map(path, "codes/dg.sssom.tsv", faults)
    assert code_map.targets == targets
    assert code_map.name == "dg"
    assert [dict(problem.detail)["reason"] for problem in faults.found] == ([reason] if reason else [])
    assert all(problem.place.line == 3 for problem in faults.found)


def test_two_exact_targets_are_a_fault_and_the_first_stays(tmp_path: Path) -> None:
    rows = [
        f"{subject}\t\tskos:exactMatch\t\tX:{n}\t{WHY}"
        for n, subject in enumerate(["a:1", "a:1", "b:1", "c:2"])
    ]
    path = tmp_path / "dg.sssom.tsv"
    path.write_text('#mapping_set_version: "7"\n' + HEAD + "\n".join(rows), encoding="utf-8")
    faults = Faults()
    code_map = read_code_map(path, "dg.sssom.tsv", faults)
    assert code_map.version == "7"
    assert code_map.targets == (("a:1", "X:0"), ("1", "X:0"), ("b:1", "X:2"), ("c:2", "X:3"), ("2", "X:3"))
    assert [told(problem) for problem in faults.found] == [
        "M019 dg.sssom.tsv:4:1 a:1",
        "M019 dg.sssom.tsv:5:1 1",
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"subject_id\tobject_id\n", "the column predicate_id is missing"),
        (b"", "the column predicate_id is missing"),
        (b"\xff\xfe\x00", "the file cannot be read as UTF-8 (UnicodeDecodeError)"),
    ],
)
def test_a_file_that_is_no_code_map(data: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "dg.sssom.tsv"
    path.write_bytes(data)
    faults = Faults()
    assert read_code_map(path, "dg.sssom.tsv", faults).targets == ()
    assert [(p.code, dict(p.detail)["reason"]) for p in faults.found] == [("M019", reason)]
