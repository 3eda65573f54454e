"""Functions that only Python can compute: what DuckDB cannot say, and what users bring along for a run.

They run once for each distinct combination of arguments. The kernel calls them as vectorised functions of its session,
the oracle calls the very same Python. An exception, or a result that is not of the declared type, is a note (V020).
"""

from __future__ import annotations

import datetime
import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from omicz_meta.engine.functions import Value, text_of
from omicz_meta.engine.reading import DIGITS_AFTER, DIGITS_BEFORE, DURATION
from omicz_meta.engine.signature import Signature, Type

if TYPE_CHECKING:
    import duckdb

FAILED = "V020"
"""The note of a value for which a function raised an exception or gave something of another type."""

MOST = 100_000
"""So many answers of a function are remembered; beyond, it begins anew."""


Numbers = npt.NDArray[np.int64]
OnNumbers = Callable[[Numbers, list[tuple[Any, ...]], Numbers], tuple[Numbers, npt.NDArray[np.bool_]]]
"""A function over a column of decimals, written without their mark (`DIGITS_AFTER` places), whose other arguments are
the rows at these places. Gives results in the same form, and which of them are there.
"""


@dataclass(frozen=True, slots=True)
class Refused:
    """What a function of ours gives instead of a value: the problem code that says why there is none."""

    code: str


@dataclass(frozen=True, slots=True)
class PythonFunction:
    """A function with a Python meaning alone. It must be pure: the same arguments give the same result.

    Text, partial dates and durations are `str`, whole numbers `int`, decimals `Decimal`, dates `datetime.date`, lists
    `list[str]`. `meaning` gives a value of the declared result, None for nothing, or `Refused`. Where an argument is
    nothing the result is nothing, unless its position is among `sees_absence`. `on_numbers` is a faster way to the same
    results, where there is one; what it does not do is left to `meaning`.

    >>> double = PythonFunction(Signature("double", ("integer",), "integer", "twice as much"), lambda n: 2 * n)
    >>> double.answer((21,)), double.answer((None,)), double.answer(("a",))
    ((42, None), (None, None), (None, 'V020'))
    """

    signature: Signature
    meaning: Callable[..., Any]
    sees_absence: frozenset[int] = frozenset()
    on_numbers: OnNumbers | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """The name mappings use."""
        return self.signature.name

    def answer(self, arguments: Sequence[Value]) -> tuple[Value, str | None]:
        """Value and note for these arguments; dates come and go as ISO text, as in the oracle."""
        if any(part is None and at not in self.sees_absence for at, part in enumerate(arguments)):
            return None, None
        kinds = self.kinds(len(arguments))
        try:
            made = self.meaning(*map(_given, arguments, kinds))
        except Exception:
            # whatever a user's function does with a value, the others go on; the text of it may hold the value
            return None, FAILED
        if isinstance(made, Refused):
            return None, made.code
        if made is None or made == []:
            return None, self.signature.fault
        value = _checked(made, self.signature.result)
        return value, FAILED if value is None else None

    def kinds(self, count: int) -> tuple[Type, ...]:
        """The types of so many arguments."""
        last = len(self.signature.parameters) - 1
        return tuple(self.signature.parameters[min(at, last)] for at in range(count))


def _given(value: Value, kind: Type) -> Any:
    """An argument in the one form a function sees, whichever way it came."""
    if value is None:
        return None
    if kind == "decimal":
        return Decimal(text_of(value))
    if kind == "date":
        return datetime.date.fromisoformat(str(value))
    return [text_of(part) for part in value] if isinstance(value, list) else value


def _checked(value: Any, kind: Type) -> Value:
    """The result as the engine holds it; None when it is not of the type."""
    fits = _RESULTS[kind]
    return fits(value)


def _text(value: Any) -> Value:
    return (
        value if isinstance(value, str) and not any("\ud800" <= sign <= "\udfff" for sign in value) else None
    )


def _integer(value: Any) -> Value:
    whole = isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
    return value if whole else None


def _decimal(value: Any) -> Value:
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    plain = Decimal(text_of(value))
    places = -int(plain.as_tuple().exponent)
    return plain if abs(plain) < Decimal(10) ** DIGITS_BEFORE and places <= DIGITS_AFTER else None


def _boolean(value: Any) -> Value:
    return value if isinstance(value, bool) else None


def _date(value: Any) -> Value:
    return value.isoformat() if type(value) is datetime.date else None


def _partial_date(value: Any) -> Value:
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", value):
        return _date(value)
    try:
        datetime.date.fromisoformat(value + "0000-01-01"[len(value) :])
    except ValueError:
        return None
    return value


def _duration(value: Any) -> Value:
    good = isinstance(value, str) and re.fullmatch(DURATION, value) and not re.fullmatch("P|.*T", value)
    return value if good else None


def _list(value: Any) -> Value:
    if not isinstance(value, list | tuple):
        return None
    texts = [_text(part) for part in value]
    return None if None in texts else texts


_RESULTS: MappingProxyType[Type, Callable[[Any], Value]] = MappingProxyType(
    {
        "text": _text,
        "integer": _integer,
        "decimal": _decimal,
        "boolean": _boolean,
        "date": _date,
        "partial_date": _partial_date,
        "duration": _duration,
        "list": _list,
    }
)

ARROW: MappingProxyType[Type, pa.DataType] = MappingProxyType(
    {
        "text": pa.string(),
        "integer": pa.int64(),
        "decimal": pa.decimal128(38, 12),
        "boolean": pa.bool_(),
        "date": pa.string(),
        "partial_date": pa.string(),
        "duration": pa.string(),
        "list": pa.list_(pa.string()),
    }
)
"""How values pass between DuckDB and Python; dates as ISO text."""

