"""The world outside fails: disk, memory, permissions, Ctrl-C, a killed process, two runs at once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli.terminal import SUBMISSION, Terminal, ended, environment, hashes, written

pytestmark = pytest.mark.heavy


Unharmed = Callable[[], None]
TABLE = "data/lidé.csv"
NOBODY = 65_534


def many_rows(folder: Path, rows: int, *, repeated: bool = False) -> None:
    """A larger table; `repeated` gives every second person two rows that disagree."""
    numbers = (number // 2 if repeated and number % 4 < 2 else number for number in range(rows))
    lines = (f"Q{number:020d};;;;{'MZ'[place % 2]};Praha\n" for place, number in enumerate(numbers))
    head = SUBMISSION[TABLE].splitlines(keepends=True)[0]
    (folder / "s" / TABLE).write_text(head + "".join(lines), encoding="utf-8")


def begun(terminal: Terminal, place: Path) -> subprocess.Popen[str]:
    """A run over many rows that has begun to write."""
    process = terminal.start("run", "s", "-o", "out")
    while not any(place.glob(".out.*.part/staged/*")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    return process


def equal_but_for_the_clock(one: Path, two: Path) -> bool:
    first, second = hashes(one), hashes(two)
    return first.keys() == second.keys() and {n for n in first if first[n] != second[n]} == {"run.json"}


def test_interrupted(terminal: Terminal, place: Path, unharmed: Unharmed) -> None:
    many_rows(place, 150_000)
    process = begun(replace(terminal, through=("env", "--default-signal=INT")), place)
    process.send_signal(signal.SIGINT)
    said = ended(process)
    assert (said.code, said.out) == (130, "")
    assert said.message.startswith("Interrupted; the previous output is as it was.")
    unharmed()


def test_killed_then_run_again(terminal: Terminal, place: Path, small_run: Path) -> None:
    many_rows(place, 150_000)
    before = hashes(place / "out")
    process = begun(terminal, place)
    process.kill()
    assert ended(process).code == -signal.SIGKILL
    assert hashes(place / "out") == before
    assert len(list(place.glob(".out.*.part"))) == 1
    written(place / "s")
    assert terminal("run", "s", "-o", "out", "--force").code == 1
    assert equal_but_for_the_clock(place / "out", small_run)
    assert not list(place.glob(".out*"))


def test_a_working_process_is_killed(terminal: Terminal, place: Path, unharmed: Unharmed) -> None:
    """As the kernel of the system does it when memory runs out."""
    many_rows(place, 150_000)
    process = terminal.start("run", "s", "-o", "out", "--processes", "2")
    while not (workers := spawned(process)):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    os.kill(workers[-1], signal.SIGKILL)
    said = ended(process)
    assert (said.code, said.out) == (3, "")
    assert "ended before its work was done" in said.message
    unharmed()


def spawned(process: subprocess.Popen[str]) -> list[int]:
    """The processes that a run has started for its rows."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8").split()
    commands = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
    return [child for child, command in commands.items() if b"spawn_main" in command]


def test_killed_between_two_renames(terminal: Terminal, place: Path, small_run: Path) -> None:
    """Where folders cannot be exchanged at once, the old one may stand aside; the next run puts it back."""
    dead = subprocess.Popen(["true"])
    dead.wait()
    (place / "out").rename(place / f".out.{dead.pid}.old")
    (place / "s" / "mapping" / "lidé.transform.yaml").write_text("id: [\n", encoding="utf-8")
    assert terminal("run", "s", "-o", "out").code == 2
    assert hashes(place / "out") == hashes(small_run)
    assert not list(place.glob(".out*"))


def test_two_runs_into_one_folder(terminal: Terminal, place: Path, small_run: Path) -> None:
    runs = [terminal.start("run", "s", "-o", "out", "--force") for _ in range(3)]
    assert [ended(run).code for run in runs] == [1, 1, 1]
    assert equal_but_for_the_clock(place / "out", small_run)
    assert not list(place.glob(".out*"))
    assert terminal("doctor", "--audit", place / "home" / "audit.jsonl").code == 0


