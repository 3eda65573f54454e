"""Samples and analyses that come, over some steps, from themselves: X033."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from types import MappingProxyType

import pyarrow as pa

from omicz_meta.engine.checks import Check, Court, Judged
from omicz_meta.engine.class_values import steps
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.plan import Call, Column, Constant

STEPS = MappingProxyType(
    {"Analysis": ("id", "input_analyses"), "BiosampleRelation": ("biosample", "related_biosample")}
)
"""Slots between which a record of a class makes a step: what is made, and what it is made of."""

ANY = Constant(True)

MAKING = MappingProxyType(
    {
        "BiosampleRelation": Call(
            "or",
            (
                Call("matches", (Column("relation_type"), Constant("derived|aliquot"))),
                Call("eq", (Column("biosample"), Column("related_biosample"))),
            ),
        )
    }
)
"""Records that make a step, where not all do: samples are matched or paired both ways, but no sample with itself."""


def circles(court: Court, judged: Judged) -> pa.Table:
    """Problems of records whose step lies on a circle."""
    if judged.staged.name not in STEPS:
        return PROBLEMS.empty_table()
    made, of = STEPS[judged.staged.name]
    check = Check("X033", judged.staged.name, of, Column(of), "circles")
    taken = steps(court, judged, made, of, MAKING.get(judged.staged.name, ANY))
    pairs = list(zip(taken["from"].to_pylist(), taken["to"].to_pylist(), strict=True))
    inside = on_circles(pairs)
    mask = pa.array([one in inside and other in inside for one, other in pairs], pa.bool_())
    found = taken.filter(mask)
    numbers = pa.repeat(pa.scalar(0, pa.int64()), found.num_rows)
    rows = pa.table({"check": numbers, "record_id": found["record_id"], "value": found["to"]})
    return court.locate(judged, rows, (check,))


def on_circles(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """What can be reached from itself, or lies between two such.

    >>> sorted(on_circles([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("e", "a")]))
    ['a', 'b', 'c']
    """
    onward: dict[str, set[str]] = defaultdict(set)
    back: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        onward[one].add(other)
        back[other].add(one)
    left = set(onward) & set(back)
    # whoever has nobody before or nobody behind is on no circle; taking it away may free others
    ends = [node for node in {*onward, *back} if node not in left]
    while ends:
        node = ends.pop()
        for near, far in ((onward, back), (back, onward)):
            for other in near.pop(node, ()):
                far[other].discard(node)
                if other in left and not far[other]:
                    left.discard(other)
                    ends.append(other)
    return frozenset(left)
