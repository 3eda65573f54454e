"""Profiles tables in one pass over their blocks, then finds keys and the links between tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from omicz_meta.engine.table import ROW, Layout
from omicz_meta.privacy.gate import Gate, mask_path
from omicz_meta.profile.counter import ColumnCounter
from omicz_meta.profile.facts import Profile, TableProfile
from omicz_meta.profile.headers import looks_headless, shown_name
from omicz_meta.profile.judging import Lost, Seen, judged
from omicz_meta.profile.keys import PairCounter, links_between
from omicz_meta.profile.repeats import RowRepeats
from omicz_meta.profile.vocabulary import Vocabulary, vocabulary
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon

if TYPE_CHECKING:
    from omicz_meta.engine.table import Table
    from omicz_meta.profile.sketch import Sketch
    from omicz_meta.schema import Schema

SKETCHED = 2**24
"""Hashes held for a table; each column gets its part, at most MOST_HELD."""

REPEATED = "X043"
MOST_HELD, FEWEST_HELD = 65_536, 1_024


@dataclass(frozen=True, slots=True)
class ProfiledTable:
    """A table's profile, and what was seen of its columns by their names as written."""

    table: Table
    facts: TableProfile
    seen: Mapping[str, Seen]
    sketches: Mapping[str, Sketch]


@dataclass(frozen=True, slots=True)
class Profiled:
    """The profile that may be shown, and the tables with what was seen, which may not."""

    facts: Profile
    tables: tuple[ProfiledTable, ...]
    vocabulary: Vocabulary


def profile_tables(
    tables: Sequence[Table],
    schema: Schema,
    *,
    min_cell: int = 10,
    skipped: tuple[tuple[str, str], ...] = (),
    packs: Lexicon = NO_PACKS,
) -> Profiled:
    """Profile tables, each read once; codes are looked up in `packs`. Raises EnvironmentFault when reading fails.

    >>> import pyarrow as pa
    >>> from omicz_meta.schema import load_schema
    >>> from omicz_meta.sources import open_source
    >>> source = open_source({"lide": pa.table({"id": ["a1", "a2"], "sex": ["M", "Z"]})})
    >>> [(column.name, column.type) for column in profile_tables(source.tables, load_schema()).facts.tables[0].columns]
    [('id', 'identifier'), ('sex', 'category')]
    """
    words, gate = vocabulary(schema, packs), Gate(min_cell)
    done = tuple(_profiled(table, words, gate) for table in tables)
    links = links_between(done)
    return Profiled(Profile(tuple(part.facts for part in done), links, skipped, min_cell), done, words)


def _profiled(table: Table, words: Vocabulary, gate: Gate) -> ProfiledTable:
    held = max(FEWEST_HELD, min(MOST_HELD, SKETCHED // max(1, len(table.columns))))
    counters = {name: ColumnCounter(name, held) for name in table.columns}
    pairs, repeats = PairCounter(held), RowRepeats()
    rows, rejected, faults = 0, 0, Counter[tuple[str, bool]]()
    for block in table.blocks():
        rows += block.rows_read
        rejected += len(block.rejected)
        faults.update((fault.column, fault.code == "R020") for fault in block.faults)
        hashes = {name: counter.feed(block.batch.column(name)) for name, counter in counters.items()}
        pairs.feed(hashes)
        if hashes:
            repeats.feed(hashes.values(), block.batch.column(ROW).to_numpy())
    headless = looks_headless(table.columns)
    seen = {
        name: judged(counter, rows - rejected, _lost(faults, name), words, gate, shown_name(name, headless))
        for name, counter in counters.items()
    }
    facts = _facts(table, seen, rows, rejected, headless)
    keys: tuple[tuple[str, ...], ...] = tuple(
        (part.facts.name,) for part in seen.values() if part.facts.unique
    )
    found = keys or tuple(tuple(seen[name].facts.name for name in pair) for pair in pairs.unique())
    sketches = {name: counter.sketch for name, counter in counters.items()}
    told = (*facts.findings, REPEATED) if repeats.count else facts.findings
    facts = replace(facts, repeated=repeats.count, first_repeated=repeats.first, findings=told)
    return ProfiledTable(table, replace(facts, keys=found), seen, sketches)


def _lost(faults: Counter[tuple[str, bool]], column: str) -> Lost:
    return Lost(unreadable=faults[column, False], formula_errors=faults[column, True])


def _facts(table: Table, seen: Mapping[str, Seen], rows: int, rejected: int, headless: bool) -> TableProfile:
    layout = table.layout if isinstance(table.layout, Layout) else None
    return TableProfile(
        name=mask_path(table.name),
        file=mask_path(table.file) if table.file else table.file,
        rows=rows,
        encoding=layout.encoding if layout else None,
        delimiter=layout.delimiter if layout else None,
        decimal=layout.decimal if layout else None,
        header_line=layout.header_line if layout else None,
        columns=tuple(part.facts for part in seen.values()),
        rejected=rejected,
        findings=tuple(dict.fromkeys(problem.code for problem in table.problems)),
        headless=headless,
    )
