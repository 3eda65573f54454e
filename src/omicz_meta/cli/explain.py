"""`omicz-meta explain CODE`: a problem code, why it matters, an example, and how to repair it."""

from __future__ import annotations

import click

from omicz_meta.cli.screen import lang_option, language
from omicz_meta.reports import explain


@click.command("explain")
@click.argument("code")
@lang_option
def command(code: str, lang: str | None) -> None:
    """Explain problem CODE, such as T003."""
    click.echo(explain(code, language(lang)))
