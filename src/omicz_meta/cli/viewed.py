"""`omicz-meta inspect --view`: the table that a ViewDefinition makes of FHIR."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from omicz_meta.cli.screen import problem_lines
from omicz_meta.problem import Language, Problem

if TYPE_CHECKING:
    from omicz_meta.pipeline.viewing import ViewedBlock
    from omicz_meta.reports.view_table import ViewRow

TOLD = 10
"""So many problems are told one by one."""


def show_view(view: Path, path: Path, *, as_json: bool, lang: Language) -> None:
    """Print the rows as they come, then what was wrong; leaves with 1 when that is an error."""
    from omicz_meta.pipeline.viewing import view_blocks  # noqa: PLC0415 - heavy, and --help does without
    from omicz_meta.reports.view_table import MOST_ROWS, json_rows, text_rows  # noqa: PLC0415

    told = _Told(lang)
    blocks = view_blocks(view, path)
    first = next(blocks)
    rows = told.rows(chain([first], blocks))
    if as_json:
        for line in json_rows(rows):
            click.echo(line)
    else:
        for line in text_rows(first.table.column_names, rows):
            click.echo(line)
        left = sum(1 for _ in rows)
        if left:
            click.echo(f"… {left} more rows; the first {MOST_ROWS} are shown, --json writes all.", err=True)
    told.finish()


class _Told:
    """Problems on their way past: the first are told, the others counted."""

    def __init__(self, lang: Language) -> None:
        self._lang = lang
        self._found: Counter[str] = Counter()

    def rows(self, blocks: Iterator[ViewedBlock]) -> Iterator[ViewRow]:
        """The rows of blocks one by one."""
        for block in blocks:
            self._tell(block.problems)
            for batch in block.table.to_batches(max_chunksize=10_000):
                yield from batch.to_pylist()

    def _tell(self, problems: tuple[Problem, ...]) -> None:
        left = max(TOLD - self._found.total(), 0)
        for line in problem_lines(problems[:left], self._lang):
            click.echo(line, err=True)
        self._found.update(problem.severity for problem in problems)

    def finish(self) -> None:
        """How many were not told; leaves with 1 when one was an error."""
        if self._found.total() > TOLD:
            click.echo(f"… and {self._found.total() - TOLD} more problems.", err=True)
        if self._found["error"]:
            raise click.exceptions.Exit(1)
