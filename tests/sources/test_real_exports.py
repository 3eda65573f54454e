"""Real Czech exports, where they are at hand: counts as the exports' own descriptions give them."""

from __future__ import annotations

from pathlib import Path

from tests.sources.reading import read_path


def test_ministry_of_health_persons(shared: Path) -> None:
    got = read_path(shared / "data" / "cz-mzcr-osoby" / "osoby-short.csv")
    assert (len(got.cells), got.lost, got.faults, got.codes) == (1999, [], [], [])
    assert got.layout is not None and (got.layout.encoding, got.layout.bom) == ("utf-8", True)


def test_bbmri_exports(shared: Path) -> None:
    folder = shared / "data" / "peers" / "bbmri-cz-fhir-module" / "csv_data"
    got = read_path(folder / "test_data.csv")
    assert (len(got.columns), len(got.cells), got.lost) == (10, 3, [])
    assert got.layout is not None and got.layout.delimiter == ";"
