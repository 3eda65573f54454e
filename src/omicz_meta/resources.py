"""Finds the folders `schemas/` and `mappings/`, in a checkout and in an installed package alike."""

from __future__ import annotations

from pathlib import Path

from omicz_meta.errors import EnvironmentFault

_PACKAGE = Path(__file__).resolve().parent


def schemas_folder() -> Path:
    """The folder `schemas/`.

    >>> (schemas_folder() / "omicz.yaml").is_file()
    True
    """
    return _shipped("schemas")


def mappings_folder() -> Path:
    """The folder `mappings/`."""
    return _shipped("mappings")


def _shipped(name: str) -> Path:
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent.parent / name):
        if candidate.is_dir():
            return candidate
    raise EnvironmentFault(
        f"The folder {name}/ that belongs to omicz-meta is missing; install the package again."
    )
