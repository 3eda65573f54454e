"""Every ingredient of a run changes its digest; what does not decide the outcome does not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest
from tests.terms.small import lexicon

from omicz_meta.mapping.own_functions import OwnFunctions, own_functions
from omicz_meta.pipeline.inputs import Inputs, fingerprints_of, inputs_of
from omicz_meta.resources import mappings_folder, schemas_folder
from omicz_meta.submission import load_submission

KEY_ID = "peonkieemllladac"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The shipped example with its mapping in it, and a source that is a folder of files."""
    shipped = mappings_folder() / "csv-demo"
    root = tmp_path / "s"
    shutil.copytree(shipped / "example", root)
    shutil.copytree(shipped, root / "own", ignore=shutil.ignore_patterns("example"))
    (root / "functions.py").write_text("def low(x: str) -> str:\n    return x\n", encoding="utf-8")
    edit(root / "submission.yaml", "mapping: csv-demo", "mapping: own/")
    edit(root / "submission.yaml", "path: data/vzorky.csv", "path: vzorky")
    edit(root / "submission.yaml", "node: demo", "node: node.yaml")
    shutil.copy(schemas_folder() / "nodes" / "demo.yaml", root / "node.yaml")
    (root / "vzorky").mkdir()
    for name in ("b.csv", "a.csv"):
        shutil.copy(root / "data" / "vzorky.csv", root / "vzorky" / name)
    return root


def edit(path: Path, old: str, new: str) -> None:
    """Replace text that is there."""
    text = path.read_bytes()
    assert old.encode() in text
    path.write_bytes(text.replace(old.encode(), new.encode(), 1))


def grown(path: Path) -> None:
    """One more line."""
    path.write_bytes(path.read_bytes() + b"\n# x\n")


def written(path: Path, text: str) -> None:
    """A new file."""
    path.write_text(text, encoding="utf-8")


def told(root: Path, key_id: str | None = KEY_ID, quarantine: str | None = None) -> Inputs | None:
    """What decides a run of this submission."""
    submission, problems = load_submission(root)
    assert submission is not None, problems
    functions = own_functions(root / "functions.py")
    packs = lexicon(root.parent, "hp", "hp-cs")
    return inputs_of(submission, fingerprints_of(submission), functions, key_id, quarantine, packs)


def digest(root: Path) -> str:
    """Its digest."""
    found = told(root)
    assert found is not None
    return found.sha256


CHANGES: dict[str, Callable[[Path], None]] = {
    "manifest": lambda root: edit(root / "submission.yaml", "min_cell: 10", "min_cell: 11"),
    "source": lambda root: grown(root / "data" / "pacienti.csv"),
    "file of a folder": lambda root: grown(root / "vzorky" / "b.csv"),
    "one more file": lambda root: written(root / "vzorky" / "c.csv", "a;b\n"),
    "transform file": lambda root: grown(root / "own" / "csv-demo.transform.yaml"),
    "source file": lambda root: grown(root / "own" / "pacienti.source.yaml"),
    "code map": lambda root: grown(root / "own" / "codes" / "mkn10-orpha.sssom.tsv"),
    "units": lambda root: written(root / "own" / "units.tsv", "G/l\t10*9/L\n"),
    "dataset.yaml": lambda root: grown(root / "dataset.yaml"),
    "node file": lambda root: grown(root / "node.yaml"),
    "functions": lambda root: grown(root / "functions.py"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_shows(name: str, place: Path) -> None:
    before = digest(place)
    CHANGES[name](place)
    assert digest(place) != before


def test_files_that_change_places_show(place: Path) -> None:
    grown(place / "vzorky" / "a.csv")
    before = digest(place)
    (place / "vzorky" / "a.csv").rename(place / "vzorky" / "x")
    (place / "vzorky" / "b.csv").rename(place / "vzorky" / "a.csv")
    (place / "vzorky" / "x").rename(place / "vzorky" / "b.csv")
    assert digest(place) != before


def test_options_and_key_show(place: Path) -> None:
    assert told(place) != told(place, key_id="other") != told(place, quarantine="off") != told(place)


@pytest.mark.parametrize("name", [part.name for part in fields(Inputs)])
def test_every_part_is_in_the_digest(name: str, place: Path) -> None:
    found = told(place)
    assert found is not None
    other: object = () if isinstance(getattr(found, name), tuple) else "another"
    assert getattr(found, name) != other
    assert replace(found, **{name: other}).sha256 != found.sha256  # type: ignore[arg-type]


def test_versions_name_the_package_and_what_it_needs(place: Path) -> None:
    found = told(place)
    assert found is not None
    assert {"omicz-meta", "duckdb", "pyarrow", "rdflib"} <= {name for name, _ in found.versions}


def test_what_does_not_matter_does_not_show(place: Path, tmp_path: Path) -> None:
    before = told(place)
    for file in [*place.rglob("*")]:
        os.utime(file, (0, 0))
    assert told(place) == before, "times of change"
    shutil.copytree(place, tmp_path / "elsewhere" / "t")
    assert told(tmp_path / "elsewhere" / "t") == before, "where it lies"
    names = ("b.csv", "a.csv")
    held = {name: (place / "vzorky" / name).read_bytes() for name in names}
    for order in (names, names[::-1]):
        for name in names:
            (place / "vzorky" / name).unlink()
        for name in order:
            (place / "vzorky" / name).write_bytes(held[name])
        assert told(place) == before, "the order in which files came into a folder"


def test_what_cannot_be_told_by_files(place: Path) -> None:
    submission, _ = load_submission(place)
    assert submission is not None
    found = fingerprints_of(submission)

    def low(text: str) -> str:
        return text.lower()

    assert inputs_of(submission, found, OwnFunctions(), None, None) is None, "a random key"
    assert inputs_of(submission, found, own_functions([low]), KEY_ID, None) is None, (
        "functions without a file"
    )
    other = replace(submission, sources=(replace(submission.sources[0], kind="database"),))
    assert inputs_of(other, fingerprints_of(other), OwnFunctions(), KEY_ID, None) is None, "no file"


def test_names_of_persons_are_masked(place: Path) -> None:
    (place / "vzorky" / "a.csv").rename(place / "vzorky" / "8557150008.csv")
    found = told(place)
    assert found is not None
    assert "8557150008" not in str(found.entry())
