"""The command line: one file per command, loaded when it is called; each calls one library function and renders."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import click

from omicz_meta.cli.exits import leave

COMMANDS = {
    "demo": "the whole chain on the shipped example submission",
    "init": "a new submission that already passes, ready to edit",
    "inspect": "what stands in tables: types, codes, likely identifiers; counts only",
    "mapping": "draft a mapping from tables, check one before any row is read",
    "twin": "the same files about nobody, for those who write the mapping elsewhere",
    "validate": "harmonise and judge; write nothing but the report",
    "run": "everything: records, problems, report and description into a folder",
    "why": "the cells and the rule behind a value",
    "describe": "make the description of an output folder again",
    "catalogue": "check descriptions, whoever wrote them: rules, official shapes, points, readiness",
    "serve": "a catalogue over HTTP: RDF for harvesters, pages for people, SPARQL, changes",
    "explain": "a problem code: why, example, repair",
    "doctor": "what is installed, and whether it is in order",
    "packs": "carried knowledge: ontologies, code lists, shapes, units",
    "terms": "find terms, suggest some for values without a code, accept what is right",
    "schema": "the national model: show it, or compile it from LinkML",
}
ALIASES = {"catalog": "catalogue"}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        del ctx
        name = ALIASES.get(cmd_name, cmd_name)
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"omicz_meta.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from their one-line texts, without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="omicz-meta", prog_name="omicz-meta")
def group() -> None:
    """From a hospital's export to harmonised records and a harvestable HealthDCAT-AP description.

    Exit codes: 0 clean, 1 problems of severity error, 2 wrong use or unreadable input, 3 the environment failed,
    130 interrupted.
    """
    # the command is imported by now; what came with it stays, and is not looked through for garbage again and again
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def main() -> None:
    """Run the command line; no traceback reaches a user for bad data or bad configuration."""
    with leave(debug="--debug" in sys.argv):
        # until a command begins, nothing is made that could be thrown away
        gc.disable()
        try:
            # without its own error handling click returns the exit code instead of leaving with it
            code = group.main(args=[arg for arg in sys.argv[1:] if arg != "--debug"], standalone_mode=False)
        finally:
            gc.unfreeze()
            gc.enable()
        raise click.exceptions.Exit(code if isinstance(code, int) else 0)
