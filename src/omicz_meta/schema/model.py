"""The national model as the run time sees it: classes, slots, inlined types, value sets and overlays.

Read from the committed file that `omicz-meta schema build` compiles from LinkML, so that nothing at run
time imports LinkML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal

from omicz_meta.errors import UsageError
from omicz_meta.resources import schemas_folder
from omicz_meta.schema.constraints import Constraint, UniqueKey, parse_constraint

Requirement = Literal["M", "C", "R", "O"]
Sensitivity = Literal["direct", "quasi", "clinical", "public"]
Text = Mapping[str, str]
ANY_VALUE = "*"


class Kind(StrEnum):
    """How the values of a slot are stored; architecture section 4, physical types."""

    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    PARTIAL_DATE = "partial_date"
    DURATION = "duration"
    URI = "uri"
    CURIE = "curie"
    ENUM = "enum"
    REFERENCE = "reference"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Value:
    """One permissible value of an enum: the name stored in data, its CURIE and its labels."""

    name: str
    meaning: str | None = None
    label: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Enum:
    """A closed value set."""

    name: str
    values: tuple[Value, ...]
    names: tuple[str, ...] = field(init=False)
    """Names of the permissible values, in order."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(value.name for value in self.values))


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a code system: all codes of a prefix or, with `nodes`, those below these terms by is_a.

    The nodes themselves are part of it only with `include_self`.
    """

    prefix: str
    nodes: tuple[str, ...] = ()
    include_self: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as one class (or one inlined type) uses it.

    `target` is the enum, class or inlined type that `kind` speaks of; for scalars the scalar's own name
    (`PartialDate`, `Percentage`). `pattern`, `minimum` and `maximum` hold for every single value. Codes come from one
    of the `vocabularies`, with `leaf` only those with no code below them; `label_slot` is the slot beside that names
    what is coded.
    """

    name: str
    kind: Kind
    target: str
    multivalued: bool
    requirement: Requirement
    sensitivity: Sensitivity = "public"
    absent_allowed: bool = False
    pattern: str | None = None
    minimum: str | None = None
    maximum: str | None = None
    overrides: Mapping[str, Requirement] = field(default_factory=dict)
    title: Text = field(default_factory=dict)
    definition: Text = field(default_factory=dict)
    uri: str | None = None
    note: str | None = None
    vocabularies: tuple[Branch, ...] = ()
    leaf: bool = False
    label_slot: str | None = None

    def required_in(self, use_cases: tuple[str, ...]) -> Requirement:
        """The strictest requirement over the model and the use cases."""
        return min(
            (self.requirement, *(self.overrides[u] for u in use_cases if u in self.overrides)),
            key="MCRO".index,
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule of a class: where `when` (slot -> one of these values) holds, `required` slots must be filled.

    With `any_of` at least one of those slots must be. An empty `when` always holds. For a slot with several
    values one of them is enough; the value `*` stands for any value at all (ANY_VALUE), booleans are `true`
    and `false`. Where a null flavour is allowed, an entry in `absent` fills a slot.
    """

    when: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    use_case: str | None = None


@dataclass(frozen=True, slots=True)
class Minimum:
    """How many records of a class each individual has at least, in a use case.

    `where` limits the persons, `counting` the records that count: slot to values, None being the empty slot.
    """

    use_case: str
    per_individual: int
    where: Mapping[str, tuple[str | None, ...]]
    counting: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClassDefinition:
    """A record class or an inlined type.

    `ancestors` are the record classes it descends from: references to these may name its records.
    """

    name: str
    slots: Mapping[str, Slot]
    key: str | None = None
    level: str | None = None
    records_file: str | None = None
    uri: str | None = None
    conditions: tuple[Condition, ...] = ()
    minima: tuple[Minimum, ...] = ()
    max_per_individual: int | None = None
    constraints: tuple[Constraint, ...] = ()
    unique_keys: tuple[UniqueKey, ...] = ()
    ancestors: tuple[str, ...] = ()
    title: Text = field(default_factory=dict)
    definition: Text = field(default_factory=dict)

    @property
    def snake(self) -> str:
        """The snake_case name: `FamilyRelation` is `family_relation`."""
        return snake_case(self.name)


@dataclass(frozen=True, slots=True)
class Schema:
    """The compiled model."""

    name: str
    version: str
    classes: Mapping[str, ClassDefinition] = field(repr=False)
    objects: Mapping[str, ClassDefinition] = field(repr=False)
    enums: Mapping[str, Enum] = field(repr=False)
    prefixes: Mapping[str, str] = field(repr=False)
    use_cases: tuple[str, ...]

    def class_named(self, name: str) -> ClassDefinition:
        """Find a class by its name or its snake_case form; raises UsageError when there is none.

        >>> load_schema().class_named("individual").name
        'Individual'
        """
        for candidate in self.classes.values():
            if name in (candidate.name, candidate.snake):
                return candidate
        raise UsageError(f"The schema {self.name} has no class {name!r}.")


def snake_case(name: str) -> str:
    """UpperCamelCase to snake_case.

    >>> snake_case("DataAccessPolicy")
    'data_access_policy'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@cache
def load_schema(path: Path | None = None) -> Schema:
    """Load a compiled schema; without a path the national one that is shipped.

    >>> len(load_schema().classes)
    29
    """
    file = path or schemas_folder() / "compiled" / "omicz.json"
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise UsageError(
            f"The compiled schema {file.name} cannot be read; run: omicz-meta schema build"
        ) from fault
    return parse_schema(raw)


def parse_schema(raw: Mapping[str, Any]) -> Schema:
    """Build the model from the compiled JSON; its form stands in docs/reference/compiled-schema.md."""
    return Schema(
        name=raw["name"],
        version=raw["version"],
        classes={name: _class(name, body) for name, body in raw["classes"].items()},
        objects={name: _class(name, body) for name, body in raw["objects"].items()},
        enums={name: _enum(name, values) for name, values in raw["enums"].items()},
        prefixes=raw["prefixes"],
        use_cases=tuple(raw["use_cases"]),
    )


def _enum(name: str, values: list[dict[str, Any]]) -> Enum:
    return Enum(name, tuple(Value(v["name"], v.get("meaning"), v.get("label", {})) for v in values))


def _class(name: str, body: Mapping[str, Any]) -> ClassDefinition:
    simple = {k: body.get(k) for k in ("key", "level", "records_file", "uri", "max_per_individual")}
    return ClassDefinition(
        name=name,
        slots={slot["name"]: _slot(slot) for slot in body["slots"]},
        conditions=tuple(_condition(c) for c in body.get("conditions", ())),
        minima=tuple(_minimum(m) for m in body.get("minima", ())),
        constraints=tuple(parse_constraint(c) for c in body.get("constraints", ())),
        unique_keys=tuple(
            UniqueKey(key["name"], tuple(key["slots"]), key.get("nulls_differ", False))
            for key in body.get("unique_keys", ())
        ),
        ancestors=tuple(body.get("ancestors", ())),
        title=body.get("title", {}),
        definition=body.get("definition", {}),
        **simple,
    )


def _slot(raw: Mapping[str, Any]) -> Slot:
    parts = tuple(
        Branch(part["prefix"], tuple(part.get("nodes", ())), part.get("include_self", False))
        for part in raw.get("vocabularies", ())
    )
    return Slot(**{**raw, "kind": Kind(raw["kind"]), "vocabularies": parts})


def _condition(raw: Mapping[str, Any]) -> Condition:
    return Condition(
        when={slot: tuple(values) for slot, values in raw.get("when", {}).items()},
        required=tuple(raw.get("required", ())),
        any_of=tuple(raw.get("any_of", ())),
        use_case=raw.get("use_case"),
    )


def _minimum(raw: Mapping[str, Any]) -> Minimum:
    where = {slot: tuple(values) for slot, values in raw.get("where", {}).items()}
    counting = {slot: tuple(values) for slot, values in raw.get("counting", {}).items()}
    return Minimum(raw["use_case"], raw["per_individual"], where, counting)
