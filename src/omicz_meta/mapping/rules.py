"""A mapping as its files state it: sources, derivations and code maps, every part with its place. Values only."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from omicz_meta.sources.dialect import Dialect

if TYPE_CHECKING:
    from omicz_meta.engine.plan import CodeMap
    from omicz_meta.problem import Problem
    from omicz_meta.yamlfile import Node

ColumnType = Literal[
    "text", "code", "integer", "decimal", "boolean", "date", "partial_date", "datetime", "duration", "uri"
]
OnUnknownColumn = Literal["report", "error"]


@dataclass(frozen=True, slots=True)
class NullTokens:
    """Cells that mean "nothing", and those among them that say why (`(("neuvedeno", "NI"),)`)."""

    tokens: tuple[str, ...] = ()
    meanings: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: NullTokens) -> NullTokens:
        named = dict(other.meanings)
        tokens = [token for token in (*self.tokens, *other.tokens) if token not in named]
        meanings = {token: why for token, why in self.meanings if token not in other.tokens} | named
        kept = tuple(token for token in dict.fromkeys(tokens) if token not in meanings)
        return NullTokens(kept, tuple(meanings.items()))


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """What the source file says of one column. `null_tokens` come in addition to those of the source."""

    node: Node
    path: Node | None = None
    type: ColumnType | None = None
    formats: tuple[str, ...] = ()
    unit: str | None = None
    system: str | None = None
    codes: Node | None = None
    split: str | None = None
    sensitivity: str | None = None
    decimal: str | None = None
    null_tokens: NullTokens = NullTokens()


@dataclass(frozen=True, slots=True)
class Identity:
    """The column that names the same person in every source, and the identifier system it belongs to."""

    system: str
    column: Node


@dataclass(frozen=True, slots=True)
class AbsentRule:
    """A slot the source declares it cannot fill, and why."""

    node: Node
    record_class: str
    slot: str
    reason: Node


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One `*.source.yaml`: how a table is written, and what its columns mean."""

    name: str
    node: Node | None = None
    dialect: Dialect = field(default_factory=Dialect)
    decimal: str | None = None
    null_tokens: NullTokens = NullTokens(("",))
    identity: Identity | None = None
    key: tuple[Node, ...] = ()
    columns: Lookup[str, ColumnSpec] = field(default_factory=dict)
    absent: tuple[AbsentRule, ...] = ()
    filters: tuple[Node, ...] = ()
    on_unknown_column: OnUnknownColumn = "report"


@dataclass(frozen=True, slots=True)
class JoinRule:
    """A second table, looked up where `lookup_key` there equals `source_key` here."""

    alias: Node
    table: Node
    source_key: Node
    lookup_key: Node


@dataclass(frozen=True, slots=True)
class PivotRule:
    """Wide to many: each non-empty cell (or part of a split cell) of these columns gives one; it is called `name`."""

    node: Node
    columns: tuple[Node, ...]
    name: str = "value"


@dataclass(frozen=True, slots=True)
class SlotRule:
    """One slot derivation."""

    name: Node
    populated_from: Node | None = None
    expr: Node | None = None
    value: Node | None = None
    pairs: tuple[tuple[str, Node], ...] | None = None
    missing: tuple[str, ...] = ()
    nested: tuple[ClassRule, ...] | None = None
    range: Node | None = None
    hide: bool = False


@dataclass(frozen=True, slots=True)
class ClassRule:
    """One class derivation; `table` is None where `populated_from` is not written."""

    name: Node
    table: Node | None = None
    joins: tuple[JoinRule, ...] = ()
    pivot: PivotRule | None = None
    slots: tuple[SlotRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A checked reading of mapping files: a function from tables to records, before it is compiled.

    `units` are spellings of its own and the UCUM code of each (`units.tsv`).
    """

    sources: Lookup[str, SourceSpec] = field(default_factory=dict)
    transforms: tuple[ClassRule, ...] = ()
    codes: Lookup[str, CodeMap] = field(default_factory=dict)
    units: Lookup[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def source_of(self, table: str, tables: tuple[str, ...] = ()) -> SourceSpec:
        """What is declared about a table found in the submission; an empty declaration when nothing is.

        A mapping that speaks of one table and a submission that has one belong together whatever their names.

        >>> Mapping().source_of("pacienti").null_tokens.tokens
        ('',)
        """
        for name in (table, table.rpartition(".")[2], table.partition(".")[0]):
            if name in self.sources:
                return self.sources[name]
        if len(self.sources) == 1 and tables == (table,) and len(self.tables_named) <= 1:
            return next(iter(self.sources.values()))
        return SourceSpec(table)

    @property
    def tables_named(self) -> tuple[str, ...]:
        """Names of all tables the class derivations and joins speak of."""
        named = [
            part
            for rule in self.transforms
            for part in (rule.table or rule.name, *(j.table for j in rule.joins))
        ]
        return tuple(dict.fromkeys(node.text for node in named))
