"""Every reader of files: what it is given when it is fuzzed, and how all that it makes of a file is taken."""

from __future__ import annotations

import contextlib
import datetime
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.fuzz import seeds
from tests.fuzz.mutation import Members
from tests.kinds.test_fuzz import exhausted

import omicz_meta as om
from omicz_meta.catalogue.assemble import assemble
from omicz_meta.catalogue.computed import Computed
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.publish import SYNTAXES
from omicz_meta.cli import group
from omicz_meta.errors import EnvironmentFault, MappingError, UsageError
from omicz_meta.mapping import check_mapping, load_mapping, read_code_map
from omicz_meta.mapping.form import Faults
from omicz_meta.pipeline.accepting import read_sheet
from omicz_meta.pipeline.describing import plain_yaml
from omicz_meta.pipeline.prepare import InputError
from omicz_meta.problem import Problem
from omicz_meta.reports.baseline import read_baseline
from omicz_meta.reports.message import message
from omicz_meta.schema import load_schema
from omicz_meta.sources import Source, open_source
from omicz_meta.sources.dialect import Dialect
from omicz_meta.submission import load_submission
from omicz_meta.submission.archive import opened
from omicz_meta.terms.adding import Wanted, add
from omicz_meta.terms.store import Store
from omicz_meta.views.compiling import compile_view
from omicz_meta.views.definition import read_definition
from omicz_meta.views.elements import VERSIONS

SCHEMA = load_schema()
DAY = datetime.date(2026, 11, 16)
TABLES = MappingProxyType(
    {"s": ("id", "nar", "pohl", "kraj", "dg1", "dg2"), "t": ("id", "x"), "pacienti": ("ID_pac",)}
)
REFUSED = (UsageError, MappingError, InputError)
"""What a reader may raise instead of telling Problems: one sentence about a file that cannot be used as a whole."""

Read = Callable[[Path], None]


@dataclass(frozen=True)
class Reader:
    """Sound inputs, and what reads the folder in which a damaged one was written. Only `damages` are damaged."""

    seeds: Callable[[], list[Members]]
    read: Read
    damages: tuple[str, ...] = ("",)


def told(problems: Iterable[Problem]) -> None:
    """Every problem has its sentence in both languages."""
    for problem in problems:
        assert message(problem, "cs") and message(problem, "en")


def only_file(folder: Path) -> Path:
    return next(path for path in sorted(folder.rglob("*")) if path.is_file())


def taken(source: Source) -> None:
    """All rows of a source; where nothing is read, something is said."""
    rows = exhausted(source)
    told(source.problems)
    told(chain.from_iterable(table.problems for table in source.tables))
    assert rows or source.tables or source.problems, "nothing was read and nothing was said"


def source(kind: str, **dialect: Any) -> Read:
    def read(folder: Path) -> None:
        path = only_file(folder)
        taken(open_source(path, kind=kind, name="s", root=folder, dialects={"s": Dialect(**dialect)}))

    return read


def omop(folder: Path) -> None:
    path = folder / "cdm" if (folder / "cdm").is_dir() else only_file(folder)
    taken(open_source(path, kind="omop", name="s", root=folder, dialects={}))


def fhir(folder: Path) -> None:
    view = read_definition(seeds.VIEW)[0]
    made = {version: compile_view(view, version) for version in VERSIONS}
    plans = {version: plan for version, (plan, faults) in made.items() if not faults}
    source = open_source(
        only_file(folder),
        kind="fhir",
        name="s",
        root=folder,
        dialects={"s": Dialect(views={"patient": plans})},
    )
    told(source.problems)
    for table in source.tables:
        for block in table.blocks():
            assert len(block.rejected) <= block.rows_read
        told(table.problems)


def mapping(folder: Path) -> None:
    found = load_mapping(folder, schema=SCHEMA)
    told(found.problems)
    told(check_mapping(found, SCHEMA, TABLES))
    told(check_mapping(found, SCHEMA, None))


def code_map(folder: Path) -> None:
    path, faults = only_file(folder), Faults()
    read_code_map(path, path.name, faults)
    told(faults.found)
    read_sheet(path)


def manifest(folder: Path) -> None:
    for name in ("mapping", "register.csv", "b.sqlite"):
        (folder / name).touch()
    found, problems = load_submission(folder)
    told(problems)
    assert found is not None or problems


