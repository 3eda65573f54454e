"""Values that have no code yet: from a list of values, or from what a run could not translate."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from omicz_meta.errors import UsageError
from omicz_meta.pipeline.output import RUN_FILE
from omicz_meta.pipeline.prepare import InputError
from omicz_meta.privacy.gate import mask_path
from omicz_meta.schema import Kind, Schema
from omicz_meta.sources import open_source
from omicz_meta.sources.encoding import decide
from omicz_meta.sources.evidence import binary_kind, gather

UNTRANSLATED = ("T001", "T002", "T003")
"""A value that no value mapping, no code system and no code map knows."""
TABLES = (".csv", ".tsv")
VALUE, COUNT, SYSTEM = "value", "count", "system"
CODES = "codes/"
LARGEST = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A value without a code: how often it occurs, in which column, for which slot (`Class.slot`) and code map.

    `system` is what stands beside it about its code system. `hidden` says that only its shape is known.
    """

    value: str
    count: int = 1
    column: str = ""
    slot: str = ""
    code_map: str = ""
    system: str = ""


def unmapped_values(path: Path, schema: Schema, slot: str | None = None) -> tuple[Unmapped, ...]:
    """The values of a file, one a line or a row, or of an output folder; each once, the most frequent first.

    A CSV or TSV has a header: the values stand in the column `value`, else in the first; `count` and `system` may
    stand beside it. Raises UsageError for what cannot be read, InputError where that is a Problem.
    """
    if (path / RUN_FILE).is_file():
        return tuple(_of_run(path, schema, slot))
    if path.is_dir():
        raise UsageError(f"{mask_path(path.name)} is a folder, and not one that a run has written.")
    if not path.exists():
        raise UsageError(f"{mask_path(path.name)} does not exist.")
    rows = _of_table(path) if path.suffix.lower() in TABLES else _of_lines(path)
    counts: Counter[tuple[str, str]] = Counter()
    for value, system, count in rows:
        if value:
            counts[value, system] += count
    return tuple(
        Unmapped(value, count, slot=slot or "", system=system) for (value, system), count in _often(counts)
    )


def _often(counts: Counter[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def _of_lines(path: Path) -> Iterator[tuple[str, str, int]]:
    shown = mask_path(path.name)
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{shown} is larger than a list of values can be; give a table as CSV.")
        evidence = gather(path)
        data = path.read_bytes()[evidence.bom :]
    except OSError as fault:
        raise UsageError(f"{shown} cannot be read: {fault.strerror}.") from fault
    kind = binary_kind(evidence)
    if kind or (b"\0" in data and evidence.unicode is None):
        raise UsageError(f"{shown} is no text{f' but {kind}' if kind else ''}; give one value a line.")
    name = evidence.unicode or decide(evidence, None)[0].python
    # counted before they are looked at: a million lines often are a few thousand values
    for line, count in Counter(data.decode(name, "replace").split("\n")).items():
        yield line.strip(), "", count


def _of_table(path: Path) -> Iterator[tuple[str, str, int]]:
    source = open_source(path.absolute())
    if source.unusable:
        raise InputError("The input cannot be read.", source.unusable)
    if not source.tables or not source.tables[0].columns:
        raise UsageError(f"{mask_path(path.name)} holds no table: the first line names columns.")
    table = source.tables[0]
    at = {name.casefold(): name for name in table.columns}
    value = at.get(VALUE, table.columns[0])
    for block in table.blocks():
        columns = {
            name: block.batch.column(name).to_pylist()
            for name in (value, at.get(COUNT), at.get(SYSTEM))
            if name
        }
        nothing = [None] * block.batch.num_rows
        counts, systems = columns.get(at.get(COUNT, ""), nothing), columns.get(at.get(SYSTEM, ""), nothing)
        for cell, count, system in zip(columns[value], counts, systems, strict=True):
            yield (cell or "").strip(), (system or "").strip(), int(count) if (count or "").isdigit() else 1


def _of_run(out: Path, schema: Schema, wanted: str | None) -> Iterator[Unmapped]:
    """Values for coded slots that a run could not translate; what the gate masked stands there as its shape."""
    try:
        problems = pq.read_table(
            out / "problems.parquet", columns=["code", "column", "record_class", "slot", "value"]
        )
    except (OSError, ValueError) as fault:
        raise UsageError(f"{mask_path(out.name)} has no problems that can be read; run again.") from fault
    found = problems.filter(pc.is_in(problems["code"], pc.pa.array(UNTRANSLATED)))
    grouped = found.group_by(["column", "record_class", "slot", "value"]).aggregate([([], "count_all")])
    maps = _maps(out / "terms.sssom.tsv")
    for row in sorted(grouped.to_pylist(), key=lambda row: (-row["count_all"], row["value"] or "")):
        slot = f"{row['record_class']}.{row['slot']}"
        if row["value"] and _coded(schema, row["record_class"], row["slot"]) and wanted in (None, slot):
            column = row["column"] or ""
            yield Unmapped(row["value"], row["count_all"], column, slot, maps.get((column, slot), ""))


def _coded(schema: Schema, record_class: str | None, slot: str | None) -> bool:
    body = schema.classes.get(record_class or "")
    found = body.slots.get(slot or "") if body else None
    return found is not None and found.kind is Kind.CURIE


def _maps(path: Path) -> dict[tuple[str, str], str]:
    """The code map that decides on each column and slot, by the terminology decisions of the run."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return {
            (row["subject_source_field"], row["object_source_field"]): row["mapping_tool"].removeprefix(CODES)
            for row in rows
            if (row["mapping_tool"] or "").startswith(CODES)
        }
