"""Learns who is who: a first pass over the tables that declare an identity, before any record is made.

Local ids and identifiers are kept as pseudonyms only, so that no identifier stands in a table or file of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.cell import call, column
from omicz_meta.engine.class_kernel import compile_class
from omicz_meta.engine.code_maps import bind_codes
from omicz_meta.engine.contradictions import contradicting
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.kernel import UNREADABLE, PseudonymKey, Scope
from omicz_meta.engine.lookups import LookupFile, read_lookup
from omicz_meta.engine.names import SKIP, VALUE
from omicz_meta.engine.partition import cells_of
from omicz_meta.engine.people import PERSON, Known, Names, People, names_of
from omicz_meta.engine.plan import Identity, Plan
from omicz_meta.engine.prepared import Prepared
from omicz_meta.engine.pseudonyms import Pseudonyms
from omicz_meta.engine.session import Resources, session
from omicz_meta.engine.sharing import placed, shared_by
from omicz_meta.engine.table import LINE, ROW, Table
from omicz_meta.identifiers import known_as
from omicz_meta.problem import code_text

FACTS = "people"
FORM = pa.schema(
    [
        ("source", pa.string()),
        ("local", pa.string()),
        ("system", pa.string()),
        ("person", pa.string()),
        ("identity", pa.int64()),
        ("row", pa.int64()),
        ("line", pa.int64()),
    ]
)
"""What a row says of a person: `person` is null where its identity cell is empty or no identifier."""


Mask = npt.NDArray[np.bool_]


def learn_people(
    plan: Plan,
    tables: Mapping[str, Table],
    lookups: tuple[LookupFile, ...],
    scope: Scope,
    key: PseudonymKey,
    resources: Resources,
) -> tuple[People, pa.Table]:
    """Read the tables that declare an identity; returns who is who and what was found (X007, X008, X009)."""
    with session((), resources, scope.functions.values()) as connection:
        bind_codes(connection, scope.codes)
        connection.from_arrow(FORM.empty_table()).create(FACTS)
        named = {identity.people.table for identity in plan.identities}
        for one in lookups:
            if not named.isdisjoint(one.surplus):
                connection.from_arrow(read_lookup(one.path)).create(one.name)
        wrong: list[pa.Table] = []
        for number, identity in enumerate(plan.identities):
            table = tables[identity.people.table]
            for cells, facts in _facts(connection, identity, table, scope, key):
                wrong.append(placed(contradicting(identity, table, cells, facts), shared_by(table)))
                numbered = facts.set_column(4, FORM.field("identity"), pa.repeat(number, facts.num_rows))
                connection.from_arrow(numbered.select(FORM.names).cast(FORM)).insert_into(FACTS)
        mentions = _Mentions(_first_mentions(connection))
    sources = sorted({tables[identity.people.table].source for identity in plan.identities})
    found = [mentions.problems(code, plan, tables) for code in ("X007", "X008", "X009")]
    return mentions.people(sources), pa.concat_tables([PROBLEMS.empty_table(), *found, *wrong])


def _facts(
    connection: duckdb.DuckDBPyConnection,
    identity: Identity,
    table: Table,
    scope: Scope,
    key: PseudonymKey,
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Blocks as they were read, and what each row of them says of a person."""
    plan, (slot,) = identity.people, identity.people.slots
    kernel = compile_class(connection, plan, scope, faulty=True)
    prepared, pseudonyms = Prepared(connection), Pseudonyms(key)
    for cells in map(cells_of, table.blocks()):
        made = kernel.run(prepared, pseudonyms, cells)
        identifiers = _identifiers(cells[identity.column.name].combine_chunks(), identity)
        known = pseudonyms.of(identifiers, PERSON)
        # a join may not give every row, or give them in another order
        at = np.searchsorted(cells[ROW].to_numpy(), made[ROW].to_numpy())
        facts = pa.table(
            {
                "source": pa.repeat(table.source, made.num_rows),
                "local": made[VALUE + slot.slot.name],
                "system": pa.repeat(identity.system, made.num_rows),
                "person": known.take(pa.array(at)),
                "identity": pa.nulls(made.num_rows, pa.int64()),
                "row": made[ROW],
                "line": made[LINE],
            }
        )
        yield cells, facts.filter(pc.and_(pc.equal(made[SKIP], 0), facts["local"].is_valid()))


def _identifiers(cells: pa.Array, identity: Identity) -> pa.Array:
    """Identifiers with their system, in their one written form; null where a cell holds none."""
    cell = identity.column
    nothing = frozenset(("", *cell.null_tokens, *(token for token, _ in cell.meanings)))
    written = cells.dictionary_encode()
    known = (
        None if text in nothing or text.startswith(UNREADABLE) else known_as(identity.system, text)
        for text in written.dictionary.to_pylist()
    )
    return pa.array(list(known), pa.string()).take(written.indices)


