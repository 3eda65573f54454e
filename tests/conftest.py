"""Fixtures that every test may use."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from multiprocessing.util import get_temp_dir
from pathlib import Path

import pytest
from hypothesis import settings

# how long an example takes says something about the machine, and nothing about the code
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

ROOT = Path(__file__).resolve().parent.parent


def pytest_sessionstart() -> None:
    """What is imported and collected stays to the end, so that nobody need look through it for garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


def pytest_unconfigure() -> None:
    gc.unfreeze()


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder ../shared with third-party test data is not there")
    return folder


@pytest.fixture(scope="session", autouse=True)
def own_temporary_folder() -> Iterator[None]:
    """What tests leave in the folder for temporary files goes with them.

    Every session of the engine looks through that folder, so that leftovers of thousands of tests cost all later ones.
    """
    get_temp_dir()  # that of multiprocessing stays where it is: it is removed at the end of the process, after this one
    with tempfile.TemporaryDirectory(prefix="omicz-tests-") as folder, pytest.MonkeyPatch.context() as patch:
        Path(folder).chmod(0o711)  # some tests become another user, who passes through
        patch.setenv("TMPDIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_state_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Runs are logged and plans are kept; log, cache and packs of the tests are not those of the user."""
    folder = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder))
        patch.setenv("OMICZ_AUDIT_LOG", str(folder / "audit.jsonl"))
        patch.setenv("OMICZ_CACHE", str(folder / "plans"))
        patch.setenv("OMICZ_PACKS", str(folder / "packs"))
        yield folder
