"""All rules over the records of a register, and those that LinkML's validator has as well beside that validator.

    python benchmarks/bench_rules.py [--persons 100000 1000000] [--sample 2000]

Eight classes, ten records a person, made in bounded memory as the Parquet that a run writes; about one in a
hundred with a fault. First every rule over every class, references between them and how many a person has of each:
one process for each number of persons, from the start of Python to the findings. Then class by class the rules of
single records that LinkML states, ours on all records of a class and LinkML's validator on the first ones as JSON,
both in their loop alone. The tables are Markdown.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import pyarrow as pa
from measure import once

from omicz_meta.engine.arrow_setup import give_memory_back, keep_pandas_out
from omicz_meta.engine.checks import Court, Judged
from omicz_meta.engine.forms import FAILED, LINEAGE
from omicz_meta.engine.session import session
from omicz_meta.engine.staging import StagedClass, Staging
from omicz_meta.schema import load_schema
from omicz_meta.validation.judge import Judgement, judge
from omicz_meta.validation.rules import CONDITIONS, REQUIRED, RULES, VALUES
from omicz_meta.validation.rules.ages import BY_DATES
from records import MAKERS, Record, as_table, records, write_lines
from records import VALUES as FAULTS

HERE = Path(__file__).resolve().parent
WORK = HERE / "work" / "rules"
TODAY = "2026-11-22"
CHUNK = 50_000
"""So many persons are written at once; so many different records of a class there are, which then repeat."""

OF_LINKML = (REQUIRED, CONDITIONS, VALUES)
EACH = {"Diagnosis": 2, "Measurement": 2}
"""Records a person, where they are several."""


def individual(rng: random.Random, number: int) -> Record:
    """A person; one in five hundred is not born yet."""
    year = 2030 if number % 500 == 7 else rng.randint(1930, 2000)
    return {
        "birth_date": f"{year}-{rng.randint(1, 12):02d}",
        "administrative_gender": rng.choice(["male", "female"]),
        "sex_at_birth": rng.choice(["M", "F"]),
        "vital_status": "alive",
        "affected_status": "AFFECTED",
        "data_source": "register",
        "first_specialised_contact_date": str(rng.randint(2001, 2020)),
        "biosample_available": "yes",
    }


def consent(rng: random.Random, number: int) -> Record:
    """A consent; one in three hundred withdrawn before it was given."""
    return {
        "consent_status": "active",
        "consent_date": f"{rng.randint(2015, 2024)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        "withdrawal_date": "2001" if number % 300 == 5 else None,
        "form_version": "3",
        "data_use_permission": "general_research_use",
        "recontact": "yes",
        "data_reuse": "yes",
    }


def feature(rng: random.Random, number: int) -> Record:
    """A sign of a disease, seen or looked for; one in a hundred without its code."""
    code = f"HP:{rng.randint(1, 9999):07d}"
    return {
        "feature": None if number % 100 == 3 else code,
        "source_code": code,
        "excluded": rng.random() < 0.1,
    }


def biosample(rng: random.Random, number: int) -> Record:
    """A sample of blood; one in two hundred taken before its owner was born."""
    year = 1900 if number % 200 == 9 else rng.randint(2005, 2025)
    return {
        "organism": "NCBITaxon:9606",
        "sample_type": "blood",
        "collection_date": f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        "age_at_collection": {"duration": f"P{rng.randint(0, 80)}Y"},
        "biobank": "bbmri-eric:ID:CZ_MMCI",
    }


def contact(rng: random.Random, number: int) -> Record:
    """A visit."""
    return {"contact_date": f"{rng.randint(2005, 2025)}-{rng.randint(1, 12):02d}-{number % 28 + 1:02d}"}


OTHERS = {
    "Individual": individual,
    "Consent": consent,
    "PhenotypicFeature": feature,
    "Biosample": biosample,
    "CareContact": contact,
}
CLASSES = (*OTHERS, *MAKERS)
OWN = {"biosample": ("B", 1), "diagnosis": ("D", 2), "diagnoses": ("D", 2)}
"""What a record refers to: the letter of its id, and how many of them a person has."""


def pool(name: str) -> pa.Table:
    """The different records of a class."""
    if name in MAKERS:
        return as_table(name, list(records(name, CHUNK, FAULTS)))
    rng, make = random.Random(20261122), OTHERS[name]
    return as_table(name, [make(rng, number) for number in range(CHUNK)])


def _ids(letter: str, numbers: np.ndarray) -> pa.Array:
    return pa.array([f"{letter}{number:08d}" for number in numbers.tolist()], pa.string())


def _people(numbers: np.ndarray) -> pa.Array:
    """Pseudonyms as they are made: 32 letters."""
    letters = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
    return pa.array([f"{n * 0x9E3779B97F4A7C15 % 2**128:032x}".translate(letters) for n in numbers.tolist()])


AGES = {"age_at_onset": "diagnosis_date"} | {slot: date for (_, slot), date in BY_DATES.items()}
"""Ages and the dates at which they are reached."""


def _years(dates: pa.ChunkedArray) -> np.ndarray:
    return np.array([int(date.as_py()[:4]) if date.is_valid else 0 for date in dates.cast(pa.string())])


def _with_ages(made: pa.Table, born: np.ndarray) -> pa.Table:
    """The records with the ages that follow from the years of birth; the day before birth nobody has an age."""
    for slot, date in AGES.items():
        if slot in made.column_names:
            lived = _years(made[date]) - born
            ages = pa.array([{"duration": f"P{age}Y"} for age in range(130)], made.schema.field(slot).type)
            column = ages.take(pa.array(lived, mask=(lived < 0) | (lived >= len(ages))))
            made = made.set_column(made.column_names.index(slot), slot, column)
    return made


def parts(name: str, persons: int) -> Iterator[tuple[pa.Table, pa.Table]]:
    """The records of a class with their lineage, some ten thousand at a time."""
    known, each = pool(name), EACH.get(name, 1)
    born = _years(pool("Individual")["birth_date"])
    schema = load_schema()
    key = schema.classes[name].key or "id"
    for start in range(0, persons, CHUNK // each):
        who = np.repeat(np.arange(start, min(start + CHUNK // each, persons)), each)
        numbers = start * each + np.arange(len(who))
        people = _people(who)
        new = {"individual": people, key: people if name == "Individual" else _ids(name[0], numbers)}
        made = _with_ages(known.slice(0, len(who)), born[who % CHUNK])
        for slot, (letter, several) in OWN.items():
            if slot in made.column_names and made[slot].null_count < made.num_rows:
                new[slot] = _ids(letter, who * several)
        for slot, values in new.items():
            if slot in made.column_names:
                made = made.set_column(made.column_names.index(slot), slot, values)
        yield made, _lineage(made[key], numbers)


def _lineage(ids: pa.ChunkedArray, numbers: np.ndarray) -> pa.Table:
    same = {"source": "register", "file": "register.csv", "rule": "all"}
    columns = {name: pa.repeat(pa.scalar(text), len(numbers)) for name, text in same.items()}
    columns |= {"record_id": ids, "row": pa.array(numbers + 1), "line": pa.array(numbers + 2)}
    return pa.table({name: columns[name] for name in LINEAGE.names}, schema=LINEAGE)


def made(persons: int) -> dict[str, StagedClass]:
    """The records of so many persons, written unless they are there."""
    folder, schema = WORK / str(persons), load_schema()
    told = folder / "rows.json"
    if not told.exists():
        staging = Staging(folder, schema)
        for name in CLASSES:
            sink = staging.sink(name)
            for rows, lineage in parts(name, persons):
                sink.records.write(rows)
                sink.lineage.write(lineage)
            sink.failed.write(FAILED.empty_table())
            sink.close()
        staging.problems.close()
        told.write_text(json.dumps({name: persons * EACH.get(name, 1) for name in CLASSES}))
    return {
        name: _staged(folder, schema.classes[name].snake, name, rows)
        for name, rows in json.loads(told.read_text()).items()
    }


def _staged(folder: Path, snake: str, name: str, rows: int) -> StagedClass:
    paths = (folder / kind / f"{snake}.parquet" for kind in ("records", "lineage"))
    failed = folder / "staged" / f"{snake}.failed.parquet"
    return StagedClass(name, *paths, failed, rows, "", rows, "")


def judged(persons: int, only: str | None) -> None:
    """Judge in this process; print records, findings, CPU seconds of judging alone and the clock's."""
    classes = made(persons)
    wanted = {name: Judged(part, {}) for name, part in classes.items() if only in (None, name)}
    rules = OF_LINKML if only else RULES
    begun, clock = time.process_time(), time.perf_counter()
    with session((WORK / str(persons),)) as connection:
        court = Court(connection, load_schema(), lambda value, _column, _slot: value)
        judgement = Judgement(rules, () if only else ("rare_disease",), TODAY, alone=only is not None)
        found = sum(part.num_rows for part in judge(court, wanted, judgement))
    spent = time.process_time() - begun, time.perf_counter() - clock
    rows = sum(part.staged.rows for part in wanted.values())
    (WORK / "told.json").write_text(json.dumps([rows, found, *spent]))


