"""Two engines and one memory: pyrudof finds what pySHACL finds, and what was judged before is not judged again."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from omicz_meta.catalogue import check
from omicz_meta.catalogue.check import Checked
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.graph import read_graph_file
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.official import StandardsFolder
from omicz_meta.catalogue.publish import SYNTAXES, Catalogue
from omicz_meta.catalogue.rudof import Session
from omicz_meta.catalogue.shacl import ENGINES, TIERS, Tier, check_shapes
from omicz_meta.cli import group
from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.pipeline.checking import check_descriptions
from omicz_meta.problem import Problem

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
DCAT = "http://www.w3.org/ns/dcat#"
TODAY = datetime.date(2026, 11, 22)
ENDED = datetime.date(2030, 1, 1)


def results(file: Path, shapes: Path, tier: Tier) -> list[set[tuple[str, str, str, str]]]:
    """What each engine finds. pySHACL says some results twice, and the words of messages are the engines' own."""
    graph = read_graph_file(file)
    return [
        {
            (found.severity, found.focus, found.path, found.value)
            for found in check_shapes(graph, tier, StandardsFolder(shapes), engine=engine)
        }
        for engine in ENGINES
    ]


@pytest.mark.parametrize("name", ["healthdcat-de/FDZ-Gesundheit", "health-ri/example-dataset-bad"])
def test_the_engines_agree(shapes: Path, name: str) -> None:
    one, other = results(shapes / "examples" / f"{name}.ttl", shapes, "non-public")
    assert one == other
    assert {severity for severity, *_ in one} == {"Violation", "Warning"}


@pytest.mark.heavy
@pytest.mark.parametrize("tier", TIERS)
def test_the_engines_agree_on_every_example(shapes: Path, tier: Tier) -> None:
    files = [file for file in sorted(shapes.glob("examples/*/*.ttl")) if file.stem != "RKI_infektionen"]
    assert len(files) > 15
    for file in files:
        one, other = results(file, shapes, tier)
        assert one == other, file.name
        assert one


def test_what_looks_like_an_address_is_not_fetched(shapes: Path) -> None:
    session = Session.of("", "")
    for text in ("https://example.org/data.nt", str(shapes / "README.md")):
        with pytest.raises(UsageError, match="cannot judge"):
            list(session.check(text))


def test_an_engine_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyrudof", None)
    with pytest.raises(EnvironmentFault, match="shacl-fast"):
        Session.of("", "")


