"""Spark, on two cores of this machine: the same files as without it, whatever happens to its tasks; no key is shown."""

from __future__ import annotations

import os
import re
import shutil
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cli.terminal import Terminal, hashes
from tests.pipeline.engines import INPUTS, in_small_stretches, ran, written

from omicz_meta.engine.cluster import Cluster, java_home, java_version
from omicz_meta.engine.spark import spark_session
from omicz_meta.errors import EnvironmentFault, UsageError

pytest.importorskip("pyspark", reason="the extra spark is not installed")
if (java_version(java_home()) or 0) < 17:
    pytest.skip("there is no Java 17", allow_module_level=True)
from pyspark.sql import SparkSession

pytestmark = pytest.mark.heavy
__all__ = ["in_small_stretches"]

KEY = "3f" * 32
LOGGING = """\
rootLogger.level = debug
rootLogger.appenderRef.file.ref = file
appender.file.type = File
appender.file.name = file
appender.file.fileName = {log}
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %c %m%n
"""


@dataclass(frozen=True)
class Watched:
    """A cluster that tells all it can: a log of everything, a log of events, and its pages."""

    cluster: Cluster
    log: Path
    events: Path
    pages: str


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """One session for all tests here, since it takes some seconds to start."""
    place = tmp_path_factory.mktemp("spark")
    (place / "events").mkdir()
    (place / "shared").mkdir()
    (place / "all.properties").write_text(LOGGING.format(log=place / "log"), encoding="utf-8")
    options = f"-XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile={(place / 'all.properties').as_uri()}"
    settings = {
        "spark.driver.extraJavaOptions": options,
        "spark.ui.enabled": "true",
        "spark.ui.port": "0",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": (place / "events").as_uri(),
        "spark.hadoop.fs.viewfs.mounttable.tests.link./shared": (place / "shared").as_uri(),
    }
    cluster = Cluster("local[2]", settings=tuple(settings.items()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        with spark_session(cluster, place) as spark:
            spark.sparkContext.setLogLevel("DEBUG")
            yield Watched(cluster, place / "log", place / "events", spark.sparkContext.uiWebUrl)


@pytest.mark.parametrize("name", INPUTS[:4])
@pytest.mark.usefixtures("in_small_stretches")
def test_spark_does_not_show(
    name: str, watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = written(name, tmp_path)
    by_spark = ran(given, tmp_path / "spark", cluster=watched.cluster)
    monkeypatch.undo()
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", KEY)
    assert by_spark == ran(given, tmp_path / "alone")


@pytest.mark.usefixtures("in_small_stretches")
def test_any_file_system_that_spark_knows_will_do(watched: Watched, tmp_path: Path) -> None:
    """Not a disk that everybody sees, but one that only Spark can read and write."""
    given = written("demo", tmp_path)
    there = Cluster("local[2]", "viewfs://tests/shared", watched.cluster.settings)
    assert ran(given, tmp_path / "there", cluster=there) == ran(given, tmp_path / "here", jobs=1)
    assert list((watched.log.parent / "shared").iterdir()) == []


def test_outputs_are_put_where_spark_reads_them(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders of Parquet, complete or untouched; read back by Spark from a file system that only Spark knows."""
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", KEY)
    given, there = written("demo", tmp_path), "viewfs://tests/shared/out"
    content = ran(given, tmp_path / "out", cluster=watched.cluster, publish=there)
    spark = SparkSession.getActiveSession()
    for path, entry in content["outputs"].items():
        if path.startswith(("records/", "lineage/", "problems")):
            found = spark.read.parquet(f"{there}/{path.removesuffix('.parquet')}")
            assert found.count() == entry["rows"], path
    slots = spark.read.parquet(f"{there}/ledger/slots").collect()
    assert {row["slot"]: row["evaluated"] for row in slots} == {
        name: counts["evaluated"] for name, counts in content["slots"].items()
    }
    lost = spark.read.parquet(f"{there}/quarantine").collect()
    assert {row["file"] for row in lost} == {
        path.removeprefix("quarantine/") for path in content["outputs"] if path.startswith("quarantine/")
    }
    shared = watched.log.parent / "shared"
    assert [path.name for path in shared.iterdir()] == ["out"]
    (shared / "out" / "run.json").unlink()
    with pytest.raises(UsageError, match="holds something that is not from a run"):
        ran(given, tmp_path / "again", cluster=watched.cluster, publish=there)
    shutil.rmtree(shared / "out")


# --- tasks that fail ----------------------------------------------------------------------------------------

PEOPLE = {
    "submission.yaml": """\
id: lidé
sources: [{name: lidé, kind: csv, path: lidé.csv}]
mapping: mapping/
privacy: {min_cell: 10, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
""",
    "mapping/lidé.transform.yaml": """\
id: https://example.org/lidé
class_derivations:
  - name: Biosample
    populated_from: lidé
    slot_derivations:
      id: {populated_from: vz}
      individual: {populated_from: id}
      sample_type: {populated_from: typ, value_mappings: {krev: blood, DNA: dna}}
      sprec_code: {expr: "once({kód})"}
""",
    "lidé.csv": "vz;id;typ;kód\n"
    + "".join(f"V{n};P{n % 7};{('krev', 'DNA', '?')[n % 3]};K{n % 50}\n" for n in range(1200)),
}
DEADLY = """\
import os, pathlib, signal

def once(text: str) -> str:
    marker = pathlib.Path({marker!r})
    if text == "K13" and {condition}:
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return text
"""


def _people(place: Path) -> Path:
    for name, text in PEOPLE.items():
        (place / "s" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "s" / name).write_text(text, encoding="utf-8")
    return place / "s"


@pytest.mark.usefixtures("in_small_stretches")
def test_a_task_that_is_killed_is_done_again_and_leaves_nothing_twice(
    watched: Watched, tmp_path: Path
) -> None:
    own, marker = tmp_path / "own.py", tmp_path / "killed"
    own.write_text(DEADLY.format(marker=str(marker), condition="not marker.exists()"), encoding="utf-8")
    given = (_people(tmp_path), None)
    by_spark = ran(given, tmp_path / "spark", cluster=watched.cluster, functions=own)
    assert marker.exists()
    assert by_spark == ran(given, tmp_path / "alone", functions=own)
    assert by_spark["outputs"]["records/biosample.parquet"]["rows"] == 1200


@pytest.mark.usefixtures("in_small_stretches")
def test_a_task_that_fails_for_good_is_one_sentence(watched: Watched, tmp_path: Path) -> None:
    own = tmp_path / "own.py"
    given = (_people(tmp_path), None)
    own.write_text(DEADLY.format(marker=str(tmp_path / "killed"), condition="False"), encoding="utf-8")
    ran(given, tmp_path / "out", functions=own)
    before = hashes(tmp_path / "out")
    own.write_text(DEADLY.format(marker=str(tmp_path / "killed"), condition="True"), encoding="utf-8")
    with pytest.raises(EnvironmentFault, match="A task failed on the cluster as often as it may") as caught:
        ran(given, tmp_path / "out", cluster=watched.cluster, functions=own)
    assert "\n" not in str(caught.value)
    assert hashes(tmp_path / "out") == before


def test_one_person_with_a_million_rows(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", KEY)
    submission = _people(tmp_path)
    transform = submission / "mapping" / "lidé.transform.yaml"
    transform.write_text(transform.read_text("utf-8").replace('expr: "once({kód})"', "populated_from: kód"))
    rows = (f"V{n};P{n % 7 if n % 100 == 0 else 1};krev;K{n % 50}\n" for n in range(1_000_000))
    with (submission / "lidé.csv").open("w", encoding="utf-8") as file:
        file.writelines(("vz;id;typ;kód\n", *rows))
    by_spark = ran((submission, None), tmp_path / "spark", cluster=watched.cluster)
    assert by_spark == ran((submission, None), tmp_path / "alone")


# --- the key ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("in_small_stretches")
def test_the_key_is_nowhere_to_be_seen(watched: Watched, tmp_path: Path) -> None:
    """After a run: in the log of everything, in the log of events, and on the pages with settings, jobs and queries."""
    ran(written("demo", tmp_path), tmp_path / "out", cluster=watched.cluster)
    (application,) = re.findall(rb'"id" : "([^"]+)"', _page(f"{watched.pages}/api/v1/applications"))
    api = f"{watched.pages}/api/v1/applications/{application.decode()}"
    shown = [
        _page(f"{watched.pages}/{page}/") for page in ("environment", "jobs", "stages", "SQL", "executors")
    ]
    shown += [
        _page(f"{api}/{page}") for page in ("environment", "sql?details=true&length=999", "jobs", "stages")
    ]
    written_down = [watched.log, *(path for path in watched.events.rglob("*") if path.is_file())]
    shown += [path.read_bytes() for path in written_down]
    assert len(watched.log.read_bytes()) > 100_000
    assert b"mapinarrow" in b"".join(shown).lower()
    secret = bytes.fromhex(KEY)
    for text in shown:
        assert KEY.encode() not in text
        assert secret not in text


def _page(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - a page of this machine
        content: bytes = answer.read()
    return content


# --- what is missing ----------------------------------------------------------------------------------------


def test_what_is_missing_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(tmp_path, {**os.environ, "OMICZ_PSEUDONYM_KEY": KEY}, ("env",))
    submission = _people(tmp_path)
    transform = submission / "mapping" / "lidé.transform.yaml"
    transform.write_text(transform.read_text("utf-8").replace('expr: "once({kód})"', "populated_from: kód"))
    run = ("run", "s", "-o", "out", "--engine", "spark", "--master", "local[2]")
    older = tmp_path / "older" / "bin"
    older.mkdir(parents=True)
    (older / "java").write_text("#!/bin/sh\necho 'java version \"1.8.0_392\"' >&2\n")
    (older / "java").chmod(0o755)
    said = terminal(*run, JAVA_HOME=str(tmp_path / "none"))
    assert (said.code, said.out) == (3, "")
    assert "Spark needs Java 17 or newer, and there is none" in said.message
    said = terminal(*run, JAVA_HOME=str(older.parent))
    assert (said.code, "this is Java 8" in said.message) == (3, True)
    said = terminal("run", "s", "-o", "out", "--master", "yarn")
    assert (said.code, "--engine spark" in said.message) == (2, True)
    assert not (tmp_path / "out").exists()
