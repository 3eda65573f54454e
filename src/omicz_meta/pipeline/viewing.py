"""A view over FHIR, from files to a table: the second front end, for people who want tables and no records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.resource_block import RESOURCE_COLUMNS, VERSION, FhirVersion, ResourceBlock
from omicz_meta.engine.session import session
from omicz_meta.engine.table import LINE, ROW, RejectedRow
from omicz_meta.engine.view_kernel import ViewKernel, ViewNote
from omicz_meta.errors import DataErrors, MappingError, UsageError
from omicz_meta.place import Place
from omicz_meta.privacy.gate import mask_path
from omicz_meta.problem import Problem
from omicz_meta.sources.resource_files import resource_files
from omicz_meta.views.compiling import compile_view
from omicz_meta.views.definition import Definition, read_definition
from omicz_meta.views.elements import VERSIONS
from omicz_meta.views.fault import FORM, Fault

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl

    from omicz_meta.engine.view_plan import ViewPlan

View = str | Path | Mapping[str, Any]
"""A ViewDefinition: its file, or what stands in it."""


@dataclass(frozen=True, slots=True)
class ViewTable:
    """The rows of a view, in the order of resources, and what was wrong. Bad data never raises."""

    table: pa.Table
    problems: tuple[Problem, ...] = field(default=())

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Rows one by one."""
        for batch in self.table.to_batches(max_chunksize=10_000):
            yield from batch.to_pylist()

    def to_arrow(self) -> pa.Table:
        """The table; columns in the order of the view."""
        return self.table

    def to_pandas(self) -> pd.DataFrame:
        """The table with Arrow-backed dtypes, so that integers stay integers and lists stay lists."""
        import pandas as pd  # noqa: PLC0415 - half a second that only this call needs

        frame: pd.DataFrame = self.table.to_pandas(types_mapper=pd.ArrowDtype)
        return frame

    def to_polars(self) -> pl.DataFrame:
        """The table as a Polars frame; needs polars to be installed."""
        import polars as pl  # noqa: PLC0415 - optional

        frame = pl.from_arrow(self.table)
        assert isinstance(frame, pl.DataFrame)  # noqa: S101 - from_arrow of a table is a frame
        return frame

    def raise_if_errors(self) -> None:
        """Raise DataErrors when a problem of severity error was found."""
        errors = sum(problem.severity == "error" for problem in self.problems)
        if errors:
            raise DataErrors(f"{errors} problems of severity error were found.")


@dataclass(frozen=True, slots=True)
class ViewedBlock:
    """Rows of some resources of one file, and what was wrong with them."""

    table: pa.Table
    problems: tuple[Problem, ...]


def view(definition: View, path: str | Path) -> ViewTable:
    """Run a SQL-on-FHIR ViewDefinition over FHIR at a path: a file or a folder of JSON, bundles and lines.

    Decimals are decimals of eighteen places, whole numbers 64 bits wide, dates and times text as precise as they were
    written; the tag `ansi/type` asks for another type. What cannot be read or told is in `.problems`, and its cell is
    empty. The table is held in memory; `view_blocks` gives it piece by piece.

    Raises MappingError when the view is refused, with all reasons; UsageError when there is nothing to read.

    >>> from tempfile import TemporaryDirectory
    >>> patient = {"resourceType": "Patient", "id": "p1", "birthDate": "1982-02"}
    >>> born = {"resource": "Patient", "select": [{"column": [{"name": "born", "path": "birthDate"}]}]}
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "patients.ndjson").write_text(json.dumps(patient))
    ...     view(born, folder).to_arrow().to_pylist()
    [{'born': '1982-02'}]
    """
    found = list(view_blocks(definition, path))
    problems = tuple(problem for block in found for problem in block.problems)
    return ViewTable(pa.concat_tables([block.table for block in found]).combine_chunks(), problems)


def view_blocks(definition: View, path: str | Path) -> Iterator[ViewedBlock]:
    """The table of a view piece by piece, as `view` makes it; the first piece is empty and has the columns' types."""
    read, name = read_view(definition)
    plans = _Plans(read, name)
    place = Path(path)
    if not place.exists():
        raise UsageError(f"There is no file or folder {mask_path(place.name)}.")
    files = resource_files(place)
    with session() as connection, closing(_Kernels(connection, plans)) as kernels:
        yield ViewedBlock(kernels.run(RESOURCE_COLUMNS.empty_table())[0], ())
        for file in files:
            if file.problems:
                yield ViewedBlock(kernels.run(RESOURCE_COLUMNS.empty_table())[0], file.problems)
            for block in file.blocks():
                table, notes = kernels.run(pa.Table.from_batches([block.batch]))
                yield ViewedBlock(table, tuple(_problems(block, notes, file.source, file.file)))


