"""What commands share: language and output options, rendering a report, findings about files as lines."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from omicz_meta import reports
from omicz_meta.engine.cluster import Cluster
from omicz_meta.errors import UsageError
from omicz_meta.problem import Language, Problem
from omicz_meta.reports import message, render_html, render_json, render_text
from omicz_meta.reports.where import place
from omicz_meta.result import FailOn, Report

Command = TypeVar("Command", bound=Callable[..., Any])
FORMATS = ("text", "json", "html", "sarif", "junit", "xlsx")

lang_option = click.option(
    "--lang",
    type=click.Choice(["cs", "en"]),
    default=None,
    is_eager=True,
    help="Language of the report; default: that of the system.",
)
fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(["never", "error", "warning"]),
    default="error",
    show_default=True,
    help="From which severity on the exit code is 1.",
)
jobs_option = click.option(
    "--jobs",
    "--processes",
    "processes",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Work on the rows in so many processes; the outcome is the same.",
)
engine_option = click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Work on the rows here, or on a cluster of Spark (extra spark, Java 17); the outcome is the same.",
)
master_option = click.option(
    "--master",
    default=None,
    metavar="URL",
    help="Master of Spark: local[2], yarn, k8s://...; default: what the surroundings say.",
)
staging_option = click.option(
    "--staging",
    default=None,
    metavar="URI",
    help="Folder that this machine and the cluster share (hdfs://..., s3a://..., file:///...).",
)
publish_option = click.option(
    "--publish",
    default=None,
    metavar="URI",
    help="Put the output there as well, as folders of Parquet, on any file system that Spark writes.",
)
mapping_option = click.option(
    "--mapping",
    multiple=True,
    metavar="NAME|FOLDER",
    help="Mapping of a single source that has no submission.yaml; repeated, later ones overlay earlier ones.",
)
schema_option = click.option(
    "--schema",
    type=click.Path(path_type=Path),
    default=None,
    metavar="SCHEMA",
    help="LinkML schema that extends the national model; default: that of the submission, else the national model.",
)
strict_option = click.option(
    "--strict",
    is_flag=True,
    help="Hold every resource of FHIR against the models of fhir.resources (extra fhir).",
)
unpack_limit_option = click.option(
    "--unpack-limit",
    type=click.IntRange(min=1),
    default=None,
    metavar="GIB",
    help="Let an archive unpack to so many GiB, whatever its size; name only archives you trust.",
)
min_cell_option = click.option(
    "--min-cell",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="Values that fewer rows carry are not shown.",
)
no_color_option = click.option("--no-color", is_flag=True, help="Never use colours (also: NO_COLOR).")


functions_option = click.option(
    "--functions",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    metavar="FILE.py",
    help="Python file whose public functions the mapping may call. It is run: name only files you trust.",
)


def language(chosen: str | None) -> Language:
    """The chosen language, else Czech where the system speaks it, else English.

    >>> language("cs")
    'cs'
    """
    spoken = (
        chosen or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en"
    )
    return "cs" if spoken.lower().startswith("cs") else "en"


def rendered(
    report: Report,
    form: str,
    lang: Language,
    *,
    colour: bool = False,
    next_command: str | None = None,
    fail_on: FailOn = "error",
) -> str:
    """A report in one of FORMATS that are text."""
    if form == "json":
        return render_json(report)
    if form == "html":
        return render_html(report, lang)
    if form == "sarif":
        return reports.render_sarif(report, lang)
    if form == "junit":
        return reports.render_junit(report, lang, fail_on)
    width = min(shutil.get_terminal_size().columns, 100)
    return render_text(report, lang, width=width, colour=colour, next_command=next_command)


def colourful(no_color: bool) -> bool:
    """Whether stdout is a terminal that wants colours."""
    return sys.stdout.isatty() and not no_color and "NO_COLOR" not in os.environ


def deliver(text: str, output: Path | None) -> None:
    """Write to a file, or to stdout."""
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")


def problem_lines(problems: Iterable[Problem], lang: Language | None = None) -> Iterator[str]:
    """Findings about files and mappings, two lines each: where, and what with the nearest right names."""
    from omicz_meta.pipeline.report import problem_finding  # noqa: PLC0415 - brings the engine, which most messages do without

    spoken = lang or language(None)
    for problem in problems:
        finding = problem_finding(problem)
        yield f"{problem.severity}[{problem.code}] {place(finding, spoken)}"
        yield f"  {message(finding, spoken)}"


def cluster_of(
    engine: str, master: str | None, staging: str | None, publish: str | None = None
) -> Cluster | None:
    """The cluster that options name; None without Spark. Raises UsageError for options that mean nothing without it.

    >>> cluster_of("spark", "local[2]", None)
    Cluster(master='local[2]', staging=None, settings=())
    """
    if engine == "spark":
        return Cluster(master, staging)
    if master or staging or publish:
        raise UsageError("--master, --staging and --publish are for --engine spark.")
    return None
