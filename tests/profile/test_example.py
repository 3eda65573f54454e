"""The profile of the shipped example: what it says, and what it must never say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.table import Table
from omicz_meta.profile import Profile, open_path, profile_tables
from omicz_meta.reports.profile_html import render_profile_html
from omicz_meta.reports.profile_text import render_profile, render_profile_json
from omicz_meta.resources import mappings_folder
from omicz_meta.schema import load_schema
from omicz_meta.sources import open_source
from omicz_meta.sources.csv import open_csv

EXAMPLE = mappings_folder() / "csv-demo" / "example"


@pytest.fixture(scope="module")
def example() -> Profile:
    with open_path(EXAMPLE) as opened:
        return profile_tables(opened.tables, load_schema()).facts


def pages(profile: Profile) -> tuple[str, ...]:
    """Everything a person or a program may get to see."""
    texts = [render_profile(profile, lang) for lang in ("cs", "en")]
    return (*texts, render_profile_html(profile, "example"), render_profile_json(profile))


def test_the_fixed_form(example: Profile) -> None:
    told = json.loads(render_profile_json(example))
    table = told["tables"][0]
    fixed = {"name", "file", "rows", "encoding", "delimiter", "decimal", "header_line", "columns"}
    assert fixed <= table.keys()
    assert {key: table[key] for key in fixed - {"columns"}} == {
        "name": "pacienti",
        "file": "data/pacienti.csv",
        "rows": 501,
        "encoding": "windows-1250",
        "delimiter": ";",
        "decimal": None,
        "header_line": 3,
    }
    assert all(
        {"name", "type", "empty", "distinct", "identifier"} <= column.keys() for column in table["columns"]
    )


def test_what_is_found(example: Profile) -> None:
    found = {f"{table.name}.{c.name}": c for table in example.tables for c in table.columns}
    suspects = {name: c.identifier for name, c in found.items() if c.identifier}
    assert suspects == {
        "pacienti.Rodné_číslo": "birth_number",
        "pacienti.Telefon": "phone",
        "pacienti.Spojení": "email",
    }
    assert found["diagnozy.Dg_MKN10"].system == "MKN10"
    assert found["diagnozy.Dg_MKN10"].listed > 400
    assert (found["pacienti.HPO"].system, found["pacienti.HPO"].split) == ("HPO", ",")
    assert found["pacienti.Kraj"].unreadable == 1
    assert {link.table: (link.column, link.other_table, link.other_column) for link in example.links} == {
        "diagnozy": ("ID_pacienta", "pacienti", "ID_pacienta"),
        "vzorky": ("ID_pacienta", "pacienti", "ID_pacienta"),
    }
    assert example.tables[2].keys == (("Číslo_vzorku",),)


def test_no_person_is_in_it(example: Profile) -> None:
    cells = re.compile(r"(?!9{6})\d{6}/?\d{3,4}|@example|\+420|\b[PDV]\d{4}\b")
    assert not [match[0] for page in pages(example) for match in cells.finditer(page)]


@pytest.mark.parametrize("lang", ["cs", "en"])
@pytest.mark.parametrize("width", [80, 100])
def test_width(example: Profile, lang: str, width: int) -> None:
    assert max(map(len, render_profile(example, "cs" if lang == "cs" else "en", width).splitlines())) <= width


def test_the_page_loads_nothing(example: Profile) -> None:
    page = render_profile_html(example, "<b>x</b>")
    assert "<b>x" not in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)


@pytest.mark.parametrize("block_bytes", [512, 4096, 1 << 22])
def test_blocks_change_nothing(block_bytes: int) -> None:
    file = EXAMPLE / "data" / "vzorky.csv"

    def profiled(size: int) -> Profile:
        table: Table = open_csv(file, name="v", source="v", file="v.csv", block_bytes=size)
        return profile_tables([table], load_schema()).facts

    assert profiled(block_bytes) == profiled(1 << 22)


@settings(max_examples=examples(30), deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=12),
        min_size=1,
        max_size=5,
    )
)
def test_rare_cells_are_never_shown(cells: list[str]) -> None:
    """Whatever stands beside them: cells of nine rows, marked, are in no page."""
    marked = [f"{cell}Qzyx" for cell in cells]
    columns = {"dg": marked * 9, "poznámka": marked * 9, "id": marked * 9}
    profile = profile_tables(open_source({"t": pa.table(columns)}).tables, load_schema()).facts
    assert not any("Qzyx" in page for page in pages(profile))


def test_pairs_tell_rows_apart() -> None:
    rows = [(f"P{a}", f"2020-01-{b:02}") for a in range(10) for b in range(1, 6)]
    columns = {"osoba": [a for a, _ in rows], "datum": [b for _, b in rows], "text": ["x"] * 50}
    assert profile_tables(open_source({"t": pa.table(columns)}).tables, load_schema()).facts.tables[
        0
    ].keys == (("osoba", "datum"),)


def test_a_file_without_a_header(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("Jana;8557150008;C50.9\nEva;7851150048;E84.9\n", encoding="utf-8")
    with open_path(file) as opened:
        profile = profile_tables(opened.tables, load_schema()).facts
    assert profile.tables[0].headless
    assert not any("8557150008" in page or "Jana" in page for page in pages(profile))
