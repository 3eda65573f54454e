"""`omicz-meta describe`: make the description of an output folder again."""

from __future__ import annotations

from pathlib import Path

import click

from omicz_meta.bilingual import Bilingual, Words
from omicz_meta.catalogue.earlier_releases import CURRENT, RELEASES, Release
from omicz_meta.cli.given import Given
from omicz_meta.cli.screen import lang_option, language, problem_lines
from omicz_meta.pipeline.evidence import write_evidence
from omicz_meta.pipeline.redescribing import DEFAULT_PROFILE, describe_again
from omicz_meta.reports.evidence import EvidenceWords


class DescribeWords(Words):
    """What came of a description; `{...}` are counts and names."""

    done = Bilingual(
        "Popis: {filled} z {elements} prvků nařízení (EU) 2026/2098.{missing}",
        "Description: {filled} of {elements} elements of Regulation (EU) 2026/2098.{missing}",
    )
    missing = Bilingual(" Chybí: {names}.", " Missing: {names}.")


@click.command("describe")
@click.argument("out", type=Given("folder"))
@click.option(
    "--profile", default=DEFAULT_PROFILE, show_default=True, help="Metadata profile of the description."
)
@click.option(
    "--release",
    type=click.Choice(RELEASES),
    default=CURRENT,
    show_default=True,
    help="Release of HealthDCAT-AP, for readers that lag behind.",
)
@click.option("--dataset", type=Given("file"), default=None, help="A newer dataset.yaml.")
@click.option(
    "--node", metavar="NAME|FILE", default=None, help="Another node file, or the name of a shipped one."
)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Write the evidence for Article 78 of the EHDS regulation (.html or .json) instead of a description.",
)
@lang_option
def command(
    out: Path,
    profile: str,
    release: Release,
    dataset: Path | None,
    node: str | None,
    evidence: Path | None,
    lang: str | None,
) -> None:
    """Make the description in OUT/catalogue again, from the records in OUT.

    Without options it comes out as `run` wrote it, byte for byte. OUT is complete or untouched. The report keeps
    telling of the run; exit code 1 when the description has errors. With --evidence nothing in OUT changes.
    """
    if evidence is not None:
        found = write_evidence(out, evidence, language(lang))
        click.echo(str(evidence))
        counts = {
            "all": len(found.items),
            "left": len(found.to_add),
            "have": len(found.items) - len(found.to_add),
        }
        click.echo(EvidenceWords(language(lang)).have.format_map(counts), err=True)
        return
    done = describe_again(out, profile=profile, release=release, dataset=dataset, node=node)
    spoken = language(lang)
    for line in problem_lines(done.problems, spoken):
        click.echo(line)
    for file in done.files:
        click.echo(str(file))
    lacking = ", ".join(element.name for element in done.elements if not element.filled)
    words = DescribeWords(spoken)
    missing = words.missing.format(names=lacking) if lacking else ""
    filled = sum(element.filled for element in done.elements)
    click.echo(words.done.format(filled=filled, elements=len(done.elements), missing=missing), err=True)
    raise click.exceptions.Exit(int(any(problem.severity == "error" for problem in done.problems)))
