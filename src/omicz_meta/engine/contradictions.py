"""What a birth number contradicts: its own rule, or the sex and the date of birth that stand beside it in a row.

Only asked where an identity names these columns. A record is not changed by it: nobody can tell which of the two is
wrong. No value is shown, since what is nearly a birth number still names a person.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from omicz_meta.engine.forms import PROBLEMS
from omicz_meta.engine.oracle import Row, evaluate
from omicz_meta.engine.plan import Column, Expression, Identity, walk
from omicz_meta.engine.table import LINE, ROW, Table
from omicz_meta.identifiers import BIRTH_NUMBER_SYSTEM, contradictions
from omicz_meta.problem import code_text

CODES = {"check digit": "V022", "date": "V023", "sex": "X022", "birth date": "X023"}
"""What contradicts, and the problem that tells of it."""

SEXES = {
    **dict.fromkeys(("male", "m", "muž", "1"), "male"),
    **dict.fromkeys(("female", "f", "ž", "z", "žena", "2"), "female"),
}
"""How a column may say the sex; other words are not compared."""

Facts = tuple[str | None, str | None, str | None]


def contradicting(identity: Identity, table: Table, cells: pa.Table, facts: pa.Table) -> pa.Table:
    """V022, V023, X022 and X023 for the rows of a block; `facts` are its rows that name a person."""
    if identity.system != BIRTH_NUMBER_SYSTEM or not (identity.birth_date or identity.sex):
        return PROBLEMS.empty_table()
    at = np.searchsorted(cells[ROW].to_numpy(), facts["row"].to_numpy())
    rows = cells.take(pa.array(at))
    told = dict[Facts, tuple[str, ...]]()
    found: list[dict[str, str | int | None]] = []
    for number, said in enumerate(_said(identity, rows)):
        if said not in told:
            told[said] = _contradictions(identity, said)
        for kind in told[said]:
            found.append(_told(CODES[kind], identity, table, rows, number, facts["local"][number].as_py()))
    return pa.Table.from_pylist(found, schema=PROBLEMS)


def _said(identity: Identity, rows: pa.Table) -> Iterator[Facts]:
    """Number, birth date and sex as the cells have them."""
    born = (
        next((one for one in walk(identity.birth_date) if isinstance(one, Column)), None)
        if identity.birth_date
        else None
    )
    columns = (identity.column, born, identity.sex)
    nothing = pa.nulls(rows.num_rows, pa.string())
    yield from zip(*((rows[one.name] if one else nothing).to_pylist() for one in columns), strict=True)


def _contradictions(identity: Identity, said: Facts) -> tuple[str, ...]:
    number, born, sex = said
    if number is None or number in identity.column.null_tokens:
        return ()
    date = _read(identity.birth_date, born) if identity.birth_date else None
    return contradictions(number, date, SEXES.get((sex or "").strip().lower()))


def _read(expression: Expression, cell: str | None) -> str | None:
    column = next(one for one in walk(expression) if isinstance(one, Column))
    value = evaluate(expression, Row({(None, column.name): cell}, {})).value
    return value if isinstance(value, str) else None


def _told(
    code: str, identity: Identity, table: Table, rows: pa.Table, number: int, local: str
) -> dict[str, str | int | None]:
    slot = identity.people.slots[0]
    return {
        "code": code,
        "severity": code_text(code).severity,
        "source": table.source,
        "file": table.file,
        "row": rows[ROW][number].as_py(),
        "line": rows[LINE][number].as_py(),
        "column": identity.column.name,
        "slot": slot.slot.name,
        "record_class": identity.people.target,
        "record_id": local,
        "rule": identity.people.rule,
    }
