"""What fuzzing found, as small as it may be: each of these was once a traceback, or took minutes."""

from __future__ import annotations

import io
import sqlite3
import time
import zipfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.fuzz import seeds
from tests.fuzz.mutation import Members, unzipped, zipped
from tests.fuzz.readers import READERS
from tests.fuzz.trial import tried, write
from tests.terms.test_formats import CLAML, HGNC, OWL, RDF_XML

from omicz_meta.catalogue.graph import read_graph
from omicz_meta.engine.table import Table
from omicz_meta.errors import UsageError
from omicz_meta.sources import open_source
from omicz_meta.sources.header import name_columns
from omicz_meta.sources.place import TablePlace
from omicz_meta.terms.adding import add
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.store import Store

UNKNOWN = 'encoding="UTF0"'
ENCODINGS = (UNKNOWN, 'encoding="utf-7"', 'encoding="rot13"', 'encoding="undefined"')
LONG = "a" * 300


def workbook(prolog: str) -> bytes:
    """An .ods whose content begins with this."""
    ods = next(files["s.ods"] for files in seeds.excel_files() if "s.ods" in files)
    members = unzipped(ods)
    content = members["content.xml"].decode().partition("?>")[2]
    return zipped({**members, "content.xml": (prolog + content).encode()})


def list_of_sheets(encoding: str) -> bytes:
    """An .xlsx whose list of sheets says that it is in this encoding."""
    xlsx = next(files["s.xlsx"] for files in seeds.excel_files() if "s.xlsx" in files)
    members = unzipped(xlsx)
    content = members["xl/workbook.xml"].decode().partition("?>")[2]
    return zipped({**members, "xl/workbook.xml": f'<?xml version="1.0" {encoding}?>{content}'.encode()})


