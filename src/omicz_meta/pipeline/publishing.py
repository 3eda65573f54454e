"""Puts an output folder where a cluster reads it: folders of Parquet on any file system that Spark knows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from omicz_meta.engine.cluster import Cluster
from omicz_meta.engine.spark import shared_folder
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.finished import Finished, finished
from omicz_meta.pipeline.incremental import CACHE
from omicz_meta.pipeline.output import RUN_FILE

GROUPS = 64
"""Row groups of a part: about four million rows."""
_LOST = pa.schema([("file", pa.string()), ("line", pa.int64()), ("content", pa.binary())])


def publish(out: Path, uri: str, cluster: Cluster) -> None:
    """Put what stands in `out` to a folder at a URI, in place of an earlier run there; run.json comes last.

    Records, lineage and problems are folders of parts; quarantine is one of lines, the ledger two, of sources and
    slots; all else is as it is. Raises UsageError when something else stands there, EnvironmentFault when Spark cannot
    write it.
    """
    above, _, name = uri.rstrip("/").rpartition("/")
    run, part = finished(out), f".{name}.{uuid4().hex}.part"
    with TemporaryDirectory(prefix="omicz-") as place, shared_folder(cluster, above, Path(place)) as folder:
        there = folder.names(name)
        if there and RUN_FILE not in there:
            raise UsageError(f"{uri} holds something that is not from a run; choose an empty folder.")
        try:
            for where, path in _files(run, Path(place)):
                folder.put(path, f"{part}/{where}")
            folder.take_place(part, name)
        finally:
            folder.remove(part)


def _files(run: Finished, place: Path) -> Iterator[tuple[str, Path]]:
    """Places in the folder, and files to move there, one after the other."""
    for path in run.content["outputs"]:
        if path.endswith(".parquet") and not path.startswith("quarantine/"):
            yield from _parts(run.folder / path, path.removesuffix(".parquet"), place)
        elif not path.startswith((f"{CACHE}/", "quarantine/")):
            yield path, _copy(run.folder / path, place)
    lost = [path for path in run.content["outputs"] if path.startswith("quarantine/")]
    for number, path in enumerate(lost):
        table = _lines(run.folder / path, path.removeprefix("quarantine/"))
        yield f"quarantine/part-{number:05}.parquet", _written(table, place)
    for name, key in (("sources", "source"), ("slots", "slot")):
        yield f"ledger/{name}/part-00000.parquet", _written(_ledger(run.content[name], key), place)
    yield RUN_FILE, _copy(run.folder / RUN_FILE, place)


def _parts(path: Path, where: str, place: Path) -> Iterator[tuple[str, Path]]:
    """A file of Parquet in parts that begin and end where its row groups do."""
    file = pq.ParquetFile(path)
    for number, start in enumerate(range(0, max(1, file.num_row_groups), GROUPS)):
        target = f"{where}/part-{number:05}.parquet"
        if file.num_row_groups <= GROUPS:
            yield target, _copy(path, place)
            return
        part = place / "part"
        with pq.ParquetWriter(part, file.schema_arrow, compression="zstd") as writer:
            for group in range(start, min(start + GROUPS, file.num_row_groups)):
                writer.write_table(file.read_row_group(group))
        yield target, part


def _lines(path: Path, name: str) -> pa.Table:
    """A file of quarantine, line by line as it stands there; what is no text is one line."""
    content = path.read_bytes()
    lines: Sequence[bytes] = [content] if b"\0" in content else content.splitlines(keepends=True)
    rows = [{"file": name, "line": number, "content": line} for number, line in enumerate(lines, 1)]
    return pa.Table.from_pylist(rows, schema=_LOST)


def _ledger(counts: Mapping[str, Mapping[str, Any]], key: str) -> pa.Table:
    """Counts by source or slot, a row each."""
    rows = [
        {key: name, **{k: v for k, v in entry.items() if isinstance(v, int)}}
        for name, entry in counts.items()
    ]
    return pa.Table.from_pylist(rows)


def _copy(path: Path, place: Path) -> Path:
    return Path(shutil.copyfile(path, place / "copy"))


def _written(table: pa.Table, place: Path) -> Path:
    pq.write_table(table, place / "table")
    return place / "table"
