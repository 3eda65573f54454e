"""Where installed packs are: `$OMICZ_PACKS`, else a folder of the user's data."""

from __future__ import annotations

import os
from pathlib import Path

from omicz_meta.terms.lexicon import Lexicon
from omicz_meta.terms.store import Store


def packs_folder() -> Path:
    """The folder of packs: `$OMICZ_PACKS`, else `omicz-meta/packs` in the user's data folder.

    Raises RuntimeError where there is no home folder.
    """
    if named := os.environ.get("OMICZ_PACKS"):
        return Path(named)
    base = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "omicz-meta" / "packs"


def installed_packs() -> Lexicon:
    """The packs of the user that codes are looked up in."""
    return Lexicon.of(Store(packs_folder()))
