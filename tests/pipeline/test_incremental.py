"""A run that takes over what has not changed gives what a full run gives, byte for byte."""

from __future__ import annotations

import datetime
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cli.terminal import hashes
from tests.effort import examples

import omicz_meta as om
from omicz_meta.engine import harmonise
from omicz_meta.engine.stretch import Part, Stretch
from omicz_meta.engine.table import Block, Piece

pytestmark = pytest.mark.heavy


DAY = datetime.date(2026, 11, 16)
DEPENDS_ON = {"pacienti": {"pacienti"}, "diagnozy": {"diagnozy", "pacienti"}, "vzorky": {"vzorky"}}
"""A diagnosis looks up the patient's date of birth."""

KEPT = Counter({".table": len(DEPENDS_ON), ".stretch": len(DEPENDS_ON)})
"""Files that are kept, by their endings: of each table, and of its only stretch."""

SUBMISSION = {
    "submission.yaml": """\
id: tři-tabulky
sources:
  - {name: pacienti, kind: csv, path: data/pacienti.csv}
  - {name: diagnozy, kind: csv, path: data/diagnozy.csv}
  - {name: vzorky, kind: csv, path: data/vzorky.csv}
mapping: mapping/
privacy: {min_cell: 10, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
""",
    "mapping/m.transform.yaml": """\
id: https://example.org/tri
class_derivations:
  - name: Individual
    populated_from: pacienti
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {expr: "partial_date({nar}, 'd.m.yyyy')"}
      administrative_gender: {populated_from: pohl, value_mappings: {M: male, Z: female}}
  - name: Diagnosis
    populated_from: diagnozy
    joins:
      osoba: {class_named: pacienti, source_key: os, lookup_key: id}
    slot_derivations:
      id: {populated_from: dg}
      individual: {populated_from: os}
      disease: {expr: "code({kod}, 'MKN10')"}
      age_at_diagnosis:
        class_derivations:
          Age:
            slot_derivations:
              duration:
                expr: age_at(partial_date({osoba.nar}, 'd.m.yyyy'), partial_date({kdy}, 'd.m.yyyy'))
  - name: Biosample
    populated_from: vzorky
    slot_derivations:
      id: {populated_from: vz}
      individual: {populated_from: os}
      sample_type: {populated_from: typ, value_mappings: {krev: blood, DNA: dna}}
""",
    "data/pacienti.csv": "id;nar;pohl\r\n"
    + "".join(f"P{n};{n % 28 + 1}.11.{1930 + n};{'MZ'[n % 2]}\r\n" for n in range(20)),
    "data/diagnozy.csv": "dg;os;kod;kdy\r\n"
    + "".join(f"D{n};P{n % 22};C{n % 9}1.{n % 9};1.1.20{n:02}\r\n" for n in range(24)),
    "data/vzorky.csv": "vz;os;typ;jan@example.org\r\n"
    + "".join(f"V{n};P{n};{('krev', 'DNA', '?')[n % 3]};8557150008\r\n" for n in range(15)),
}


STATE = {"OMICZ_AUDIT_LOG": "audit.jsonl", "XDG_STATE_HOME": "state"}
"""What a run writes beside its output, by the variable that says where."""


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A submission of three tables in `s`, run into `out` so that it can be gone on from. Only to be copied."""
    folder = tmp_path_factory.mktemp("once")
    for name, text in SUBMISSION.items():
        (folder / "s" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "s" / name).write_text(text, encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)
        for variable, name in STATE.items():
            patch.setenv(variable, str(folder / name))
        ran(folder)
    return folder


@pytest.fixture
def place(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, with a log of its own."""
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)
    for variable, name in STATE.items():
        monkeypatch.setenv(variable, str(tmp_path / name))
    return shutil.copytree(once, tmp_path, dirs_exist_ok=True)


def ran(place: Path, out: str = "out", **options: Any) -> dict[str, Any]:
    """What run.json says of an incremental run into a folder."""
    om.run(place / "s", place / out, today=DAY, incremental=True, **options)
    return read(place / out)


def read(out: Path) -> dict[str, Any]:
    """The run.json of a folder."""
    content: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return content


def differences(one: Path, other: Path) -> set[str]:
    """Files, and parts of run.json, in which two outputs differ; clocks and what is kept for later runs left out."""
    first, second = (told(out) for out in (one, other))
    return {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}


