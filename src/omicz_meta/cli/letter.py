"""The letter of `omicz-meta validate --for-source`: on the terminal, or as page and workbook."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from omicz_meta.bilingual import Bilingual, Words
from omicz_meta.cli.screen import deliver
from omicz_meta.pipeline.validating import Assessed
from omicz_meta.problem import Language

LETTERS = ("text", "html", "xlsx")


class HintWords(Words):
    """What is said on the terminal under a letter."""

    next = Bilingual(
        "Stránku a sešit, které lze poslat e-mailem, zapíše volba -o {source}",
        "-o {source} writes the page and the workbook, which may be e-mailed",
    )


def send_letter(judged: Assessed, source: str, form: str, lang: Language, output: Path | None) -> None:
    """Write or print the letter about a source; `-o` without another format gives page and workbook."""
    from omicz_meta.pipeline import letters  # noqa: PLC0415 - only for letters
    from omicz_meta.reports.letter import render_letter_html, render_letter_text  # noqa: PLC0415
    from omicz_meta.reports.letter_book import write_letter_book  # noqa: PLC0415

    letter = letters.letter_for(judged.report, source)
    if form == "xlsx" and output is not None:
        write_letter_book(output, letter, letters.spots_of(judged.harmonised, source), lang)
    elif form == "html":
        deliver(render_letter_html(letter, lang), output)
    elif output is not None and output.suffix != ".txt":
        for file in letters.write_letter(output, judged.report, judged.harmonised, source, lang):
            click.echo(str(file))
    else:
        deliver(render_letter_text(letter, lang, min(shutil.get_terminal_size().columns, 100)), output)
        if output is None:
            click.echo(HintWords(lang).next.format(source=letter.source), err=True)
