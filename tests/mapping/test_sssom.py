"""SSSOM code maps: which rows translate, how cells match them, what is faulty."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.sssom import read_code_map
from omicz_meta.resources import mappings_folder

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


def test_of_several_exact_targets_none_is_applied(tmp_path: Path) -> None:
    rows = [
        f"{subject}\t\tskos:exactMatch\t\tX:{n}\t{WHY}"
        for n, subject in enumerate(["a:1", "a:1", "b:1", "c:2", "c:2"])
    ]
    rows[4] = rows[3]
    path = tmp_path / "dg.sssom.tsv"
    path.write_text('#mapping_set_version: "7"\n' + HEAD + "\n".join(rows), encoding="utf-8")
    faults = Faults()
    code_map = read_code_map(path, "dg.sssom.tsv", faults)
    assert code_map.version == "7"
    assert code_map.targets == (("b:1", "X:2"), ("c:2", "X:3"), ("2", "X:3"))
    assert code_map.lines == (5, 6, 6)
    assert code_map.proposals == tuple(
        (code, "skos:exactMatch", target)
        for code, targets in (("a:1", "01"), ("1", "012"))
        for target in (f"X:{n}" for n in targets)
    )
    assert [(told(problem), dict(problem.detail)["targets"]) for problem in faults.found] == [
        ("T028 dg.sssom.tsv:4:1 a:1", "X:0, X:1"),
        ("T028 dg.sssom.tsv:5:1 1", "X:0, X:1, X:2"),
    ]


def test_other_matches_are_proposals_and_never_targets(tmp_path: Path) -> None:
    path = tmp_path / "dg.sssom.tsv"
    predicates = [
        "skos:broadMatch",
        "http://www.w3.org/2004/02/skos/core#narrowMatch",
        "skos:closeMatch",
        "x:y",
    ]
    rows = [f"a:{n}\t\t{predicate}\t\tX:1\t{WHY}" for n, predicate in enumerate(predicates)]
    path.write_text(HEAD + "\n".join(rows), encoding="utf-8")
    code_map = read_code_map(path, "dg.sssom.tsv", Faults())
    assert code_map.targets == ()
    assert code_map.proposals == tuple(
        (code, f"skos:{name}Match", "X:1")
        for n, name in enumerate(["broad", "narrow", "close"])
        for code in (f"a:{n}", str(n))
    )


def test_a_packed_file_reads_as_the_plain_one(tmp_path: Path) -> None:
    plain, packed = tmp_path / "dg.sssom.tsv", tmp_path / "dg.sssom.tsv.gz"
    plain.write_text(f"{HEAD}a:1\t\tskos:exactMatch\t\tX:1\t{WHY}\n", encoding="utf-8")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_code_map(packed, "f", Faults()) == read_code_map(plain, "f", Faults())
    packed.write_bytes(packed.read_bytes()[:-12])
    faults = Faults()
    assert read_code_map(packed, "f", faults).targets == ()
    assert [problem.code for problem in faults.found] == ["M019"]


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


@pytest.mark.heavy
@pytest.mark.parametrize("path", sorted(mappings_folder().glob("**/*.sssom.tsv")), ids=lambda path: path.name)
def test_shipped_code_maps_are_sssom(path: Path) -> None:
    from sssom.parsers import parse_sssom_table
    from sssom.validators import validate

    found = validate(parse_sssom_table(str(path)), fail_on_error=False)
    assert found
    assert [one.message for report in found.values() for one in report.results] == []
