"""The same rows in every kind of file, through one mapping: equal records, equal findings, equal accounts."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.kinds.writing import WRITERS, submission

import omicz_meta as om
from omicz_meta.pipeline.library import harmonise, load_mapping

pytestmark = pytest.mark.heavy


DAY = dt.date(2026, 11, 22)
KEY = "00" * 32


@pytest.fixture(scope="module", autouse=True)
def key() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMICZ_PSEUDONYM_KEY", KEY)
        yield


def run(folder: Path, out: Path) -> dict[str, Any]:
    om.run(folder, out, today=DAY)
    return dict(json.loads((out / "run.json").read_text(encoding="utf-8")))


def made(tmp_path: Path, ending: str) -> tuple[Path, Path]:
    folder, out = submission(tmp_path / ending[1:], ending), tmp_path / f"out{ending}"
    WRITERS[ending][1](folder / f"register{ending}")
    return folder, out


def hashes(ran: dict[str, Any]) -> dict[str, str]:
    return {
        name: entry["rows_sha256"] for name, entry in ran["outputs"].items() if name.startswith("records/")
    }


def findings(out: Path) -> set[tuple[str, ...]]:
    """What was found in rows; a cell that is not there and an empty one are one."""
    rows = pq.read_table(out / "problems.parquet").to_pylist()
    return {
        (row["code"], row["column"], row["value"] or "", row["slot"])
        for row in rows
        if row["row"] is not None
    }


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], set[tuple[str, ...]]]:
    folder, out = made(tmp_path_factory.mktemp("plain"), ".csv")
    return run(folder, out), findings(out)


@pytest.mark.parametrize("ending", [ending for ending in WRITERS if ending != ".csv"])
def test_every_kind_gives_the_records_of_the_csv_file(
    tmp_path: Path, ending: str, plain: tuple[dict[str, Any], set[tuple[str, ...]]]
) -> None:
    folder, out = made(tmp_path, ending)
    ran = run(folder, out)
    assert hashes(ran) == hashes(plain[0])
    assert len(hashes(ran)) == 3
    assert ran["slots"] == plain[0]["slots"]
    accounts = [
        {k: v for k, v in one["sources"]["register"].items() if k != "files"} for one in (ran, plain[0])
    ]
    assert accounts[0] == accounts[1]
    assert accounts[0]["rows_read"] == 6
    assert accounts[0]["rows_quarantined"] == 1
    assert findings(out) == plain[1]
    assert {code for code, *_ in findings(out)} >= {"V004", "T001", "X004", "V005"}


@pytest.mark.parametrize("ending", WRITERS)
def test_the_quarantine_is_of_the_same_kind_and_can_be_fed_back(tmp_path: Path, ending: str) -> None:
    folder, out = made(tmp_path, ending)
    run(folder, out)
    (left,) = (out / "quarantine").iterdir()
    kept = ending.removesuffix(".gz")
    assert left.name == f"register{kept}"
    again = submission(tmp_path / "again", kept)
    left.rename(again / left.name)
    second = run(again, tmp_path / "second")
    assert second["sources"]["register"]["rows_read"] == 1
    assert second["sources"]["register"]["rows_quarantined"] == 1
    told = pq.read_table(tmp_path / "second" / "problems.parquet").to_pylist()
    assert {row["code"] for row in told if row["row"] is not None} == {"X004"}
    assert not [row for row in told if (row["column"] or "").startswith("omicz_")]


@pytest.mark.parametrize("ending", WRITERS)
def test_the_library_reads_a_source_as_its_mapping_declares_it(
    tmp_path: Path, ending: str, plain: tuple[dict[str, Any], set[tuple[str, ...]]]
) -> None:
    folder, _ = made(tmp_path, ending)
    source = om.open_source(folder / f"register{ending}")
    found = harmonise(source, load_mapping(folder / "mapping"), key=bytes.fromhex(KEY), realm="kinds")
    assert {
        f"records/{found.prepared.schema.classes[name].snake}.parquet": part.rows_sha256
        for name, part in found.staged.classes.items()
    } == hashes(plain[0])
