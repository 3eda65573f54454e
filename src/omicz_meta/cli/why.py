"""`omicz-meta why`: the cells and the rule behind a record or a value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from omicz_meta.bilingual import Bilingual, Words, by_key
from omicz_meta.cli.given import Given
from omicz_meta.cli.screen import functions_option, lang_option, language, unpack_limit_option
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.retrace import Again, Retraced
from omicz_meta.pipeline.why import Reading, Value, Why, why
from omicz_meta.problem import Language


class WhyWords(Words):
    """What is said about a value: where it was read, how it was made, what it is if not from a cell."""

    column = Bilingual("sloupec", "column")
    row = Bilingual("řádek", "row")
    line = Bilingual("řádka souboru", "line")
    rule = Bilingual("pravidlo", "rule")
    empty = Bilingual("prázdné", "empty")
    absent = Bilingual("chybí s důvodem", "absent")
    joined = Bilingual("spolu s", "with")
    no_rule = Bilingual("neplní ho žádné pravidlo mapování", "no rule of the mapping fills it")
    made = by_key(
        {
            "passed": ("přečteno z buňky", "read from the cell"),
            "mapped": ("přeloženo", "translated"),
            "computed": ("vypočteno", "computed"),
            "written": ("napsáno v mapování", "written in the mapping"),
            "pseudonym": ("nahrazeno pseudonymem", "replaced by a pseudonym"),
        }
    )
    origin = by_key(
        {
            "dataset.yaml": ("napsali lidé v dataset.yaml", "written by people in dataset.yaml"),
            "node": ("odpovídá soubor uzlu", "answered by the node file"),
            "records": (
                "spočteno ze záznamů, za pravidlem malých počtů",
                "counted from the records, behind the small-cell policy",
            ),
            "rules": ("plyne z ostatního", "follows from the rest"),
            "withheld": ("zadrženo pravidlem: příliš málo osob", "withheld by policy: too few persons"),
        }
    )


@click.command("why")
@click.argument("out", type=Given("folder"))
@click.argument("record_class", metavar="CLASS")
@click.argument("record_id", metavar="ID")
@click.argument("slot", required=False)
@click.option(
    "--submission",
    type=Given(),
    help="The submission OUT was made from: follow each value step by step, through joins and code maps.",
)
@functions_option
@unpack_limit_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@lang_option
def command(
    out: Path,
    record_class: str,
    record_id: str,
    slot: str | None,
    submission: Path | None,
    functions: Path | None,
    unpack_limit: int | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Say from which cells, and by which rule, record ID of CLASS in OUT was made; with SLOT only that value.

    ID is the id in OUT/records; CLASS Dataset with the identifier of the dataset asks about the description. A value
    that identifies is shown by its shape only.
    """
    if functions and submission is None:
        raise UsageError("--functions are those of a run; name its --submission too.")
    made_from = Again(submission, functions or (), unpack_limit) if submission else None
    answer = why(out, record_class, record_id, slot, made_from)
    if as_json:
        click.echo(json.dumps(asdict(answer), ensure_ascii=False, indent=1))
        return
    for line in told(answer, language(lang)):
        click.echo(line)


def told(answer: Why, lang: Language) -> Iterator[str]:
    """The answer as text: the rows, then each value with its cell and its rule."""
    words = WhyWords(lang)
    for row in answer.rows:
        yield f"{answer.record_class} <- {_row(row.file, row.row, row.line, lang)}"
    for value in answer.values:
        yield f"{answer.record_class}.{value.slot} = {_shown(value, lang)}"
        for reading in value.readings:
            place = f"{reading.row.file} · {words.row} {reading.row.row}"
            yield f"  <- {place}{_columns(reading, lang)}"
            yield f"     {words.made[_made(reading)]} · {words.rule} {reading.where}"
            yield from (f"     {line}" for one in reading.retraced for line in _steps(one, lang))
        yield from (f"  <- {words.origin[origin]}" for origin in value.origins)
        if not value.readings and not value.origins:
            yield f"  <- {words.no_rule}"


def _shown(value: Value, lang: Language) -> str:
    words = WhyWords(lang)
    reason = f" ({words.absent}: {value.absent})" if value.absent else ""
    return (value.shown if value.shown is not None else words.empty) + reason


def _made(reading: Reading) -> str:
    if reading.pseudonym:
        return "pseudonym"
    return reading.made if reading.columns or reading.joined else "written"


def _row(file: str, row: int, line: int | None, lang: Language) -> str:
    """A row by its number and, where its file has lines, its line."""
    words = WhyWords(lang)
    return f"{file} · {words.row} {row}" + (f" · {words.line} {line}" if line is not None else "")


def _columns(reading: Reading, lang: Language) -> str:
    words = WhyWords(lang)
    own = f" · {words.column} {', '.join(reading.columns)}" if reading.columns else ""
    return own + (f" · {words.joined} {', '.join(reading.joined)}" if reading.joined else "")


def _steps(retraced: Retraced, lang: Language) -> Iterator[str]:
    """The rows that joins found, and each step with its result and the line that said so."""
    words = WhyWords(lang)
    for row in retraced.joined:
        yield f"{row.table} <- {_row(row.file, row.row, row.line, lang)}"
    for step in retraced.steps:
        result = step.shown if step.shown is not None else f"{words.empty} {step.note or ''}".rstrip()
        yield f"{step.step} = {result}" + (f" · {step.where}" if step.where else "")
