"""`omicz-meta terms`: find terms, suggest some for values without a code, accept what is right."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from omicz_meta.cli.given import Given
from omicz_meta.cli.progress import progress
from omicz_meta.cli.screen import schema_option
from omicz_meta.errors import UsageError
from omicz_meta.terms.choice import finder
from omicz_meta.terms.store import own_store
from omicz_meta.terms.suggestion import Suggestion

pack_option = click.option(
    "--pack", "packs", multiple=True, metavar="NAME", help="Only in this pack; may be repeated. Default: all."
)
names_option = click.option(
    "--lang", "languages", type=click.Choice(["cs", "en"]), multiple=True, help="Only names in this language."
)


@click.group("terms")
def command() -> None:
    """Terms of the installed packs: find, suggest, accept.

    A suggestion is never used by itself: a person accepts it into a code map.
    """


@command.command("find")
@click.argument("text")
@pack_option
@names_option
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="So many terms at most."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def find(text: str, packs: tuple[str, ...], languages: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find terms for TEXT: a code, a label or a synonym, in Czech or English.

    Diacritics, case and the order of words do not matter; slips, endings and abbreviations cost a part of the score.
    Exit code 1 when nothing is near.
    """
    with finder(own_store(), packs) as found:
        terms = found.find(text, limit, allowed=found.allowed(languages))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in terms], ensure_ascii=False, indent=1))
    else:
        for line in told(terms):
            click.echo(line)
    if not terms:
        click.echo("Nothing is near that text.", err=True)
        raise click.exceptions.Exit(1)


def told(terms: Sequence[Suggestion]) -> Iterator[str]:
    """Terms for people: score, code, label; then the name that was matched, where it is another."""
    for one in terms:
        yield f"{one.score:.2f}  {one.curie}  {one.label}"
        said = [f"{one.method}: {one.name}" if one.name != one.label else one.method]
        said += [] if one.method == "code" else [one.language, one.scope]
        said += [one.status] if one.status else []
        said += [f"instead of {one.instead_of}, which is obsolete"] if one.instead_of else []
        yield "      " + " · ".join(said)


@command.command("suggest")
@click.argument("path", metavar="FILE|OUT", type=Given())
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file of suggestions; its name ends in .sssom.tsv.",
)
@click.option(
    "--slot", metavar="Class.slot", help="Only codes that this slot takes; of OUT only values meant for it."
)
@pack_option
@names_option
@click.option(
    "--limit", type=click.IntRange(1, 20), default=3, show_default=True, help="So many terms a value."
)
@click.option("--force", is_flag=True, help="Replace a file of suggestions.")
@schema_option
def suggest(
    path: Path,
    out: Path,
    slot: str | None,
    packs: tuple[str, ...],
    languages: tuple[str, ...],
    limit: int,
    force: bool,
    schema: Path | None,
) -> None:
    """Suggest terms for values without a code.

    FILE is a list of values: one a line or, as CSV or TSV with a header, in the column value (else the first); columns
    count and system may stand beside it. OUT is the folder of a run: its values without a code, by its schema.

    Writes SSSOM in which every row is unreviewed; see omicz-meta terms accept.
    """
    from omicz_meta.pipeline.output import SCHEMA_FILE  # noqa: PLC0415
    from omicz_meta.pipeline.suggesting import Asked, suggest_file  # noqa: PLC0415 - heavy, and find does without
    from omicz_meta.schema.own import NATIONAL, used_schema  # noqa: PLC0415

    asked = Asked(slot, languages=languages, limit=limit)
    own = path / SCHEMA_FILE
    by = used_schema(schema or (own if own.is_file() else NATIONAL)).schema
    with progress("Looking for terms"), finder(own_store(), packs) as found:
        made = suggest_file(path, out, found, by, asked, force=force)
    click.echo(
        f"{made.suggested} of {made.values} values have suggestions ({made.exact} by their name or code): {out}"
    )
    for number, why in (
        (made.nothing_near, "nothing is near them"),
        (
            made.masked,
            "they look as if they named a person, or as if they did something in a spreadsheet, so they are in no file",
        ),
        (made.too_long, "too long for a name"),
    ):
        if number:
            click.echo(f"{number} have none: {why}.")
    if made.rows:
        click.echo(f"next: omicz-meta terms accept {out} ROW --into mapping/codes/NAME.sssom.tsv")


@command.command("accept")
@click.argument("file", type=Given("file", dir_okay=False))
@click.argument("rows", nargs=-1, required=True, type=click.IntRange(min=1), metavar="ROW...")
@click.option(
    "--predicate", help="How near the term is; default: what stands in the row, else skos:exactMatch."
)
@click.option(
    "--by", metavar="NAME", help="Who accepts: a name, or an identifier such as orcid:0000-...; default: you."
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.sssom.tsv",
    help="The code map; default: mapping/codes/ and the map that the row names.",
)
def accept(
    file: Path, rows: tuple[int, ...], predicate: str | None, by: str | None, into: Path | None
) -> None:
    """Accept rows of a file of suggestions as mappings, by their number in the column row.

    Only skos:exactMatch translates. Refused are obsolete terms, and a second exact target for one value; then nothing
    is written.
    """
    from omicz_meta.pipeline.accepting import Review, accept_rows  # noqa: PLC0415 - heavy, and find does without

    review = Review(by or _oneself(), predicate, into)
    for path, number in accept_rows(file, rows, review, own_store()).items():
        click.echo(f"{number} {'mapping' if number == 1 else 'mappings'} in {path}")


def _oneself() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as fault:
        raise UsageError("Say who accepts with --by NAME.") from fault
