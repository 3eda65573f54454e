"""Descriptions in workbooks: the same as in YAML, whether slots are rows or columns, and a template that is enough."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from omicz_meta.catalogue.computed import COMPUTED_SLOTS
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.ntriples import ntriples
from omicz_meta.catalogue.profiles import HEALTHDCAT_AP
from omicz_meta.cli import group
from omicz_meta.pipeline.candidates import candidates
from omicz_meta.pipeline.description_book import description_book, template_lines
from omicz_meta.pipeline.description_sheet import plain_data
from omicz_meta.schema.model import Schema

NODE = "demo"


def book(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(list(row))
    made.save(path)
    return path


def cells(written: object, path: str = "") -> Iterator[tuple[str, str, object]]:
    """What a dataset.yaml says, cell by cell."""
    if isinstance(written, Mapping) and path and set(written) <= {"cs", "en"}:
        for language, texts in written.items():
            for text in texts if isinstance(texts, list) else [texts]:
                yield path, language, text
    elif isinstance(written, Mapping):
        for name, value in written.items():
            yield from cells(value, f"{path}.{name}" if path else name)
    elif isinstance(written, list) and written and isinstance(written[0], Mapping):
        for number, value in enumerate(written, start=1):
            yield from cells(value, f"{path}.{number}")
    else:
        yield from ((path, "", one) for one in (written if isinstance(written, list) else [written]))


def read(path: Path, schema: Schema) -> list[Description]:
    found = list(candidates(path.name, path, NODE, schema))
    assert all(one.description for one in found), [one.checked.problems for one in found]
    return [one.description for one in found if one.description]


def graph(description: Description) -> str:
    return "".join(ntriples(HEALTHDCAT_AP.triples(description)))


@pytest.fixture(scope="module")
def expected(schema: Schema) -> str:
    (one,) = read(Path(__file__).parent / "cases" / "dataset.yaml", schema)
    return graph(one)


@pytest.mark.parametrize("head", [("slot", "cs", "en", "value"), ("Položka", "en", "Hodnota", "cs")])
def test_slots_as_rows(
    written: Mapping[str, Any], schema: Schema, expected: str, tmp_path: Path, head: tuple[str, ...]
) -> None:
    rows: list[list[object]] = [list(head)]
    for path, language, value in cells(written):
        where = language or ("value" if "value" in head else "Hodnota")
        rows.append([path, *(value if name == where else None for name in head[1:])])
    (found,) = read(book(tmp_path / "dataset.xlsx", {"Popis": rows}), schema)
    assert graph(found) == expected


def test_slots_as_columns(written: Mapping[str, Any], schema: Schema, expected: str, tmp_path: Path) -> None:
    columns: dict[str, list[str]] = {}
    for path, language, value in cells(written):
        columns.setdefault(f"{path}.{language}" if language else path, []).append(
            str(value).lower() if isinstance(value, bool) else str(value)
        )
    other = {"identifier": ["OTHER_1"], "title.cs": ["Jiná"], "title.en": ["Other"]}
    rows = [
        list(columns),
        *(["|".join(one.get(name, [])) or None for name in columns] for one in (columns, other)),
    ]
    several = read(book(tmp_path / "dataset.xlsx", {"Sheet1": rows}), schema)
    assert graph(several[0]) == expected
    assert [one.checked.file for one in candidates("d.xlsx", tmp_path / "dataset.xlsx", NODE, schema)] == [
        "d.xlsx (dataset, 2)",
        "d.xlsx (dataset, 3)",
    ]
    assert [one.iri.value.rpartition("/")[2] for one in several] == ["GoE_CZ_TEST_1", "OTHER_1"]


def test_words_of_people(schema: Schema) -> None:
    told = plain_data(
        [("is_structured", "", "NE"), ("keywords", "cs", "a|b"), ("title", "cs", "A|B")], schema
    )
    assert told == {"is_structured": "false", "keywords": {"cs": ["a", "b"]}, "title": {"cs": ["A|B"]}}


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_the_template_is_read_as_it_is_filled_in(tmp_path: Path, schema: Schema, lang: Any) -> None:
    path = description_book(tmp_path / "dataset.xlsx", lang)
    made = openpyxl.load_workbook(path)
    page = made.worksheets[0]
    lines = {row[0].value: row for row in page.iter_rows(min_row=2)}
    assert set(lines) == {line.path for line in template_lines(schema)}
    assert not set(lines) & set(COMPUTED_SLOTS)
    for name, column, value in (
        ("identifier", 3, "GoE_CZ_TEST_1"),
        ("title", 1, "Název"),
        ("title", 2, "Title"),
        ("access_rights", 3, "NON_PUBLIC"),
        ("distributions.1.title", 2, "Records"),
    ):
        lines[name][column].value = value
    made.save(path)
    (found,) = read(path, schema)
    assert found.dataset.languages("title") == {"cs", "en"}
    assert found.dataset.names("access_rights") == ("NON_PUBLIC",)
    assert found.dataset.entities("distributions")[0].languages("title") == {"en"}
    listed = [
        one
        for one in page.data_validations.dataValidation
        if f"D{lines['access_rights'][0].row}" in str(one.sqref).split()
    ]
    assert len(listed) == 1


def test_faults_are_told_with_their_sheet(tmp_path: Path) -> None:
    rows = [
        ["slot", "cs", "en", "value"],
        ["titel", "a", None, None],
        ["access_rights", None, None, "SECRET"],
    ]
    book(tmp_path / "dataset.xlsx", {"A": rows})
    done = CliRunner().invoke(group, ["catalogue", "check", str(tmp_path), "--json", "--lang", "en"])
    (one,) = json.loads(done.stdout)
    assert one["file"] == "dataset.xlsx"
    told = {(problem["code"], problem["slot"]) for problem in one["problems"]}
    assert {("C006", "titel"), ("C003", "access_rights")} <= told


def test_a_catalogue_from_a_workbook(written: Mapping[str, Any], tmp_path: Path) -> None:
    rows = [["slot", "cs", "en", "value"]]
    for path, language, value in cells({**written, "is_structured": "ne"}):
        rows.append([path, *(str(value) if language == name else None for name in ("cs", "en", ""))])  # type: ignore[list-item]
    folder = tmp_path / "descriptions"
    folder.mkdir()
    book(folder / "dataset.xlsx", {"A": rows})
    (folder / "records.xlsx").write_bytes(b"data of persons, and no description")
    arguments = [
        "catalogue",
        "build",
        str(folder),
        "-o",
        str(tmp_path / "out"),
        "--node",
        NODE,
        "--lang",
        "en",
    ]
    done = CliRunner().invoke(group, arguments)
    assert (done.exit_code, done.stdout.strip()) == (0, "Datasets written: 1, left out: 0.")


def test_the_command_writes_a_template(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        group, ["catalogue", "template", str(tmp_path / "dataset.xlsx"), "--lang", "cs"]
    )
    assert done.exit_code == 0 and (tmp_path / "dataset.xlsx").is_file()
    refused = CliRunner().invoke(group, ["catalogue", "template", str(tmp_path / "dataset.ods")])
    assert refused.exit_code != 0
