"""`omicz-meta validate`: harmonise and judge, write nothing but the report."""

from __future__ import annotations

from pathlib import Path

import click

from omicz_meta.cli.screen import (
    FORMATS,
    colourful,
    deliver,
    fail_on_option,
    lang_option,
    language,
    no_color_option,
    rendered,
)
from omicz_meta.pipeline.run import run
from omicz_meta.result import FailOn


@click.command("validate")
@click.argument("submission", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=None, help="File; default: stdout.")
@lang_option
@fail_on_option
@no_color_option
def command(
    submission: Path, form: str, output: Path | None, lang: str | None, fail_on: FailOn, no_color: bool
) -> None:
    """Judge SUBMISSION (a folder or archive) and say exactly what is wrong.

    Without a pseudonym key a random one is used, and the report says so.
    """
    result = run(submission)
    colour = output is None and colourful(no_color)
    hint = f"omicz-meta run {submission} -o OUT"
    deliver(rendered(result.report, form, language(lang), colour=colour, next_command=hint), output)
    raise click.exceptions.Exit(result.report.exit_code(fail_on))
