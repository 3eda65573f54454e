"""One million coded values looked up in packs: in one go, one by one, and as part of a validation.

    python benchmarks/bench_terms.py PACKS [--rows 1000000] [--runs 3]

PACKS is a folder in which `omicz-meta packs add` put `hp`, `mondo` and `hp-cs`. Values are existing, obsolete and
invented codes of HPO, most of them often, as in real columns. Compared are: the checks over different values
(existence, obsolescence, branch), joined back; SQLite asked once a value; a dictionary of all terms asked once a
value; and `omicz-meta validate` on a Parquet file of records, with packs and without. Memory is that of a process
of its own that opens all packs and checks codes and Czech names. Figures are medians; the table is Markdown.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent))

from measure import median, once

from omicz_meta.engine.arrow_setup import keep_pandas_out
from omicz_meta.engine.physical import record_schema
from omicz_meta.schema import Branch, Kind, Slot, load_schema
from omicz_meta.terms.checks import CODED, code_faults, label_faults
from omicz_meta.terms.lexicon import Lexicon
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.store import Store

WORK = Path(__file__).resolve().parent / "work"
SLOT = Slot("feature", Kind.CURIE, "uriorcurie", False, "M", vocabularies=(Branch("HP", ("HP:0000118",)),))
BELOW = "SELECT 1 FROM ancestor JOIN term ON nr = ancestor WHERE curie = 'HP:0000118' AND ancestor.term = ?"


def column(packs: Path, rows: int) -> pa.Array:
    """Codes of HPO as a column has them: 20,000 different ones, a few of them most often, some invented."""
    with Pack(packs / "hp.pack") as pack:
        codes = [code for (code,) in pack.rows("SELECT curie FROM term ORDER BY nr")]
    chance = random.Random(0)
    different = [*codes, *(f"HP:9{chance.randrange(10**6):06}" for _ in range(500))]
    chance.shuffle(different)
    return pa.array([different[int(len(different) * chance.random() ** 3)] for _ in range(rows)])


def over_columns(values: pa.Array, lexicon: Lexicon) -> pa.Array:
    """The code of the problem of each value, null where there is none."""
    encoded = values.dictionary_encode()
    different = encoded.dictionary
    coded = pa.table([different, pa.nulls(len(different), pa.string())], schema=CODED)
    faults = code_faults(coded, SLOT, lexicon)
    told = (
        faults["fault"]
        .combine_chunks()
        .take(pc.index_in(different, value_set=faults["value"].combine_chunks()))
    )
    return told.take(encoded.indices)


def by_sqlite(values: list[str], lexicon: Lexicon) -> list[str | None]:
    """The same, asking the pack for each value."""
    (hp,) = lexicon.speaking_for("HP")
    told: list[str | None] = []
    with Pack(hp.path) as pack:
        for value in values:
            found = pack.rows("SELECT nr, obsolete FROM term WHERE curie = ?", value)
            if not found:
                told.append("T020")
            elif found[0][1]:
                told.append("T021")
            else:
                told.append(None if pack.rows(BELOW, found[0][0]) else "T023")
    return told


def by_dictionary(values: list[str], lexicon: Lexicon) -> list[str | None]:
    """The same with all terms of the pack in a dictionary, which is made first, as a script would."""
    (hp,) = lexicon.speaking_for("HP")
    with Pack(hp.path) as pack:
        terms = {code: pack.term(code) for (code,) in pack.rows("SELECT curie FROM term")}

    def below(code: str) -> bool:
        term = terms.get(code)
        return term is not None and any(one == "HP:0000118" or below(one) for one in term.parents)

    told: list[str | None] = []
    for value in values:
        term = terms.get(value)
        told.append("T020" if term is None else "T021" if term.obsolete else None if below(value) else "T023")
    return told


def timed(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """Median wall and CPU seconds."""
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return median(walls), median(cpus)


def records(values: pa.Array, path: Path) -> None:
    """Records with these codes in the national form."""
    schema = load_schema()
    form = record_schema(schema.classes["PhenotypicFeature"], schema)
    made = {
        "id": pa.array([f"f{n}" for n in range(len(values))]),
        "individual": pa.array([f"p{n // 20}" for n in range(len(values))]),
        "feature": values,
    }
    arrays = [made.get(one.name, pa.nulls(len(values), one.type)) for one in form]
    pq.write_table(pa.table(arrays, schema=form), path)


def validated(path: Path, packs: Path, runs: int) -> tuple[float, float]:
    """Median wall and CPU seconds of the whole command."""
    words = [sys.executable, "-m", "omicz_meta", "validate", str(path), "--class", "PhenotypicFeature"]
    told = [*words, "--format", "json", "-o", str(WORK / "report.json")]
    done = [once(told, {"OMICZ_PACKS": str(packs)}) for _ in range(runs)]
    if any(one.code not in (0, 1) for one in done):
        raise SystemExit("omicz-meta did not judge the records")
    return median([one.wall for one in done]), median([one.cpu for one in done])


def memory(packs: Path) -> None:
    """Prints what a process of its own needs that looks up all codes of HPO and MONDO, and Czech names."""
    keep_pandas_out()
    lexicon = Lexicon.of(Store(packs))
    for name in ("hp", "mondo"):
        with Pack(packs / f"{name}.pack") as pack:
            codes = [code for (code,) in pack.rows("SELECT curie FROM term")]
            names = [name for (name,) in pack.rows("SELECT text FROM name LIMIT 20000")]
        slot = Slot(
            "x", Kind.CURIE, "uriorcurie", False, "M", vocabularies=(Branch(codes[0].partition(":")[0]),)
        )
        code_faults(pa.table([codes, [None] * len(codes)], schema=CODED), slot, lexicon)
        pairs = list(zip(codes, names, strict=False))
        label_faults(pa.table([list(part) for part in zip(*pairs, strict=True)], schema=CODED), lexicon)
    # what getrusage tells is inherited from the process that started this one
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    print(json.dumps({name: int(told[name].split()[0]) / 1024 for name in ("VmHWM", "VmRSS")}))


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("packs", type=Path)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--memory", action="store_true", help="what a process of its own is started for")
    given = options.parse_args()
    if given.memory:
        memory(given.packs)
        return
    lexicon, values = Lexicon.of(Store(given.packs)), column(given.packs, given.rows)
    texts = values.to_pylist()
    told = over_columns(values, lexicon).to_pylist()
    some = texts[:20_000]
    assert told[: len(some)] == by_sqlite(some, lexicon) == by_dictionary(some, lexicon)
    rows = {
        "over columns": timed(lambda: over_columns(values, lexicon), given.runs),
        "a dictionary, once a value": timed(lambda: by_dictionary(texts, lexicon), 1),
        "SQLite, once a value": timed(lambda: by_sqlite(texts, lexicon), 1),
    }
    WORK.mkdir(exist_ok=True)
    records(values, WORK / "features.parquet")
    rows["validate, without packs"] = validated(WORK / "features.parquet", WORK / "none", given.runs)
    rows["validate, with packs"] = validated(WORK / "features.parquet", given.packs, given.runs)
    print(f"{given.rows:,} values, {len(pc.unique(values)):,} different\n")
    print("| | wall s | CPU s | times over columns |\n|---|---:|---:|---:|")
    for name, (wall, cpu) in rows.items():
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {cpu / rows['over columns'][1]:.0f} |")
    alone = [sys.executable, __file__, str(given.packs), "--memory"]
    peak = json.loads(subprocess.run(alone, capture_output=True, text=True, check=True).stdout)
    print(
        f"\nA process with HPO, MONDO and Czech names: {peak['VmRSS']:.0f} MiB, {peak['VmHWM']:.0f} at the peak"
    )


if __name__ == "__main__":
    main()
