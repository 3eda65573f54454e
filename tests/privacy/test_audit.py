"""The audit log: every way to tamper with it is seen, and two writers do not break it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.privacy.audit import append, audit_path, verify

EVENTS = 6


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("OMICZ_AUDIT_LOG", str(tmp_path / "audit.jsonl"))
    return tmp_path / "audit.jsonl"


def written(log: Path) -> list[str]:
    return [append({"command": "run", "number": number, "submission": "fn-demo"}) for number in range(EVENTS)]


def test_an_untouched_log_is_intact(log: Path) -> None:
    heads = written(log)
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [line["hash"] for line in lines] == heads
    assert [line["prev"] for line in lines] == ["0" * 64, *heads[:-1]]
    assert [verify(), *(verify(head=head) for head in heads)] == [None] * (EVENTS + 1)
    assert os.name != "posix" or log.stat().st_mode & 0o777 == 0o600


def swapped(lines: list[str]) -> list[str]:
    return [*lines[:2], lines[3], lines[2], *lines[4:]]


# what was done to the lines, the first bad line
TAMPERED: dict[str, tuple[Callable[[list[str]], list[str]], int]] = {
    "edited": (lambda lines: [*lines[:3], lines[3].replace('"number":3', '"number":9'), *lines[4:]], 4),
    "first edited": (lambda lines: [lines[0].replace("fn-demo", "fn-dema"), *lines[1:]], 1),
    "removed": (lambda lines: lines[:2] + lines[3:], 3),
    "first removed": (lambda lines: lines[1:], 1),
    "reordered": (swapped, 3),
    "repeated": (lambda lines: [*lines[:2], lines[1], *lines[2:]], 3),
    "another mac": (lambda lines: [lines[0].replace('"mac":"', '"mac":"0'), *lines[1:]], 1),
    "field added": (lambda lines: [lines[0].replace("{", '{"also":1,', 1), *lines[1:]], 1),
    "not JSON": (lambda lines: [*lines[:4], "nonsense", *lines[5:]], 5),
    "not an object": (lambda lines: [*lines[:4], "[1]", *lines[5:]], 5),
    "end cut": (lambda lines: lines[:-2], EVENTS - 1),
    "all cut": (lambda _: [], 1),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_seen_at_its_line(how: str, log: Path) -> None:
    head = written(log)[-1]
    change, first_bad = TAMPERED[how]
    log.write_text(
        "".join(line + "\n" for line in change(log.read_text(encoding="utf-8").splitlines())),
        encoding="utf-8",
    )
    assert verify(head=head) == first_bad


def test_a_chain_forged_without_the_key_is_seen(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "somebody else"))
    append({"command": "run"})
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    append({"command": "run"}, tmp_path / "own.jsonl")
    assert verify(log) == 1
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "no key here"))
    assert verify(log) is None


def test_a_half_written_line_is_bad_and_stops_further_ones(log: Path) -> None:
    written(log)
    with log.open("ab") as file:
        file.write(b'{"command":"ru')
    assert verify() == EVENTS + 1
    with pytest.raises(EnvironmentFault, match="doctor --audit"):
        append({"command": "run"})


def test_two_processes_at_once(log: Path) -> None:
    code = "from omicz_meta.privacy.audit import append\nfor n in range(40): append({'n': n})"
    writers = [subprocess.Popen([sys.executable, "-c", code], env=os.environ.copy()) for _ in range(2)]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert len(log.read_text(encoding="utf-8").splitlines()) == 80
    assert verify() is None


def test_where_the_log_is(log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert audit_path() == log
    monkeypatch.delenv("OMICZ_AUDIT_LOG")
    assert audit_path() == tmp_path / "state" / "omicz-meta" / "audit.jsonl"


def test_misuse(log: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="hash"):
        append({"hash": "x"})
    with pytest.raises(EnvironmentFault):
        verify(tmp_path / "none.jsonl")
    with pytest.raises(EnvironmentFault):
        append({"command": "run"}, tmp_path)
