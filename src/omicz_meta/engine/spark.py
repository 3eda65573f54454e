"""Stretches of rows through a user's Spark cluster, by the very same function as here (`engine.piecework`).

Waves of stretches are worked on by `mapInArrow` while the next ones are cut. Where stretches lie on a disk that all
share, tasks read them there and put what comes of one beside it, in a file that has its name when it is whole: an
attempt that failed, or lost a race, leaves nothing that counts. On any other file system Spark carries both as bytes:
`binaryFile` reads stretches, and Parquet takes outcomes, by Spark's own commit. Plan, code maps and joined tables are
broadcast, by files of Spark's; the pseudonym key goes inside the function that Spark sends, and in no setting, name
or file of ours.
"""

from __future__ import annotations

import io
import pickle
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Protocol
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.arrow_setup import give_memory_back
from omicz_meta.engine.cluster import Cluster, check_surroundings, versions
from omicz_meta.engine.filesystem import Folder, LocalFolder, folder_at, folder_for_a_time
from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.engine.lookups import LookupFile
from omicz_meta.engine.ordered import ordered_map
from omicz_meta.engine.partition import PartitionTask
from omicz_meta.engine.passed import Passed
from omicz_meta.engine.piecework import sent, whole_pieces
from omicz_meta.engine.remembered import Runner, passed_of
from omicz_meta.engine.runners import shared_out
from omicz_meta.engine.stretch import Part, Stretch, whole, write_stretch
from omicz_meta.engine.wire import packed
from omicz_meta.errors import EnvironmentFault, OmiczError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

EACH = 8
"""Stretches of a wave for each core: what a task learns about its rows serves all that it is given."""

_OURS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",
    "spark.sql.files.openCostInBytes": "0",
    "spark.hadoop.parquet.enable.dictionary": "false",
    "spark.hadoop.parquet.block.size": str(32 << 20),
    "spark.ui.showConsoleProgress": "false",
    # what is spilled or broadcast is encrypted, since the function that is sent has the key inside
    "spark.io.encryption.enabled": "true",
}
_QUIET = """\
rootLogger.level = fatal
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %m%n
appender.console.filter.fatal.type = ThresholdFilter
appender.console.filter.fatal.level = fatal
"""
"""How Spark logs here. The level alone will not do: the shell that pyspark is to Spark sets another one."""
_MISMATCH = "omicz-meta finds other versions"


@contextmanager
def spark_runner(cluster: Cluster, key: PseudonymKey, place: Path) -> Iterator[Runner]:
    """The runner on a cluster. Raises EnvironmentFault for what is missing, and where a task fails for good."""
    check_surroundings(cluster)
    with (
        TemporaryDirectory(prefix="spark-", dir=place) as here,
        spark_session(cluster, Path(here)) as spark,
    ):
        if cluster.staging is None and not spark.sparkContext.master.startswith("local"):
            raise EnvironmentFault(
                "A cluster needs a folder that it shares with this machine; name one with --staging URI."
            )
        staging = f"{cluster.staging or Path(here).as_uri()}/omicz-{uuid4().hex}"
        with folder_for_a_time(spark, staging, Path(here)) as folder:
            yield _on_spark(_Desk(spark, folder, Path(here)), key)


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Pyspark warns of pandas 3, of which nothing is used here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


