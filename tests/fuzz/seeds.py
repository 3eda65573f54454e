"""Sound files, as few and as small as show what a reader reads."""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from tests.fhir.test_xml import PRIMITIVES, resource
from tests.fuzz.mutation import Members, tarred, zipped, zstd
from tests.kinds.test_opendocument import book, row, text, typed
from tests.kinds.writing import WRITERS, as_csv, submission
from tests.sources.test_omop import WHOLE
from tests.terms.small import lexicon
from tests.terms.test_formats import ANCESTOR, CASES

import omicz_meta as om
from omicz_meta.resources import mappings_folder, schemas_folder

FHIR_LINES = 40
TABLE_LINES = 40
SHARED = Path(__file__).resolve().parents[3] / "shared"


def single(*files: tuple[str, bytes]) -> list[Members]:
    """Inputs of one file each."""
    return [{name: content} for name, content in files]


def written(ending: str) -> tuple[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"s{ending}"
        WRITERS[ending][1](path)
        return path.name, path.read_bytes()


def members_of(folder: Path) -> Members:
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file()
    }


def demo_table(name: str) -> bytes:
    content = (mappings_folder() / "csv-demo" / "example" / "data" / f"{name}.csv").read_bytes()
    return b"".join(content.splitlines(keepends=True)[:TABLE_LINES])


def csv_files() -> list[Members]:
    plain = written(".csv")[1]
    return single(
        ("s.csv", plain),
        ("s.csv", demo_table("pacienti")),
        ("s.csv", demo_table("vzorky")),
        ("s.csv", plain.decode().encode("utf-16")),
        ("s.tsv", plain.replace(b";", b"\t")),
        ("s.csv", b'a;b\n1;"x\ny"\n2;"a ""b"" c"\n'),
        ("s.csv.gz", gzip.compress(plain, 1)),
        ("s.csv.zst", zstd(plain)),
    )


def excel_files() -> list[Members]:
    files = [written(".xlsx")]
    with tempfile.TemporaryDirectory() as folder:
        rows = (
            row(text("id"), text("kdy"), text("kolik")),
            row(text("A1"), typed("date", "2020-01-02"), typed("float", "1")),
        )
        path = book(Path(folder) / "s.ods", *rows)
        files.append((path.name, path.read_bytes()))
    old = SHARED / "data" / "peers" / "DataHarmonizer" / "canada_covid19" / "validTestData_2-1-2.xls"
    if old.exists():
        files.append(("s.xls", old.read_bytes()))
    return single(*files)


def json_files() -> list[Members]:
    nested = b'{"a": [{"x": 1, "y": {"z": [1, 2.50, null]}}, {"x": "\\u017dlu\\u0165", "y": true}]}'
    return single(written(".json"), written(".ndjson"), written(".ndjson.gz"), ("s.json", nested))


def xml_files() -> list[Members]:
    spaces = (
        b'<?xml version="1.0"?><r xmlns="urn:a" xmlns:b="urn:b"><b:o i="1"><v>a&amp;b</v><![CDATA[c]]></b:o>'
    )
    spaces += b'<b:o i="2"/></r>'
    return single(written(".xml"), ("s.xml", spaces))


def parquet_files() -> list[Members]:
    made = io.BytesIO()
    columns = {
        "a": [1, None, 3],
        "b": ["x", "ž", None],
        "c": [[1], [], None],
        "d": [{"e": 1.5}, None, {"e": None}],
    }
    pq.write_table(pa.table(columns), made, compression="zstd")
    return single(written(".parquet"), ("s.parquet", made.getvalue()))


def sqlite_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.sqlite"
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(
                "CREATE TABLE person (person_id INTEGER, gender_concept_id INTEGER, year_of_birth, x TEXT)"
            )
            connection.execute("CREATE TABLE w (a TEXT PRIMARY KEY, b) WITHOUT ROWID")
            connection.execute("CREATE VIEW v AS SELECT x FROM person")
            rows = [(n, 8507, 1950 + n, f"text {n}" * 20) for n in range(60)]
            connection.executemany("INSERT INTO person VALUES (?, ?, ?, ?)", rows)
            connection.executemany("INSERT INTO w VALUES (?, ?)", [("a", b"\0"), ("b", 1.5)])
        return path.read_bytes()


