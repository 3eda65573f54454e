"""The page docs/reference/cli.md: every command with its help, as the program itself says it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from omicz_meta.cli import COMMANDS, group

_HEAD = """\
# Command line

Made from the commands themselves; do not edit. Messages go to stderr, results to stdout.
Exit codes: 0 clean (warnings allowed), 1 problems of severity error, 2 wrong use or unreadable input,
3 the environment failed (disk, memory, missing extra, missing key, audit log), 130 interrupted.
"""


def reference_page() -> str:
    """The page in Markdown, at a width that does not depend on the terminal."""
    parts = [_HEAD, *(f"## {name}\n\n```text\n{text}\n```\n" for name, text in helps())]
    return "\n".join(parts)


def helps() -> Iterator[tuple[str, str]]:
    """The name and the help of the program, of every command, and of every command in a group.

    >>> [name for name, _ in helps()][:2]
    ['omicz-meta', 'omicz-meta demo']
    """
    names = group.context_settings["help_option_names"]
    root = click.Context(group, info_name="omicz-meta", terminal_width=100, help_option_names=names)
    yield "omicz-meta", group.get_help(root)
    for name in COMMANDS:
        command = group.get_command(root, name)
        if command is not None:
            yield from _help(command, root, name)


def _help(command: click.Command, parent: click.Context, name: str) -> Iterator[tuple[str, str]]:
    context = click.Context(command, parent=parent, info_name=name, terminal_width=100)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for inner, part in command.commands.items():
            yield from _help(part, context, inner)
