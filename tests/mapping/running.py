"""Runs a compiled mapping over small tables, in the kernel and in the oracle, and writes down what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from omicz_meta.engine.cells import trimmed
from omicz_meta.engine.class_kernel import compile_class
from omicz_meta.engine.kernel import Scope
from omicz_meta.engine.lookup import load_lookup, lookup_of, shared
from omicz_meta.engine.names import ITEM, NOTE, SKIP, VALUE
from omicz_meta.engine.oracle import Answer, Row, evaluate
from omicz_meta.engine.oracle_run import taken_apart
from omicz_meta.engine.plan import ClassPlan, CodeMap, Join, Plan
from omicz_meta.engine.prepared import Prepared
from omicz_meta.engine.pseudonyms import Pseudonyms
from omicz_meta.engine.table import LINE, ROW
from omicz_meta.schema import Schema

from ..engine.asking import plain
from ..engine.mill import KEY, Cells, Sheet

Codes = Mapping[str, CodeMap]
Candidate = tuple[int, int, str, Any, str | None]
"""Row, item, slot, value and note."""


def sheet(name: str, text: str) -> Sheet:
    """A table written as lines, cells apart by semicolons; an empty cell is empty."""
    head, *lines = (line.split(";") for line in text.splitlines())
    columns = tuple(cell.strip() for cell in head)
    rows = [dict(zip(columns, (cell.strip() for cell in line), strict=True)) for line in lines]
    return Sheet(name, columns, rows)


def bare(plan: Plan) -> Plan:
    """The plan without pseudonyms, so that a reader of a case sees who is who."""
    classes = (
        replace(part, slots=tuple(replace(slot, pseudonym=None) for slot in part.slots))
        for part in plan.classes
    )
    return replace(plan, classes=tuple(classes))


# --- the oracle ---------------------------------------------------------------------------------------------


def by_oracle(part: ClassPlan, sheets: Mapping[str, Sheet], codes: Codes) -> Iterator[Candidate]:
    """Every slot of every candidate record, row by row in Python."""
    for number, cells in _rows(sheets[part.table]):
        texts = _named(None, cells)
        for join in part.joins:
            texts |= _named(join.name, _found(join, texts, sheets[join.table], codes))
        row = Row(texts, codes)
        several = taken_apart(part.unnest.items, row) if part.unnest else [row]
        for item, asked in enumerate(several, 1 if part.unnest else 0):
            if all(evaluate(entry.keep, asked).value is True for entry in part.filters):
                for slot in part.slots:
                    yield (number, item, slot.slot.name, *_answer(evaluate(slot.value, asked), slot.slot))


def _answer(answer: Answer, slot: Any) -> tuple[Any, str | None]:
    value = plain(answer.value)
    if slot.multivalued and value is not None and not isinstance(value, list):
        value = [value]
    return value, answer.note


def _rows(table: Sheet) -> Iterator[tuple[int, Cells]]:
    return ((number, row) for number, row in enumerate(table.rows, 1) if row is not None)


def _named(alias: str | None, cells: Cells) -> dict[tuple[str | None, str], str | None]:
    return {(alias, name): text for name, text in cells.items()}


def _found(join: Join, texts: Mapping[Any, str | None], table: Sheet, codes: Codes) -> Cells:
    wanted = [evaluate(left, Row(texts, codes)).value for left, _ in join.keys]
    for _, row in _rows(table):
        there = Row(_named(join.name, row), codes)
        if None not in wanted and wanted == [evaluate(right, there).value for _, right in join.keys]:
            return row
    return {}


# --- the kernel ---------------------------------------------------------------------------------------------


def by_kernel(
    connection: duckdb.DuckDBPyConnection,
    part: ClassPlan,
    sheets: Mapping[str, Sheet],
    codes: Codes,
    schema: Schema,
) -> Iterator[Candidate]:
    """The same from DuckDB."""
    scope = Scope(schema, codes=codes)
    for lookup in shared(lookup_of(part, join) for join in part.joins):
        load_lookup(connection, lookup, [_block(sheets[lookup.table])], scope)
    table = sheets[part.table]
    kernel = compile_class(connection, part, scope)
    for row in kernel.run(Prepared(connection), Pseudonyms(KEY), _block(table)).to_pylist():
        if row[SKIP] == 0:
            for slot in part.slots:
                note = (row.get(NOTE + slot.slot.name) or "").split("\x1f")[0] or None
                yield row[ROW], row[ITEM], slot.slot.name, plain(row[VALUE + slot.slot.name]), note


def _block(table: Sheet) -> pa.Table:
    rows: Sequence[Cells] = [row for row in table.rows if row is not None]
    columns = [
        trimmed(pa.chunked_array([[row[name] for row in rows]], pa.string())) for name in table.columns
    ]
    numbers = pa.array(range(1, len(rows) + 1), pa.int64())
    return pa.table([*columns, numbers, numbers], names=[*table.columns, ROW, LINE])


# --- what came of it ----------------------------------------------------------------------------------------


def written(records: Mapping[str, list[dict[str, Any]]], plan: Plan) -> list[str]:
    """Records in one line each, without empty slots; a derived key is `*` and its number in order."""
    derived = {part.target: part.key for part in plan.classes if part.derived_key is not None}
    lines = []
    for name, rows in records.items():
        for number, row in enumerate(rows, 1):
            filled = {slot: _filled(value) for slot, value in row.items() if value is not None}
            if name in derived:
                filled[derived[name]] = f"*{number}"
            lines.append(f"{name} {json.dumps(filled, ensure_ascii=False, default=_text)}")
    return lines


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _filled(part) for name, part in value.items() if part is not None}
    return [_filled(part) for part in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    text = str(plain(value))
    return (
        text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").lstrip("-").isdigit() else text
    )


def told(problem: Mapping[str, Any]) -> str:
    """A problem in one line: code, source and row, column, class and slot, value."""
    where = problem["source"] if problem["row"] is None else f"{problem['source']}:{problem['row']}"
    slot = f"{problem['record_class']}.{problem['slot']}" if problem["slot"] else problem["record_class"]
    column = f"[{problem['column']}]" if problem["column"] else None
    return " ".join(part for part in (problem["code"], where, column, slot, problem["value"]) if part)


def folder_of(blocks: Mapping[str, str], folder: Path) -> dict[str, Sheet]:
    """Write the mapping files of a case (`transform`, `source:p`, `codes:dg`); returns its tables (`table:p`)."""
    (folder / "codes").mkdir(parents=True)
    names = {"source": "{}.source.yaml", "codes": "codes/{}.sssom.tsv", "transform": "{}.transform.yaml"}
    tables = {}
    for block, text in blocks.items():
        kind, _, name = block.partition(":")
        if kind == "table":
            tables[name] = sheet(name, text)
        elif kind in names:
            (folder / names[kind].format(name or "t")).write_text(text, encoding="utf-8")
    return tables
