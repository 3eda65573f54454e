"""The manifest: defaults, every fault at its place, and no path that leads out."""

from __future__ import annotations

from pathlib import Path

import pytest

from omicz_meta.errors import UsageError
from omicz_meta.problem import Problem
from omicz_meta.submission import PrivacyPolicy, SourceEntry, Submission, load_submission

LEAST = """id: demo
sources:
  - {name: p, kind: csv, path: data/p.csv}
mapping: mapping/
"""
FULL = """id: demo
schema: omicz
use_cases: [rare_disease, cancer]
node: muni
sources:
  - {name: p, kind: csv, path: data/p.csv, mapping: bbmri-cz}
mapping: [bbmri-cz, mapping]
dataset: dataset.yaml
privacy: {min_cell: 5, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
"""

FAULTS = [
    (
        "mapping: mapping/",
        "mappings: mapping/",
        ["M002 4:1 mappings -> mapping", "M001 1:1 the key mapping is missing"],
    ),
    ("id: demo\n", "", ["M001 1:1 the key id is missing"]),
    ("name: p, ", "", ["M001 3:5 the key name is missing"]),
    ("kind: csv", "kind: cvs", ["M009 3:21 cvs -> csv"]),
    ("data/p.csv", "data/q.csv", ["R014 3:32 the file is not there"]),
    ("data/p.csv", "../p.csv", ["R017 3:32"]),
    ("data/p.csv", "data/../../p.csv", ["R017 3:32"]),
    ("data/p.csv", "/etc/hostname", ["R017 3:32"]),
    ("data/p.csv", "out/p.csv", ["R017 3:32"]),
    ("mapping/", "../other/", ["R017 4:10"]),
    ("mapping/", "out", ["R017 4:10"]),
    ("mapping: mapping/", "mapping: mapping/\ndataset: ../d.yaml", ["R017 5:10"]),
    (
        "mapping: mapping/",
        "mapping: m\nuse_cases: [rare]",
        ["M009 5:13 rare -> cancer, infectious, population_reference, rare_disease"],
    ),
    (
        "mapping: mapping/",
        "mapping: m\nprivacy: {min_cell: 0}",
        ["M001 5:21 min_cell: a whole number from 1 on is needed here"],
    ),
    (
        "mapping: mapping/",
        "mapping: m\nprivacy: {pseudonym_key: abcdef, min_cel: 5}",
        [
            "M002 5:34 min_cel -> min_cell",
            "M001 5:26 pseudonym_key: env:NAME or file:PATH is needed here, never the key itself",
        ],
    ),
    (
        "mapping: mapping/",
        "mapping: m\nprivacy: {pseudonym_key: file:key}",
        ["M001 5:26 pseudonym_key: the key file lies inside the submission"],
    ),
    (
        "mapping: mapping/",
        "  - {name: p, kind: csv, path: data/p.csv}\nmapping: m",
        ["M001 4:5 a second source is called p"],
    ),
    (
        "sources:\n  - {name: p, kind: csv, path: data/p.csv}",
        "sources: p",
        ["M001 2:10 sources: a list of sources is needed here"],
    ),
    ("id: demo", "id: demo\nid: other", ["M001 2:1 the key id is written twice"]),
]


def told(problem: Problem) -> str:
    detail = dict(problem.detail)
    assert problem.place.file == "submission.yaml"
    words = (
        problem.code,
        f"{problem.place.line}:{detail['yaml_column']}",
        detail.get("reason") or problem.value,
    )
    near = f" -> {', '.join(problem.candidates)}" if problem.candidates else ""
    return " ".join(word for word in words if word) + near


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "submission"
    (root / "data").mkdir(parents=True)
    (root / "mapping").mkdir()
    (root / "data" / "p.csv").write_text("id\n1\n", encoding="utf-8")
    (root / "dataset.yaml").write_text("", encoding="utf-8")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "p.csv").write_text("id\n1\n", encoding="utf-8")
    (root / "out").symlink_to(tmp_path / "outside", target_is_directory=True)
    return root


def test_the_least_manifest_and_its_defaults(folder: Path) -> None:
    (folder / "submission.yaml").write_text(LEAST, encoding="utf-8")
    source = SourceEntry("p", "csv", Path("data/p.csv"))
    assert load_submission(folder) == (Submission("demo", folder, (source,), ("mapping/",)), ())


def test_the_full_manifest(folder: Path) -> None:
    (folder / "submission.yaml").write_text(FULL, encoding="utf-8")
    submission, problems = load_submission(folder)
    assert problems == ()
    assert submission == Submission(
        id="demo",
        root=folder,
        sources=(SourceEntry("p", "csv", Path("data/p.csv"), ("bbmri-cz",)),),
        mapping=("bbmri-cz", "mapping"),
        use_cases=("rare_disease", "cancer"),
        node="muni",
        dataset=Path("dataset.yaml"),
        privacy=PrivacyPolicy(5, "env:OMICZ_PSEUDONYM_KEY"),
    )


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS, ids=[row[2][0] for row in FAULTS])
def test_every_fault_has_its_place(old: str, new: str, expected: list[str], folder: Path) -> None:
    assert LEAST.count(old) == 1
    (folder / "submission.yaml").write_text(LEAST.replace(old, new), encoding="utf-8")
    submission, problems = load_submission(folder)
    assert [told(problem) for problem in problems] == expected
    assert submission is None


def test_without_a_manifest(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"The folder submission has no submission\.yaml"):
        load_submission(folder)
    with pytest.raises(UsageError, match="There is no folder nowhere"):
        load_submission(folder / "nowhere")
