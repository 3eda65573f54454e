"""Reads all that is in mapping folders, and lays one over another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.errors import UsageError
from omicz_meta.mapping.codesets import with_sets
from omicz_meta.mapping.form import Faults, nearest
from omicz_meta.mapping.listing import (
    TRANSFORM,
    VIEWS,
    files_of,
    find_folder,
    home_of,
    shipped_mappings,
    with_included,
)
from omicz_meta.mapping.rules import Mapping
from omicz_meta.mapping.sourcefile import read_source
from omicz_meta.mapping.sssom import PACKED, SUFFIX, read_code_map
from omicz_meta.mapping.systems import SYSTEMS, read_systems, shipped_systems
from omicz_meta.mapping.transformfile import Transform, read_transform
from omicz_meta.mapping.unitfile import read_units
from omicz_meta.resources import mappings_folder
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon
from omicz_meta.yamlfile import Node, read_yaml

if TYPE_CHECKING:
    from omicz_meta.engine.plan import CodeMap
    from omicz_meta.mapping.rules import SourceSpec
    from omicz_meta.mapping.viewfiles import Plans
    from omicz_meta.schema import Schema

NOTHING_BESIDE: Lookup[str, Sequence[str | Path]] = MappingProxyType({})
SOURCE, UNITS = ".source.yaml", "units.tsv"


def load_mapping(
    names: str | Path | Sequence[str | Path],
    *,
    base: Path | None = None,
    schema: Schema,
    beside: Lookup[str, Sequence[str | Path]] = NOTHING_BESIDE,
    packs: Lexicon = NO_PACKS,
) -> Mapping:
    """Read a mapping: a shipped name, a folder, or a list of them where later ones overlay earlier ones.

    What a mapping `includes` lies below it. Lists in `beside` are those that sources name for themselves: what they
    derive stands beside the rest, is for tables of these sources only, and replaces nothing. A relative path is looked
    for in `base`, the submission. Sets of mappings that are named and not in the folders come from `packs`. Never
    raises for bad content: what is wrong stands in `problems`; raises UsageError only when no name is given.

    >>> from omicz_meta.schema import load_schema
    >>> [problem.code for problem in load_mapping("no-such-mapping", schema=load_schema()).problems]
    ['M011']
    """
    wanted = (names,) if isinstance(names, str | Path) else tuple(names)
    if not wanted:
        raise UsageError("No mapping is named; give a folder or the name of a shipped mapping.")
    faults = Faults()
    shared = mappings_folder() / "codes"
    start = Mapping(codes=_code_maps(shared, "codes", shared, faults), systems=shipped_systems())

    def read(group: Sequence[str | Path]) -> Mapping:
        made = start
        for name in with_included(group, base):
            made = _overlay(made, _folder(name, base, schema, faults))
        return made

    mapping = read(wanted)
    for group in dict.fromkeys(tuple(names) for names in beside.values()):
        sources = tuple(source for source, names in beside.items() if tuple(names) == group)
        mapping = _beside(mapping, read(group), sources)
    named = (*wanted, *chain(*beside.values()))
    return with_sets(replace(mapping, problems=tuple(faults.found)), named, base, packs)


def _beside(mapping: Mapping, own: Mapping, sources: tuple[str, ...]) -> Mapping:
    """The mapping with one that sources name for themselves; what both have is the common one's for all others."""
    below = replace(own, transforms=(), modifiers=frozenset(), not_taken={}, views={}, sources={}, systems={})
    rules = tuple(replace(rule, sources=sources) for rule in own.transforms)
    return replace(
        _overlay(below, mapping),
        transforms=(*mapping.transforms, *rules),
        own={**mapping.own, **dict.fromkeys(sources, own)},
    )


def _overlay(below: Mapping, above: Mapping) -> Mapping:
    replaced = {rule.name.text for rule in above.transforms}
    kept = tuple(rule for rule in below.transforms if rule.name.text not in replaced)
    return Mapping(
        sources={**below.sources, **above.sources},
        transforms=(*kept, *above.transforms),
        enums={**below.enums, **above.enums},
        codes={**below.codes, **above.codes},
        units={**below.units, **above.units},
        systems={**below.systems, **above.systems},
        views={
            **below.views,
            **{name: _by_version(below.views.get(name, {}), own) for name, own in above.views.items()},
        },
        modifiers=below.modifiers | above.modifiers,
        not_taken={**below.not_taken, **above.not_taken},
    )


