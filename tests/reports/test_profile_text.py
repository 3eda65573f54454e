"""The profile on a terminal: what is known of a column stands where there is room for it."""

from __future__ import annotations

import pyarrow as pa
import pytest

from omicz_meta.profile import profile_tables
from omicz_meta.profile.facts import Profile
from omicz_meta.reports.profile_text import render_profile
from omicz_meta.schema import load_schema
from omicz_meta.sources import open_source


@pytest.fixture(scope="module")
def profile() -> Profile:
    kraje = [f"{name} kraj" for name in ("Jihomoravský", "Moravskoslezský", "Olomoucký", "Zlínský")]
    cells = {"id": [f"P{n}" for n in range(80)], "kraj": kraje * 20, "prazdny": [None] * 80}
    return profile_tables(open_source({"lide": pa.table(cells)}).tables, load_schema()).facts


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_longer_than_the_terminal(profile: Profile, width: int) -> None:
    assert max(map(len, render_profile(profile, "cs", width).splitlines())) <= width


def test_facts_stand_below_a_column_on_a_narrow_terminal_and_beside_it_on_a_wide_one(
    profile: Profile,
) -> None:
    narrow, wide = (render_profile(profile, "cs", width).splitlines() for width in (80, 120))
    at = next(number for number, line in enumerate(narrow) if line.startswith("  kraj"))
    assert narrow[at].split() == ["kraj", "kategorie", "0", "4"]
    assert narrow[at + 1].startswith("      hodnoty: Jihomoravský kraj 25")
    assert len(narrow[at + 1]) > 60
    (line,) = (line for line in wide if line.startswith("  kraj"))
    assert line[:61].split() == ["kraj", "kategorie", "0", "4"]
    assert line[61:].startswith("hodnoty: Jihomoravský kraj 25")
