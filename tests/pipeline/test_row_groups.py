"""Row groups are encoded by whoever works on a stretch, and taken over with it; a file shows nothing of that."""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.pipeline.test_incremental import told

import omicz_meta as om
from omicz_meta.engine.encoding import LEAST
from omicz_meta.engine.stretch import parts

DAY = datetime.date(2026, 11, 16)
ROWS = 30_000
NOTE = "bez nálezu " * 8
"""Makes rows long, so that the file has several pieces."""

KINDS = ("krev", "DNA", "moč", "?")
SUBMISSION = {
    "submission.yaml": """\
id: vzorky
sources: [{name: vzorky, kind: csv, path: vzorky.csv}]
mapping: mapping/
privacy: {min_cell: 10, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
""",
    "mapping/m.transform.yaml": """\
id: https://example.org/vzorky
class_derivations:
  - name: Biosample
    populated_from: vzorky
    slot_derivations:
      id: {populated_from: vz}
      individual: {populated_from: os}
      collection_date: {expr: "partial_date({kdy}, 'yyyy-mm-dd')"}
      sample_type: {populated_from: typ, value_mappings: {krev: blood, DNA: dna, moč: urine}}
""",
}


def _row(number: int) -> str:
    day = f"{2000 + number % 20}-0{1 + number % 9}-1{number % 10}"
    return f"V{number};P{number // 3};{day};{KINDS[number % 4]};{NOTE}"


def _export(place: Path, rows: int) -> None:
    text = "\n".join(["vz;os;kdy;typ;poznámka", *map(_row, range(rows))])
    (place / "vzorky.csv").write_text(text + "\n", encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A submission of many rows, in stretches of the smallest pieces that its reader gives."""
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)
    monkeypatch.setattr("omicz_meta.engine.harmonise.parts", partial(parts, enough=0))
    for name, text in SUBMISSION.items():
        path = tmp_path / "s" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    _export(tmp_path / "s", ROWS)
    return tmp_path


def _ran(place: Path, out: str, **options: Any) -> dict[str, Any]:
    om.run(place / "s", place / out, today=DAY, **options)
    return told(place / out)


def test_a_file_is_made_of_the_row_groups_of_its_stretches(place: Path) -> None:
    _ran(place, "out")
    records = pq.ParquetFile(place / "out" / "records" / "biosample.parquet")
    lineage = pq.ParquetFile(place / "out" / "lineage" / "biosample.parquet")
    sizes = [records.metadata.row_group(n).num_rows for n in range(records.num_row_groups)]
    assert (sum(sizes), len(sizes) > 1, min(sizes[:-1]) >= LEAST) == (ROWS, True, True)
    assert sizes == [lineage.metadata.row_group(n).num_rows for n in range(lineage.num_row_groups)]


@pytest.mark.heavy
def test_processes_give_the_same_files(place: Path) -> None:
    assert _ran(place, "processes", processes=2) == _ran(place, "threads")


@pytest.mark.heavy
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_night_gives_what_a_full_run_gives(jobs: int, place: Path) -> None:
    _ran(place, "out", incremental=True)
    _export(place / "s", ROWS + 100)
    assert _ran(place, "out", incremental=True, processes=jobs) == _ran(place, "full")
