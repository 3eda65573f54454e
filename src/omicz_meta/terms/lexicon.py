"""The vocabularies that codes are looked up in: which pack answers for a prefix, and what it knows of a code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from omicz_meta.engine.codesystems import curie
from omicz_meta.schema import Branch
from omicz_meta.terms.known import known_packs
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.store import Installed, Store
from omicz_meta.terms.succession import Successors, all_steps, followed

PARTIAL = frozenset({"snomed-gps"})
"""Packs that hold a selection of their system: a code that is not there may exist all the same."""

SEVERAL_TIMES = 4
"""A pack with fewer terms than so many times the codes asked for is read as a whole."""

NATIONAL: Mapping[str, str] = MappingProxyType({"MKN10": "ICD10"})
"""Systems that are another one with additions of a country: what the other lacks may be one of these."""

_FACTS = "term.curie, term.nr, term.obsolete, NOT EXISTS (SELECT 1 FROM parent WHERE parent.parent = term.nr)"
_KNOWN = f"SELECT {_FACTS} FROM json_each(?) AS asked JOIN term ON term.curie = asked.value"  # noqa: S608 - no values
_ALL = f"SELECT {_FACTS} FROM term"  # noqa: S608 - no values
_CURRENT = "SELECT curie FROM term WHERE NOT obsolete"
_CURRENT_BELOW = """
SELECT term.curie FROM json_each(?) AS asked JOIN term AS top ON top.curie = asked.value
JOIN ancestor ON ancestor.ancestor = top.nr JOIN term ON term.nr = ancestor.term WHERE NOT term.obsolete
"""
_BELOW = """
SELECT asked.value FROM json_each(?) AS asked
WHERE EXISTS (SELECT 1 FROM json_each(?) AS top
              JOIN ancestor ON ancestor.ancestor = top.value AND ancestor.term = asked.value)
"""
_NAMING = """
SELECT name.folded, term.curie FROM json_each(?) AS asked
JOIN name ON name.folded = asked.value AND name.scope IN ('label', 'exact') JOIN term ON term.nr = name.term
"""
_NEXT = """
SELECT term.curie, successor.kind, successor.curie FROM json_each(?) AS asked
JOIN term ON term.curie = asked.value AND term.obsolete
JOIN successor ON successor.term = term.nr ORDER BY successor.rowid
"""
_RELATED = """
SELECT asked.key FROM json_each(?) AS asked
WHERE EXISTS (SELECT 1 FROM ancestor WHERE ancestor = asked.value ->> 0 AND term = asked.value ->> 1)
   OR EXISTS (SELECT 1 FROM ancestor WHERE ancestor = asked.value ->> 1 AND term = asked.value ->> 0)
