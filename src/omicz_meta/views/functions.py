"""The functions of FHIRPath that views may use: one function here for each, named in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from omicz_meta.engine.view_plan import (
    At,
    Boundary,
    Constant,
    Equal,
    Expr,
    Filtered,
    Here,
    Joined,
    Kind,
    Mapped,
    Member,
    Not,
    ReferenceKey,
    ResourceKey,
)
from omicz_meta.views import syntax
from omicz_meta.views.elements import is_resource, nearest_resource
from omicz_meta.views.fault import ELEMENT, EXPRESSION, MEANING
from omicz_meta.views.typing import (
    NOTHING,
    Scope,
    Typed,
    existence,
    here,
    kind_of,
    member,
    plain,
    refused,
    truth,
    typed,
)

ANY_RESOURCE = "Resource"
"""The type of what is contained: a resource of some type, which `ofType` names."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A call in its scope: what it is asked of, and its arguments."""

    node: syntax.Call
    of: Typed
    scope: Scope

    @property
    def subject(self) -> Typed:
        """What it is asked of, with a type that is known."""
        return plain(self.node.of, self.scope) if self.node.of is not None else self.of


@dataclass(frozen=True, slots=True)
class _Function:
    """How a function is called: between so many and so many arguments."""

    make: Callable[[_Asked], Typed]
    least: int = 0
    most: int = 0


def called(node: syntax.Call, scope: Scope) -> Typed:
    """What a call means; raises Refused for a function that is not supported.

    >>> from omicz_meta.views.fhirpath import parse
    >>> called(parse("name.exists()"), Scope("R4", "Patient")).type
    'boolean'
    """
    function = _FUNCTIONS.get(node.name)
    if function is None:
        raise refused(EXPRESSION, node, "the function is not supported", f"{node.name}()", *FUNCTIONS)
    if not function.least <= len(node.arguments) <= function.most:
        wanted = str(function.least) if function.least == function.most else f"at most {function.most}"
        raise refused(EXPRESSION, node, f"expected arguments: {wanted}", f"{node.name}()")
    of = here(scope) if node.of is None else typed(node.of, scope)
    return function.make(_Asked(node, of, scope))


def _where(asked: _Asked) -> Typed:
    of = asked.subject
    condition = truth(asked.node.arguments[0], asked.scope.inside(of.type))
    return Typed(Filtered(of.expr, condition), of.type)


def _select(asked: _Asked) -> Typed:
    of = asked.subject
    value = plain(asked.node.arguments[0], asked.scope.inside(of.type))
    return Typed(Mapped(of.expr, value.expr), value.type)


def _exists(asked: _Asked) -> Typed:
    return Typed(existence(_where(asked) if asked.node.arguments else asked.of), "boolean")


def _empty(asked: _Asked) -> Typed:
    return Typed(Not(existence(asked.of)), "boolean")


def _first(asked: _Asked) -> Typed:
    of = asked.subject
    if not of.expr.many:
        return of
    return Typed(At(of.expr, Constant(Decimal(0), Kind.INTEGER)), of.type)


def _join(asked: _Asked) -> Typed:
    of = asked.subject
    if of.kind in {Kind.OBJECT, Kind.BOOLEAN, Kind.INTEGER, Kind.DECIMAL} or of.type == NOTHING:
        raise refused(MEANING, asked.node, f"only texts are joined, this is a {of.type}", "join()")
    return Typed(Joined(of.expr, _text(asked) if asked.node.arguments else ""), "string")


def _text(asked: _Asked) -> str:
    """The one argument, which must be known before any resource is read."""
    argument = asked.node.arguments[0]
    value = plain(argument, asked.scope).expr
    if not isinstance(value, Constant) or not isinstance(value.value, str):
        reason = "the argument is a text in quotes, or a constant"
        raise refused(MEANING, argument, reason, f"{asked.node.name}()")
    return value.value


