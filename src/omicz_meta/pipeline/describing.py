"""The description of a submission: what people wrote, what the node answers, and what was computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omicz_meta.catalogue.computed import Computed
from omicz_meta.catalogue.description import Description
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.prepare import InputError, node_file
from omicz_meta.pipeline.report import Described, problem_finding
from omicz_meta.problem import Problem
from omicz_meta.resources import schemas_folder
from omicz_meta.schema import Schema
from omicz_meta.submission import Submission
from omicz_meta.yamlfile import read_yaml


@dataclass(frozen=True, slots=True)
class Written:
    """What people wrote: dataset.yaml and the node file, as plain data; None where there is none."""

    dataset: Mapping[str, Any] | None
    node: Mapping[str, Any] | None


def read_written(submission: Submission) -> Written:
    """Read dataset.yaml and the node file. Raises InputError for YAML that cannot be read."""
    dataset = plain_yaml(submission.root / submission.dataset) if submission.dataset else None
    node = None
    if submission.node:
        node = plain_yaml(node_file(submission.node, submission.root, schemas_folder() / "nodes"))
    return Written(dataset, node)


def plain_yaml(path: Path) -> Mapping[str, Any]:
    """A YAML file as plain data. Raises InputError with its places, UsageError when it is no mapping."""
    node, problems = read_yaml(path, path.name)
    if node is None or any(problem.severity == "error" for problem in problems):
        raise InputError(f"{path.name} cannot be read.", problems)
    content = node.plain()
    if not isinstance(content, dict):
        raise UsageError(f"{path.name} must hold keys with values.")
    return content


def describe_submission(
    written: Written, computed: Computed, schema: Schema
) -> tuple[Description | None, tuple[Problem, ...]]:
    """The description and what is wrong with it; no dataset.yaml, no description."""
    if written.dataset is None:
        return None, ()
    # loaded where there is something to describe, as below
    from omicz_meta.catalogue.assemble import assemble  # noqa: PLC0415

    return assemble(written.dataset, written.node, computed, schema)


def described(description: Description | None, problems: tuple[Problem, ...]) -> Described:
    """What a report tells of a description: findings and the elements of the regulation."""
    if description is None:
        return Described()
    from omicz_meta.catalogue.regulation import regulation  # noqa: PLC0415

    elements = tuple((element.name, element.filled) for element in regulation(description))
    return Described(tuple(map(problem_finding, problems)), elements)
