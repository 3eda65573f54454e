"""Incremental runs killed at any moment: what stands is whole, what is remembered is right."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.cli.terminal import Terminal, ended, hashes, written
from tests.pipeline.test_incremental import DEPENDS_ON, SUBMISSION, read, told

import omicz_meta as om

pytestmark = pytest.mark.heavy

KILLS = 50
CHANGES = {"vzorky": ("DNA", "krev"), "pacienti": (".11.", ".12.")}
"""In a table that nobody looks up, and in one that diagnoses do."""


@dataclass(frozen=True)
class Nights:
    """A submission whose tables change, and what a full run gives of each of its states."""

    terminal: Terminal
    tables: Mapping[str, Mapping[str, bytes]]
    full: Mapping[str, Mapping[str, Any]]

    @property
    def place(self) -> Path:
        """Where it stands."""
        return self.terminal.folder

    def change(self, state: str) -> None:
        """Put the tables of a state into the submission."""
        for name, content in self.tables[state].items():
            (self.place / "s" / name).write_bytes(content)

    def state(self) -> str:
        """Which state the output is in: one of them, whole, with nothing remembered but what it lists."""
        found = {**told(self.place / "out"), "timings": None}
        same = [name for name, expected in self.full.items() if expected == found]
        assert len(same) == 1, "the output holds a mixture"
        listed = {path: entry["sha256"] for path, entry in read(self.place / "out")["outputs"].items()}
        there = {path: sha256 for path, sha256 in hashes(self.place / "out").items() if path != "run.json"}
        assert there == listed
        return same[0]

    def run(self) -> list[str]:
        """An incremental run to its end; which tables it took over."""
        om.run(self.place / "s", self.place / "out", incremental=True)
        taken: list[str] = read(self.place / "out")["timings"]["taken_over"]
        return taken


@pytest.fixture
def terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose key and log are also those of runs in this process."""
    for name in ("OMICZ_PSEUDONYM_KEY", "OMICZ_AUDIT_LOG", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, terminal.environment[name])
    return terminal


def nights(terminal: Terminal, rows: int) -> Nights:
    """The submission with so many rows in each table, run once for each state."""
    files = {name: text.replace("jan@example.org", "kontakt") for name, text in SUBMISSION.items()}
    heads = {name: text.splitlines(keepends=True) for name, text in files.items() if "data/" in name}
    tables = {name: lines[0] + "".join(many(lines[1:], rows)) for name, lines in heads.items()}
    states = {"as it was": {name: text.encode() for name, text in tables.items()}}
    for name, (old, new) in CHANGES.items():
        file = f"data/{name}.csv"
        states[name] = {**states["as it was"], file: tables[file].replace(old, new).encode()}
    written(terminal.folder / "s", files)
    full: dict[str, dict[str, Any]] = {}
    made = Nights(terminal, states, full)
    for name in states:
        made.change(name)
        om.run(made.place / "s", made.place / "full", force=True)
        full[name] = {**told(made.place / "full"), "timings": None}
    assert len({str(one) for one in full.values()}) == len(states)
    return made


def many(lines: list[str], rows: int) -> list[str]:
    """Lines over and over, their first cells told apart."""
    return [
        f"{lines[n % len(lines)].partition(';')[0]}x{n};{lines[n % len(lines)].partition(';')[2]}"
        for n in range(rows)
    ]


def test_killed_while_it_remembers(terminal: Terminal) -> None:
    """The moment at which tables are half kept: nothing of it is ever seen, and the next run takes over what was."""
    night = nights(terminal, 2_000)
    night.change("as it was")
    night.run()
    night.change("vzorky")
    process = terminal.start("run", "s", "-o", "out", "--incremental")
    while not any(night.place.glob(".out.*.part/cache/*")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert ended(process).code == -signal.SIGKILL
    assert night.state() == "as it was"
    assert night.run() == [name for name, needs in DEPENDS_ON.items() if "vzorky" not in needs]
    assert night.state() == "vzorky"
    assert not list(night.place.glob(".out*")), "leftovers of the dead are gone"


@pytest.mark.heavy
def test_killed_at_fifty_random_moments(terminal: Terminal) -> None:
    chance = random.Random(20261123)  # noqa: S311 - moments, not secrets
    night = nights(terminal, 1_000)
    for state in ("as it was", "vzorky"):
        night.change(state)
        begin = time.monotonic()
        assert terminal("run", "s", "-o", "out", "--incremental", "--fail-on", "never").code == 0
    longest = time.monotonic() - begin
    reached = {night.state()}
    for turn in range(KILLS):
        night.change([*night.tables][turn % len(night.tables)])
        code = terminal.killed(chance.uniform(0, 1.5) * longest, "run", "s", "-o", "out", "--incremental")
        assert code in (0, 1, -signal.SIGKILL)
        reached.add(night.state())
    assert len(reached) > 1, "some runs were quick enough to end"
    for name in night.tables:
        night.change(name)
        night.run()
        assert night.state() == name
    assert not list(night.place.glob(".out*")), "leftovers of the dead are gone"
    assert terminal("doctor", "--audit", night.place / "home" / "audit.jsonl").code == 0
