"""Finds mapping folders, shipped ones by name and a submission's own by path, and reads all that is in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.errors import UsageError
from omicz_meta.mapping.codesets import code_sets, sets_named
from omicz_meta.mapping.form import Faults, nearest
from omicz_meta.mapping.rules import Mapping
from omicz_meta.mapping.sourcefile import read_source
from omicz_meta.mapping.sssom import PACKED, SUFFIX, read_code_map
from omicz_meta.mapping.systems import SYSTEMS, read_systems, shipped_systems
from omicz_meta.mapping.transformfile import Transform, is_plain_name, read_transform
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
SOURCE, TRANSFORM, UNITS, VIEWS = ".source.yaml", ".transform.yaml", "units.tsv", "views"


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
        for name in _with_included(group, base):
            made = _overlay(made, _folder(name, base, schema, faults))
        return made

    mapping = read(wanted)
    for group in dict.fromkeys(tuple(names) for names in beside.values()):
        sources = tuple(source for source, names in beside.items() if tuple(names) == group)
        mapping = _beside(mapping, read(group), sources)
    named = (*wanted, *chain(*beside.values()))
    return with_sets(replace(mapping, problems=tuple(faults.found)), named, base, packs)


def with_sets(mapping: Mapping, names: Sequence[str | Path], base: Path | None, packs: Lexicon) -> Mapping:
    """The mapping with those sets of mappings of installed packs that its files speak of."""
    if not packs.sets:
        return mapping
    texts = (_content(path).decode("utf-8", "replace") for _, path in _written(names, base))
    sets = code_sets([name for text in texts for name in sets_named(text, packs)], packs)
    own = {source: replace(one, codes={**sets, **one.codes}) for source, one in mapping.own.items()}
    return replace(mapping, codes={**sets, **mapping.codes}, own=own)


def _written(names: Sequence[str | Path], base: Path | None) -> Iterator[tuple[str, Path]]:
    """The files of mappings that people wrote in YAML."""
    return (one for one in mapping_files(names, base) if one[1].suffix in (".yaml", ".yml"))


def _beside(mapping: Mapping, own: Mapping, sources: tuple[str, ...]) -> Mapping:
    """The mapping with one that sources name for themselves; what both have is the common one's for all others."""
    below = replace(own, transforms=(), modifiers=frozenset(), not_taken={}, views={}, sources={}, systems={})
    rules = tuple(replace(rule, sources=sources) for rule in own.transforms)
    return replace(
        _overlay(below, mapping),
        transforms=(*mapping.transforms, *rules),
        own={**mapping.own, **dict.fromkeys(sources, own)},
    )


def mapping_files(names: Sequence[str | Path], base: Path | None = None) -> tuple[tuple[str, Path], ...]:
    """Every file of these mappings and of the code maps that all share, with the name it goes by, in order.

    Whatever lies in the folders is named: a note beside costs nothing, a file forgotten would be a change unseen.

    >>> [name for name, _ in mapping_files(["csv-demo"])][-1]
    'csv-demo/codes/mkn10-orpha.sssom.tsv'
    """
    return tuple((one.name, one.path) for one in mapping_listing(names, base) if one.at_home)


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a mapping, the name it goes by, and whether it lies in its home; a link that leads out is R017."""

    name: str
    path: Path
    at_home: bool


def mapping_listing(names: Sequence[str | Path], base: Path | None = None) -> tuple[Listed, ...]:
    """Whatever lies in the folders of these mappings, also what is not read because it leads out of them."""
    return tuple(_listed(names, base))


def _listed(names: Sequence[str | Path], base: Path | None) -> Iterator[Listed]:
    shared = mappings_folder() / "codes"
    folders = [("codes", shared, shared)]
    for name in _with_included(names, base):
        folder = _find(name, base)
        if folder is not None:
            home = _home(folder, base)
            folders += [(str(name), folder, home)]
            folders += [(f"{name}/{part}", folder / part, home) for part in ("codes", VIEWS)]
    for shown, folder, home in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            at_home = path.resolve().is_relative_to(home.resolve())
            if path.is_file() or not at_home:
                yield Listed(f"{shown}/{path.name}", path, at_home)


def shipped_mappings() -> tuple[str, ...]:
    """Names of the mappings that come with the package.

    >>> "bbmri-cz" in shipped_mappings()
    True
    """
    folders = (entry for entry in mappings_folder().iterdir() if any(entry.glob(f"*{TRANSFORM}")))
    return tuple(sorted(entry.name for entry in folders))


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


def _with_included(names: Sequence[str | Path], base: Path | None) -> tuple[str | Path, ...]:
    """Each mapping behind those that it includes, and each once."""
    found: dict[str | Path, None] = {}

    def add(name: str | Path, above: tuple[str | Path, ...]) -> None:
        for included in _includes(name, base) if name not in above else ():
            add(included, (*above, name))
        found.setdefault(name)

    for name in names:
        add(name, ())
    return tuple(found)


def _content(path: Path) -> bytes:
    """The bytes of a file; none where it cannot be read, which is told where it is read in earnest."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _includes(name: str | Path, base: Path | None) -> Iterator[str]:
    """The mappings that a mapping's transform files include; what is wrong with these files is told elsewhere."""
    folder = _find(name, base)
    if folder is None:
        return
    for path in _files(folder, TRANSFORM, "", _home(folder, base), Faults()):
        if b"includes" in _content(path):
            node, _ = read_yaml(path, path.name)
            found = node.get("includes") if node is not None else None
            listed = () if found is None else found.items if found.shape == "list" else (found,)
            yield from (one.text for one in listed if is_plain_name(one.text))


