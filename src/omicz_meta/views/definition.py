"""Reads a ViewDefinition of SQL-on-FHIR v2: from JSON to a checked value, each fault with the pointer to its place.

Only form is judged here: keys, their types, names, FHIRPath that can be read. What an expression means depends on the
version of FHIR, and is judged in `views.compiling`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from omicz_meta.engine.resource_block import FhirVersion
from omicz_meta.views.constants import constant_fault, constant_value
from omicz_meta.views.elements import VERSIONS
from omicz_meta.views.fault import EXPRESSION, FORM, Fault
from omicz_meta.views.fhirpath import SyntaxFault, parse
from omicz_meta.views.syntax import Node
from omicz_meta.views.typing import Typed

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
"""Names of columns and constants, so that every database takes them (sql-name of the standard)."""

MAX_DEPTH = 8
"""So deep selects may stand in one another."""

ROW_MAKERS = ("forEach", "forEachOrNull", "repeat")
_ASIDE = frozenset({"id", "extension", "modifierExtension"})
_SELECT_KEYS = ("column", "select", "unionAll", *ROW_MAKERS)
_COLUMN_KEYS = ("name", "path", "type", "collection", "description", "tag")
_WHERE_KEYS = ("path", "description")
_VIEW_KEYS = ("resource", "select", "where", "constant", "resourceType", "fhirVersion")


@dataclass(frozen=True, slots=True)
class Path:
    """An expression that can be read, and where it stands."""

    text: str
    tree: Node
    pointer: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is written: `type` as declared, `cast` the type that a tag asks for."""

    name: str
    path: Path
    pointer: str
    type: str | None = None
    cast: str | None = None
    collection: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """Columns, further selects and branches; `maker` says what rows are made for, by `ways`."""

    pointer: str
    columns: tuple[Column, ...] = ()
    selects: tuple[Select, ...] = ()
    unions: tuple[Select, ...] = ()
    maker: str | None = None
    ways: tuple[Path, ...] = ()

    def names(self) -> Iterator[str]:
        """Names of its columns in the order of the standard: its own, those of selects, those of branches."""
        yield from (column.name for column in self.columns)
        for select in (*self.selects, *self.unions[:1]):
            yield from select.names()


@dataclass(frozen=True, slots=True)
class Definition:
    """A view as it is written, with expressions that can be read."""

    resource: str
    selects: tuple[Select, ...]
    where: tuple[Path, ...] = ()
    constants: Mapping[str, Typed] = field(default_factory=dict)
    versions: tuple[FhirVersion, ...] = ()
    name: str = ""

    def names(self) -> tuple[str, ...]:
        """Names of all columns in order."""
        return tuple(name for select in self.selects for name in select.names())


def read_definition(content: object) -> tuple[Definition, tuple[Fault, ...]]:
    """The view that a JSON value says, and all faults of its form; with faults the view is not complete.

    >>> view = {"resource": "Patient", "select": [{"column": [{"name": "id", "path": "id"}]}]}
    >>> read_definition(view)[0].names()
    ('id',)
    >>> [fault.pointer for fault in read_definition({**view, "where": [{"path": "@@"}]})[1]]
    ['/where/0/path']
    """
    reader = _Reader()
    definition = reader.definition(content)
    return definition, tuple(reader.faults)


