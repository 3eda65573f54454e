"""The masking gate with what a run knows of columns and slots, in the form the engine asks for."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from omicz_meta.engine.functions import text_of
from omicz_meta.engine.outcome import Show
from omicz_meta.mapping import Mapping
from omicz_meta.privacy.gate import Gate
from omicz_meta.schema import Kind, Slot

_CODED = frozenset({"code", "integer", "decimal", "boolean", "date", "partial_date", "datetime", "duration"})


def engine_gate(gate: Gate, mapping: Mapping) -> Show:
    """Show a value of a column that feeds a slot, or only its shape.

    A column declared direct, a slot that identifies, free text, and cells that feed no slot are shown by shape.
    """
    declared = {
        name: spec.sensitivity for source in mapping.sources.values() for name, spec in source.columns.items()
    }
    typed = {
        name
        for source in mapping.sources.values()
        for name, spec in source.columns.items()
        if spec.type in _CODED
    }

    @lru_cache(maxsize=100_000)
    def once(value: str, direct: bool, coded: bool) -> str:
        return gate.show(value, sensitivity="direct" if direct else "clinical", free_text=not coded) or ""

    def show(value: str, column: str, slot: Slot | None) -> str:
        direct = declared.get(column) == "direct" or (slot is not None and slot.sensitivity == "direct")
        coded = column in typed or (slot is not None and not is_free_text(slot))
        return once(value, direct, coded)

    return show


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
