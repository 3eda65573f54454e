"""Files and folders that a command is given: one that is not there is told in the language asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

import click

from omicz_meta.bilingual import Words, by_key
from omicz_meta.cli.screen import language
from omicz_meta.errors import UsageError
from omicz_meta.privacy.gate import mask_path


class GivenWords(Words):
    """What is said of a path that is not there; `{name}` is its last part."""

    missing = by_key(
        {
            "file": ("Soubor {name} neexistuje.", "There is no file {name}."),
            "folder": ("Složka {name} neexistuje.", "There is no folder {name}."),
            "either": ("Soubor ani složka {name} neexistuje.", "There is no file or folder {name}."),
        }
    )


class Given(click.Path):
    """The type of a path that must be there; `shipped` are names that stand for something of the package."""

    def __init__(
        self,
        kind: Literal["file", "folder", "either"] = "either",
        shipped: tuple[str, ...] = (),
        **checks: bool,
    ) -> None:
        super().__init__(path_type=Path, **checks)
        self.kind, self.shipped = kind, shipped

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        """The path. Raises UsageError where there is nothing."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.exists() and str(path) not in self.shipped:
            # the option of the language is eager, so it is known before any path
            words = GivenWords(language(ctx.params.get("lang") if ctx else None))
            raise UsageError(words.missing[self.kind].format(name=mask_path(path.name)))
        return path
