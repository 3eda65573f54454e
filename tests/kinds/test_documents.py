"""JSON, XML and Parquet: what becomes a table, a column, a cell; what is told, what is refused."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.kinds.reading import Read, read, refused

from omicz_meta.sources.dialect import ColumnForm, Dialect


def json_file(tmp_path: Path, content: str, name: str = "s.json") -> Path:
    (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path / name


def lines(tmp_path: Path, *rows: str) -> Path:
    return json_file(tmp_path, "\n".join(rows), "s.ndjson")


def test_nested_values_and_missing_keys(tmp_path: Path) -> None:
    found = read(lines(tmp_path, '{"id": 1, "adresa": {"kraj": "CZ064"}}', '{"id": 2, "vek": null}'))["s"]
    assert found.columns == ("id", "adresa.kraj", "vek")
    assert found.cells == [("1", "CZ064", None), ("2", None, None)]
    assert found.places == [(1, 1), (2, 2)]


@pytest.mark.parametrize(
    ("written", "cell"),
    [
        ("1.50", "1.50"),
        ("0.1", "0.1"),
        ("12345678901234567890123", "12345678901234567890123"),
        ("1e-7", "0.0000001"),
        ("1.5E3", "1500"),
        ("-0.0", "-0.0"),
        ("true", "true"),
        ('"007"', "007"),
        ('""', ""),
        ("null", None),
        ('["a", 1.50]', '["a", 1.50]'),
        ("{}", None),
    ],
)
def test_values_keep_what_is_written(tmp_path: Path, written: str, cell: str | None) -> None:
    found = read(lines(tmp_path, f'{{"b": 0, "a": {written}}}'))["s"]
    assert dict(zip(found.columns, found.cells[0], strict=True)).get("a") == cell


def test_declared_paths_split_and_marks(tmp_path: Path) -> None:
    dialect = Dialect(
        decimal=",",
        columns={
            "kraj": ColumnForm(path="/adresa/kraj"),
            "prvni": ColumnForm(path="/dg/0/kod"),
            "nikde": ColumnForm(path="/nikde"),
            "alergie": ColumnForm(split="|"),
        },
    )
    row = '{"hb": 7.5, "adresa": {"kraj": "CZ064"}, "dg": [{"kod": "C50"}, {"kod": "E11"}], "alergie": ["a", "b"]}'
    found = read(lines(tmp_path, row), dialect)["s"]
    cells = dict(zip(found.columns, found.cells[0], strict=True))
    assert cells == {
        "kraj": "CZ064",
        "prvni": "C50",
        "nikde": None,
        "hb": "7,5",
        "dg": '[{"kod": "C50"}, {"kod": "E11"}]',
        "alergie": "a|b",
    }
    assert found.problems == [("R029", "dg", 1)]


def test_a_broken_line_costs_itself(tmp_path: Path) -> None:
    deep = '{"a": ' + "[" * 150 + "]" * 150 + "}"
    found = read(
        lines(tmp_path, '{"a": 1}', '{"a": ', "[1]", "", '{"a": 1, "a": 2}', '{"a": NaN}', deep, '{"a": 2}')
    )["s"]
    assert found.cells == [("1",), ("2",)]
    assert found.places == [(1, 1), (8, 8)]
    assert found.rejected == [
        (2, 2, "R019"),
        (3, 3, "R019"),
        (5, 5, "R019"),
        (6, 6, "R019"),
        (7, 7, "R015"),
    ]


def test_a_value_where_an_object_stands_elsewhere(tmp_path: Path) -> None:
    found = read(lines(tmp_path, '{"adresa": {"kraj": "CZ064"}}', '{"adresa": "Brno"}'))["s"]
    assert found.faults == [(2, "adresa", "R026", "Brno")]
    assert found.columns == ("adresa.kraj", "adresa")


def test_lists_of_a_document_are_tables(tmp_path: Path) -> None:
    path = json_file(
        tmp_path, '{"verze": [1, 2],\n "export": {"lide": [{"id": 1},\n{"id": 2}, 7], "vzorky": [{"id": 3}]}}'
    )
    found = read(path)
    assert list(found) == ["s.export.lide", "s.export.vzorky"]
    assert found["s.export.lide"].places == [(1, 2), (2, 3)]
    assert found["s.export.lide"].rejected == [(3, 3, "R019")]
    assert read(path, Dialect(rows="/export/vzorky"))["s"].cells == [("3",)]
    assert refused(path, Dialect(rows="/export/nic")) == ["R023"]


@pytest.mark.parametrize("text", ['[{"a": 1}, {"a": 2}]', '{"lide": [{"a": 1}, {"a": 2}]}'])
def test_one_list_is_the_source(tmp_path: Path, text: str) -> None:
    assert read(json_file(tmp_path, text))["s"].cells == [("1",), ("2",)]


def test_one_object_is_one_row(tmp_path: Path) -> None:
    assert read(json_file(tmp_path, '{"a": 1}'))["s"].cells == [("1",)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[{"a": 1}, {"a": ', "R019"),
        ("", "R009"),
        ("%PDF-1.7", "R011"),
        ('{{"a": 1}: 2}', "R019"),
        ('{"a": 1, "a": 2}', "R019"),
        ('[{"a": 1}] x', "R019"),
    ],
)
def test_documents_that_cannot_be_read(tmp_path: Path, text: str, code: str) -> None:
    assert refused(json_file(tmp_path, text)) == [code]


XML = """<?xml version="1.0"?>
<export><datum>2026-11-22</datum>
 <pacient id="p1"><jmeno> x </jmeno><adresa typ="trvala"><kraj>CZ064</kraj></adresa><dg>C50</dg><dg>E11</dg></pacient>
 <pacient id="p2"><vek/></pacient>
