"""The national minimal data set as tables, read from ../shared for comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "standards-ga4gh/national-minimal-dataset"
USE_CASES = {"RD": "rare_disease", "CA": "cancer", "ID": "infectious", "PG": "population_reference"}


def table(shared: Path, name: str) -> list[dict[str, str]]:
    header, *lines = (shared / FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split("|"), line.split("|"), strict=True)) for line in lines]


def overrides(cell: str) -> dict[str, str]:
    """`RD:M CA:R` as use case and what it demands."""
    pairs = (part.split(":") for part in cell.split() if part != "-")
    return {USE_CASES[short]: demand for short, demand in pairs}


def kind_and_target(cell: str) -> tuple[str, str]:
    """`enum X`, `object X`, `ref X` or a scalar."""
    word, _, target = cell.partition(" ")
    return ({"ref": "reference"}.get(word, word), target) if target else ("scalar", word)
