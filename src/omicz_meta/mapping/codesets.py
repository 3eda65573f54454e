"""Sets of mappings that are installed as packs: MONDO's, biomappings, or any other SSSOM, used by the pack's name.

`codes: mondo-orphanet` reads such a set from subject to object. `codes: mondo-orphanet:orpha-mondo` takes the rows
between two systems only, and the other way round where that is what is asked: skos:exactMatch is symmetric
(SKOS reference, section 10.3), and a broader match becomes a narrower one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from omicz_meta.engine.plan import CodeMap
from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.listing import content_of, mapping_files
from omicz_meta.mapping.rules import Mapping
from omicz_meta.mapping.sssom import EXACT, PACKED, SUFFIX, code_map
from omicz_meta.terms.lexicon import Lexicon
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.store import Installed

_ALIASES: Lookup[str, str] = MappingProxyType(
    {
        "orphanet": "ORPHA",
        "orphanet.ordo": "ORPHA",
        "ordo": "ORPHA",
        "sctid": "SNOMEDCT",
        "snomed": "SNOMEDCT",
        "icd10who": "ICD10",
        "icd10cm": "ICD10CM",
        "ncbitaxon": "NCBITaxon",
        "ncbigene": "NCBIGene",
        "icdo": "ICDO3",
    }
)
"""What other sets call systems whose codes have another prefix in records."""

_TURNED = MappingProxyType({"skos:broadMatch": "skos:narrowMatch", "skos:narrowMatch": "skos:broadMatch"})
"""The opposites of predicates that have one other than themselves."""


def canonical(curie: str) -> str:
    """A CURIE under the prefix that records use.

    >>> canonical("Orphanet:586"), canonical("mesh:D003550"), canonical("HP:0001250")
    ('ORPHA:586', 'MESH:D003550', 'HP:0001250')
    """
    prefix, colon, local = curie.partition(":")
    if not colon:
        return curie
    return f"{_ALIASES.get(prefix.lower()) or (prefix.upper() if prefix.islower() else prefix)}:{local}"


def with_sets(mapping: Mapping, names: Sequence[str | Path], base: Path | None, packs: Lexicon) -> Mapping:
    """The mapping with those sets of mappings of installed packs that its files speak of."""
    if not packs.sets:
        return mapping
    texts = (content_of(path).decode("utf-8", "replace") for _, path in _written(names, base))
    sets = code_sets([name for text in texts for name in sets_named(text, packs)], packs)
    own = {source: replace(one, codes={**sets, **one.codes}) for source, one in mapping.own.items()}
    return replace(mapping, codes={**sets, **mapping.codes}, own=own)


def _written(names: Sequence[str | Path], base: Path | None) -> Iterator[tuple[str, Path]]:
    """The files of mappings that people wrote in YAML."""
    return (one for one in mapping_files(names, base) if one[1].suffix in (".yaml", ".yml"))


def sets_named(text: str, packs: Lexicon) -> Iterator[str]:
    """The sets that are spoken of in the text of a mapping, each by the name it is called there."""
    for pack in packs.sets:
        for match in re.finditer(
            rf"(?<![\w.-]){re.escape(pack.about.name)}(:[\w.]+-[\w.]+)?(?![\w.-])", text
        ):
            yield match[0]


def code_sets(names: Iterable[str], packs: Lexicon) -> dict[str, CodeMap]:
    """Code maps of installed sets by the names under which a mapping uses them; other names are left out."""
    installed = {pack.about.name: pack for pack in packs.sets}
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        wanted[name.partition(":")[0]].append(name)
    found: dict[str, CodeMap] = {}
    for base, used in wanted.items():
        maps = _read(installed[base]) if base in installed else ()
        found.update((name, _chosen(name, maps, installed[base])) for name in used if maps)
    return found


def _read(pack: Installed) -> tuple[CodeMap, ...]:
    """The sets of a pack. Their faults are not for those who use them."""
    with Pack(pack.path) as opened:
        files = [(path, body) for path, body in opened.files() if path.endswith((SUFFIX, PACKED))]
    return tuple(
        code_map(pack.about.name, body, f"{pack.about.name}/{path}", Faults()) for path, body in files
    )


def _chosen(name: str, maps: tuple[CodeMap, ...], pack: Installed) -> CodeMap:
    """One code map of the rows that a name asks for, with bare codes where all are of one system."""
    rows = [row for one in maps for row in _rows_of(one)]
    _, colon, pair = name.partition(":")
    if colon:
        start, _, end = pair.lower().partition("-")
        rows = [row for row in (*rows, *map(_turned, rows)) if _between(row, start, end)]
    exact: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for source, predicate, target in rows:
        if predicate == EXACT[0]:
            exact[source][target] = None
    certain = {source: next(iter(targets)) for source, targets in exact.items() if len(targets) == 1}
    others = tuple(row for row in dict.fromkeys(rows) if row[1] != EXACT[0] or row[0] not in certain)
    version = next((one.version for one in maps if one.version), None) or pack.about.version or None
    pairs = tuple(_spelt(certain))
    return CodeMap(name, pairs, maps[0].file, version, (0,) * len(pairs), (), others)


def _rows_of(one: CodeMap) -> Iterator[tuple[str, str, str]]:
    exact = ((source, EXACT[0], target) for source, target in one.targets)
    for source, predicate, target in (*exact, *one.proposals):
        # a code without its prefix stands there for cells; here every code is needed once
        if ":" in source:
            yield canonical(source), predicate, canonical(target)


def _turned(row: tuple[str, str, str]) -> tuple[str, str, str]:
    source, predicate, target = row
    return target, _TURNED.get(predicate, predicate), source


def _between(row: tuple[str, str, str], start: str, end: str) -> bool:
    source, target = (code.partition(":")[0].lower() for code in (row[0], row[2]))
    return (source, target) == (start, end)


def _spelt(certain: Lookup[str, str]) -> Iterator[tuple[str, str]]:
    """Codes as a cell may hold them: with their prefix and, where only one system is asked, without it."""
    yield from certain.items()
    if len({source.partition(":")[0] for source in certain}) == 1:
        yield from ((source.partition(":")[2], target) for source, target in certain.items())
