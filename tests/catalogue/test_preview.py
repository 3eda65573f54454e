"""What consumers keep: the tables name slots that exist, and every verdict is true of what was described."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from omicz_meta.catalogue.assemble import BESIDE
from omicz_meta.catalogue.beyond import described_by
from omicz_meta.catalogue.computed import Computed
from omicz_meta.catalogue.consumers import ALL, CONSUMERS, WHEN, ConsumerName, consumer
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.preview import Preview, preview
from omicz_meta.catalogue.profiles import PROFILES
from omicz_meta.catalogue.turtle import turtle
from omicz_meta.cli import group
from omicz_meta.problem import Problem
from omicz_meta.schema.model import Schema

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]


def verdict(seen: Preview, slot: str) -> str:
    """The fate of a slot; one that is not listed went with the neighbour that it belongs to."""
    found = [fate.verdict for fate in seen.fates if ".".join(fate.path) == slot]
    return found[0] if found else "-"


def exists(slot: str, schema: Schema) -> bool:
    if slot in BESIDE:
        return True
    definition = schema.classes["Dataset"]
    for name in slot.split("."):
        if definition is None or name not in definition.slots:
            return False
        target = definition.slots[name].target
        definition = schema.classes.get(target) or schema.objects.get(target)
    return True


@pytest.mark.parametrize("name", CONSUMERS)
def test_the_tables_are_sound(schema: Schema, name: ConsumerName) -> None:
    table = consumer(name)
    named = (table.keeps - {ALL}).union(*(reason.slots for reason in table.reasons))
    assert [slot for slot in sorted(named) if not exists(slot, described_by(schema))] == []
    always = {slot for reason in table.reasons if reason.when == "always" for slot in reason.slots}
    assert always & table.keeps == set()
    assert table.profile in PROFILES
    for reason in (*table.reasons, table.otherwise):
        assert reason.when in WHEN
        assert reason.source.startswith("https://")
        assert reason.text["cs"] != reason.text["en"]
        assert all(text.endswith(".") for text in reason.text.values())


SEEN = [
    # consumer, what is described otherwise, slot, what becomes of it
    ("ckan", {}, "identifier", "kept"),
    ("ckan", {}, "title", "changed"),
    ("ckan", {"title": {"en": "Only one language"}}, "title", "kept"),
    ("ckan", {}, "is_structured", "lost"),
    ("ckan", {}, "variables", "lost"),
    ("ckan", {}, "custodian", "lost"),
    ("ckan", {}, "publisher.contact_point", "lost"),
    ("ckan", {}, "publisher.contact_point.email", "-"),
    ("ckan", {}, "min_typical_age", "changed"),
    ("ckan", {}, "max_typical_age", "kept"),
    ("ckan", {"keywords": {"en": ["rare, very rare"]}}, "keywords", "changed"),
    ("ckan", {"keywords": {"en": ["rare"]}}, "keywords", "kept"),
    ("ckan", {}, "spatial_coverage", "changed"),
    ("ckan", {}, "review_date", "lost"),
    ("gdi", {}, "identifier", "changed"),
    ("gdi", {}, "health_categories", "changed"),
    ("gdi", {"health_categories": ["EINS"]}, "health_categories", "lost"),
    ("gdi", {}, "keywords", "changed"),
    ("gdi", {"keywords": {"en": ["rare diseases"]}}, "keywords", "kept"),
    ("gdi", {"keywords": {"en": ["x"]}}, "keywords", "changed"),
    ("gdi", {}, "population_coverage", "lost"),
    ("fdp", {}, "title", "kept"),
    ("fdp", {}, "distributions", "kept"),
    ("fdp", {}, "publisher.agent_name", "changed"),
    ("fdp", {}, "code_values", "lost"),
    ("sempyro", {}, "code_values", "lost"),
    ("sempyro", {}, "min_typical_age", "lost"),
    ("sempyro", {}, "number_of_records", "kept"),
    ("sempyro", {}, "distributions.byte_size", "lost"),
]


@pytest.mark.parametrize(("name", "changes", "slot", "wanted"), SEEN)
def test_what_becomes_of_a_slot(
    describe: Assemble, name: ConsumerName, changes: dict[str, Any], slot: str, wanted: str
) -> None:
    seen = preview(describe(changes)[0], consumer(name))
    assert verdict(seen, slot) == wanted
    for fate in seen.fates:
        assert fate.verdict == "kept" or fate.reasons


@pytest.mark.parametrize("name", CONSUMERS)
def test_every_filled_slot_has_a_fate(description: Description, name: ConsumerName) -> None:
    seen = preview(description, consumer(name))
    assert {fate.path[0] for fate in seen.fates} == set(description.dataset.slots) - {"id"}
    assert sum(map(seen.count, ("kept", "changed", "lost"))) == len(description.dataset.slots) - 1


def test_a_profile_that_would_not_be_written_is_told(describe: Assemble) -> None:
    seen = preview(describe({"creators": None})[0], consumer("gdi"))
    assert [(one.code, dict(one.detail)["path"]) for one in seen.refused] == [("C030", "creators")]


def ran(*arguments: str) -> Any:
    return CliRunner().invoke(group, ["catalogue", "preview", *arguments])


def test_the_command_tells_it_in_both_languages(tmp_path: Path, description: Description) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("".join(turtle(healthdcat(description))), encoding="utf-8")
    english, czech = (ran("--as", "ckan", str(file), "--lang", lang) for lang in ("en", "cs"))
    assert english.exit_code == czech.exit_code == 0
    assert "lost       Health data holder" in english.stdout
    assert "ztratí se  Držitel zdravotních údajů" in czech.stdout
    assert "[1] https://" in english.stdout
    (told,) = json.loads(ran("--as", "ckan", str(file), "--json", "--lang", "en").stdout)
    (title,) = [one for one in told["slots"] if one["slot"] == "title"]
    assert title["verdict"] == "changed"
    assert told["kept"] + told["changed"] + told["lost"] == len(
        {one["slot"].split(".")[0] for one in told["slots"]}
    )


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("no Turtle", encoding="utf-8")
    done = ran("--as", "fdp", str(tmp_path / "a.ttl"), "--lang", "en")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "C015" in done.stderr
    with pytest.raises(Exception, match=r"^There is no file b\.ttl\.$"):
        CliRunner().invoke(
            group, ["catalogue", "preview", "--as", "fdp", str(tmp_path / "b.ttl")], catch_exceptions=False
        )


def test_statistics_are_not_asked_of_people(describe: Assemble) -> None:
    seen = preview(describe(statistics=Computed())[0], consumer("ckan"))
    assert verdict(seen, "number_of_records") == "-"
