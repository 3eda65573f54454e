"""Finds mapping folders, shipped ones by name and a submission's own by path, and tells what lies in them.

What reads and compiles mappings is not loaded for that: a run whose plan was compiled before needs no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.mapping.form import Faults
from omicz_meta.resources import mappings_folder
from omicz_meta.yamlfile import Node, read_yaml

TRANSFORM, VIEWS = ".transform.yaml", "views"


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
    for name in with_included(names, base):
        folder = find_folder(name, base)
        if folder is not None:
            home = home_of(folder, base)
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


def is_plain_name(name: str) -> bool:
    """Whether a mapping is named, not a way to one.

    >>> is_plain_name("fhir-r4"), is_plain_name("../other")
    (True, False)
    """
    return bool(name) and not set(name) & {"/", "\\"} and name not in (".", "..")


def with_included(names: Sequence[str | Path], base: Path | None) -> tuple[str | Path, ...]:
    """Each mapping behind those that it includes, and each once."""
    found: dict[str | Path, None] = {}

    def add(name: str | Path, above: tuple[str | Path, ...]) -> None:
        for included in _includes(name, base) if name not in above else ():
            add(included, (*above, name))
        found.setdefault(name)

    for name in names:
        add(name, ())
    return tuple(found)


def content_of(path: Path) -> bytes:
    """The bytes of a file; none where it cannot be read, which is told where it is read in earnest."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _includes(name: str | Path, base: Path | None) -> Iterator[str]:
    """The mappings that a mapping's transform files include; what is wrong with these files is told elsewhere."""
    folder = find_folder(name, base)
    if folder is None:
        return
    for path in files_of(folder, TRANSFORM, "", home_of(folder, base), Faults()):
        if b"includes" in content_of(path):
            node, _ = read_yaml(path, path.name)
            found = node.get("includes") if node is not None else None
            listed = () if found is None else found.items if found.shape == "list" else (found,)
            yield from (one.text for one in listed if is_plain_name(one.text))


def find_folder(name: str | Path, base: Path | None) -> Path | None:
    """The folder of a mapping: below `base` where there is one, else the shipped one; None where there is none."""
    inside = (base or Path()) / name
    if inside.is_dir():
        return inside
    shipped = mappings_folder() / name
    return shipped if isinstance(name, str) and is_plain_name(name) and shipped.is_dir() else None


def home_of(folder: Path, base: Path | None) -> Path:
    """What a folder's files may not lead out of: the submission, or the folder itself where it lies elsewhere."""
    return base if base is not None and folder.resolve().is_relative_to(base.resolve()) else folder


def files_of(folder: Path, ending: str, shown: str, home: Path, faults: Faults) -> list[Path]:
    """Files of a folder by name. One that a link leads out of `home` (the submission) is R017 and not opened."""
    found = sorted(folder.glob(f"*{ending}"))
    outside = [path for path in found if not path.resolve().is_relative_to(home.resolve())]
    for path in outside:
        faults.add(Node(f"{shown}/{path.name}", 1, 1).problem("R017", path=path.name))
    return [path for path in found if path not in outside]
