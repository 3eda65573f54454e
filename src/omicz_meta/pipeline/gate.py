"""The masking gate with what a run knows of columns and slots, in the form the engine asks for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from omicz_meta.engine.functions import text_of
from omicz_meta.privacy.gate import Gate
from omicz_meta.schema import Kind, Slot

if TYPE_CHECKING:
    # processes that work on rows get the gate, and have no mapping
    from omicz_meta.mapping import Mapping

_CODED = frozenset({"code", "integer", "decimal", "boolean", "date", "partial_date", "datetime", "duration"})
MOST = 100_000
"""So many answers are remembered; then remembering begins anew."""


def engine_gate(gate: Gate, mapping: Mapping) -> ColumnGate:
    """Show a value of a column that feeds a slot, or only its shape.

    A column declared direct, a slot that identifies, free text, and cells that feed no slot are shown by shape.
    """
    sources = (spec for one in (mapping, *mapping.own.values()) for spec in one.sources.values())
    columns = [pair for source in sources for pair in source.columns.items()]
    declared = {name: spec.sensitivity for name, spec in columns}
    return ColumnGate(gate, declared, frozenset(name for name, spec in columns if spec.type in _CODED))


@dataclass(frozen=True, slots=True)
class ColumnGate:
    """The gate for the columns of a mapping. What it remembers does not travel to other processes."""

    gate: Gate
    declared: dict[str, str | None]
    typed: frozenset[str]
    _known: dict[tuple[str, bool, bool], str] = field(default_factory=dict, repr=False, compare=False)

    def __call__(self, value: str, column: str, slot: Slot | None) -> str:
        """What may be shown of a value of a column that feeds this slot."""
        direct = self.declared.get(column) == "direct" or (slot is not None and slot.sensitivity == "direct")
        coded = column in self.typed or (slot is not None and not is_free_text(slot))
        asked = (value, direct, coded)
        shown = self._known.get(asked)
        return self._show(*asked) if shown is None else shown

    def __reduce__(self) -> tuple[Any, ...]:
        return ColumnGate, (self.gate, self.declared, self.typed)

    def _show(self, value: str, direct: bool, coded: bool) -> str:
        shown = self.gate.show(value, sensitivity="direct" if direct else "clinical", free_text=not coded)
        if len(self._known) >= MOST:
            self._known.clear()
        return self._known.setdefault((value, direct, coded), shown or "")


def is_free_text(slot: Slot) -> bool:
    """Whether people may have written anything into a slot: text without a form, except codes as they stood."""
    return slot.kind is Kind.STRING and slot.pattern is None and slot.name != "source_code"


def shown_value(value: object, show: Callable[[str], str | None]) -> str | None:
    """A value of any type as text, every text and number inside it as `show` lets it be seen; None stays None.

    >>> shown_value({"duration": "P1Y", "text": None}, str.lower)
    '{"duration": "p1y"}'
    """
    if value is None:
        return None
    masked = _masked(value, show)
    return masked if isinstance(masked, str) else json.dumps(masked, ensure_ascii=False)


def _masked(part: object, show: Callable[[str], str | None]) -> object:
    match part:
        case dict():
            return {name: _masked(inner, show) for name, inner in part.items() if inner is not None}
        case list():
            return [_masked(inner, show) for inner in part]
        case bool():
            return part
        case Decimal():
            return show(text_of(part))
    return show(str(part))
