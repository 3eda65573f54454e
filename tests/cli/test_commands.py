"""What each command does when all is well: exit codes, the last line, files, and the answers of `why`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.cli.terminal import Terminal, hashes

from omicz_meta.resources import schemas_folder

EXAMPLE = Path(__file__).resolve().parents[2] / "mappings" / "csv-demo" / "example"


def test_demo_finds_what_was_planted(demo_out: Path) -> None:
    code, *lines = (demo_out.parent / "said").read_text(encoding="utf-8").splitlines()
    planted = (EXAMPLE / "planted.tsv").read_text(encoding="utf-8").count("\n") - 1
    assert code == "0"
    assert f"{planted} planted, {planted} found" in " ".join(" ".join(lines).split())
    assert "next: open omicz-demo/report.html" in lines
    assert " ".join(lines[-2:]).startswith("461 of 489")
    assert max(map(len, lines)) <= 100
    key = demo_out.parent / ".omicz-key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert not list(demo_out.rglob("*.key"))


@pytest.mark.heavy
def test_demo_again_in_czech(demo_out: Path, terminal: Terminal) -> None:
    """The key is kept, so that all but run.json comes out as before; nothing else is found, whatever the day."""
    shutil.copy2(demo_out.parent / ".omicz-key", terminal.folder / ".omicz-key")
    said = terminal("demo", "--lang", "cs")
    again, before = hashes(terminal.folder / "omicz-demo"), hashes(demo_out)
    assert said.code == 0
    assert "už existoval" in said.out and "Ke zveřejnění" in said.out
    assert {name for name in before if again.get(name) != before[name]} == {"run.json"}


def test_demo_does_not_replace_what_is_not_ours(terminal: Terminal) -> None:
    (terminal.folder / "omicz-demo").mkdir()
    (terminal.folder / "omicz-demo" / "notes.txt").write_text("mine")
    said = terminal("demo")
    assert said.code == 2
    assert said.message.startswith("omicz-demo holds files that are not from a run")


def test_init_gives_a_submission_that_passes(terminal: Terminal) -> None:
    said = terminal("init", "nová: složka", "--kind", "csv")
    folder = terminal.folder / "nová: složka"
    key = terminal.folder / "nová: složka.key"
    assert said.code == 0
    assert {Path(line).relative_to("nová: složka").as_posix() for line in said.out.splitlines()} == set(
        hashes(folder)
    )
    assert key.stat().st_mode & 0o777 == 0o600
    before = hashes(folder)
    assert terminal("validate", "nová: složka").code == 0
    assert terminal("mapping", "check", "nová: složka").code == 0
    ran = terminal("run", "nová: složka", "-o", "out", OMICZ_PSEUDONYM_KEY=None)
    assert (ran.code, ran.err) == (0, "")
    assert hashes(folder) == before


def test_init_refuses(terminal: Terminal) -> None:
    (terminal.folder / "full").mkdir()
    (terminal.folder / "full" / "thesis.odt").write_text("years of work")
    before = hashes(terminal.folder)
    full, other = terminal("init", "full"), terminal("init", "new", "--kind", "fhir")
    assert (full.code, other.code) == (2, 2)
    assert "not an empty folder" in full.message
    assert "not yet supported" in other.message
    assert hashes(terminal.folder) == before
    assert not (terminal.folder / "new").exists()


@pytest.mark.parametrize(("threshold", "code"), [("never", 0), ("warning", 1)])
def test_fail_on(threshold: str, code: int, terminal: Terminal, place: Path) -> None:
    assert terminal("validate", "s", "--fail-on", threshold).code == code


def test_validate_writes_nothing_but_the_report(terminal: Terminal, place: Path) -> None:
    before = hashes(place / "out") | hashes(place / "s")
    said = terminal("validate", "s", "--format", "json", "-o", "report.json")
    assert (said.code, said.out, said.err) == (1, "", "")
    assert json.loads((place / "report.json").read_text(encoding="utf-8"))["submission"] == "malá-2026"
    assert hashes(place / "out") | hashes(place / "s") == before
    assert {path.name for path in place.iterdir()} == {"home", "out", "s", "report.json"}


def test_why_leads_back_to_the_cell(demo_out: Path, terminal: Terminal) -> None:
    diagnosis = pq.read_table(demo_out / "records" / "diagnosis.parquet").slice(400, 1).to_pylist()[0]
    said = terminal("why", demo_out, "diagnosis", diagnosis["id"], "disease", "--json")
    answer = json.loads(said.out)
    (value,) = answer["values"]
    (reading,) = value["readings"]
    assert value["shown"] == diagnosis["disease"]
    line = (
        (EXAMPLE / reading["row"]["file"])
        .read_bytes()
        .split(b"\n")[reading["row"]["line"] - 1]
        .decode("cp1250")
    )
    assert line.split(";")[0] == diagnosis["id"]
    assert line.split(";")[3].replace(".", "") == diagnosis["disease"].removeprefix("MKN10:").replace(".", "")
    file, at, _ = reading["where"].split(":")
    assert (EXAMPLE.parent.parent / file).read_text(encoding="utf-8").split("\n")[int(at) - 1].split(":")[
        0
    ].strip() == ("disease")


def test_why_names_joined_cells_and_reasons(demo_out: Path, terminal: Terminal) -> None:
    person = (
        pq.read_table(demo_out / "records" / "individual.parquet").slice(0, 1).to_pylist()[0]["subject_id"]
    )
    about = terminal("why", demo_out, "Individual", person, "--lang", "en").out
    assert "Individual.disability_codes = empty (absent: NASK)" in about
    assert "replaced by a pseudonym" in about
    assert "Individual.data_source = AAAAAAAA" in about, "text that few persons share is shown by its shape"
    age = terminal("why", demo_out, "Diagnosis", "D0001", "age_at_diagnosis", "--lang", "cs").out
    assert "spolu s pacienti.Datum_narození" in age


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("Illness", "D0001"), "no records of a class 'Illness'; classes with records: Individual, Consent"),
        (("Diagnosis", "D0001", "colour"), "Diagnosis has no slot 'colour'; its slots: id, individual"),
        (("Diagnosis", "855715/0008"), "has no Diagnosis with this id"),
    ],
)
def test_why_says_what_there_is(
    words: tuple[str, ...], says: str, demo_out: Path, terminal: Terminal
) -> None:
    said = terminal("why", demo_out, *words)
    assert (said.code, said.out) == (2, "")
    assert says in said.message


def test_describe_makes_the_same_bytes(demo_out: Path, terminal: Terminal) -> None:
    out = terminal.folder / "out"
    shutil.copytree(demo_out, out)
    shutil.rmtree(out / "catalogue")
    said = terminal("describe", "out", "--lang", "en")
    assert (said.code, said.err) == (0, "Description: 27 of 27 elements of Regulation (EU) 2026/2098.\n")
    made, before = hashes(out), hashes(demo_out)
    assert {name for name in before if made.get(name) != before[name]} == {"run.json"}
    assert made.keys() == before.keys()
    first, second = (
        json.loads((folder / "run.json").read_text(encoding="utf-8")) for folder in (demo_out, out)
    )
    assert {name for name in first if first[name] != second[name]} == {"audit_head"}


def test_describe_with_newer_texts(demo_out: Path, terminal: Terminal) -> None:
    out = terminal.folder / "out"
    shutil.copytree(demo_out, out)
    text = (EXAMPLE / "dataset.yaml").read_text(encoding="utf-8")
    newer = text.replace('version: "2026-11"', "version: 1.50").replace(
        "identifier:", "numbr: 3\nidentifier:"
    )
    (terminal.folder / "newer.yaml").write_text(newer, encoding="utf-8")
    said = terminal("describe", "out", "--dataset", "newer.yaml")
    changed = {name for name, digest in hashes(demo_out).items() if hashes(out)[name] != digest}
    assert "C006" in said.out
    assert changed == {
        "run.json",
        "catalogue/dataset.ttl",
        "catalogue/dataset.jsonld",
        "catalogue/dataset.rdf",
    }
    assert '"1.50"' in (out / "catalogue" / "dataset.ttl").read_text(encoding="utf-8")
    kept = json.loads((out / "run.json").read_text(encoding="utf-8"))["description"]["dataset"]["version"]
    assert kept == "1.50"
    assert terminal("describe", "out").out == said.out, "run.json remembers the newer texts"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("home",), "not the output folder of a run"),
        (("out",), "names no dataset"),
        (("out", "--node", "nowhere"), "no node file 'nowhere'"),
    ],
)
def test_describe_refuses(words: tuple[str, ...], says: str, terminal: Terminal, place: Path) -> None:
    before = hashes(place / "out")
    said = terminal("describe", *words)
    assert (said.code, said.out) == (2, "")
    assert says in said.message
    assert hashes(place / "out") == before


def test_the_log_tells_of_runs_and_detects_changes(terminal: Terminal, place: Path) -> None:
    log = place / "home" / "audit.jsonl"
    assert terminal("run", "s", "-o", "out", "--force").code == 1
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in lines] == ["read", "run"]
    head = json.loads((place / "out" / "run.json").read_text(encoding="utf-8"))["audit_head"]
    assert head == lines[-1]["hash"]
    assert terminal("doctor", "--audit").code == 0
    log.write_text(log.read_text(encoding="utf-8").replace("malá", "jiná", 1), encoding="utf-8")
    said = terminal("doctor", "--audit")
    assert said.code == 1
    assert "line 1 " in said.out
    assert terminal("doctor", "--audit", "no-such.jsonl").code == 2


def test_doctor(terminal: Terminal) -> None:
    health = json.loads(terminal("doctor", "--json").out)
    assert {library["name"] for library in health["libraries"]} >= {
        "click",
        "duckdb",
        "pyarrow",
        "rdflib",
        "pyshacl",
    }
    assert all(library["version"] and library["licence"] for library in health["libraries"])
    assert {extra["name"] for extra in health["extras"]} == {
        "schema", "owl", "fhir", "postgres", "mysql", "keyring", "harvest", "serve", "shacl-fast", "spark",
    }  # fmt: skip
    assert "csv-demo" in health["mappings"]
    assert health["schema"].startswith("omicz ")
    page = terminal("doctor").out
    assert "nothing written yet" in page
    assert "duckdb" in page


def test_schema_show(terminal: Terminal) -> None:
    rows = json.loads(terminal("schema", "show", "--json").out)
    assert rows[0].keys() == {"class", "slot", "requirement", "cardinality", "range"}
    text = terminal("schema", "show").out.splitlines()
    assert [line.split() for line in text] == [list(row.values()) for row in rows]


def test_schema_coverage(terminal: Terminal) -> None:
    rows = json.loads(terminal("schema", "coverage", "--format", "json").out)
    assert {"standard", "item", "slots", "reason"} == rows[0].keys()
    one = terminal("schema", "coverage", "--standard", "DIGOVO").out.splitlines()
    assert (
        one[0]
        == f"DIGOVO: {sum(row['standard'] == 'DIGOVO' for row in rows)} items, 63 in the model, 7 left out"
    )
    assert "names of staff: never collected" in "\n".join(one)
    refused = terminal("schema", "coverage", "--standard", "SNOMED")
    assert (refused.code, "known: 1+MG v1" in refused.err) == (2, True)


def test_schema_build(terminal: Terminal) -> None:
    said = terminal("schema", "build", schemas_folder() / "problem.yaml", "-o", "made")
    assert said.code == 0, said.err
    assert set(said.out.split()) == set(hashes(terminal.folder / "made"))


def test_explain_speaks_czech_where_the_system_does(terminal: Terminal) -> None:
    assert "Není datum" in terminal("explain", "V003", LC_ALL="cs_CZ.UTF-8").out
    assert "Not a date" in terminal("explain", "v003", "--lang", "en").out