def _not(asked: _Asked) -> Typed:
    of = asked.subject
    if of.kind is not Kind.BOOLEAN:
        raise refused(MEANING, asked.node, f"expected true or false, this is a {of.type}", "not()")
    return Typed(Not(of.expr), "boolean")


def _of_type(asked: _Asked) -> Typed:
    wanted = _type_name(asked.node.arguments[0])
    if asked.of.type == ANY_RESOURCE and is_resource(asked.scope.version, wanted):
        kind = Member(Here(), "resourceType", Kind.TEXT, listed=False)
        return Typed(Filtered(asked.of.expr, Equal(kind, Constant(wanted, Kind.TEXT))), wanted)
    choice = asked.of.choice
    possible = choice.types if choice else (asked.of.type,)
    if wanted not in possible:
        what = choice.name if choice else asked.of.type
        raise refused(
            MEANING, asked.node, f"{what} is never of this type in {asked.scope.version}", wanted, *possible
        )
    if choice is None:
        return asked.of
    return Typed(Member(asked.of.expr, choice.key(wanted), kind_of(wanted), choice.many), wanted)


def _type_name(node: syntax.Node) -> str:
    match node:
        case syntax.Member(None, name) | syntax.Member(syntax.Member(None, "FHIR"), name):
            return name
    raise refused(EXPRESSION, node, "expected the name of a type")


def _extension(asked: _Asked) -> Typed:
    found = member(asked.subject, "extension", asked.node, asked.scope)
    url = Member(Here(), "url", Kind.TEXT, listed=False)
    wanted = Equal(url, Constant(_text(asked), Kind.TEXT))
    return Typed(Filtered(found.expr, wanted), "Extension")


def _resource_key(asked: _Asked) -> Typed:
    if not asked.scope.resource or not isinstance(asked.of.expr, Here):
        raise refused(MEANING, asked.node, "only a resource has a key, not its elements", "getResourceKey()")
    return Typed(ResourceKey(), "string")


def _reference_key(asked: _Asked) -> Typed:
    of = asked.subject
    if of.type != "Reference":
        reason = f"expected a Reference, this is a {of.type}"
        raise refused(MEANING, asked.node, reason, "getReferenceKey()")
    wanted = _type_name(asked.node.arguments[0]) if asked.node.arguments else None
    if wanted is not None and not is_resource(asked.scope.version, wanted):
        like = nearest_resource(asked.scope.version, wanted)
        raise refused(ELEMENT, asked.node, f"resources in {asked.scope.version}", wanted, *like)
    return Typed(ReferenceKey(of.expr, wanted), "string")


def _boundary(asked: _Asked) -> Typed:
    of = asked.subject
    if of.kind not in {Kind.DECIMAL, Kind.DATE, Kind.DATETIME, Kind.TIME}:
        reason = f"expected a decimal, a date or a time, this is a {of.type}"
        raise refused(MEANING, asked.node, reason, f"{asked.node.name}()")
    boundary: Expr = Boundary(of.expr, asked.node.name == "highBoundary", of.kind)
    return Typed(boundary, of.type)


_FUNCTIONS: Mapping[str, _Function] = MappingProxyType(
    {
        "where": _Function(_where, 1, 1),
        "select": _Function(_select, 1, 1),
        "exists": _Function(_exists, 0, 1),
        "empty": _Function(_empty),
        "first": _Function(_first),
        "join": _Function(_join, 0, 1),
        "not": _Function(_not),
        "ofType": _Function(_of_type, 1, 1),
        "extension": _Function(_extension, 1, 1),
        "getResourceKey": _Function(_resource_key),
        "getReferenceKey": _Function(_reference_key, 0, 1),
        "lowBoundary": _Function(_boundary),
        "highBoundary": _Function(_boundary),
    }
)
FUNCTIONS = tuple(f"{name}()" for name in _FUNCTIONS)
"""The functions that views may use."""
