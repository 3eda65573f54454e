"""Differences between two states of a catalogue are told slot by slot; how a file is written is no difference."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.ntriples import ntriples
from omicz_meta.catalogue.publish import SYNTAXES, Catalogue
from omicz_meta.cli import group
from omicz_meta.errors import UsageError

from .conftest import Assemble


def told(old: Path, new: Path) -> tuple[int, dict[str, Any]]:
    done = CliRunner().invoke(group, ["catalogue", "diff", str(old), str(new), "--json"])
    return done.exit_code, json.loads(done.stdout)


def written(description: Description, file: Path) -> Path:
    file.write_text("".join(SYNTAXES[file.suffix](healthdcat(description))), encoding="utf-8")
    return file


def blank(description: Description) -> str:
    """The description as others write it: our inner nodes without a name, statements in any order."""
    inner = f"<{description.iri.value}#"
    lines = []
    for line in ntriples(healthdcat(description)):
        while inner in line:
            start = line.index(inner)
            end = line.index(">", start)
            name = "".join(sign if sign.isalnum() else "x" for sign in line[start + len(inner) : end])
            line = f"{line[:start]}_:n{name}{line[end + 1 :]}"  # noqa: PLW2901 - one name after the other
        lines.append(line)
    return "".join(reversed(lines))


def test_order_syntax_and_blank_nodes_are_no_difference(description: Description, tmp_path: Path) -> None:
    (tmp_path / "b.nt").write_text(blank(description), encoding="utf-8")
    assert any("_:n" in line for line in blank(description).splitlines())
    for suffix in SYNTAXES:
        code, found = told(written(description, tmp_path / f"a{suffix}"), tmp_path / "b.nt")
        assert (code, found) == (0, {"added": [], "removed": [], "changed": []})


CHANGES: list[tuple[Mapping[str, Any], list[str]]] = [
    ({"title": {"cs": "Nový", "en": "New"}}, ["title"]),
    ({"keywords": None}, ["keywords"]),
    ({"version": "9.9"}, ["version"]),
    ({"landing_page": "https://e.org/new"}, ["landing_page"]),
    ({"health_categories": ["HPML"]}, ["health_categories"]),
]


@pytest.mark.parametrize(("changes", "slots"), CHANGES)
def test_what_changed_is_told_by_slot(
    describe: Assemble, description: Description, tmp_path: Path, changes: Mapping[str, Any], slots: list[str]
) -> None:
    after, _ = describe(changes)
    a, b = written(description, tmp_path / "a.ttl"), written(after, tmp_path / "b.ttl")
    code, found = told(a, b)
    assert code == 1
    (one,) = found["changed"]
    assert [change["slot"] for change in one["slots"]] == slots
    _, back = told(b, a)
    mirrored = [(change["removed"], change["added"]) for change in back["changed"][0]["slots"]]
    assert mirrored == [(change["added"], change["removed"]) for change in one["slots"]]


RAW = [
    # properties that no slot holds, values that no slot takes, the number 0, and inner nodes
    ("adms:last 'x'@en", "adms:last 'y'@en", [], ["adms:last"]),
    ("h:healthCategory <https://e.org/x>", "h:healthCategory <https://e.org/y>", ["health_categories"], []),
    ("h:minTypicalAge 0", "h:minTypicalAge 1", ["min_typical_age"], []),
    ("dct:title 'A'@en", "dct:title 'A'@en ; h:minTypicalAge 0", ["min_typical_age"], []),
    (
        "dct:publisher [ foaf:name 'A' ; foaf:homepage <https://e.org/1> ]",
        "dct:publisher [ foaf:homepage <https://e.org/2> ; foaf:name 'A' ]",
        ["publisher.homepage"],
        [],
    ),
    (  # the same values, paired otherwise
        "dct:creator [ foaf:name 'A' ; foaf:homepage :1 ] , [ foaf:name 'B' ; foaf:homepage :2 ]",
        "dct:creator [ foaf:name 'A' ; foaf:homepage :2 ] , [ foaf:name 'B' ; foaf:homepage :1 ]",
        ["creators.homepage", "creators.homepage"],
        [],
    ),
]  # fmt: skip
HEAD = """PREFIX adms: <http://www.w3.org/ns/adms#> PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX h: <http://healthdataportal.eu/ns/health#>
PREFIX : <https://e.org/> <https://e.org/dataset/a> a <http://www.w3.org/ns/dcat#Dataset> ; """


@pytest.mark.parametrize(("old", "new", "slots", "others"), RAW)
def test_descriptions_of_others(
    tmp_path: Path, old: str, new: str, slots: list[str], others: list[str]
) -> None:
    for name, text in (("a.ttl", old), ("b.ttl", new)):
        (tmp_path / name).write_text(f"{HEAD}{text} .", encoding="utf-8")
    code, found = told(tmp_path / "a.ttl", tmp_path / "b.ttl")
    assert code == 1
    (one,) = found["changed"]
    assert ([change["slot"] for change in one["slots"]], one["other_properties"]) == (slots, others)


def test_datasets_that_came_and_went(describe: Assemble, description: Description, tmp_path: Path) -> None:
    other, _ = describe({"identifier": "other"})
    Catalogue([description]).write(tmp_path / "old.ttl")
    (tmp_path / "new").mkdir()
    written(other, tmp_path / "new" / "other.jsonld")
    run = ["catalogue", "diff", str(tmp_path / "old.ttl"), str(tmp_path / "new"), "--lang"]
    english, czech = (CliRunner().invoke(group, [*run, lang]) for lang in ("en", "cs"))
    assert english.exit_code == czech.exit_code == 1
    assert english.stdout.splitlines()[-1] == "1 added, 1 removed, 0 changed."
    assert czech.stdout.splitlines()[-1] == "Přibylo 1, ubylo 1, změnilo se 0."
    assert f"<{other.iri.value}>" in english.stdout.splitlines()[0]


def test_what_cannot_be_read_is_wrong_use(description: Description, tmp_path: Path) -> None:
    good = written(description, tmp_path / "a.ttl")
    (tmp_path / "b.ttl").write_text("no Turtle", encoding="utf-8")
    assert len(read_graph(good.read_bytes())) > 0
    for other in ("b.ttl", "none.ttl"):
        done = CliRunner().invoke(group, ["catalogue", "diff", str(good), str(tmp_path / other)])
        assert isinstance(done.exception, UsageError)
