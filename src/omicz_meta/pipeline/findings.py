"""From grouped problems to findings that help: detail for the message, nearest right values, the ready line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from omicz_meta.engine.codesystems import CODE_SYSTEMS
from omicz_meta.engine.plan import Call, Constant, Convert, Plan, Recode, SlotPlan, Translate, walk
from omicz_meta.engine.signatures import SIGNATURES
from omicz_meta.mapping import Mapping as Files
from omicz_meta.pipeline.nearest_terms import Near, nothing_near
from omicz_meta.privacy.shape import shape
from omicz_meta.problem import Problem
from omicz_meta.result import Finding
from omicz_meta.schema import Schema, Slot
from omicz_meta.sources.values import pointer_parts
from omicz_meta.terms.succession import Successors
from omicz_meta.units import shipped_spellings

NEAREST = 3
SHORTEST_SHAPE = 3
"""A text of so few letters is readable even where it happens to look like a shape."""
TERMS = "terms "
"""What the rule on codes is called, before what a finding speaks of (`validation.values`)."""
ABOUT = MappingProxyType(
    {"T020": "pack", "T022": "systems", "T023": "branch", "T024": "named", "T026": "pack"}
)
"""What findings of codes speak of beside the value, by the key that their messages use."""
MINIMUM = "minimum "
"""What the rule of a class minimum is called, before the name of the class (`validation.judge`)."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What findings are explained with: plan, schema, mapping files, findings about files, terms nearby, successors."""

    plan: Plan
    schema: Schema
    files: Files
    noted: tuple[Problem, ...]
    near: Near = nothing_near
    successors: Mapping[str, Successors] = field(default_factory=dict)

    def finding(self, group: Mapping[str, Any]) -> Finding:
        """One finding from one group of problems."""
        note = self._note(group)
        slot = self._slot(group)
        plan = self._slot_plan(group)
        candidates = note.candidates if note else tuple(_candidates(group, plan, slot, self))
        detail = dict(note.detail) if note else dict(_detail(group, plan, slot))
        return Finding(
            code=group["code"],
            severity=group["severity"],
            count=max(note.count, group["count"]) if note else group["count"],
            source=group["source"],
            file=group["file"],
            column=group["column"],
            record_class=group["record_class"],
            slot=group["slot"],
            value=note.value if note else plain_object(group["value"]),
            rows=tuple(group["rows"]),
            lines=tuple(group["lines"]),
            candidates=candidates,
            detail=detail,
            repair=_repair(group, plan, candidates),
        )

    def _note(self, group: Mapping[str, Any]) -> Problem | None:
        if group["rows"]:
            return None
        wanted = tuple(group[key] for key in ("code", "file", "column", "slot"))
        places = ((p, (p.code, p.place.file, p.place.column, p.place.slot)) for p in self.noted)
        return next((problem for problem, place in places if place == wanted), None)

    def _slot(self, group: Mapping[str, Any]) -> Slot | None:
        definition = self.schema.classes.get(group["record_class"] or "")
        slot = definition.slots.get(group["slot"] or "") if definition else None
        place = group["column"] or ""
        if slot is None or not place.startswith("/"):
            return slot
        return self.slots_beside(group["record_class"], place).get(_keys(place)[-1], slot)

    def slots_beside(self, record_class: str | None, place: str) -> Mapping[str, Slot]:
        """Slots of the class or inlined type in which a key stands; `place` is the key or a JSON pointer to it."""
        body = self.schema.classes.get(record_class or "")
        for name in _keys(place)[:-1]:
            slot = body.slots.get(name) if body else None
            body = self.schema.objects.get(slot.target) if slot else None
        return body.slots if body else {}

    def _slot_plan(self, group: Mapping[str, Any]) -> SlotPlan | None:
        for part in self.plan.classes:
            if part.target == group["record_class"]:
                for slot in part.slots:
                    if slot.slot.name == group["slot"]:
                        return slot
        return None


_PART = re.compile(r"'(\w+)': ([^,'{}\[\]]*)(?:, |\}$)")


def plain_object(value: str | None) -> str | None:
    """An object as people read it: the parts that it has. Any other text, and objects in objects, as they are.

    >>> plain_object("{'duration': P22Y, 'stage': NULL}"), plain_object("{'a': {'b': 1}}")
    ('duration: P22Y', "{'a': {'b': 1}}")
    """
    if value is None or not value.startswith("{'"):
        return value
    parts = _PART.findall(value)
    filled = [f"{name}: {part}" for name, part in parts if part != "NULL"]
    whole = "{" + ", ".join(f"'{name}': {part}" for name, part in parts) + "}" == value
    return ", ".join(filled) if whole and filled else value


def _keys(place: str) -> list[str]:
    """The keys of a JSON pointer without positions in lists; any other name stands for itself."""
    return [part for part in pointer_parts(place) if not part.isdigit()] or [place]


