"""What may be e-mailed tells of nobody who came or left: letters of two submissions differ in no count of persons."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import omicz_meta as om
from omicz_meta.pipeline.letters import letter_for, write_letter
from omicz_meta.reports import compared, render_html, render_json
from omicz_meta.reports.letter import render_letter_text
from omicz_meta.reports.trend import Earlier
from omicz_meta.result import Report

SUBMISSION = {
    "submission.yaml": "id: s\nsources: [{name: lide, kind: csv, path: lide.csv}]\nmapping: .\n",
    "lide.source.yaml": "source: lide\ncolumns: {ne: {type: boolean}}\n",
    "lide.transform.yaml": """\
class_derivations:
  Individual:
    populated_from: lide
    slot_derivations:
      subject_id: {populated_from: id}
      administrative_gender: {populated_from: sex, value_mappings: {M: male}}
  Consent:
    populated_from: lide
    slot_derivations:
      individual: {populated_from: id}
      secondary_use_opt_out: {populated_from: ne}
""",
}


def run(folder: Path, persons: int, withdrawn: int) -> om.Result:
    """So many persons, the second with a faulty cell, the last ones withdrawn."""
    rows = [
        f"P{at};{'X' if at == 1 else 'M'};{'ano' if at >= persons - withdrawn else 'ne'}"
        for at in range(persons)
    ]
    folder.mkdir()
    for name, text in {**SUBMISSION, "lide.csv": "\n".join(["id;sex;ne", *rows, ""])}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return om.run(folder)


def sent(folder: Path, result: om.Result) -> tuple[object, ...]:
    """All that is mailed: page, cells of the workbook, text in both languages."""
    assert result.harmonised is not None
    page, book = write_letter(folder / "letter", result.report, result.harmonised, "lide", "cs")
    cells = [
        (sheet.title, cell.coordinate, cell.value, cell.comment.text if cell.comment else None)
        for sheet in openpyxl.load_workbook(book)
        for row in sheet.iter_rows()
        for cell in row
    ]
    letter = letter_for(result.report, "lide")
    return page.read_text("utf-8"), cells, render_letter_text(letter, "cs"), render_letter_text(letter, "en")


def test_letters_are_the_same_whoever_came_and_left(tmp_path: Path) -> None:
    first = sent(tmp_path / "a", run(tmp_path / "a", 21, 0))
    for name, persons, withdrawn in (("b", 22, 0), ("c", 29, 0), ("d", 29, 3)):
        assert sent(tmp_path / name, run(tmp_path / name, persons, withdrawn)) == first
    assert "nejméně 20 řádků" in str(first[2]).replace("\xa0", " ").replace("\n", " ")


@pytest.mark.parametrize(("before", "now"), [(127, 128), (128, 129), (121, 129), (3, 9)])
def test_reports_side_by_side_speak_in_steps(before: int, now: int) -> None:
    told = compared(Report("s", persons=now), [Earlier(Report("s", persons=before))])
    assert told.since is not None and told.since.before == told.since.now
    page = render_html(told, "en")
    table = page[page.index("Since last time") :].partition("</table>")[0]
    assert f">{before}<" not in table and f">{now}<" not in table
    assert f'"persons": {before}' not in render_json(told)
