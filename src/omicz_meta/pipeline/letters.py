"""Writes the letter to whoever keeps a source: a page and a workbook that may be e-mailed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from omicz_meta.errors import UsageError
from omicz_meta.pipeline.harmonising import Harmonised
from omicz_meta.privacy.shape import shape
from omicz_meta.problem import Language
from omicz_meta.profile.headers import looks_headless, shown_name
from omicz_meta.reports.letter import ABOUT_DATA, Letter, letter_of, render_letter_html
from omicz_meta.reports.letter_book import Spot, write_letter_book
from omicz_meta.result import Report

_COLUMNS = ("row", "line", "column", "severity", "code", "value", "source")


def letter_for(report: Report, source: str) -> Letter:
    """The letter about one source. Raises UsageError for a source that the submission does not have."""
    known = report.ledger.sources
    if source not in known:
        raise UsageError(f"There is no source {source!r}; sources: {', '.join(known) or 'none'}.")
    return letter_of(report, source)


def write_letter(
    target: Path, report: Report, harmonised: Harmonised, source: str, lang: Language
) -> tuple[Path, Path]:
    """Write page and workbook, named as `target` or, in a folder, as the source. Raises OSError."""
    letter = letter_for(report, source)
    base = target / letter.source if target.is_dir() else target
    page, book = (base.with_name(_stem(base) + ending) for ending in (".html", ".xlsx"))
    base.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(render_letter_html(letter, lang), encoding="utf-8")
    write_letter_book(book, letter, spots_of(harmonised, source), lang)
    return page, book


def spots_of(harmonised: Harmonised, source: str) -> Iterator[Spot]:
    """Every place in a source that wants a repair, in the order of files and rows; of values only the shape."""
    tables = (table for table in harmonised.prepared.tables.values() if table.source == source)
    headless = {name: looks_headless(table.columns) for table in tables for name in table.columns}
    with pq.ParquetFile(harmonised.folder / "problems.parquet") as opened:
        for batch in opened.iter_batches(8192, columns=list(_COLUMNS)):
            wanted = pc.and_(pc.equal(batch["source"], source), pc.not_equal(batch["severity"], "info"))
            for row in pa.Table.from_batches([batch]).filter(wanted).to_pylist():
                if row["code"][0] in ABOUT_DATA:
                    name, value = row["column"], row["value"]
                    column = None if name is None else shown_name(name, headless.get(name, False))
                    seen = None if value is None else shape(value)
                    yield Spot(row["row"], row["line"], column, row["severity"], row["code"], seen)


def _stem(base: Path) -> str:
    return base.stem if base.suffix in (".html", ".xlsx") else base.name
