"""OMOP tables in PostgreSQL to records and problems, against a bare fetch of the same tables to Parquet over ADBC.

    python benchmarks/bench_postgres.py [--persons 20000] [--pairs 5]

A server of its own is started on a socket in a folder of its own, with the tables of `bench_omop` and their keys. The
seconds are those of the whole process that asks; what the server takes shows in the wall clock alone.
"""

from __future__ import annotations

import argparse
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import adbc_driver_postgresql.dbapi as adbc
import pyarrow.parquet as pq
from bench_omop import CONDITIONS, HERE, KEY, MANIFEST, MEASUREMENTS, WORK, warehouse
from measure import HEADER, Figures, median, once, row

KEYS = {
    "concept": "concept_id",
    "person": "person_id",
    "condition_occurrence": "condition_occurrence_id",
    "measurement": "measurement_id",
}


@contextmanager
def server() -> Iterator[str]:
    """The address of a server that listens on a socket in a folder of its own, and on no network."""
    with tempfile.TemporaryDirectory(prefix="pg-") as place:
        folder = Path(place)
        folder.chmod(0o777)
        data = str(folder / "data")
        _started("initdb", "-D", data, "-U", "reader", "-E", "UTF8", "--locale=C", "-A", "trust")
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        _started("pg_ctl", "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start")
        try:
            yield f"postgresql://reader@/postgres?host={folder}"
        finally:
            _started("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _started(name: str, *words: str) -> None:
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    program = shutil.which(name) or str(places[-1])
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    subprocess.run([program, *words], user=user, check=True, stdout=subprocess.DEVNULL)


def fill(address: str, place: Path) -> None:
    """Write the tables of a folder into the database, each with its key."""
    with adbc.connect(address) as connection, connection.cursor() as cursor:
        for name, key in KEYS.items():
            cursor.adbc_ingest(name, pq.read_table(place / f"{name}.parquet"), mode="create")
            cursor.execute(f"ALTER TABLE {name} ADD PRIMARY KEY ({key})")
        connection.commit()


def ours(address: str) -> Figures:
    """Records and problems: the first arrow."""
    folder, out = WORK / "omop-postgres", WORK / "omop-out"
    for place in (folder, out):
        shutil.rmtree(place, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "submission.yaml").write_text(MANIFEST.replace("path: cdm", f'url: "{address}"'))
    figures = once([sys.executable, str(HERE / "harmonise_only.py"), str(folder), str(out)], KEY)
    if figures.code:
        raise SystemExit(f"omicz-meta ended with {figures.code}")
    return figures


def peer(address: str) -> Figures:
    """The bare fetch."""
    words = [sys.executable, str(HERE / "peers" / "adbc_fetch.py"), address, str(WORK / "omop-peer"), *KEYS]
    figures = once(words)
    if figures.code:
        raise SystemExit(f"the bare fetch ended with {figures.code}")
    return figures


def main() -> None:
    """Print the table and the ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--pairs", type=int, default=5)
    asked = parser.parse_args()
    facts = asked.persons * (CONDITIONS + MEASUREMENTS)
    mine, others = list[Figures](), list[Figures]()
    with server() as address:
        fill(address, warehouse(asked.persons) / "cdm")
        for _ in range(asked.pairs):
            mine.append(ours(address))
            others.append(peer(address))
    print(f"{asked.persons:,} persons, {facts:,} facts in PostgreSQL, medians of {asked.pairs}\n{HEADER}")
    print(row("omicz-meta", mine, facts))
    print(row("bare fetch over ADBC to Parquet", others, facts))
    wall = median([run.wall for run in others]) / median([run.wall for run in mine])
    cpu = median([run.cpu for run in others]) / median([run.cpu for run in mine])
    print(f"{wall:.2f}x of the bare fetch by wall, {cpu:.2f}x by CPU")


if __name__ == "__main__":
    main()