def told(out: Path) -> dict[str, Any]:
    """The parts of run.json that equal runs have in common, and a hash of each file."""
    content = read(out)
    outputs = {name: entry for name, entry in content["outputs"].items() if not name.startswith("cache/")}
    files = {k: v for k, v in hashes(out).items() if k != "run.json" and not k.startswith("cache/")}
    # the seal is of all that is told, also of what is kept for later runs
    del content["content_sha256"]
    return {**content, "outputs": outputs, "timings": None, "audit_head": None, **files}


def edited(path: Path, how: str, at: float) -> None:
    """The file with a line of it gone, twice, cut, or without some of its letters."""
    lines = path.read_bytes().splitlines(keepends=True)
    number = 1 + int(at * (len(lines) - 1))
    line = lines[number : number + 1]
    lines[number : number + 1] = {
        "gone": [],
        "twice": line * 2,
        "cut": [part[: len(part) // 2] + b"\r\n" for part in line],
        "other": [part.replace(b"1", b"2").replace(b";;", b";x;") for part in line],
    }[how]
    path.write_bytes(b"".join(lines))


EDITS = st.dictionaries(
    st.sampled_from(sorted(DEPENDS_ON)),
    st.tuples(st.sampled_from(["gone", "twice", "cut", "other"]), st.floats(0, 0.999)),
)


@settings(
    max_examples=examples(3), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=EDITS)
def test_any_edit_gives_what_a_full_run_gives(edits: dict[str, tuple[str, float]], place: Path) -> None:
    before = {name: (place / "s" / "data" / f"{name}.csv").read_bytes() for name in DEPENDS_ON}
    for name, (how, at) in edits.items():
        edited(place / "s" / "data" / f"{name}.csv", how, at)
    changed = {name for name in edits if (place / "s" / "data" / f"{name}.csv").read_bytes() != before[name]}
    made = ran(place)
    if changed:
        kept = [name for name, needs in DEPENDS_ON.items() if not needs & changed]
        assert made["timings"]["taken_over"] == kept
    assert ran(place, "full", force=True)["timings"]["taken_over"] == []
    assert differences(place / "out", place / "full") == set()


@pytest.mark.parametrize(
    ("table", "old", "new", "code"),
    [("diagnozy", b";P", b";Q", "M022"), ("pacienti", b"P3;", b"P2;", "M021")],
    ids=["joins that found nothing", "joined rows that were passed over"],
)
def test_what_is_told_of_joins_is_remembered(
    table: str, old: bytes, new: bytes, code: str, place: Path
) -> None:
    path = place / "s" / "data" / f"{table}.csv"
    path.write_bytes(path.read_bytes().replace(old, new))
    ran(place)
    edited(place / "s" / "data" / "vzorky.csv", "gone", 0.5)
    assert ran(place)["timings"]["taken_over"] == ["pacienti", "diagnozy"]
    ran(place, "full", force=True)
    assert differences(place / "out", place / "full") == set()
    problems = pq.read_table(place / "out" / "problems.parquet")["code"].to_pylist()
    assert code in problems


def test_force_takes_nothing_over(place: Path) -> None:
    assert ran(place, force=True)["timings"]["taken_over"] == []


def test_another_mapping_or_key_takes_nothing_over(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited(place / "s" / "data" / "vzorky.csv", "gone", 0.5)
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "4f" * 32)
    assert ran(place)["timings"]["taken_over"] == []
    manifest = place / "s" / "submission.yaml"
    manifest.write_bytes(manifest.read_bytes().replace(b"min_cell: 10", b"min_cell: 11"))
    assert ran(place)["timings"]["taken_over"] == []


@pytest.mark.parametrize("damage", ["gone", "another byte"])
def test_what_is_kept_and_damaged_is_made_again(damage: str, place: Path) -> None:
    edited(place / "s" / "data" / "vzorky.csv", "gone", 0.5)
    kept = sorted((place / "out" / "cache").iterdir())
    assert Counter(file.suffix for file in kept) == KEPT
    for file in kept:
        if damage == "gone":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert ran(place)["timings"]["taken_over"] == []
    ran(place, "full", force=True)
    assert differences(place / "out", place / "full") == set()


def test_what_is_kept_is_personal_listed_and_only_of_this_run(place: Path) -> None:
    edited(place / "s" / "data" / "vzorky.csv", "gone", 0.5)
    made = ran(place)
    listed = {path: entry["class"] for path, entry in made["outputs"].items() if path.startswith("cache/")}
    assert {f"cache/{file.name}" for file in (place / "out" / "cache").iterdir()} == listed.keys()
    assert (len(listed), set(listed.values())) == (KEPT.total(), {"personal"})
    assert (place / "out" / "cache").stat().st_mode & 0o777 == 0o700


def test_without_asking_nothing_is_kept(place: Path) -> None:
    om.run(place / "s", place / "plain", today=DAY)
    assert not (place / "plain" / "cache").exists()
    assert "taken_over" not in read(place / "plain")["timings"]
    assert read(place / "plain")["outputs"] == {
        k: v for k, v in read(place / "out")["outputs"].items() if not k.startswith("cache/")
    }


def test_processes_keep_the_same(place: Path) -> None:
    edited(place / "s" / "data" / "pacienti.csv", "gone", 0.5)
    assert ran(place, processes=2)["timings"]["taken_over"] == ["vzorky"]
    ran(place, "full", force=True)
    assert differences(place / "out", place / "full") == set()


# --- stretches of a table -----------------------------------------------------------------------------------


@pytest.fixture
def of_four_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretches of four rows instead of some hundred thousand."""

    def short(pieces: Iterable[Piece]) -> Iterator[Part]:
        small = (
            Block(block.batch.slice(start, 4))
            for block in (part.block() for part in Stretch(0, tuple(pieces)).parts())
            for start in range(0, block.batch.num_rows, 4)
        )
        yield from (Part(number, piece, last=True) for number, piece in enumerate(small))

    monkeypatch.setattr("omicz_meta.engine.harmonise.parts", short)


@pytest.fixture
def in_fours(of_four_rows: None, place: Path) -> Path:
    """The submission, run in such stretches."""
    ran(place, force=True)
    return place


@pytest.mark.parametrize("jobs", [1, 2])
def test_rows_added_at_the_end_cost_only_their_stretch(in_fours: Path, jobs: int) -> None:
    path = in_fours / "s" / "data" / "diagnozy.csv"
    path.write_bytes(path.read_bytes() + b"D99;P1;C61.1;1.1.2019\r\n")
    made = ran(in_fours, processes=jobs)["timings"]
    assert (made["taken_over"], made["taken_over_stretches"]) == (["pacienti", "vzorky"], {"diagnozy": 6})
    ran(in_fours, "full", force=True)
    assert differences(in_fours / "out", in_fours / "full") == set()


def test_a_joined_row_that_says_something_else_costs_all_that_look_it_up(in_fours: Path) -> None:
    path = in_fours / "s" / "data" / "pacienti.csv"
    path.write_bytes(path.read_bytes().replace(b"P7;8.11.1937", b"P7;9.11.1937"))
    assert ran(in_fours)["timings"]["taken_over_stretches"] == {"pacienti": 4}
    path.write_bytes(path.read_bytes().replace(b"9.11.1937;Z", b"9.11.1937;M"))
    # sex is not looked up by diagnoses
    assert ran(in_fours)["timings"]["taken_over_stretches"] == {"pacienti": 4, "diagnozy": 6}
    ran(in_fours, "full", force=True)
    assert differences(in_fours / "out", in_fours / "full") == set()


class Cut(BaseException):
    """Somebody stops the run."""


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_was_cut_off_is_gone_on_with(
    in_fours: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (in_fours / "out" / "cache").rename(in_fours / "elsewhere")
    before = hashes(in_fours / "out")
    with monkeypatch.context() as patch:
        patch.setattr("omicz_meta.engine.harmonise.parts", _until(4, harmonise.parts))
        with pytest.raises(Cut):
            ran(in_fours, force=True, processes=jobs)
    assert hashes(in_fours / "out") == before
    (left,) = in_fours.glob(".out.*.kept")
    assert left.stat().st_mode & 0o777 == 0o700
    assert len(list(left.iterdir())) >= 4
    edited(in_fours / "s" / "data" / "vzorky.csv", "gone", 0.5)
    made = ran(in_fours)["timings"]
    assert made["taken_over"] == ["pacienti"]
    assert not list(in_fours.glob(".out.*"))
    ran(in_fours, "full", force=True)
    assert differences(in_fours / "out", in_fours / "full") == set()


def _until(count: int, cut: Callable[..., Iterator[Part]]) -> Callable[..., Iterator[Part]]:
    """Stretches of all tables, of the second one only so many."""
    asked = []

    def some(pieces: Iterable[Piece]) -> Iterator[Part]:
        asked.append(1)
        for part in cut(pieces):
            if len(asked) == 2 and part.number == count:
                raise Cut
            yield part

    return some
