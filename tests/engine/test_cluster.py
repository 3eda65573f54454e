"""What Spark needs, told in a sentence where it is not there; none of this needs Spark."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from omicz_meta.engine.cluster import Cluster, check_surroundings, versions
from omicz_meta.engine.filesystem import LocalFolder
from omicz_meta.engine.spark import Errand
from omicz_meta.errors import EnvironmentFault, OmiczError

from .mill import KEY


def test_without_pyspark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(EnvironmentFault, match=r"^Spark needs an extra; .*omicz-meta\[spark\]'\.$"):
        check_surroundings(Cluster("local[2]"))


@pytest.mark.parametrize(("java", "said"), [(None, "there is none"), ("1.8.0_392", "this is Java 8")])
def test_without_a_java_that_will_do(
    java: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("omicz_meta.engine.cluster.find_spec", lambda _: True)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    if java:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "java").write_text(f"#!/bin/sh\necho 'java version \"{java}\"' >&2\n")
        (tmp_path / "bin" / "java").chmod(0o755)
    before = dict(os.environ)
    with pytest.raises(EnvironmentFault, match=f"^Spark needs Java 17 or newer[,;].*{said}"):
        check_surroundings(Cluster("local[2]"))
    assert dict(os.environ) == before


class Nothing:
    """What was not brought to a worker."""

    value = b""


def test_workers_of_other_versions_do_nothing() -> None:
    other = {**versions(), "duckdb": "0.1"}
    with pytest.raises(OmiczError, match=r"duckdb .* instead of 0\.1\.$"):
        Errand(KEY, Nothing(), Nothing(), other).passed([])


def test_a_folder_takes_the_place_of_another(tmp_path: Path) -> None:
    folder = LocalFolder(tmp_path)
    for name in ("new", "old"):
        (tmp_path / "file").write_text(name)
        folder.put(tmp_path / "file", f"{name}/it")
    folder.take_place("new", "old")
    assert [path.read_text() for path in folder.fetched("old")] == ["new"]
    assert folder.names("new") == frozenset()
    folder.remove("old")
    folder.remove("old")
    assert list(tmp_path.iterdir()) == []


def test_the_key_is_not_in_what_is_printed_of_an_errand() -> None:
    assert KEY.secret.hex() not in repr(Errand(KEY, Nothing(), Nothing(), {}))
    assert repr(KEY.secret) not in repr(Errand(KEY, Nothing(), Nothing(), {}))