def duckdb_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(
                "CREATE TABLE t AS SELECT i AS a, 'text ' || i AS b, DATE '2020-01-01' + i::INTEGER AS c "
                "FROM range(60) r(i)"
            )
            connection.execute("CREATE TABLE n (l INTEGER[], s STRUCT(x VARCHAR), m MAP(VARCHAR, INTEGER))")
            connection.execute("INSERT INTO n VALUES ([1, 2], {'x': 'y'}, MAP {'k': 1})")
        return path.read_bytes()


def resources() -> list[bytes]:
    return (
        (mappings_folder() / "fhir-r4" / "example" / "resources.ndjson")
        .read_bytes()
        .splitlines()[:FHIR_LINES]
    )


def fhir_files() -> list[Members]:
    lines = resources()
    entries = [
        {"fullUrl": f"urn:uuid:{n}", "resource": json.loads(line)} for n, line in enumerate(lines[:12])
    ]
    bundle = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
    whole = b"\n".join(lines) + b"\n"
    xml = resource(PRIMITIVES).encode()
    in_bundle = resource(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": json.loads(lines[0])}]}
    )
    return [
        *single(("s.json", bundle), ("s.ndjson", whole), ("s.xml", xml), ("s.xml", in_bundle.encode())),
        *single(("s.ndjson.gz", gzip.compress(whole, 1)), ("s.ndjson.zst", zstd(whole))),
        *single(("s.zip", zipped({"a.ndjson": whole, "b/c.json": bundle, "d.xml": xml}))),
    ]


def omop_files() -> list[Members]:
    files = {name: content.encode() for name, content in WHOLE.items()}
    return [
        {f"cdm/{name}": content for name, content in files.items()},
        *single(("s.zip", zipped(files)), ("s.tar.gz", tarred(files)), ("s.sqlite", sqlite_file())),
    ]


def mapping_folders() -> list[Members]:
    """Mappings as shipped; in each input all of their files."""
    names = ("csv-demo", "cz-mzcr", "cbioportal", "fhir-cz-core")
    folders = [members_of(mappings_folder() / name) for name in names]
    small = {
        "m.transform.yaml": TRANSFORM,
        "s.source.yaml": SOURCE,
        "units.tsv": b"text\tucum\nlet\ta\n",
        "systems.tsv": SYSTEMS,
    }
    return [
        *({name: one for name, one in folder.items() if "example" not in name} for folder in folders),
        small,
    ]


TRANSFORM = b"""class_derivations:
  - name: Individual
    populated_from: s
    joins: {t: {class_named: t, join_on: id}}
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {expr: "partial_date({nar}, 'd.m.yyyy')"}
      administrative_gender: {populated_from: pohl, value_mappings: {M: male, Z: female}}
      data_source: {expr: "concat('a', {kraj}) if {kraj} else absent('NASK')"}
  - name: Diagnosis
    populated_from: s
    pivot_operation: {direction: MELT, source_slots: [dg1, dg2], value_slot: dg}
    slot_derivations:
      individual: {populated_from: id}
      disease: {expr: "code({dg}, 'MKN10')"}
"""
SOURCE = b"""source: s
dialect: {encoding: windows-1250, delimiter: ";", decimal: ",", null_tokens: [NA, "?"], header_line: 1}
key: [id]
columns:
  id: {type: text, identifier: subject}
  nar: {type: date, formats: [d.m.yyyy, yyyy]}
  vaha: {type: decimal, unit: kg}
  dg1: {type: code, system: MKN10, split: ","}
absent: {Individual.birth_date: NASK}
filter: "{pohl} != 'X'"
limits: {columns: 50}
on_unknown_column: warn
"""
SYSTEMS = b"name\tprefix\nurn:oid:1.2.3\tMKN10\n"
SSSOM = b"""#mapping_set_id: https://example.org/m
#mapping_set_version: "1"
#curie_map:
#  ORPHA: http://www.orpha.net/ORDO/Orphanet_
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\treviewer_label
X:1\tcyst. fibr.\tskos:exactMatch\tORPHA:586\tCystic fibrosis\tsemapv:ManualMappingCuration\tA
X:2\tjine\tskos:broadMatch\tORPHA:1\t\tsemapv:LexicalMatching\t
X:3\tnic\tskos:exactMatch\tsssom:NoTermFound\t\tsemapv:ManualMappingCuration\tA
"""


def sssom_files() -> list[Members]:
    return single(("s.sssom.tsv", SSSOM), ("s.sssom.tsv.gz", gzip.compress(SSSOM, 1)))