@pytest.fixture
def folder(tmp_path: Path, describe: Assemble) -> Path:
    """Two files with a dataset each, and one with two, one of which has nodes without a name."""
    place = tmp_path / "descriptions"
    place.mkdir()
    texts = ["".join(SYNTAXES[".ttl"](healthdcat(describe({"identifier": f"A_{n}"})[0]))) for n in range(4)]
    nameless = (
        f"<https://e.org/dataset/n> a <{DCAT}Dataset> ; <{DCAT}distribution> [ a <{DCAT}Distribution> ] ."
    )
    (place / "a.ttl").write_text(texts[0], encoding="utf-8")
    (place / "b.ttl").write_text(texts[1], encoding="utf-8")
    (place / "c.ttl").write_text(texts[2] + nameless, encoding="utf-8")
    return place


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The datasets that were really judged, in order."""
    monkeypatch.setenv("OMICZ_CACHE", str(tmp_path / "cache"))
    seen: list[str] = []
    whole = check._verdict

    def counted(description: Description, *rest: object) -> Checked:
        seen.append(description.iri.value.rpartition("/")[2])
        return whole(description, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(check, "_verdict", counted)
    return seen


def test_what_was_judged_is_not_judged_again(folder: Path, judged: list[str]) -> None:
    first = check_descriptions([folder], today=TODAY)
    assert judged == ["A_0", "A_1", "A_2", "n"]
    assert check_descriptions([folder], today=TODAY) == first
    assert len(judged) == 4
    assert check_descriptions([folder], today=TODAY, anew=True) == first
    assert len(judged) == 8


def test_one_change_is_one_judgement(folder: Path, judged: list[str]) -> None:
    first = check_descriptions([folder], today=TODAY)
    text = (folder / "c.ttl").read_text(encoding="utf-8")
    (folder / "c.ttl").write_text(
        text.replace("Yellow horse", "Red horse") + "\n# a comment\n", encoding="utf-8"
    )
    judged.clear()
    again = check_descriptions([folder], today=TODAY)
    assert judged == ["A_2"]
    assert again == first


def test_a_file_by_another_name_is_told_by_that_name(folder: Path, judged: list[str]) -> None:
    check_descriptions([folder], today=TODAY)
    (folder / "a.ttl").rename(folder / "z.ttl")
    judged.clear()
    again = check_descriptions([folder], today=TODAY)
    assert judged == []
    assert again[-1].file == "z.ttl"
    third = check_descriptions([folder / "c.ttl"], today=TODAY)[1]
    assert {problem.place.file for problem in third.problems} == {"c.ttl"}


def test_age_is_no_part_of_what_is_kept(folder: Path, judged: list[str]) -> None:
    def old(today: datetime.date) -> list[bool]:
        found = check_descriptions([folder / "a.ttl"], today=today)
        return ["C013" in {problem.code for problem in one.problems} for one in found]

    assert (old(TODAY), old(ENDED), old(TODAY)) == ([False], [True], [False])
    assert judged == ["A_0"]


@pytest.mark.parametrize("terms", [{"tier": "public"}, {"engine": "pyrudof"}])
def test_other_terms_are_judged_anew(folder: Path, judged: list[str], terms: dict[str, str]) -> None:
    check_descriptions([folder / "a.ttl"], today=TODAY)
    check_descriptions([folder / "a.ttl"], today=TODAY, **terms)  # type: ignore[arg-type]
    assert judged == ["A_0", "A_0"]


def test_a_damaged_memory_costs_time_only(folder: Path, judged: list[str], tmp_path: Path) -> None:
    first = check_descriptions([folder], today=TODAY)
    (kept,) = (tmp_path / "cache" / "checks").iterdir()
    kept.write_text("nonsense\n" + kept.read_text(encoding="utf-8").replace("]", ""), encoding="utf-8")
    judged.clear()
    assert check_descriptions([folder], today=TODAY) == first
    assert judged == ["A_0", "A_1", "A_2", "n"]


def test_a_catalogue_of_many_is_cut_into_its_datasets(
    tmp_path: Path, describe: Assemble, judged: list[str]
) -> None:
    several = [describe({"identifier": f"A_{number}"})[0] for number in range(3)]
    Catalogue(several).write(tmp_path / "catalogue.ttl")
    assert [one.valid for one in check_descriptions([tmp_path / "catalogue.ttl"], today=TODAY)] == [True] * 3
    several[1] = describe({"identifier": "A_1", "title": {"cs": "Jinak", "en": "Otherwise"}})[0]
    Catalogue(several).write(tmp_path / "catalogue.ttl")
    judged.clear()
    check_descriptions([tmp_path / "catalogue.ttl"], today=TODAY)
    assert judged == ["A_1"]


def test_the_command_takes_an_engine(folder: Path, shapes: Path, judged: list[str]) -> None:
    arguments = ["catalogue", "check", str(folder / "a.ttl"), "--shapes", str(shapes), "--lang", "en"]
    slow, quick = (CliRunner().invoke(group, [*arguments, "--engine", engine]) for engine in ENGINES)
    told = [sorted(re.findall(r"\[C0[0-9]+\].*", done.stdout)) for done in (slow, quick)]
    assert slow.exit_code == quick.exit_code == 0
    assert told[0] == told[1] != []
    assert judged == ["A_0", "A_0"]
