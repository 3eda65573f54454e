"""Parquet files out of row groups, with a digest over their rows, so that equal rows give equal files and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pyarrow as pa

from omicz_meta.engine.encoding import ROW_GROUP, Encoding, Group
from omicz_meta.engine.footer import GroupFile, read_footer
from omicz_meta.engine.row_digest import digest_of_groups


class RowGroupWriter:
    """Writes tables as they come into row groups of fixed size, and groups that were encoded elsewhere as they are.

    A thread of the writer's own encodes and writes, one group at a time, while the next rows come in. `unique` and
    `lasting` are those of `Encoding`; what is not lasting has no digest.
    """

    def __init__(
        self,
        path: Path,
        schema: pa.Schema,
        row_group: int = ROW_GROUP,
        unique: frozenset[str] = frozenset(),
        *,
        lasting: bool = True,
    ) -> None:
        self.path, self.schema, self.rows = path, schema, 0
        self._row_group, self._encoding = row_group, Encoding(schema, unique, lasting)
        self._digests: list[str] = []
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="omicz-writer")
        self._writing: Future[None] | None = None
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = GroupFile(path)

    def write(self, table: pa.Table) -> None:
        """Add rows. What went wrong with earlier ones is raised here."""
        self.rows += table.num_rows
        self._waiting.append(table)
        self._waiting_rows += table.num_rows
        while self._waiting_rows >= self._row_group:
            self._encode(self._row_group)

    def add(self, groups: Iterable[Group]) -> None:
        """Add row groups as they are, behind the rows that came before them."""
        if self._waiting_rows:
            self._encode(self._waiting_rows)
        for group in groups:
            self.rows += group.rows
            self._later(partial(self._put, group))

    def close(self) -> str:
        """Write what is left and return the digest of all rows, `rows_sha256`; empty where none is wanted."""
        try:
            if self._waiting_rows or not self.rows:
                self._encode(self._waiting_rows)
            self._wait()
            self._file.close()
        finally:
            self._thread.shutdown()
        return digest_of_groups(self._digests) if self._encoding.lasting else ""

    def _encode(self, count: int) -> None:
        """Have the first rows that wait encoded."""
        table = pa.concat_tables([self.schema.empty_table(), *self._waiting])
        rest = table.slice(count)
        self._waiting, self._waiting_rows = [rest] if rest.num_rows else [], rest.num_rows
        rows = table.slice(0, count)
        self._later(lambda: self._put(self._encoding.group(rows)))

    def _later(self, work: Callable[[], None]) -> None:
        self._wait()
        self._writing = self._thread.submit(work)

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.result()

    def _put(self, group: Group) -> None:
        if group.rows:
            self._digests.append(group.digest)
        file = pa.BufferReader(group.content)
        self._file.add(file, read_footer(file))
