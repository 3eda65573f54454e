"""What a resource of FHIR says of itself at its top: type, id, version, profiles, and whose it is.

The kernel takes it out of a block of texts at once. Texts that are no JSON give nothing; which of the others are to be
believed is decided by whoever asks (`sources.fhir.sound`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

import duckdb
import pyarrow as pa
from duckdb import Expression as Sql

from omicz_meta.engine.cell import call, case, coalesce, column, constant
from omicz_meta.engine.prepared import Prepared

PERSON_ELEMENTS = ("subject", "patient", "individual", "beneficiary")
"""Elements by which resources say whose they are, where they are of one person."""

_TEXT, _HEAD = "text", "head"
_ALL, _SOME, _HASHED = "all_texts", "some_texts", "hashed_texts"
_OF_PERSON = (("reference",), ("identifier", "system"), ("identifier", "value"))
_WAYS = (
    ("resourceType",),
    ("id",),
    ("meta", "profile"),
    ("fhirVersion",),
    *((name, *way) for name in PERSON_ELEMENTS for way in _OF_PERSON),
)
"""What is looked for, each as the way to it; all in one pass over a text."""


class HeadReader:
    """Takes the heads out of texts of JSON. Its queries are planned once; for one thread at a time.

    >>> with duckdb.connect() as connection:
    ...     found = HeadReader(connection).read(pa.array(['{"resourceType": "Patient", "id": "p1"}', "oops"]))
    >>> found["type"].to_pylist(), found["id"].to_pylist()
    (['Patient', None], ['p1', None])
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._prepared = Prepared(connection)
        ways = (constant(".".join(("$", *way))) for way in _WAYS)
        whole, valid = (
            call("json_extract_string", column(_TEXT), call("list_value", *ways)),
            call("json_valid", column(_TEXT)),
        )
        self._all = _query(connection, _ALL, whole, constant(True))
        self._some = _query(connection, _SOME, case((valid, whole)), valid)
        rows = _table(connection, _HASHED)
        self._hashed = str(rows.select(call("hash", column(_TEXT)).alias("key")).sql_query())

    def read(self, texts: pa.Array) -> pa.Table:
        """One row for each text: type, id, profile, release, person; nulls where there is none.

        `valid` says whether the text is JSON, `key` is the hash of `Type/id`, and `person_key` that of the reference to
        the person; `person_identifier` is system and value of the identifier that stands in its place.
        """
        try:
            return self._prepared.run(self._all, _ALL, _texts(texts))
        except (duckdb.InvalidInputException, UnicodeDecodeError):
            return self._prepared.run(self._some, _SOME, _texts(texts))

    def hashes(self, texts: list[str]) -> list[int]:
        """The hashes of texts as those of `key` and `person_key` are made.

        >>> with duckdb.connect() as connection:
        ...     reader = HeadReader(connection)
        ...     known = reader.read(pa.array(['{"resourceType": "Patient", "id": "p1"}']))
        ...     reader.hashes(["Patient/p1"]) == known["key"].to_pylist()
        True
        """
        found = self._prepared.run(self._hashed, _HASHED, _texts(pa.array(texts, pa.string())))
        return list(found["key"].to_pylist())


class Readers:
    """Readers for some threads, each made when it is first needed.

    >>> with duckdb.connect() as connection, Readers(connection, 2).one() as reader:
    ...     reader.read(pa.array(["{}"]))["valid"].to_pylist()
    [True]
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, threads: int) -> None:
        self._waiting = SimpleQueue[HeadReader | duckdb.DuckDBPyConnection]()
        self._threads = threads
        for _ in range(threads):
            self._waiting.put(connection.cursor())

    def __len__(self) -> int:
        return self._threads

    @contextmanager
    def one(self) -> Iterator[HeadReader]:
        """A reader for the time of the block."""
        waiting = self._waiting.get()
        reader = waiting if isinstance(waiting, HeadReader) else HeadReader(waiting)
        try:
            yield reader
        finally:
            self._waiting.put(reader)


def _texts(texts: pa.Array) -> pa.Table:
    return pa.table({_TEXT: texts})


def _table(connection: duckdb.DuckDBPyConnection, name: str) -> duckdb.DuckDBPyRelation:
    connection.register(name, _texts(pa.array([], pa.string())))
    return connection.table(name)


def _query(connection: duckdb.DuckDBPyConnection, name: str, whole: Sql, valid: Sql) -> str:
    rows = _table(connection, name)
    heads = rows.select(whole.alias(_HEAD), valid.alias("valid"))
    return str(heads.select(*_wanted(), column("valid")).sql_query())


def _of(*way: str) -> Sql:
    return call("list_extract", column(_HEAD), constant(_WAYS.index(way) + 1))


def _wanted() -> tuple[Sql, ...]:
    person = coalesce(*(_of(name, "reference") for name in PERSON_ELEMENTS))
    system, value = (
        coalesce(*(_of(name, "identifier", part) for name in PERSON_ELEMENTS)) for part in ("system", "value")
    )
    return (
        _of("resourceType").alias("type"),
        _of("id").alias("id"),
        _of("meta", "profile").alias("profile"),
        _of("fhirVersion").alias("release"),
        person.alias("person"),
        case((person.isnotnull(), call("hash", person))).alias("person_key"),
        call("concat_ws", constant("|"), system, value).alias("person_identifier"),
        case((_of("id").isnotnull(), _hash_of_key())).alias("key"),
    )


def _hash_of_key() -> Sql:
    return call("hash", call("concat", _of("resourceType"), constant("/"), _of("id")))
