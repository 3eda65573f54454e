"""Compiles `joins`: second tables looked up by one or more keys, put in an order in which every key is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omicz_meta.engine.plan import Join
from omicz_meta.mapping.typed import columns_read

if TYPE_CHECKING:
    from omicz_meta.mapping.rules import ClassRule, JoinRule
    from omicz_meta.mapping.scope import Scope


def ordered_joins(rule: ClassRule, scope: Scope) -> tuple[Join, ...]:
    """The joins of a class derivation; one whose key comes from another join follows it. A circle is M010."""
    made = {join.alias.text: _join(join, scope) for join in rule.joins if join.alias.text in scope.joins}
    needs = {alias: _needs(join) for alias, join in made.items() if join is not None}
    ordered: list[str] = []
    for alias in needs:
        path = _visit(alias, needs, ordered, ())
        if path:
            node = next(join.source_keys[0] for join in rule.joins if join.alias.text == path[0])
            scope.faults.add(node.problem("M010", path[0], path=" -> ".join(path)))
            return ()
    found = (made[alias] for alias in ordered)
    return tuple(join for join in found if join is not None)


def _join(join: JoinRule, scope: Scope) -> Join | None:
    alias = join.alias.text
    left = [scope.origin(key.text, key) for key in join.source_keys]
    right = [scope.origin(f"{alias}.{key.text}", key) for key in join.lookup_keys]
    pairs = [(a.expression, b.expression) for a, b in zip(left, right, strict=True) if a and b]
    return (
        Join(alias, scope.joins[alias].name, tuple(pairs), join.optional) if len(pairs) == len(left) else None
    )


def _needs(join: Join) -> tuple[str, ...]:
    read = (cell.table for left, _ in join.keys for cell in columns_read(left))
    return tuple(table for table in read if table is not None)


def _visit(
    alias: str, needs: dict[str, tuple[str, ...]], ordered: list[str], path: tuple[str, ...]
) -> tuple[str, ...]:
    """Add a join behind those it needs; the path of a circle when it needs itself."""
    if alias in path:
        return (*path[path.index(alias) :], alias)
    if alias not in ordered:
        for needed in needs.get(alias, ()):
            circle = _visit(needed, needs, ordered, (*path, alias))
            if circle:
                return circle
        ordered.append(alias)
    return ()
