"""Compiles the LinkML model to everything that is made from it: `omicz-meta schema build`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from omicz_meta.errors import UsageError
from omicz_meta.schema.build_context import json_ld_context
from omicz_meta.schema.build_json_schema import json_schema
from omicz_meta.schema.build_linkml import Source, read_source
from omicz_meta.schema.build_owl import owl
from omicz_meta.schema.build_runtime import runtime_schema
from omicz_meta.schema.build_shacl import shacl, shacl_of_use_case
from omicz_meta.schema.build_sql import sql
from omicz_meta.schema.model import Schema, parse_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def build(schema: Path, out: Path) -> tuple[Path, ...]:
    """Compile a LinkML schema into the folder `out` (made if it is not there) and return the files written.

    Raises UsageError when the schema cannot be used, EnvironmentFault when LinkML is not installed. Nothing
    is written unless everything could be compiled.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from omicz_meta.resources import schemas_folder
    >>> with TemporaryDirectory() as folder:
    ...     [path.name for path in build(schemas_folder() / "problem.yaml", Path(folder))][:2]
    ['omicz_problem.json', 'omicz_problem.schema.json']
    """
    texts = dict(compile_texts(schema))
    out.mkdir(parents=True, exist_ok=True)
    paths = tuple(out / name for name in texts)
    for path in paths:
        path.write_text(texts[path.name], encoding="utf-8", newline="\n")
    return paths


def compile_texts(schema: Path) -> Iterator[tuple[str, str]]:
    """The compiled artefacts as (file name, text), the run-time schema first."""
    raw, source = compiled_source(schema)
    model = parse_schema(raw)
    name = model.name
    yield f"{name}.json", json.dumps(raw, ensure_ascii=False, indent=1) + "\n"
    yield f"{name}.schema.json", json_schema(model)
    yield f"{name}.context.jsonld", json_ld_context(model)
    yield f"{name}.shacl.ttl", shacl(model)
    for use_case in model.use_cases:
        yield f"{name}.{use_case}.shacl.ttl", shacl_of_use_case(model, use_case)
    yield f"{name}.owl.ttl", _owl(source, model)
    yield f"{name}.sql", sql(model)
    yield f"{name}.postgresql.sql", sql(model, "postgresql")


def compiled_source(schema: Path) -> tuple[dict[str, Any], Source]:
    """The run-time schema as JSON values, and what it was compiled from."""
    source = read_source(schema)
    try:
        return runtime_schema(source), source
    except (ValueError, KeyError) as fault:
        raise UsageError(f"The schema {schema.name} does not hold together: {fault}") from fault


def _owl(source: Source, model: Schema) -> str:
    bodies = {**model.classes, **model.objects}
    close = {
        (name, slot): source.close_mappings(name, slot)
        for name, body in bodies.items()
        for slot in body.slots
    }
    return owl(model, close, {name: source.parents(name) for name in bodies})
