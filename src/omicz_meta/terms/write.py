"""Writes a pack: complete or not at all, and the same file for the same content."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from itertools import chain, repeat
from pathlib import Path

from omicz_meta.terms.closure import ancestors
from omicz_meta.terms.content import About, Term
from omicz_meta.terms.folding import fold
from omicz_meta.terms.layout import FORMAT, INDEXES, TABLES


def write_pack(
    path: Path, about: About, terms: Iterable[Term] = (), files: Mapping[str, bytes] | None = None
) -> None:
    """Write a pack; a file of that name is replaced only when all is written. Equal content gives equal bytes.

    Parents that are not among the terms are kept as terms without a name. Raises CyclicHierarchy where a term
    stands above itself, ValueError where a CURIE stands twice, OSError where the disk refuses.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(part)) as connection:
            _fill(connection, about, _whole(terms), files or {})
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _whole(terms: Iterable[Term]) -> list[Term]:
    """The terms in order of their CURIEs, with parents that nobody described."""
    known: dict[str, Term] = {}
    for term in terms:
        if term.curie in known:
            raise ValueError(f"{term.curie} stands twice")
        known[term.curie] = term
    named = {parent for term in known.values() for parent in term.parents}
    known.update({curie: Term(curie) for curie in named - known.keys()})
    return sorted(known.values(), key=lambda term: term.curie)


def _fill(
    connection: sqlite3.Connection, about: About, terms: list[Term], files: Mapping[str, bytes]
) -> None:
    # the file is not anybody's until it is whole, so nothing has to survive a crash
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    for table in TABLES:
        connection.execute(table)
    number = {term.curie: place for place, term in enumerate(terms, 1)}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(_facts(about).items()))
    rows = ((number[t.curie], t.curie, int(t.obsolete), t.definition) for t in terms)
    connection.executemany("INSERT INTO term VALUES (?, ?, ?, ?)", rows)
    names = (
        (number[t.curie], n.text, n.scope, n.language, n.status, fold(n.text)) for t in terms for n in t.names
    )
    connection.executemany(
        "INSERT INTO name(term, text, scope, language, status, folded) VALUES (?, ?, ?, ?, ?, ?)", names
    )
    connection.executemany("INSERT INTO successor VALUES (?, ?, ?)", _successors(terms, number))
    near = {t.curie: t.parents for t in terms}
    pairs = sorted({(number[child], number[p]) for child, parents in near.items() for p in parents})
    connection.executemany("INSERT INTO parent VALUES (?, ?)", pairs)
    connection.executemany("INSERT INTO ancestor VALUES (?, ?)", _closure(near, number))
    connection.executemany(
        "INSERT INTO xref VALUES (?, ?)", ((number[t.curie], x) for t in terms for x in t.xrefs)
    )
    kept = ((path, hashlib.sha256(body).hexdigest(), body) for path, body in sorted(files.items()))
    connection.executemany("INSERT INTO file VALUES (?, ?, ?)", kept)
    for index in INDEXES:
        connection.execute(index)
    connection.commit()


def _closure(near: Mapping[str, Sequence[str]], number: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """Ancestor and term in order, without sorting them all: terms come in the order of their numbers."""
    below: list[list[int]] = [[] for _ in range(len(number) + 1)]
    above = ancestors(near)
    for term, place in number.items():
        for ancestor in above[term]:
            below[number[ancestor]].append(place)
    return chain.from_iterable(zip(repeat(top), places) for top, places in enumerate(below))


def _facts(about: About) -> dict[str, str]:
    facts = {
        key: " ".join(value) if isinstance(value, tuple) else value for key, value in asdict(about).items()
    }
    return {"format": FORMAT, **facts}


def _successors(terms: list[Term], number: Mapping[str, int]) -> Iterator[tuple[int, str, str]]:
    for term in terms:
        yield from ((number[term.curie], "replaced_by", target) for target in term.replaced_by)
        yield from ((number[term.curie], "consider", target) for target in term.consider)
