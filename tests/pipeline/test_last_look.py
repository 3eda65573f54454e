"""Before a folder takes the place of another each file is looked through as far as it was not when it was made."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from omicz_meta.pipeline.last_look import look
from omicz_meta.pipeline.output import OutputFile
from omicz_meta.pipeline.prepare import InputError
from omicz_meta.schema import load_schema

SCHEMA = load_schema()
ADDRESS = "jana@posta.example"


def found(folder: Path, file: OutputFile) -> list[tuple[str | None, str | None, int | None]]:
    try:
        look(folder, [file], SCHEMA)
    except InputError as refused:
        return [(problem.place.file, problem.place.column, problem.count) for problem in refused.problems]
    return []


def written(folder: Path, name: str, texts: list[str | None]) -> str:
    path = folder / "records" / f"{name}.parquet"
    path.parent.mkdir(exist_ok=True)
    pq.write_table(pa.table({"id": [f"k{n}" for n in range(len(texts))], "note": texts}), path)
    return f"records/{name}.parquet"


@pytest.mark.parametrize("rows", [100, 70_000])
def test_what_was_not_screened_is_looked_at_value_by_value(tmp_path: Path, rows: int) -> None:
    path = written(tmp_path, "measurement", [ADDRESS, *["C50.9"] * (rows - 2), ADDRESS])
    assert found(tmp_path, OutputFile(path, "pseudonymous")) == [(path, "note", 2)]
    assert found(tmp_path, OutputFile(path, "pseudonymous", screened=frozenset({"id", "note"}))) == []
    assert found(tmp_path, OutputFile(path, "personal")) == []


def test_columns_that_were_not_screened_are_looked_at_beside_those_that_were(tmp_path: Path) -> None:
    path = written(tmp_path, "measurement", [ADDRESS, "C50.9", ADDRESS])
    assert found(tmp_path, OutputFile(path, "pseudonymous", screened=frozenset({"id"}))) == [
        (path, "note", 2)
    ]
    assert found(tmp_path, OutputFile(path, "pseudonymous", screened=frozenset({"note"}))) == []


def test_what_was_screened_is_judged_by_its_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "measurement", [f"jana{n}@posta.example" for n in range(20)])
    assert found(tmp_path, OutputFile(path, "pseudonymous", screened=frozenset({"id", "note"}))) == [
        (path, "note", 1)
    ]


def test_contacts_of_descriptions_are_public_and_birth_numbers_are_not(tmp_path: Path) -> None:
    path = written(tmp_path, "dataset", [ADDRESS, "855715/0008"])
    assert found(tmp_path, OutputFile(path, "pseudonymous")) == [(path, "note", 1)]


def test_lines_that_come_again_are_counted_each(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(f"{ADDRESS}\n\n{ADDRESS}\n", encoding="utf-8")
    assert found(tmp_path, OutputFile("report.json", "internal")) == [("report.json", None, 2)]


def test_columns_of_few_texts_are_asked_once_for_each_and_told_row_by_row(tmp_path: Path) -> None:
    """Also where the text comes in a later group of rows, or the same texts as before with one more."""
    path = tmp_path / "lineage" / "measurement.parquet"
    path.parent.mkdir()
    files = ["a.csv"] * 3 + ["a.csv", f"{ADDRESS}.csv", "a.csv"] + ["b.csv"] * 2 + [f"{ADDRESS}.csv"]
    pq.write_table(pa.table({"file": files, "rule": ["r"] * 9}), path, row_group_size=3)
    assert found(tmp_path, OutputFile("lineage/measurement.parquet", "pseudonymous")) == [
        ("lineage/measurement.parquet", "file", 2)
    ]


@pytest.mark.parametrize(
    "text", ["855715%2F0008", "r.\u00a0č. 855715 0009", "+ 420601123456", '"\\ud83d 855715\\/0008"']
)
def test_lines_are_read_in_all_ways(tmp_path: Path, text: str) -> None:
    (tmp_path / "report.json").write_text(f"x\n{text}\n", encoding="utf-8")
    assert found(tmp_path, OutputFile("report.json", "internal")) == [("report.json", None, 1)]
