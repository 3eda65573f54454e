"""Why cells of a view are empty: a column's element, or one that it stands in, may say so by data-absent-reason.

https://hl7.org/fhir/R4/extension-data-absent-reason.html. Few resources have the extension, so what a view prints is
left as it is, and the reasons are columns beside it in a plan for these few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import islice
from types import MappingProxyType

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.resource_block import RESOURCE
from omicz_meta.engine.table import CellReason
from omicz_meta.engine.view_kernel import ViewBlock, ViewKernel
from omicz_meta.engine.view_plan import (
    At,
    Boundary,
    Branches,
    Constant,
    Equal,
    Expr,
    Filtered,
    Here,
    Joined,
    Kind,
    Mapped,
    Member,
    Part,
    ReferenceKey,
    Rows,
    ViewColumn,
    ViewPlan,
)

REASON_URL = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
FLAVOURS: Mapping[str, str] = MappingProxyType(
    {
        "unknown": "UNK",
        "asked-unknown": "ASKU",
        "asked-declined": "ASKU",
        "temp-unknown": "NAV",
        "not-asked": "NASK",
        "not-performed": "NASK",
        "masked": "MSK",
        "not-applicable": "NA",
        "not-permitted": "OTH",
        "as-text": "UNC",
        "unsupported": "NI",
        "error": "INV",
        "not-a-number": "INV",
        "negative-infinity": "INV",
        "positive-infinity": "INV",
    }
)
"""Codes of data-absent-reason with the null flavour of each: where HL7 says one, that (cm-data-absent-reason-v3)."""

NO_INFORMATION = "NI"
"""The flavour of a reason that is none of the codes."""

ELEMENTS_ASKED = 3
"""So many elements are asked for a reason: the one that is printed, and those around it."""

_MARK = r"StructureDefinition\\?/data-absent-reason"
_WHY = "#why"
_NOTHING = Constant(None, Kind.TEXT)
_FIRST = Constant(Decimal(0), Kind.INTEGER)


@dataclass(frozen=True)
class WhyKernel:
    """A view that can be run with the reasons of its empty cells, of the columns that are wanted.

    Only resources that have the extension, as far as their texts show, are asked for reasons.
    """

    connection: duckdb.DuckDBPyConnection
    plan: ViewPlan
    wanted: tuple[str, ...]

    @cached_property
    def _plain(self) -> ViewKernel:
        return ViewKernel(self.connection, self.plan)

    @cached_property
    def _reasons(self) -> Reasons:
        return with_reasons(self.plan, self.wanted)

    @cached_property
    def _asking(self) -> ViewKernel:
        return ViewKernel(self.connection, self._reasons.plan)

    def run(self, resources: pa.Table) -> ViewBlock:
        """The rows of resources, as `ViewKernel.run` gives them, those without reasons first."""
        saying = pc.match_substring_regex(resources[RESOURCE], _MARK)
        if not pc.any(saying).as_py():
            return self._plain.run(resources)
        others = self._plain.run(resources.filter(pc.invert(saying)))
        asked = self._asking.run(resources.filter(saying))
        batch = pa.concat_tables([others.batch, asked.batch], promote_options="default")
        return ViewBlock(batch, tuple(sorted((*others.notes, *asked.notes), key=lambda note: note.row)))

    def reasons(self, rows: pa.Table, numbers: npt.NDArray[np.int64]) -> Iterator[CellReason]:
        """Why cells of such rows are empty; `numbers` are what the rows are told apart by."""
        if not any(name.startswith(_WHY) for name in rows.column_names):
            return
        for name, beside in self._reasons.columns.items():
            told = pc.coalesce(*(rows[one] for one in beside)).combine_chunks()
            at = np.flatnonzero(told.is_valid().to_numpy(zero_copy_only=False))
            cells = rows[name].take(pa.array(at)).to_pylist()
            for row, cell, code in zip(
                numbers[at].tolist(), cells, told.take(pa.array(at)).to_pylist(), strict=True
            ):
                if cell is None or cell == "":
                    yield CellReason(row, name, FLAVOURS.get(code, NO_INFORMATION))


@dataclass(frozen=True, slots=True)
class Reasons:
    """A plan with columns for reasons beside those of a view, and the names of these, of the nearest element first."""

    plan: ViewPlan
    columns: Mapping[str, tuple[str, ...]]


def with_reasons(plan: ViewPlan, wanted: tuple[str, ...]) -> Reasons:
    """The plan with columns for the reasons of these columns.

    >>> born = ViewColumn("born", Member(Here(), "birthDate", Kind.DATE, False), "VARCHAR", False)
    >>> made = with_reasons(ViewPlan("Patient", (), Rows((born,)), ("born",)), ("born",))
    >>> made.plan.columns
    ('born', '#why0 born')
    """
    columns = {
        one.name: tuple(f"{_WHY}{at} {one.name}" for at in range(ELEMENTS_ASKED))
        for one in plan.rows.all_columns()
        if one.name in wanted and not one.many
    }
    asked = {name: beside[: _most(plan.rows, name)] for name, beside in columns.items()}
    known = {name: beside for name, beside in asked.items() if beside}
    names = (*plan.columns, *(one for beside in known.values() for one in beside))
    return Reasons(replace(plan, rows=_rows(plan.rows, known), columns=names), known)


def _most(rows: Rows, name: str) -> int:
    """How many elements are asked for a column, in whichever branch there are most."""
    own = [len(_asked(one)) for one in rows.columns if one.name == name]
    below = [_most(inner, name) for part in rows.parts for inner in _inner(part)]
    return max((0, *own, *below))


def _inner(part: Part) -> tuple[Rows, ...]:
    return part.branches if isinstance(part, Branches) else (part.rows,)


def _rows(rows: Rows, known: Mapping[str, tuple[str, ...]]) -> Rows:
    beside = (made for one in rows.columns for made in _beside(one, known.get(one.name, ())))
    return Rows((*rows.columns, *beside), tuple(_part(part, known) for part in rows.parts))


def _part(part: Part, known: Mapping[str, tuple[str, ...]]) -> Part:
    if isinstance(part, Branches):
        return Branches(tuple(_rows(branch, known) for branch in part.branches))
    return replace(part, rows=_rows(part.rows, known))


def _beside(column: ViewColumn, names: tuple[str, ...]) -> Iterator[ViewColumn]:
    reasons = _asked(column)
    for at, name in enumerate(names):
        yield ViewColumn(name, reasons[at] if at < len(reasons) else _NOTHING, "VARCHAR", many=False)


def _asked(column: ViewColumn) -> tuple[Expr, ...]:
    return tuple(_reason(one) for one in islice(_elements(column.value), ELEMENTS_ASKED))


def _elements(expr: Expr) -> Iterator[Expr]:
    """The elements on the way to what a column prints, the nearest first."""
    match expr:
        case Member(of):
            yield expr
            yield from _elements(of)
        case Filtered(of) | At(of) if expr.kind is Kind.OBJECT:
            yield expr
            yield from _around(of)
        case Filtered(of) | At(of) | Mapped(of) | Joined(of) | Boundary(of) | ReferenceKey(of):
            yield from _elements(of)


def _around(expr: Expr) -> Iterator[Expr]:
    """The elements around some of which others were chosen: what those not chosen say does not count."""
    match expr:
        case Member(of):
            yield from _elements(of)
        case Filtered(of) | At(of):
            yield from _around(of)


def _reason(element: Expr) -> Expr:
    """What an element says; of a primitive one it stands beside it, under its key with an underscore."""
    holder = element
    if isinstance(element, Member) and element.kind is not Kind.OBJECT:
        holder = Member(element.of, f"_{element.key}", Kind.OBJECT, element.listed)
    extensions = Member(holder, "extension", Kind.OBJECT, listed=True)
    same = Equal(Member(Here(), "url", Kind.TEXT, listed=False), Constant(REASON_URL, Kind.TEXT))
    return At(Member(Filtered(extensions, same), "valueCode", Kind.TEXT, listed=False), _FIRST)
