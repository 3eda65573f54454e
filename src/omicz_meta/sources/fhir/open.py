"""Opens a source of FHIR: all its files are looked at once, then its tables can be read as often as needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from omicz_meta.engine.resource_heads import Readers
from omicz_meta.engine.session import Resources, session
from omicz_meta.engine.table import SourceFile, Table
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.fhir.exportlog import Told, compared, export_log
from omicz_meta.sources.fhir.members import Member, find_members
from omicz_meta.sources.fhir.modifiers import modifiers_of
from omicz_meta.sources.fhir.routes import Routes, bit_of
from omicz_meta.sources.fhir.shelf import Shelf, shelved
from omicz_meta.sources.fhir.strict import need_models
from omicz_meta.sources.fhir.survey import Asked, survey
from omicz_meta.sources.fhir.tables import AllResources, ViewTable
from omicz_meta.sources.fhir.untaken import untaken
from omicz_meta.sources.files import fingerprint
from omicz_meta.sources.request import Request, inside
from omicz_meta.sources.source import Source


def open_fhir(request: Request) -> Source:
    """The tables of a source: one that counts, and one for each view of its mapping. Never raises for bad files."""
    place = Place(source=request.source, file=request.file)
    if not inside(request.path, request.root):
        return Source(request.source, (), problems=(Problem("R017", place),))
    dialect = request.dialect(request.source)
    try:
        members, problems = find_members(request, dialect.limits)
        files = tuple(_files(members, request))
    except OSError as error:
        reason = (("reason", error.strerror or "unreadable"),)
        return Source(request.source, (), problems=(Problem("R014", place, detail=reason),))
    logs = dict(_logs(members))
    members = [member for member in members if member not in logs]
    if not members:
        problems.append(Problem("R014", place, detail=(("reason", "no FHIR file in it"),)))
        return Source(request.source, (), files, tuple(problems))
    if dialect.strict:
        need_models()
    modifiers = modifiers_of(dialect.modifiers, dialect.views)
    shelf = _shelf(request.source, members, Asked(Routes(dialect.views), modifiers))
    for member, told in logs.items():
        problems += compared(request.source, member, told, shelf.rows)
    problems += untaken(shelf, dialect.views, dialect.not_taken)
    tables = tuple(_tables(request, shelf, dialect))
    return Source(request.source, tables, files, tuple(problems), _standards(shelf))


def _standards(shelf: Shelf) -> tuple[str, ...]:
    """The versions of FHIR that resources tell; without any, FHIR."""
    told = {version for one in shelf.files for version in set(one.versions[one.used].tolist()) if version}
    return tuple(f"FHIR {version}" for version in sorted(told)) or ("FHIR",)


def _files(members: list[Member], request: Request) -> Iterator[SourceFile]:
    for path in dict.fromkeys(member.path for member in members):
        yield request.known.get(path.absolute()) or fingerprint(path, request.shown(path))


def _logs(members: list[Member]) -> Iterator[tuple[Member, Told]]:
    """The files in which an export tells of itself."""
    for member in members:
        with suppress(OSError):
            if told := export_log(member):
                yield member, told


def _shelf(source: str, members: list[Member], asked: Asked) -> Shelf:
    with session(resources=Resources(threads=1)) as connection:
        readers = Readers(connection, Resources().threads)
        files = [survey(member, readers, asked) for member in members]
        with readers.one() as reader:
            return shelved(source, files, reader)


def _tables(request: Request, shelf: Shelf, dialect: Dialect) -> Iterator[Table]:
    base = AllResources(request.source, request.file, shelf, shelf.problems, strict=dialect.strict)
    yield base
    for number, (name, plans) in enumerate(dialect.views.items()):
        table = f"{request.source}.{name}"
        declared = request.dialect(table, name)
        yield ViewTable(table, request.file, base, plans, declared, bit=bit_of(number))
