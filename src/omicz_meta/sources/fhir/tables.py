"""The tables of a source of FHIR: one that counts its resources, and one for each view, which share them as rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.resource_block import RESOURCE_COLUMNS, FhirVersion
from omicz_meta.engine.session import Resources, session
from omicz_meta.engine.sharing import ITEM_BITS, numbered, plain
from omicz_meta.engine.table import LINE, ROW, Block, CellFault, Form, RejectedRow, Shared
from omicz_meta.engine.view_kernel import ViewBlock
from omicz_meta.engine.view_plan import ViewPlan
from omicz_meta.engine.view_reasons import WhyKernel
from omicz_meta.problem import Problem
from omicz_meta.sources.dialect import ColumnForm, Dialect
from omicz_meta.sources.fhir.knowledge import ASSUMED
from omicz_meta.sources.fhir.routes import EVERY
from omicz_meta.sources.fhir.shelf import REQUIRED, Shelf, Shelved
from omicz_meta.sources.fhir.sound import SOUND
from omicz_meta.sources.fhir.strict import is_installed, misfits
from omicz_meta.sources.fhir.survey import Surveyed, called, container_of, is_one
from omicz_meta.sources.fhir.texts import SPAN, Run, runs_of, texts_of
from omicz_meta.sources.longcells import without_long_cells
from omicz_meta.sources.parquet import column_text

Positions = npt.NDArray[np.int64]

Plans = Mapping[FhirVersion, ViewPlan]
"""A view as it is for resources of each version; those of a version that is not there are left out."""

BLOCK_ROWS = 50_000
TOGETHER = 16_384
"""So many resources of small files are one block."""

MOST_LOOKED_AT = 100
"""Resources of a block that lack an element and are looked at closely where the check is not strict."""

MISFIT = "R065"
FORM = Form("fhir")


@dataclass(frozen=True, slots=True)
class AllResources:
    """The table that counts the resources of a source: it has no columns, and gives those that cannot be read."""

    name: str
    file: str
    shelf: Shelf
    problems: tuple[Problem, ...] = ()
    strict: bool = False
    columns: tuple[str, ...] = ()
    layout: Form = FORM

    @property
    def source(self) -> str:
        """Name of the source."""
        return self.shelf.source

    @property
    def shared(self) -> Shared:
        """Its rows are those of the views."""
        return Shared(self.name, self.shelf.rows, self.shelf.named)

    def blocks(self) -> Iterator[Block]:
        """All resources, by number and line only; with what is wrong, and why some are left out."""
        for one in self.shelf.files:
            bounds = [*range(0, len(one.file), BLOCK_ROWS), len(one.file)]
            for start, end in pairwise(bounds):
                block = _counted(one, start, end)
                yield replace(block, faults=(*block.faults, *_misfits(one, start, end, strict=self.strict)))

    def recalled(self, rows: Sequence[int]) -> Iterator[bytes]:
        """The texts of resources by their numbers, which are in order."""
        numbers = np.array(rows, np.int64)
        for one in self.shelf.files:
            here = numbers[(numbers >= one.first) & (numbers < one.first + len(one.file))] - one.first
            for places, texts in texts_of(one.file, here):
                yield from (
                    _wrapped(text, one.file.urls.get(at)) for at, text in zip(places, texts, strict=True)
                )


def _wrapped(text: bytes, url: str | None) -> bytes:
    """A resource; one that others know by the fullUrl of its entry only, in a bundle of its own."""
    if url is None:
        return text
    entry = b'{"resourceType": "Bundle", "type": "collection", "entry": [{"fullUrl": '
    return entry + json.dumps(url).encode() + b', "resource": ' + text + b"}]}"


def _counted(one: Shelved, start: int, end: int) -> Block:
    file, codes = one.file, one.file.codes[start:end]
    sound = np.flatnonzero(codes == SOUND) + start
    batch = pa.record_batch({ROW: (sound + one.first) << ITEM_BITS, LINE: file.lines[sound]}, schema=_PLACES)
    kinds = file.kinds[sound]
    left_out = {
        f"no rule takes {kind}": _rows(one, sound[kinds == kind]) for kind in sorted(set(kinds.tolist()))
    }
    for reason, at in one.left_out.items():
        chosen = _rows(one, at[(at >= start) & (at < end)])
        left_out = {text: np.setdiff1d(rows, chosen) for text, rows in left_out.items()} | {reason: chosen}
    return Block(
        batch,
        tuple(rejected_of(one, np.flatnonzero(codes != SOUND) + start)),
        tuple(_faults(one, start, end)),
        {reason: rows for reason, rows in left_out.items() if len(rows)},
    )


_PLACES = pa.schema([(ROW, pa.int64()), (LINE, pa.int64())])


def _rows(one: Shelved, at: Positions) -> Positions:
    return numbered(at + one.first)


def rejected_of(one: Shelved, at: Positions) -> Iterator[RejectedRow]:
    """The texts at these positions of a file that are no resources."""
    for places, texts in texts_of(one.file, at):
        for position, text in zip(places.tolist(), texts, strict=True):
            row = int(numbered(np.array([position + one.first]))[0])
            line, code = int(one.file.lines[position]) or None, str(one.file.codes[position])
            met = one.file.modified.get(position)
            yield RejectedRow(row, line, code, text, *((met.element, met.url) if met else ()))


def _faults(one: Shelved, start: int, end: int) -> Iterator[CellFault]:
    for finding in one.findings:
        for at in finding.at[(finding.at >= start) & (finding.at < end)].tolist():
            row = int(numbered(np.array([at + one.first]))[0])
            yield CellFault(row, int(one.file.lines[at]), finding.element, finding.code, finding.value)


def _misfits(one: Shelved, start: int, end: int, *, strict: bool) -> Iterator[CellFault]:
    """What the models of FHIR say: of all resources in a strict check, else of those that lack an element."""
    lacking = [finding.at for finding in one.findings if finding.code == REQUIRED]
    chosen = (
        np.flatnonzero(one.used) if strict else np.unique(np.concatenate([np.zeros(0, np.int64), *lacking]))
    )
    chosen = chosen[(chosen >= start) & (chosen < end)][: None if strict else MOST_LOOKED_AT]
    if not strict and not (len(chosen) and is_installed()):
        return
    for at, texts in texts_of(one.file, chosen):
        for position, text in zip(at.tolist(), texts, strict=True):
            row = int(numbered(np.array([position + one.first]))[0])
            version: FhirVersion | None = one.versions[position] or None
            for found in misfits(text, str(one.file.kinds[position]), version):
                if strict or "." in found.element:
                    yield CellFault(row, int(one.file.lines[position]), str(found), MISFIT, "")


@dataclass(frozen=True, slots=True)
class ViewTable:
    """A view over the resources of a source, as a table."""

    name: str
    file: str
    base: AllResources
    plans: Plans
    dialect: Dialect = field(default_factory=Dialect)
    wanted: tuple[str, ...] | None = None
    problems: tuple[Problem, ...] = ()
    layout: Form = FORM
    bit: np.uint32 = EVERY

    @property
    def source(self) -> str:
        """Name of the source."""
        return self.base.source

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the view, as far as they are wanted."""
        if self.wanted is not None:
            return self.wanted
        return next(iter(self.plans.values())).columns if self.plans else ()

    @property
    def shared(self) -> Shared:
        """Its rows are resources."""
        return self.base.shared

    def only(self, columns: tuple[str, ...]) -> ViewTable:
        """The view with some of its columns."""
        return replace(self, wanted=tuple(name for name in self.columns if name in columns))

    def recalled(self, rows: Sequence[int]) -> Iterator[bytes]:
        """The texts of resources by their numbers."""
        return self.base.recalled(rows)

    def blocks(self) -> Iterator[Block]:
        """The rows of the view as text, with the resources from which it takes none."""
        if not self.columns:
            return
        yield from self._untouched()
        resources = gathered(self._resources())
        first = next(resources, None)
        if first is None:
            return
        with session(resources=Resources(threads=1)) as connection:
            kernels = dict[FhirVersion, WhyKernel]()
            for version, given in chain((first,), resources):
                if isinstance(given, Block):
                    yield given
                    continue
                if version not in kernels:
                    kernels[version] = WhyKernel(connection, self.plans[version], self.columns)
                yield self._block(given, kernels[version])

    def _untouched(self) -> Iterator[Block]:
        """Resources of which their text told that there is nothing in them for this view."""
        for one in self.base.shelf.files:
            for version, at in self._chosen(one):
                passed = at[~self._may_take(one, at)] if version in self.plans else at[:0]
                for start in range(0, len(passed), BLOCK_ROWS):
                    yield _left_out(one, passed[start : start + BLOCK_ROWS], self._nothing, self.columns)

    def _resources(self) -> Iterator[tuple[FhirVersion, pa.RecordBatch | Block]]:
        for one in self.base.shelf.files:
            for version, at in self._chosen(one):
                if version not in self.plans:
                    reason = f"view {self._view}: not for {version}"
                    yield version, _left_out(one, at, reason, self.columns)
                    continue
                for run in runs_of(one.file, at[self._may_take(one, at)]):
                    yield version, resource_batch(one, run, self.base.shelf)

    def _block(self, given: pa.Table, kernel: WhyKernel) -> Block:
        made = kernel.run(given)
        rows = made.batch[ROW].to_numpy()
        order = np.argsort(rows, kind="stable")
        table = made.batch.take(pa.array(order)) if (order[1:] < order[:-1]).any() else made.batch
        numbers = numbered(table[ROW].to_numpy())
        columns = {name: _cells(_whole(table[name]), self.dialect.form(name)) for name in self.columns}
        arrays = [*columns.values(), pa.array(numbers, pa.int64()), _whole(table[LINE])]
        batch = pa.RecordBatch.from_arrays(arrays, names=[*columns, ROW, LINE])
        asked = given[ROW].to_numpy()
        passed = np.ones(len(asked), bool)
        passed[np.searchsorted(asked, rows)] = False
        nothing = asked[passed]
        left_out = {self._nothing: numbered(nothing)} if len(nothing) else {}
        reasons = tuple(kernel.reasons(table, numbers))
        block = Block(batch, faults=tuple(_noted(made, numbers)), left_out=left_out, reasons=reasons)
        return without_long_cells(block, self.dialect.limits)

    def _chosen(self, one: Shelved) -> Iterator[tuple[FhirVersion, Positions]]:
        """Where resources of the type that the view is over stand in a file, by their version."""
        kind = next(iter(self.plans.values())).resource
        if kind not in one.file.carried:
            return
        at = np.flatnonzero(one.used & called(one.file.kinds, kind))
        if is_one(one.versions) and len(at):
            yield one.versions[0] or ASSUMED, at
            return
        versions = np.where(one.versions[at] == "", ASSUMED, one.versions[at])
        for version in sorted(set(versions.tolist())):
            yield version, at[versions == version]

    def _may_take(self, one: Shelved, at: Positions) -> npt.NDArray[np.bool_]:
        """Which resources of its type may give a row or a note."""
        known = self.base.shelf.references
        if known.aliases or (known.patients and one.file.logical):
            # references that are resolved put words into a text that do not stand in its file
            return np.ones(len(at), bool)
        held: npt.NDArray[np.bool_] = (one.file.bits[at] & self.bit) != 0
        return held

    @property
    def _nothing(self) -> str:
        return f"view {self._view} takes nothing"

    @property
    def _view(self) -> str:
        return self.name.removeprefix(f"{self.source}.")


