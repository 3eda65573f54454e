"""Keyed pseudonyms of whole columns: each distinct text is hashed once, by the kernel."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.cell import column
from omicz_meta.engine.cells import letters
from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.engine.kernel_functions import INNER_PAD, OUTER_PAD, hmac_hex, pads

TEXTS = "texts"
KEPT = 65_536
"""So many distinct texts of a domain are remembered, which is what the classes made of one block share."""


def _nothing() -> pa.Array:
    # made only when needed: the first array of a process makes pyarrow load pandas
    return pa.array([], pa.string())


class Pseudonyms:
    """Makes the pseudonyms of one key, `identifiers.keyed_pseudonym`, on one connection; for one thread at a time.

    The key is handed to the connection as variables, bound and never written into a query.

    >>> from omicz_meta.engine.session import session
    >>> with session() as connection:
    ...     pseudonyms = Pseudonyms(connection, PseudonymKey(bytes(32), "node/dataset"))
    ...     pseudonyms.of(pa.array([" P001 ", None]), "Individual").to_pylist()
    ['agjababdinbjjombjmldmanmicpmhdpn', None]
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, key: PseudonymKey) -> None:
        self._connection, self._key = connection, key
        self._known: dict[str, tuple[pa.Array, pa.Array]] = {}
        for variable, pad in zip((INNER_PAD, OUTER_PAD), pads(key.secret), strict=True):
            connection.execute(f"SET VARIABLE {variable} = $1", [pad])

    def of(self, column: pa.Array | pa.ChunkedArray, record_class: str) -> pa.Array:
        """The pseudonyms of texts, or of lists of texts, in the domain of a class; null stays null."""
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if not pa.types.is_list(whole.type):
            return self._texts(whole, self._key.domain(record_class))
        inner = self._texts(whole.values, self._key.domain(record_class))
        return pa.ListArray.from_arrays(
            whole.offsets, inner, mask=whole.is_null() if whole.null_count else None
        )

    def _texts(self, texts: pa.Array, domain: str) -> pa.Array:
        known, names = self._known.get(domain) or (_nothing(), _nothing())
        at = pc.index_in(texts, value_set=known)
        new = pc.unique(texts.filter(pc.and_(at.is_null(), texts.is_valid())))
        if not len(new):
            return names.take(at)
        if len(known) + len(new) > KEPT:
            known, names, new = _nothing(), _nothing(), pc.unique(texts.drop_null())
        known, names = (pa.concat_arrays(pair) for pair in ((known, new), (names, self._hashed(new, domain))))
        self._known[domain] = known, names
        return names.take(pc.index_in(texts, value_set=known))

    def _hashed(self, texts: pa.Array, domain: str) -> pa.Array:
        rows = self._connection.from_arrow(pa.table([texts], names=[TEXTS]))
        made = rows.select(hmac_hex(column(TEXTS), domain).alias(TEXTS)).to_arrow_table()
        return letters(made[TEXTS]).combine_chunks()
