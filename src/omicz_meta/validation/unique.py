"""Records that have the same values in a unique key of their class: X040."""

from __future__ import annotations

import pyarrow as pa

from omicz_meta.engine.checks import Check, Court, Judged
from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.plan import Call, Column
from omicz_meta.engine.repeated import repeated


def repeated_keys(court: Court, judged: Judged) -> pa.Table:
    """Problems of every record but the first of those with one key; a key that failed in part is unknown."""
    definition = court.schema.classes[judged.staged.name]
    parts = [PROBLEMS.empty_table()]
    for key in definition.unique_keys:
        # that all slots of the key are read makes the finding unknown where one of them failed
        together = Call("and", tuple(Call("is_null", (Column(slot),)) for slot in key.slots))
        check = Check("X040", definition.name, key.slots[0], together, f"unique key {key.name}")
        found = repeated(court.connection, judged, key, definition.key or "id")
        parts.append(court.locate(judged, found, (check,)))
    return pa.concat_tables(parts)