def gathered(
    parts: Iterator[tuple[FhirVersion, pa.RecordBatch | Block]],
) -> Iterator[tuple[FhirVersion, pa.Table | Block]]:
    """Resources of one version after another, many small files together, since each block costs a query."""
    waiting: list[pa.RecordBatch] = []
    now: FhirVersion = ASSUMED
    for version, part in parts:
        full = sum(one.num_rows for one in waiting) >= TOGETHER or sum(one.nbytes for one in waiting) >= SPAN
        if waiting and (full or version != now or isinstance(part, Block)):
            yield now, pa.Table.from_batches(waiting)
            waiting = []
        now = version
        if isinstance(part, Block):
            yield version, part
        else:
            waiting.append(part)
    if waiting:
        yield now, pa.Table.from_batches(waiting)


def _cells(values: pa.Array, form: ColumnForm) -> pa.Array:
    """A column as text; decimals without the zeros that their type has at the end."""
    text = column_text(values, form)
    if not pa.types.is_decimal(values.type) or not values.type.scale:
        return text
    return pc.ascii_rtrim(pc.ascii_rtrim(text, "0"), ".,")


def _noted(made: ViewBlock, numbers: Positions) -> Iterator[CellFault]:
    """What the view tells of cells, of the first row of each resource."""
    if not made.notes:
        return
    first = {int(row): int(number) for row, number in zip(plain(numbers)[::-1], numbers[::-1], strict=True)}
    for note in made.notes:
        yield CellFault(first.get(note.row, note.row << ITEM_BITS), note.line, note.column, note.code, "")


