"""A terminal, the small submission with its output, and one demo that all tests share."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.terminal import Terminal, environment, hashes, written


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal in an empty folder."""
    home = tmp_path / "home"
    home.mkdir()
    return Terminal(tmp_path, environment(home))


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of the small submission, made once."""
    home = tmp_path_factory.mktemp("small")
    said = Terminal(home, environment(home))("run", written(home / "s"), "-o", "out")
    assert said.code == 1, said.err
    return home / "out"


@pytest.fixture
def place(terminal: Terminal, small_run: Path) -> Path:
    """A folder with the small submission in `s` and its output in `out`."""
    written(terminal.folder / "s")
    shutil.copytree(small_run, terminal.folder / "out")
    return terminal.folder


@pytest.fixture
def unharmed(place: Path) -> Callable[[], None]:
    """Asserts that the output that was there before is there byte for byte, with nothing left beside it."""
    before = hashes(place / "out")

    def check() -> None:
        assert hashes(place / "out") == before
        assert {path.name for path in place.iterdir() if path.name.startswith(".out")} == set()

    return check


@pytest.fixture(scope="session")
def demo_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of the demo, made once for all processes of a test run. Look at it, do not touch it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home = shared / "demo"
    home.mkdir(exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "said").exists():
            said = Terminal(home, environment(home))("demo")
            (home / "said").write_text(f"{said.code}\n{said.out}", encoding="utf-8")
            assert said.code == 0, said.out + said.err
    return home / "omicz-demo"
