"""`omicz-meta init`: a new submission that already passes, ready to edit."""

from __future__ import annotations

from pathlib import Path

import click

from omicz_meta.cli.screen import lang_option, language
from omicz_meta.pipeline.new_submission import start
from omicz_meta.schema.own import NATIONAL


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--kind", default="csv", show_default=True, metavar="csv|excel", help="Kind of the first source."
)
@click.option(
    "--excel", is_flag=True, help="A workbook to be filled in, with drop-downs; the same as --kind excel."
)
@click.option(
    "--use-case", "use_cases", multiple=True, help="Use case that the workbook is for; may be repeated."
)
@click.option(
    "--schema",
    type=click.Path(path_type=Path),
    default=None,
    metavar="SCHEMA",
    help="LinkML schema that extends the national model: what it adds has sheets and columns in the workbook.",
)
@lang_option
def command(
    folder: Path,
    kind: str,
    excel: bool,
    use_cases: tuple[str, ...],
    schema: Path | None,
    lang: str | None,
) -> None:
    """Write a small submission into DIR, a new or empty folder.

    Its pseudonym key is made beside DIR, outside of the submission.
    """
    started = start(
        folder,
        "excel" if excel else kind,
        use_cases=use_cases,
        lang=language(lang),
        schema=schema or NATIONAL,
    )
    for name in started.files:
        click.echo(str(folder / name))
    word = "made now" if started.key_made else "there already"
    click.echo(f"The pseudonym key is {started.key} ({word}). Keep it, and never send it along.", err=True)
    click.echo(f"next: omicz-meta validate {folder}", err=True)
