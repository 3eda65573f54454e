"""Reads OBO 1.2 and 1.4 (https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, cast

from omicz_meta.errors import UsageError
from omicz_meta.problem import Problem
from omicz_meta.terms.content import Name, Scope
from omicz_meta.terms.draft import Content, Draft, Drafts, Options
from omicz_meta.terms.formats.broken import broken
from omicz_meta.terms.formats.vocabulary import merge
from omicz_meta.terms.given import Given, lines

_HEADER = re.compile(rb"^(\xef\xbb\xbf)?\s*format-version\s*:", re.MULTILINE)
_QUOTED = re.compile(r'\s*"((?:[^"\\]|\\.)*)"\s*(.*)')
_ESCAPED = re.compile(r"\\(.)")
_SIGNS = MappingProxyType({"n": "\n", "t": "\t", "W": " "})
_SCOPES = ("EXACT", "NARROW", "BROAD", "RELATED")
_LICENCE = (
    "dc:rights",
    "terms:license",
    "dcterms:license",
    "dct:license",
    "http://purl.org/dc/terms/license",
)
_TRAILING = re.compile(r"\s*\{[^{}]*\}\s*$")


class _Clause(NamedTuple):
    line: int
    tag: str
    value: str


class _Broken(ValueError):
    """A clause that is not written as its tag demands."""


def fits(given: Given) -> bool:
    """Whether the file begins as OBO does."""
    head = given.head.lstrip(b"\xef\xbb\xbf\r\n ")
    return head.startswith((b"[Term]", b"format-version")) or _HEADER.search(given.head[:4096]) is not None


def read(given: Given, options: Options) -> Content:
    """Terms of an OBO file; a broken line is told and passed over. Raises UsageError for a broken header."""
    header: dict[str, str] = {}
    drafts, faults = Drafts(), list[Problem]()
    others: dict[str, list[str]] = {}
    for kind, clauses in _stanzas(given, faults):
        if kind == "":
            header = _header(clauses, given.name)
        elif kind == "Term":
            _term(clauses, drafts, others, options, given.name, faults)
    merge(drafts, others)
    return Content(
        drafts.terms(),
        version=header.get("data-version", ""),
        title=header.get("dc:title", ""),
        licence=next((header[name] for name in _LICENCE if name in header), ""),
        problems=tuple(sorted(faults, key=lambda fault: fault.place.line or 0)),
    )


def _stanzas(given: Given, faults: list[Problem]) -> Iterator[tuple[str, list[_Clause]]]:
    """Kind and clauses of each stanza, the header first, its kind empty."""
    kind, clauses = "", list[_Clause]()
    for number, line in lines(given):
        if line.startswith("[") and line.rstrip().endswith("]"):
            yield kind, clauses
            kind, clauses = line.strip()[1:-1], []
            continue
        tag, mark, value = line.partition(":")
        if mark and tag:
            clauses.append(_Clause(number, tag, value.strip()))
        elif line.strip() and not line.startswith("!"):
            if kind == "":
                raise UsageError(_bad_header(given.name, number))
            faults.append(broken(given.name, number))
    yield kind, clauses


def _bad_header(name: str, line: int) -> str:
    return f"{name}, line {line}: the header of this OBO file is broken, so nothing was read; get the file again."


def _header(clauses: list[_Clause], name: str) -> dict[str, str]:
    facts = {one.tag: one.value for one in clauses if one.tag != "property_value"}
    if "format-version" not in facts:
        raise UsageError(_bad_header(name, 1))
    for one in clauses:
        if one.tag == "property_value":
            relation, _, value = one.value.partition(" ")
            quoted = _QUOTED.match(value)
            facts.setdefault(relation, _plain(quoted[1]) if quoted else value.strip())
    return facts


def _term(
    clauses: list[_Clause],
    drafts: Drafts,
    others: dict[str, list[str]],
    options: Options,
    file: str,
    faults: list[Problem],
) -> None:
    named = next((one for one in clauses if one.tag == "id"), None)
    identifier = _identifier(named.value, options) if named else ""
    if not identifier:
        faults.append(broken(file, clauses[0].line - 1 if clauses else 1))
        return
    draft = drafts[identifier]
    for one in clauses:
        try:
            if one.tag == "alt_id":
                others.setdefault(_identifier(one.value, options), []).append(identifier)
            elif (take := _TAGS.get(one.tag)) is not None:
                take(draft, one.value, options)
        except _Broken:
            faults.append(broken(file, one.line))


def _identifier(value: str, options: Options) -> str:
    words = value.split(None, 1)
    if not words:
        raise _Broken
    return options.curie(_plain(words[0]))


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: _SIGNS.get(found[1], found[1]), text) if "\\" in text else text


def _quoted(value: str) -> tuple[str, str]:
    found = _QUOTED.match(value)
    if found is None:
        raise _Broken
    return _plain(found[1]), found[2]


def _name(draft: Draft, value: str, options: Options) -> None:
    text = _TRAILING.sub("", value) if value.endswith("}") and '="' in value else value
    if not text:
        raise _Broken
    draft.names.insert(0, Name(_plain(text), "label", options.language))


def _synonym(draft: Draft, value: str, options: Options) -> None:
    text, rest = _quoted(value)
    scope = rest.split(None, 1)[0] if rest else ""
    draft.names.append(_scoped(text, scope if scope in _SCOPES else "RELATED", options))


def _of_scope(scope: str) -> Callable[[Draft, str, Options], None]:
    """The tags of OBO 1.0, such as exact_synonym."""
    return lambda draft, value, options: draft.names.append(_scoped(_quoted(value)[0], scope, options))


def _scoped(text: str, scope: str, options: Options) -> Name:
    return Name(text, cast(Scope, scope.lower()), options.language)


def _definition(draft: Draft, value: str, _: Options) -> None:
    draft.definition = _quoted(value)[0]


def _obsolete(draft: Draft, value: str, _: Options) -> None:
    word = value.split(None, 1)[0] if value else ""
    if word not in ("true", "false"):
        raise _Broken
    draft.obsolete = word == "true"


def _parent(draft: Draft, value: str, options: Options) -> None:
    draft.parents.append(_identifier(value, options))


def _replacement(draft: Draft, value: str, options: Options) -> None:
    draft.replaced_by.append(_identifier(value, options))


def _alternative(draft: Draft, value: str, options: Options) -> None:
    draft.consider.append(_identifier(value, options))


def _xref(draft: Draft, value: str, _: Options) -> None:
    words = value.split(None, 1)
    if not words:
        raise _Broken
    draft.xrefs.append(_plain(words[0]))


_TAGS: Mapping[str, Callable[[Draft, str, Options], None]] = MappingProxyType(
    {
        "name": _name,
        "synonym": _synonym,
        **{f"{scope.lower()}_synonym": _of_scope(scope) for scope in _SCOPES},
        "def": _definition,
        "is_a": _parent,
        "is_obsolete": _obsolete,
        "replaced_by": _replacement,
        "consider": _alternative,
        "xref": _xref,
    }
)
