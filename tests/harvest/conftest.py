"""What the tests of harvesting share: descriptions of several nodes, and a harvest that keeps nobody waiting."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from omicz_meta.catalogue.assemble import assemble
from omicz_meta.catalogue.computed import Computed
from omicz_meta.catalogue.description import Description, Text
from omicz_meta.catalogue.release import PUBLISHED_RULES
from omicz_meta.catalogue.rules import check_description
from omicz_meta.harvest.harvesting import Asked, Harvest, harvest
from omicz_meta.harvest.limits import Limits
from omicz_meta.pipeline.describing import plain_yaml
from omicz_meta.resources import schemas_folder
from omicz_meta.schema.model import Schema, load_schema

from .nodes import Site, served

QUICK = Limits(pause=0, backoff=0, patience=5, document_seconds=5, attempts=2, barren=3)
DAY = datetime.datetime(2026, 11, 22, 2, 0, tzinfo=datetime.UTC)
Make = Callable[..., Description]


@pytest.fixture(scope="session")
def schema() -> Schema:
    return load_schema()


@pytest.fixture(scope="session")
def whole(schema: Schema) -> Description:
    """Everything that people can say about a dataset."""
    cases = Path(__file__).parents[1] / "catalogue" / "cases" / "dataset.yaml"
    raw = {**plain_yaml(cases), "is_structured": False}
    computed = Computed(number_of_records=1500, number_of_unique_individuals=500, min_typical_age=0)
    return assemble(raw, plain_yaml(schemas_folder() / "nodes" / "demo.yaml"), computed, schema)[0]


LEAST = (
    "title", "description", "identifier", "access_rights", "applicable_legislation", "distributions", "themes",
    "health_categories", "hdab", "is_structured", "contact_points", "keywords", "publisher", "provenance",
    "generated_by", "languages", "conforms_to", "custodian", "policy", "legal_bases", "purposes",
    "personal_data_categories", "eu_dataset_types", "health_themes", "population_coverage", "number_of_records",
    "number_of_unique_individuals", "spatial_coverage", "update_frequency",
)  # fmt: skip


@pytest.fixture(scope="session")
def template(whole: Description) -> Description:
    """What a valid description needs, and little more: most tests are about many of them."""
    slots = {slot: values for slot, values in whole.dataset.slots.items() if slot in LEAST}
    for slot in list(slots):
        fewer = {name: values for name, values in slots.items() if name != slot}
        if not faulty(replace(whole, dataset=replace(whole.dataset, slots=fewer))):
            slots = fewer
    return replace(whole, dataset=replace(whole.dataset, slots=slots))


def faulty(description: Description) -> bool:
    return any(one.severity == "error" for one in check_description(description, PUBLISHED_RULES))


@pytest.fixture(scope="session")
def make(template: Description) -> Make:
    """A description like the case, with a key, base address and title of its own."""

    def made(key: str, base: str, title: str = "", identifier: str = "") -> Description:
        slots = dict(template.dataset.slots)
        title = title or f"Cohort {key}"
        slots |= {
            "id": (key,),
            "identifier": (identifier or key,),
            "title": (Text(f"{title} (cs)", "cs"), Text(title, "en")),
        }
        dataset = replace(template.dataset, slots=slots, iri=None)
        return replace(template, dataset=dataset, base_iri=base)

    return made


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as one:
        yield one


@pytest.fixture
def another() -> Iterator[Site]:
    with served() as one:
        yield one


def run(out: Path, *addresses: str, limits: Limits = QUICK, days: float = 0, **more: Any) -> Harvest:
    """Harvest on a day after the first one."""
    now = DAY + datetime.timedelta(days=days)
    asked = more.pop("asked", Asked(addresses))
    return harvest(asked, out, limits=limits, now=now, **{"site": False, "proxies": False, **more})


def listed(out: Path) -> dict[str, dict[str, Any]]:
    """The datasets of a catalogue by address."""
    index = json.loads((out / "index.json").read_text(encoding="utf-8"))
    return {one["dataset"]: one for one in index["datasets"]}


def codes(done: Harvest) -> list[str]:
    return [p.code for one in done.outcomes for p in one.problems] + [p.code for p in done.problems]


def content(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}
