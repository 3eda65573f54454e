"""Judges FHIRPath against the elements of FHIR: what each expression gives, of what type, and whether several.

The subset is that of SQL-on-FHIR v2, sections "Required FHIRPath expressions" and "Experimental features", with what
of the rest costs nothing. What is not in it is refused with its place, never passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import cast

from omicz_meta.engine.resource_block import FhirVersion
from omicz_meta.engine.view_plan import (
    MOMENTS,
    NUMBERS,
    At,
    Concatenated,
    Constant,
    Equal,
    Exists,
    Expr,
    Here,
    Kind,
    Logic,
    LogicOperator,
    Member,
    Not,
    NumberOperator,
    Ordered,
    OrderOperator,
    Reckoned,
    RowIndex,
)
from omicz_meta.views import syntax
from omicz_meta.views.elements import Element, element, elements, nearest
from omicz_meta.views.fault import ELEMENT, EXPRESSION, MEANING, Fault, Refused

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(("integer", "positiveInt", "unsignedInt", "integer64"), Kind.INTEGER),
        **dict.fromkeys(("string", "code", "id", "markdown", "base64Binary", "xhtml"), Kind.TEXT),
        **dict.fromkeys(("uri", "url", "canonical", "oid", "uuid"), Kind.TEXT),
        **dict.fromkeys(("dateTime", "instant"), Kind.DATETIME),
        "boolean": Kind.BOOLEAN,
        "decimal": Kind.DECIMAL,
        "date": Kind.DATE,
        "time": Kind.TIME,
    }
)
"""Primitive types; every other type is an object."""

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression of the plan and its FHIR type. `choice` is set while it is not said which type is meant."""

    expr: Expr
    type: str
    choice: Element | None = None

    @property
    def kind(self) -> Kind:
        """What its items are to the engine."""
        return self.expr.kind


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may speak of: the version, the constants, and the type of what it is asked of."""

    version: FhirVersion
    here: str
    constants: Mapping[str, Typed] = field(default_factory=dict)
    resource: bool = True

    def inside(self, kind: str) -> Scope:
        """The scope for elements of a type."""
        return replace(self, here=kind, resource=False)


def kind_of(fhir_type: str) -> Kind:
    """What items of a FHIR type are to the engine.

    >>> kind_of("positiveInt"), kind_of("HumanName")
    (<Kind.INTEGER: 'integer'>, <Kind.OBJECT: 'object'>)
    """
    return KINDS.get(fhir_type, Kind.OBJECT)


def fits_number(value: Decimal) -> bool:
    """Whether a number can be reckoned with: twenty digits before the point, eighteen behind it.

    >>> fits_number(Decimal("0.1")), fits_number(Decimal("1e-19"))
    (True, False)
    """
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -18 and abs(value) < Decimal(10) ** 20


def refused(code: str, node: syntax.Node, reason: str, value: str | None = None, *like: str) -> Refused:
    """A reason at the place of a node."""
    return Refused(Fault(code, "", value, reason, like, node.at))


def typed(node: syntax.Node, scope: Scope) -> Typed:
    """What an expression means in a scope; raises Refused where it means nothing.

    >>> from omicz_meta.views.fhirpath import parse
    >>> name = typed(parse("name.where(use = 'official').family"), Scope("R4", "Patient"))
    >>> name.type, name.expr.many
    ('string', True)
    """
    match node:
        case syntax.Text(value):
            return Typed(Constant(value, Kind.TEXT), "string")
        case syntax.Number(value, whole):
            if not fits_number(value):
                raise refused(
                    MEANING, node, "more than twenty digits, or eighteen behind the point", str(value)
                )
            kind = "integer" if whole else "decimal"
            return Typed(Constant(value, KINDS[kind]), kind)
        case syntax.Truth(value):
            return Typed(Constant(value, Kind.BOOLEAN), "boolean")
        case syntax.Moment(kind, value):
            return Typed(Constant(value, KINDS[kind]), kind)
        case syntax.Empty():
            return Typed(Constant(None, Kind.TEXT), NOTHING)
        case syntax.This():
            return here(scope)
        case syntax.Variable():
            return _variable(node, scope)
        case syntax.Member():
            return _member(node, scope)
        case syntax.Index():
            return _indexed(node, scope)
        case syntax.Negative():
            return _negative(node, scope)
        case syntax.Binary():
            return _binary(node, scope)
        case syntax.Call():
            from omicz_meta.views.functions import called  # noqa: PLC0415 - functions have expressions as arguments

            return called(node, scope)


def here(scope: Scope) -> Typed:
    """`$this`."""
    return Typed(Here(kind_of(scope.here)), scope.here)


def _variable(node: syntax.Variable, scope: Scope) -> Typed:
    if node.name == "rowIndex":
        return Typed(RowIndex(), "integer")
    if node.name in scope.constants:
        return scope.constants[node.name]
    known = tuple(f"%{name}" for name in scope.constants)
    raise refused(MEANING, node, "the view has no such constant", f"%{node.name}", *known)


def _member(node: syntax.Member, scope: Scope) -> Typed:
    if node.of is None and scope.resource and node.name == scope.here:
        return here(scope)
    of = here(scope) if node.of is None else typed(node.of, scope)
    return member(of, node.name, node, scope)


def member(of: Typed, name: str, node: syntax.Node, scope: Scope) -> Typed:
    """An element of what an expression gives; raises Refused where its type has no such element."""
    if of.choice is not None:
        said = tuple(f"ofType({kind})" for kind in of.choice.types)
        raise refused(MEANING, node, f"say which type of {of.choice.name} is meant", name, *said)
    if of.kind is not Kind.OBJECT:
        return _of_primitive(of, name, node)
    found = element(scope.version, of.type, name)
    if found is None:
        raise refused(
            ELEMENT, node, f"{of.type} in {scope.version}", name, *_like(scope.version, of.type, name)
        )
    if found.choice:
        return Typed(of.expr, found.name, found)
    kind = found.types[0]
    return Typed(Member(of.expr, name, kind_of(kind), found.many), kind)


def _like(version: FhirVersion, owner: str, name: str) -> tuple[str, ...]:
    for one in elements(version, owner).values():
        for kind in one.types if one.choice else ():
            if one.key(kind) == name:
                return (f"{one.name}.ofType({kind})",)
    return nearest(version, owner, name)


def _of_primitive(of: Typed, name: str, node: syntax.Node) -> Typed:
    """What belongs to a primitive value stands beside it, under its key with an underscore."""
    if not isinstance(of.expr, Member) or name not in {"extension", "id"}:
        raise refused(ELEMENT, node, of.type, name)
    beside = Member(of.expr.of, f"_{of.expr.key}", Kind.OBJECT, of.expr.listed)
    if name == "id":
        return Typed(Member(beside, "id", Kind.TEXT, listed=False), "string")
    return Typed(Member(beside, "extension", Kind.OBJECT, listed=True), "Extension")


def _indexed(node: syntax.Index, scope: Scope) -> Typed:
    of, index = _plain(typed(node.of, scope), node), typed(node.index, scope)
    if index.kind is not Kind.INTEGER:
        raise refused(MEANING, node.index, f"a position is a whole number, this is a {index.type}")
    return Typed(At(of.expr, index.expr), of.type)


def _negative(node: syntax.Negative, scope: Scope) -> Typed:
    of = typed(node.of, scope)
    if of.kind not in NUMBERS:
        raise refused(MEANING, node, f"a minus needs a number, this is a {of.type}")
    if isinstance(of.expr, Constant) and isinstance(of.expr.value, Decimal):
        return Typed(replace(of.expr, value=-of.expr.value), of.type)
    return Typed(Reckoned("-", Constant(Decimal(0), Kind.INTEGER), of.expr, of.kind), of.type)


def _plain(value: Typed, node: syntax.Node) -> Typed:
    """A value whose type is known; a choice stands for several."""
    if value.choice is not None:
        said = tuple(f"ofType({kind})" for kind in value.choice.types)
        raise refused(
            MEANING, node, f"say which type of {value.choice.name} is meant", value.choice.name, *said
        )
    return value


def plain(node: syntax.Node, scope: Scope) -> Typed:
    """What an expression means, with a type that is known."""
    return _plain(typed(node, scope), node)


def truth(node: syntax.Node, scope: Scope) -> Expr:
    """An expression that is true or false; raises Refused for any other."""
    value = plain(node, scope)
    if value.type == NOTHING:
        return Constant(None, Kind.BOOLEAN)
    if value.kind is not Kind.BOOLEAN:
        raise refused(MEANING, node, f"expected true or false, this is a {value.type}", None, "exists()")
    return value.expr


def members(value: Typed) -> tuple[Expr, ...]:
    """All keys that a choice may stand under; of any other value itself."""
    if value.choice is None:
        return (value.expr,)
    choice = value.choice
    return tuple(Member(value.expr, choice.key(kind), kind_of(kind), choice.many) for kind in choice.types)


def _binary(node: syntax.Binary, scope: Scope) -> Typed:
    if node.operator in {"and", "or", "xor", "implies"}:
        operator = cast("LogicOperator", node.operator)
        return Typed(Logic(operator, truth(node.left, scope), truth(node.right, scope)), "boolean")
    if node.operator in {"=", "!="}:
        equal = Equal(*_comparable(node, scope))
        return Typed(Not(equal) if node.operator == "!=" else equal, "boolean")
    if node.operator in {"<", "<=", ">", ">="}:
        return _ordered(node, scope)
    if node.operator in {"+", "-", "*", "/", "&"}:
        return _reckoned(node, scope)
    raise refused(EXPRESSION, node, f"the operator {node.operator} is not supported", node.operator)


def _comparable(node: syntax.Binary, scope: Scope) -> tuple[Expr, Expr]:
    left, right = plain(node.left, scope), plain(node.right, scope)
    if NOTHING in {left.type, right.type}:
        kind = right.kind if left.type == NOTHING else left.kind
        return tuple(  # type: ignore[return-value] # two stay two
            Constant(None, kind) if side.type == NOTHING else side.expr for side in (left, right)
        )
    if Kind.OBJECT in {left.kind, right.kind}:
        raise refused(MEANING, node, "objects are not compared, only their elements", node.operator)
    if _family(left.kind) != _family(right.kind):
        reason = f"{_article(left.type)} is never compared with {_article(right.type)}"
        raise refused(MEANING, node, reason, node.operator)
    return left.expr, right.expr


def _family(kind: Kind) -> frozenset[Kind]:
    return next((group for group in (NUMBERS, MOMENTS) if kind in group), frozenset({kind}))


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _ordered(node: syntax.Binary, scope: Scope) -> Typed:
    left, right = _comparable(node, scope)
    if Kind.BOOLEAN in {left.kind, right.kind}:
        raise refused(MEANING, node, "true and false have no order", node.operator)
    return Typed(Ordered(cast("OrderOperator", node.operator), left, right), "boolean")


def _reckoned(node: syntax.Binary, scope: Scope) -> Typed:
    left, right = plain(node.left, scope), plain(node.right, scope)
    kinds = {left.kind, right.kind}
    if node.operator in {"+", "&"} and kinds == {Kind.TEXT}:
        return Typed(Concatenated(left.expr, right.expr, node.operator == "&"), "string")
    if node.operator == "&" or not kinds <= NUMBERS:
        reason = f"{node.operator} does not take {_article(left.type)} and {_article(right.type)}"
        raise refused(MEANING, node, reason, node.operator)
    whole = kinds == {Kind.INTEGER} and node.operator != "/"
    kind = Kind.INTEGER if whole else Kind.DECIMAL
    operator = cast("NumberOperator", node.operator)
    return Typed(Reckoned(operator, left.expr, right.expr, kind), "integer" if whole else "decimal")


def existence(value: Typed) -> Expr:
    """Whether anything is there."""
    return Exists(members(value))
