"""Calls in `expr`: functions of the closed library, checked against their signatures, and what looks like one."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from omicz_meta.engine.codesystems import CODE_SYSTEMS
from omicz_meta.engine.plan import (
    Absent,
    Call,
    Case,
    Constant,
    Each,
    Expression,
    Item,
    Recode,
    Split,
    Translate,
)
from omicz_meta.engine.signature import Signature, Type
from omicz_meta.engine.signatures import SIGNATURES
from omicz_meta.mapping.form import nearest
from omicz_meta.mapping.sourcefile import check_flavour
from omicz_meta.mapping.typed import NOTHING, NUMBERS, Typed, all_declared, common_type
from omicz_meta.mapping.written import written_fault
from omicz_meta.schema import Kind

if TYPE_CHECKING:
    from omicz_meta.mapping.scope import Scope
    from omicz_meta.yamlfile import Node

WITH_WORDS = MappingProxyType(
    {
        "absent": ("one null flavour, as in absent('NASK')", False),
        "col": ("one column name, as in col('a b')", False),
        "slot": ("one slot name, as in slot('birth_date')", False),
        "split": ("a text and a separator, as in split({x}, ',')", True),
        "lookup": ("a text and the name of a code map, as in lookup({x}, 'dg')", True),
        "concept": ("a code and its system, as in concept({x}, 'SNOMEDCT')", True),
    }
)
"""Syntax that looks like a function and ends in a written word: what it expects, whether a value comes first."""

WORDS = (*SIGNATURES, *WITH_WORDS, "case", "between", "quantity", "coding", "preferred", "without")
"""Every word of the expression language that is followed by a bracket."""

LINKML_MAP_NAMES = MappingProxyType(
    {
        "strip": ("trim",),
        "int": ("integer",),
        "float": ("decimal",),
    }
)
"""What functions of linkml-map are called here."""

Wrong = Callable[..., Typed]


def joined(name: str, parts: list[Typed]) -> Typed:
    """`and`, `or`, `not` over conditions."""
    return Typed(Call(name, tuple(part.expression for part in parts)), "boolean")


def call(signature: Signature, arguments: list[Typed], words: tuple[object, ...], wrong: Wrong) -> Typed:
    """A library function applied to its arguments; over a list it is applied to every element."""
    name = signature.name
    if not signature.accepts(len(arguments)):
        return wrong(function=name, expected=_expected(signature), found=f"{len(arguments)} arguments")
    first = arguments[0]
    if first.type == "list" and "list" not in signature.parameters:
        inner = call(signature, [Typed(Item(), first.item), *arguments[1:]], words, wrong)
        return Typed(Each(first.expression, inner.expression), "list", inner.type)
    fitting: list[Typed] = []
    for position, argument in enumerate(arguments):
        wanted = signature.parameters[min(position, len(signature.parameters) - 1)]
        fit = argument.standing_for(wanted)
        if fit is None or (fit.type == "list") != (wanted == "list"):
            return wrong(function=name, expected=_expected(signature), found=argument.type)
        fitting.append(fit)
    if signature.written is not None:
        fault = written_fault(name, words[signature.written :])
        if fault is not None:
            return wrong(function=name, **fault)
    return _typed(signature, fitting, wrong)


def _typed(signature: Signature, arguments: list[Typed], wrong: Wrong) -> Typed:
    made = Call(signature.name, tuple(argument.expression for argument in arguments))
    if signature.name == "coalesce":
        return _coalesced(made, arguments, wrong)
    if "list" in signature.parameters:
        return _of_list(signature, made, arguments, wrong)
    if signature.result == "list":
        return Typed(Each(made, Item()), "list", "text")
    whole = signature.name in STAYING_WHOLE and all(argument.type == "integer" for argument in arguments)
    whole = whole or (signature.name == "round" and len(arguments) == 1)
    return Typed(made, "integer" if whole else signature.result)


STAYING_WHOLE = frozenset({"add", "subtract", "multiply", "abs"})
"""Functions that make a whole number of whole numbers."""

OF_ANY_LIST = frozenset({"len", "first", "last", "min", "max", "sorted", "unique"})
"""Functions over lists of anything; all others take lists of texts, and `sum` numbers."""


def _of_list(signature: Signature, made: Call, arguments: list[Typed], wrong: Wrong) -> Typed:
    """A function over a list. What it gives is of the type of the elements, unless it says otherwise."""
    items = tuple(argument.item for argument in arguments if argument.type == "list")
    allowed = NUMBERS if signature.name == "sum" else ("text", "any", "partial_date", "duration")
    if signature.name not in OF_ANY_LIST and not all(item in allowed for item in items):
        expected = "a list of numbers" if signature.name == "sum" else "a list of texts"
        return wrong(function=signature.name, expected=expected, found=f"a list of {items[0]}")
    if signature.result == "list":
        return Typed(Each(made, Item()), "list", items[0])
    return Typed(made, items[0] if signature.result == "any" else signature.result)


def _coalesced(made: Call, arguments: list[Typed], wrong: Wrong) -> Typed:
    kind, read = common_type(arguments), all_declared(arguments)
    declared = None
    if read is not None:
        joint = common_type(read) or "any"
        declared = Typed(Call("coalesce", tuple(part.expression for part in read)), joint)
    if kind is None:
        return declared or wrong(function="coalesce", expected="values of one type", found="several types")
    return Typed(made, kind, declared=declared)


def is_text_list(value: Typed) -> bool:
    """Whether this is a list of texts."""
    return value.type == "list" and value.item in ("text", "any")


def preferred(listed: Typed, prefixes: list[str]) -> Typed:
    """The first CURIE of a list with one of these prefixes, asked for in this order; else the first of all."""
    begins = (Call("startswith", (Item(), Constant(f"{prefix}:"))) for prefix in prefixes)
    of_prefix = (Each(listed.expression, Case(((begin, Item()),))) for begin in begins)
    firsts = tuple(Call("first", (one,)) for one in (*of_prefix, listed.expression))
    return Typed(Call("coalesce", firsts), "text")


def without(listed: Typed, value: Typed) -> Typed:
    """A list without one value; what is wrong with other elements is still told."""
    same = Call("eq", (Item(), value.expression))
    return Typed(Each(listed.expression, Case(((same, Constant(None)),), Item())), "list", listed.item)


def _expected(signature: Signature) -> str:
    names: list[str] = list(signature.parameters)
    for position in range(1, signature.optional + 1):
        names[-position] = f"[{names[-position]}]"
    return f"({', '.join(names)}{' ...' if signature.variadic else ''})"


def with_word(name: str, value: Typed, word: str, place: Node, scope: Scope) -> Typed:
    """`absent('NI')`, `col('a b')`, `slot('x')`, `split(x, ',')`, `lookup(x, 'dg')`, `concept(x, 'HPO')`."""
    if name == "absent":
        check_flavour(
            _named(place, word), scope.schema, scope.faults, scope.slot.name if scope.slot else None
        )
        return Typed(Absent(word), "any")
    if name == "col":
        origin = scope.origin(word, place)
        return origin.typed if origin else NOTHING
    if name == "slot":
        return _earlier(word, place, scope)
    if not value.fits("text") and not (value.type == "list" and value.item in ("text", "any")):
        scope.faults.add(
            place.problem("M008", name, function=name, expected=WITH_WORDS[name][0], found=value.type)
        )
        return NOTHING
    if name == "split":
        return Typed(Split(value.expression, word), "list", "text")
    if name == "concept":
        return _concept(value, word, place, scope)
    return _lookup(value, word, place, scope)


def _named(place: Node, word: str) -> Node:
    return type(place)(place.file, place.line, place.column, value=word, text=word)


def _earlier(word: str, place: Node, scope: Scope) -> Typed:
    if word not in scope.earlier:
        near = nearest(word, scope.earlier)
        scope.faults.add(place.problem("M004", word, candidates=near))
        return NOTHING
    return scope.earlier[word]


def _lookup(value: Typed, word: str, place: Node, scope: Scope) -> Typed:
    check_code_map(word, place, scope)
    if value.type == "list":
        return Typed(Each(value.expression, Translate(Item(), word)), "list", "text")
    return Typed(Translate(value.expression, word), "text")


def _concept(value: Typed, word: str, place: Node, scope: Scope) -> Typed:
    """A code, and in a slot with a value set the value that has this code for its meaning (else V008)."""
    if word not in CODE_SYSTEMS:
        near = nearest(word, CODE_SYSTEMS) or tuple(CODE_SYSTEMS)
        expected = "a known code system"
        scope.faults.add(
            place.problem("M008", word, function="concept", expected=expected, found=word, candidates=near)
        )
        return NOTHING

    def meant(part: Expression) -> Expression:
        code = Call("code", (part, Constant(word)))
        values = (
            scope.schema.enums[scope.slot.target].values
            if scope.slot and scope.slot.kind is Kind.ENUM
            else ()
        )
        pairs = tuple((one.meaning, one.name) for one in values if one.meaning)
        return Recode(code, pairs, "V008") if values else code

    if value.type == "list":
        return Typed(Each(value.expression, meant(Item())), "list", "text")
    return Typed(meant(value.expression), "text")


def check_code_map(name: str, place: Node, scope: Scope) -> None:
    """A code map that is used must be there."""
    if name not in scope.codes:
        scope.faults.add(place.problem("M014", name, candidates=nearest(name, scope.codes)))


def outermost_pseudonym(expression: Expression) -> Expression | None:
    """What stands inside `pseudonym(...)` when that is the whole expression."""
    if isinstance(expression, Call) and expression.function == "pseudonym":
        return expression.arguments[0]
    return None


TYPE_OF_CONSTANT: tuple[tuple[type, Type], ...] = ((bool, "boolean"), (int, "integer"), (str, "text"))


def constant(value: object) -> Typed:
    """A written constant with its type."""
    if value is None:
        return NOTHING
    kind = next((kind for python, kind in TYPE_OF_CONSTANT if isinstance(value, python)), "decimal")
    return Typed(Constant(cast("str | int | bool", value)), cast("Type", kind))
