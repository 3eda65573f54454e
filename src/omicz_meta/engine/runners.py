"""Who works on stretches of rows: threads of this process, processes of this machine, or a cluster (`engine.spark`)."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from omicz_meta.engine.arrow_setup import give_memory_back, keep_pandas_out
from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.engine.lookups import LookupFile, read_lookup
from omicz_meta.engine.ordered import ordered_map
from omicz_meta.engine.partition import PartitionTask
from omicz_meta.engine.passed import Passed
from omicz_meta.engine.piecework import piece_by_piece, sent, whole_pieces
from omicz_meta.engine.remembered import Runner, read_passed
from omicz_meta.engine.session import LEAST_MIB, Resources
from omicz_meta.engine.stretch import Part, Stretch, whole, write_stretch
from omicz_meta.engine.wire import packed
from omicz_meta.errors import EnvironmentFault, OmiczError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

AHEAD = 2
"""Stretches that wait for each process, so that none is idle while outcomes are written."""

_DIED = (
    "A process of this run ended before its work was done; was there too little memory? "
    "Fewer processes need less. The previous output is as it was."
)
_NO_DISK = "A process of this run could not write what it had done; is the disk full? The previous output is as it was."


@contextmanager
def runner(resources: Resources, key: PseudonymKey, place: Path) -> Iterator[Runner]:
    """The runner for these resources. Processes are started once and end with the block; `place` is for their files.

    Raises EnvironmentFault when a process dies. Processes are started anew, not copied, so a script that asks for
    them must keep its own work under `if __name__ == "__main__"`.
    """
    if resources.processes <= 1:
        yield _in_threads(key)
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="stretches-", dir=place)))
        lanes = [stack.enter_context(_lane(number, key)) for number in range(resources.processes)]
        yield _in_processes(lanes, folder)


def _in_threads(key: PseudonymKey) -> Runner:
    def run(
        task: PartitionTask, lookups: tuple[LookupFile, ...], given: Iterator[Part]
    ) -> Iterator[tuple[int, Passed]]:
        readers = {one.name: read_lookup(one.path) for one in lookups}
        return piece_by_piece(task, key, readers, given, threads=task.resources.threads)

    return run


def shared_out(task: PartitionTask, count: int) -> PartitionTask:
    """The task for one of so many workers: with one thread and its share of the memory."""
    memory = max(LEAST_MIB, task.resources.memory_mib // count)
    return replace(task, resources=replace(task.resources, memory_mib=memory, threads=1))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch in a file, and the file in which what comes of it will be."""

    number: int
    given: Path
    made: Path


def _in_processes(lanes: list[_Lane], folder: Path) -> Runner:
    def run(
        task: PartitionTask, lookups: tuple[LookupFile, ...], given: Iterator[Part]
    ) -> Iterator[tuple[int, Passed]]:
        content = packed((shared_out(task, len(lanes)), {one.name: one.path for one in lookups}))
        idle = SimpleQueue[_Lane]()
        for lane in lanes:
            lane.send(content)
            idle.put(lane)

        def work(piece: _Piece) -> _Piece:
            lane = idle.get()
            try:
                return lane.ask(piece)
            finally:
                idle.put(lane)

        pieces = (_written(stretch, folder) for stretch in whole(given))
        for piece in ordered_map(work, pieces, len(lanes), ahead=AHEAD * len(lanes)):
            for passed in read_passed(piece.made, task.watch):
                yield piece.number, passed
            piece.made.unlink()
        for lane in lanes:
            lane.send(packed(None))

    return run


def _written(stretch: Stretch, folder: Path) -> _Piece:
    piece = _Piece(stretch.number, folder / f"{stretch.number}.given", folder / f"{stretch.number}.made")
    with piece.given.open("wb") as file:
        write_stretch(file, stretch)
    return piece


@dataclass(frozen=True, slots=True)
class _Lane:
    """One process and the pipe to it: one question, one answer."""

    process: BaseProcess
    pipe: Connection

    def ask(self, piece: _Piece) -> _Piece:
        """Have a piece worked on. Raises EnvironmentFault when the process ends, and what went wrong in it."""
        self.send(packed(piece))
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError) as fault:
            raise EnvironmentFault(_DIED) from fault
        if isinstance(answer, BaseException):
            raise answer
        return piece

    def send(self, content: bytes) -> None:
        """Say something that is not answered."""
        try:
            self.pipe.send_bytes(content)
        except OSError as fault:
            raise EnvironmentFault(_DIED) from fault


@contextmanager
def _lane(number: int, key: PseudonymKey) -> Iterator[_Lane]:
    # loaded where there are processes
    from multiprocessing import get_context  # noqa: PLC0415

    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there, key), name=f"omicz-{number}", daemon=True)
    process.start()
    there.close()
    try:
        yield _Lane(process, here)
    finally:
        # the process ends when nobody is at the other end of its pipe
        here.close()
        process.join()


def serve(pipe: Connection, key: PseudonymKey) -> None:
    """What a process does: tasks come through the pipe, then pieces, each of which is answered; None ends a task."""
    # Ctrl-C reaches the run itself, which then closes the pipe
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    give_memory_back()
    try:
        while True:
            _work(pipe, key, *pipe.recv())
    except (EOFError, OSError):
        return


def _work(pipe: Connection, key: PseudonymKey, task: PartitionTask, lookups: dict[str, Path]) -> None:
    if not task.functions:
        keep_pandas_out()
    readers = {name: read_lookup(path) for name, path in lookups.items()}
    pieces: list[_Piece] = []

    def given() -> Iterator[bytes]:
        for piece in iter(pipe.recv, None):
            pieces.append(piece)
            content = piece.given.read_bytes()
            piece.given.unlink()
            yield content

    try:
        for passed in whole_pieces(task, key, readers, given()):
            fault = _put_down(passed, pieces.pop())
            pipe.send(fault)
    except (EOFError, OSError):
        raise
    except OmiczError as fault:
        pipe.send(fault)
    except Exception as fault:  # what went wrong here must be told there, whatever it is
        pipe.send(OmiczError(f"A process of this run failed: {type(fault).__name__}. Please report this."))


def _put_down(passed: Passed, piece: _Piece) -> EnvironmentFault | None:
    try:
        piece.made.write_bytes(sent(passed, "lz4"))
    except OSError:
        return EnvironmentFault(_NO_DISK)
    return None
