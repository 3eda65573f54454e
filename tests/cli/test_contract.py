"""What others rely on: the public names, every command with its help and its page, and a light start."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

import omicz_meta
from omicz_meta.cli import COMMANDS, group
from omicz_meta.cli.reference import helps, reference_page

ANNOUNCED = {
    *("run", "open_source", "harmonise", "load_mapping", "load_schema", "validate", "describe"),
    *("Catalogue", "Policy", "RULES", "Rule", "Schema", "Source", "Harmonised", "Result"),
    *("Report", "Finding", "Problem", "Place"),
    *("view", "ViewTable", "Cluster"),
    *("OmiczError", "UsageError", "MappingError", "EnvironmentFault", "DataErrors"),
}
HEAVY = (
    "duckdb",
    "rdflib",
    "pandas",
    "pyarrow",
    "numpy",
    "linkml",
    "linkml_runtime",
    "yaml",
    "rich",
    "polars",
)
PROMISED = {
    "demo",
    "init",
    "inspect",
    "mapping",
    "validate",
    "run",
    "why",
    "catalogue",
    "describe",
    "explain",
    "serve",
    "doctor",
    "packs",
    "terms",
    "twin",
    "schema",
}


def test_public_names_are_exactly_those_announced() -> None:
    assert set(omicz_meta.__all__) == ANNOUNCED
    assert set(dir(omicz_meta)) == ANNOUNCED


@pytest.mark.parametrize("name", sorted(ANNOUNCED))
def test_each_public_name_is_there(name: str) -> None:
    thing = getattr(omicz_meta, name)
    assert name == "RULES" or thing.__doc__


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Manager'"):
        _ = omicz_meta.Manager


def test_commands_are_those_promised() -> None:
    assert set(COMMANDS) == PROMISED


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_every_command_has_help_for_itself_and_its_options(name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None and command.help
    parts = command.commands.values() if isinstance(command, click.Group) else [command]
    for part in parts:
        assert part.help, part.name
        told = [
            option for option in part.params if isinstance(option, click.Option) and option.name != "form"
        ]
        assert all(option.help for option in told), part.name


def test_the_page_is_what_the_commands_say(root: Path) -> None:
    assert (root / "docs" / "reference" / "cli.md").read_text(encoding="utf-8") == reference_page()
    assert {name.split()[1] for name, _ in helps() if " " in name} == PROMISED


def loaded(program: str) -> set[str]:
    """Modules that a Python process has loaded at its end."""
    tell = "print('|'.join(sys.modules), file=sys.stderr)"
    code = f"import sys\ntry:\n    {program}\nexcept SystemExit:\n    pass\n{tell}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stderr.strip().splitlines()[-1].split("|")}


@pytest.mark.parametrize(
    "program",
    [
        "import omicz_meta",
        "sys.argv[1:] = ['--help']; from omicz_meta.cli import main; main()",
        "sys.argv[1:] = ['--version']; from omicz_meta.cli import main; main()",
    ],
)
def test_a_light_start(program: str) -> None:
    modules = loaded(program)
    assert "omicz_meta" in modules
    assert modules.isdisjoint(HEAVY)


def test_help_of_no_command_loads_a_compiler() -> None:
    modules = loaded("from omicz_meta.cli.reference import reference_page; reference_page()")
    assert modules.isdisjoint({"linkml", "linkml_runtime", "pyshacl", "pandas", "polars", "rich"})


WAIT = "import sys, time\nfrom omicz_meta.cli.progress import progress\nwith progress('Reading', 0.05): time.sleep(1)"


@pytest.mark.parametrize(("terminal", "shown"), [(True, True), (False, False)])
def test_progress_is_shown_on_a_terminal_only(terminal: bool, shown: bool) -> None:
    reads, writes = os.openpty() if terminal else os.pipe()
    subprocess.run([sys.executable, "-c", WAIT], stderr=writes, stdout=writes, check=True)
    os.write(writes, b"end")
    said = os.read(reads, 10_000).decode()
    assert ("Reading" in said) is shown
    assert terminal or said == "end"


def test_every_public_module_can_be_loaded_alone() -> None:
    for home in (
        "catalogue.publish",
        "pipeline.library",
        "pipeline.run",
        "privacy.policy",
        "sources",
        "schema",
    ):
        assert importlib.import_module(f"omicz_meta.{home}").__doc__
