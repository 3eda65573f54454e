"""Opens what a submission names as a source: a file, a folder of tables, or frames in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from omicz_meta.engine.table import SourceFile
from omicz_meta.errors import UsageError
from omicz_meta.sources.csv import CSV
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.fhir.known import is_fhir
from omicz_meta.sources.files import open_files, untouched
from omicz_meta.sources.request import Request, stem_of, suffix_of
from omicz_meta.sources.source import Source
from omicz_meta.submission import SourceEntry
from omicz_meta.submission.address import (
    POSTGRES,
    holds_password,
    is_address,
    password_variable,
    shown_address,
)
from omicz_meta.submission.choice import Choice

Opener = Callable[[Request], Source]


# What reads a kind of source is loaded where there is one, but for CSV, which most are.


def _excel(request: Request) -> Source:
    from omicz_meta.sources.sheet import EXCEL  # noqa: PLC0415

    return open_files(request, EXCEL)


def _json(request: Request) -> Source:
    from omicz_meta.sources.jsonrows import JSON  # noqa: PLC0415

    return open_files(request, JSON)


def _xml(request: Request) -> Source:
    from omicz_meta.sources.xmlrows import XML  # noqa: PLC0415

    return open_files(request, XML)


def _parquet(request: Request) -> Source:
    from omicz_meta.sources.parquet import open_parts  # noqa: PLC0415

    return open_parts(request)


def _sqlite(request: Request) -> Source:
    from omicz_meta.sources.sqlite import SQLITE  # noqa: PLC0415

    return open_files(request, SQLITE)


def _duckdb(request: Request) -> Source:
    from omicz_meta.sources.duckdb import DUCKDB  # noqa: PLC0415

    return open_files(request, DUCKDB)


def _omop(request: Request) -> Source:
    from omicz_meta.sources.omop import open_omop  # noqa: PLC0415

    return open_omop(request)


def _fhir(request: Request) -> Source:
    from omicz_meta.sources.fhir.open import open_fhir  # noqa: PLC0415

    return open_fhir(request)


def _frames(frames: Mapping[str, object], name: str | None, dialects: Mapping[str, Dialect]) -> Source:
    from omicz_meta.sources.frames import open_frames  # noqa: PLC0415

    return Source(name or "frames", open_frames(frames, source=name, dialects=dialects))


def _server(
    address: str,
    name: str | None,
    dialects: Mapping[str, Dialect],
    tables: Choice | None,
    *,
    omop: bool,
) -> Source:
    from omicz_meta.sources.omop import fit  # noqa: PLC0415
    from omicz_meta.sources.postgres import open_postgres  # noqa: PLC0415
    from omicz_meta.sources.server import open_server  # noqa: PLC0415

    scheme = address.partition("://")[0]
    if holds_password(address):
        instead = _instead(scheme, name or scheme)
        raise UsageError(f"Source {name or scheme}: a password may not stand in an address. {instead}")
    source = name or shown_address(address).rpartition("/")[2] or scheme
    opened = open_postgres if scheme in POSTGRES else open_server
    found = opened(address, source, dialects, tables)
    return fit(found) if omop else found


def _instead(scheme: str, source: str) -> str:
    """Where a password is put."""
    if scheme in POSTGRES:
        return "Put it into PGPASSWORD or ~/.pgpass."
    return f"Put it into {password_variable(source)}, or into the keyring of the system."


OPENERS: Mapping[str, Opener] = MappingProxyType(
    {
        "csv": partial(open_files, kind=CSV),
        "excel": _excel,
        "json": _json,
        "xml": _xml,
        "parquet": _parquet,
        "sqlite": _sqlite,
        "duckdb": _duckdb,
        "omop": _omop,
        "fhir": _fhir,
    }
)
"""How each `kind:` of a manifest is opened. An opener never raises for what is in a file."""

TOLD_BY_FILES = frozenset({"csv", "excel", "json", "xml", "parquet"})
"""Kinds whose content is that of their files, and nothing else."""

ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        ".csv": "csv",
        ".tsv": "csv",
        ".txt": "csv",
        ".xlsx": "excel",
        ".xlsm": "excel",
        ".xls": "excel",
        ".ods": "excel",
        ".json": "json",
        ".ndjson": "json",
        ".jsonl": "json",
        ".xml": "xml",
        ".parquet": "parquet",
        ".sqlite": "sqlite",
        ".sqlite3": "sqlite",
        ".db": "sqlite",
        ".db3": "sqlite",
        ".duckdb": "duckdb",
    }
)
"""The kind that a file has where none is named."""


def open_source(
    path_or_frames: str | Path | Mapping[str, object],
    *,
    kind: str | None = None,
    name: str | None = None,
    root: Path | None = None,
    dialects: Mapping[str, Dialect] | None = None,
    known: Mapping[Path, SourceFile] | None = None,
    tables: Choice | None = None,
) -> Source:
    """Open a source. A relative path counts from `root`; nothing outside `root` is read (R017).

    `kind` is told by names of files or their beginning (OMOP, FHIR), else by the ending, when it is None. `name`
    is the file stem by default. `dialects` are the declared dialects by name of the table, of the file (its stem) or
    of the source; without them `harmonise` opens the source again as its mapping declares it. Frames are a mapping of
    table names to pandas, Arrow or Polars frames; they go by these names. `postgresql://host/database` is the address
    of a server. `known` are fingerprints of files that were taken already. `tables` are those wanted of a
    database, each with the conditions its rows must meet; None is all of them.

    Raises UsageError for a kind that is not known.

    >>> import pyarrow as pa
    >>> source = open_source({"pacienti": pa.table({"id": [1, 2]})})
    >>> source.name, [table.name for table in source.tables]
    ('frames', ['pacienti'])
    """

    def opened(declared: Mapping[str, Dialect], found: Mapping[Path, SourceFile]) -> Source:
        if isinstance(path_or_frames, Mapping):
            return _frames(path_or_frames, name, declared)
        if isinstance(path_or_frames, str) and is_address(path_or_frames):
            return _server(path_or_frames, name, declared, tables, omop=kind == "omop")
        return _opened(Path(path_or_frames), kind, name, root, declared, found, tables)

    def again(declared: Mapping[str, Dialect]) -> Source:
        return opened(declared, untouched(source.files))

    taken = {path.absolute(): file for path, file in (known or {}).items()}
    source = opened(dialects or {}, taken)
    return replace(source, again=again) if dialects is None else source


def kind_of(path: Path) -> str:
    """The kind of source that a file, folder or archive is, by the names of its files, or as it begins.

    >>> kind_of(Path("p.xlsx")), kind_of(Path("pacienti"))
    ('excel', 'csv')
    """
    from omicz_meta.sources.omop import is_omop  # noqa: PLC0415

    if is_omop(path):
        return "omop"
    return "fhir" if is_fhir(path) else ENDINGS.get(suffix_of(path), "csv")


def _opened(
    path: Path,
    kind: str | None,
    name: str | None,
    root: Path | None,
    dialects: Mapping[str, Dialect],
    known: Mapping[Path, SourceFile],
    tables: Choice | None,
) -> Source:
    source = name or stem_of(path)
    whole = path if root is None else root / path
    wanted = kind or kind_of(whole)
    if wanted not in OPENERS:
        raise UsageError(f"Source {source}: not yet supported: {wanted}")
    return OPENERS[wanted](Request(whole, source, root, dialects, known, tables))


def open_entry(
    entry: SourceEntry,
    root: Path,
    *,
    dialects: Mapping[str, Dialect] | None = None,
    known: Mapping[Path, SourceFile] | None = None,
) -> Source:
    """Open a source that a manifest names. Raises UsageError for a kind that is not known."""
    return open_source(
        entry.url or entry.path,
        kind=entry.kind,
        name=entry.name,
        root=root,
        dialects=dialects,
        known=known,
        tables=entry.tables,
    )
