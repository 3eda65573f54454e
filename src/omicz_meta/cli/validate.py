"""`omicz-meta validate`: harmonise and judge, write nothing but the report."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from omicz_meta.cli.given import Given
from omicz_meta.cli.letter import LETTERS, send_letter
from omicz_meta.cli.progress import progress
from omicz_meta.cli.screen import (
    FORMATS,
    colourful,
    deliver,
    fail_on_option,
    functions_option,
    jobs_option,
    lang_option,
    language,
    mapping_option,
    no_color_option,
    rendered,
    strict_option,
    unpack_limit_option,
)
from omicz_meta.engine.arrow_setup import give_memory_back, keep_pandas_out
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.records_input import SUFFIXES
from omicz_meta.pipeline.validating import Assessed, assess
from omicz_meta.problem import Language
from omicz_meta.reports import compared, read_earlier
from omicz_meta.result import FailOn
from omicz_meta.schema.own import NATIONAL


@dataclass(frozen=True, slots=True)
class Shown:
    """How a judgement is shown: a form of the report or a letter to a source, in a file or on the terminal."""

    form: str
    for_source: str | None
    output: Path | None
    lang: Language
    fail_on: FailOn
    colour: bool


@click.command("validate")
@click.argument("submission", type=Given())
@click.option(
    "--class", "record_class", default=None, help="Class of the records in a single FILE, as Individual."
)
@click.option(
    "--use-case", "use_cases", multiple=True, help="Use case to judge a single FILE by; may be repeated."
)
@click.option(
    "--schema",
    type=click.Path(path_type=Path),
    default=None,
    help="LinkML schema that extends the national model, to judge a single FILE by.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Form of the report.",
)
@click.option(
    "--baseline",
    type=Given(),
    multiple=True,
    metavar="OLD",
    help="Show only what is new since OLD (a report.json, the output folder of a run, or a folder of such folders), "
    "and what was settled; of several the trend too. May be repeated.",
)
@click.option(
    "--for-source",
    default=None,
    metavar="NAME",
    help="A letter to whoever keeps this source, without values of persons: text, or with -o page and workbook.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=None, help="File; default: stdout.")
@mapping_option
@functions_option
@lang_option
@fail_on_option
@jobs_option
@unpack_limit_option
@strict_option
@no_color_option
def command(
    submission: Path,
    record_class: str | None,
    use_cases: tuple[str, ...],
    schema: Path | None,
    form: str,
    baseline: tuple[Path, ...],
    for_source: str | None,
    output: Path | None,
    lang: str | None,
    fail_on: FailOn,
    no_color: bool,
    **reading: Any,
) -> None:
    """Judge SUBMISSION (a folder or archive) and say exactly what is wrong.

    Without a pseudonym key a random one is used, and the report says so.

    SUBMISSION may also be a single file of records in the national form (.csv .tsv .xlsx .json .ndjson .parquet):
    its columns or keys are slots of --class.
    """
    give_memory_back()
    if reading["functions"] is None:
        keep_pandas_out()
    shown = Shown(form, for_source, output, language(lang), fail_on, colourful(no_color))
    _writable(shown)
    earlier = read_earlier(baseline)
    single = record_class or (not reading["mapping"] and submission.suffix.lower() in SUFFIXES)
    hint = None
    if single:
        judged = _file(submission, record_class, use_cases, schema, reading)
    else:
        judged = _whole(submission, use_cases, schema, reading)
        hint = f"omicz-meta run {submission} -o OUT"
    if earlier:
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        judged = replace(judged, report=compared(judged.report, earlier, today))
    _show(judged, shown, hint)
    raise click.exceptions.Exit(judged.report.exit_code(fail_on))


def _writable(shown: Shown) -> None:
    """Refuse forms of a report that cannot be had like this."""
    if shown.for_source is not None and shown.form not in LETTERS:
        raise UsageError(f"A letter is {', '.join(LETTERS)}; {shown.form} is for the whole report.")
    if shown.form == "xlsx" and shown.output is None:
        raise UsageError("A workbook is no text for the terminal; name its file: -o report.xlsx")


def _show(judged: Assessed, shown: Shown, hint: str | None) -> None:
    """Write the letter, the workbook or the report; the report may end with a command to go on with."""
    form, lang, output = shown.form, shown.lang, shown.output
    if shown.for_source is not None:
        send_letter(judged, shown.for_source, form, lang, output)
    elif form == "xlsx" and output is not None:
        from omicz_meta.pipeline.sheets import write_marked  # noqa: PLC0415 - only for workbooks

        write_marked(output, judged.report, judged.harmonised, lang)
    else:
        colour = output is None and shown.colour
        said = rendered(judged.report, form, lang, colour=colour, next_command=hint, fail_on=shown.fail_on)
        deliver(said, output)


def _file(
    file: Path,
    record_class: str | None,
    use_cases: tuple[str, ...],
    schema: Path | None,
    reading: dict[str, Any],
) -> Assessed:
    """The judgement on a single file of records."""
    if reading["functions"]:
        raise UsageError("A single FILE of records has no mapping that could call --functions.")
    return assess(file, record_class=record_class, use_cases=use_cases, schema=schema or NATIONAL)


def _whole(
    submission: Path, use_cases: tuple[str, ...], schema: Path | None, reading: dict[str, Any]
) -> Assessed:
    """The judgement on a submission, whose manifest says what a single file needs options for."""
    if schema is not None:
        raise UsageError(
            "The schema of a submission is named in its submission.yaml; --schema is for a single file."
        )
    if use_cases:
        raise UsageError(
            "The use cases of a submission stand in its submission.yaml; --use-case is for a single file."
        )
    with progress(f"Reading {submission.name}"):
        return assess_submission(submission, **{**reading, "functions": reading["functions"] or ()})


def assess_submission(submission: Path, **options: Any) -> Assessed:
    """Run a submission without writing anything; `options` are those of `pipeline.run.run`."""
    from omicz_meta.pipeline.run import run  # noqa: PLC0415 - a file of records needs neither mapping nor RDF

    result = run(submission, **options)
    assert result.harmonised is not None  # noqa: S101 - a run without an output folder keeps what it harmonised
    return Assessed(result.report, result.harmonised)
