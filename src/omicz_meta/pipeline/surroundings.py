"""Identifiers around the cells of a submission: in names of files and columns, and in parts that nobody reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress

from omicz_meta.engine.table import Table
from omicz_meta.pipeline.masked import shown_columns
from omicz_meta.place import Place
from omicz_meta.privacy.gate import mask_path
from omicz_meta.privacy.surroundings import kind_in, sights
from omicz_meta.problem import Problem
from omicz_meta.sources import Source


def surrounding_problems(sources: Sequence[Source]) -> Iterator[Problem]:
    """P010 for names of files, P011 for names of columns, P012 for sheet names, properties, comments, extensions."""
    for source in sources:
        yield from _of_files(source)
        for table in source.tables:
            yield from _of_columns(table)


def _of_files(source: Source) -> Iterator[Problem]:
    for file in source.files:
        place = Place(source=source.name, file=mask_path(file.path))
        if (kind := kind_in(file.path)) is not None:
            yield Problem("P010", place, detail=(("kind", kind.value),))
        with suppress(OSError):
            found = () if file.seen is None else sights(file.seen.location)
            parts = Counter[str]()
            for sight in found:
                parts[sight.part] += sight.count
            if found:
                commonest = max(found, key=lambda sight: sight.count)
                told = (("kind", commonest.kind.value), ("part", ", ".join(sorted(parts))))
                yield Problem("P012", place, count=parts.total(), detail=told)


def _of_columns(table: Table) -> Iterator[Problem]:
    file = mask_path(table.file) if table.file else table.file
    shown = shown_columns(table.columns)
    for column, name in shown.items():
        if (kind := kind_in(column)) is not None:
            place = Place(source=table.source, file=file, column=name)
            yield Problem("P011", place, detail=(("kind", kind.value),))
