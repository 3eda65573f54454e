"""A catalogue of eight datasets, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from .made import Door, member, written

KEYS = tuple(f"d{number}" for number in range(8))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written([member(key) for key in KEYS], tmp_path_factory.mktemp("catalogue") / "catalogue")


@pytest.fixture(scope="session")
def door(folder: Path) -> Door:
    return Door(folder)
