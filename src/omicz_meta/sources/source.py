"""A source: the tables that one entry of a submission gives, and the files they were read from."""

from __future__ import annotations

from dataclasses import dataclass

from omicz_meta.engine.table import SourceFile, Table
from omicz_meta.problem import Problem


@dataclass(frozen=True, slots=True)
class Source:
    """Tables in order of their names. `problems` are those that no table carries (a path outside, no file)."""

    name: str
    tables: tuple[Table, ...]
    files: tuple[SourceFile, ...] = ()
    problems: tuple[Problem, ...] = ()
