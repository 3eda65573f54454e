"""What the tests of the description share: the model, written descriptions, statistics, the official shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from omicz_meta.catalogue.assemble import assemble
from omicz_meta.catalogue.computed import Computed, QualityResult, compute_variables
from omicz_meta.catalogue.description import Description
from omicz_meta.pipeline.describing import plain_yaml as plain
from omicz_meta.problem import Problem
from omicz_meta.resources import schemas_folder
from omicz_meta.result import Completeness
from omicz_meta.schema.model import Schema, load_schema

Assembled = tuple[Description, tuple[Problem, ...]]
Assemble = Callable[..., Assembled]
_FILLED = (("Individual", "sex_at_birth"), ("Individual", "birth_date"), ("Diagnosis", "onset"))


@pytest.fixture(scope="session")
def schema() -> Schema:
    return load_schema()


@pytest.fixture(scope="session")
def written() -> Mapping[str, Any]:
    return plain(Path(__file__).parent / "cases" / "dataset.yaml")


@pytest.fixture(scope="session")
def node() -> Mapping[str, Any]:
    return plain(schemas_folder() / "nodes" / "demo.yaml")


@pytest.fixture(scope="session")
def computed(schema: Schema) -> Computed:
    completeness = [Completeness(name, slot, "M", 500, 430, 0) for name, slot in _FILLED]
    return Computed(
        number_of_records=1500,
        number_of_unique_individuals=500,
        min_typical_age=0,
        max_typical_age=80,
        temporal_coverage=("1990-05", "2026-10-31"),
        spatial_coverage=("CZ", "CZ064"),
        coding_systems=("HPO", "ORPHACODE"),
        code_values=("HP:0001250",),
        variables=compute_variables(schema, completeness),
        quality=(QualityResult("completeness", Decimal("0.86")),),
        provenance={"cs": "Převedeno nástrojem.", "en": "Converted by a tool."},
    )


@pytest.fixture(scope="session")
def describe(
    written: Mapping[str, Any], node: Mapping[str, Any], computed: Computed, schema: Schema
) -> Assemble:
    """Assemble the case with some slots changed; None takes a slot away, from the node file too."""

    def build(changes: Mapping[str, Any] | None = None, statistics: Computed = computed) -> Assembled:
        changed = {**written, **(changes or {})}
        gone = {slot for slot, value in changed.items() if value is None}
        raw = {slot: value for slot, value in changed.items() if slot not in gone}
        rest = {slot: value for slot, value in node.items() if slot not in gone}
        return assemble(raw, rest, statistics, schema)

    return build


@pytest.fixture(scope="session")
def description(describe: Assemble) -> Description:
    return describe()[0]


@pytest.fixture(scope="session")
def shapes(shared: Path) -> Path:
    return shared / "standards"
