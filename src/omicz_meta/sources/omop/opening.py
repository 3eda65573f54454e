"""Opens what holds tables of the OMOP Common Data Model: a folder or archive of files, or a database."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from omicz_meta.engine.table import SourceFile, Table
from omicz_meta.errors import UsageError
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.sources.csv import CSV
from omicz_meta.sources.files import FileKind, fingerprint, open_files
from omicz_meta.sources.omop.tables import (
    RELATIONS,
    FittedTable,
    NoRows,
    at_file,
    cdm_tables,
    fitted,
    missing,
)
from omicz_meta.sources.parquet import open_parts
from omicz_meta.sources.request import Request, inside, shown, stem_of, suffix_of
from omicz_meta.sources.source import Source
from omicz_meta.submission.archive import unpacked

STANDARD, ABOUT, VERSION = "OMOP-CDM", "cdm_source", "cdm_version"
ARCHIVES = (".zip", ".tar.gz", ".tgz")
NONE = "no table of the Common Data Model in it"
TEXT = (".csv", ".tsv", ".txt")
DEBRIS = ("__MACOSX", ".")
ERAS = {"condition_era": "condition_occurrence", "drug_era": "drug_exposure"}
"""Tables of periods, and the table of facts that they are made of."""
STANDS_IN = "_only"
"""Behind the name of a table of periods that stands in for its facts, which are not there."""
WITHOUT_THEM = ("concept", RELATIONS)
"""Tables without which codes stay concept numbers."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found: tables under the names they have there, in small letters, and the files they stand in."""

    tables: tuple[tuple[str, Table], ...]
    files: tuple[SourceFile, ...] = ()
    problems: tuple[Problem, ...] = ()


def open_omop(request: Request) -> Source:
    """Open a folder, an archive (.zip, .tar.gz) or an SQLite file as tables of the model. Never raises for bad data.

    Tables that are not there have no rows. Raises UsageError for an archive that may not be unpacked.
    """
    path = request.path
    if not inside(path, request.root):
        return _nothing(request, "R017")
    if not path.exists():
        return _nothing(request, "R014", reason="no such file or folder")
    if path.is_dir():
        found = _of_folder(request)
        return (
            _fit(request.source, found)
            if found.tables or found.problems
            else _nothing(request, "R014", reason=NONE)
        )
    if path.name.lower().endswith(ARCHIVES):
        return _of_archive(request)
    return fit(_of_database(request))


def is_omop(path: Path) -> bool:
    """Whether a folder or .zip holds tables of the model, persons among them, by the names of its files.

    >>> is_omop(Path("no-such-folder"))
    False
    """
    try:
        names = list(_names(path))
    except (OSError, zipfile.BadZipFile):
        return False
    known = {Path(name).stem.lower() for name in names if not name.startswith(DEBRIS)} & cdm_tables().keys()
    return "person" in known and len(known) > 1


def _names(path: Path) -> Iterator[str]:
    if path.is_dir():
        yield from (entry.name for entry in path.iterdir())
    elif path.name.lower().endswith(".zip") and path.is_file():
        with zipfile.ZipFile(path) as archive:
            yield from archive.namelist()


def fit(source: Source) -> Source:
    """The tables of a database as those of the model, whatever it holds beside them."""
    named = tuple((table.name.rpartition(".")[2].lower(), table) for table in source.tables)
    return _fit(source.name, _Found(named, source.files, source.problems))


def _fit(source: str, found: _Found, archive: str = "", keep: object = None) -> Source:
    """All tables of the model, those that are not there without rows, and then the tables that are none of it."""
    model = cdm_tables()
    usable = {
        name: table for name, table in found.tables if name in model and not missing(table, model[name])
    }
    fitting = {
        name: fitted(table, f"{source}.{name}", cdm, archive=archive, keep=keep)
        if (table := usable.get(name))
        else NoRows(f"{source}.{name}", source, cdm.columns)
        for name, cdm in model.items()
        if cdm.part != "reference"
    }
    strange = (table for name, table in found.tables if name not in model)
    without = (Problem("R082", Place(source=source), name) for name in WITHOUT_THEM if name not in usable)
    problems = (*found.problems, *_faults(source, found.tables), *without)
    told = tuple(at_file(problem, archive) for problem in problems)
    standard = f"{STANDARD} {_version(fitting.get(ABOUT))}".strip()
    return Source(source, (*_eras(fitting, source), *strange), found.files, told, (standard,))


