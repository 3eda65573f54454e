"""Resources of FHIR at a path, for views that are run by themselves: what a source of FHIR reads, file by file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from omicz_meta.engine.resource_block import ResourceBlock, ResourceFile
from omicz_meta.engine.sharing import plain
from omicz_meta.engine.table import RejectedRow
from omicz_meta.errors import UsageError
from omicz_meta.problem import Problem
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.fhir.open import open_fhir
from omicz_meta.sources.fhir.shelf import UNTOLD_VERSION, Shelf, Shelved
from omicz_meta.sources.fhir.sound import SOUND
from omicz_meta.sources.fhir.tables import AllResources, rejected_of, resource_batch
from omicz_meta.sources.fhir.texts import Run, runs_of
from omicz_meta.sources.limits import Limits
from omicz_meta.sources.request import Request, stem_of

DEEP = Dialect(limits=Limits(depth=300))
"""How resources are read here: what a view makes of deep ones it tells itself."""

NOTHING = "There is no file or folder here that could hold resources of FHIR."


def resource_files(path: Path) -> tuple[ResourceFile, ...]:
    """The files with resources at a path, in the order of their names; raises UsageError where there is none.

    >>> resource_files(Path("nowhere"))
    Traceback (most recent call last):
        ...
    omicz_meta.errors.UsageError: There is no file or folder here that could hold resources of FHIR.
    """
    name = stem_of(path)
    source = open_fhir(Request(path, name, path if path.is_dir() else path.parent, {name: DEEP}))
    base = next((table for table in source.tables if isinstance(table, AllResources)), None)
    if base is None:
        raise UsageError(NOTHING)
    files = [ShelvedFile(base.shelf, one) for one in base.shelf.files]
    # as what version resources are read that do not tell theirs, a view decides by itself
    told = (*source.problems, *(problem for problem in base.problems if problem.code != UNTOLD_VERSION))
    return (replace(files[0], problems=told), *files[1:])


@dataclass(frozen=True, slots=True)
class ShelvedFile:
    """The resources of one file that count: neither doubled nor outdated."""

    shelf: Shelf
    shelved: Shelved
    problems: tuple[Problem, ...] = field(default=())

    @property
    def source(self) -> str:
        """Name of the source."""
        return self.shelf.source

    @property
    def file(self) -> str:
        """The file as people see it."""
        return self.shelved.file.member.shown

    def blocks(self) -> Iterator[ResourceBlock]:
        """Its resources in blocks, in order."""
        one, told = self.shelved, -1
        lost = np.flatnonzero(one.file.codes != SOUND)
        for run in runs_of(one.file, np.flatnonzero(one.used)):
            here = lost[(lost > told) & (lost < run.at[-1])]
            yield ResourceBlock(resource_batch(one, run, self.shelf, first=1), self._rejected(here))
            told = int(run.at[-1])
        rest = lost[lost > told]
        if len(rest):
            nothing = Run(rest[:0], b"", rest[:0], rest[:0])
            yield ResourceBlock(resource_batch(one, nothing, self.shelf), self._rejected(rest))

    def _rejected(self, at: npt.NDArray[np.int64]) -> tuple[RejectedRow, ...]:
        """The texts at these positions that are no resources, by their numbers in the file."""
        before = self.shelved.first - 1
        rows = rejected_of(self.shelved, at)
        return tuple(replace(row, row=int(plain(np.array([row.row]))[0]) - before) for row in rows)
