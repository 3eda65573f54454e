"""How fast the reader cuts a Czech export into Arrow text, beside a bare Polars scan of the same rows in UTF-8.

    python benchmarks/bench_reader.py [--rows 1000000] [--pairs 1]

Each run is a process of its own, so that CPU seconds and peak memory are its own; ours and theirs take turns.
The figure that counts is the ratio of CPU seconds within one pair.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADER = (
    "ID_pacienta;Rodne_cislo;Jmeno;Prijmeni;Pohlavi;Datum_narozeni;Obec;Dg;Dg_text;Datum_dg;"
    "Hemoglobin;Leukocyty;Vyska;Vaha;Odber;Oddeleni;Lekar;Stav;Poznamka;Zmeneno\r\n"
)
SURNAMES = ("Novák", "Svobodová", "Dvořák", "Černá", "Procházka", "Kučerová", "Veselý", "Žáček")
TOWNS = ("Brno", "Praha", "České Budějovice", "Ústí nad Labem", "Šumperk")
TEXTS = ("Gaucherova nemoc", "Fabryho nemoc", "Cystická fibróza", "Dědičný angioedém")


def write_rows(folder: Path, rows: int, seed: int = 7) -> tuple[Path, Path]:
    """The same rows twice: windows-1250 and UTF-8."""
    chance = random.Random(seed)
    lines = [_line(chance) for _ in range(min(rows, 20_000))]
    paths = folder / "cp1250.csv", folder / "utf8.csv"
    for path, encoding in zip(paths, ("windows-1250", "utf-8"), strict=True):
        with path.open("w", encoding=encoding, newline="") as file:
            file.write(HEADER)
            for number in range(rows):
                file.write(f"P{number:07d};{lines[number % len(lines)]}\r\n")
    return paths


def _line(chance: random.Random) -> str:
    day = f"{chance.randint(1, 28)}.{chance.randint(1, 12)}.{chance.randint(1930, 2010)}"
    cells = (
        str(chance.randint(10**9, 10**10 - 1)), "Jan", chance.choice(SURNAMES), chance.choice("MŽ"), day,
        chance.choice(TOWNS), f"E{chance.randint(10, 99)}.{chance.randint(0, 9)}", chance.choice(TEXTS), day,
        f"{chance.randint(80, 180)},{chance.randint(0, 9)}", f"{chance.randint(3, 12)},{chance.randint(0, 9)}",
        str(chance.randint(150, 200)), str(chance.randint(45, 130)), day, f"{chance.randint(1, 9)}A", "MUDr. Horák",
        chance.choice(("aktivní", "ukončen")), "bez obtíží", day,
    )  # fmt: skip
    return ";".join(cells)


def read_ours(path: Path) -> int:
    from omicz_meta.sources.csv import open_csv

    table = open_csv(path, name="p", source="p", file=path.name)
    return sum(block.rows_read for block in table.blocks())


def read_polars(path: Path) -> int:
    import polars as pl

    frame = pl.scan_csv(path, separator=";", infer_schema=False, quote_char=None)
    return frame.collect(engine="streaming").height


def measure(reader: str, path: Path) -> dict[str, float]:
    """Run one reader in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", reader, str(path)], check=True, capture_output=True
    )
    return dict(json.loads(done.stdout))


def run_one(reader: str, path: Path) -> None:
    started = time.perf_counter()
    rows = {"ours": read_ours, "polars": read_polars}[reader](path)
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "rows": rows,
        "cpu_s": round(used.ru_utime + used.ru_stime, 2),
        "wall_s": round(time.perf_counter() - started, 2),
        "peak_mib": round(used.ru_maxrss / 1024),
    }
    print(json.dumps(figures))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=1)
    parser.add_argument("--one", nargs=2)
    options = parser.parse_args()
    if options.one:
        run_one(options.one[0], Path(options.one[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = write_rows(Path(folder), options.rows)
        print(f"{options.rows} rows, {ours.stat().st_size / options.rows:.0f} bytes/row")
        for _ in range(options.pairs):
            left, right = measure("ours", ours), measure("polars", theirs)
            print(
                f"ours   {left}\npolars {right}\nCPU ratio ours / polars: {left['cpu_s'] / right['cpu_s']:.2f}"
            )


if __name__ == "__main__":
    main()
