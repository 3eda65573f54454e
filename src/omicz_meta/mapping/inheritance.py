"""`is_a` and `mixins` of class derivations: what a derivation does not say itself, it takes over from its parents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from omicz_meta.mapping.form import nearest

if TYPE_CHECKING:
    from omicz_meta.mapping.form import Faults
    from omicz_meta.mapping.rules import ClassRule


def inherited(rules: tuple[ClassRule, ...], faults: Faults) -> tuple[ClassRule, ...]:
    """The derivations with what they inherit: slot derivations, joins and pivot, never the table.

    As in linkml-map, the derivation's own word comes before its mixins, these before `is_a`, and a parent before its
    own parents. A parent without `populated_from` only serves others and derives nothing.
    """
    named: dict[str, ClassRule] = {}
    for rule in rules:
        named.setdefault(rule.name.text, rule)
    whole = tuple(_whole(rule, named, faults, (rule.name.text,)) for rule in rules)
    parents = {node.text for rule in rules for node in rule.parents}
    return tuple(rule for rule in whole if rule.table is not None or rule.name.text not in parents)


def _whole(rule: ClassRule, named: dict[str, ClassRule], faults: Faults, path: tuple[str, ...]) -> ClassRule:
    for node in rule.parents:
        if node.text in path:
            # a circle is told once, by the one of its derivations that stands first
            if node.text == path[0] == next(name for name in named if name in path):
                faults.add(node.problem("M010", node.text, path=" -> ".join((*path, node.text))))
        elif node.text not in named:
            faults.add(node.problem("M003", node.text, candidates=nearest(node.text, named)))
        else:
            rule = _with(rule, _whole(named[node.text], named, faults, (*path, node.text)))
    return rule


def _with(rule: ClassRule, parent: ClassRule) -> ClassRule:
    slots, joins = {part.name.text for part in rule.slots}, {join.alias.text for join in rule.joins}
    return replace(
        rule,
        slots=(*rule.slots, *(part for part in parent.slots if part.name.text not in slots)),
        joins=(*rule.joins, *(join for join in parent.joins if join.alias.text not in joins)),
        pivot=rule.pivot or parent.pivot,
    )