def _first_mentions(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Where each local id is first said to be each person: by source, local id, then place."""
    same = [column(name) for name in ("source", "local", "system", "person")]
    place = call("struct_pack", *(column(name).alias(name) for name in ("identity", "row", "line")))
    facts = connection.table(FACTS).select(*same, place.alias("place"))
    firsts = facts.aggregate([*same, call("min", column("place")).alias("place")])
    return firsts.sort(column("source"), column("local"), column("place")).to_arrow_table()


@dataclass(frozen=True)
class _Mentions:
    """First mentions, one a row: columns as arrays, and what follows from them. A group is one local id of a source."""

    table: pa.Table

    @cached_property
    def source(self) -> npt.NDArray[Any]:
        return np.array(self.table["source"].to_pylist(), "U")

    @cached_property
    def local(self) -> Names:
        return names_of(self.table["local"])

    @cached_property
    def person(self) -> Names:
        return names_of(pc.fill_null(self.table["person"], ""))

    @cached_property
    def starts(self) -> Mask:
        """Where a group begins."""
        changed = (self.source[1:] != self.source[:-1]) | (self.local[1:] != self.local[:-1])
        return np.concatenate([np.ones(min(1, len(self.local)), bool), changed])

    @cached_property
    def telling(self) -> Mask:
        """Rows that name a person; of several systems in a group that which comes first by its address."""
        _, system = np.unique(np.array(self.table["system"].to_pylist(), "U"), return_inverse=True)
        rank = np.where(self.person == b"", len(system), system)
        first = np.minimum.reduceat(rank, np.flatnonzero(self.starts)) if len(rank) else rank
        telling: Mask = (self.person != b"") & (rank == first[self._group])
        return telling

    @cached_property
    def _group(self) -> npt.NDArray[np.int64]:
        return np.cumsum(self.starts) - 1

    @cached_property
    def persons(self) -> npt.NDArray[np.int64]:
        """How many persons each row's local id is said to be."""
        return np.bincount(self._group, weights=self.telling).astype("int64")[self._group]

    @cached_property
    def sure(self) -> npt.NDArray[np.int64]:
        """Rows of local ids that are one person."""
        return np.flatnonzero(self.telling & (self.persons == 1))

    def people(self, sources: Sequence[str]) -> People:
        """Who is who: by the sources that declare an identity, and for all others."""
        own = {name: self._known(self.sure[self.source[self.sure] == name]) for name in sources}
        _, counts = np.unique(self.person[self.sure], return_counts=True)
        return People(own, self._others(), int((counts > 1).sum()))

    def _known(self, rows: npt.NDArray[np.int64]) -> Known:
        ordered = rows[np.argsort(self.local[rows], kind="stable")]
        return Known(self.local[ordered], self.person[ordered])

    def _others(self) -> Known:
        """What a local id means where no identity is declared; nothing where two sources mean two persons by it."""
        local = self.local[self.starts]
        meant = local.copy()
        meant[self._group[self.sure]] = self.person[self.sure]
        order = np.lexsort((meant, local))
        local, meant = local[order], meant[order]
        names, first, counts = np.unique(local, return_index=True, return_counts=True)
        agreed = meant[first] == meant[first + counts - 1]
        return Known(names, np.where(agreed, meant[first], b""))

    def problems(self, code: str, plan: Plan, tables: Mapping[str, Table]) -> pa.Table:
        """What is told with this code, at the first row that shows it."""
        rows = {"X007": self._again, "X008": self._second, "X009": self._unknown}[code]()
        told = [self._row(code, row, plan, tables) for row in rows]
        by_table: dict[str, list[dict[str, str | int | None]]] = {}
        for row, one in zip(rows, told, strict=True):
            by_table.setdefault(self._table(row, plan), []).append(one)
        found = (
            placed(pa.Table.from_pylist(some, schema=PROBLEMS), shared_by(tables[name]))
            for name, some in by_table.items()
        )
        return pa.concat_tables([PROBLEMS.empty_table(), *found])

    def _table(self, row: int, plan: Plan) -> str:
        identity = plan.identities[self.table["place"][row].as_py()["identity"]]
        return str(identity.people.table)

    def _again(self) -> list[int]:
        """Rows in which a source calls a person otherwise than before."""
        place = pc.struct_field(self.table["place"].combine_chunks(), [0]).to_numpy()
        row = pc.struct_field(self.table["place"].combine_chunks(), [1]).to_numpy()
        sure = self.sure
        order = sure[np.lexsort((row[sure], place[sure], self.person[sure], self.source[sure]))]
        source, person = self.source[order], self.person[order]
        found: list[int] = order[1:][(source[1:] == source[:-1]) & (person[1:] == person[:-1])].tolist()
        return found

    def _second(self) -> list[int]:
        """Rows in which a local id is a second person."""
        several = np.flatnonzero(self.telling & (self.persons > 1))
        _, first = np.unique(self._group[several], return_index=True)
        return [int(several[at + 1]) for at in first]

    def _unknown(self) -> list[int]:
        """First rows of local ids without an identifier."""
        found: list[int] = np.flatnonzero(self.starts & (self.persons == 0)).tolist()
        return found

    def _row(
        self, code: str, row: int, plan: Plan, tables: Mapping[str, Table]
    ) -> dict[str, str | int | None]:
        place = self.table["place"][row].as_py()
        identity = plan.identities[place["identity"]]
        table, (slot,) = tables[identity.people.table], identity.people.slots
        name = self.person[row] if code == "X007" else self.local[row]
        return {
            "code": code,
            "severity": code_text(code).severity,
            "source": table.source,
            "file": table.file,
            "row": place["row"],
            "line": place["line"],
            "column": identity.column.name,
            "slot": slot.slot.name,
            "record_class": identity.people.target,
            "record_id": name.decode(),
            "rule": identity.people.rule,
        }
