"""Older releases are lifted to Release 8: nothing changes twice, and what is left is told."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.catalogue.check import Terms, check_document
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.migrate import Migrated, migrate_document
from omicz_meta.catalogue.namespaces import CSVW, XSD
from omicz_meta.catalogue.ntriples import ntriples
from omicz_meta.catalogue.publish import SYNTAXES
from omicz_meta.catalogue.rdf import ordered
from omicz_meta.catalogue.rewriting import renames, rewrite
from omicz_meta.catalogue.statements import statements
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.cli import group
from omicz_meta.reports.migrated import MigrationWords
from omicz_meta.schema.model import Schema, load_schema

TERMS = Terms(load_schema(), datetime.date(2026, 11, 22))
PREFIXES = """
PREFIX a: <http://www.w3.org/ns/adms#> PREFIX csvw: <http://www.w3.org/ns/csvw#> PREFIX cv: <http://data.europa.eu/m8g/>
PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/> PREFIX dpv: <https://w3id.org/dpv#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX h: <http://healthdataportal.eu/ns/health#>
PREFIX hr: <https://hdeu-dcat.data.health.europa.eu/resource/authority/> PREFIX law: <http://data.europa.eu/r5r/>
PREFIX old: <http://data.europa.eu/r5r/healthdcatap#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX vcard: <http://www.w3.org/2006/vcard/ns#> PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX : <https://e.org/>
"""
_TABLE = (Path(__file__).parent / "cases" / "migrate.tsv").read_text(encoding="utf-8")
CASES = [tuple(line.split("\t")) for line in _TABLE.splitlines()[1:]]


def said(turtle_text: str) -> set[tuple[str, str, str, str, str]]:
    """The statements of a document without those that only make a list or a blank node be there."""
    new, _ = rewrite(statements(read_graph((PREFIXES + turtle_text).encode())), renames())
    return {
        (name, term.kind, "" if term.kind == "blank" else term.text, term.datatype, term.language)
        for subject, name, term in new.each()
        if "rdf-syntax-ns#rest" not in name and "rdf-syntax-ns#first" not in name
    }


@pytest.mark.parametrize(("rule", "old", "new"), CASES)
def test_each_rule(rule: str, old: str, new: str) -> None:
    _, counts = rewrite(statements(read_graph((PREFIXES + old + " .").encode())), renames())
    assert rule in counts
    _, again = rewrite(statements(read_graph((PREFIXES + new + (" ." if new else "")).encode())), renames())
    assert again == {}
    expected = said(new + (" ." if new else ""))
    left_behind = said(old + " .") - expected
    assert expected <= said(old + " .")
    # what an older form leaves behind hangs on nothing: the node that was copied, the schema that was lifted
    assert {name for name, *_ in left_behind} <= {
        *renames().contact_properties, CSVW("column").value, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    }  # fmt: skip


def test_every_rule_has_a_case_and_words() -> None:
    assert {rule for rule, _, _ in CASES} == set(MigrationWords("en").rule)


def migrated(path: Path) -> Migrated:
    return migrate_document(path.read_bytes(), path.suffix, path.name, TERMS.schema)


REAL: Mapping[str, tuple[int, int]] = {
    # file: rules that changed something, mandatory items left
    "examples/healthdcat-r8/official-example-healthdcat-dataset.ttl": (0, 0),
    "examples/healthdcat-de/FDZ-Gesundheit.ttl": (5, 4),
    "examples/healthdcat-de/zfkd_healthdcat-ap.ttl": (8, 13),
    "healthdcat-ap-draft-2025-04/healthDCATAP_RDF_template.ttl": (7, 15),
}


@pytest.mark.parametrize("file", REAL)
def test_real_files(shapes: Path, file: str) -> None:
    first = migrated(shapes / file)
    rules, left = REAL[file]
    told = [problem for one in first.left for problem in one.problems]
    assert len(first.changed) == rules
    assert sum(problem.severity == "error" for problem in told) == left
    text = "".join(turtle(first.triples))
    again = migrate_document(text.encode(), ".ttl", "again.ttl", TERMS.schema)
    assert again.changed == {}
    assert "".join(turtle(again.triples)) == text
    listed = {dict(problem.detail).get("path") for problem in told}
    (checked,) = check_document(text.encode(), ".ttl", "again.ttl", TERMS)
    assert {dict(p.detail).get("path") for p in checked.problems if p.severity == "error"} <= listed


def test_a_file_that_is_no_rdf_is_a_problem(shapes: Path, tmp_path: Path) -> None:
    file = shapes / "examples/healthdcat-de/RKI_infektionen.ttl"
    done = CliRunner().invoke(
        group, ["catalogue", "migrate", str(file), "-o", str(tmp_path / "a.ttl"), "--json"]
    )
    assert done.exit_code == 1
    assert [p["code"] for one in json.loads(done.stdout)["datasets"] for p in one["left"]] == ["C015"]
    assert not (tmp_path / "a.ttl").exists()


@pytest.mark.parametrize("suffix", SYNTAXES)
def test_release_8_stays_as_it_is(description: Description, suffix: str) -> None:
    data = "".join(SYNTAXES[suffix](healthdcat(description))).encode()
    done = migrate_document(data, suffix, "a", description.schema)
    assert done.changed == {}
    assert ordered(done.triples) == ordered(healthdcat(description))


def older(text: str, choice: st.DataObject) -> str:
    """N-Triples with Release 8 names replaced by some that were used before."""
    tables = renames()
    for new in sorted({*tables.namespaces.values(), *tables.addresses.values()}):
        names = [old for old, to in {**tables.namespaces, **tables.addresses}.items() if to == new]
        text = text.replace(f"<{new}", f"<{choice.draw(st.sampled_from([new, *names]))}")
    if choice.draw(st.booleans()):
        text = text.replace(CSVW("title").value + ">", CSVW("titles").value + ">")
    if choice.draw(st.booleans()):
        text = text.replace(XSD("nonNegativeInteger").value, XSD("integer").value)
    return text


@settings(max_examples=12, deadline=None)
@given(choice=st.data())
def test_what_was_made_older_comes_back(choice: st.DataObject, description: Description) -> None:
    whole = ordered(healthdcat(description))
    made = older("".join(ntriples(whole)), choice)
    done = migrate_document(made.encode(), ".nt", "a.nt", description.schema)
    assert ordered(done.triples) == whole


def test_values_that_fit_no_form_and_nodes_apart_are_told(schema: Schema) -> None:
    data = PREFIXES + ":d a dcat:Dataset ; dct:publisher 'Somebody' . :c a dcat:Catalog ; dcat:dataset :d ."
    done = migrate_document(data.encode(), ".ttl", "a.ttl", schema)
    told = {(p.code, p.place.slot, p.value) for one in done.left for p in one.problems}
    assert ("C040", "publisher", "Somebody") in told
    assert [dict(p.detail)["kinds"] for one in done.left for p in one.problems if p.code == "C041"] == [
        "dcat:Catalog"
    ]
    assert not done.complete


def test_the_command(description: Description, tmp_path: Path) -> None:
    source, target = tmp_path / "a.nt", tmp_path / "a.ttl"
    text = "".join(ntriples(healthdcat(description)))
    source.write_text(
        text.replace("http://healthdataportal.eu/ns/health#", "https://healthdcat-ap.github.io/")
    )
    told = CliRunner().invoke(group, ["catalogue", "migrate", str(source), "-o", str(target), "--lang", "en"])
    assert told.exit_code == 0
    assert "x namespace or spelling of a property" in told.stdout
    assert target.read_text(encoding="utf-8") == "".join(turtle(healthdcat(description)))
    czech = CliRunner().invoke(
        group, ["catalogue", "migrate", str(target), "-o", str(target), "--lang", "cs"]
    )
    assert czech.stdout.startswith("Nic se neměnilo")
    assert czech.exit_code == 0


def test_an_unknown_ending_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("")
    done = CliRunner().invoke(
        group, ["catalogue", "migrate", str(tmp_path / "a.ttl"), "-o", str(tmp_path / "b.csv")]
    )
    assert done.exit_code != 0
    assert not (tmp_path / "b.csv").exists()
