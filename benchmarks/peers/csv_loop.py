"""The benchmark's mapping as a row loop over the csv module: standard library only, CSV out.

    python benchmarks/peers/csv_loop.py SUBMISSION FOLDER

Trusts that every line is a row: quotes and line ends are as the csv module takes them, nothing is put aside. Does not
look for identifiers, keeps no ledger and no lineage, hashes nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

from job import ORGANISM, PROBLEM, RECORD, SAMPLE_TYPES, SIDES, STATES, STORAGE, key, paths, pseudonym, sites

DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
NUMBER = re.compile(r"[+-]?[0-9]+(,[0-9]+)?")
CODE = re.compile(r"[A-Z][0-9]{2}[0-9]{0,2}")

Read = tuple[str | None, str | None]
"""A value, and the code of the problem that stands for it."""


@lru_cache(maxsize=65_536)
def read_date(text: str) -> Read:
    """ISO 8601 from day, month and year."""
    match = DATE.fullmatch(text)
    if match is None:
        return None, "V003" if text else None
    day, month, year = map(int, match.groups())
    try:
        return date(year, month, day).isoformat(), None
    except ValueError:
        return None, "V004"


@lru_cache(maxsize=65_536)
def read_number(text: str) -> Read:
    """A decimal with a comma."""
    if NUMBER.fullmatch(text):
        return str(Decimal(text.replace(",", "."))), None
    return None, "V005" if text else None


@lru_cache(maxsize=65_536)
def read_code(text: str) -> Read:
    """A CURIE of MKN-10, with its dot."""
    plain = text.upper().replace(".", "").replace(" ", "")
    if not CODE.fullmatch(plain):
        return None, "T002" if text else None
    return f"MESH:{plain[:3]}.{plain[3:]}" if len(plain) > 3 else f"MESH:{plain}", None


def recoded(table: dict[str, str] | dict[str, str | None], text: str) -> Read:
    """The value a table has for a text."""
    if text in table:
        return table[text], None
    return None, "T001" if text else None


def age(year: str, admitted: str) -> str | None:
    """Years between a year of birth and a date."""
    at, _ = read_date(admitted)
    if at is None or not (year.isdigit() and len(year) == 4):
        return None
    years = int(at[:4]) - int(year)
    return f"P{years}Y" if years >= 0 else None


def main() -> None:
    """Map argv[1] into argv[2]."""
    submission, target = paths()
    secret, site_of = key(), sites(submission)
    with (
        (submission / "data" / "vzorky.csv").open(encoding="cp1250", newline="") as source,
        (target / "records.csv").open("w", encoding="utf-8", newline="") as records,
        (target / "problems.csv").open("w", encoding="utf-8", newline="") as problems,
    ):
        write, tell = csv.writer(records), csv.writer(problems)
        write.writerow(RECORD)
        tell.writerow(PROBLEM)
        reader = csv.reader(source, delimiter=";")
        columns = next(reader)
        for number, cells in enumerate(reader, 1):
            row = dict(zip(columns, map(str.strip, cells), strict=True))
            record, found = mapped(row, secret, site_of)
            write.writerow(record)
            tell.writerows(
                (code, number, reader.line_num, column, slot, row["ID_vzorku"], row[column])
                for code, column, slot in found
            )


def mapped(
    row: dict[str, str], secret: bytes, site_of: dict[str, str]
) -> tuple[tuple[str | None, ...], Iterator[tuple[str, str, str]]]:
    """The record of a row, and what was wrong with its cells."""
    read = {
        ("Typ", "sample_type"): recoded(SAMPLE_TYPES, row["Typ"]),
        ("Dg", "anatomical_site"): recoded(site_of, row["Dg"]),
        ("Pohlaví", "laterality"): recoded(SIDES, row["Pohlaví"]),
        ("Stav", "specimen_state"): recoded(STATES, row["Stav"]),
        ("Datum_odběru", "collection_date"): read_date(row["Datum_odběru"]),
        ("Dg", "collection_method"): read_code(row["Dg"]),
        ("Teplota", "storage_conditions"): recoded(STORAGE, row["Teplota"]),
        ("Podíl_nádoru", "tumour_content"): read_number(row["Podíl_nádoru"]),
    }
    kind, site, side, state, day, method, storage, tumour = (value for value, _ in read.values())
    record = (
        row["ID_vzorku"],
        pseudonym(secret, row["ID_pacienta"]),
        ORGANISM,
        kind,
        row["Kód"],
        site,
        side,
        state,
        day,
        age(row["Rok"], row["Datum_přijetí"]),
        method,
        "|".join(filter(None, (row["Zkumavka"], row["Oddělení"]))),
        storage,
        tumour,
        row["Biobanka"],
    )
    return record, ((code, *where) for where, (_, code) in read.items() if code)


if __name__ == "__main__":
    main()
