"""Tries damaged inputs on one reader, in this process. What goes wrong is kept, input and all, and the next is tried.

    python -m tests.fuzz.trial READER SEED FOLDER --seconds 60

Each line on stdout is one input: its number, and `+`, `-` or `!` for read, refused in a sentence, or failed. Whoever
started this process watches these lines, since what hangs or dies cannot tell so itself.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import sys
import time
import traceback
import warnings
from pathlib import Path

from tests.fuzz.mutation import Members, damaged_file
from tests.fuzz.readers import READERS, REFUSED, Reader
from tests.fuzz.seeds import with_a_key

MEMORY = 3 * 1024**3
"""Bytes of data that the process may ask for; more is a MemoryError, and with it a failure."""
READY = "ready"
"""The first line: sound inputs are made, and what follows is watched."""
SLOW = 10
"""CPU seconds after which an input of at most a few megabytes counts as one that hangs."""


def changed(chance: random.Random, reader: Reader, inputs: list[Members]) -> Members:
    """A sound input of which one file, or now and then two, is damaged."""
    members = dict(chance.choice(inputs))
    able = [name for name in members if name.endswith(reader.damages)]
    for name in chance.sample(able, min(len(able), chance.choice((1, 1, 1, 2)))):
        other = chance.choice(list(chance.choice(inputs).values()))
        members[name] = damaged_file(chance, name, members[name], other)
    return members


def write(folder: Path, members: Members) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def tried(reader: Reader, folder: Path) -> str:
    """`+` when it was read, `-` when it was refused; raises whatever else is raised."""
    begun = time.process_time()
    try:
        reader.read(folder)
    except REFUSED as fault:
        assert str(fault), "refused without a word"
        return "-"
    finally:
        took = time.process_time() - begun
        assert took < SLOW, f"{took:.0f} s of CPU"
    return "+"


def trial(name: str, seed: int, folder: Path, seconds: float, most: int | None = None) -> int:
    """Try inputs until the time is over or `most` are tried; gives how many failed."""
    reader, failed = READERS[name], 0
    inputs = [one for one in reader.seeds() if one]
    print(READY, flush=True)
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end and number != most:
        chance = random.Random(f"{name} {seed} {number}")  # noqa: S311 - no secret
        now = folder / "now"
        write(now, changed(chance, reader, inputs))
        try:
            outcome = tried(reader, now)
        except Exception:
            outcome, failed = "!", failed + 1
            keep(now, folder / "failed" / f"{name}-{seed}-{number}", traceback.format_exc())
        print(number, outcome, flush=True)
        number += 1
    return failed


def keep(now: Path, place: Path, why: str) -> None:
    """The input as it was, as far as it is still there, and why it is kept."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    if now.exists():
        shutil.copytree(now, place / "input", dirs_exist_ok=True)
    (place / "why.txt").write_text(why, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader", choices=READERS)
    parser.add_argument("seed", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--most", type=int)
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    with_a_key()
    sys.exit(bool(trial(given.reader, given.seed, given.folder, given.seconds, given.most)))


if __name__ == "__main__":
    main()
