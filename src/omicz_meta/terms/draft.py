"""Terms while they are put together from a file that speaks of each of them in several places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from omicz_meta.problem import Problem
from omicz_meta.terms.content import Name, PackKind, Term

T = TypeVar("T")


@dataclass(slots=True)
class Draft:
    """A term that is still growing."""

    curie: str
    names: list[Name] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    obsolete: bool = False
    replaced_by: list[str] = field(default_factory=list)
    consider: list[str] = field(default_factory=list)
    xrefs: list[str] = field(default_factory=list)
    definition: str | None = None

    def term(self) -> Term:
        """The term: nothing twice, and one label a language; a further label is an exact name."""
        return Term(
            self.curie,
            tuple(_one_label(_once(self.names))),
            tuple(_once(self.parents)),
            self.obsolete,
            tuple(_once(self.replaced_by)),
            tuple(_once(self.consider)),
            tuple(_once(self.xrefs)),
            self.definition,
        )


class Drafts(dict[str, Draft]):
    """Drafts by CURIE; one that is asked for is there."""

    def __missing__(self, curie: str) -> Draft:
        self[curie] = Draft(curie)
        return self[curie]

    def terms(self) -> tuple[Term, ...]:
        """All terms."""
        return tuple(draft.term() for draft in self.values())


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader is told beside the file.

    `prefix` goes before codes that have none, `iris` gives the prefix of addresses that begin alike, `language` is that
    of names whose file states none. `known` has the labels of the pack that names belong to, `infer` asks for a
    reasoner.
    """

    prefix: str = ""
    iris: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    known: Mapping[str, str] = field(default_factory=dict)
    infer: bool = False

    def curie(self, code: str) -> str:
        """The CURIE of a code or address as a file writes it.

        >>> options = Options("MKN10", {"http://edamontology.org/": "EDAM"})
        >>> options.curie("A00.1"), options.curie("http://purl.obolibrary.org/obo/HP_0000118")
        ('MKN10:A00.1', 'HP:0000118')
        >>> options.curie("http://edamontology.org/format_2330"), options.curie("https://example.org/x")
        ('EDAM:format_2330', 'https://example.org/x')
        """
        if "://" in code:
            return self._of_address(code)
        return f"{self.prefix}:{code}" if self.prefix and ":" not in code else code

    def _of_address(self, address: str) -> str:
        start = next((one for one in self.iris if address.startswith(one)), None)
        if start is not None:
            return f"{self.iris[start]}:{address.removeprefix(start)}"
        prefix, mark, local = address.rpartition("/")[2].rpartition("#")[2].partition("_")
        return f"{prefix}:{local}" if mark and address.startswith(OBO) else address


OBO = "http://purl.obolibrary.org/obo/"


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found in a file: terms, what the file says about itself, and what was told on the way."""

    terms: tuple[Term, ...] = ()
    kind: PackKind = "terms"
    version: str = ""
    title: str = ""
    licence: str = ""
    problems: tuple[Problem, ...] = ()


def _once(several: list[T]) -> Iterable[T]:
    return dict.fromkeys(several) if len(several) > 1 else several


def _one_label(names: Iterable[Name]) -> Iterator[Name]:
    labelled: set[str] = set()
    for name in names:
        if name.scope != "label":
            yield name
        elif name.language in labelled:
            yield replace(name, scope="exact")
        else:
            labelled.add(name.language)
            yield name
