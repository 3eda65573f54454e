"""Reads a pack: facts, terms, and tables for those who work on columns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from omicz_meta.errors import UsageError
from omicz_meta.terms.content import About, Name, Term
from omicz_meta.terms.layout import FORMAT


class Pack:
    """An open pack. Reading is lazy: opening looks at the facts only. Use it as a context, or `close` it.

    Raises UsageError when the file is no pack, or one of a later layout.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            # immutable: nobody writes into a pack, so neither locks nor a journal are looked for
            self._base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
            facts = dict(self._base.execute("SELECT key, value FROM meta"))
        except (sqlite3.Error, ValueError) as fault:  # damaged text may stand in a message of SQLite too
            raise UsageError(f"{path.name} is not a pack of omicz-meta, or is damaged.") from fault
        if facts.get("format") != FORMAT:
            raise UsageError(f"{path.name} is a pack of another layout than this version reads.")
        self.about = _about(facts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def rows(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        """The rows of a query of one's own; `values` are bound to its question marks.

        Raises UsageError where the file turns out to be damaged.
        """
        try:
            return self._base.execute(query, values).fetchall()
        except (sqlite3.DatabaseError, ValueError) as fault:
            raise self._damaged() from fault

    def columns(self, query: str, form: pa.Schema, *values: str | int) -> pa.Table:
        """The result of a query as a table of that form."""
        found = list(zip(*self.rows(query, *values), strict=True)) or [() for _ in form]
        return pa.table(
            [pa.array(part, one.type) for part, one in zip(found, form, strict=True)], schema=form
        )

    def term(self, curie: str) -> Term | None:
        """A term with all that is known of it, or None."""
        found = self.rows("SELECT nr, obsolete, definition FROM term WHERE curie = ?", curie)
        return self._term(curie, *found[0]) if found else None

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The files that are kept in the pack: path and content."""
        try:
            yield from self._base.execute("SELECT path, content FROM file ORDER BY path")
        except (sqlite3.DatabaseError, ValueError) as fault:
            raise self._damaged() from fault

    def _damaged(self) -> UsageError:
        return UsageError(f"{self.path.name} is damaged; remove the pack and add it again.")

    def _term(self, curie: str, number: int, obsolete: int, definition: str | None) -> Term:
        names = self.rows("SELECT text, scope, language, status FROM name WHERE term = ? ORDER BY nr", number)
        parents = self.rows(
            "SELECT curie FROM parent JOIN term ON nr = parent.parent WHERE parent.term = ? ORDER BY nr",
            number,
        )
        next_ = self.rows("SELECT kind, curie FROM successor WHERE term = ? ORDER BY rowid", number)
        xrefs = self.rows("SELECT curie FROM xref WHERE term = ? ORDER BY rowid", number)
        return Term(
            curie,
            tuple(Name(*name) for name in names),
            tuple(parent for (parent,) in parents),
            bool(obsolete),
            tuple(target for kind, target in next_ if kind == "replaced_by"),
            tuple(target for kind, target in next_ if kind == "consider"),
            tuple(target for (target,) in xrefs),
            definition,
        )


def _about(facts: dict[str, str]) -> About:
    known = {one.name: facts.get(one.name, "") for one in fields(About)}
    return About(**{**known, "prefixes": tuple(known["prefixes"].split())})  # type: ignore[arg-type]  # kind is checked on writing
