"""`omicz-meta schema`: show the national model, or compile it from LinkML."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from omicz_meta.resources import schemas_folder
from omicz_meta.schema import load_schema
from omicz_meta.schema.coverage import covered, matrix_rows, matrix_text
from omicz_meta.schema.listing import show
from omicz_meta.schema.own import NATIONAL, used_schema


@click.group("schema")
def command() -> None:
    """Work on the national model."""


@command.command("build")
@click.argument("schema", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=None, help="Folder for the artefacts."
)
def build_command(schema: Path | None, output: Path | None) -> None:
    """Compile SCHEMA (default: the national one) to run-time schema, JSON Schema, SHACL, OWL, context and SQL.

    Without -o the artefacts go into the folder `compiled` beside SCHEMA. Needs the extra `schema`.
    """
    from omicz_meta.schema.build import build  # noqa: PLC0415 - the compilers are of no use to other commands

    source = schema or schemas_folder() / "omicz.yaml"
    for file in build(source, output or source.parent / "compiled"):
        click.echo(file.name)


@command.command("show")
@click.argument("schema", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show_command(schema: Path | None, as_json: bool) -> None:
    """List class, slot, requirement, cardinality and range of every slot of SCHEMA (default: the national one)."""
    rows = show(used_schema(NATIONAL if schema is None else schema).schema)
    if as_json:
        listed = [{name.removeprefix("record_"): text for name, text in asdict(row).items()} for row in rows]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row.record_class:<24}{row.slot:<34}{row.requirement:<3}{row.cardinality:<6}{row.range}")


@command.command("coverage")
@click.option("--standard", default=None, help="One of them only, such as DIGOVO.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def coverage_command(standard: str | None, form: str) -> None:
    """List the items of 1+MG, GDI, DIGOVO, ERN/JRC and other standards with the slots that hold them."""
    items = covered(standard)
    if form == "json":
        click.echo(json.dumps(matrix_rows(items, load_schema()), ensure_ascii=False, indent=1))
        return
    click.echo(matrix_text(items, load_schema()))
