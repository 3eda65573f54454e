"""Mappings and plans as JSON and back, exactly: a value is taken apart, and each different part is written once.

A part is a list: what it is, then its pieces, each a plain value or, in a list of its own, the number of an earlier
part. The last part is the value. It is data only: nothing but the values listed here can be made of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from functools import cache
from itertools import chain
from types import MappingProxyType, ModuleType
from typing import Any

from omicz_meta.engine import plan
from omicz_meta.mapping import rules
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.schema import Branch, Kind, Slot
from omicz_meta.sources.dialect import ColumnForm, Dialect
from omicz_meta.sources.limits import Limits
from omicz_meta.yamlfile import Node

Part = list[Any]

COMMON: tuple[type[Any], ...] = (
    *(Node, Place, Problem, Slot, ColumnForm, Dialect, Limits),
    *(rules.NullTokens, rules.ColumnSpec, rules.Identity, rules.AbsentRule, rules.SourceSpec, rules.JoinRule),
    *(rules.PivotRule, rules.Branch, rules.MappingTables, rules.EnumRule, rules.ConversionRule),
    *(rules.OffsetRule, rules.TextRule, rules.SlotRule, rules.ClassRule, rules.Mapping),
    *(plan.Column, plan.Item, plan.Variable, plan.Constant, plan.Absent, plan.Call, plan.Convert),
    *(plan.Recode, plan.Translate, plan.Case, plan.Record, plan.Collect, plan.Split, plan.Each, plan.Join),
    *(
        plan.Unnest,
        plan.SlotPlan,
        plan.Filter,
        plan.ClassPlan,
        plan.Identity,
        plan.Plan,
        plan.CodeMap,
        Branch,
    ),
)
"""Whatever a mapping or a plan without views consists of; a part says by its number here what it is."""


@cache
def values() -> tuple[type[Any], ...]:
    """What a mapping or a plan may consist of: what is common, and behind it what views consist of."""
    view = _views()
    return (
        *COMMON,
        *(view.Here, view.Member, view.Filtered, view.Mapped, view.At, view.Constant, view.RowIndex),
        *(view.Exists, view.Not, view.Logic, view.Equal, view.Ordered, view.Reckoned, view.Concatenated),
        *(view.Joined, view.Boundary, view.ResourceKey, view.ReferenceKey, view.ViewColumn, view.Rows),
        *(view.Each, view.Recursive, view.Branches, view.ViewPlan),
    )


def _views() -> ModuleType:
    # the values of views are many, and loaded where a mapping has some
    from omicz_meta.engine import view_plan  # noqa: PLC0415

    return view_plan


def stored(value: object) -> str:
    """A mapping, a plan, or a tuple of such, as JSON. Raises TypeError for what is none of `values`.

    >>> stored(plan.Split(plan.Column("Dg"), ","))
    '[["tuple",""],["tuple"],[23,"Dg",null,[0],[1]],[35,[2],","]]'
    """
    parts: dict[str, int] = {}

    def piece(value: object) -> object:
        if value is None or type(value) in (str, int, bool):
            return value
        kind, pieces = _apart(value)
        part = json.dumps([kind, *map(piece, pieces)], separators=(",", ":"))
        return [parts.setdefault(part, len(parts))]

    piece(value)
    return f"[{','.join(parts)}]"


def restored(text: str) -> Any:
    """The value that was stored.

    >>> restored(stored((plan.Constant(Decimal("1.50")), None)))
    (Constant(value=Decimal('1.50')), None)
    """
    made: list[Any] = []
    for kind, *pieces in json.loads(text):
        make = _MAKE[kind] if type(kind) is str else COMMON[kind] if kind < len(COMMON) else values()[kind]
        made.append(make(*[made[piece[0]] if type(piece) is list else piece for piece in pieces]))
    return made[-1]


def _apart(value: object) -> tuple[int | str, Iterator[object]]:
    match value:
        case Kind():
            return "kind", iter((str(value),))
        case Decimal():
            return "decimal", iter((str(value),))
        case tuple():
            return "tuple", iter(value)
        case frozenset():
            return "set", iter(sorted(value))
        case Mapping():
            return "mapping", chain.from_iterable(value.items())
    if type(value) in COMMON:
        return _fields(value, COMMON)
    if isinstance(value, _views().Kind):
        return "view kind", iter((value.value,))
    if type(value) not in values():
        raise TypeError(f"{type(value).__name__} is no part of a mapping or plan.")
    return _fields(value, values())


def _fields(value: Any, kinds: tuple[type[Any], ...]) -> tuple[int, Iterator[object]]:
    return kinds.index(type(value)), (getattr(value, field.name) for field in fields(value))


def _tuple(*pieces: object) -> tuple[object, ...]:
    return pieces


def _set(*pieces: object) -> frozenset[object]:
    return frozenset(pieces)


def _mapping(*pieces: object) -> dict[object, object]:
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


def _view_kind(name: str) -> object:
    return _views().Kind(name)


_MAKE: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "kind": Kind,
        "view kind": _view_kind,
        "decimal": Decimal,
        "tuple": _tuple,
        "set": _set,
        "mapping": _mapping,
    }
)
