"""`why --submission`: from a value back to its cells; and `why Dataset`: who says what of a description."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.cli.terminal import Terminal

from omicz_meta.resources import mappings_folder

EXAMPLE = mappings_folder() / "csv-demo" / "example"


def followed(terminal: Terminal, out: Path, *words: str) -> list[dict[str, object]]:
    said = terminal("why", out, *words, "--submission", EXAMPLE, "--json")
    assert said.code == 0, said.err
    return json.loads(said.out)["values"]


def test_a_code_map_names_its_line(demo_out: Path, terminal: Terminal) -> None:
    (value,) = followed(terminal, demo_out, "Diagnosis", "D0546", "additional_codings")
    *_, last = value["readings"][0]["retraced"][0]["steps"]
    file, line = last["where"].split(":")
    row = (mappings_folder() / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert row.split("\t")[0] == "MKN10:E84.9"
    assert last["shown"] in row.split("\t")
    assert value["shown"] == json.dumps([last["shown"]])


def test_a_value_mapping_names_its_line(demo_out: Path, terminal: Terminal) -> None:
    (value,) = followed(terminal, demo_out, "Diagnosis", "D0546", "diagnosis_status")
    cell, mapped = value["readings"][0]["retraced"][0]["steps"]
    file, line, _ = mapped["where"].split(":")
    written = (mappings_folder() / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert f"{cell['shown']}: {mapped['shown']}" in written


def test_a_join_names_the_row_it_found(demo_out: Path, terminal: Terminal) -> None:
    (value,) = followed(terminal, demo_out, "Diagnosis", "D0546", "age_at_diagnosis")
    (retraced,) = value["readings"][0]["retraced"]
    (joined,) = retraced["joined"]
    lines = (EXAMPLE / joined["file"]).read_bytes().split(b"\n")
    assert lines[joined["line"] - 1].split(b";")[0] == b"P0294"
    assert [step["step"] for step in retraced["steps"]] == [
        "{osoba.Datum_narození}",
        "partial_date({osoba.Datum_narození}, 'd.m.yyyy', 'yyyy')",
        "{Datum_dg}",
        "partial_date({Datum_dg}, 'd.m.yyyy', 'yyyy')",
        "age_at(…, …)",
        "Age(duration)",
    ]
    assert retraced["steps"][-1]["shown"] == value["shown"]


@pytest.mark.heavy
def test_the_last_step_is_the_value_for_every_slot_of_a_record_of_every_class(
    demo_out: Path, terminal: Terminal
) -> None:
    """Every value that a single row gave, except pseudonyms, is what its last step says."""
    checked = 0
    for path in sorted((demo_out / "records").glob("*.parquet")):
        ids = pq.read_table(path).column(0).to_pylist()
        for value in followed(terminal, demo_out, path.stem, ids[len(ids) // 2]):
            readings = value["readings"]
            if len(readings) != 1 or readings[0]["pseudonym"] or len(readings[0]["retraced"]) != 1:
                continue
            steps = readings[0]["retraced"][0]["steps"]
            if steps and value["shown"] and value["slot"] not in ("id", "source_code"):
                checked += 1
                assert _plain(steps[-1]["shown"]) == _plain(value["shown"]), (path.stem, value)
    assert checked > 20


def _plain(shown: str) -> str:
    """Decimals are stored with all their digits, and one value of a multivalued slot as a list of one."""
    if shown.startswith('["') and shown.count('", "') == 0:
        (shown,) = json.loads(shown)
    return shown.rstrip("0").rstrip(".") if re.fullmatch(r"[0-9]+[.][0-9]+", shown) else shown


def test_a_pseudonymised_cell_is_shown_by_its_shape(demo_out: Path, terminal: Terminal) -> None:
    (value,) = followed(terminal, demo_out, "Diagnosis", "D0546", "individual")
    (step,) = value["readings"][0]["retraced"][0]["steps"]
    assert step["shown"] == "A9999"


def test_a_submission_that_changed_is_refused(demo_out: Path, terminal: Terminal) -> None:
    changed = terminal.folder / "changed"
    shutil.copytree(EXAMPLE, changed)
    with (changed / "data" / "vzorky.csv").open("ab") as file:
        file.write(b"\n")
    said = terminal("why", demo_out, "Diagnosis", "D0546", "--submission", changed)
    assert (said.code, said.out) == (2, "")
    assert "data/vzorky.csv is not the file that omicz-demo was made from" in said.message


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        ("title", "written by people in dataset.yaml"),
        ("publisher", "answered by the node file"),
        ("number_of_unique_individuals", "counted from the records, behind the small-cell policy"),
        ("is_structured", "follows from the rest"),
    ],
)
def test_who_says_it_in_the_description(slot: str, says: str, demo_out: Path, terminal: Terminal) -> None:
    said = terminal("why", demo_out, "Dataset", "OmiCZ_CZ_FNDEMO_1", slot, "--lang", "en")
    first, *origins = said.out.splitlines()
    assert first.startswith(f"Dataset.{slot} = ")
    assert origins == [f"  <- {says}"]


def test_another_dataset_is_not_described(demo_out: Path, terminal: Terminal) -> None:
    said = terminal("why", demo_out, "Dataset", "other", "--lang", "en")
    assert (said.code, said.out) == (2, "")
    assert "its dataset is OmiCZ_CZ_FNDEMO_1" in said.message


def test_what_could_not_be_read_is_no_term(demo_out: Path) -> None:
    """A cell with an undefined byte is a problem of reading; it has no value that could be translated."""
    assert "R002" in pq.read_table(demo_out / "problems.parquet", columns=["code"])["code"].to_pylist()
    assert "R002" not in (demo_out / "terms.sssom.tsv").read_text(encoding="utf-8")
