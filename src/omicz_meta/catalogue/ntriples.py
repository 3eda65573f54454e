"""Writes triples as N-Triples (RDF 1.1), one sorted line each: the form that diffs and hashes best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from omicz_meta.catalogue.rdf import Iri, Literal, Term, Triple, ordered

_SPECIAL = re.compile('[\\x00-\\x1f"\\\\\\x7f-\\x9f\\u2028\\u2029\\ufeff]')
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def ntriples(triples: Iterable[Triple]) -> Iterator[str]:
    r"""Yield one line per triple, sorted.

    >>> a = Iri("https://example.org/a")
    >>> print("".join(ntriples([Triple(a, a, Literal("x\ny", language="en"))])), end="")
    <https://example.org/a> <https://example.org/a> "x\ny"@en .
    """
    for triple in ordered(triples):
        yield f"<{triple.subject.value}> <{triple.predicate.value}> {_term(triple.term)} .\n"


def quoted(text: str) -> str:
    """A text between double quotes, escaped as N-Triples and Turtle want it."""
    if _SPECIAL.search(text) is None:
        return f'"{text}"'
    return '"' + _SPECIAL.sub(lambda found: _SHORT.get(found[0], f"\\u{ord(found[0]):04X}"), text) + '"'


def _term(term: Term) -> str:
    if isinstance(term, Iri):
        return f"<{term.value}>"
    return quoted(term.value) + _suffix(term)


def _suffix(literal: Literal) -> str:
    if literal.language:
        return "@" + literal.language
    return f"^^<{literal.datatype}>" if literal.datatype else ""
