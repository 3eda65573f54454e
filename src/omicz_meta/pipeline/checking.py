"""Checks files and folders of descriptions: RDF as others publish it, and dataset.yaml as people write it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from omicz_meta.catalogue.check import Checked, Memory, Terms, check_document, check_written
from omicz_meta.catalogue.graph import MEDIA_TYPES
from omicz_meta.catalogue.index import beside_datasets
from omicz_meta.catalogue.official import Standards, StandardsFolder, StandardsPacks
from omicz_meta.catalogue.shacl import Engine, Tier
from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.pipeline.describing import plain_yaml
from omicz_meta.pipeline.description_sheet import BOOK, described_sheets, named
from omicz_meta.pipeline.prepare import InputError, node_file
from omicz_meta.pipeline.verdicts import remembered
from omicz_meta.place import Place
from omicz_meta.privacy.gate import mask_path
from omicz_meta.privacy.shape import shape
from omicz_meta.privacy.surroundings import kind_in
from omicz_meta.problem import Problem
from omicz_meta.resources import schemas_folder
from omicz_meta.schema import load_schema
from omicz_meta.terms.store import own_store

YAML = (".yaml", ".yml")
BESIDE = "node.yaml"
"""The file beside a dataset.yaml that answers for its node, where no other is named."""
NOT_RUN = Problem("C014", detail=(("reason.cs", "nejsou po ruce"), ("reason.en", "they are not at hand")))
"""Told once where the official shapes are nowhere, and not with every description."""
MOST_BYTES = 50 << 20
"""Harvesters take no larger documents."""


def check_descriptions(
    paths: Sequence[Path],
    *,
    tier: Tier | None = None,
    shapes: Path | None = None,
    node: str | None = None,
    today: datetime.date | None = None,
    engine: Engine = "pyshacl",
    anew: bool = False,
) -> tuple[Checked, ...]:
    """Check descriptions: files, or all that lie below folders (RDF, dataset.yaml, workbooks called dataset*.xlsx).

    The official shapes come from `shapes`, else from packs, else they are not run and C014 says so. `node` is the name
    or file of the node that answers for what dataset.yaml leaves to it. What was judged before under the same terms is
    not judged again, unless `anew`. Raises UsageError where nothing is found, EnvironmentFault without the engine.
    """
    files = [file for path in paths for file in described_files(path)]
    if not files:
        raise UsageError("There is no description here: RDF (.ttl .jsonld .rdf .nt) or a dataset.yaml.")
    day = today or datetime.datetime.now().astimezone().date()
    terms = Terms(load_schema(), day, tier, _standards(shapes), engine)
    with nullcontext(None) if anew else remembered(terms) as memory:
        return tuple(masked(one) for name, file in files for one in _checked(file, name, node, terms, memory))


def standards_missing(several: Sequence[Checked]) -> bool:
    """Whether descriptions were read and the official shapes were run on none of them."""
    read = [one for one in several if one.elements]
    return bool(read) and all(one.official is None for one in read)


def described_files(path: Path) -> Iterator[tuple[str, Path]]:
    """What is to be checked with the name it is told by; of a folder, relative to it."""
    if not path.is_dir():
        if not path.is_file():
            raise UsageError(f"{path.name} is not there.")
        yield path.name, path
        return
    for file in sorted(path.rglob("*")):
        book = file.suffix == BOOK and file.stem.startswith("dataset")
        named = file.suffix in MEDIA_TYPES.keys() - {".json", ".xml"} or file.name == "dataset.yaml" or book
        if named and file.is_file() and not beside_datasets(file):
            yield str(file.relative_to(path)), file


def _standards(shapes: Path | None) -> Standards | None:
    if shapes is not None:
        return StandardsFolder(shapes)
    try:
        return StandardsPacks.of(own_store())
    except EnvironmentFault:
        return None


def _checked(
    file: Path, name: str, node: str | None, terms: Terms, memory: Memory | None
) -> tuple[Checked, ...]:
    try:
        found = _read(file, name, node, terms, memory)
    except InputError as fault:
        return (Checked(name, "", fault.problems),)
    except UsageError as fault:
        return (
            Checked(
                name, "", (Problem("C015", Place(file=name), detail=(("reason", str(fault).rstrip(".")),)),)
            ),
        )
    return found


def masked(one: Checked) -> Checked:
    """The verdict without the number of a person, wherever a description holds one."""
    file = mask_path(one.file)
    problems = tuple([_masked(problem, one.file, file) for problem in one.problems])
    return replace(one, file=file, problems=problems)


def _masked(problem: Problem, file: str, shown: str) -> Problem:
    """A problem with its value and the name of its file as they may be shown; `shown` is how the description's is."""
    known = problem.place.file or file
    name = shown if known == file else mask_path(known)
    value = shape(problem.value) if problem.value and kind_in(problem.value) else problem.value
    if name == problem.place.file and value == problem.value:
        return problem
    return replace(problem, value=value, place=replace(problem.place, file=name))


def node_answers(node: str | None, file: Path) -> Mapping[str, Any] | None:
    """What the node answers for a dataset.yaml: the node that is named, else the `node.yaml` that lies beside it."""
    named = node or (BESIDE if (file.parent / BESIDE).is_file() else None)
    return plain_yaml(node_file(named, file.parent, schemas_folder() / "nodes")) if named else None


def _read(
    file: Path, name: str, node: str | None, terms: Terms, memory: Memory | None
) -> tuple[Checked, ...]:
    if file.stat().st_size > MOST_BYTES:
        raise UsageError(f"It is larger than {MOST_BYTES >> 20} MB, which no harvester takes.")
    if file.suffix == BOOK:
        answers = node_answers(node, file)
        sheets = described_sheets(file, terms.schema)
        return tuple(check_written(told, answers, named(name, sheet), terms) for sheet, told in sheets)
    if file.suffix in YAML:
        return (check_written(plain_yaml(file), node_answers(node, file), name, terms),)
    return check_document(file.read_bytes(), file.suffix, name, terms, memory)