def _detail(group: Mapping[str, Any], plan: SlotPlan | None, slot: Slot | None) -> Iterator[tuple[str, str]]:
    nodes = tuple(walk(plan.value)) if plan else ()
    for node in nodes:
        if isinstance(node, Convert) and node.formats:
            yield "formats", ", ".join(node.formats)
        if isinstance(node, Translate):
            yield "codes", node.codes
        if isinstance(node, Call) and node.function == "code" and isinstance(node.arguments[1], Constant):
            yield "system", str(node.arguments[1].value)
        if isinstance(node, Call) and node.function not in SIGNATURES:
            yield "function", node.function
        if isinstance(node, Call) and node.function == "convert_unit":
            yield from _units(node)
    if slot is not None:
        yield "requirement", slot.requirement
        yield "value_set", slot.target
        yield "target", slot.target
        bounds = (("minimum", slot.minimum), ("maximum", slot.maximum), ("pattern", slot.pattern))
        yield from ((name, bound) for name, bound in bounds if bound is not None)
    if group["further"]:
        yield "further", str(group["further"])
    if group["code"] == "X003":
        yield "missing", (group["rule"] or "").removeprefix(MINIMUM)
    if group["code"] == "X004":
        yield "missing", group["slot"] or ""
    if group["code"] in ABOUT:
        yield ABOUT[group["code"]], (group["rule"] or "").removeprefix(TERMS)


def _units(node: Call) -> Iterator[tuple[str, str]]:
    """The units of a conversion, as far as the mapping writes them."""
    for name, unit in zip(("unit", "into"), node.arguments[1:], strict=False):
        if isinstance(unit, Constant):
            yield name, str(unit.value)


def _candidates(
    group: Mapping[str, Any], plan: SlotPlan | None, slot: Slot | None, known: Knowledge
) -> Iterator[str]:
    value = group["value"]
    if group["code"] == "M004" and group["column"]:
        yield from _nearest(value, list(known.slots_beside(group["record_class"], group["column"])))
    if group["code"] in ("T001", "V008") and slot is not None and slot.target in known.schema.enums:
        names = known.schema.enums[slot.target].names
        written = [key for node in _nodes(plan) if isinstance(node, Recode) for key, _ in node.pairs]
        yield from _nearest(value, written) or _nearest(value, list(names)) or names[:NEAREST]
    if group["code"] == "T010" and value is not None:
        yield from (shipped_spellings() | known.files.units).nearest(value)
    if group["code"] == "T021" and value is not None:
        after = known.successors.get(value, Successors())
        yield from after.replaced_by or after.consider
    if group["code"] == "T003":
        maps = [node.codes for node in _nodes(plan) if isinstance(node, Translate)]
        used = [known.files.codes[name] for name in maps]
        proposed = [(predicate, to) for one in used for code, predicate, to in one.proposals if code == value]
        yield from (f"{to} ({predicate})" for predicate, to in proposed[:NEAREST])
        if not proposed:
            yield from _nearest(value, [code for one in used for code, _ in one.targets])
    if group["code"] in ("T001", "T002", "T003") and value is not None and not _masked(value):
        yield from known.near(value, slot)


def _nodes(plan: SlotPlan | None) -> tuple[Any, ...]:
    return tuple(walk(plan.value)) if plan else ()


def _nearest(value: str | None, names: list[str]) -> list[str]:
    return difflib.get_close_matches(value or "", names, NEAREST, 0.5)


def _repair(group: Mapping[str, Any], plan: SlotPlan | None, candidates: tuple[str, ...]) -> str | None:
    """The line to complete: a value mapping, or a row of a code map."""
    value = group["value"]
    if group["code"] == "T021":
        return _replaced(value, candidates, plan)
    if group["code"] == "T027" and value is not None:
        return f"omicz-meta packs add {value}"
    if plan is None or value is None or _masked(value):
        return None
    if group["code"] == "T013":
        return f"systems.tsv: {value}\t..."
    if group["code"] == "T001":
        return f'{plan.slot.name}: value_mappings: {{"{value}": ...}}'
    if group["code"] == "T010":
        return f"units.tsv: {value}\t..."
    if group["code"] == "T003":
        maps = [node.codes for node in _nodes(plan) if isinstance(node, Translate)]
        systems = [str(n.arguments[1].value) for n in _nodes(plan) if _is_code(n)]
        curie = CODE_SYSTEMS[systems[0]].curie(value) if systems else value
        return f"codes/{maps[0]}.sssom.tsv: {curie}\tskos:exactMatch\t...\tsemapv:ManualMappingCuration"
    return None


def _replaced(value: str, candidates: tuple[str, ...], plan: SlotPlan | None) -> str | None:
    """A row that replaces an obsolete code, for the code map of the slot or for one of its own."""
    if len(candidates) != 1:
        return None
    maps = [node.codes for node in _nodes(plan) if isinstance(node, Translate)]
    name = maps[0] if maps else "replaced"
    return f"codes/{name}.sssom.tsv: {value}\tskos:exactMatch\t{candidates[0]}\tsemapv:ManualMappingCuration"


def _masked(value: str) -> bool:
    """Whether only the shape of a value is shown: a line for it would translate the shape."""
    return len(value) > SHORTEST_SHAPE and shape(value) == value


def _is_code(node: object) -> bool:
    return isinstance(node, Call) and node.function == "code" and isinstance(node.arguments[1], Constant)