def manifests() -> list[Members]:
    text = b"""id: s-2026
schema: omicz
use_cases: [rare_disease]
node: demo
sources:
  - {name: register, kind: csv, path: register.csv, mapping: mapping}
  - {name: b, kind: sqlite, path: b.sqlite, tables: {person: {where: [{column: x, equals: 1}]}}}
  - {name: c, kind: sql, url: "postgresql://host/base"}
mapping: [mapping, csv-demo]
dataset: dataset.yaml
privacy: {min_cell: 5, pseudonym_key: "env:OMICZ_PSEUDONYM_KEY", shift_dates: 30}
"""
    demo = (mappings_folder() / "csv-demo" / "example" / "submission.yaml").read_bytes()
    return single(("submission.yaml", text), ("submission.yaml", demo))


def datasets() -> list[Members]:
    demo = (mappings_folder() / "csv-demo" / "example" / "dataset.yaml").read_bytes()
    nodes = (schemas_folder() / "nodes" / name for name in ("demo.yaml", "template.yaml"))
    return [{"dataset.yaml": demo, "node.yaml": node.read_bytes()} for node in nodes]


def vocabularies() -> list[Members]:
    named = [(case.name, case.text.encode()) for case in CASES] + [("a.tsv", ANCESTOR.encode())]
    packed = zipped({f"{number}-{name}": content for number, (name, content) in enumerate(named[:3])})
    return single(*named, ("s.zip", packed), ("s.obo.gz", gzip.compress(named[0][1], 1)))


def packs() -> list[Members]:
    with tempfile.TemporaryDirectory() as folder:
        lexicon(Path(folder) / "packs", "hp", "hp-cs")
        return [{"hp.pack": (Path(folder) / "packs" / "hp.pack").read_bytes()}]


VIEW = {
    "resourceType": "ViewDefinition",
    "resource": "Patient",
    "status": "active",
    "constant": [{"name": "use", "valueString": "official"}],
    "where": [{"path": "active.exists() or birthDate > @1900-01-01"}],
    "select": [
        {
            "column": [
                {"name": "id", "path": "getResourceKey()"},
                {"name": "born", "path": "birthDate", "type": "date"},
            ]
        },
        {
            "forEachOrNull": "name.where(use = %use)",
            "column": [{"name": "family", "path": "family"}, {"name": "given", "path": "given.join(' ')"}],
        },
        {
            "unionAll": [
                {"column": [{"name": "c", "path": "address.country.first()"}]},
                {"column": [{"name": "c", "path": "gender"}]},
            ]
        },
    ],
}


def views() -> list[Members]:
    shipped = sorted((mappings_folder() / "fhir-r4" / "views").glob("*.json"))
    texts = [json.dumps(VIEW, indent=1).encode(), *(path.read_bytes() for path in shipped[::5])]
    data = b"\n".join(resources()[:8])
    return [{"view.json": content, "data/a.ndjson": data} for content in texts]


def submissions() -> list[Members]:
    """A small whole submission of every kind of file."""
    return [_submission(ending) for ending in (".csv", ".xlsx", ".json", ".xml", ".parquet")]


def _submission(ending: str) -> Members:
    with tempfile.TemporaryDirectory() as folder:
        place = submission(Path(folder), ending)
        WRITERS[ending][1](place / f"register{ending}")
        return members_of(place)


def quarantines() -> list[Members]:
    """What a run leaves for people to repair: rows of CSV, rows of a workbook, lines of JSON and of FHIR."""
    return [one for ending in (".csv", ".xlsx", ".ndjson", ".xml") for one in _quarantined(ending)]


def _quarantined(ending: str) -> Iterator[Members]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "s"
        place.mkdir()
        submission(place, ending)
        WRITERS[ending][1](place / f"register{ending}")
        om.run(place, Path(folder) / "out", quarantine=Path(folder) / "q")
        found = members_of(Path(folder) / "q") or members_of(Path(folder) / "out" / "quarantine")
        yield from ({name: content} for name, content in found.items())


def outputs() -> list[Members]:
    """The outcome of a run, which other commands read again."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "s"
        place.mkdir()
        submission(place, ".csv")
        as_csv(place / "register.csv")
        om.run(place, Path(folder) / "out")
        found = members_of(Path(folder) / "out")
    wanted = ("run.json", "report.json", "ledger.json", ".parquet")
    return [{name: content for name, content in found.items() if name.endswith(wanted)}]


def with_a_key() -> None:
    """What the runs above need."""
    os.environ.setdefault("OMICZ_PSEUDONYM_KEY", "3f" * 32)
