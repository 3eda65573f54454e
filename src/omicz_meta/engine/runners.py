"""Who runs the partition function: threads of this process over blocks, or processes over partitions by person."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from omicz_meta.engine.alone import give_memory_back, keep_pandas_out
from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.engine.lookups import LookupFile, read_lookup
from omicz_meta.engine.partition import PartitionTask, harmonise_partition
from omicz_meta.engine.passed import Passed, combined
from omicz_meta.engine.session import Resources
from omicz_meta.engine.split import person_column, split
from omicz_meta.engine.table import Block
from omicz_meta.engine.wire import packed
from omicz_meta.errors import EnvironmentFault, OmiczError

Runner = Callable[[PartitionTask, tuple[LookupFile, ...], Iterator[Block]], Iterator[Passed]]
"""Runs a task over the blocks of its table; outcomes come in the order of the blocks."""

AHEAD = 2
"""Blocks that wait for each process, so that none is idle while outcomes are written."""

LEAST_MIB = 64
_DIED = (
    "A process of this run ended before its work was done; was there too little memory? "
    "Fewer processes need less. The previous output is as it was."
)


@contextmanager
def runner(resources: Resources, key: PseudonymKey) -> Iterator[Runner]:
    """The runner for these resources. Processes are started once and end with the block.

    Raises EnvironmentFault when a process dies. Processes are started anew, not copied, so a script that asks for
    them must keep its own work under `if __name__ == "__main__"`.
    """
    if resources.processes <= 1:
        yield _in_threads(key)
        return
    with ExitStack() as stack:
        lanes = [stack.enter_context(_lane(number, key)) for number in range(resources.processes)]
        yield _in_processes(lanes)


def _in_threads(key: PseudonymKey) -> Runner:
    def run(
        task: PartitionTask, lookups: tuple[LookupFile, ...], blocks: Iterator[Block]
    ) -> Iterator[Passed]:
        readers = {one.name: read_lookup(one.path) for one in lookups}
        return harmonise_partition(task, key, readers, blocks, threads=task.resources.threads)

    return run


def _in_processes(lanes: list[_Lane]) -> Runner:
    def run(
        task: PartitionTask, lookups: tuple[LookupFile, ...], blocks: Iterator[Block]
    ) -> Iterator[Passed]:
        memory = max(LEAST_MIB, task.resources.memory_mib // len(lanes))
        share = replace(task, resources=replace(task.resources, memory_mib=memory))
        for lane in lanes:
            lane.begin(share, {one.name: one.path for one in lookups})
        person = person_column(task.plan, task.table)
        waiting: deque[list[Future[Passed]]] = deque()
        for number, block in enumerate(blocks):
            pieces = split(block, person, number, len(lanes))
            waiting.append([lanes[lane].ask(piece) for lane, piece in pieces.items()])
            if len(waiting) > AHEAD * (1 if person else len(lanes)):
                yield _collected(waiting.popleft())
        while waiting:
            yield _collected(waiting.popleft())
        for lane in lanes:
            lane.end()

    return run


def _collected(parts: list[Future[Passed]]) -> Passed:
    return combined([part.result() for part in parts])


@dataclass(slots=True)
class _Lane:
    """One process, and the thread here that talks with it: one question, one answer, in order."""

    process: BaseProcess
    pipe: Connection
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "omicz-lane"))

    def begin(self, task: PartitionTask, lookups: dict[str, Path]) -> None:
        """Give the process a task; blocks of it follow. Raises UsageError for a task that cannot travel."""
        self.thread.submit(self._send, packed((task, lookups)))

    def ask(self, block: Block) -> Future[Passed]:
        """Give the process rows; what becomes of them comes later."""
        return self.thread.submit(self._exchange, block)

    def end(self) -> None:
        """No more rows of this task."""
        self.thread.submit(self._send, packed(None))

    def close(self) -> None:
        """Let the process end: it does when nobody is at the other end of its pipe."""
        self.thread.shutdown(wait=True, cancel_futures=True)
        self.pipe.close()
        self.process.join()

    def _exchange(self, block: Block) -> Passed:
        self._send(packed(block))
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError) as fault:
            raise EnvironmentFault(_DIED) from fault
        if isinstance(answer, BaseException):
            raise answer
        passed: Passed = answer
        return passed

    def _send(self, content: bytes) -> None:
        try:
            self.pipe.send_bytes(content)
        except OSError as fault:
            raise EnvironmentFault(_DIED) from fault


@contextmanager
def _lane(number: int, key: PseudonymKey) -> Iterator[_Lane]:
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there, key), name=f"omicz-{number}", daemon=True)
    process.start()
    there.close()
    lane = _Lane(process, here)
    try:
        yield lane
    finally:
        lane.close()


def serve(pipe: Connection, key: PseudonymKey) -> None:
    """What a process does: tasks come through the pipe, then blocks, each of which is answered; None ends a task."""
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
    try:
        for passed in harmonise_partition(task, key, readers, iter(pipe.recv, None)):
            pipe.send_bytes(packed(passed))
    except OSError:
        raise
    except OmiczError as fault:
        pipe.send(fault)
    except Exception as fault:  # what went wrong here must be told there, whatever it is
        pipe.send(OmiczError(f"A process of this run failed: {type(fault).__name__}. Please report this."))
