"""From what was handed over to the content of a pack: every file by its format, all files together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, replace
from itertools import chain
from pathlib import PurePosixPath

from omicz_meta.errors import UsageError
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.terms.content import Term
from omicz_meta.terms.draft import Content, Draft, Drafts, Options
from omicz_meta.terms.formats.table import Format, recognised
from omicz_meta.terms.given import Delivery, Given

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBERS = re.compile(r"\bv?(\d+(?:\.\d+)+)\b")
_CURIE = re.compile(r"([^\s:/]+):[^\s/]")
FILES_MOST = 512 * 1024 * 1024


def read(given: Delivery, options: Options) -> Content:
    """The terms or names of all files that are vocabularies.

    Raises UsageError where none is one, or where terms and translations are mixed.
    """
    found = [(one, form) for one in given.files if (form := recognised(one)) is not None]
    if not found:
        raise UsageError(
            f"{given.name} is none of the vocabularies that are read; `packs add --help` names the formats."
        )
    contents = [_content(one, form, options) for one, form in found]
    return _told(_joined(contents, given.name), given.name)


def _content(given: Given, form: Format, options: Options) -> Content:
    """Readers take a file at its word; one that breaks its format where they do not look is refused whole."""
    try:
        return _textual(form.read(given, options))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError) as fault:
        raise UsageError(
            f"{given.name} looks like {form.name} but is not as that format demands; get the file again."
        ) from fault


def _textual(content: Content) -> Content:
    """The content; raises ValueError where JSON had something else in place of a text."""
    for term in content.terms:
        lists = (term.parents, term.replaced_by, term.consider, term.xrefs)
        texts = (term.curie, term.definition or "", *(name.text for name in term.names), *chain(*lists))
        if not term.curie or not all(isinstance(text, str) for text in texts):
            raise ValueError("not a text")
    return content


def plain_files(given: Delivery) -> dict[str, bytes]:
    """All files as they are, by path, for a pack of kind `files`. Raises UsageError where they are too large."""
    kept: dict[str, bytes] = {}
    left = FILES_MOST
    for one in given.files:
        kept[_inner(one.name)] = one.data
        left -= len(one.data)
        if left < 0:
            raise UsageError(
                f"{given.name} holds more than {FILES_MOST >> 20} MiB; give only what belongs in the pack."
            )
    return kept


def plain_version(stated: str) -> str:
    """The date or the numbers in what a file says of its version; else the text as it is.

    >>> plain_version("hp/releases/2025-01-16"), plain_version("http://www.ebi.ac.uk/efo/releases/v3.90.0/efo.owl")
    ('2025-01-16', '3.90.0')
    """
    numbers = _DATE.search(stated) or _NUMBERS.search(stated)
    return (numbers[numbers.lastindex or 0] if numbers else stated.strip())[:64]


def usual_prefix(terms: Iterable[Term]) -> tuple[str, ...]:
    """The prefix that most terms have."""
    found = Counter(part[1] for term in terms if term.names and (part := _CURIE.match(term.curie)))
    return tuple(prefix for prefix, _ in found.most_common(1))


def _joined(contents: list[Content], name: str) -> Content:
    if len({content.kind for content in contents}) > 1:
        raise UsageError(f"{name} mixes a vocabulary with translations; make one pack of each.")
    if len(contents) == 1 and _each_once(contents[0]):
        return contents[0]
    drafts = Drafts()
    for content in contents:
        for term in content.terms:
            _absorb(drafts[term.curie], term)
    first = next((one for one in contents if one.version), contents[0])
    problems = tuple(problem for content in contents for problem in content.problems)
    return replace(first, terms=drafts.terms(), problems=problems)


def _each_once(content: Content) -> bool:
    return len({term.curie for term in content.terms}) == len(content.terms)


def _absorb(draft: Draft, term: Term) -> None:
    for one in fields(Term):
        value = getattr(term, one.name)
        if isinstance(value, tuple):
            getattr(draft, one.name).extend(value)
    draft.obsolete |= term.obsolete
    draft.definition = draft.definition or term.definition


def _told(content: Content, file: str) -> Content:
    """What can be said of the terms themselves: how many of them nobody could find by a name."""
    unnamed = sum(1 for term in content.terms if not term.names and not term.obsolete)
    if not unnamed or content.kind != "terms":
        return content
    return replace(content, problems=(*content.problems, Problem("T030", Place(file=file), count=unnamed)))


def _inner(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise UsageError("The archive has a path that leads out of it; nothing was installed.")
    return str(path)
