"""Every terminology decision of a run: source value, target, method, count, where the target was looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from omicz_meta.engine.oracle import Row, evaluate
from omicz_meta.engine.outcome import Show
from omicz_meta.engine.plan import (
    Call,
    CodeMap,
    Column,
    Constant,
    Expression,
    Plan,
    Recode,
    SlotPlan,
    Translate,
    walk,
)
from omicz_meta.engine.python_functions import PythonFunction
from omicz_meta.pipeline.watching import coded_cells
from omicz_meta.result import TermDecision
from omicz_meta.terms.checks import standing
from omicz_meta.terms.lexicon import Lexicon

SEVERAL = ", "
"""Between the targets of a value that has several."""


@dataclass(frozen=True)
class Deciding:
    """What decided: code maps, functions and packs; and what may be shown of a value."""

    codes: Mapping[str, CodeMap]
    functions: Mapping[str, PythonFunction]
    packs: Lexicon
    show: Show

    @cached_property
    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Who accepted which rows, by code map and code; maps that name nobody are left out."""
        named = {
            name: {code: who for (code, _), who in zip(one.targets, one.accepted, strict=False) if who}
            for name, one in self.codes.items()
        }
        return {name: people for name, people in named.items() if people}


def decisions(
    plan: Plan, values: Mapping[tuple[str, str], Mapping[str, int]], by: Deciding
) -> tuple[TermDecision, ...]:
    """What each distinct value of a translated or coded column became, most frequent first within a slot."""
    found = []
    for part in plan.classes:
        for slot in part.slots:
            for column in _decided(slot):
                counts = values.get((part.table, column.name), {})
                way = _Way(slot, part.target, column, tuple(walk(slot.value)))
                rows = (_decision(way, raw, n, by) for raw, n in counts.items())
                found += sorted((row for row in rows if row), key=lambda row: (-row.count, row.source_value))
    return _checked(found, by.packs)


def _decided(slot: SlotPlan) -> tuple[Column, ...]:
    """The one cell of a slot that is translated, or that gives a code, and nothing else."""
    chosen = any(isinstance(node, Recode | Translate) for node in walk(slot.value))
    return coded_cells(slot) if chosen or slot.slot.vocabularies else ()


@dataclass(frozen=True, slots=True)
class _Way:
    """How the values of a column get into a slot of a class; `nodes` are all parts of the slot's expression."""

    slot: SlotPlan
    target: str
    column: Column
    nodes: tuple[Expression, ...]


def _decision(way: _Way, raw: str, count: int, by: Deciding) -> TermDecision | None:
    slot, column = way.slot, way.column
    row = Row({(None, column.name): raw}, by.codes, functions=by.functions)
    answer = evaluate(slot.value, row)
    if answer.value is None and not (answer.note or "").startswith(("T", "V")):
        return None
    value = SEVERAL.join(map(str, answer.value)) if isinstance(answer.value, list) else answer.value
    code_map, accepted = _by_map(way, row, by)
    return TermDecision(
        source_value=by.show(raw, column.name, slot.slot),
        target=None if value is None else str(value),
        method=_method(way, raw, value, code_map),
        count=count,
        column=column.name,
        slot=f"{way.target}.{slot.slot.name}",
        accepted_by=accepted or (code_map.version if code_map else None),
        version=code_map.version if code_map else None,
    )


def _by_map(way: _Way, row: Row, by: Deciding) -> tuple[CodeMap | None, str | None]:
    """The code map of a slot, and who accepted its row for a value."""
    node = next((node for node in way.nodes if isinstance(node, Translate)), None)
    if node is None:
        return None, None
    code_map = by.codes[node.codes]
    people = by.people.get(node.codes)
    asked = people and any(isinstance(part, Column) for part in walk(node.value))
    return code_map, people.get(str(evaluate(node.value, row).value)) if people and asked else None


def _method(way: _Way, raw: str, value: object, code_map: CodeMap | None) -> str:
    if code_map is not None:
        return f"codes/{code_map.name}.sssom.tsv"
    nodes = way.nodes
    if any(isinstance(node, Recode) and not _by_system(node) for node in nodes):
        return "value_mappings"
    systems = [
        str(node.arguments[1].value)
        for node in nodes
        if isinstance(node, Call) and node.function == "code" and isinstance(node.arguments[1], Constant)
    ]
    if systems:
        return f"code {systems[0]}" if raw != value else "as it stands"
    return "as it stands" if raw == value else "computed"


def _by_system(node: Recode) -> bool:
    """Whether a value mapping only says what a code system is called."""
    return node.code == "T013"


def _checked(found: list[TermDecision], packs: Lexicon) -> tuple[TermDecision, ...]:
    """The decisions with what the packs say of their targets."""
    if not packs.packs:
        return tuple(found)
    known = standing({code for one in found for code in _targets(one)}, packs)
    return tuple(replace(one, checked=_told(_targets(one), known)) for one in found)


def _targets(one: TermDecision) -> list[str]:
    return one.target.split(SEVERAL) if one.target else []


def _told(codes: Iterable[str], known: Mapping[str, str]) -> str | None:
    told = dict.fromkeys(known[code] for code in codes if code in known)
    return "; ".join(told) or None
