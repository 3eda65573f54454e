"""Reads the HGNC complete set: one gene a row, with its symbol, name, aliases and previous names."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from omicz_meta.problem import Problem
from omicz_meta.terms.content import Name, Scope, Term
from omicz_meta.terms.draft import Content, Options
from omicz_meta.terms.formats.delimited import Row, columns, rows
from omicz_meta.terms.given import Given

_NAMES: MappingProxyType[str, Scope] = MappingProxyType(
    {"symbol": "label", "name": "exact", "alias_symbol": "exact", "alias_name": "exact", "prev_symbol": "related",
     "prev_name": "related"}
)  # fmt: skip
_XREFS = MappingProxyType({"entrez_id": "NCBIGene", "ensembl_gene_id": "ENSEMBL", "omim_id": "OMIM"})


def fits(given: Given) -> bool:
    """Whether the columns are those of HGNC."""
    return set(columns(given)) >= {"hgnc_id", "symbol", "name"}


def read(given: Given, options: Options) -> Content:
    """All genes; the label is the symbol."""
    faults: list[Problem] = []
    terms = tuple(
        Term(
            options.curie(row["hgnc_id"]),
            tuple(dict.fromkeys(_names(row, options.language))),
            obsolete="withdrawn" in row["status"].lower(),
            xrefs=tuple(
                f"{prefix}:{one}" for column, prefix in _XREFS.items() for one in _several(row[column])
            ),
        )
        for row in rows(given, faults)
    )
    return Content(terms, title="HGNC", problems=tuple(faults))


def _names(row: Row, language: str) -> Iterator[Name]:
    for column, scope in _NAMES.items():
        yield from (Name(text, scope, language) for text in _several(row[column]))


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]
