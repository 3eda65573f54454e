"""Makes a register of six tables as a hospital exports it every night: patients, diagnoses, samples, results."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

TYPES = ("krev", "plazma", "sérum", "DNA", "RNA", "moč", "tkáň")
SAMPLES = ("vzorky_praha", "vzorky_brno", "vzorky_plzen")
Row = Callable[[random.Random, int, int], str]


def _day(rng: random.Random, first: int, last: int) -> str:
    return f"{rng.randint(1, 28)}.{rng.randint(1, 12)}.{rng.randint(first, last)}"


def _patient(rng: random.Random, number: int, _: int) -> str:
    return f"P{number:07d};{_day(rng, 1930, 1999)};{rng.choice('MŽ')};{rng.choice(('Praha', 'Vysočina'))}"


def _diagnosis(rng: random.Random, number: int, people: int) -> str:
    code = f"{rng.choice('CDEG')}{rng.randint(0, 79):02d}.{rng.randint(0, 9)}"
    return f"D{number:07d};P{rng.randrange(people):07d};{code};{_day(rng, 2000, 2025)}"


def _sample(rng: random.Random, number: int, people: int) -> str:
    kind, cold = rng.choice(TYPES), rng.choice(("-20", "-80"))
    return f"{number:07d};P{rng.randrange(people):07d};{kind};{_day(rng, 2005, 2025)};{cold};{rng.randint(0, 99)},5"


def _result(rng: random.Random, number: int, people: int) -> str:
    value = f"{rng.randint(80, 180)},{rng.randint(0, 9)}"
    return f"M{number:07d};P{rng.randrange(people):07d};{_day(rng, 2005, 2025)};{value}"


TABLES: Mapping[str, tuple[str, Row]] = {
    "pacienti": ("id;narozen;pohlavi;kraj", _patient),
    "diagnozy": ("dg;os;kod;kdy", _diagnosis),
    **dict.fromkeys(SAMPLES, ("vz;os;typ;kdy;teplota;podil", _sample)),
    "vysledky": ("id;os;kdy;hb", _result),
}

MAPPING = """\
id: https://example.org/register
class_derivations:
  - name: Individual
    populated_from: pacienti
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {expr: "partial_date({narozen}, 'd.m.yyyy')"}
      administrative_gender: {populated_from: pohlavi, value_mappings: {M: male, Ž: female}}
      data_source: {populated_from: kraj}
  - name: Diagnosis
    populated_from: diagnozy
    joins:
      osoba: {class_named: pacienti, source_key: os, lookup_key: id}
    slot_derivations:
      id: {populated_from: dg}
      individual: {populated_from: os}
      disease: {expr: "code({kod}, 'MKN10')"}
      diagnosis_date: {expr: "partial_date({kdy}, 'd.m.yyyy')"}
      age_at_diagnosis:
        class_derivations:
          Age:
            slot_derivations:
              duration:
                expr: age_at(partial_date({osoba.narozen}, 'd.m.yyyy'), partial_date({kdy}, 'd.m.yyyy'))
"""
OF_SAMPLES = """\
  - name: Biosample
    populated_from: {table}
    slot_derivations:
      id: {{expr: "concat('{table}-', {{vz}})"}}
      individual: {{populated_from: os}}
      sample_type:
        populated_from: typ
        value_mappings:
          {{krev: blood, plazma: plasma, sérum: serum, DNA: dna, RNA: rna, moč: urine, tkáň: tissue}}
      collection_date: {{expr: "partial_date({{kdy}}, 'd.m.yyyy')"}}
      storage_conditions:
        populated_from: teplota
        value_mappings: {{"-20": frozen_minus_20, "-80": frozen_minus_80}}
      tumour_content: {{expr: "decimal({{podil}}, ',')"}}
"""
OF_RESULTS = """\
  - name: Measurement
    populated_from: vysledky
    slot_derivations:
      id: {populated_from: id}
      individual: {populated_from: os}
      assay: {value: "LOINC:718-7"}
      measurement_date: {expr: "partial_date({kdy}, 'd.m.yyyy')"}
      value_quantity: {expr: "quantity({hb}, 'g/L')"}
"""


def register(folder: Path, rows: int) -> Path:
    """The submission: so many rows in each table."""
    for part in ("data", "mapping"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        (folder / "data" / f"{name}.csv").write_text("".join(table(name, rows)), encoding="utf-8")
    text = MAPPING + "".join(OF_SAMPLES.format(table=name) for name in SAMPLES) + OF_RESULTS
    (folder / "mapping" / "register.transform.yaml").write_text(text, encoding="utf-8")
    sources = "".join(f"  - {{name: {name}, kind: csv, path: data/{name}.csv}}\n" for name in TABLES)
    manifest = f"id: register\nsources:\n{sources}mapping: mapping/\n"
    privacy = "privacy: {min_cell: 10, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}\n"
    (folder / "submission.yaml").write_text(manifest + privacy, encoding="utf-8")
    return folder


def table(name: str, rows: int, night: int = 0, share: float = 1.0) -> Iterator[str]:
    """The lines of a table; on another `night` this share of the rows says something else."""
    header, row = TABLES[name]
    yield f"{header}\n"
    chance = random.Random(f"{name} {night}")
    for number in range(rows):
        changed = night and chance.random() < share
        yield row(random.Random(f"{name} {number} {night if changed else 0}"), number, rows) + "\n"
