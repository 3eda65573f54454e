"""With packs a profile says how many codes of a column are known, and which columns hold names of terms."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.terms.small import lexicon

from omicz_meta.profile import profile_tables
from omicz_meta.profile.facts import ColumnProfile, Counted
from omicz_meta.reports.profile_words import column_facts
from omicz_meta.schema import load_schema
from omicz_meta.sources import open_source
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    return lexicon(tmp_path_factory.mktemp("packs"), "hp", "hp-cs", "mondo", "icd10")


def profiled(cells: list[str], packs: Lexicon, name: str = "sloupec") -> ColumnProfile:
    source = open_source({"t": pa.table({name: cells})})
    return profile_tables(source.tables, load_schema(), packs=packs).facts.tables[0].columns[0]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["HP:0001250", "HP_0004322", "HP:0999999"] * 4, ("HPO", "hp 2026", 8)),
        (["HP:0001250|HP:0004322", "HP:0999999|HP:0001250"] * 4, ("HPO", "hp 2026", 12)),
        (["MONDO:0000010", "MONDO:0000001", "MONDO:9999999"], ("MONDO", "mondo 2026", 2)),
        (["C50.9", "c509", "C50.9†", "Z99.9"] * 3, ("MKN10", "icd10 2026", 9)),
        (["ORPHA:1", "ORPHA:2"], ("ORPHA", None, 0)),
    ],
)
def test_codes(cells: list[str], expected: tuple[str, str | None, int], packs: Lexicon) -> None:
    found = profiled(cells, packs, "Dg")
    assert (found.system, found.pack, found.listed) == expected
    told = f"{expected[0]} ({expected[2]} known in {expected[1]})" if expected[1] else expected[0]
    assert told in list(column_facts(found, "en"))


def test_without_packs_the_shipped_lists_are_asked(packs: Lexicon) -> None:
    found = profiled(["E84.9", "E84.9", "C50.9"], NO_PACKS, "Dg")
    assert (found.system, found.pack, found.listed) == ("MKN10", None, 2)


def test_names_of_terms_in_czech_and_english(packs: Lexicon) -> None:
    cells = ["záchvat", "Malý vzrůst", "short stature", "něco jiného"] * 3
    assert profiled(cells, packs).names == Counted("hp", 9)
    told = [part.replace("\N{NO-BREAK SPACE}", " ") for part in column_facts(profiled(cells, packs), "cs")]
    assert "názvy z hp 75 %" in told
    assert profiled(cells, NO_PACKS).names is None
    assert profiled(["něco", "jiného", "mild", "seizure"] * 3, packs).names is None


def test_packs_change_nothing_else(packs: Lexicon) -> None:
    cells = ["plná krev", "sérum", "DNA"] * 5
    assert profiled(cells, packs) == profiled(cells, NO_PACKS)