def without_magic() -> bytes:
    """An archive with a member that its list names and whose own header is gone."""
    content = seeds.fhir_files()[-1]["s.zip"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        at = archive.getinfo("a.ndjson").header_offset
    return content[:at] + b"XX" + content[at + 2 :]


def misnamed_column() -> bytes:
    """A file of SQLite in which the name of a column was damaged."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE lide (zluty INTEGER)")
        connection.execute("INSERT INTO lide VALUES (1)")
        return connection.serialize().replace(b"zluty", b"zlut\xff")


def not_in_utf8() -> bytes:
    """An archive that says its names are in UTF-8, which they are not."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("žluť", b"")
    return content.getvalue().replace("žluť".encode(), b"\xbblu\xbb\xbb\xbb")


def manifest(**parts: str) -> Members:
    told = {"path": "register.csv", "mapping": "mapping", "key": "env:K", "schema": "omicz"} | parts
    text = """id: s
schema: "{schema}"
use_cases: [cancer]
sources: [{{name: a, kind: csv, path: "{path}"}}]
mapping: ["{mapping}"]
privacy: {{pseudonym_key: "{key}"}}
"""
    return {"submission.yaml": text.format(**told).encode()}


CASES: dict[str, tuple[str, Members, str]] = {
    "a workbook in an unknown encoding": ("excel", {"s.ods": workbook(f'<?xml version="1.0" {UNKNOWN}?>')}, "+"),
    "a list of sheets in an unknown encoding": ("excel", {"s.xlsx": list_of_sheets(UNKNOWN)}, "+"),
    "an archive with a damaged header": ("fhir", {"s.zip": without_magic()}, "+"),
    "a path that no file can have": ("manifest", manifest(path=LONG), "+"),
    "a mapping that no folder can have": ("manifest", manifest(mapping=LONG), "+"),
    "a path with a null": ("manifest", manifest(path=r"a\0b"), "+"),
    "a key file with a null": ("manifest", manifest(key=r"file:a\0b"), "+"),
    "an empty file of SQLite": ("sqlite", {"s.sqlite": b""}, "+"),
    "a column of SQLite whose name is no UTF-8": ("sqlite", {"s.sqlite": misnamed_column()}, "+"),
    "a schema that no file can have": ("manifest", manifest(schema=LONG), "-"),
    "an archive whose list of names is not in UTF-8": ("archive", {"s.zip": not_in_utf8()}, "-"),
    "a code map with a quote that nothing ends": (
        "sssom", {"s.sssom.tsv": seeds.SSSOM + b'X:1\t"' + b"long line\n" * 20_000}, "-",
    ),
    "a report nested without end": ("report", {"report.json": b'{"form": ' + b"[" * 200_000}, "-"),
    "a gene that stands twice": ("vocabulary", {"g.txt": (HGNC + HGNC.splitlines()[1]).encode()}, "+"),
    "ten thousand faults": (
        "sssom", {"s.sssom.tsv": seeds.SSSOM + b"".join(b"X:%d\t\t\t\t\n" % n for n in range(12_000))}, "+",
    ),
    **{
        f"{name}, {encoding}": ("vocabulary", {name: text.replace("?>", f" {encoding}?>", 1).encode()}, "-")
        for encoding in ENCODINGS
        for name, text in (("a.owl", OWL), ("a.xml", CLAML))
    },
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_once_a_failure(case: str, tmp_path: Path) -> None:
    reader, members, outcome = CASES[case]
    write(tmp_path / "now", members)
    assert tried(READERS[reader], tmp_path / "now") == outcome


def opened(folder: Path, members: Members, kind: str) -> tuple[Sequence[Table], list[str]]:
    write(folder, members)
    source = open_source(folder / next(iter(members)), kind=kind, name="s", root=folder, dialects={})
    return source.tables, [problem.code for problem in source.problems]


def test_many_columns_of_one_name() -> None:
    begun = time.process_time()
    header = name_columns(("a",) * 10_000, TablePlace("s", "s.csv"), 1)
    assert header.names[-1] == "a#10000"
    assert time.process_time() - begun < 10


def test_names_that_repeat_are_numbered_as_before(tmp_path: Path) -> None:
    tables, _ = opened(tmp_path, {"s.csv": b"a;a#2;a;a;b;b\n1;2;3;4;5;6\n"}, "csv")
    assert [table.columns for table in tables] == [("a", "a#2", "a#3", "a#4", "b", "b#2")]


def test_a_workbook_in_an_unknown_encoding_is_told(tmp_path: Path) -> None:
    tables, codes = opened(tmp_path, CASES["a workbook in an unknown encoding"][1], "excel")
    assert not tables and len(codes) == 1


def test_other_members_of_a_damaged_archive_are_read(tmp_path: Path) -> None:
    (tables, _) = opened(tmp_path, {"s.zip": without_magic()}, "fhir")
    blocks = list(tables[0].blocks())
    assert [row.code for block in blocks for row in block.rejected] == ["R063"]
    assert sum(block.batch.num_rows for block in blocks) > 10


@pytest.mark.parametrize("column", range(0, 4000, 97))
def test_a_damaged_pack_is_told(column: int, tmp_path: Path) -> None:
    content = bytearray(seeds.packs()[0]["hp.pack"])
    content[column : column + 4] = b"\xff" * 4
    (tmp_path / "hp.pack").write_bytes(content)
    try:
        with Pack(tmp_path / "hp.pack") as pack:
            list(pack.files())
            pack.term("HP:0001250")
    except UsageError as fault:
        assert "hp.pack" in str(fault)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_rdf_in_an_unknown_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(UsageError):
        read_graph(f'<?xml version="1.0" {encoding}?>{RDF_XML}'.encode(), ".rdf")


def test_a_gene_that_stands_twice_is_one_term(tmp_path: Path) -> None:
    (tmp_path / "g.txt").write_text(HGNC + HGNC.splitlines()[1].replace("CFTR", "CFTR2"), encoding="utf-8")
    added = add(Store(tmp_path), "hgnc", [str(tmp_path / "g.txt")])
    with Pack(added.installed.path) as pack:
        term = pack.term("HGNC:1884")
    assert term is not None
    assert [name.text for name in term.names if name.scope == "label"] == ["CFTR"]
    assert "CFTR2" in {name.text for name in term.names}


def test_an_xls_that_would_end_the_process_is_told(shared: Path, tmp_path: Path) -> None:
    sound = shared / "data" / "peers" / "DataHarmonizer" / "canada_covid19" / "validTestData_2-1-2.xls"
    if not sound.exists():
        pytest.skip("the sheets of DataHarmonizer are not there")
    content = bytearray(sound.read_bytes())
    assert opened(tmp_path, {"s.xls": bytes(content)}, "excel")[1] == []
    content[2976] = 10  # a length in it becomes some terabytes
    tables, codes = opened(tmp_path, {"s.xls": bytes(content)}, "excel")
    assert not tables and codes == ["R014"]


def test_parquet_columns_of_one_name(tmp_path: Path) -> None:
    columns = [pa.array([1, 2]), pa.array([{"b": "x"}, None], pa.struct({"b": pa.string()}))]
    made = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, names=["a", "a"]), made)
    tables, codes = opened(tmp_path, {"s.parquet": made.getvalue()}, "parquet")
    (block,) = tables[0].blocks()
    assert codes == []
    assert [row["a.b"] for row in block.batch.to_pylist()] == ["x", None]


def test_a_damaged_sqlite_file_is_told(tmp_path: Path) -> None:
    content = seeds.sqlite_file()
    for at in range(100, len(content), len(content) // 60):
        damaged = content[:at] + b"\xff\xfe\xff" + content[at + 3 :]
        tables, codes = opened(tmp_path, {"s.sqlite": damaged}, "sqlite")
        assert tables or codes
