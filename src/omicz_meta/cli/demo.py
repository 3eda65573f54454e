"""`omicz-meta demo`: the whole chain on the shipped example submission."""

from __future__ import annotations

import shutil
import textwrap
from pathlib import Path

import click

from omicz_meta.bilingual import Bilingual, Words
from omicz_meta.cli.progress import progress
from omicz_meta.cli.screen import lang_option, language
from omicz_meta.pipeline.demo import Demonstration, demo
from omicz_meta.problem import Language
from omicz_meta.reports import sentence, verdict
from omicz_meta.reports.words import number


class DemoWords(Words):
    """What a demo says; `{...}` are counts, files and the key."""

    submission = Bilingual("podání", "submission")
    shipped = Bilingual(
        "mappings/csv-demo/example, součást balíčku (kde leží, řekne omicz-meta doctor)",
        "mappings/csv-demo/example, shipped with the package (omicz-meta doctor says where)",
    )
    rows = Bilingual("řádky", "rows")
    rows_told = Bilingual(
        "{read} přečteno = {used} použito + {quarantined} v karanténě + {out} mimo rozsah",
        "{read} read = {used} used + {quarantined} quarantined + {out} out of scope",
    )
    records = Bilingual("záznamy", "records")
    records_told = Bilingual("{records}, tříd {classes}", "{records} of {classes} classes")
    faults = Bilingual("chyby", "faults")
    exact = Bilingual(
        "{planted} nastraženo, {planted} nalezeno, každá na svém řádku a ve svém sloupci; nic navíc",
        "{planted} planted, {planted} found, each at its row, line and column; nothing else",
    )
    differs = Bilingual(
        "{planted} nastraženo; {missing} z nich nenalezeno, {surplus} nalezeno navíc",
        "{planted} planted; {missing} of them not found, {surplus} found that were not planted",
    )
    missing = Bilingual("nenalezeno:", "not found:")
    surplus = Bilingual("navíc:", "not planted:")
    description = Bilingual("popis", "description")
    description_told = Bilingual(
        "{filled} z {elements} prvků nařízení (EU) 2026/2098, v {file}",
        "{filled} of {elements} elements of Regulation (EU) 2026/2098, in {file}",
    )
    key = Bilingual("klíč", "key")
    made = Bilingual(
        "{key}, právě vytvořen; zůstává mimo výstup a nikdy se neposílá",
        "{key}, made now; it stays outside the output and is never sent along",
    )
    kept = Bilingual("{key}, už existoval", "{key}, there already")
    next = Bilingual("dále: otevřete {report}", "next: open {report}")


@click.command("demo")
@click.argument("out", type=click.Path(path_type=Path), default=Path("omicz-demo"))
@lang_option
def command(out: Path, lang: str | None) -> None:
    """Run the shipped example into OUT (default: omicz-demo) and compare what was found with what was planted.

    Three CSV tables of a fictional hospital, with known faults. Exit code 0 when precisely these were found.
    """
    with progress("Running the shipped example"):
        done = demo(out)
    for line in told(done, language(lang)):
        click.echo(line)
    raise click.exceptions.Exit(int(not done.as_planted))


def told(done: Demonstration, lang: Language) -> list[str]:
    """What the demo says, line by line; the last one is the verdict on the example."""
    words = DemoWords(lang)
    facts = {**_figures(done, lang), "key": str(done.key), "report": str(done.out / "report.html")}
    facts["file"] = str(done.out / "catalogue" / "dataset.ttl")
    rows = (
        (words.submission, words.shipped),
        (words.rows, words.rows_told.format_map(facts)),
        (words.records, words.records_told.format_map(facts)),
        (words.faults, (words.exact if done.as_planted else words.differs).format_map(facts)),
        (words.description, words.description_told.format_map(facts)),
        (words.key, (words.made if done.key_made else words.kept).format_map(facts)),
    )
    wide = max(len(name) for name, _ in rows) + 2
    lines = [line for name, text in rows for line in _wrapped(f"{name:<{wide}}", text)]
    lines += [f"  {words.missing} {fault}" for fault in done.missing]
    lines += [f"  {words.surplus} {fault}" for fault in done.surplus]
    judged = sentence(verdict(done.result.report), lang)
    return [*lines, "", words.next.format_map(facts), "", *_wrapped("", judged)]


def _wrapped(label: str, text: str) -> list[str]:
    """A labelled text in lines as wide as the terminal, at most 100."""
    width = min(shutil.get_terminal_size().columns, 100)
    indent = " " * len(label)
    return textwrap.wrap(
        label + text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _figures(done: Demonstration, lang: Language) -> dict[str, str]:
    report = done.result.report
    sources = report.ledger.sources.values()
    counts = {
        "read": sum(source.rows_read for source in sources),
        "used": sum(source.rows_used for source in sources),
        "quarantined": sum(source.rows_quarantined for source in sources),
        "out": sum(source.rows_out_of_scope for source in sources),
        "records": sum(len(table) for table in done.result.records.values()),
        "classes": len(done.result.records),
        "planted": done.planted,
        "missing": len(done.missing),
        "surplus": len(done.surplus),
        "filled": sum(filled for _, filled in report.regulation),
        "elements": len(report.regulation),
    }
    return {name: number(count, lang) for name, count in counts.items()}