def dataset(folder: Path) -> None:
    description, problems = assemble(
        plain_yaml(folder / "dataset.yaml"), plain_yaml(folder / "node.yaml"), Computed(), SCHEMA
    )
    told(problems)
    triples = list(healthdcat(description))
    for write in SYNTAXES.values():
        "".join(write(triples))


def vocabulary(folder: Path) -> None:
    added = add(Store(folder / "store"), "a-cs", [str(only_file(folder))], Wanted(language="en"))
    told(added.problems)
    pack(folder / "store")


def pack(folder: Path) -> None:
    store = Store(folder)
    for one in store.installed():
        found = store.pack(one.about.name)
        if found is not None:
            with found:
                found.term("HP:0001250")
                found.term("EX:1")
                list(found.files())


def view(folder: Path) -> None:
    found = om.view(folder / "view.json", folder / "data")
    told(found.problems)
    found.to_arrow()


def archive(folder: Path) -> None:
    with opened(only_file(folder)) as inside:
        told(load_submission(inside)[1])


def quarantine(folder: Path) -> None:
    path = only_file(folder)
    taken(open_source(path, name="s", root=folder, dialects={}))


def whole(folder: Path) -> None:
    """A whole run, which judges what was read and writes the report."""
    try:
        om.run(folder, folder / "out", today=DAY)
    except EnvironmentFault as fault:
        # a damaged manifest may name a variable that nobody set
        if "pseudonym key" not in str(fault):
            raise
        raise UsageError(str(fault)) from fault


def finished(folder: Path) -> None:
    """Commands that start from what an earlier run left."""
    commands = (["describe", folder], ["doctor", folder], ["why", folder, "Individual", "x"])
    for command in commands:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                group.main(args=[str(word) for word in command], standalone_mode=False)
            except REFUSED:
                continue


def report(folder: Path) -> None:
    read_baseline(folder / "report.json")


def records(folder: Path) -> None:
    om.validate(only_file(folder), record_class="Individual", today=DAY)


def archives() -> list[Members]:
    folder = seeds.submissions()[0]
    return seeds.single(("s.zip", seeds.zipped(folder)), ("s.tar.gz", seeds.tarred(folder)))


def reports() -> list[Members]:
    return [{"report.json": one["report.json"]} for one in seeds.outputs()]


def record_files() -> list[Members]:
    rows = b'{"subject_id": "a", "birth_date": "1980-02", "administrative_gender": "female"}\n'
    rows += b'{"subject_id": "b", "absent": {"birth_date": "NASK"}}\n'
    (out,) = seeds.outputs()
    parquet = next(content for name, content in out.items() if name == "records/individual.parquet")
    return seeds.single(
        ("individual.ndjson", rows),
        ("individual.csv", b"subject_id;birth_date;administrative_gender\na;1980;female\nb;;\n"),
        ("individual.parquet", parquet),
    )


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "csv": Reader(seeds.csv_files, source("csv")),
        "excel": Reader(seeds.excel_files, source("excel")),
        "json": Reader(seeds.json_files, source("json")),
        "xml": Reader(seeds.xml_files, source("xml")),
        "parquet": Reader(seeds.parquet_files, source("parquet")),
        "sqlite": Reader(lambda: seeds.single(("s.sqlite", seeds.sqlite_file())), source("sqlite")),
        "duckdb": Reader(lambda: seeds.single(("s.duckdb", seeds.duckdb_file())), source("duckdb")),
        "fhir": Reader(seeds.fhir_files, fhir),
        "omop": Reader(seeds.omop_files, omop),
        "mapping": Reader(seeds.mapping_folders, mapping),
        "source-yaml": Reader(seeds.mapping_folders, mapping, (".source.yaml",)),
        "sssom": Reader(seeds.sssom_files, code_map),
        "manifest": Reader(seeds.manifests, manifest),
        "archive": Reader(archives, archive),
        "dataset": Reader(seeds.datasets, dataset),
        "vocabulary": Reader(seeds.vocabularies, vocabulary),
        "pack": Reader(seeds.packs, pack),
        "view": Reader(seeds.views, view, ("view.json", "data/a.ndjson")),
        "quarantine": Reader(seeds.quarantines, quarantine),
        "records": Reader(record_files, records),
        "report": Reader(reports, report),
        "output": Reader(seeds.outputs, finished),
        "submission": Reader(seeds.submissions, whole),
    }
)
"""By name, in the order in which they are told."""
