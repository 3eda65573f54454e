"""What is wrong with coded values: looked up once for each different one, in the packs that are installed.

All functions are pure: what they answer depends on values, slot and packs alone. The codes of problems that they give
are explained in `codes/`: unknown (T020), obsolete (T021), of another system (T022), outside the branch (T023), named
otherwise (T024), not at leaf level (T025), unverified (T026), without a pack to look them up in (T027).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.schema import Branch, Slot
from omicz_meta.terms.folding import fold
from omicz_meta.terms.lexicon import (
    Known,
    Lexicon,
    Vocabulary,
    below,
    by_prefix,
    current_terms,
    pack_of,
    related,
    written,
)
from omicz_meta.terms.store import Installed

CODED = pa.schema([("value", pa.string()), ("beside", pa.string())])
"""Different values of a coded slot with what stands in its label slot, null where there is none."""

FAULTS = pa.schema([*CODED, ("fault", pa.string()), ("about", pa.string())])
"""Faulty values: the code of the problem, and what it speaks of. A fault without a value is about the whole column."""

Fault = tuple[str | None, str | None, str, str | None]


def code_faults(values: pa.Table, slot: Slot, lexicon: Lexicon) -> pa.Table:
    """What is wrong with different values of a slot, in the form FAULTS; `values` has the form CODED.

    Values that do not fit the pattern of the slot are passed over: that is told already.
    """
    codes = _well_formed(values["value"], slot)
    found = [
        fault for prefix, own in by_prefix(codes).items() for fault in _of_system(prefix, own, slot, lexicon)
    ]
    return _table(found)


def label_faults(values: pa.Table, lexicon: Lexicon) -> pa.Table:
    """Values whose label is the name of another term (T024), in the form FAULTS; `about` is a term so named.

    A name counts in any language of the packs, as label or exact synonym. A label that names no term says nothing,
    and neither does one that names a broader or narrower term.
    """
    pairs = [
        pair for pair in zip(*(values[name].to_pylist() for name in CODED.names), strict=True) if all(pair)
    ]
    found: list[Fault] = []
    for prefix, codes in by_prefix({code for code, _ in pairs}).items():
        own = frozenset(codes)
        found += _misnamed([pair for pair in pairs if pair[0] in own], prefix, lexicon)
    return _table(found)


def known_codes(codes: Iterable[str], vocabulary: Vocabulary) -> frozenset[str]:
    """Those of the codes that a vocabulary has, obsolete ones included, in whatever spelling of their system."""
    return frozenset(term.code for term in _terms(list(codes), vocabulary))


def standing(codes: Iterable[str], lexicon: Lexicon) -> dict[str, str]:
    """Of codes that some pack could know: the pack that was asked, and whether it has them.

    >>> standing(["HP:0001250"], Lexicon())
    {}
    """
    told: dict[str, str] = {}
    for prefix, own in by_prefix(codes).items():
        vocabulary = lexicon.vocabulary(prefix)
        if vocabulary is None:
            continue
        terms = {term.code: term for term in _terms(own, vocabulary)}
        for code in own:
            term = terms.get(code)
            about = (term.pack if term else vocabulary.packs[0]).about
            state = "not found" if term is None else "obsolete" if term.known.obsolete else "known"
            told[code] = f"{about.name} {about.version}: {state}"
    return told


def _table(found: Sequence[Fault]) -> pa.Table:
    columns = list(zip(*found, strict=True)) or [() for _ in FAULTS]
    return pa.table([pa.array(part, pa.string()) for part in columns], schema=FAULTS)


def _well_formed(values: pa.ChunkedArray, slot: Slot) -> list[str]:
    if slot.pattern is not None:
        values = values.filter(pc.match_substring_regex(values, slot.pattern))
    return [code for code in pc.unique(values).to_pylist() if code is not None]


def _of_system(prefix: str, codes: list[str], slot: Slot, lexicon: Lexicon) -> Iterator[Fault]:
    parts = [part for part in slot.vocabularies if part.prefix == prefix]
    if not parts:
        yield from ((code, None, "T022", ", ".join(allowed_systems(slot))) for code in codes)
        return
    vocabulary = lexicon.vocabulary(prefix)
    if vocabulary is None:
        if pack := pack_of(prefix):
            # who has no pack at all is told once, not once for each system
            yield None, None, "T027", pack if lexicon.packs else None
        return
    doubtful = codes if slot.leaf else _doubtful(codes, parts, vocabulary)
    yield from _in_vocabulary(doubtful, parts, vocabulary, leaf=slot.leaf)


def _doubtful(codes: list[str], parts: Sequence[Branch], vocabulary: Vocabulary) -> list[str]:
    """Codes that are not simply current terms of their branch: of most columns few, and only these are looked at."""
    for pack in vocabulary.packs:
        sound = set(current_terms(pack, parts, len(codes)))
        codes = [code for code in codes if code not in sound]
    return codes


def allowed_systems(slot: Slot) -> tuple[str, ...]:
    """The prefixes that codes of a slot may have."""
    return tuple(dict.fromkeys(part.prefix for part in slot.vocabularies))


class _Term(NamedTuple):
    """A code of a column, and what is known of it."""

    code: str
    pack: Installed
    known: Known
    curie: str


def _in_vocabulary(
    codes: list[str], parts: Sequence[Branch], vocabulary: Vocabulary, *, leaf: bool
) -> Iterator[Fault]:
    terms = list(_terms(codes, vocabulary))
    there = {term.code for term in terms}
    lacking = "T020" if vocabulary.whole else "T026"
    name = vocabulary.naming_it.about
    yield from (
        (code, None, lacking, f"{name.name} {name.version}".strip()) for code in codes if code not in there
    )
    yield from ((term.code, None, "T021", None) for term in terms if term.known.obsolete)
    current = [term for term in terms if not term.known.obsolete]
    inside = _inside(current, parts)
    tops = ", ".join(node for part in parts for node in part.nodes)
    yield from ((term.code, None, "T023", tops) for term in current if term.code not in inside)
    if leaf:
        yield from ((term.code, None, "T025", None) for term in current if not term.known.leaf)


def _terms(codes: list[str], vocabulary: Vocabulary) -> Iterator[_Term]:
    """The codes that are there, as they stand or in the spelling of their system."""
    as_they_stand = vocabulary.known(codes)
    spelt = {code: written(code, vocabulary.prefix) for code in codes if code not in as_they_stand}
    others = vocabulary.known([curie for curie in spelt.values() if curie is not None])
    for code in codes:
        curie = spelt.get(code, code)
        found = as_they_stand.get(code) or others.get(curie or "")
        if found is not None and curie is not None:
            yield _Term(code, *found, curie)


def _inside(terms: Sequence[_Term], parts: Sequence[Branch]) -> frozenset[str]:
    """Codes in one of the parts; where a pack has none of the terms that a part begins with, nothing can be said."""
    if any(not part.nodes for part in parts):
        return frozenset(term.code for term in terms)
    found: set[str] = set()
    for pack in {term.pack.about.name: term.pack for term in terms}.values():
        own = {term.known.number: term for term in terms if term.pack is pack}
        for part in parts:
            numbers = below(pack, own, part.nodes)
            found.update(own[number].code for number in (own if numbers is None else numbers))
            if part.include_self:
                found.update(term.code for term in own.values() if term.curie in part.nodes)
    return frozenset(found)


def _misnamed(pairs: Sequence[tuple[str, str]], prefix: str, lexicon: Lexicon) -> Iterator[Fault]:
    vocabulary = lexicon.vocabulary(prefix)
    if vocabulary is None:
        return
    folded = {label: fold(label) for _, label in pairs}
    named = lexicon.naming(prefix, list(dict.fromkeys(folded.values())))
    asked = [(code, label) for code, label in pairs if folded[label] in named]
    terms = {term.code: term for term in _terms(list(dict.fromkeys(code for code, _ in asked)), vocabulary)}
    doubtful = [
        (terms[code], label, named[folded[label]])
        for code, label in asked
        if code in terms and terms[code].curie not in named[folded[label]]
    ]
    kin = _kin([(term, meant) for term, _, meant in doubtful], vocabulary)
    for (term, label, meant), related_ in zip(doubtful, kin, strict=True):
        if not related_:
            yield term.code, label, "T024", ", ".join(sorted(meant))


def _kin(pairs: Sequence[tuple[_Term, frozenset[str]]], vocabulary: Vocabulary) -> list[bool]:
    """For each term whether one of the others stands above or below it in its pack."""
    others = vocabulary.known(sorted(frozenset().union(*(codes for _, codes in pairs))))
    found = [False] * len(pairs)
    for pack in vocabulary.packs:
        asked = [
            (place, term.known.number, others[code][1].number)
            for place, (term, codes) in enumerate(pairs)
            for code in codes
            if term.pack is pack and code in others and others[code][0] is pack
        ]
        for (place, _, _), hit in zip(asked, related(pack, [pair[1:] for pair in asked]), strict=True):
            found[place] = found[place] or hit
    return found
