"""Calls in `expr`: functions of the closed library, checked against their signatures, and what looks like one."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.codesystems import CODE_SYSTEMS
from omicz_meta.engine.plan import Absent, Call, Constant, Each, Expression, Item, Split, Translate
from omicz_meta.engine.signature import Signature, Type
from omicz_meta.mapping.form import nearest
from omicz_meta.mapping.sourcefile import check_flavour
from omicz_meta.mapping.typed import NOTHING, Typed, all_declared, common_type

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
    }
)
"""Syntax that looks like a function and ends in a written word: what it expects, whether a value comes first."""

LINKML_MAP_NAMES = MappingProxyType(
    {
        "strip": ("trim",),
        "int": ("integer",),
        "float": ("decimal",),
        "len": ("strlen",),
        "contains": ("matches",),
    }
)
"""What functions of linkml-map are called here."""

CONSTANT_ARGUMENTS = MappingProxyType(
    {"code": 1, "date": 1, "partial_date": 1, "decimal": 1, "regex_extract": 1, "matches": 1}
)
"""Functions whose arguments from this position on must be written constants."""

PATTERNS = frozenset({"regex_extract", "matches"})
"""Functions whose second argument is a regular expression."""

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
    if first.type == "list" and signature.parameters[0] != "list":
        inner = call(signature, [Typed(Item(), first.item), *arguments[1:]], words, wrong)
        return Typed(Each(first.expression, inner.expression), "list", inner.type)
    fitting: list[Typed] = []
    for position, argument in enumerate(arguments):
        fit = argument.standing_for(signature.parameters[min(position, len(signature.parameters) - 1)])
        if fit is None or fit.type == "list":
            return wrong(function=name, expected=_expected(signature), found=argument.type)
        fitting.append(fit)
    start = CONSTANT_ARGUMENTS.get(name, len(words))
    if not all(isinstance(word, str) for word in words[start:]):
        return wrong(function=name, expected="a written text as last argument", found="a computed value")
    if name == "code" and words[1] not in CODE_SYSTEMS:
        near = nearest(str(words[1]), CODE_SYSTEMS) or tuple(CODE_SYSTEMS)
        return wrong(function=name, expected="a known code system", found=str(words[1]), candidates=near)
    if name in PATTERNS and not _readable(str(words[1])):
        return wrong(function=name, expected="a regular expression as RE2 reads it", found=str(words[1]))
    return _typed(signature, fitting, wrong)


def _readable(pattern: str) -> bool:
    """Whether the kernel's regular expressions (RE2: no look-ahead, no back-reference) understand a pattern."""
    try:
        pc.match_substring_regex(pa.array([""]), pattern)
    except pa.ArrowInvalid:
        return False
    return True


def _typed(signature: Signature, arguments: list[Typed], wrong: Wrong) -> Typed:
    made = Call(signature.name, tuple(argument.expression for argument in arguments))
    if signature.name != "coalesce":
        whole = signature.name in ("add", "subtract", "multiply") and all(
            a.type == "integer" for a in arguments
        )
        return Typed(made, "integer" if whole else signature.result)
    return _coalesced(made, arguments, wrong)


def _coalesced(made: Call, arguments: list[Typed], wrong: Wrong) -> Typed:
    kind, read = common_type(arguments), all_declared(arguments)
    declared = None
    if read is not None:
        joint = common_type(read) or "any"
        declared = Typed(Call("coalesce", tuple(part.expression for part in read)), joint)
    if kind is None:
        return declared or wrong(function="coalesce", expected="values of one type", found="several types")
    return Typed(made, kind, declared=declared)


def _expected(signature: Signature) -> str:
    names: list[str] = list(signature.parameters)
    for position in range(1, signature.optional + 1):
        names[-position] = f"[{names[-position]}]"
    return f"({', '.join(names)}{' ...' if signature.variadic else ''})"


def with_word(name: str, value: Typed, word: str, place: Node, scope: Scope) -> Typed:
    """`absent('NI')`, `col('a b')`, `slot('x')`, `split(x, ',')`, `lookup(x, 'dg')`."""
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
