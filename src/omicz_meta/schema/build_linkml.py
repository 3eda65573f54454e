"""Reads LinkML with all its imports; the only module that imports LinkML, and only inside a function."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.resources import schemas_folder
from omicz_meta.schema.overlays import Overlay, read_overlays
from omicz_meta.schema.refusal import declared_again

if TYPE_CHECKING:
    from collections.abc import Mapping

NATIONAL = "omicz"
ELEMENTS = ("classes", "slots", "enums", "types")


@dataclass(frozen=True, slots=True)
class Source:
    """A LinkML schema that was read: `view` (LinkML's SchemaView) and the overlays that go with it, from `folders`."""

    view: Any
    overlays: tuple[Overlay, ...]
    folders: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that it was read from."""
        named = (part.source_file for part in self.view.schema_map.values())
        return tuple(dict.fromkeys(Path(str(file)).resolve() for file in named if file))

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Every CURIE prefix that is declared, the imported ones first."""
        parts = [
            *reversed([p for p in self.view.schema_map.values() if p is not self.view.schema]),
            self.view.schema,
        ]
        found = {name: prefix.prefix_reference for part in parts for name, prefix in part.prefixes.items()}
        return {name: str(iri) for name, iri in found.items()}

    def annotation(self, owner: str, key: str) -> str | None:
        """An annotation of a class itself, not of the classes it descends from."""
        return plain(self.view.get_class(owner).annotations).get(key)

    def level(self, owner: str) -> str | None:
        """The level of a record class, its own or inherited; None for an inlined type."""
        levels = (self.annotation(name, "level") for name in self.view.class_ancestors(owner))
        return next((level for level in levels if level), None)

    def parents(self, owner: str) -> tuple[str, ...]:
        """The classes a class descends from directly: is_a, then mixins."""
        return tuple(str(name) for name in self.view.class_parents(owner))

    def close_mappings(self, owner: str, slot: str) -> tuple[str, ...]:
        """CURIEs in other standards of a slot as a class uses it."""
        return tuple(str(curie) for curie in self.view.induced_slot(slot, owner).close_mappings)

    def own_uri(self, kind: str, name: str) -> str | None:
        """The CURIE, in its own namespace, of a class or slot that the root schema adds to its imports."""
        root = self.view.schema
        mine = len(self.view.schema_map) > 1 and root.name != NATIONAL and name in getattr(root, kind)
        return f"{root.default_prefix}:{name}" if mine and root.default_prefix in root.prefixes else None

    def slot_annotations(self, owner: str, slot: str) -> dict[str, str]:
        """Annotations of a slot as a class uses it: the slot's own, refined by each ancestor's slot_usage."""
        declared = self.view.all_slots().get(slot)
        merged = plain(declared.annotations) if declared else {}
        for name in reversed(self.view.class_ancestors(owner)):
            body = self.view.get_class(name)
            for place in (body.attributes, body.slot_usage):
                if slot in place:
                    merged |= plain(place[slot].annotations)
        return merged


def plain(annotations: Any) -> dict[str, str]:
    """LinkML annotations as text by key; LinkML holds them in a dictionary or in an object like one."""
    pairs = annotations.items() if isinstance(annotations, dict) else vars(annotations).items()
    return {str(key): str(annotation.value) for key, annotation in pairs}


def read_source(schema: Path) -> Source:
    """Read a LinkML schema and everything it imports; `imports: [omicz]` finds the national model.

    Raises UsageError when the schema cannot be read or declares an imported element again, EnvironmentFault
    when LinkML is not installed.
    """
    if not schema.is_file():
        raise UsageError(f"There is no schema file {schema.name}.")
    home = schemas_folder().resolve()
    path = schema.resolve()
    national = path == home / f"{NATIONAL}.yaml"
    view = _view(path, {} if national else {NATIONAL: str(home / NATIONAL)})
    refuse_declared_again(view)
    _refuse_hidden(view, home)
    shipped = (home,) if national or NATIONAL in view.imports_closure() else ()
    own = (path.parent,) if path.parent != home else ()
    folders = tuple(folder / "use-cases" for folder in (*shipped, *own))
    return Source(view, read_overlays(folders), folders)


def refuse_declared_again(view: Any) -> None:
    """Raise UsageError for a name that two schema files declare: LinkML would silently empty the first."""
    parts = {str(part.source_file): part for part in view.schema_map.values()}
    seen: dict[tuple[str, str], str] = {}
    for part in reversed(parts.values()):
        for element in ((kind, str(name)) for kind in ELEMENTS for name in getattr(part, kind)):
            if element in seen:
                raise declared_again(element[1], seen[element], str(part.name))
            seen[element] = str(part.name)


def _refuse_hidden(view: Any, home: Path) -> None:
    """LinkML tells imports apart by their words: an own parts/common would take the place of the model's."""
    if NATIONAL not in view.schema_map:
        return
    for name, part in view.schema_map.items():
        ours = home / f"{name}.yaml"
        if part is not view.schema and ours.is_file() and Path(part.source_file).resolve() != ours:
            raise UsageError(
                f"The import {name} hides a file of the national model; give your file another name."
            )


def _view(schema: Path, importmap: dict[str, str]) -> Any:
    view_of = _schema_view()
    try:
        view = view_of(str(schema), importmap=importmap)
        view.imports_closure()
    except (OSError, ValueError, TypeError, AttributeError, KeyError, yaml.YAMLError) as fault:
        reason = f"{type(fault).__name__}: {fault}"
        raise UsageError(f"The schema {schema.name} cannot be read. {reason}") from fault
    return view


def _schema_view() -> Any:
    try:
        from linkml_runtime.utils.schemaview import SchemaView  # noqa: PLC0415
    except ImportError as fault:
        message = "Compiling a schema needs LinkML; install it with: pip install 'omicz-meta[schema]'"
        raise EnvironmentFault(message) from fault
    return SchemaView
