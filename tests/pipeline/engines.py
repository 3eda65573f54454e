"""Submissions on which engines are compared, cut into stretches of a few rows, and what of an output must be equal."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.pipeline.test_incremental import told
from tests.rooms.cohort import cohort
from tests.rooms.doors import czech_csv, fhir_ndjson, omop_csv

import omicz_meta as om
from omicz_meta.engine.cluster import Cluster
from omicz_meta.engine.stretch import Part, Stretch
from omicz_meta.engine.table import ROW, Block, Piece
from omicz_meta.resources import mappings_folder

DAY = datetime.date(2026, 11, 16)
ROOMS = Path(__file__).parents[1] / "rooms" / "mapping"
DOORS: dict[str, tuple[Callable[..., None], str]] = {
    "CSV": (czech_csv, str(ROOMS)),
    "FHIR": (fhir_ndjson, "fhir-r4"),
    "OMOP": (omop_csv, "omop-5.4"),
}
EXAMPLES = ("bbmri-cz", "cz-mzcr", "fhir-r4")
INPUTS = ("demo", *DOORS, *EXAMPLES)
ROWS = 150
"""Rows of a stretch: the inputs have some hundreds, so that each table becomes a few."""


def written(name: str, folder: Path) -> tuple[Path, str | None]:
    """An input in a folder, and the mapping it is run with; None for a submission."""
    target = folder / "input"
    if name == "demo":
        shutil.copytree(mappings_folder() / "csv-demo" / "example", target)
        return target, None
    if name in DOORS:
        write, mapping = DOORS[name]
        target.mkdir()
        write(cohort(60), target)
        return target, mapping
    shutil.copytree(mappings_folder() / name / "example", target)
    files = list(target.iterdir())
    return (files[0] if len(files) == 1 else target), name


def ran(
    given: tuple[Path, str | None], out: Path, *, jobs: int = 1, cluster: Cluster | None = None, **more: Any
) -> dict[str, Any]:
    """A run by one engine: hashes of all files, and what run.json says but for clocks."""
    path, mapping = given
    om.run(path, out, mapping=mapping, today=DAY, processes=jobs, cluster=cluster, **more)
    return told(out)


def finely(pieces: Iterable[Piece]) -> Iterator[Part]:
    """Stretches of a few rows, in blocks of still fewer; as `parts`."""
    small = [piece for part in Stretch(0, tuple(pieces)).parts() for piece in _cut(part.block())]
    for number in range(0, len(small), 3):
        yield from Stretch(number // 3, tuple(small[number : number + 3])).parts()


def _cut(block: Block) -> Iterator[Block]:
    rows = block.batch.column(ROW).to_numpy()
    known = [*rows.tolist(), *(row.row for row in block.rejected)]
    known += [int(row) for some in block.left_out.values() for row in some]
    every = sorted(set(known))
    for start in range(0, len(every), ROWS // 3):
        mine = every[start : start + ROWS // 3]
        yield Block(
            block.batch.filter(pa.array(np.isin(rows, mine))),
            tuple(one for one in block.rejected if one.row in mine),
            tuple(one for one in block.faults if one.row in mine),
            {reason: some[np.isin(some, mine)] for reason, some in block.left_out.items()},
            tuple(one for one in block.reasons if one.row in mine),
        )


@pytest.fixture
def in_small_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)
    monkeypatch.setattr("omicz_meta.engine.harmonise.parts", finely)
