"""Feeds damaged files to every reader and counts what became of them.

    python benchmarks/fuzz.py --minutes 60 [--seed 1] [--only csv fhir] [--folder /tmp/fuzz]

Each reader has its share of the time, in rounds, in a process of its own that is watched: one that says nothing for
--patience seconds hangs, one that ends by a signal crashed. An input is sound until bytes, lines, words or numbers in
it are changed; that of an archive or a compressed file mostly inside. Read, or refused in a sentence: both are right.
What is not is kept in the folder `failed` with the input, and makes the exit code 1. The same seed tries the same
inputs, as far as the time goes.
"""

from __future__ import annotations

import argparse
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.fuzz.readers import READERS  # noqa: E402
from tests.fuzz.trial import keep  # noqa: E402

TO_BEGIN = 600
"""Seconds that a process has for making its sound inputs; some of them are outputs of whole runs."""
ROUNDS = 4
"""So often each reader has its turn, so that a run that is stopped has tried them all."""


def watched(name: str, seed: int, folder: Path, seconds: float, patience: float) -> Counter[str]:
    """One process that tries inputs on a reader; its inputs by outcome. One that hung or died is started again."""
    counts, end = Counter[str](), time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        found, died = _once(name, seed, folder, left, patience)
        counts += found
        if not died:
            break
        counts[died] += 1
        keep(folder / "now", folder / "failed" / f"{name}-{seed}-{counts.total()}-{died}", died)
        seed += 1_000_003
    return counts


def _once(name: str, seed: int, folder: Path, seconds: float, patience: float) -> tuple[Counter[str], str]:
    command = [
        sys.executable,
        "-X",
        "faulthandler",
        "-m",
        "tests.fuzz.trial",
        name,
        str(seed),
        str(folder),
        "--seconds",
        str(seconds),
    ]
    with (folder / "stderr").open("ab") as errors:
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT, env=_environment(folder)
        )
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_followed, args=(child, lines), daemon=True).start()
    counts = Counter[str]()
    try:
        lines.get(timeout=TO_BEGIN)
        while (line := lines.get(timeout=patience)) is not None:
            counts[line.split()[1]] += 1
    except queue.Empty:
        child.send_signal(signal.SIGABRT)  # so that it says where it hangs, on stderr
        child.wait()
        return counts, "hung"
    return counts, "" if child.wait() in (0, 1) else "crashed"


def _followed(child: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        lines.put(line)
    lines.put(None)


def _environment(folder: Path) -> dict[str, str]:
    """What is logged, cached and spilled stays in the folder."""
    state = folder / "state"
    (state / "tmp").mkdir(parents=True, exist_ok=True)
    own = {"OMICZ_AUDIT_LOG": "audit.jsonl", "OMICZ_CACHE": "plans", "OMICZ_PACKS": "packs", "TMPDIR": "tmp"}
    paths = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    return {**os.environ, "PYTHONPATH": paths, **{name: str(state / part) for name, part in own.items()}}


def show(counts: dict[str, Counter[str]]) -> None:
    print(f"{'reader':<12} {'inputs':>9} {'read':>9} {'refused':>9} {'failed':>7} {'hung':>5} {'crashed':>7}")
    total = sum(counts.values(), Counter[str]())
    for name, found in (*counts.items(), ("all", total)):
        told = (found.total(), found["+"], found["-"], found["!"], found["hung"], found["crashed"])
        print("{:<12} {:>9,} {:>9,} {:>9,} {:>7,} {:>5} {:>7}".format(name, *told), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=READERS, default=list(READERS))
    parser.add_argument("--patience", type=float, default=90)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="omicz-fuzz-"))
    counts = {name: Counter[str]() for name in given.only}
    share = given.minutes * 60 / len(counts) / ROUNDS
    for turn in range(ROUNDS):
        for name, so_far in counts.items():
            place = folder / name
            place.mkdir(parents=True, exist_ok=True)
            so_far.update(watched(name, given.seed + turn, place, share, given.patience))
            shutil.rmtree(place / "state", ignore_errors=True)
            print(f"{turn + 1}/{ROUNDS} {name}: {dict(so_far)}", file=sys.stderr, flush=True)
        show(counts)
    failed = sorted(folder.glob("*/failed/*"))
    print("\n".join(map(str, failed)) or "Nothing failed.")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