def _problems(block: ResourceBlock, notes: tuple[ViewNote, ...], source: str, file: str) -> Iterator[Problem]:
    found: list[ViewNote | RejectedRow] = [*block.rejected, *notes]
    for one in sorted(found, key=lambda one: one.row):
        column = one.column if isinstance(one, ViewNote) else None
        yield Problem(one.code, Place(source, file, row=one.row, line=one.line, column=column))


def read_view(definition: View) -> tuple[Definition, str]:
    """The checked form of a view, and the name it has in messages. Raises MappingError when it is refused."""
    name = "" if isinstance(definition, Mapping) else Path(definition).name
    content = definition if isinstance(definition, Mapping) else _json(Path(definition))
    read, faults = read_definition(content)
    if faults:
        # what can be judged of the rest is told as well, so that one look finds all
        meaning = compile_view(read, (*read.versions, *VERSIONS)[0])[1] if read.resource else ()
        raise _refusal((*faults, *meaning), name)
    return read, name or read.name


def _json(path: Path) -> object:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"The view {mask_path(path.name)} cannot be read.") from fault
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as fault:
        line = getattr(fault, "lineno", None)
        reason = f"no JSON from line {line} on" if line else "no JSON"
        raise _refusal((Fault(FORM, "", None, reason),), path.name) from fault


def _refuse(faults: tuple[Fault, ...], name: str) -> None:
    if faults:
        raise _refusal(faults, name)


def _refusal(faults: tuple[Fault, ...], name: str) -> MappingError:
    shown = mask_path(name) if name else "view"
    problems = tuple(dict.fromkeys(fault.problem(shown) for fault in faults))
    count = "one fault" if len(problems) == 1 else f"{len(problems)} faults"
    return MappingError(f"The view has {count}, so nothing was read.", problems)


class _Plans:
    """The plan of a view for each version of FHIR, made when the first resource of that version comes."""

    def __init__(self, definition: Definition, name: str) -> None:
        self._definition, self._name = definition, name
        self._made: dict[FhirVersion, ViewPlan] = {}
        self.usual = self._first()

    def _first(self) -> FhirVersion:
        """The version that resources are taken for which do not say theirs: the first in which the view is sound."""
        asked = self._definition.versions or VERSIONS
        tried = [(compile_view(self._definition, version)[1], version) for version in asked]
        for faults, version in tried:
            if not faults:
                return version
        raise _refusal(tried[0][0], self._name)

    def of(self, version: FhirVersion) -> ViewPlan:
        """The plan; raises MappingError where the view means nothing in a version that resources have."""
        if version not in self._made:
            plan, faults = compile_view(self._definition, version)
            _refuse(faults, self._name)
            self._made[version] = plan
        return self._made[version]


class _Kernels:
    """Kernels by version, over one session."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, plans: _Plans) -> None:
        self._connection, self._plans = connection, plans
        self._made: dict[FhirVersion, ViewKernel] = {}

    def run(self, resources: pa.Table) -> tuple[pa.Table, tuple[ViewNote, ...]]:
        """Rows and notes of resources, whatever versions they are of, in their order."""
        versions = pc.fill_null(resources[VERSION], self._plans.usual)
        found = sorted(pc.unique(versions).to_pylist()) or [self._plans.usual]
        blocks = [
            self._kernel(version).run(resources.filter(pc.equal(versions, version))) for version in found
        ]
        table = pa.concat_tables([block.batch for block in blocks])
        if len(found) > 1:
            table = table.take(pc.sort_indices(table[ROW]))
        notes = sorted((note for block in blocks for note in block.notes), key=lambda note: note.row)
        return table.drop_columns([ROW, LINE]), tuple(notes)

    def _kernel(self, version: FhirVersion) -> ViewKernel:
        if version not in self._made:
            self._made[version] = ViewKernel(self._connection, self._plans.of(version))
        return self._made[version]

    def close(self) -> None:
        """Forget the kernels before the session ends."""
        self._made.clear()
