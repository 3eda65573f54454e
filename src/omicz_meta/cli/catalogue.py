"""`omicz-meta catalogue`: descriptions of datasets, as files and as a catalogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from omicz_meta.bilingual import Bilingual, Words
from omicz_meta.cli import harvest
from omicz_meta.cli.given import Given
from omicz_meta.cli.screen import fail_on_option, lang_option, language, problem_lines
from omicz_meta.pipeline.building import EXAMPLE, NOT_CARRIED, build_catalogue
from omicz_meta.pipeline.checking import NOT_RUN, check_descriptions, standards_missing
from omicz_meta.pipeline.description_book import description_book
from omicz_meta.pipeline.differing import compare
from omicz_meta.pipeline.migrating import migrate_file
from omicz_meta.pipeline.previewing import preview_file
from omicz_meta.reports import message
from omicz_meta.reports.checked import checked_json, readiness, scores, told_once
from omicz_meta.reports.differing import difference_lines, differences_json
from omicz_meta.reports.migrated import changes, decisions, migrated_json
from omicz_meta.reports.previewed import preview_lines, previews_json
from omicz_meta.result import exit_code
from omicz_meta.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from omicz_meta.catalogue.check import Checked
    from omicz_meta.catalogue.consumers import ConsumerName
    from omicz_meta.catalogue.shacl import Engine, Tier
    from omicz_meta.result import FailOn


class CatalogueWords(Words):
    """What came of a build; `{...}` are counts."""

    built = Bilingual(
        "Zapsáno datových sad: {taken}, vynecháno: {left}.", "Datasets written: {taken}, left out: {left}."
    )
    untouched = harvest.HarvestWords.untouched


node_option = click.option(
    "--node",
    metavar="NAME|FILE",
    default=None,
    help="The node that dataset.yaml refers to; default: the node.yaml beside it.",
)


@click.group("catalogue")
def command() -> None:
    """Descriptions of datasets, as single files and together as a catalogue."""


command.add_command(harvest.command)


@command.command("check")
@click.argument("paths", nargs=-1, required=True, type=Given())
@click.option(
    "--tier",
    type=click.Choice(["public", "restricted", "non-public"]),
    default=None,
    help="Hold the description to this access tier; default: the one that it states.",
)
@click.option(
    "--shapes",
    type=Given("folder", file_okay=False),
    default=None,
    metavar="DIR",
    help="Folder with the official shapes and code lists; default: packs.",
)
@click.option(
    "--engine",
    type=click.Choice(["pyshacl", "pyrudof"]),
    default="pyshacl",
    show_default=True,
    help="Who runs the official shapes; pyrudof is faster and needs the extra shacl-fast.",
)
@click.option("--anew", is_flag=True, help="Judge again what was judged before under the same terms.")
@node_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@fail_on_option
@lang_option
def check(
    paths: tuple[Path, ...],
    tier: Tier | None,
    shapes: Path | None,
    engine: Engine,
    anew: bool,
    node: str | None,
    as_json: bool,
    fail_on: FailOn,
    lang: str | None,
) -> None:
    """Check descriptions: RDF files (HealthDCAT-AP R8), dataset.yaml, or all of these below folders.

    Our own rules always, the official shapes where they are at hand. Ends with the elements of the regulation, the
    points of the European portal, what to add for the next points, and one line on readiness.
    """
    found = check_descriptions(paths, tier=tier, shapes=shapes, node=node, engine=engine, anew=anew)
    spoken = language(lang)
    if as_json:
        click.echo(json.dumps(checked_json(found, spoken), ensure_ascii=False, indent=1))
    else:
        for one in (told := told_once(found, spoken)):
            _tell(one, (*problem_lines(one.problems, spoken), *scores(one, spoken)))
            click.echo("")
        click.echo(readiness(told, spoken))
    if standards_missing(found):
        click.echo(message(NOT_RUN, spoken), err=True)
    severities = (problem.severity for one in found for problem in one.problems)
    raise click.exceptions.Exit(exit_code(severities, fail_on))


@command.command("migrate")
@click.argument("file", type=Given("file"))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write; the ending says the syntax (.ttl .jsonld .rdf .nt).",
)
@click.option(
    "--to", type=click.Choice(["r8"]), default="r8", show_default=True, help="Release of HealthDCAT-AP."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@lang_option
def migrate(file: Path, output: Path, to: str, as_json: bool, lang: str | None) -> None:
    """Lift a description of an older release (drafts, 5, 6, 7) to HealthDCAT-AP Release 8.

    Tells what was changed by which rule, and what a person must decide. Exit code 1 while something is left that the
    release demands. Migrating what was migrated changes nothing.
    """
    del to  # the only release that there is to migrate to
    done = migrate_file(file, output)
    spoken = language(lang)
    if as_json:
        click.echo(json.dumps(migrated_json(done, spoken), ensure_ascii=False, indent=1))
    else:
        for line in changes(done, spoken):
            click.echo(line)
        for one in done.left:
            _tell(one, problem_lines(one.problems, spoken))
        click.echo(decisions(done, spoken))
    raise click.exceptions.Exit(int(not done.complete))


@command.command("diff")
@click.argument("old", type=Given())
@click.argument("new", type=Given())
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@lang_option
def diff(old: Path, new: Path, as_json: bool, lang: str | None) -> None:
    """Say what differs between two states of a catalogue, files or folders of RDF.

    Datasets that came and went, and of the others the slots that changed. The order of statements and the names of
    inner nodes make no difference. Exit code 0 without differences, 1 with some, 2 where something cannot be read.
    """
    found = compare(old, new)
    if as_json:
        click.echo(json.dumps(differences_json(found), ensure_ascii=False, indent=1))
    else:
        for line in difference_lines(found, load_schema(), language(lang)):
            click.echo(line)
    raise click.exceptions.Exit(int(bool(found)))


@command.command("preview")
@click.argument("file", type=Given("file"))
@click.option(
    "--as",
    "consumer",
    type=click.Choice(["ckan", "gdi", "fdp", "sempyro"]),
    required=True,
    help="Who takes it.",
)
@node_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@lang_option
def preview(file: Path, consumer: ConsumerName, node: str | None, as_json: bool, lang: str | None) -> None:
    """Say what a consumer keeps, changes and loses of a description, slot by slot, with the reason and its source.

    CKAN with ckanext-dcat, the GDI user portal, a reader of FAIR Data Points, SeMPyRO. Exit code 0 whatever is lost, 1
    where a description cannot be read.
    """
    found = preview_file(file, consumer, node=node)
    spoken = language(lang)
    if as_json:
        click.echo(json.dumps(previews_json(found.previews, spoken), ensure_ascii=False, indent=1))
    else:
        for seen in found.previews:
            for line in preview_lines(seen, load_schema(), spoken):
                click.echo(line)
    for one in found.unread:
        _tell(one, problem_lines(one.problems, spoken), err=True)
    raise click.exceptions.Exit(int(bool(found.unread)))


@command.command("template")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@lang_option
def template(file: Path, lang: str | None) -> None:
    """Write an empty workbook (.xlsx) for a description: every slot that people fill, with titles and code lists.

    A sheet is a description; `catalogue check` and `catalogue build` read it like a dataset.yaml.
    """
    click.echo(str(description_book(file, language(lang))))


@command.command("build")
@click.argument("folder", type=Given("folder", shipped=(EXAMPLE,)))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="CATALOGUE",
    help="Catalogue folder; replaced as a whole, or not at all.",
)
@node_option
@click.option(
    "--site/--no-site", default=True, show_default=True, help="Pages for people, which need no server."
)
@lang_option
def build(folder: Path, output: Path, node: str | None, site: bool, lang: str | None) -> None:
    """Put the descriptions below a folder together as a catalogue: outputs of runs, RDF, dataset.yaml, workbooks.

    One that is faulty is left out, with reason and cure, and the rest goes on; so are different descriptions under one
    address. The catalogue comes in three syntaxes, with a file for each dataset, an index of what was left out, and
    pages in Czech and English under site/. Values and properties that do not get into it are told as well. FOLDER
    `example` is a shipped catalogue to look at. Exit code 1 when something was left out.
    """
    done = build_catalogue(folder, output, node=node, site=site)
    spoken = language(lang)
    words = CatalogueWords(spoken)
    for left in done.left_out:
        _tell(left, problem_lines((p for p in left.problems if p.severity == "error"), spoken))
    for _, one in done.taken:
        lost = [problem for problem in one.checked.problems if problem.code in NOT_CARRIED]
        if lost:
            _tell(one.checked, problem_lines(lost, spoken), err=True)
    click.echo(words.built.format(taken=len(done.taken), left=len(done.left_out)))
    if not done.taken:
        click.echo(words.untouched, err=True)
    raise click.exceptions.Exit(int(bool(done.left_out) or not done.taken))


def _tell(one: Checked, lines: Iterable[str], *, err: bool = False) -> None:
    """One description with what is said about it, indented under its name."""
    click.echo(f"{one.file}  {one.iri}".rstrip(), err=err)
    for line in lines:
        click.echo(f"  {line}", err=err)