class _Reader:
    """Goes through a view and keeps all faults, so that one look finds them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def _fault(self, pointer: str, reason: str, value: str | None = None, like: tuple[str, ...] = ()) -> None:
        self.faults.append(Fault(FORM, pointer, value, reason, like))

    def definition(self, content: object) -> Definition:
        view = self._object(content, "")
        self._top_keys(view)
        resource = view.get("resource")
        if not isinstance(resource, str) or not resource:
            self._fault("/resource", "the type of resource is missing")
        selects = self._selects(view, "select", "", 0)
        if not selects:
            self._fault("/select", "expected a list of at least one select")
        made = Definition(
            resource if isinstance(resource, str) else "",
            selects,
            tuple(self._where(view)),
            dict(self._constants(view)),
            tuple(self._versions(view)),
            str(view.get("name") or ""),
        )
        self._names(made)
        return made

    def _object(self, content: object, pointer: str) -> dict[str, Any]:
        if isinstance(content, dict):
            return content
        self._fault(pointer, "expected an object")
        return {}

    def _list(self, owner: dict[str, Any], key: str, pointer: str) -> list[Any]:
        found = owner.get(key)
        if found is None:
            return []
        if isinstance(found, list):
            return found
        self._fault(f"{pointer}/{key}", "expected a list")
        return []

    def _keys(self, owner: dict[str, Any], known: tuple[str, ...], pointer: str) -> None:
        for key in owner:
            if key not in known and key not in _ASIDE:
                like = tuple(get_close_matches(key, known, n=2))
                self._fault(f"{pointer}/{key}", "there is no such key", key, like)

    def _top_keys(self, view: dict[str, Any]) -> None:
        """A view has many keys that only describe it; but a misspelt `where` would leave out nothing."""
        if view.get("resourceType", "ViewDefinition") != "ViewDefinition":
            self._fault("/resourceType", "this is not a ViewDefinition", str(view["resourceType"]))
        for key in view:
            like = tuple(get_close_matches(key.lower(), _VIEW_KEYS[:4], n=1, cutoff=0.8))
            if like and key not in _VIEW_KEYS:
                self._fault(f"/{key}", "there is no such key", key, like)

    def _selects(self, owner: dict[str, Any], key: str, pointer: str, depth: int) -> tuple[Select, ...]:
        found = self._list(owner, key, pointer)
        return tuple(self._select(one, f"{pointer}/{key}/{at}", depth) for at, one in enumerate(found))

    def _select(self, content: object, pointer: str, depth: int) -> Select:
        if depth > MAX_DEPTH:
            self._fault(pointer, f"nested deeper than {MAX_DEPTH}")
            return Select(pointer)
        owner = self._object(content, pointer)
        self._keys(owner, _SELECT_KEYS, pointer)
        columns = self._list(owner, "column", pointer)
        made = Select(
            pointer,
            tuple(self._columns(columns, f"{pointer}/column")),
            self._selects(owner, "select", pointer, depth + 1),
            self._selects(owner, "unionAll", pointer, depth + 1),
            *self._maker(owner, pointer),
        )
        if isinstance(content, dict) and not any(owner.get(key) for key in _SELECT_KEYS[:3]):
            self._fault(pointer, "expected a column, a select or a unionAll")
        self._same_columns(made)
        return made

    def _maker(self, owner: dict[str, Any], pointer: str) -> tuple[str | None, tuple[Path, ...]]:
        found = [key for key in ROW_MAKERS if owner.get(key) is not None]
        if len(found) > 1:
            self._fault(
                f"{pointer}/{found[1]}", f"beside {found[0]}; only one of them can make rows", found[1]
            )
        if not found:
            return None, ()
        maker = found[0]
        if maker == "repeat":
            ways = self._list(owner, maker, pointer)
            if ways == []:
                self._fault(f"{pointer}/repeat", "expected a list of at least one path")
            paths = [self._path(way, f"{pointer}/repeat/{at}") for at, way in enumerate(ways)]
        else:
            paths = [self._path(owner[maker], f"{pointer}/{maker}")]
        return maker, tuple(path for path in paths if path is not None)

    def _path(self, content: object, pointer: str) -> Path | None:
        if not isinstance(content, str) or not content.strip():
            self._fault(pointer, "expected FHIRPath in a text")
            return None
        try:
            return Path(content, parse(content), pointer)
        except SyntaxFault as fault:
            self.faults.append(Fault(EXPRESSION, pointer, content, fault.reason, (), fault.at))
            return None

    def _columns(self, found: list[Any], pointer: str) -> Iterator[Column]:
        for at, content in enumerate(found):
            here = f"{pointer}/{at}"
            owner = self._object(content, here)
            self._keys(owner, _COLUMN_KEYS, here)
            name = self._name(owner, here)
            path = self._path(owner.get("path"), f"{here}/path")
            declared, collection = owner.get("type"), owner.get("collection", False)
            if not isinstance(declared, str | None):
                self._fault(f"{here}/type", "expected the name of a type")
                declared = None
            if not isinstance(collection, bool):
                self._fault(f"{here}/collection", "expected true or false")
            if path is not None and name is not None:
                yield Column(name, path, here, declared, self._cast(owner, here), collection is True)

    def _name(self, owner: dict[str, Any], pointer: str) -> str | None:
        name = owner.get("name")
        if isinstance(name, str) and NAME.fullmatch(name):
            return name
        reason = "expected a name of letters, digits and underscores that begins with a letter"
        self._fault(f"{pointer}/name", reason, name if isinstance(name, str) else None)
        return None

    def _cast(self, owner: dict[str, Any], pointer: str) -> str | None:
        """What the tag `ansi/type` says; other tags are for others."""
        for at, tag in enumerate(self._list(owner, "tag", pointer)):
            if self._object(tag, f"{pointer}/tag/{at}").get("name") == "ansi/type":
                return str(tag.get("value"))
        return None

    def _same_columns(self, select: Select) -> None:
        """All branches of a union have the same columns in the same order."""
        if not select.unions:
            return
        first, *others = ([*branch.names()] for branch in select.unions)
        for at, names in enumerate(others, start=1):
            if names != first:
                reason = f"expected the columns of the first branch: {', '.join(first)}"
                self._fault(f"{select.pointer}/unionAll/{at}", reason, ", ".join(names))

    def _where(self, view: dict[str, Any]) -> Iterator[Path]:
        for at, content in enumerate(self._list(view, "where", "")):
            owner = self._object(content, f"/where/{at}")
            self._keys(owner, _WHERE_KEYS, f"/where/{at}")
            path = self._path(owner.get("path"), f"/where/{at}/path")
            if path is not None:
                yield path

    def _constants(self, view: dict[str, Any]) -> Iterator[tuple[str, Typed]]:
        for at, content in enumerate(self._list(view, "constant", "")):
            pointer = f"/constant/{at}"
            owner = self._object(content, pointer)
            name = self._name(owner, pointer)
            fault = constant_fault(owner)
            if fault:
                self._fault(pointer, fault, name)
            elif name is not None:
                yield name, constant_value(owner)

    def _versions(self, view: dict[str, Any]) -> Iterator[FhirVersion]:
        """`4.0.1` means R4, `4.3.0` R4B, `5.0.0` R5; what other versions say is passed over."""
        begun: dict[str, FhirVersion] = dict(zip(("4.0", "4.3", "5.0"), VERSIONS, strict=True))
        for version in self._list(view, "fhirVersion", ""):
            if str(version)[:3] in begun:
                yield begun[str(version)[:3]]

    def _names(self, made: Definition) -> None:
        names = made.names()
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._fault("/select", "several columns have this name", name)
