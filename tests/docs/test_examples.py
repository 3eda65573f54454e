"""Examples in the pages run: ```pycon blocks as doctests, ```console blocks as commands in an empty folder.

Blocks of one page follow each other: they share names, folder and environment. Other languages (sh, yaml, python) are
shown only.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from . import pages

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
WITH_PYTHON = [
    page
    for page in pages.PAGES
    if pages.blocks(page.read_text(encoding="utf-8"), "pycon") and page.name != "library.md"
]
WITH_COMMANDS = [page for page in pages.PAGES if pages.blocks(page.read_text(encoding="utf-8"), "console")]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a home of its own."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "0f" * 32)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return work


@pytest.mark.parametrize("page", WITH_PYTHON, ids=pages.name)
def test_python_examples(page: Path, place: Path) -> None:
    code = "\n".join(pages.blocks(page.read_text(encoding="utf-8"), "pycon"))
    test = doctest.DocTestParser().get_doctest(code, {}, pages.name(page), str(page), 0)
    told: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS).run(test, out=told.append)
    assert test.examples
    assert "".join(told) == ""


def sessions(text: str) -> list[tuple[str, str]]:
    """Commands of the console blocks, each with what it prints."""
    found: list[tuple[str, str]] = []
    for block in pages.blocks(text, "console"):
        for line in block.splitlines(keepends=True):
            if line.startswith("$ "):
                found.append((line[2:], ""))
            else:
                command, printed = found.pop()
                continued = command.endswith("\\\n")
                found.append((command + line, printed) if continued else (command, printed + line))
    return found


def run(command: str) -> str:
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(["bash", "-c", command], **both, text=True, check=False)
    return plain(done.stdout)


def plain(text: str) -> str:
    """Text with ordinary spaces: reports bind numbers and units with others, which doctest would tell apart."""
    return re.sub(r"[\u00a0\u2009\u202f]", " ", text)


@pytest.mark.heavy
@pytest.mark.parametrize("page", WITH_COMMANDS, ids=pages.name)
def test_commands(page: Path, place: Path) -> None:
    checker = doctest.OutputChecker()
    for command, expected in sessions(page.read_text(encoding="utf-8")):
        printed = run(command)
        assert checker.check_output(expected, printed, FLAGS), f"$ {command}\n{printed}"


def test_sessions_are_taken_apart() -> None:
    text = "```console\n$ echo a \\\n  b\na b\n$ true\n$ echo c\nc\n```\n"
    assert sessions(text) == [("echo a \\\n  b\n", "a b\n"), ("true\n", ""), ("echo c\n", "c\n")]
