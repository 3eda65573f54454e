"""The description that the judges are shown."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from omicz_meta.catalogue.assemble import assemble
from omicz_meta.catalogue.computed import Computed, QualityResult, compute_variables
from omicz_meta.catalogue.description import Description
from omicz_meta.pipeline.describing import plain_yaml
from omicz_meta.resources import schemas_folder
from omicz_meta.result import Completeness
from omicz_meta.schema.model import load_schema

HERE = Path(__file__).parent


def described(key: str) -> Description:
    """Everything that can be said about a dataset, by people and by a run."""
    schema = load_schema()
    case = plain_yaml(HERE.parent / "catalogue" / "cases" / "dataset.yaml")
    node = plain_yaml(schemas_folder() / "nodes" / "demo.yaml")
    computed = Computed(
        number_of_records=1500,
        number_of_unique_individuals=500,
        min_typical_age=0,
        max_typical_age=80,
        temporal_coverage=("1990-05", "2026-10-31"),
        spatial_coverage=("CZ", "CZ064"),
        coding_systems=("HPO", "ORPHACODE"),
        code_values=("HP:0001250",),
        variables=compute_variables(schema, [Completeness("Individual", "birth_date", "M", 500, 430, 0)]),
        quality=(QualityResult("completeness", Decimal("0.86")),),
        provenance={"cs": "Převedeno nástrojem.", "en": "Converted by a tool."},
    )
    description, problems = assemble({**case, "identifier": key}, node, computed, schema)
    assert [problem.code for problem in problems if problem.severity == "error"] == []
    return description
