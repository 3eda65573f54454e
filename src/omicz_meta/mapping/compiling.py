"""A mapping, compiled: every class derivation against the schema and the tables found, or everything wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Lookup
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import ClassPlan, Plan, Translate, expressions_of, walk
from omicz_meta.mapping.classes import Draft, compile_class
from omicz_meta.mapping.enums import check_enums
from omicz_meta.mapping.form import Faults, nearest
from omicz_meta.mapping.identities import identities
from omicz_meta.mapping.inheritance import inherited
from omicz_meta.mapping.pseudonyms import with_pseudonyms
from omicz_meta.mapping.scope import Scope, TableView
from omicz_meta.mapping.typed import columns_read
from omicz_meta.mapping.unitplan import with_units
from omicz_meta.mapping.unread import report_unread
from omicz_meta.place import Place

if TYPE_CHECKING:
    from omicz_meta.engine.python_functions import PythonFunction
    from omicz_meta.mapping.rules import ClassRule, Mapping
    from omicz_meta.problem import Problem
    from omicz_meta.schema import Schema
    from omicz_meta.yamlfile import Node

Tables = Lookup[str, tuple[str, ...]]
ByName = Lookup[str, "PythonFunction"]
NO_FUNCTIONS: ByName = MappingProxyType({})


def compile_plan(
    mapping: Mapping,
    schema: Schema,
    tables: Tables,
    *,
    use_cases: tuple[str, ...] = (),
    functions: ByName = NO_FUNCTIONS,
) -> tuple[Plan | None, tuple[Problem, ...]]:
    """The plan a mapping means for these tables (name to columns, in order of trust), and what is wrong with it.

    With any fault of severity error there is no plan. `use_cases` decide which slots are mandatory; `functions` are
    those a user brings along (`own_functions`).

    >>> from omicz_meta.mapping import Mapping
    >>> from omicz_meta.schema import load_schema
    >>> plan, problems = compile_plan(Mapping(), load_schema(), {})
    >>> plan.classes, problems
    ((), ())
    """
    drafts, faults = _compile(mapping, schema, tables, use_cases, functions)
    problems = (*mapping.problems, *faults.found)
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    return _plan(drafts, tuple(tables)), problems


def check_mapping(
    mapping: Mapping,
    schema: Schema,
    tables: Tables | None = None,
    *,
    use_cases: tuple[str, ...] = (),
    functions: ByName = NO_FUNCTIONS,
) -> tuple[Problem, ...]:
    """Every fault of a mapping, before any row is read. Without `tables`, names of columns are taken on trust."""
    _, faults = _compile(mapping, schema, tables, use_cases, functions)
    return (*mapping.problems, *faults.found)


def _compile(
    mapping: Mapping,
    schema: Schema,
    tables: Tables | None,
    use_cases: tuple[str, ...],
    functions: ByName,
) -> tuple[tuple[Draft, ...], Faults]:
    faults = Faults()
    lookup = _Tables(mapping, tables, faults)
    _check_absent(mapping, schema, faults)
    check_enums(mapping.enums, schema, faults)
    drafts: list[Draft] = []
    told = Counter[str]()
    for rule in inherited(mapping.transforms, faults):
        for table in lookup.tables_of(rule):
            told[rule.name.text] += 1
            nth = told[rule.name.text]
            name = rule.name.text if nth == 1 else f"{rule.name.text}#{nth}"
            draft = _draft((rule, table), name, lookup, mapping, schema, faults, use_cases, functions)
            if draft is not None:
                drafts.append(draft)
    done = with_pseudonyms(with_units(tuple(drafts), mapping, faults))
    if tables is not None:
        report_unread(done, faults)
    return done, faults


def _draft(
    derived: tuple[ClassRule, TableView | None],
    name: str,
    lookup: _Tables,
    mapping: Mapping,
    schema: Schema,
    faults: Faults,
    use_cases: tuple[str, ...],
    functions: ByName,
) -> Draft | None:
    rule, table = derived
    found = next((c for c in schema.classes.values() if rule.name.text in (c.name, c.snake)), None)
    if found is None:
        near = nearest(rule.name.text, schema.classes)
        faults.add(rule.name.problem("M003", rule.name.text, candidates=near))
    if found is None or table is None:
        return None
    joined = {join.alias.text: lookup.view(join.table, beside=table.name) for join in rule.joins}
    views = {alias: view for alias, view in joined.items() if view is not None}
    signatures = {name: function.signature for name, function in functions.items()}
    own = mapping.of(_source(table.name)) if rule.sources else mapping
    scope = Scope(
        schema,
        table,
        tuple(own.codes),
        faults,
        views,
        enums=own.enums,
        functions=signatures,
        systems=own.systems,
    )
    return compile_class(rule, name, found, scope, use_cases)


def _source(table: str) -> str:
    return table.partition(".")[0]


class _Tables:
    """Finds tables by the names that rules use."""

    def __init__(self, mapping: Mapping, tables: Tables | None, faults: Faults) -> None:
        self._mapping, self._tables, self._faults = mapping, tables, faults

    def tables_of(self, rule: ClassRule) -> tuple[TableView | None, ...]:
        """The tables that a rule is for: several where several sources have one of the name that it says.

        A rule that sources name for themselves is for theirs, any other for those of sources without such.
        """
        node = rule.table or rule.name
        short = [name for name in self._tables or () if name.rpartition(".")[2] == node.text]
        meant = [name for name in short if _source(name) in rule.sources] or [
            name for name in short if not rule.sources and _source(name) not in self._mapping.own
        ]
        if node.text in (self._tables or ()) or not meant:
            return (self.view(node),)
        return tuple(self._found(name) for name in meant)

    def view(self, node: Node, beside: str = "") -> TableView | None:
        """The table a rule names, first of the source of the table `beside`; M017 when it is not there."""
        if self._tables is None:
            return TableView(node.text, None, self._mapping.source_of(node.text))
        own = f"{_source(beside)}.{node.text}"
        name = own if own in self._tables else self._resolve(node.text, tuple(self._tables))
        if name is None:
            near = nearest(node.text, self._tables) or tuple(self._tables)[:5]
            self._faults.add(node.problem("M017", node.text, candidates=near))
            return None
        return self._found(name)

    def _found(self, name: str) -> TableView:
        tables = self._tables or {}
        return TableView(name, tables[name], self._mapping.source_of(name, tuple(tables)))

    def _resolve(self, name: str, tables: tuple[str, ...]) -> str | None:
        if name in tables:
            return name
        short = [table for table in tables if table.rpartition(".")[2] == name]
        if len(short) == 1:
            return short[0]
        alone = len(tables) == 1 and len(self._mapping.tables_named) == 1 and not short
        return tables[0] if alone else None


def _check_absent(mapping: Mapping, schema: Schema, faults: Faults) -> None:
    declared = (spec for one in (mapping, *mapping.own.values()) for spec in one.sources.values())
    for source in declared:
        for rule in source.absent:
            found = next((c for c in schema.classes.values() if rule.record_class in (c.name, c.snake)), None)
            if found is None:
                near = nearest(rule.record_class, schema.classes)
                faults.add(rule.node.problem("M003", rule.record_class, candidates=near))
            elif rule.slot not in found.slots:
                near = nearest(rule.slot, found.slots)
                place = Place(record_class=found.name)
                faults.add(rule.node.problem("M004", rule.slot, place=place, candidates=near))
            elif not found.slots[rule.slot].absent_allowed:
                place = Place(record_class=found.name, slot=rule.slot)
                reason = rule.reason
                faults.add(reason.problem("M018", reason.text, place=place, allowed="none for this slot"))


def _plan(drafts: tuple[Draft, ...], tables: tuple[str, ...]) -> Plan:
    ordered: list[ClassPlan] = sorted(
        (draft.plan for draft in drafts), key=lambda plan: tables.index(plan.table)
    )
    codes = (
        part.codes
        for plan in ordered
        for e in expressions_of(plan)
        for part in walk(e)
        if isinstance(part, Translate)
    )
    return Plan(tuple(ordered), tuple(dict.fromkeys(codes)), _columns_used(drafts), identities(drafts))


def _columns_used(drafts: tuple[Draft, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    used: dict[str, dict[str, None]] = {}
    for draft in drafts:
        names = {alias: view.name for alias, view in draft.joins.items()}
        for expression in expressions_of(draft.plan):
            for cell in columns_read(expression):
                table = draft.plan.table if cell.table is None else names[cell.table]
                used.setdefault(table, {})[cell.name] = None
        for identity in draft.table.source.identities:
            used.setdefault(draft.plan.table, {}).update((node.text, None) for node in identity.columns)
    return tuple((table, tuple(columns)) for table, columns in used.items())
