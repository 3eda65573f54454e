"""Drafts a mapping for tables written down as text, checks it and runs it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from omicz_meta.drafting import DraftedMapping, draft_mapping, write_draft
from omicz_meta.mapping import check_mapping, load_mapping
from omicz_meta.problem import Problem
from omicz_meta.profile import profile_tables
from omicz_meta.schema import load_schema
from omicz_meta.sources import Source, open_source

Columns = Mapping[str, list[str | None]]


def drafted(tables: Mapping[str, Columns], min_cell: int = 10) -> DraftedMapping:
    """The draft for tables in memory."""
    return draft_mapping(
        profile_tables(opened(tables).tables, load_schema(), min_cell=min_cell), "x", load_schema()
    )


def opened(tables: Mapping[str, Columns]) -> Source:
    """The tables as a source."""
    return open_source({name: pa.table(dict(columns)) for name, columns in tables.items()})


def faults(draft: DraftedMapping, tables: Mapping[str, Columns], folder: Path) -> list[Problem]:
    """What `mapping check` finds wrong with the written draft, columns that nothing reads apart."""
    write_draft(draft, folder, force=True)
    schema = load_schema()
    columns = {table.name: table.columns for table in opened(tables).tables}
    problems = check_mapping(load_mapping(folder, schema=schema), schema, columns)
    return [problem for problem in problems if problem.code != "M016"]


def slots(draft: DraftedMapping) -> dict[str, tuple[str, ...]]:
    """`Class.slot` with the columns that fill it, sure guesses only."""
    return {f"{g.record_class}.{g.slot}": g.columns for g in draft.guesses if g.sure and g.columns}


def repeated(*cells: str | None, times: int = 12) -> list[str | None]:
    """Cells over and over, so that enough rows carry each of them."""
    return list(cells) * times
