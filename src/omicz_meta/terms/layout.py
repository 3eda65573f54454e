"""How a pack is laid out: one SQLite file (https://sqlite.org/appfileformat.html), read without any server."""

from __future__ import annotations

FORMAT = "1"
"""The layout's number; a reader refuses what it does not know."""

SUFFIX = ".pack"

TABLES = (
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # numbered in the order of CURIEs, so that equal content gives equal files
    "CREATE TABLE term(nr INTEGER PRIMARY KEY, curie TEXT NOT NULL, obsolete INTEGER NOT NULL, definition TEXT)",
    "CREATE TABLE name(nr INTEGER PRIMARY KEY, term INTEGER NOT NULL, text TEXT NOT NULL, scope TEXT NOT NULL,"
    " language TEXT NOT NULL, status TEXT, folded TEXT NOT NULL)",
    # kind: replaced_by or consider; targets need not be in the pack
    "CREATE TABLE successor(term INTEGER NOT NULL, kind TEXT NOT NULL, curie TEXT NOT NULL)",
    "CREATE TABLE parent(term INTEGER NOT NULL, parent INTEGER NOT NULL, PRIMARY KEY(term, parent)) WITHOUT ROWID",
    # of every term all that stand above it, itself left out
    "CREATE TABLE ancestor(ancestor INTEGER NOT NULL, term INTEGER NOT NULL, PRIMARY KEY(ancestor, term))"
    " WITHOUT ROWID",
    "CREATE TABLE xref(term INTEGER NOT NULL, curie TEXT NOT NULL)",
    "CREATE TABLE file(path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, content BLOB NOT NULL) WITHOUT ROWID",
)

INDEXES = (
    "CREATE UNIQUE INDEX term_curie ON term(curie)",
    "CREATE INDEX name_folded ON name(folded)",
    "CREATE INDEX name_term ON name(term)",
    "CREATE INDEX successor_term ON successor(term)",
    "CREATE INDEX parent_parent ON parent(parent)",
    "CREATE INDEX xref_term ON xref(term)",
    "CREATE INDEX xref_curie ON xref(curie)",
)