def _left_out(one: Shelved, at: Positions, reason: str, columns: tuple[str, ...]) -> Block:
    fields = [(name, pa.string()) for name in columns]
    empty = pa.schema([*fields, (ROW, pa.int64()), (LINE, pa.int64())]).empty_table()
    batch = (
        empty.to_batches()[0] if empty.to_batches() else pa.RecordBatch.from_pylist([], schema=empty.schema)
    )
    return Block(batch, left_out={reason: _rows(one, at)})


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks()


def resource_batch(one: Shelved, run: Run, shelf: Shelf, *, first: int | None = None) -> pa.RecordBatch:
    """Resources as views take them; `first` is the number of the first one of the file, else that in the source."""
    file, at = one.file, run.at
    versions = one.versions[at]
    arrays = [
        _texts(one, run, shelf),
        pa.array(at + (one.first if first is None else first), pa.int64()),
        pa.array(file.lines[at], pa.int64()),
        pa.array(file.kinds[at], pa.string()),
        pa.array(versions, pa.string(), mask=versions == ""),
        _containers(file, at),
        pa.array([file.urls.get(n) for n in at.tolist()], pa.string()) if file.urls else _nulls(at),
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=RESOURCE_COLUMNS)


def _texts(one: Shelved, run: Run, shelf: Shelf) -> pa.Array:
    """The texts, references in them resolved as far as is known."""
    file, known = one.file, shelf.references
    if not (known.aliases or (known.patients and file.logical)):
        return run.array()
    pairs = zip(run.at.tolist(), run.listed(), strict=True)
    texts = [known.resolved(text, file.logical.get(at)) for at, text in pairs]
    return pa.array(texts, pa.binary()).cast(pa.string())


def _containers(file: Surveyed, at: Positions) -> pa.Array:
    in_bundles = file.containers or (file.entries[at] >= 0).any()
    return pa.array([container_of(file, n) for n in at.tolist()], pa.string()) if in_bundles else _nulls(at)


def _nulls(at: Positions) -> pa.Array:
    return pa.nulls(len(at), pa.string())
