"""OMOP tables in Parquet to records and problems, against Polars and SQL by hand that do the same joins, in one run.

    python benchmarks/bench_omop.py [--persons 100000] [--pairs 5]

Per person twenty conditions and thirty measurements. The peers look up the same three concepts for each fact and write
flat Parquet; they make no pseudonyms, keep no lineage, ledger or problems, and look for no identifiers.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from measure import HEADER, Figures, median, once, row

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
KEY = {"OMICZ_PSEUDONYM_KEY": "ab" * 32}
CONDITIONS, MEASUREMENTS = 20, 30
CODES = 2_000
UNITS = ("mg/dL", "mmol/L", "g/L", "%", "kg", "cm")
MANIFEST = """\
id: omop-benchmark
sources: [{name: cdm, kind: omop, path: cdm}]
mapping: omop-5.4
privacy: {pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
"""


def warehouse(persons: int) -> Path:
    """A submission of made-up facts; the same for the same number of persons."""
    folder = WORK / f"omop-{persons}"
    place = folder / "cdm"
    if not (place / "measurement.parquet").exists():
        shutil.rmtree(folder, ignore_errors=True)
        place.mkdir(parents=True)
        (folder / "submission.yaml").write_text(MANIFEST)
        for name, table in _tables(persons):
            pq.write_table(table, place / f"{name}.parquet")
    return folder


def _tables(persons: int) -> list[tuple[str, pa.Table]]:
    chance = np.random.default_rng(7)
    codes = np.arange(CODES) + 1
    concepts = pa.table(
        {
            "concept_id": np.concatenate([codes, CODES + 1 + np.arange(len(UNITS))]),
            "vocabulary_id": ["ICD10"] * (CODES // 2) + ["LOCAL"] * (CODES // 2) + ["UCUM"] * len(UNITS),
            "concept_code": [f"{chr(65 + n % 26)}{n % 90 + 10}.{n % 10}" for n in range(CODES)] + list(UNITS),
        }
    )
    born = chance.integers(1930, 2020, persons)
    people = pa.table(
        {
            "person_id": np.arange(persons) + 1,
            "gender_concept_id": chance.choice([8507, 8532], persons),
            "year_of_birth": born,
        }
    )
    return [
        ("concept", concepts),
        ("person", people),
        _conditions(persons, chance),
        _measurements(persons, chance),
    ]


def _conditions(persons: int, chance: np.random.Generator) -> tuple[str, pa.Table]:
    count = persons * CONDITIONS
    codes = chance.integers(1, CODES // 2 + 1, count)
    columns = {
        "condition_occurrence_id": np.arange(count) + 1,
        "person_id": np.repeat(np.arange(persons) + 1, CONDITIONS),
        "condition_concept_id": codes,
        "condition_start_date": _days(count, chance),
        "condition_source_value": pa.array([f"D{code}" for code in codes.tolist()]),
        "condition_source_concept_id": codes,
    }
    return "condition_occurrence", pa.table(columns)


def _measurements(persons: int, chance: np.random.Generator) -> tuple[str, pa.Table]:
    count = persons * MEASUREMENTS
    codes = chance.integers(1, CODES // 2 + 1, count)
    columns = {
        "measurement_id": np.arange(count) + 1,
        "person_id": np.repeat(np.arange(persons) + 1, MEASUREMENTS),
        "measurement_concept_id": codes,
        "measurement_date": _days(count, chance),
        "value_as_number": np.round(chance.gamma(4, 20, count), 1),
        "unit_concept_id": chance.integers(CODES + 1, CODES + 1 + len(UNITS), count),
        "measurement_source_value": pa.array([f"L{code}" for code in codes.tolist()]),
        "measurement_source_concept_id": codes,
    }
    return "measurement", pa.table(columns)


def _days(count: int, chance: np.random.Generator) -> pa.Array:
    return pa.array(chance.integers(14_000, 20_000, count).astype("int32")).cast(pa.date32())


def ours(folder: Path) -> Figures:
    """Records and problems: the first arrow."""
    out = WORK / "omop-out"
    shutil.rmtree(out, ignore_errors=True)
    figures = once([sys.executable, str(HERE / "harmonise_only.py"), str(folder), str(out)], KEY)
    if figures.code:
        raise SystemExit(f"omicz-meta ended with {figures.code}")
    return figures


def peer(name: str, folder: Path) -> Figures:
    """A script of somebody who trusts every row."""
    figures = once([sys.executable, str(HERE / "peers" / name), str(folder / "cdm"), str(WORK / "omop-peer")])
    if figures.code:
        raise SystemExit(f"a peer ended with {figures.code}")
    return figures


def main() -> None:
    """Print the table and the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=5)
    asked = parser.parse_args()
    folder = warehouse(asked.persons)
    facts = asked.persons * (CONDITIONS + MEASUREMENTS)
    runs: dict[str, list[Figures]] = {"omicz-meta": [], "Polars by hand": [], "SQL by hand, DuckDB": []}
    for _ in range(asked.pairs):
        runs["omicz-meta"].append(ours(folder))
        runs["Polars by hand"].append(peer("omop_polars.py", folder))
        runs["SQL by hand, DuckDB"].append(peer("omop_sql.py", folder))
    print(f"{asked.persons:,} persons, {facts:,} facts in Parquet, medians of {asked.pairs}\n{HEADER}")
    for name, made in runs.items():
        print(row(name, made, facts))
    mine = runs.pop("omicz-meta")
    for name, made in runs.items():
        wall = median([run.wall for run in made]) / median([run.wall for run in mine])
        cpu = median([run.cpu for run in made]) / median([run.cpu for run in mine])
        print(f"{wall:.2f}x of {name} by wall, {cpu:.2f}x by CPU")


if __name__ == "__main__":
    main()
