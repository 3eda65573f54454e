"""What a range is stored as: its kind, the values of its enum, the pattern of its type; unions of ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omicz_meta.errors import UsageError
from omicz_meta.schema.build_vocabularies import is_dynamic
from omicz_meta.schema.lexical import TYPES
from omicz_meta.schema.model import Kind
from omicz_meta.schema.refusal import cannot_check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from omicz_meta.schema.build_linkml import Source

CODED = "uriorcurie"
"""What a slot holds whose value set is a part of a code system: codes as CURIEs."""
ANYTHING = "linkml:Any"
NUMBERS = (Kind.INTEGER, Kind.DECIMAL)
KINDS: Mapping[str, Kind] = {
    "PartialDate": Kind.PARTIAL_DATE,
    "Duration": Kind.DURATION,
    "string": Kind.STRING,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "float": Kind.DECIMAL,
    "double": Kind.DECIMAL,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
    "datetime": Kind.DATETIME,
    "uri": Kind.URI,
    "uriorcurie": Kind.CURIE,
    "curie": Kind.CURIE,
    **dict.fromkeys((*TYPES, "jsonpath", "sparqlpath"), Kind.STRING),
}


def kind_of(source: Source, named: str) -> Kind:
    """How values of a range are stored. Raises UsageError for a range that no column holds."""
    view = source.view
    if named in view.all_enums():
        return Kind.CURIE if is_dynamic(view.get_enum(named)) else Kind.ENUM
    if named in view.all_classes():
        return Kind.REFERENCE if source.level(named) else Kind.OBJECT
    found = next((KINDS[name] for name in type_names(source, named) if name in KINDS), None)
    if found is None:
        raise UsageError(f"The range {named} has no physical type; use one of {', '.join(KINDS)}.")
    return found


def type_names(source: Source, named: str) -> tuple[str, ...]:
    """A type and those it is made from, the nearest first; none for what is no type."""
    types = source.view.all_types()
    return tuple(str(name) for name in source.view.type_ancestors(named)) if named in types else ()


def of_type(source: Source, named: str, key: str) -> Iterator[Any]:
    """What a type and those it is made from say under a key, the nearest first."""
    types = source.view.all_types()
    for name in type_names(source, named):
        if key == "pattern":
            yield source.view.resolve_pattern(types[name])
            yield TYPES.get(name)
        else:
            yield getattr(types[name], key)


def type_pattern(source: Source, named: str) -> str | None:
    """The pattern of a type."""
    return next((str(pattern) for pattern in of_type(source, named, "pattern") if pattern is not None), None)


def value_names(source: Source, named: str) -> tuple[str, ...]:
    """The names of the values of an enum, those it inherits first. Raises SchemaRefused for one that has none."""
    return tuple(str(value.text) for value in values_of(source, named))


def values_of(source: Source, named: str) -> tuple[Any, ...]:
    """The values of an enum, those it inherits first. Raises SchemaRefused for one that has none."""
    body = source.view.get_enum(named)
    found = {str(value.text): value for other in body.inherits for value in values_of(source, str(other))}
    found |= {str(name): value for name, value in body.permissible_values.items()}
    if not found:
        raise cannot_check(named, "an enum without values", "name its values, or reachable_from")
    return tuple(found.values())


def slot_kind(source: Source, owner: str, name: str) -> Kind:
    """How the values of a slot of a class are stored."""
    return kind_of(source, slot_range(source, owner, name))


def slot_range(source: Source, owner: str, name: str) -> str:
    """The range whose column holds the values of a slot: its own, or what all ranges of a union go into."""
    slot = source.view.induced_slot(name, owner)
    own = str(slot.range or "string")
    anything = _is_anything(source, own)
    several = list(_ranges_in(slot, None if anything else own))
    if anything:
        if not several:
            raise cannot_check(f"{owner}.{name}", "range Any", "a column holds values of one type")
        return _united(source, f"{owner}.{name}", several)
    by_default = own == str(source.view.schema.default_range or "string")
    return _united(source, f"{owner}.{name}", several) if several and by_default else own


def _is_anything(source: Source, named: str) -> bool:
    return named in source.view.all_classes() and str(source.view.get_class(named).class_uri) == ANYTHING


def _ranges_in(expression: Any, own: str | None) -> Iterator[str]:
    """The ranges that an expression allows, by its branches; a branch that names none allows the slot's own."""
    for one in (*expression.any_of, *expression.exactly_one_of):
        yield from _named_in(one) or ([own] if own else [])
    for one in expression.all_of:
        yield from _named_in(one)


def _named_in(expression: Any) -> list[str]:
    named = [] if expression.range is None else [str(expression.range)]
    return [*named, *_ranges_in(expression, None)]


def _united(source: Source, element: str, named: list[str]) -> str:
    """The range whose column holds the values of all these ranges. Raises SchemaRefused where no column does."""
    if len(set(named)) == 1:
        return named[0]
    kinds = {kind_of(source, one) for one in named}
    enums = source.view.all_enums()
    if any(one in enums and is_dynamic(source.view.get_enum(one)) for one in named):
        raise cannot_check(element, "any_of", "what is looked up in packs cannot be one of several ranges")
    if Kind.REFERENCE in kinds or Kind.OBJECT in kinds:
        raise cannot_check(element, "any_of", "a reference or an object is of one class")
    if kinds <= set(NUMBERS):
        return "decimal" if Kind.DECIMAL in kinds else "integer"
    if kinds & {*NUMBERS, Kind.BOOLEAN}:
        raise cannot_check(element, "any_of", "a column holds numbers, or yes and no, or texts")
    return "string"
