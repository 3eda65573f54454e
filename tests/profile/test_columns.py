"""What a column is found to hold, told as a table of cells."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pytest

from omicz_meta.profile import profile_tables
from omicz_meta.profile.facts import ColumnProfile
from omicz_meta.schema import load_schema
from omicz_meta.sources import open_source

CASES: Mapping[str, tuple[str, list[str | None], dict[str, object]]] = {
    "Czech dates and years": (
        "narozen",
        ["1. 2. 1990", "12.11.2001", "1985"],
        {"type": "date", "formats": ["d.m.yyyy", "yyyy"]},
    ),
    "month first": ("visit", ["12/31/2001", "1/2/1990"], {"type": "date", "formats": ["m/d/yyyy"]}),
    "packed dates": ("datum", ["20200131", "19991201"], {"type": "date", "formats": ["yyyymmdd"]}),
    "moments": (
        "čas",
        ["2020-01-31 10:00:00", "2020-02-01 11:30:00"],
        {"type": "date", "formats": ["yyyy-mm-dd HH:MM:SS"]},
    ),
    "years that are numbers": ("počet", ["1990", "2001"], {"type": "integer"}),
    "decimal comma": ("hb", ["135,5", "1 142,0", "7"], {"type": "decimal", "decimal": ","}),
    "a code for nothing": ("vek", ["12", "34", "55", "999"], {"type": "integer", "null_tokens": ["999"]}),
    "yes and no": ("souhlas", ["ano", "ne", "neuvedeno"], {"type": "boolean", "null_tokens": ["neuvedeno"]}),
    "sex": ("pohl", ["M", "Ž"], {"type": "category", "values": ["M", "Ž"]}),
    "diagnoses": ("dg", ["E849", "C50.9", "e75 2"], {"type": "code", "system": "MKN10"}),
    "several diagnoses": ("dg", ["E84.9,C50.9", "I10"], {"type": "code", "system": "MKN10", "split": ","}),
    "running numbers, not diagnoses": (
        "dg",
        ["D0001", "D0002", "D0003", "D0004"],
        {"type": "category", "system": None},
    ),
    "phenotypes": ("x", ["HP:0001250", "HP_0000118"], {"type": "code", "system": "HPO"}),
    "LOINC by its check digit": ("kod", ["718-7", "2823-3"], {"type": "code", "system": "LOINC"}),
    "no LOINC": ("kod", ["718-8", "2823-1"], {"system": None}),
    "ATC": ("lek", ["A10BA02", "N02BE01"], {"type": "code", "system": "ATC"}),
    "morphology": ("x", ["8140/3", "8500/2"], {"type": "code", "system": "ICDO3M"}),
    "genes": ("x", ["HGNC:1884", "HGNC:4"], {"type": "code", "system": "HGNC"}),
    "any CURIE": ("x", ["MONDO:0007254", "MONDO:0009061"], {"type": "code", "system": "MONDO"}),
    "units in cells": ("hb", ["135 g/l", "142 g/l"], {"units": ["g/l"]}),
    "units as the laboratory writes them": (
        "leu",
        ["5 G/l", "6 x10^9/l", "7 {Novák}", "8 123"],
        {"units": ["G/l", "x10^9/l"]},
    ),
    "no unit in the name": ("Pohlaví_gal", ["1,5", "2,0"], {"unit": None}),
    "a unit in the name": ("Objem (ml)", ["1,5", "2,0"], {"unit": "ml", "type": "decimal"}),
    "e-mail": (
        "spojení",
        ["jana@posta.example", "petr@posta.example"],
        {"type": "identifier", "identifier": "email"},
    ),
    "birth numbers": (
        "rč",
        ["8557150008", "7851150048"],
        {"type": "identifier", "identifier": "birth_number"},
    ),
    "nothing": ("x", ["", "-", None], {"type": "empty"}),
    "free text": (
        "poznámka",
        [f"dlouhá poznámka číslo {n}, kterou nikdo nečte" for n in "abcdefgh"],
        {"type": "text", "values": []},
    ),
}


def column(name: str, cells: list[str | None], times: int = 12) -> ColumnProfile:
    source = open_source({"t": pa.table({name: pa.array(cells * times, pa.string())})})
    return profile_tables(source.tables, load_schema()).facts.tables[0].columns[0]


@pytest.mark.parametrize("case", CASES)
def test_column(case: str) -> None:
    name, cells, wanted = CASES[case]
    found = column(name, cells)
    told = {key: getattr(found, key) for key in wanted}
    plain = {
        key: [part.text for part in value] if isinstance(value, tuple) else value
        for key, value in told.items()
    }
    assert plain == wanted


def test_counts() -> None:
    found = column("pohl", ["M", "Ž", " M ", "", None])
    assert (found.empty, found.filled, found.distinct, found.distinct_exact) == (24, 36, 2, True)
    assert {part.text: part.count for part in found.values} == {"M": 24, "Ž": 12}


@pytest.mark.parametrize(("times", "shown"), [(9, []), (10, ["M", "Ž"])])
def test_only_what_enough_rows_carry(times: int, shown: list[str]) -> None:
    assert [part.text for part in column("pohl", ["M", "Ž"], times).values] == shown
