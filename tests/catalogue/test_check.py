"""Descriptions of others: the official example is right, real ones are wrong where the official shapes say so too."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from omicz_meta.catalogue.check import Checked, Terms, check_document
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.mqa import OFFLINE, POINTS, WHOLE, Metric, mqa, reached
from omicz_meta.catalogue.official import StandardsFolder, StandardsPacks
from omicz_meta.catalogue.publish import SYNTAXES
from omicz_meta.catalogue.regulation import Element, regulation
from omicz_meta.cli import group
from omicz_meta.reports.checked import scores
from omicz_meta.schema.model import Schema
from omicz_meta.terms.adding import Wanted, add
from omicz_meta.terms.store import Store

TODAY = datetime.date(2026, 11, 22)
DCAT = "http://www.w3.org/ns/dcat#"


def checked(path: Path, schema: Schema, standards: StandardsFolder | None) -> tuple[Checked, ...]:
    return check_document(path.read_bytes(), path.suffix, path.name, Terms(schema, TODAY, None, standards))


def codes(one: Checked, *families: str) -> Counter[str]:
    return Counter(problem.code for problem in one.problems if problem.code in families)


REAL = [
    # file, our errors, violations of the official shapes, elements of the regulation
    ("healthdcat-r8/official-example-healthdcat-dataset.ttl", 0, 0, 27),
    # two of the 30 results say the same of two nodes without a name
    ("healthdcat-de/FDZ-Gesundheit.ttl", 6, 29, 13),
]


@pytest.mark.parametrize(("file", "ours", "official", "elements"), REAL)
def test_real_descriptions(
    shapes: Path, schema: Schema, file: str, ours: int, official: int, elements: int
) -> None:
    (one,) = checked(shapes / "examples" / file, schema, StandardsFolder(shapes))
    assert codes(one, "C001")["C001"] == ours
    assert codes(one, "C010")["C010"] == official
    assert sum(element.filled for element in one.elements) == elements
    assert one.valid == (official == 0) == one.official


def test_what_the_profile_admits_and_we_do_not_know_is_told(shapes: Path, schema: Schema) -> None:
    (one,) = checked(shapes / "examples" / REAL[0][0], schema, StandardsFolder(shapes))
    told = codes(one, "C008", "C009", "C011", "C014")
    assert told == {"C008": 1, "C009": 1, "C011": 3}
    (without_tier, _) = checked(
        shapes / "examples/dcat-ap-3.0.1/example-bee-population-2022-2023.ttl",
        schema,
        StandardsFolder(shapes),
    )
    assert codes(without_tier, "C014") == {"C014": 1}


def test_what_is_wrong_is_named(shapes: Path, schema: Schema) -> None:
    (one,) = checked(shapes / "examples/healthdcat-de/zfkd_healthdcat-ap.ttl", schema, None)
    told = {(problem.code, problem.place.slot, problem.value) for problem in one.problems}
    assert ("C007", "conforms_to", "n/a") in told
    assert ("V007", "temporal_resolution", "n/a") in told
    assert ("C007", "download_urls", "tumor.csv") in told
    assert ("C013", "review_date", None) in told
    assert one.official is None


def test_our_own_description_is_valid(description: Description, schema: Schema) -> None:
    data = "".join(SYNTAXES[".ttl"](healthdcat(description))).encode()
    (one,) = check_document(data, ".ttl", "dataset.ttl", Terms(schema, TODAY))
    assert one.valid
    assert one.elements == regulation(description)
    assert one.metrics == mqa(description)


def test_points_add_up(description: Description) -> None:
    metrics = mqa(description, valid=True)
    assert sum(metric.points for metric in metrics) == OFFLINE
    assert reached(metrics) <= OFFLINE < POINTS


def test_two_datasets_of_one_document_are_judged_apart(shapes: Path, schema: Schema) -> None:
    several = checked(
        shapes / "examples/dcat-ap-3.0.1/example-bee-population-2022-2023.ttl",
        schema,
        StandardsFolder(shapes),
    )
    assert [one.iri.rpartition("/")[2] for one in several] == ["BeePopulation2022", "BeePopulation2023"]


def test_packs_give_what_a_folder_gives(shapes: Path, schema: Schema, tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert StandardsPacks.of(store) is None
    add(store, "shapes-healthdcat-ap-r8", [str(shapes / "healthdcat-ap-r8")], Wanted(version="8"))
    add(store, "shapes-dcat-ap", [str(shapes / "dcat-ap-3.0.1" / "shacl")], Wanted(version="3.0.1"))
    add(store, "eu-code-lists", [str(shapes / "eu-authority-minimal")], Wanted(version="2026"))
    packs = StandardsPacks.of(store)
    assert packs is not None
    folder = StandardsFolder(shapes)
    for name in ("healthdcat-ap-r8/shacl/shapes/graph-guard.ttl", "dcat-ap-3.0.1/shacl/range.ttl"):
        assert packs.read(name) == folder.read(name)
    for inside in ("healthdcat-ap-r8/vocab", "eu-authority-minimal"):
        assert packs.inside(inside) == folder.inside(inside) != ()


BROKEN = {
    "a.ttl": "<https://e.org/a> a <https://e.org/B> .",
    "b.ttl": "not Turtle at all",
    "c.jsonld": '{"@context": "https://example.org/context.jsonld"}',
    "d/dataset.yaml": "identifier: [",
}


def test_a_folder_is_checked_to_its_end(tmp_path: Path, description: Description) -> None:
    for name, text in BROKEN.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "good.ttl").write_text("".join(SYNTAXES[".ttl"](healthdcat(description))), encoding="utf-8")
    done = CliRunner().invoke(group, ["catalogue", "check", str(tmp_path), "--json", "--lang", "en"])
    found = {one["file"]: one for one in json.loads(done.stdout)}
    assert done.exit_code == 1
    assert {
        name: [p["code"] for p in found[name]["problems"]] for name in ("a.ttl", "b.ttl", "c.jsonld")
    } == {
        "a.ttl": ["C012"],
        "b.ttl": ["C015"],
        "c.jsonld": ["C015"],
    }
    assert not found["d/dataset.yaml"]["valid"]
    assert found["good.ttl"]["valid"]
    assert "not at hand" in done.stderr


def test_the_last_line_is_about_readiness(tmp_path: Path, description: Description) -> None:
    (tmp_path / "a.ttl").write_text("".join(SYNTAXES[".ttl"](healthdcat(description))), encoding="utf-8")
    done = CliRunner().invoke(group, ["catalog", "check", str(tmp_path / "a.ttl"), "--lang", "en"])
    assert done.exit_code == 0
    last = done.stdout.splitlines()[-1]
    assert (
        last.startswith("1 of 1 descriptions valid. EHDS ")
        and "26 March 2029" in last
        and "GDI: ready" in last
    )


def test_syntaxes_of_one_description_are_told_once(tmp_path: Path, description: Description) -> None:
    for suffix in (".jsonld", ".rdf", ".ttl"):
        text = "".join(SYNTAXES[suffix](healthdcat(description)))
        (tmp_path / f"a{suffix}").write_text(text, encoding="utf-8")
    (tmp_path / "b.ttl").write_text("".join(SYNTAXES[".ttl"](healthdcat(description))), encoding="utf-8")
    lines = (
        CliRunner().invoke(group, ["catalogue", "check", str(tmp_path), "--lang", "en"]).stdout.splitlines()
    )
    assert [line.split("  ")[0] for line in lines if "https://" in line and not line.startswith(" ")] == [
        "a.jsonld, .rdf, .ttl",
        "b.ttl",
    ]
    assert lines[-1].startswith("2 of 2 descriptions valid.")


def test_the_next_points_name_each_slot_once() -> None:
    metrics = (
        Metric("licence", 20, False, "distributions.licence"),
        Metric("licence from the vocabulary", 10, False, "distributions.licence"),
        Metric("DCAT-AP compliance", 25, False, WHOLE),
        Metric("keywords", 30, True, "keywords"),
    )
    told = list(scores(Checked("a.ttl", "", (), (Element("title", True, "title"),), metrics), "en"))
    assert told[1].endswith("Next: +30 distributions.licence, +25 DCAT-AP compliance.")


def test_no_description_is_wrong_use(tmp_path: Path) -> None:
    done = CliRunner().invoke(group, ["catalogue", "check", str(tmp_path)])
    assert done.exit_code != 0


def test_a_number_of_a_person_is_told_by_its_shape(tmp_path: Path) -> None:
    (tmp_path / "dataset.yaml").write_text("access_rights: 855715/0008\n", encoding="utf-8")
    done = CliRunner().invoke(group, ["catalogue", "check", str(tmp_path), "--lang", "en"])
    assert done.exit_code == 1
    assert "999999/9999" in done.stdout and "0008" not in done.stdout
