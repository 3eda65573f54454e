"""Opens a source of FHIR and gives what came of it as plain values."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from omicz_meta.engine.sharing import plain
from omicz_meta.engine.table import ROW, Table
from omicz_meta.sources import Source, open_source
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.fhir.tables import AllResources
from omicz_meta.sources.limits import Limits
from omicz_meta.views.compiling import compile_view
from omicz_meta.views.definition import read_definition
from omicz_meta.views.elements import VERSIONS

PATIENT = {
    "resource": "Patient",
    "select": [
        {"column": [{"name": "id", "path": "getResourceKey()"}, {"name": "born", "path": "birthDate"}]}
    ],
}
OBSERVATION = {
    "resource": "Observation",
    "select": [
        {
            "column": [
                {"name": "id", "path": "getResourceKey()"},
                {"name": "patient", "path": "subject.getReferenceKey(Patient)"},
            ]
        }
    ],
}


@dataclass
class Read:
    """Everything that was read of a source."""

    kinds: dict[str, int]
    rejected: list[tuple[int, int | None, str]]
    left_out: dict[str, int]
    faults: list[tuple[int, str, str]]
    versions: dict[str, int]
    problems: list[str]
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    raw: list[bytes] = field(default_factory=list)


def plans(view: Mapping[str, Any]) -> dict[Any, Any]:
    made = {version: compile_view(read_definition(view)[0], version) for version in VERSIONS}
    return {version: plan for version, (plan, faults) in made.items() if not faults}


def opened(path: Path, views: Mapping[str, Any] | None = None, **dialect: Any) -> Source:
    known = {name: plans(view) for name, view in (views or {}).items()}
    return open_source(path, name="f", kind="fhir", dialects={"f": Dialect(views=known, **dialect)})


def read(path: Path, views: Mapping[str, Any] | None = None, **dialect: Any) -> Read:
    source = opened(path, views, **dialect)
    base, *tables = source.tables
    assert isinstance(base, AllResources)
    blocks = list(base.blocks())
    versions: Counter[str] = Counter()
    for one in base.shelf.files:
        versions.update(one.versions[one.file.codes == ""].tolist())
    rejected = [row for block in blocks for row in block.rejected]
    return Read(
        dict(base.shelf.kinds),
        [(int(plain(row.row)), row.line, row.code) for row in rejected],
        dict(
            sum(
                (
                    Counter({k: len(rows)})
                    for b in blocks
                    for k, rows in b.left_out.items()
                    if "no rule" not in k
                ),
                Counter[str](),
            )
        ),
        sorted(
            (int(plain(f.row)), f.code, f.column)
            for block in blocks
            for f in block.faults
            if f.code != "R065"
        ),
        dict(versions),
        sorted(problem.code for problem in (*source.problems, *base.problems)),
        {table.name.removeprefix("f."): rows_of(table) for table in tables},
        [row.raw for row in rejected],
    )


def rows_of(table: Table) -> list[dict[str, Any]]:
    rows = []
    for block in table.blocks():
        for row in block.batch.to_pylist():
            rows.append({name: value for name, value in row.items() if not name.startswith("#")})
            rows[-1]["row"] = int(plain(row[ROW]))
    return rows


def lines(folder: Path, *resources: object, name: str = "a.ndjson") -> Path:
    """A file of lines; texts stand as they are."""
    path = folder / name
    texts = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in resources]
    path.write_bytes(b"\n".join(texts) + b"\n")
    return path


def bundle(kind: str, *entries: Mapping[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


SMALL = Limits(row_bytes=2000, depth=20)
