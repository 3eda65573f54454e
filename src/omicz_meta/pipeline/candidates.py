"""Descriptions in files, whoever wrote them: each as a candidate, with what is wrong with it and never an exception."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from omicz_meta.catalogue.assemble import assemble
from omicz_meta.catalogue.building import Candidate
from omicz_meta.catalogue.check import Checked, beside, told
from omicz_meta.catalogue.computed import COMPUTED_SLOTS, Computed
from omicz_meta.catalogue.from_rdf import published
from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.statements import statements
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.checking import MOST_BYTES, masked, node_answers
from omicz_meta.pipeline.describing import plain_yaml
from omicz_meta.pipeline.description_sheet import BOOK, described_sheets, named
from omicz_meta.pipeline.prepare import InputError
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.schema.model import Schema


def candidates(name: str, file: Path, node: str | None, schema: Schema) -> Iterator[Candidate]:
    """The descriptions of a file: RDF, or dataset.yaml and workbooks, which `node` answers for.

    Where no node is named, the `node.yaml` beside the file answers. What cannot be read is a candidate without a
    description (C015, or the places of faults in YAML), and so is a document that describes no dataset (C012).
    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise UsageError(f"It is larger than {MOST_BYTES >> 20} MB, which no harvester takes.")
        found = READ.get(file.suffix, _rdf)(name, file, node, schema)
    except InputError as fault:
        yield Candidate(masked(Checked(name, "", fault.problems)))
    except UsageError as fault:
        reason = (("reason", str(fault).rstrip(".")),)
        yield Candidate(masked(Checked(name, "", (Problem("C015", Place(file=name), detail=reason),))))
    else:
        yield from found


def _rdf(name: str, file: Path, _: str | None, schema: Schema) -> list[Candidate]:
    found = statements(read_graph(file.read_bytes(), file.suffix))
    several = published(found, name, schema)
    if not several:
        return [Candidate(Checked(name, "", (Problem("C012", Place(file=name)),)))]
    notes = iter((tuple(beside(found)),))
    return [
        Candidate(
            masked(Checked(name, one.description.iri.value, _in_file((*told(one), *next(notes, ())), name))),
            one.description,
        )
        for one in several
    ]


def _yaml(name: str, file: Path, node: str | None, schema: Schema) -> list[Candidate]:
    return [_written(plain_yaml(file), name, node_answers(node, file), schema)]


def _book(name: str, file: Path, node: str | None, schema: Schema) -> list[Candidate]:
    answers = node_answers(node, file)
    return [
        _written(plain, named(name, sheet), answers, schema)
        for sheet, plain in described_sheets(file, schema)
    ]


def _written(
    plain: Mapping[str, Any], name: str, node: Mapping[str, Any] | None, schema: Schema
) -> Candidate:
    description, problems = assemble(plain, node, Computed(), schema)
    # statistics come with a run; a description written by hand has none
    said = [problem for problem in problems if problem.path not in COMPUTED_SLOTS]
    checked = Checked(name, description.iri.value, _in_file(tuple(said), name))
    return Candidate(masked(checked), description)


def _in_file(problems: tuple[Problem, ...], name: str) -> tuple[Problem, ...]:
    return tuple(replace(problem, place=replace(problem.place, file=name)) for problem in problems)


READ: Mapping[str, Callable[[str, Path, str | None, Schema], list[Candidate]]] = MappingProxyType(
    {".yaml": _yaml, ".yml": _yaml, BOOK: _book}
)
"""What people write, by the ending of the file; all else is RDF."""