def _version(about: Table | None) -> str:
    """The version of the model that `cdm_source` tells, as 5.4; empty where it tells none."""
    if about is None or VERSION not in about.columns:
        return ""
    cells = (cell for block in about.blocks() for cell in block.batch[VERSION].to_pylist())
    found = re.search(r"[0-9]+\.[0-9]+", next((cell for cell in cells if cell), ""))
    return found[0] if found else ""


def _faults(source: str, named: Sequence[tuple[str, Table]]) -> Iterator[Problem]:
    """Tables that are none of the model, that are there twice, or that lack what they need."""
    model = cdm_tables()
    count = Counter(name for name, _ in named)
    for name, table in named:
        place = Place(source=source, file=table.file)
        if name not in model:
            yield Problem("R080", place, name)
        elif count[name] > 1:
            yield Problem("R081", place, name)
        elif lacking := missing(table, model[name]):
            yield Problem("R083", place, name, detail=(("columns", ", ".join(lacking)),))


def _eras(tables: Mapping[str, FittedTable | NoRows], source: str) -> Iterator[Table]:
    """Periods stand in for facts that are not there: then their rows are those of `condition_era_only`."""
    for name, table in tables.items():
        facts = tables[ERAS[name]] if name in ERAS else None
        if facts is None:
            yield table
            continue
        nothing = NoRows(table.name, source, table.columns)
        alone = isinstance(facts, NoRows) or facts.is_empty
        yield nothing if alone else table
        yield replace(table if alone else nothing, name=table.name + STANDS_IN)


def _of_folder(request: Request) -> _Found:
    """The files of a folder, and of folders in it: a table each; a folder called as a table holds its parts."""
    opened = [(_named(path), _open(replace(request, path=path))) for path in _files(request.path)]
    return _Found(
        tuple((name, table) for name, part in opened for table in part.tables),
        tuple(file for _, part in opened for file in part.files),
        tuple(problem for _, part in opened for problem in part.problems),
    )


def _named(path: Path) -> str:
    return (path.name.lower().removesuffix(".parquet") if path.is_dir() else stem_of(path)).lower()


def _files(folder: Path) -> Iterator[Path]:
    model = cdm_tables()
    for path in sorted(folder.iterdir()):
        if path.name.startswith(DEBRIS):
            continue
        if path.is_dir():
            named = path.name.lower().removesuffix(".parquet") in model
            yield from [path] if named else _files(path)
        elif suffix_of(path) in (*TEXT, ".parquet"):
            yield path


def _open(request: Request) -> Source:
    """One file, or a folder of parts."""
    if request.path.is_dir() or suffix_of(request.path) == ".parquet":
        return open_parts(request)
    return open_files(request, CSV)


def _of_archive(request: Request) -> Source:
    keep = tempfile.TemporaryDirectory(prefix="omicz-")
    folder = unpacked(request.path, Path(keep.name))
    found = _of_folder(replace(request, path=folder, root=folder, known={}))
    if not found.tables:
        return _nothing(request, "R014", reason=NONE)
    return _fit(request.source, replace(found, files=(_whole(request),)), request.file, keep)


def _whole(request: Request) -> SourceFile:
    return request.known.get(request.path.absolute()) or fingerprint(request.path, request.file)


def _of_database(request: Request) -> Source:
    kinds = _databases()
    suffix = suffix_of(request.path)
    if suffix not in kinds:
        known = ", ".join(dict.fromkeys((*kinds, ".zip")))
        raise UsageError(f"Source {request.source}: an OMOP source is a folder, or one of {known}.")
    return open_files(request, kinds[suffix])


def _databases() -> Mapping[str, FileKind]:
    # what builds queries is loaded where a database is read
    from omicz_meta.sources.duckdb import DUCKDB  # noqa: PLC0415
    from omicz_meta.sources.sqlite import SQLITE, SUFFIXES  # noqa: PLC0415

    return {**dict.fromkeys(SUFFIXES, SQLITE), **dict.fromkeys(DUCKDB.suffixes, DUCKDB)}


def _nothing(request: Request, code: str, **detail: str) -> Source:
    place = Place(source=request.source, file=shown(request.path, request.root))
    return Source(request.source, (), problems=(Problem(code, place, detail=tuple(detail.items())),))