</export>"""


def xml_file(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "s.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def cells(found: Read, row: int) -> dict[str, str]:
    return {
        name: cell for name, cell in zip(found.columns, found.cells[row], strict=True) if cell is not None
    }


def test_elements_are_rows_and_columns_are_their_paths(tmp_path: Path) -> None:
    found = read(xml_file(tmp_path, XML))["s"]
    assert cells(found, 0) == {
        "@id": "p1",
        "jmeno": " x ",
        "adresa/@typ": "trvala",
        "adresa/kraj": "CZ064",
        "dg": "C50",
        "dg[2]": "E11",
    }
    assert cells(found, 1) == {"@id": "p2", "vek": ""}
    assert found.places == [(1, 3), (2, 4)]


def test_declared_rows_and_columns(tmp_path: Path) -> None:
    spaced = XML.replace("<export>", '<export xmlns="urn:x">')
    dialect = Dialect(
        rows="/h:export/h:pacient",
        namespaces={"h": "urn:x"},
        columns={
            "id": ColumnForm(path="@id"),
            "kraj": ColumnForm(path="h:adresa/h:kraj/text()"),
            "druha": ColumnForm(path="h:dg[2]"),
        },
    )
    found = read(xml_file(tmp_path, spaced), dialect)["s"]
    assert found.columns[:3] == ("id", "kraj", "druha")
    assert found.cells[0][:3] == ("p1", "CZ064", "E11")
    assert "h:adresa/@typ" in found.columns
    assert refused(xml_file(tmp_path, spaced), Dialect(rows="/export/pacient")) == ["R023"]


def test_a_damaged_end_costs_what_follows(tmp_path: Path) -> None:
    found = read(xml_file(tmp_path, XML.replace("<vek/>", "<vek>7 & 8</vek>")))["s"]
    assert len(found.cells) == 1
    assert found.rejected == [(2, 4, "R027")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1250", "iso-8859-2"])
def test_encodings_are_those_the_document_names(tmp_path: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><a><b><jméno>Žofie</jméno></b></a>'
    assert cells(read(xml_file(tmp_path, text.encode(encoding)))["s"], 0) == {"jméno": "Žofie"}


UNSAFE = {
    "laughs": '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a><b>&c;</b></a>',
    "a file": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a><b>&b;</b></a>',
    "a parameter": '<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/hostname"> %b;]><a><b/></a>',
    "depth": "<a>" * 150 + "</a>" * 150,
}


@pytest.mark.parametrize("kind", UNSAFE)
def test_documents_that_are_not_safe(tmp_path: Path, kind: str) -> None:
    assert refused(xml_file(tmp_path, UNSAFE[kind])) == ["R028"]


def test_an_outside_document_type_is_never_fetched(tmp_path: Path) -> None:
    text = '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a><b>x</b><b><c>y</c></b></a>'
    assert cells(read(xml_file(tmp_path, text))["s"], 1) == {"c": "y"}


@pytest.mark.parametrize(
    ("text", "code"), [("", "R009"), ("id;a", "R027"), ("<a/>", "R023"), ("<a><b>x</b></a", "R027")]
)
def test_no_xml(tmp_path: Path, text: str, code: str) -> None:
    assert refused(xml_file(tmp_path, text)) == [code]


PRAGUE = ZoneInfo("Europe/Prague")
TYPES = [
    (pa.array([Decimal("1.50")], pa.decimal128(10, 2)), None, "1.50"),
    (pa.array([Decimal("1.50")], pa.decimal128(10, 2)), ColumnForm(decimal=","), "1,50"),
    (pa.array([0.1], pa.float32()), None, "0.1"),
    (pa.array([dt.date(1987, 5, 12)]), None, "1987-05-12"),
    (pa.array([dt.date(1987, 5, 12)]), ColumnForm(formats=("d.m.yyyy",)), "12.5.1987"),
    (pa.array([dt.datetime(2020, 1, 1, 0, 30, tzinfo=PRAGUE)], pa.timestamp("ns", "Europe/Prague")), None,
     "2019-12-31T23:30:00"),
    (pa.array([dt.datetime(2020, 1, 1)], pa.timestamp("s")), None, "2020-01-01"),
    (pa.array([True]), None, "true"),
    (pa.array([None], pa.int64()), None, None),
    (pa.array([2**63 - 1]), None, "9223372036854775807"),
    (pa.array([["a", "b"]]), ColumnForm(split=","), "a,b"),
    (pa.array(["x"]).dictionary_encode(), None, "x"),
    (pa.array([b"\xc5\xa1"]), None, "š"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "form", "cell"), TYPES)
def test_types_of_parquet(
    tmp_path: Path, values: pa.Array, form: ColumnForm | None, cell: str | None
) -> None:
    pq.write_table(pa.table({"a": values}), tmp_path / "s.parquet")
    dialect = Dialect(columns={"a": form}) if form else None
    assert read(tmp_path / "s.parquet", dialect)["s"].cells == [(cell,)]


def test_structures_of_parquet(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "adresa": {"kraj": "CZ064"}, "dg": [{"kod": "C50"}]},
        {"id": 2, "adresa": None, "dg": None},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "s.parquet")
    found = read(tmp_path / "s.parquet")["s"]
    assert found.columns == ("id", "adresa.kraj", "dg")
    assert found.cells == [("1", "CZ064", '[{"kod": "C50"}]'), ("2", None, None)]
    assert found.problems == [("R029", "dg", 1)]
    named = Dialect(columns={"kraj": ColumnForm(path="/adresa/kraj")})
    assert read(tmp_path / "s.parquet", named)["s"].columns == ("kraj", "id", "dg")


def test_parts_of_a_parquet_table(tmp_path: Path) -> None:
    for number in range(3):
        pq.write_table(pa.table({"a": [number, number]}), tmp_path / f"part-{number}.parquet")
    found = read(tmp_path, kind="parquet")
    assert [place[0] for place in found["s"].places] == [1, 2, 3, 4, 5, 6]
    pq.write_table(pa.table({"b": [1]}), tmp_path / "x.parquet")
    assert list(read(tmp_path, kind="parquet")) == ["s.part-0", "s.part-1", "s.part-2", "s.x"]


def test_compressed_text(tmp_path: Path) -> None:
    path = tmp_path / "s.ndjson.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}\n{"a": 2}\n'))
    assert read(path)["s"].places == [(1, 1), (2, 2)]
    table = tmp_path / "s.tsv.gz"
    table.write_bytes(gzip.compress("id\tjméno\n1\tŽofie\n".encode("windows-1250")))
    assert read(table)["s"].cells == [("1", "Žofie")]
    table.write_bytes(gzip.compress(b"id\tb\n1\tx\n")[:-10])
    assert refused(table) == ["R014"]
    table.write_bytes(b"id\tb\n1\tx\n")
    assert refused(table) == ["R014"]
    table.write_bytes(gzip.compress(b"id\tb\n" + b"0\t0\n" * 10_000_000))
    assert refused(table) == ["R014"]


def test_no_more_columns_than_the_limit(tmp_path: Path) -> None:
    path = lines(tmp_path, json.dumps({f"c{n}": n for n in range(10_001)}))
    found = read(path)["s"]
    assert [code for code, _, _ in found.problems] == ["R015"]
    assert found.columns == ()