def _by_version(below: Plans, above: Plans) -> Plans:
    """A view for more versions of FHIR than one file says; where the columns are others, it is another view."""
    columns = {plan.columns for plan in (*below.values(), *above.values())}
    return {**below, **above} if len(columns) == 1 else above


def _folder(name: str | Path, base: Path | None, schema: Schema, faults: Faults) -> Mapping:
    folder = find_folder(name, base)
    shown = str(name).replace("\\", "/").rstrip("/") if not Path(name).is_absolute() else Path(name).name
    if folder is None or not any(folder.glob(f"*{TRANSFORM}")):
        near = nearest(shown, shipped_mappings()) or shipped_mappings()
        why = f"{shown}/*{TRANSFORM}"
        faults.add(Node(shown, 1, 1).problem("M011", shown, candidates=near, looked_in=why))
    if folder is None:
        return Mapping()
    home = home_of(folder, base)
    codes = _code_maps(folder / "codes", f"{shown}/codes", home, faults)
    units = _units(folder, shown, home, faults)
    sources = _sources(folder, shown, home, schema, units, faults)
    transforms = tuple(_transforms(folder, shown, home, faults))
    return Mapping(
        sources=sources,
        transforms=tuple(rule for transform in transforms for rule in transform.classes),
        enums={rule.name.text: rule for transform in transforms for rule in transform.enums},
        codes={**codes, **_code_maps(folder, shown, home, faults)},
        units=units,
        systems=_code_systems(folder, shown, home, faults),
        views=_views(folder / VIEWS, f"{shown}/{VIEWS}", home, faults),
        modifiers=frozenset(url for transform in transforms for url in transform.modifiers),
        not_taken={kind: why for transform in transforms for kind, why in transform.not_taken.items()},
    )


def _units(folder: Path, shown: str, home: Path, faults: Faults) -> dict[str, str]:
    """The spellings in `units.tsv`; any file that ends so is read, `lab.units.tsv` too."""
    paths = files_of(folder, UNITS, shown, home, faults)
    return dict(pair for path in paths for pair in read_units(path, f"{shown}/{path.name}", faults))


def _code_systems(folder: Path, shown: str, home: Path, faults: Faults) -> dict[str, str]:
    """The names of code systems in `systems.tsv`; any file that ends so is read."""
    paths = files_of(folder, SYSTEMS, shown, home, faults)
    return dict(pair for path in paths for pair in read_systems(path, f"{shown}/{path.name}", faults))


def _sources(
    folder: Path, shown: str, home: Path, schema: Schema, units: dict[str, str], faults: Faults
) -> dict[str, SourceSpec]:
    sources: dict[str, SourceSpec] = {}
    for path in files_of(folder, SOURCE, shown, home, faults):
        node = _read(path, shown, faults)
        if node is not None:
            spec = read_source(node, path.name.removesuffix(SOURCE), schema, faults, units)
            if spec.name in sources:
                name = node.get("source") or node
                faults.add(name.problem("M001", reason=f"a second source file for {spec.name}"))
            sources[spec.name] = spec
    return sources


def _views(folder: Path, shown: str, home: Path, faults: Faults) -> dict[str, Plans]:
    """The views of a folder; files that say one name are one view, each for the versions of FHIR that it says."""
    # what compiles views is loaded where there are any
    paths = files_of(folder, ".json", shown, home, faults)
    views: dict[str, Plans] = {}
    if paths:
        from omicz_meta.mapping.viewfiles import read_view  # noqa: PLC0415

        for path in paths:
            name, plans = read_view(path, f"{shown}/{path.name}", faults)
            views[name] = _by_version(views.get(name, {}), plans)
    return views


def _transforms(folder: Path, shown: str, home: Path, faults: Faults) -> Iterator[Transform]:
    for path in files_of(folder, TRANSFORM, shown, home, faults):
        node = _read(path, shown, faults)
        if node is not None:
            yield read_transform(node, faults)


def _read(path: Path, shown: str, faults: Faults) -> Node | None:
    node, problems = read_yaml(path, f"{shown}/{path.name}")
    for problem in problems:
        faults.add(problem)
    return node


def _code_maps(folder: Path, shown: str, home: Path, faults: Faults) -> dict[str, CodeMap]:
    paths = files_of(folder, SUFFIX, shown, home, faults)
    paths += files_of(folder, PACKED, shown, home, faults)
    maps = (read_code_map(path, f"{shown}/{path.name}", faults) for path in paths)
    return {code_map.name: code_map for code_map in maps}