DUCKDB: MappingProxyType[Type, str] = MappingProxyType(
    {"integer": "BIGINT", "decimal": "DECIMAL(38,12)", "boolean": "BOOLEAN", "list": "VARCHAR[]"}
)
"""The DuckDB type of each of these; all others are VARCHAR."""


def duckdb_kind(kind: Type) -> str:
    """The DuckDB type in which a value of this type is handed to Python.

    >>> duckdb_kind("decimal"), duckdb_kind("date")
    ('DECIMAL(38,12)', 'VARCHAR')
    """
    return DUCKDB.get(kind, "VARCHAR")


def bind(connection: duckdb.DuckDBPyConnection, functions: Iterable[PythonFunction]) -> None:
    """Make functions known to a session and its cursors, under `registered_name`."""
    for function in functions:
        for count in _counts(function.signature):
            kinds = function.kinds(count)
            made = f"STRUCT(value {duckdb_kind(function.signature.result)}, note VARCHAR)"
            connection.create_function(
                registered_name(function.name, count),
                _OnColumns(function, kinds),
                [duckdb_kind(kind) for kind in kinds],
                made,
                type="arrow",
                null_handling="special",
            )


MOST_ARGUMENTS = 8
"""A function that takes any number of arguments takes at most so many."""


def _counts(signature: Signature) -> range:
    most = MOST_ARGUMENTS if signature.variadic else len(signature.parameters)
    return range(max(len(signature.parameters) - signature.optional, 1), most + 1)


def registered_name(name: str, count: int) -> str:
    """What a function with so many arguments is called inside a session."""
    return f"python:{name}:{count}"


_RESULT = ("value", "note")


class _OnColumns:
    """A function over columns of arguments, computed once for each distinct row of them; answers are remembered."""

    def __init__(self, function: PythonFunction, kinds: tuple[Type, ...]) -> None:
        self._function, self._kinds = function, kinds
        self._answers: dict[tuple[Any, ...], tuple[Value, str | None]] = {}
        self._lock = Lock()
        # DuckDB counts the parameters it sees
        names = (f"a{number}" for number in range(len(kinds)))
        self.__signature__ = inspect.Signature(
            [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in names]
        )

    def __call__(self, *columns: pa.ChunkedArray) -> pa.StructArray:
        parts = [_whole(column) for column in columns]
        if self._function.on_numbers is None:
            return self._one_by_one(parts)
        numbers, short = _unscaled(parts[0])
        made, done = self._function.on_numbers(numbers, *_distinct(parts[1:]))
        done &= short
        there = pa.StructArray.from_arrays([_scaled(made), pa.nulls(len(made), pa.string())], list(_RESULT))
        if done.all():
            return there
        left = self._one_by_one([part.filter(pa.array(~done)) for part in parts])
        at = np.where(done, np.arange(len(done)), len(done) + np.cumsum(~done) - 1)
        return pa.concat_arrays([there, left]).take(pa.array(at))

    def _one_by_one(self, columns: list[pa.Array]) -> pa.StructArray:
        rows, at = _distinct(columns)
        with self._lock:
            answers = [self._answer(row) for row in rows]
        values = pa.array([value for value, _ in answers], ARROW[self._function.signature.result])
        notes = pa.array([note for _, note in answers], pa.string())
        return pa.StructArray.from_arrays([values.take(at), notes.take(at)], list(_RESULT))

    def _answer(self, row: tuple[Any, ...]) -> tuple[Value, str | None]:
        known = self._answers.get(row)
        if known is None:
            if len(self._answers) >= MOST:
                self._answers.clear()
            parts = [list(part) if isinstance(part, tuple) else part for part in row]
            known = self._answers[row] = self._function.answer(parts)
        return known


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _unscaled(decimals: pa.Array) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Decimals without their mark, and which of them are there and fit; 0 for the others."""
    halves = np.frombuffer(decimals.buffers()[1], "int64").reshape(-1, 2)
    low, high = halves[decimals.offset : decimals.offset + len(decimals)].T
    short = (high == low >> 63) & (low != np.iinfo("int64").min)
    short &= decimals.is_valid().to_numpy(zero_copy_only=False)
    return np.where(short, low, 0), short


def _scaled(numbers: Numbers) -> pa.Array:
    halves = pa.py_buffer(np.stack((numbers, numbers >> 63), axis=1))
    return pa.Array.from_buffers(ARROW["decimal"], len(numbers), [None, halves])


def _distinct(columns: list[pa.Array]) -> tuple[list[tuple[Any, ...]], npt.NDArray[np.int64]]:
    """Distinct rows of some columns, and for each row the position of its like among them."""
    parts = [_encoded(column) for column in columns]
    at: npt.NDArray[np.int64] = np.zeros(len(columns[0]), "int64")
    for values, codes in parts:
        _, at = np.unique(at * (len(values) + 1) + codes, return_inverse=True)
    _, first = np.unique(at, return_index=True)
    rows = [tuple(values[codes[row]] for values, codes in parts) for row in first]
    return rows, at


def _encoded(column: pa.Array) -> tuple[list[Any], npt.NDArray[np.int64]]:
    """Distinct values of a column, lists as tuples, and the position of each row's value among them."""
    if not pa.types.is_list(column.type):
        encoded = column.dictionary_encode(null_encoding="encode")
        return encoded.dictionary.to_pylist(), encoded.indices.to_numpy().astype("int64")
    rows = [None if row is None else tuple(row) for row in column.to_pylist()]
    places = {row: place for place, row in enumerate(dict.fromkeys(rows))}
    return list(places), np.array([places[row] for row in rows], "int64")


def by_name(functions: Iterable[PythonFunction]) -> Mapping[str, PythonFunction]:
    """Functions by their names."""
    return MappingProxyType({function.name: function for function in functions})
