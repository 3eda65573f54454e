"""The tables of a source of FHIR: one that counts its resources, and one for each view, which share them as rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

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
from omicz_meta.sources.fhir.shelf import REQUIRED, Shelf, Shelved
from omicz_meta.sources.fhir.sound import SOUND
from omicz_meta.sources.fhir.strict import is_installed, misfits
from omicz_meta.sources.fhir.texts import SPAN, texts_of
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
        if not self.columns or not any(self._chosen(one).any() for one in self.base.shelf.files):
            return
        with session(resources=Resources(threads=1)) as connection:
            kernels = {
                version: WhyKernel(connection, plan, self.columns) for version, plan in self.plans.items()
            }
            for version, given in gathered(self._resources(tuple(kernels))):
                if isinstance(given, Block):
                    yield given
                else:
                    yield self._block(given, kernels[version])

    def _resources(
        self, known: tuple[FhirVersion, ...]
    ) -> Iterator[tuple[FhirVersion, pa.RecordBatch | Block]]:
        for one in self.base.shelf.files:
            yield from self._of_file(one, known)

    def _of_file(
        self, one: Shelved, known: tuple[FhirVersion, ...]
    ) -> Iterator[tuple[FhirVersion, pa.RecordBatch | Block]]:
        mine = self._chosen(one)
        versions = np.where(one.versions == "", ASSUMED, one.versions)
        for version in sorted(set(versions[mine].tolist())):
            chosen = np.flatnonzero(mine & (versions == version))
            if version not in known:
                yield version, _left_out(one, chosen, f"view {self._view}: not for {version}", self.columns)
                continue
            for at, texts in texts_of(one.file, chosen):
                yield version, resource_batch(one, at, texts, self.base.shelf)

    def _block(self, given: pa.Table, kernel: WhyKernel) -> Block:
        made = kernel.run(given)
        rows = made.batch[ROW].to_numpy()
        order = np.argsort(rows, kind="stable")
        table = made.batch.take(pa.array(order)) if (order[1:] < order[:-1]).any() else made.batch
        numbers = numbered(table[ROW].to_numpy())
        columns = {name: _cells(_whole(table[name]), self.dialect.form(name)) for name in self.columns}
        arrays = [*columns.values(), pa.array(numbers, pa.int64()), _whole(table[LINE])]
        batch = pa.RecordBatch.from_arrays(arrays, names=[*columns, ROW, LINE])
        nothing = np.setdiff1d(given[ROW].to_numpy(), rows)
        left_out = {f"view {self._view} takes nothing": numbered(nothing)} if len(nothing) else {}
        reasons = tuple(kernel.reasons(table, numbers))
        block = Block(batch, faults=tuple(_noted(made, numbers)), left_out=left_out, reasons=reasons)
        return without_long_cells(block, self.dialect.limits)

    def _chosen(self, one: Shelved) -> npt.NDArray[np.bool_]:
        """Which resources of a file are of the type that the view is over."""
        chosen: npt.NDArray[np.bool_] = one.used & (
            one.file.kinds == next(iter(self.plans.values())).resource
        )
        return chosen

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


def resource_batch(
    one: Shelved, at: Positions, texts: list[bytes], shelf: Shelf, *, first: int | None = None
) -> pa.RecordBatch:
    """Resources as views take them; `first` is the number of the first one of the file, else that in the source."""
    file, known = one.file, shelf.references
    if known.aliases or (known.patients and file.logical):
        texts = [
            known.resolved(text, file.logical.get(n)) for n, text in zip(at.tolist(), texts, strict=True)
        ]
    versions = [version or None for version in one.versions[at].tolist()]
    named = at.tolist()
    arrays = [
        pa.array(texts, pa.binary()).cast(pa.string()),
        pa.array(at + (one.first if first is None else first), pa.int64()),
        pa.array(file.lines[at], pa.int64()),
        pa.array(file.kinds[at].tolist(), pa.string()),
        pa.array(versions, pa.string()),
        pa.array([file.containers.get(n) for n in named], pa.string()),
        pa.array([file.urls.get(n) for n in named], pa.string()),
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=RESOURCE_COLUMNS)
