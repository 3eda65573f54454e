"""Makes the benchmark's hospital export: windows-1250, `;`, 20 columns, about 150 bytes a row, seeded."""

from __future__ import annotations

import random
from pathlib import Path

COLUMNS = (
    "ID_vzorku", "ID_pacienta", "Datum_odběru", "Pohlaví", "Kraj", "Typ", "Stav", "Teplota", "Dg", "Oddělení",
    "Hemoglobin", "Leukocyty", "Objem", "Poznámka", "Datum_přijetí", "Rok", "Kód", "Zkumavka", "Podíl_nádoru",
    "Biobanka",
)  # fmt: skip
KRAJE = (
    "Praha",
    "Středočeský kraj",
    "Jihočeský kraj",
    "Plzeňský kraj",
    "Ústecký kraj",
    "Zlínský kraj",
    "Vysočina",
)
TYPES = ("krev", "plazma", "sérum", "DNA", "RNA", "moč", "tkáň")
STATES = ("zmražený", "čerstvý", "FFPE", "neuvedeno")
NOTES = ("", "", "bez léků", "kontrola za měsíc", "odběr nalačno", "žádná")
DIAGNOSES = tuple(f"{letter}{number:03d}" for letter in "CDEFGHIJ" for number in range(0, 600, 9))


def row(rng: random.Random, number: int) -> str:
    """One row; 1.5 % of the rows hold a fault that must be found."""
    date = f"{rng.randint(1, 28)}.{rng.randint(1, 12)}.{rng.randint(2005, 2025)}"
    fault = rng.random()
    cells = (
        f"V{number:08d}",
        f"P{rng.randint(1, 300_000):07d}",
        "31.2.2019" if fault < 0.005 else date,
        "X" if 0.005 <= fault < 0.01 else rng.choice("MŽ"),
        rng.choice(KRAJE),
        rng.choice(TYPES),
        rng.choice(STATES),
        rng.choice(("-20", "-80", "4", "pokojová")),
        rng.choice(DIAGNOSES),
        f"odd. {rng.randint(1, 40)}",
        f"{rng.randint(80, 180)},{rng.randint(0, 9)}",
        f"{rng.randint(2, 15)},{rng.randint(10, 99)}",
        f"{rng.randint(1, 9)},{rng.randint(0, 9)}",
        rng.choice(NOTES),
        date,
        str(rng.randint(1930, 2020)),
        f"K{rng.randint(100, 999)}",
        rng.choice(("EDTA", "citrát", "gel")),
        "nelze" if 0.01 <= fault < 0.015 else f"{rng.randint(0, 99)},{rng.randint(0, 9)}",
        "bbmri-eric:ID:CZ_MMCI",
    )
    return ";".join(cells)


def write(path: Path, rows: int, encoding: str = "cp1250", seed: int = 20261122) -> Path:
    """Write the export unless it is there already."""
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    with path.open("w", encoding=encoding, newline="") as file:
        file.write(";".join(COLUMNS) + "\r\n")
        for start in range(0, rows, 10_000):
            count = min(10_000, rows - start)
            file.write("".join(row(rng, start + i) + "\r\n" for i in range(count)))
    return path
