"""Makes the description of an output folder again, from its records and from texts that may be newer."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omicz_meta.catalogue.computed import Computed
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.earlier_releases import CURRENT, Release
from omicz_meta.catalogue.profile import refusals
from omicz_meta.catalogue.profiles import profile_named
from omicz_meta.catalogue.publish import write_description
from omicz_meta.catalogue.regulation import Element, regulation
from omicz_meta.engine.answered import answered
from omicz_meta.engine.session import session
from omicz_meta.engine.summary import Summary
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.describing import Written, describe_submission, plain_yaml
from omicz_meta.pipeline.figures import Figures
from omicz_meta.pipeline.finished import Finished, finished
from omicz_meta.pipeline.last_look import look
from omicz_meta.pipeline.output import RUN_FILE, OutputFile, complete_or_untouched, sealed, write_json
from omicz_meta.pipeline.prepare import node_file
from omicz_meta.pipeline.published import Published
from omicz_meta.pipeline.trail import log_writing
from omicz_meta.privacy.policy import Policy
from omicz_meta.problem import Problem
from omicz_meta.resources import schemas_folder

DEFAULT_PROFILE = "healthdcat-ap"


@dataclass(frozen=True, slots=True)
class Redescribed:
    """A description made again: what is wrong with it, which elements of the regulation it fills, its files."""

    description: Description
    problems: tuple[Problem, ...]
    elements: tuple[Element, ...]
    files: tuple[Path, ...]


def describe_again(
    out: Path,
    *,
    profile: str = DEFAULT_PROFILE,
    release: Release = CURRENT,
    dataset: Path | None = None,
    node: str | None = None,
) -> Redescribed:
    """Make `OUT/catalogue` again; the folder is complete or untouched, and run.json tells of the new files.

    `dataset` (a dataset.yaml) and `node` (a node file, or the name of a shipped one) take the place of what the run
    read. `release` is that of HealthDCAT-AP. The files of other profiles and releases stay. A description that the
    profile refuses is not written, and the problems say why. Raises UsageError, InputError for YAML, EnvironmentFault.
    """
    chosen = profile_named(profile, release)
    run = finished(out)
    run.check_files("records/")
    written = _written(run, dataset, node)
    description, problems = describe_submission(written, computed_again(run), run.schema)
    if description is None:
        raise UsageError(
            f"{out.name} has no description: its submission names no dataset. Give one with --dataset."
        )
    refused = refusals(chosen, description)
    if refused:
        return Redescribed(description, (*problems, *refused), regulation(description), ())
    with complete_or_untouched(out) as folder:
        names = _write(run, folder, description, (profile, release), written)
    files = tuple(out / name for name in names)
    return Redescribed(description, problems, regulation(description), files)


def _written(run: Finished, dataset: Path | None, node: str | None) -> Written:
    """What people wrote: as the run read it, unless newer texts are given."""
    kept = run.content.get("description") or {}
    if dataset is not None and not dataset.is_file():
        raise UsageError(f"There is no file {dataset.name}.")
    return Written(
        dataset=kept.get("dataset") if dataset is None else plain_yaml(dataset),
        node=kept.get("node") if node is None else plain_yaml(_node_file(node)),
    )


def _node_file(node: str) -> Path:
    """A file of the one who asks, wherever it lies, or a shipped one by its name."""
    shipped = schemas_folder() / "nodes"
    return Path(node) if Path(node).is_file() else node_file(node, shipped, shipped)


def description_again(run: Finished) -> Description | None:
    """The description of a finished run, from the texts that it remembers."""
    written = _written(run, None, None)
    return describe_submission(written, computed_again(run), run.schema)[0]


def computed_again(run: Finished) -> Computed:
    """The statistics of a finished run, counted from its records once more, behind the same policy."""
    with session((run.folder,)) as connection:
        policy = Policy(run.content["min_cell"])
        classes = {name: answered(part) for name, part in run.classes.items()}
        summary = Summary(connection, classes, run.schema)
        figures = Figures(
            summary,
            run.schema,
            tuple(run.content["use_cases"]),
            policy,
            tuple(run.content.get("standards", ())),
            tuple(f"{pack['name']} {pack['version']}" for pack in run.content.get("vocabularies", ())),
            Published.read(run.content, "earlier"),
        )
        return figures.computed(figures.completeness(), run.ledger, run.content["timings"]["judged_on"])


def _write(
    run: Finished, folder: Path, description: Description, wanted: tuple[str, Release], written: Written
) -> tuple[str, ...]:
    shutil.copytree(run.folder, folder, copy_function=_linked, dirs_exist_ok=True)
    profile, release = wanted
    chosen = profile_named(profile, release).name
    name = "dataset" if chosen == DEFAULT_PROFILE else f"dataset.{chosen}"
    catalogue = folder / "catalogue"
    catalogue.mkdir(exist_ok=True)
    for old in catalogue.glob(f"{name}.*"):
        if old.stem == name:
            old.unlink()
    names = tuple(
        f"catalogue/{file.name}" for file in write_description(description, catalogue, profile, name, release)
    )
    files = [OutputFile(name, "public") for name in names]
    look(folder, files, run.schema, (written.dataset, written.node))
    content = _content(run.content, folder, names, written)
    content["audit_head"] = log_writing("describe", content)
    (folder / RUN_FILE).unlink()
    write_json(folder / RUN_FILE, sealed(content))
    return names


def _content(
    before: Mapping[str, Any], folder: Path, names: tuple[str, ...], written: Written
) -> dict[str, Any]:
    described = {name: OutputFile(name, "public").entry(folder) for name in names}
    texts = {"dataset": written.dataset, "node": written.node}
    return {
        **before,
        "description": texts,
        # with other texts the folder is no longer what its inputs give
        "inputs": before.get("inputs") if texts == before.get("description") else None,
        "outputs": {**before["outputs"], **described},
    }


def _linked(source: str, target: str) -> None:
    """A second name for a file that nobody changes any more; a copy where the disk knows no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
