"""Whatever tables look like, the draft is sound, the same every time, and maps no identifier."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.drafting.drafts import drafted, faults
from tests.effort import examples

from omicz_meta.drafting.lexicon import load_lexicon

pytestmark = pytest.mark.heavy


NAMES = sorted({name for entry in load_lexicon().entries.values() for name in entry.names})
ODD = (
    "a.b",
    "#",
    "x: y",
    "- z",
    "{c}",
    "no",
    "'",
    '"',
    "řádek 1",
    "č",
    "1",
    "=1+1",
    "dg1",
    "dg2",
    "\u00a0",
    "ano",
)
KINDS = (
    ["1. 2. 1990", "03.04.1985", "15.11.2001", "1990"],
    ["2020-05-01", "1999-12-31"],
    ["01/02/1990", "12/31/2001"],
    ["5.6.12", "7.8.99"],
    ["2020-05-01T10:00:00", "2020-05-01T10:30:00"],
    ["1931", "2001", "1980"],
    ["ano", "ne", "neuvedeno"],
    ["1", "0"],
    ["M", "Ž", "muž", "žena"],
    ["krev", "sérum", "DNA", "moč", "něco"],
    ["Praha", "Zlínský kraj", "CZ010"],
    ["žije", "zemřel", "-"],
    ["E84.9", "C509", "e75 2", "D56.1"],
    ["E84.9", "C50.9,D56.1", "I10"],
    ["HP:0001250", "HP:0001250,HP:0000118"],
    ["ORPHA:586", "ORPHA:1"],
    ["718-7", "2823-3"],
    ["C50A", "A10BA02"],
    ["8140/3", "8500/3"],
    ["12", "34", "55", "999"],
    ["135,5", "142,0", "101"],
    ["-80", "-20", "4"],
    ["8557150008", "8557150019", "7851150048"],
    ["jana@posta.example", "petr@posta.example"],
    ["P1", "P2", "P3", "P4"],
    ["T1", "N0", "M0", "II"],
    ["het", "hom"],
    ["NM_000492.4:c.1521_1523del", "c.350G>A"],
    ["HGNC:1884", "HGNC:4"],
)
NOISE = st.one_of(st.sampled_from(["", "-", "x", "N/A", "?"]), st.text(max_size=8), st.none())
SUBJECTS = ("ID pacienta", "patient_id", "pacient", "rodné číslo", "id", "k")


@st.composite
def columns(draw: st.DrawFn, rows: int) -> list[str | None]:
    """Cells of one kind, now and then something else among them."""
    kind = draw(st.sampled_from(KINDS))
    dirty = draw(st.integers(0, 9)) == 0
    cell = st.one_of(st.sampled_from(kind), NOISE) if dirty else st.sampled_from(kind)
    return draw(st.lists(cell, min_size=rows, max_size=rows))


@st.composite
def tables(draw: st.DrawFn) -> dict[str, dict[str, list[str | None]]]:
    """One to three tables of up to ten columns; names are those of real columns, and odd ones."""
    made = {}
    names = st.one_of(st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(ODD))
    for name in draw(
        st.lists(st.sampled_from(("lide", "dg", "a b", "t.x", "no")), min_size=1, max_size=3, unique=True)
    ):
        rows = draw(st.integers(1, 6))
        times = draw(st.sampled_from((1, 12)))
        subject = draw(st.sampled_from(SUBJECTS))
        found = draw(st.lists(names.filter(lambda n, s=subject: n != s), min_size=1, max_size=9, unique=True))
        people = [str(1000 + row) for row in range(rows)]
        made[name] = {subject: people * times} | {column: draw(columns(rows)) * times for column in found}
    return made


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_a_draft_passes_the_check(made: dict[str, dict[str, list[str | None]]]) -> None:
    draft = drafted(made)
    with TemporaryDirectory() as folder:
        found = faults(draft, made, Path(folder))
    assert found == [], (found, draft.files)
    assert drafted(made).files == draft.files


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_a_draft_shows_no_rare_cell(made: dict[str, dict[str, list[str | None]]]) -> None:
    """A cell of its own kind, planted once in every column, stands in no file."""
    planted = {
        name: {column: [*cells, f"Qx{at}zzyx"] for at, (column, cells) in enumerate(table.items())}
        for name, table in made.items()
    }
    assert "zzyx" not in "".join(drafted(planted).files.values())