"""


class Known(NamedTuple):
    """What a pack knows of a code. `leaf`: no term stands below it. A tuple, since there are as many as codes."""

    number: int
    obsolete: bool
    leaf: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The packs that answer for a prefix, and the prefix that its codes have there.

    `whole`: a code that is not there does not exist; otherwise it may be an addition that these packs do not have.
    """

    prefix: str
    packs: tuple[Installed, ...]
    whole: bool = True

    @property
    def naming_it(self) -> Installed:
        """The pack that a missing code is said to be missing in: one that holds all of its system, if there is one."""
        return next((pack for pack in self.packs if pack.about.name not in PARTIAL), self.packs[0])

    def known(self, codes: Sequence[str]) -> dict[str, tuple[Installed, Known]]:
        """Of these codes (in the prefix of the packs) those that a pack has; of several packs the first tells."""
        found: dict[str, tuple[Installed, Known]] = {}
        for pack in self.packs:
            left = [code for code in codes if code not in found]
            found.update((code, (pack, known)) for code, known in _known(pack, left).items())
        return found


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that is installed to look codes up in, and `sets` of mappings (SSSOM) that translate by their name.

    A value: packs are opened when something is asked.

    >>> Lexicon().vocabulary("HP") is None
    True
    """

    packs: tuple[Installed, ...] = ()
    sets: tuple[Installed, ...] = ()

    @classmethod
    def of(cls, store: Store) -> Lexicon:
        """The packs of a store: those that hold terms or names of terms, and those that hold sets of mappings."""
        found = store.installed()
        looked_up = tuple(one for one in found if one.about.kind != "files")
        return cls(looked_up, tuple(one for one in found if one.about.kind == "files" and _has_sets(one)))

    def speaking_for(self, prefix: str) -> tuple[Installed, ...]:
        """The packs that speak for a prefix, in the order of their names."""
        return tuple(one for one in self.packs if one.about.kind == "terms" and prefix in one.about.prefixes)

    def fingerprints(self) -> tuple[tuple[str, str], ...]:
        """Name of each pack with its version and the SHA-256 of its file."""
        return tuple((one.about.name, fingerprint(one)) for one in self.packs)

    def set_fingerprints(self) -> tuple[tuple[str, str], ...]:
        """The same of the sets of mappings."""
        return tuple((one.about.name, fingerprint(one)) for one in self.sets)

    def vocabulary(self, prefix: str) -> Vocabulary | None:
        """Where codes of a prefix are looked up; None when nothing is installed that could tell."""
        if packs := self.speaking_for(prefix):
            return Vocabulary(prefix, packs, whole=any(one.about.name not in PARTIAL for one in packs))
        other = NATIONAL.get(prefix)
        packs = self.speaking_for(other) if other else ()
        return Vocabulary(other, packs, whole=False) if other and packs else None

    def naming(self, prefix: str, folded: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """The codes of a prefix that have one of these names, as label or exact synonym in any language."""
        vocabulary = self.vocabulary(prefix)
        own = vocabulary.packs if vocabulary else ()
        names = {one.about.name for one in own}
        found: dict[str, set[str]] = {}
        for pack in (*own, *(one for one in self.packs if one.about.extends in names)):
            with Pack(pack.path) as opened:
                for name, code in opened.rows(_NAMING, json.dumps(folded)):
                    found.setdefault(name, set()).add(code)
        return {name: frozenset(codes) for name, codes in found.items()}

    def successors(self, code: str) -> Successors:
        """What a code became in the end: chains of replacements are followed, also into other systems."""
        return self.all_successors([code])[code]

    def all_successors(self, codes: Iterable[str]) -> dict[str, Successors]:
        """The same for many codes, each pack being asked once a step of the chains."""
        wanted = tuple(dict.fromkeys(codes))
        steps = all_steps(wanted, self._following)
        gone = self.obsolete(steps)
        return {code: followed(code, steps, gone) for code in wanted}

    def obsolete(self, codes: Iterable[str]) -> frozenset[str]:
        """Of these codes those that a pack calls obsolete."""
        found: set[str] = set()
        for prefix, own in by_prefix(codes).items():
            vocabulary = self.vocabulary(prefix)
            if vocabulary is not None and vocabulary.prefix == prefix:
                known = vocabulary.known(own)
                found.update(code for code, (_, one) in known.items() if one.obsolete)
        return frozenset(found)

    def _following(self, codes: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """What stands for obsolete codes, by code: kind and target; of several packs the first that says so tells."""
        found: dict[str, list[tuple[str, str]]] = {}
        for prefix, own in by_prefix(codes).items():
            vocabulary = self.vocabulary(prefix)
            for pack in vocabulary.packs if vocabulary else ():
                told: dict[str, list[tuple[str, str]]] = {}
                with Pack(pack.path) as opened:
                    for code, kind, target in opened.rows(_NEXT, json.dumps(own)):
                        told.setdefault(code, []).append((kind, target))
                found = {**told, **found}
        return found


NO_PACKS = Lexicon()


def _has_sets(pack: Installed) -> bool:
    with Pack(pack.path) as opened:
        return bool(opened.rows("SELECT 1 FROM file WHERE path LIKE '%.sssom.tsv%' LIMIT 1"))


def fingerprint(pack: Installed) -> str:
    """The version of a pack and the SHA-256 of its file, which is read for it."""
    with pack.path.open("rb") as file:
        return f"{pack.about.version} {hashlib.file_digest(file, 'sha256').hexdigest()}"


@cache
def pack_of(prefix: str) -> str | None:
    """The pack that has the codes of a prefix, by the name under which `packs add` knows it.

    >>> pack_of("HP"), pack_of("ORPHA"), pack_of("LOCAL")
    ('hp', 'ordo', None)
    """
    known = known_packs().items()
    return next((name for name, one in known if one.kind == "terms" and prefix in one.prefixes), None)


def by_prefix(codes: Iterable[str]) -> dict[str, list[str]]:
    """Codes by what stands before their first colon, in the order in which they come."""
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(code.partition(":")[0], []).append(code)
    return found


def below(pack: Installed, numbers: Iterable[int], tops: Sequence[str]) -> frozenset[int] | None:
    """Of the numbers of terms those below one of the `tops`; None when the pack has none of these."""
    with Pack(pack.path) as opened:
        above = [number for _, number, *_ in opened.rows(_KNOWN, json.dumps(tops))]
        if not above:
            return None
        found = opened.rows(_BELOW, json.dumps(list(numbers)), json.dumps(above))
        return frozenset(number for (number,) in found)


def current_terms(pack: Installed, parts: Sequence[Branch], codes: int) -> list[str]:
    """The terms of some parts of a pack that are not obsolete, where so many codes make reading them worth while."""
    with Pack(pack.path) as opened:
        if not _worth_reading(opened, codes):
            return []
        if any(not part.nodes for part in parts):
            return [code for (code,) in opened.rows(_CURRENT)]
        nodes = json.dumps([node for part in parts for node in part.nodes])
        return [code for (code,) in opened.rows(_CURRENT_BELOW, nodes)]


def related(pack: Installed, pairs: Sequence[tuple[int, int]]) -> list[bool]:
    """Whether the one term of each pair stands above or below the other."""
    with Pack(pack.path) as opened:
        found = {place for (place,) in opened.rows(_RELATED, json.dumps(pairs))}
    return [place in found for place in range(len(pairs))]


def written(code: str, prefix: str) -> str | None:
    """A code as packs write it, under another prefix where its own is a national edition; None without a form.

    >>> written("MKN10:c509", "ICD10"), written("MKN10:i26†", "MKN10")
    ('ICD10:C50.9', 'MKN10:I26')
    """
    return curie(prefix, code.partition(":")[2])


def _known(pack: Installed, codes: Sequence[str]) -> dict[str, Known]:
    """What a pack knows of codes. Where most of its terms are asked for, reading all of them is quicker."""
    if not codes:
        return {}
    with Pack(pack.path) as opened:
        whole = _worth_reading(opened, len(codes))
        rows = opened.rows(_ALL) if whole else opened.rows(_KNOWN, json.dumps(codes))
    asked = set(codes)
    return {row[0]: Known(row[1], bool(row[2]), bool(row[3])) for row in rows if row[0] in asked}


def _worth_reading(pack: Pack, codes: int) -> bool:
    ((terms,),) = pack.rows("SELECT coalesce(max(nr), 0) FROM term")
    return bool(terms < SEVERAL_TIMES * codes)
