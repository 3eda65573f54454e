"""`omicz-meta inspect`: what stands in somebody's tables, in counts."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from omicz_meta.cli.given import Given
from omicz_meta.cli.progress import progress
from omicz_meta.cli.screen import (
    deliver,
    lang_option,
    language,
    min_cell_option,
    schema_option,
    unpack_limit_option,
)
from omicz_meta.cli.viewed import show_view
from omicz_meta.errors import UsageError
from omicz_meta.privacy.gate import mask_path


@click.command("inspect")
@click.argument("path", type=Given())
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--html", type=click.Path(path_type=Path), default=None, help="Write a page to this file.")
@click.option(
    "--view",
    type=Given("file", dir_okay=False),
    default=None,
    metavar="VIEW.json",
    help="Print the table that this SQL-on-FHIR ViewDefinition makes of the FHIR at PATH.",
)
@schema_option
@min_cell_option
@unpack_limit_option
@lang_option
def command(
    path: Path,
    as_json: bool,
    html: Path | None,
    view: Path | None,
    schema: Path | None,
    min_cell: int,
    unpack_limit: int | None,
    lang: str | None,
) -> None:
    """Profile PATH, a file, a folder or a submission: tables, columns, types, codes, likely identifiers.

    Counts only: a value is shown when it is a word of a public list (a code, a value of the model, a unit, a word for
    "nothing") and enough rows carry it; of others the shape, as 999999/9999.

    With --view the rows of a table of FHIR: for people up to a hundred, and what looks as if it named a person by its
    shape; with --json all rows as they are, an array of objects, for the programs of those whose data it is.
    """
    if view is not None:
        if html is not None:
            raise UsageError("--html is a page of a profile; a view has none. Leave out one of them.")
        show_view(view, path, as_json=as_json, lang=language(lang))
        return
    from omicz_meta.profile import open_path, profile_tables  # noqa: PLC0415 - heavy, and --help does without
    from omicz_meta.reports.profile_html import render_profile_html  # noqa: PLC0415
    from omicz_meta.reports.profile_text import render_profile, render_profile_json  # noqa: PLC0415
    from omicz_meta.terms.place import installed_packs  # noqa: PLC0415

    packs = installed_packs()
    with progress(f"Looking at {mask_path(path.name)}"), open_path(path, unpack_limit) as found:
        tables, skipped = found.tables, found.skipped
        by = found.schema(schema)
        facts = profile_tables(tables, by, min_cell=min_cell, skipped=skipped, packs=packs).facts
    if html is not None:
        deliver(render_profile_html(facts, found.name, language(lang)), html)
    if as_json:
        deliver(render_profile_json(facts), None)
    elif html is None:
        deliver(render_profile(facts, language(lang), shutil.get_terminal_size().columns), None)