@pytest.mark.parametrize(("rows", "limit"), [(4, 20_000), (40_000, 300_000)], ids=["report", "records"])
def test_a_file_may_not_grow(
    rows: int, limit: int, terminal: Terminal, place: Path, unharmed: Unharmed
) -> None:
    """A limit on the size of files is the full disk that every system can show."""
    many_rows(place, rows)
    said = replace(terminal, through=("prlimit", f"--fsize={limit}"))("run", "s", "-o", "out")
    assert (said.code, said.out) == (3, "")
    assert said.message == (
        "out could not be written: a file is larger than the system allows. The previous output is as it was."
    )
    unharmed()


def small_disk(at: str, size: str) -> tuple[str, ...]:
    """Starts a command that finds a disk of this size at a place, and nobody else does."""
    script = f'mount -t tmpfs -o size={size},mode=1777 tmpfs "{at}" && exec "$@"'
    return ("unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh")


@pytest.fixture
def mountable(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    tried = subprocess.run([*small_disk(f"{tmp_path}/disk", "1m"), "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("this system lets us mount no disk of our own")


def test_full_disk(terminal: Terminal, place: Path, unharmed: Unharmed, mountable: None) -> None:
    many_rows(place, 60_000)
    said = replace(terminal, through=small_disk(f"{place}/disk", "1m"))("run", "s", "-o", "disk/out")
    assert (said.code, said.out) == (3, "")
    assert said.message == "out could not be written: the disk is full. The previous output is as it was."
    unharmed()


def test_no_room_for_temporary_files(
    terminal: Terminal, place: Path, unharmed: Unharmed, mountable: None
) -> None:
    """What does not fit into memory is written to TMPDIR."""
    many_rows(place, 800_000, repeated=True)
    through = small_disk(f"{place}/disk", "1m")
    said = replace(terminal, through=through)("run", "s", "-o", "out", TMPDIR=f"{place}/disk")
    assert (said.code, said.out) == (3, "")
    assert "TMPDIR" in said.message
    unharmed()


def test_too_little_memory(terminal: Terminal, place: Path, small_run: Path) -> None:
    """Libraries may end the process themselves; the output stays, and the next run clears up and is right."""
    many_rows(place, 200_000)
    before = hashes(place / "out")
    process = replace(terminal, through=("prlimit", "--as=550000000")).start("run", "s", "-o", "out")
    said = ended(process)
    # 127 is how the system's own loader ends a process that has no memory for a thread
    assert said.code in (3, 127) or said.code < 0
    assert hashes(place / "out") == before
    written(place / "s")
    assert terminal("run", "s", "-o", "out", "--force").code == 1
    assert equal_but_for_the_clock(place / "out", small_run)
    assert not list(place.glob(".out*"))


@pytest.fixture
def as_nobody(small_run: Path) -> Iterator[Terminal]:
    """A terminal of a user without rights, in a folder of his own."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can become somebody else; others cannot read everything anyway")
    with tempfile.TemporaryDirectory(prefix="omicz-test-") as name:
        folder = Path(name)
        (folder / "home").mkdir()
        written(folder / "s")
        shutil.copytree(small_run, folder / "out")
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        through = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
        terminal = Terminal(folder, environment(folder / "home"), through)
        if terminal("--version").code:
            pytest.skip("the installation cannot be read by other users")
        yield terminal


@pytest.mark.parametrize("name", [TABLE, "mapping/lidé.transform.yaml"])
def test_unreadable_file(name: str, as_nobody: Terminal) -> None:
    before = hashes(as_nobody.folder / "out")
    (as_nobody.folder / "s" / name).chmod(0)
    said = as_nobody("run", "s", "-o", "out")
    assert (said.code, said.out) == (2, "")
    assert Path(name).name in said.err
    assert hashes(as_nobody.folder / "out") == before


def test_no_permission_to_write(as_nobody: Terminal) -> None:
    before = hashes(as_nobody.folder / "out")
    as_nobody.folder.chmod(0o555)
    said = as_nobody("run", "s", "-o", "out", "--force")
    assert (said.code, said.out) == (3, "")
    assert said.message == (
        "out could not be written: there is no permission to write there. The previous output is as it was."
    )
    assert hashes(as_nobody.folder / "out") == before