def _here(folder: Path) -> dict[str, str]:
    """Settings where all of Spark is on this machine: quiet, and open to nobody else."""
    quiet = folder / "log4j2.properties"
    quiet.write_text(_QUIET, encoding="ascii")
    return {
        # Java hands out work here and does none, so compiling it well costs more than it saves
        "spark.driver.extraJavaOptions": f"-XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile={quiet.as_uri()}",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
    }


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the driver works with: the session, the folder it shares with the cluster, and one of its own."""

    spark: SparkSession
    folder: Folder
    here: Path

    @property
    def cores(self) -> int:
        """How many tasks run at a time."""
        return max(1, int(self.spark.sparkContext.defaultParallelism))

    @contextmanager
    def spread(self, content: object) -> Iterator[Spread]:
        """Bytes that every task can ask for, for the time of the block."""
        broadcast = self.spark.sparkContext.broadcast(content)
        try:
            yield broadcast
        finally:
            broadcast.destroy()


@contextmanager
def shared_folder(cluster: Cluster, uri: str, here: Path) -> Iterator[Folder]:
    """A folder on any file system that Spark knows. Raises EnvironmentFault where it cannot be written."""
    check_surroundings(cluster)
    with spark_session(cluster, here) as spark:
        try:
            yield folder_at(spark, uri, here)
        except OmiczError:
            raise
        except Exception as fault:  # what Java raises says more than a person needs
            raise EnvironmentFault(f"{uri} could not be written; can Spark reach it?") from fault


@contextmanager
def spark_session(cluster: Cluster, here: Path) -> Iterator[SparkSession]:
    """The session of the surroundings, or one for the time of the block. Raises EnvironmentFault if none can start."""
    with _without_warnings():
        from pyspark.sql import SparkSession  # noqa: PLC0415 - heavy, and there only with the extra

    before = SparkSession.getActiveSession()
    if before is not None:
        yield before
        return
    builder = SparkSession.builder.appName("omicz-meta")
    if cluster.tolerant is not None:
        builder = builder.master(cluster.tolerant)
    settings = {**_OURS, **(_here(here) if cluster.is_local else {}), **dict(cluster.settings)}
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        with _without_warnings():
            spark = builder.getOrCreate()
    except Exception as fault:  # whatever Spark raises, the reason stands in what it printed
        raise EnvironmentFault(
            f"Spark could not start ({type(fault).__name__}); what it printed says why."
        ) from fault
    try:
        yield spark
    finally:
        spark.stop()


@dataclass(frozen=True, slots=True)
class _Wave:
    """Stretches in a folder, named by their position in the wave, and the folder for what comes of them."""

    given: str
    made: str
    numbers: tuple[int, ...]


def _on_spark(desk: _Desk, key: PseudonymKey) -> Runner:
    tables = count()

    def run(
        task: PartitionTask, lookups: tuple[LookupFile, ...], given: Iterator[Part]
    ) -> Iterator[tuple[int, Passed]]:
        files = {one.name: one.path.read_bytes() for one in lookups}
        content = packed(shared_out(task, desk.cores))
        with desk.spread(content) as plan, desk.spread(files) as joined:
            errand = Errand(key, plan, joined, versions())
            yield from _in_waves(desk, errand, task, whole(given), f"table-{next(tables)}")

    return run


def _in_waves(
    desk: _Desk, errand: Errand, task: PartitionTask, given: Iterator[Stretch], where: str
) -> Iterator[tuple[int, Passed]]:
    """Stretches of a table, some of them at a time, while the next ones are cut."""
    waves = (
        _laid_out(desk, f"{where}/{number}", some)
        for number, some in enumerate(_waves(given, EACH * desk.cores))
    )
    for wave in ordered_map(partial(_worked, desk, errand), waves, 2, ahead=2):
        for number, content in zip(wave.numbers, _outcomes(desk.folder, wave), strict=True):
            for passed in passed_of(content, task.watch):
                yield number, passed
        desk.folder.remove(wave.given)
        desk.folder.remove(wave.made)


def _waves(given: Iterator[Stretch], size: int) -> Iterator[Iterator[Stretch]]:
    """So many stretches at a time; each wave is to be taken before the next one."""
    for first in given:
        yield chain((first,), islice(given, size - 1))


def _laid_out(desk: _Desk, where: str, some: Iterable[Stretch]) -> _Wave:
    numbers = []
    for position, stretch in enumerate(some):
        numbers.append(stretch.number)
        path = desk.here / f"{position}.given"
        with path.open("wb") as file:
            write_stretch(file, stretch, "lz4")
        desk.folder.put(path, f"{where}/given/{path.name}")
    return _Wave(f"{where}/given", f"{where}/made", tuple(numbers))


def _worked(desk: _Desk, errand: Errand, wave: _Wave) -> _Wave:
    """Have a wave worked on. Raises EnvironmentFault when a task fails for good."""
    try:
        with _without_warnings():
            if isinstance(desk.folder, LocalFolder):
                _by_file(desk, desk.folder, errand, wave)
            else:
                _by_bytes(desk, errand, wave)
    except Exception as fault:  # Spark wraps what a task raises; no value of it may be shown
        raise _told(fault) from None
    return wave


def _by_file(desk: _Desk, folder: LocalFolder, errand: Errand, wave: _Wave) -> None:
    given, made = folder.root / wave.given, folder.root / wave.made
    made.mkdir(mode=0o700)
    positions = desk.spark.range(0, len(wave.numbers), 1, min(desk.cores, len(wave.numbers)))
    done = positions.mapInArrow(partial(work_on_files, errand, given, made), "number bigint").collect()
    if {row[0] for row in done} != set(range(len(wave.numbers))):
        raise EnvironmentFault("Spark said that it was done, but it was not. Please report this.")


def _by_bytes(desk: _Desk, errand: Errand, wave: _Wave) -> None:
    rows = desk.spark.read.format("binaryFile").load(desk.folder.uri(wave.given)).select("path", "content")
    made = rows.mapInArrow(partial(work_on_bytes, errand), "number bigint, made binary")
    made.write.option("compression", "none").parquet(desk.folder.uri(wave.made))


def _told(fault: Exception) -> OmiczError:
    """What went wrong in a task, without anything that a row might have held."""
    text = str(fault)
    mismatch = re.search(rf"{_MISMATCH}[^\n]*", text)
    if mismatch:
        return EnvironmentFault(mismatch[0])
    if "PYTHON_VERSION_MISMATCH" in text:
        return EnvironmentFault(
            "The workers of Spark run another Python than this one; PYSPARK_PYTHON names the one they start."
        )
    if "No module named 'omicz_meta'" in text:
        return EnvironmentFault("The workers of Spark have no omicz-meta; install the same version there.")
    cause = re.search(r"(?:Caused by: |: )([\w.]*(?:Exception|Error|Fault))\b", text)
    named = f" ({cause[1]})" if cause else ""
    return EnvironmentFault(
        f"A task failed on the cluster as often as it may{named}; its log says why. The previous output is as it was."
    )


def _outcomes(folder: Folder, wave: _Wave) -> Iterator[IO[bytes]]:
    """What came of the stretches of a wave, in their order."""
    if isinstance(folder, LocalFolder):
        for position in range(len(wave.numbers)):
            with (folder.root / wave.made / f"{position}").open("rb") as file:
                yield file
        return
    found: dict[int, bytes] = {}
    for path in folder.fetched(wave.made):
        for batch in pq.ParquetFile(path).iter_batches(batch_size=1):
            found[batch["number"][0].as_py()] = batch["made"][0].as_py()
    yield from (io.BytesIO(found.pop(number)) for number in sorted(found))


@dataclass(frozen=True, slots=True)
class Errand:
    """What every task is sent with: the key, what to do, the rows of joined tables, the versions it was made by."""

    key: PseudonymKey
    plan: Spread
    joined: Spread
    versions: dict[str, str]

    def passed(self, given: Iterable[bytes]) -> Iterator[Passed]:
        """What comes of stretches, given as bytes, on a worker. Raises EnvironmentFault for other versions."""
        _check_versions(self.versions)
        give_memory_back()
        # packed by this run, and handed to its workers by Spark
        task = pickle.loads(self.plan.value)  # noqa: S301
        files = self.joined.value.items()
        readers = {name: pa.ipc.open_file(pa.BufferReader(content)).read_all() for name, content in files}
        return whole_pieces(task, self.key, readers, given)


class Spread(Protocol):
    """Something that Spark has brought to every worker."""

    @property
    def value(self) -> Any:
        """What it is."""


def work_on_files(
    errand: Errand, given: Path, made: Path, positions: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """A task: stretches from a folder, by their positions, and what comes of each into another one."""
    asked: list[int] = []

    def stretches() -> Iterator[bytes]:
        for batch in positions:
            for position in batch.column(0).to_pylist():
                asked.append(position)
                yield (given / f"{position}.given").read_bytes()

    for passed in errand.passed(stretches()):
        position = asked.pop()
        begun = made / f".{position}.{uuid4().hex}"
        begun.write_bytes(sent(passed, "lz4"))
        begun.replace(made / f"{position}")
        yield pa.record_batch([pa.array([position], pa.int64())], names=["number"])


def work_on_bytes(errand: Errand, files: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A task: path and bytes of stretches, and position and bytes of what comes of each."""
    asked: list[int] = []

    def stretches() -> Iterator[bytes]:
        for batch in files:
            for path, content in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                asked.append(int(Path(path).stem))
                yield content

    for passed in errand.passed(stretches()):
        columns = [pa.array([asked.pop()], pa.int64()), pa.array([bytes(sent(passed, "lz4"))], pa.binary())]
        yield pa.record_batch(columns, names=["number", "made"])


def _check_versions(expected: dict[str, str]) -> None:
    found = versions()
    differing = [
        f"{name} {found[name]} instead of {told}" for name, told in expected.items() if found[name] != told
    ]
    if differing:
        raise EnvironmentFault(f"{_MISMATCH} on a worker of Spark: {', '.join(differing)}.")
