"""A run over sources with an identity: what it writes names nobody, and is the same whichever source is read first."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import omicz_meta as om

pytestmark = pytest.mark.heavy


CASE = Path(__file__).parent / "golden" / "one-person"
SOURCES = ("pacienti", "laborator", "rodina")
NUMBERS = ("855715/0008", "8557150008", "855715 0008", "8001010017", "800101/0017", "0401010005", "401010005")
DAY = datetime.date(2026, 11, 22)


def submission(folder: Path, sources: tuple[str, ...]) -> Path:
    shutil.copytree(CASE, folder)
    named = "".join(f"  - {{name: {name}, kind: csv, path: data/{name}.csv}}\n" for name in sources)
    manifest = f"id: kdo-je-kdo\nmapping: mapping/\nprivacy: {{pseudonym_key: env:KLIC}}\nsources:\n{named}"
    (folder / "submission.yaml").write_text(manifest, encoding="utf-8")
    return folder


@pytest.fixture
def outs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setenv("KLIC", "ab" * 32)
    monkeypatch.setenv("OMICZ_AUDIT_LOG", str(tmp_path / "audit.jsonl"))
    for name, order in (("one", SOURCES), ("other", SOURCES[::-1])):
        om.run(submission(tmp_path / name, order), tmp_path / f"{name}-out", today=DAY)
    return tmp_path / "one-out", tmp_path / "other-out"


def texts(out: Path) -> Iterator[str]:
    """What every file but quarantine holds, packed or not."""
    for path in sorted(out.rglob("*")):
        if path.is_file() and path.relative_to(out).parts[0] != "quarantine":
            yield path.read_bytes().decode("latin-1")
            if path.suffix == ".parquet":
                yield str(pq.read_table(path).to_pylist())


def test_no_identifier_in_any_output_byte(outs: tuple[Path, Path]) -> None:
    for out in outs:
        everything = "\n".join(texts(out))
        assert not [number for number in NUMBERS if number in everything]


def test_ids_do_not_depend_on_the_order_of_sources(outs: tuple[Path, Path]) -> None:
    def said(out: Path) -> dict[str, set[tuple[str, ...]]]:
        slots = {
            "individual": ("subject_id",),
            "biosample": ("id", "individual"),
            "family_relation": ("individual", "relative"),
        }
        records = {name: pq.read_table(out / "records" / f"{name}.parquet") for name in slots}
        return {
            name: {tuple(row.values()) for row in records[name].select(list(columns)).to_pylist()}
            for name, columns in slots.items()
        }

    assert said(outs[0]) == said(outs[1])


def test_run_json_counts_merged_persons(outs: tuple[Path, Path]) -> None:
    assert [json.loads((out / "run.json").read_text())["persons"] for out in outs] == [{"merged": 3}] * 2


def test_the_account_adds_up_and_nothing_is_quarantined(outs: tuple[Path, Path]) -> None:
    for out in outs:
        sources = json.loads((out / "run.json").read_text())["sources"]
        assert {name: one["rows_used"] for name, one in sources.items()} == {
            "pacienti": 6,
            "laborator": 7,
            "rodina": 3,
        }
