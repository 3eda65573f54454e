"""A source: the tables that one entry of a submission gives, and the files they were read from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from omicz_meta.engine.table import Layout, SourceFile, Table
from omicz_meta.problem import Problem
from omicz_meta.sources.dialect import Dialect

WRITTEN_OUT = Layout(delimiter=",")
"""How rows are written that stand in no text file: CSV in UTF-8."""


UNUSABLE = frozenset({"R009", "R011", "R014", "R015", "R017", "R030", "R031"})
"""Problems after which a source, or a table of it, cannot be read at all."""


@dataclass(frozen=True, slots=True)
class Source:
    """Tables in order of their names. `problems` are those that no table carries (a path outside, no file).

    `again` opens the same source with dialects; None where it was opened with its dialects already. `standards` are
    those that the tables are written in, with their versions where these are told (`FHIR R4`, `OMOP-CDM 5.4`).
    """

    name: str
    tables: tuple[Table, ...]
    files: tuple[SourceFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    standards: tuple[str, ...] = ()
    again: Callable[[Mapping[str, Dialect]], Source] | None = field(default=None, repr=False, compare=False)

    @property
    def unusable(self) -> tuple[Problem, ...]:
        """The problems for which some of it cannot be read at all."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    def declared(self, dialects: Mapping[str, Dialect]) -> Source:
        """The source as it is read when these dialects are declared; itself where they say nothing."""
        told = {name: dialect for name, dialect in dialects.items() if dialect != Dialect()}
        return self.again(told) if told and self.again is not None else self
