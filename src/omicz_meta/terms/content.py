"""What a pack holds, as values: facts about the pack, terms with their names, files kept as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PackKind = Literal["terms", "names", "files"]
"""`terms` is a vocabulary; `names` adds names to terms of another pack, as a translation does; `files` stay whole."""

Scope = Literal["label", "exact", "narrow", "broad", "related"]
"""How near a name is to its term, after oboInOwl: the label, or a synonym that is exact, narrower, broader, related."""


@dataclass(frozen=True, slots=True)
class About:
    """Facts about a pack, all of them kept in it.

    `prefixes` are those that the pack speaks for: a code with one of them that is not in the pack does not exist.
    `extends` names the pack whose terms a pack of names belongs to. `licence` is an SPDX identifier or a short name,
    `notice` what whoever carries the pack must be shown. `source` says where the content came from, `sha256` what
    its file hashed to.
    """

    name: str
    version: str
    kind: PackKind = "terms"
    title: str = ""
    licence: str = ""
    notice: str = ""
    source: str = ""
    sha256: str = ""
    prefixes: tuple[str, ...] = ()
    extends: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a term, verbatim. `language` is a BCP 47 tag; `status` what its translator said (OFFICIAL ...)."""

    text: str
    scope: Scope = "exact"
    language: str = "en"
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a vocabulary, by CURIE. Labels are names of scope `label`, at most one a language.

    `replaced_by` is what an obsolete term became, `consider` what may stand in for it; an identifier that was merged
    into another term is an obsolete term replaced by it. Related terms are CURIEs; they need not be in the same pack.
    """

    curie: str
    names: tuple[Name, ...] = ()
    parents: tuple[str, ...] = ()
    obsolete: bool = False
    replaced_by: tuple[str, ...] = ()
    consider: tuple[str, ...] = ()
    xrefs: tuple[str, ...] = ()
    definition: str | None = None

    def label(self, language: str = "en") -> str | None:
        """The label in a language.

        >>> Term("HP:0001250", (Name("Seizure", "label"), Name("Záchvat", "label", "cs"))).label("cs")
        'Záchvat'
        """
        named = (name.text for name in self.names if name.scope == "label" and name.language == language)
        return next(named, None)
