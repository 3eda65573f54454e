"""From a definition to a plan: every expression judged against the elements of one version of FHIR."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from omicz_meta.engine.resource_block import FhirVersion
from omicz_meta.engine.view_plan import (
    Branches,
    Constant,
    Each,
    Kind,
    Part,
    Recursive,
    Rows,
    ViewColumn,
    ViewPlan,
    Way,
)
from omicz_meta.views import syntax
from omicz_meta.views.cells import PRIMITIVE_PREFIX, column_type, fits_type
from omicz_meta.views.definition import Column, Definition, Path, Select
from omicz_meta.views.elements import element, elements, is_resource, nearest, nearest_resource
from omicz_meta.views.fault import ELEMENT, MEANING, Fault, Refused
from omicz_meta.views.typing import NOTHING, Scope, Typed, kind_of, plain, truth

Meaning = TypeVar("Meaning")


def compile_view(definition: Definition, version: FhirVersion) -> tuple[ViewPlan, tuple[Fault, ...]]:
    """The plan of a view over resources of a version, and all faults; a plan with faults must not be run.

    >>> from omicz_meta.views.definition import read_definition
    >>> view = {"resource": "Patient", "select": [{"column": [{"name": "born", "path": "birthdate"}]}]}
    >>> plan, faults = compile_view(read_definition(view)[0], "R4")
    >>> faults[0].value, faults[0].candidates
    ('birthdate', ('birthDate',))
    """
    if not is_resource(version, definition.resource):
        like = nearest_resource(version, definition.resource)
        fault = Fault(ELEMENT, "/resource", definition.resource, f"resources in {version}", like)
        return ViewPlan(definition.resource, (), Rows(()), ()), (fault,)
    judge = _Judge()
    scope = Scope(version, definition.resource, definition.constants)
    where = [judge.path(one, truth, scope) for one in definition.where]
    rows = judge.merged(definition.selects, scope)
    plan = ViewPlan(
        definition.resource, tuple(one for one in where if one is not None), rows, definition.names()
    )
    return plan, tuple(judge.faults)


@dataclass(slots=True)
class _Judge:
    """Goes through the selects and keeps all faults, so that one look finds them."""

    faults: list[Fault] = field(default_factory=list)

    def path(
        self, path: Path, meaning: Callable[[syntax.Node, Scope], Meaning], scope: Scope
    ) -> Meaning | None:
        """What an expression means, or None when it means nothing and its fault was kept."""
        try:
            return meaning(path.tree, scope)
        except Refused as stop:
            found = stop.fault
            value = found.value or path.text
            self.faults.append(
                Fault(found.code, path.pointer, value, found.reason, found.candidates, found.at)
            )
            return None

    def _fault(self, path: Path, code: str, reason: str, value: str | None, *like: str) -> None:
        self.faults.append(Fault(code, path.pointer, value, reason, like, path.tree.at))

    def merged(self, selects: tuple[Select, ...], scope: Scope) -> Rows:
        """Selects beside each other: those that make no rows of their own only add columns."""
        columns: list[ViewColumn] = []
        parts: list[Part] = []
        for select in selects:
            rows = self._rows(select, scope)
            columns += rows.columns
            parts += rows.parts
        return Rows(tuple(columns), tuple(parts))

    def _rows(self, select: Select, scope: Scope) -> Rows:
        if select.maker is None:
            return self._content(select, scope)
        make = self._recursive if select.maker == "repeat" else self._each
        part = make(select, scope)
        return Rows((), (part,) if part is not None else ())

    def _content(self, select: Select, scope: Scope) -> Rows:
        made = [self._column(column, scope) for column in select.columns]
        inner = self.merged(select.selects, scope)
        branches = tuple(self._rows(one, scope) for one in select.unions)
        self._same_types(select, branches)
        union = (Branches(branches),) if branches else ()
        own = tuple(column for column in made if column is not None)
        return Rows(own + inner.columns, inner.parts + union)

    def _each(self, select: Select, scope: Scope) -> Part | None:
        items = self.path(select.ways[0], plain, scope) if select.ways else None
        if items is None:
            return None
        rows = self._content(select, scope.inside(items.type))
        return Each(items.expr, rows, select.maker == "forEachOrNull")

    def _column(self, column: Column, scope: Scope) -> ViewColumn | None:
        value = self.path(column.path, plain, scope)
        if value is None:
            return None
        if value.type == NOTHING:
            value = Typed(Constant(None, Kind.TEXT), column.type or "string")
        if value.kind is Kind.OBJECT:
            like = tuple(elements(scope.version, value.type))
            reason = f"this is a {value.type}; a column holds one of its elements"
            self._fault(column.path, MEANING, reason, column.path.text, *like[:6])
            return None
        declared = (column.type or value.type).removeprefix(PRIMITIVE_PREFIX)
        if not fits_type(value.kind, declared):
            self._fault(column.path, MEANING, f"this is a {value.type}, not of the declared type", declared)
            return None
        made = column_type(kind_of(declared), column.cast)
        if made is None:
            self._fault(column.path, MEANING, "no type of column that is known", column.cast)
            return None
        return ViewColumn(column.name, value.expr, made, column.collection)

    def _same_types(self, select: Select, branches: tuple[Rows, ...]) -> None:
        """Branches have equal columns; different types under one name would make one column of two kinds."""
        shapes = [
            {column.name: (column.type, column.many) for column in rows.all_columns()} for rows in branches
        ]
        for at, shape in enumerate(shapes[1:], start=1):
            other = [name for name, kind in shape.items() if shapes[0].get(name, kind) != kind]
            if other:
                pointer = f"{select.pointer}/unionAll/{at}"
                reason = "of another type than in the first branch"
                self.faults.append(Fault(MEANING, pointer, other[0], reason))

    def _recursive(self, select: Select, scope: Scope) -> Part | None:
        """All ways from here, and from the kind of element that they reach; they must not reach several."""
        steps = [found for path in select.ways if (found := self.path(path, _steps, scope)) is not None]
        if len(steps) < len(select.ways):
            return None
        first = tuple(filter(None, (_way(one, scope) for one in steps)))
        inside = [scope.inside(kind) for kind in sorted({kind for _, kind in first})]
        further = tuple(filter(None, (_way(one, below) for below in inside for one in steps)))
        for path, one in zip(select.ways, steps, strict=True):
            if not any(_way(one, below) for below in (scope, *inside)):
                like = nearest(scope.version, scope.here, one[0])
                self._fault(path, ELEMENT, f"{scope.here} in {scope.version}", one[0], *like)
        kinds = sorted({kind for _, kind in first + further})
        if len(kinds) == 1:
            rows = self._content(select, scope.inside(kinds[0]))
            return Recursive(tuple(way for way, _ in first), tuple(way for way, _ in further), rows)
        if kinds:
            reason = f"the paths reach elements of several types: {', '.join(kinds)}"
            self._fault(select.ways[0], MEANING, reason, select.ways[0].text)
        return None


def _steps(node: syntax.Node, scope: Scope) -> tuple[str, ...]:
    """The names of the elements on a way that can be gone again and again."""
    match node:
        case syntax.Member(None, name):
            return (name,)
        case syntax.Member(of, name) if of is not None:
            return (*_steps(of, scope), name)
    raise Refused(
        Fault(MEANING, "", None, "repeat takes names of elements with points between them", (), node.at)
    )


def _way(steps: tuple[str, ...], scope: Scope) -> tuple[Way, str] | None:
    """The way from an element, and the type it leads to; None where there is no such way to objects."""
    way: list[tuple[str, bool]] = []
    kind = scope.here
    for step in steps:
        found = element(scope.version, kind, step)
        if found is None or found.choice:
            return None
        way.append((step, found.many))
        kind = found.types[0]
    return (tuple(way), kind) if kind_of(kind) is Kind.OBJECT else None