def _run(persons: int, only: str | None) -> tuple[list[float], float, float]:
    """Judge in a process of its own: what it told, its peak in MiB, and its CPU seconds."""
    words = [sys.executable, str(Path(__file__)), "--judge", str(persons), *([only] if only else [])]
    figures = once(words)
    if figures.code:
        raise SystemExit(f"judging ended with {figures.code}")
    return json.loads((WORK / "told.json").read_text()), figures.peak, figures.cpu


def whole(counts: list[int]) -> None:
    """Print every rule over every class, by numbers of persons."""
    print(
        "| persons | records | findings | judging, CPU s | records/CPU s | records/s | process, CPU s | peak MiB |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for persons in counts:
        made(persons)
        (rows, found, cpu, wall), peak, process = _run(persons, None)
        cells = (f"{persons:,}", f"{rows:,}", f"{found:,}", f"{cpu:.1f}", f"{rows / cpu:,.0f}")
        print(
            "| " + " | ".join((*cells, f"{rows / wall:,.0f}", f"{process:.1f}", f"{peak:.0f}")) + " |",
            flush=True,
        )


def read_alone(persons: int, name: str) -> float:
    """CPU seconds of the kernel to read every column of a class once and count its values: below it nobody judges."""
    with session((WORK / str(persons),)) as connection:
        begun = time.process_time()
        made(persons)[name].count_filled(connection, load_schema().classes[name].slots)
        return time.process_time() - begun


def beside(persons: int, sample: int) -> None:
    """Print the rules that LinkML has as well, class by class, beside its validator and beside reading alone."""
    print("\n| class | records | records/CPU s | reading alone | linkml.validator | times |")
    print("|---|---|---|---|---|---|")
    for name in MAKERS:
        (rows, _, cpu, _), _, _ = _run(persons, name)
        lines = write_lines(WORK / f"{name}-{sample}.ndjson", name, sample)
        command = [sys.executable, str(HERE / "peer_validators.py"), "linkml", str(lines), name, str(sample)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        peer = float(done.stdout.split()[-2])
        speeds = (rows / cpu, rows / read_alone(persons, name), peer)
        cells = (name, *(f"{figure:,.0f}" for figure in (rows, *speeds)), f"{rows / cpu / peer:.0f}")
        print("| " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--sample", type=int, default=2_000)
    parser.add_argument("--judge", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    if given.judge:
        keep_pandas_out()
        give_memory_back()
        judged(int(given.judge[0]), given.judge[1] if len(given.judge) > 1 else None)
        return
    whole(given.persons)
    beside(max(given.persons), given.sample)


if __name__ == "__main__":
    main()
