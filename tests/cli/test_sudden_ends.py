"""Sudden ends and moving ground: runs killed at random moments, sources that change while they are read."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.terminal import Terminal, ended, hashes
from tests.cli.test_the_world import TABLE, begun, equal_but_for_the_clock, many_rows

from omicz_meta.pipeline.output import RUN_FILE

pytestmark = pytest.mark.heavy


Unharmed = Callable[[], None]
KILLS = 50


def complete(place: Path, states: list[Path]) -> Path:
    """Which of the states that were reached undisturbed the output folder is in; it has to be one of them, whole."""
    found = hashes(place / "out")
    same = [state for state in states if equal_but_for_the_clock(place / "out", state)]
    assert len(same) == 1, f"the output holds a mixture: {sorted(found)}"
    return same[0]


def test_killed_at_fifty_random_moments(terminal: Terminal, place: Path) -> None:
    """Whenever it dies, what stands there is one whole state, the source is as it was, and the next run is right."""
    chance = random.Random(20261122)  # noqa: S311 - moments, not secrets
    states, tables = [], []
    for number, rows in enumerate((4_000, 6_000)):
        many_rows(place, rows)
        tables.append((place / "s" / TABLE).read_bytes())
        begin = time.monotonic()
        assert terminal("run", "s", "-o", f"state{number}").code == 0
        states.append(place / f"state{number}")
        longest = time.monotonic() - begin
    assert terminal("run", "s", "-o", "out").code == 0
    reached = {complete(place, states)}
    for turn in range(KILLS):
        (place / "s" / TABLE).write_bytes(tables[turn % 2])
        code = terminal.killed(chance.uniform(0, 1.5 * longest), "run", "s", "-o", "out")
        assert code in (0, -signal.SIGKILL)
        reached.add(complete(place, states))
        assert (place / "s" / TABLE).read_bytes() == tables[turn % 2], "a source is never written to"
    assert reached == set(states), "some runs were quick enough to end"
    for state, table in zip(states, tables, strict=True):
        (place / "s" / TABLE).write_bytes(table)
        assert terminal("run", "s", "-o", "out").code == 0
        assert complete(place, states) == state
        assert not list(place.glob(".out*")), "leftovers of the dead are gone"
    assert terminal("doctor", "--audit", place / "home" / "audit.jsonl").code == 0


def appended(table: Path) -> None:
    with table.open("ab") as file:
        file.write(b"P9;;;;M;Praha\n")


def replaced(table: Path) -> None:
    other = table.with_name("new")
    other.write_bytes(table.read_bytes().replace(b"Praha", b"Plze\xc5\x88", 1))
    other.replace(table)


def altered_in_secret(table: Path) -> None:
    """As many bytes as before, and the time of the last change set back."""
    before = table.stat()
    content = table.read_bytes()
    with table.open("r+b") as file:
        file.write(content.replace(b"Praha", b"Brno ", 1))
    os.utime(table, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("change", [appended, replaced, altered_in_secret])
def test_a_source_that_changes_while_it_is_read(
    change: Callable[[Path], None], terminal: Terminal, place: Path, unharmed: Unharmed
) -> None:
    many_rows(place, 150_000)
    process = begun(terminal, place)
    process.send_signal(signal.SIGSTOP)
    change(place / "s" / TABLE)
    process.send_signal(signal.SIGCONT)
    said = ended(process)
    assert (said.code, said.out) == (2, "")
    assert "The input changed while it was read." in said.err
    assert "R045" in said.err
    assert TABLE in said.err
    unharmed()


def test_a_source_that_is_gone(terminal: Terminal, place: Path, unharmed: Unharmed) -> None:
    """Whether it was open already or not, a sentence names it and nothing is written."""
    many_rows(place, 150_000)
    process = begun(terminal, place)
    process.send_signal(signal.SIGSTOP)
    (place / "s" / TABLE).unlink()
    process.send_signal(signal.SIGCONT)
    said = ended(process)
    assert said.code in (2, 3)
    assert (TABLE in said.err, said.out) == (True, "")
    unharmed()


def test_a_source_that_is_only_touched_is_the_same(terminal: Terminal, place: Path) -> None:
    many_rows(place, 150_000)
    process = begun(terminal, place)
    (place / "s" / TABLE).touch()
    assert ended(process).code == 0
    assert (place / "out" / RUN_FILE).is_file()
