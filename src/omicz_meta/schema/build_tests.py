"""Turns what LinkML says of single values (pattern, bounds, equals, any_of ...) into the JSON form of a value test."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.schema.build_ranges import NUMBERS, kind_of, type_names, type_pattern, value_names
from omicz_meta.schema.lexical import PATTERNS
from omicz_meta.schema.model import Kind
from omicz_meta.schema.refusal import cannot_check

if TYPE_CHECKING:
    from omicz_meta.schema.build_linkml import Source

Node = dict[str, Any]
GROUPS = ("any_of", "all_of", "exactly_one_of", "none_of")
OF_TEXTS = ("pattern", "structured_pattern", "equals_string", "equals_string_in")
OF_NUMBERS = ("minimum_value", "maximum_value", "equals_number")
AS_TEXT = (
    Kind.STRING,
    Kind.ENUM,
    Kind.URI,
    Kind.CURIE,
    Kind.PARTIAL_DATE,
    Kind.DURATION,
    Kind.REFERENCE,
    Kind.DATE,
    Kind.BOOLEAN,
)
TOLD = frozenset(
    (
        *("name", "title", "description", "comments", "notes", "todos", "see_also", "aliases", "examples"),
        *(
            "annotations",
            "extensions",
            "from_schema",
            "alt_descriptions",
            "structured_aliases",
            "conforms_to",
        ),
        *(
            "in_language",
            "source",
            "rank",
            "keywords",
            "exact_mappings",
            "close_mappings",
            "related_mappings",
        ),
        *("narrow_mappings", "broad_mappings", "mappings"),
    )
)
"""What is said for people and other standards: nothing that a record could contradict."""


def stated(element: Any) -> dict[str, Any]:
    """What an element of a schema says, without what it says for people.

    A false flag and an empty list say nothing; a nought does.
    """
    return {
        key: value
        for key, value in vars(element).items()
        if key not in TOLD and not key.startswith("_") and not _is_nothing(value)
    }


def _is_nothing(value: Any) -> bool:
    empty_object = hasattr(value, "__dict__") and not vars(value) and not isinstance(value, str)
    return value is None or value is False or (isinstance(value, list | dict) and not value) or empty_object


def value_test(source: Source, element: str, expression: Any, kind: Kind) -> Node:
    """The test of single values that a slot, a type or an anonymous expression states; empty for none.

    Raises SchemaRefused for what does not go together with the kind of the values.
    """
    said = stated(expression)
    _refuse_unfit(element, said, kind)
    pattern = source.view.resolve_pattern(expression) if "structured_pattern" in said else said.get("pattern")
    equals = [str(said[name]) for name in ("equals_string", "equals_number") if name in said]
    if len(equals) > 1:
        raise cannot_check(element, "equals_string", "it cannot go together with equals_number")
    body: Node = {
        "pattern": checked_pattern(element, pattern),
        "minimum": checked_number(element, "minimum_value", said.get("minimum_value")),
        "maximum": checked_number(element, "maximum_value", said.get("maximum_value")),
        "equals": equals or [str(text) for text in said.get("equals_string_in", ())],
        **{group: [_branch(source, element, one, kind) for one in said.get(group, ())] for group in GROUPS},
    }
    found = {key: value for key, value in body.items() if value not in (None, [])}
    if "equals_string" in said and "equals_string_in" in said:
        alternatives = [str(text) for text in said["equals_string_in"]]
        found["all_of"] = [*found.get("all_of", []), {"equals": alternatives}]
    return found


def _refuse_unfit(element: str, said: Node, kind: Kind) -> None:
    for names, kinds in ((OF_TEXTS, AS_TEXT), (OF_NUMBERS, NUMBERS)):
        odd = [name for name in names if name in said]
        if odd and kind not in kinds:
            raise cannot_check(element, odd[0], f"its values are of kind {kind}")


def _branch(source: Source, element: str, expression: Any, kind: Kind) -> Node:
    known = {*OF_TEXTS, *OF_NUMBERS, *GROUPS, "range"}
    odd = [name for name in stated(expression) if name not in known]
    if odd:
        raise cannot_check(element, odd[0], "inside any_of, all_of, exactly_one_of and none_of of a slot")
    test = value_test(source, element, expression, kind)
    if expression.range is None:
        return test
    parts = [part for part in (range_test(source, element, str(expression.range), kind), test) if part]
    return parts[0] if len(parts) == 1 else {"all_of": parts} if parts else {}


def range_test(source: Source, element: str, named: str, kind: Kind) -> Node:
    """What a range asks of values that are stored in a column of a kind; empty where the column holds no others."""
    own = kind_of(source, named)
    if own is Kind.ENUM:
        return {"equals": list(value_names(source, named))}
    if own is Kind.INTEGER:
        return {"whole": True, **type_test(source, element, named, own)} if kind is Kind.DECIMAL else {}
    if (kind in NUMBERS) is not (own in NUMBERS) or Kind.OBJECT in (kind, own):
        raise cannot_check(element, "range", f"{named} beside values of kind {kind}")
    pattern = type_pattern(source, named) or PATTERNS.get(own)
    asked = {"pattern": pattern} if pattern and kind in AS_TEXT else {}
    return asked | type_test(source, element, named, own)


def type_test(source: Source, element: str, named: str, kind: Kind) -> Node:
    """What the type of a range says of single values beside its pattern and bounds: equals, any_of and the like."""
    parts = []
    for name in type_names(source, named):
        definition = source.view.all_types()[name]
        if "union_of" in stated(definition):
            raise cannot_check(name, "union_of", "say any_of with a range each in the slot")
        test = value_test(source, element, definition, kind) if _says_more(definition) else {}
        parts += [{key: value for key, value in test.items() if key not in ("pattern", "minimum", "maximum")}]
    parts = [part for part in parts if part]
    return parts[0] if len(parts) == 1 else {"all_of": parts} if parts else {}


def _says_more(definition: Any) -> bool:
    return bool(stated(definition).keys() & {"equals_string", "equals_string_in", "equals_number", *GROUPS})


def checked_pattern(element: str, pattern: Any) -> str | None:
    """A pattern that the kernel reads. Raises SchemaRefused for one that needs more (looking ahead, references)."""
    if pattern is None:
        return None
    try:
        pc.match_substring_regex(pa.array([""]), str(pattern))
    except pa.ArrowInvalid as fault:
        raise cannot_check(element, "pattern", "it is none of the language RE2") from fault
    return str(pattern)


def checked_number(element: str, feature: str, value: Any) -> str | None:
    """A bound as text. Raises SchemaRefused for one that is no number."""
    if value is None:
        return None
    try:
        return str(Decimal(str(value)))
    except InvalidOperation as fault:
        raise cannot_check(element, feature, "it is no number") from fault
