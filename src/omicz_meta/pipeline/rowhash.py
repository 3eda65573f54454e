"""Fingerprints of sources that are no files: a hash over the rows that were read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.table import Block, SourceFile, Table
from omicz_meta.pipeline.masked import MaskedTable
from omicz_meta.pipeline.prepare import Prepared


@dataclass(slots=True)
class _Column:
    """Lengths of the cells (-1 for none) and their texts; where blocks are cut does not show."""

    lengths: hashlib._Hash = field(default_factory=hashlib.sha256)
    texts: hashlib._Hash = field(default_factory=hashlib.sha256)

    def feed(self, cells: pa.Array) -> None:
        """Take in the cells of a block."""
        self.lengths.update(pc.fill_null(pc.binary_length(cells), -1).to_numpy().tobytes())
        filled = cells.drop_null()
        _, ends, data = filled.buffers()
        if data is not None and len(filled):
            first, last = np.frombuffer(ends, "int32")[[filled.offset, filled.offset + len(filled)]]
            self.texts.update(memoryview(data)[first:last])


@dataclass(slots=True)
class RowHashes:
    """Hashes of the tables of sources without a file, by source and table; known once these have been read."""

    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def tables(self, prepared: Prepared) -> dict[str, Table]:
        """The tables, those hashed as they are read whose source has no fingerprint yet."""
        bare = {source for source, file in prepared.files if not file.sha256}
        return {
            name: _Hashed(table, table.file, hashes=self) if table.source in bare else table
            for name, table in prepared.tables.items()
        }

    def complete(self, prepared: Prepared) -> Prepared:
        """What was prepared, with the fingerprints that are known now that every row has been read."""
        files = tuple(
            (source, file if file.sha256 else self._fingerprint(source, file))
            for source, file in prepared.files
        )
        return replace(prepared, files=files)

    def _fingerprint(self, source: str, file: SourceFile) -> SourceFile:
        parts = (
            f"{name}\x1f{known}" for (owner, name), known in sorted(self.known.items()) if owner == source
        )
        return replace(file, sha256=hashlib.sha256("\x1e".join(parts).encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class _Hashed(MaskedTable):
    """A table that is hashed while it is read."""

    hashes: RowHashes = field(default_factory=RowHashes)

    def blocks(self) -> Iterator[Block]:
        """As in the table."""
        columns = {name: _Column() for name in self.columns}
        for block in self.table.blocks():
            for name, column in columns.items():
                column.feed(block.batch.column(block.batch.schema.get_field_index(name)))
            yield block
        parts = (f"{name} {one.lengths.hexdigest()} {one.texts.hexdigest()}" for name, one in columns.items())
        self.hashes.known[self.source, self.name] = "\x1f".join(parts)
