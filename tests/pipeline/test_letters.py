"""The letter to a hospital: everything to repair is in it, and no value of any person."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pyarrow.compute as pc
import pytest

import omicz_meta as om
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.letters import letter_for, write_letter
from omicz_meta.reports.letter import Letter, letter_of, render_letter_html, render_letter_text
from omicz_meta.resources import mappings_folder
from omicz_meta.result import Finding, Report

PUBLIC = re.compile(r"[A-Z]\d\d(\.?\d+)?|\d{1,4}|HP:.*")
"""What says nothing about one person: codes, short numbers."""


class Sent(NamedTuple):
    """A letter as it was written, and what stands in the source."""

    page: str
    book: str
    letter: Letter
    values: dict[str, frozenset[str]]


def text_of(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return "\n".join(f"{cell.value} {cell.comment.text if cell.comment else ''}" for cell in cells)


@pytest.fixture(scope="module", params=["pacienti", "diagnozy", "vzorky"])
def sent(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sent:
    folder = tmp_path_factory.mktemp("letter")
    result = judged()
    assert result.harmonised is not None
    page, book = write_letter(folder, result.report, result.harmonised, request.param, "cs")
    table = result.harmonised.prepared.tables[request.param]
    values: dict[str, set[str]] = {name: set() for name in table.columns}
    for block in table.blocks():
        for name in table.columns:
            values[name] |= {value for value in pc.unique(block.batch[name]).to_pylist() if value}
    kept = {name: frozenset(found) for name, found in values.items()}
    return Sent(page.read_text("utf-8"), text_of(book), letter_for(result.report, request.param), kept)


@cache
def judged() -> om.Result:
    return om.run(mappings_folder() / "csv-demo" / "example")


@pytest.mark.heavy
def test_no_value_that_identifies(sent: Sent) -> None:
    words = set(re.findall(r"[\w@.+/:-]+", sent.page + sent.book))
    for column, values in sent.values.items():
        distinct = [value for value in values if len(value) > 3 and not PUBLIC.fullmatch(value)]
        # what many rows have is a word of a list; what few have may be somebody
        found = [
            value for value in distinct if value in words or (" " in value and value in sent.page + sent.book)
        ]
        assert len(distinct) < 30 or not found, column


@pytest.mark.heavy
def test_every_place_is_listed_with_its_row(sent: Sent) -> None:
    assert sent.letter.items
    rows = {str(row) for item in sent.letter.items for row in item.rows}
    assert rows <= set(re.findall(r"\d+", sent.book))
    codes = {item.code for item in sent.letter.items}
    assert codes <= set(re.findall(r"[A-Z]\d{3}", sent.book))


@pytest.mark.heavy
def test_the_columns_are_those_of_the_source(sent: Sent) -> None:
    assert {item.column for item in sent.letter.items} <= {*sent.values, None}


def finding(count: int, value: str, repair: str | None = None) -> Finding:
    rows = tuple(range(1, min(count, 10) + 1))
    return Finding(
        "T001", "error", count, source="p", column="Pohlaví", value=value, rows=rows, repair=repair
    )


def test_a_ready_line_needs_enough_rows() -> None:
    report = Report("s", findings=(finding(10, "muž", "sex: muž"), finding(9, "Jan", "sex: Jan")))
    (item,) = letter_of(report, "p").items
    assert item.lines == ("sex: muž",)
    assert (item.count, item.shapes) == (19, ("aaa", "Aaa"))
    assert letter_of(replace(report, min_cell=9), "p").items[0].lines == ("sex: muž", "sex: Jan")


def test_one_page_whatever_there_is_to_repair() -> None:
    found = tuple(replace(finding(3, "x"), column=f"c{at}") for at in range(40))
    letter = letter_of(Report("s", findings=found), "p")
    text = render_letter_text(letter, "en")
    assert "\n12. " in text and "\n13. " not in text
    assert "More in the workbook that comes with this letter: 28." in text
    assert render_letter_html(letter).count("<tr>") == 2 * (1 + 12)


def test_a_clean_source_is_thanked() -> None:
    assert "nothing to repair" in render_letter_text(letter_of(Report("s"), "p"), "en").replace("\n", " ")


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(UsageError, match="no source 'x'"):
        letter_for(Report("s"), "x")
