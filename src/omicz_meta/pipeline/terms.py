"""Every terminology decision of a run: source value, target, method, count. Written as SSSOM."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from omicz_meta.engine.oracle import Row, evaluate
from omicz_meta.engine.outcome import Show
from omicz_meta.engine.plan import (
    FROM_BIRTH_NUMBER,
    Call,
    CodeMap,
    Column,
    Plan,
    Recode,
    SlotPlan,
    Translate,
    walk,
)
from omicz_meta.engine.python_functions import PythonFunction
from omicz_meta.result import TermDecision

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "subject_source_field",
    "object_source_field",
    "mapping_tool",
    "comment",
)
_HEADER = (
    "# curie_map:",
    "#   skos: http://www.w3.org/2004/02/skos/core#",
    "#   semapv: https://w3id.org/semapv/vocab/",
    "# mapping_set_title: Terminology decisions of a run",
)


def decisions(
    plan: Plan,
    values: Mapping[tuple[str, str], Mapping[str, int]],
    codes: Mapping[str, CodeMap],
    show: Show,
    functions: Mapping[str, PythonFunction],
) -> tuple[TermDecision, ...]:
    """What each distinct value of a translated column became, most frequent first within a slot."""
    found = []
    for part in plan.classes:
        for slot in part.slots:
            for column in _translated(slot):
                counts = values.get((part.table, column.name), {})
                rows = (
                    _decision(slot, part.target, column, raw, n, codes, show, functions)
                    for raw, n in counts.items()
                )
                found += sorted((row for row in rows if row), key=lambda row: (-row.count, row.source_value))
    return tuple(found)


def _translated(slot: SlotPlan) -> tuple[Column, ...]:
    """The one cell of a slot that is chosen from a value mapping or code map and nothing else."""
    nodes = tuple(walk(slot.value))
    cells = {node for node in nodes if isinstance(node, Column)}
    chosen = any(isinstance(node, Recode | Translate) for node in nodes)
    # a birth number is nobody's terminology
    if any(isinstance(node, Call) and node.function in FROM_BIRTH_NUMBER for node in nodes):
        return ()
    return tuple(cells) if chosen and len(cells) == 1 and all(cell.table is None for cell in cells) else ()


def _decision(
    slot: SlotPlan,
    target: str,
    column: Column,
    raw: str,
    count: int,
    codes: Mapping[str, CodeMap],
    show: Show,
    functions: Mapping[str, PythonFunction],
) -> TermDecision | None:
    answer = evaluate(slot.value, Row({(None, column.name): raw}, codes, functions=functions))
    if answer.value is None and not (answer.note or "").startswith(("T", "V")):
        return None
    maps = [node.codes for node in walk(slot.value) if isinstance(node, Translate)]
    value = ", ".join(map(str, answer.value)) if isinstance(answer.value, list) else answer.value
    return TermDecision(
        source_value=show(raw, column.name, slot.slot),
        target=None if value is None else str(value),
        method=f"codes/{maps[0]}.sssom.tsv" if maps else "value_mappings",
        count=count,
        column=column.name,
        slot=f"{target}.{slot.slot.name}",
        accepted_by=codes[maps[0]].version if maps else None,
    )


def write_terms(path: Path, found: tuple[TermDecision, ...]) -> None:
    """Write the decisions as SSSOM (TSV with a comment header); values without a target are sssom:NoTermFound."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("\n".join(_HEADER) + "\n")
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_rows(found))


def _rows(found: tuple[TermDecision, ...]) -> Iterator[tuple[str, ...]]:
    for one in found:
        yield (
            f"{one.column}:{one.source_value}",
            one.source_value,
            "skos:exactMatch",
            one.target or "sssom:NoTermFound",
            "semapv:ManualMappingCuration",
            one.column,
            one.slot,
            one.method,
            f"count {one.count}",
        )