def _find(name: str | Path, base: Path | None) -> Path | None:
    inside = (base or Path()) / name
    if inside.is_dir():
        return inside
    shipped = mappings_folder() / name
    return shipped if isinstance(name, str) and is_plain_name(name) and shipped.is_dir() else None


def _folder(name: str | Path, base: Path | None, schema: Schema, faults: Faults) -> Mapping:
    folder = _find(name, base)
    shown = str(name).replace("\\", "/").rstrip("/") if not Path(name).is_absolute() else Path(name).name
    if folder is None or not any(folder.glob(f"*{TRANSFORM}")):
        near = nearest(shown, shipped_mappings()) or shipped_mappings()
        why = f"{shown}/*{TRANSFORM}"
        faults.add(Node(shown, 1, 1).problem("M011", shown, candidates=near, looked_in=why))
    if folder is None:
        return Mapping()
    home = _home(folder, base)
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


def _home(folder: Path, base: Path | None) -> Path:
    """What a folder's files may not lead out of: the submission, or the folder itself where it lies elsewhere."""
    return base if base is not None and folder.resolve().is_relative_to(base.resolve()) else folder


def _files(folder: Path, ending: str, shown: str, home: Path, faults: Faults) -> list[Path]:
    """Files of a folder by name. One that a link leads out of `home` (the submission) is R017 and not opened."""
    found = sorted(folder.glob(f"*{ending}"))
    outside = [path for path in found if not path.resolve().is_relative_to(home.resolve())]
    for path in outside:
        faults.add(Node(f"{shown}/{path.name}", 1, 1).problem("R017", path=path.name))
    return [path for path in found if path not in outside]


def _units(folder: Path, shown: str, home: Path, faults: Faults) -> dict[str, str]:
    """The spellings in `units.tsv`; any file that ends so is read, `lab.units.tsv` too."""
    paths = _files(folder, UNITS, shown, home, faults)
    return dict(pair for path in paths for pair in read_units(path, f"{shown}/{path.name}", faults))


def _code_systems(folder: Path, shown: str, home: Path, faults: Faults) -> dict[str, str]:
    """The names of code systems in `systems.tsv`; any file that ends so is read."""
    paths = _files(folder, SYSTEMS, shown, home, faults)
    return dict(pair for path in paths for pair in read_systems(path, f"{shown}/{path.name}", faults))


def _sources(
    folder: Path, shown: str, home: Path, schema: Schema, units: dict[str, str], faults: Faults
) -> dict[str, SourceSpec]:
    sources: dict[str, SourceSpec] = {}
    for path in _files(folder, SOURCE, shown, home, faults):
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
    paths = _files(folder, ".json", shown, home, faults)
    views: dict[str, Plans] = {}
    if paths:
        from omicz_meta.mapping.viewfiles import read_view  # noqa: PLC0415

        for path in paths:
            name, plans = read_view(path, f"{shown}/{path.name}", faults)
            views[name] = _by_version(views.get(name, {}), plans)
    return views


def _transforms(folder: Path, shown: str, home: Path, faults: Faults) -> Iterator[Transform]:
    for path in _files(folder, TRANSFORM, shown, home, faults):
        node = _read(path, shown, faults)
        if node is not None:
            yield read_transform(node, faults)


def _read(path: Path, shown: str, faults: Faults) -> Node | None:
    node, problems = read_yaml(path, f"{shown}/{path.name}")
    for problem in problems:
        faults.add(problem)
    return node


def _code_maps(folder: Path, shown: str, home: Path, faults: Faults) -> dict[str, CodeMap]:
    paths = _files(folder, SUFFIX, shown, home, faults)
    paths += _files(folder, PACKED, shown, home, faults)
    maps = (read_code_map(path, f"{shown}/{path.name}", faults) for path in paths)
    return {code_map.name: code_map for code_map in maps}
