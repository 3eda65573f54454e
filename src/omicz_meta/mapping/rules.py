"""A mapping as its files state it: sources, derivations and code maps, every part with its place. Values only."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from omicz_meta.sources.dialect import Dialect

if TYPE_CHECKING:
    from omicz_meta.engine.plan import CodeMap
    from omicz_meta.engine.resource_block import FhirVersion
    from omicz_meta.engine.view_plan import ViewPlan
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

    @property
    def all(self) -> frozenset[str]:
        """Every cell that is no value, whether it says why or not."""
        return frozenset((*self.tokens, *(token for token, _ in self.meanings)))


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
    """The column that names the same person in every source, and the identifier system it belongs to.

    `birth_date` and `sex` are columns of the same row that a birth number must not contradict.
    """

    system: str
    column: Node
    birth_date: Node | None = None
    sex: Node | None = None

    @property
    def columns(self) -> tuple[Node, ...]:
        """The columns that it names."""
        return tuple(node for node in (self.column, self.birth_date, self.sex) if node is not None)


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
    identities: tuple[Identity, ...] = ()
    key: tuple[Node, ...] = ()
    columns: Lookup[str, ColumnSpec] = field(default_factory=dict)
    absent: tuple[AbsentRule, ...] = ()
    filters: tuple[Node, ...] = ()
    on_unknown_column: OnUnknownColumn = "report"


@dataclass(frozen=True, slots=True)
class JoinRule:
    """A second table, looked up where all `lookup_keys` there equal the `source_keys` here, one by one.

    Where it is `optional`, nobody is told of rows that are not found there or are there more than once.
    """

    alias: Node
    table: Node
    source_keys: tuple[Node, ...]
    lookup_keys: tuple[Node, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class PivotRule:
    """Wide to long (each cell of `columns` gives one), or with `unmelt` long to wide (each row fills one slot).

    In the long form `variable` names what is told and `value` says it: columns where it is read, and names for the
    slot derivations where it is made. `ids` stay as they are.
    """

    node: Node
    columns: tuple[Node, ...] = ()
    value: Node | None = None
    variable: Node | None = None
    ids: tuple[Node, ...] = ()
    unmelt: bool = False
    unit: Node | None = None
    template: Node | None = None
    slots: tuple[Node, ...] = ()
    target: Node | None = None

    @property
    def value_name(self) -> str:
        """What the value is called."""
        return self.value.text if self.value else "value"

    @property
    def variable_name(self) -> str:
        """What the variable is called."""
        return self.variable.text if self.variable else "variable"


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of a mapping table whose key is a condition; its result is a value or, `computed`, an expression."""

    condition: Node
    result: Node
    computed: bool = False


@dataclass(frozen=True, slots=True)
class MappingTables:
    """Tables by which a value is replaced, asked in this order; with `mirror` what no table lists stays as it is."""

    values: tuple[tuple[str, Node], ...] | None = None
    expressions: tuple[tuple[str, Node], ...] = ()
    branches: tuple[Branch, ...] = ()
    expr: Node | None = None
    mirror: bool = False

    @property
    def written(self) -> bool:
        """Whether any of them is."""
        return self.values is not None or self.mirror or bool(self.expressions or self.branches or self.expr)


@dataclass(frozen=True, slots=True)
class EnumRule:
    """How values become those of an enum, wherever a slot of that range is populated from a column."""

    name: Node
    tables: MappingTables


@dataclass(frozen=True, slots=True)
class ConversionRule:
    """From one unit to another: the magnitude's column, the source unit written or in a column, the target's slots."""

    node: Node
    source_unit: Node | None = None
    target_unit: Node | None = None
    unit_column: Node | None = None
    magnitude_column: Node | None = None
    unit_slot: Node | None = None
    magnitude_slot: Node | None = None
    analyte: Node | None = None
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class OffsetRule:
    """A number added to the slot's (or taken from it, when `reverse`): a column, times a factor."""

    column: Node
    factor: Node
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class TextRule:
    """Several values written in one text with a delimiter; `reverse` reads them out of it."""

    node: Node
    delimiter: str
    reverse: bool = False
    columns: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotRule:
    """One slot derivation."""

    name: Node
    populated_from: Node | None = None
    expr: Node | None = None
    value: Node | None = None
    tables: MappingTables = MappingTables()
    missing: tuple[str, ...] = ()
    nested: tuple[ClassRule, ...] | None = None
    pivot: PivotRule | None = None
    conversion: ConversionRule | None = None
    offset: OffsetRule | None = None
    text: TextRule | None = None
    cast: Node | None = None
    range: Node | None = None
    hide: bool = False


@dataclass(frozen=True, slots=True)
class ClassRule:
    """One class derivation; `table` is None where `populated_from` is not written.

    `parents` are the derivations it takes over what it does not say itself: mixins, then `is_a`. Where `sources` name
    it in a mapping of their own, it is for their tables only.
    """

    name: Node
    table: Node | None = None
    joins: tuple[JoinRule, ...] = ()
    pivot: PivotRule | None = None
    slots: tuple[SlotRule, ...] = ()
    parents: tuple[Node, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A checked reading of mapping files: a function from tables to records, before it is compiled.

    `units` are spellings of its own and the UCUM code of each (`units.tsv`), `systems` names of code systems and the
    prefix of each (`systems.tsv` over those that come with the package), `views` the tables that sources of FHIR give,
    by name and version of FHIR, `modifiers` the addresses of modifier extensions that it understands,
    `not_taken` the types of resources that it does not take, with details that say why. `own` are mappings that sources
    name for themselves, by source.
    """

    sources: Lookup[str, SourceSpec] = field(default_factory=dict)
    transforms: tuple[ClassRule, ...] = ()
    enums: Lookup[str, EnumRule] = field(default_factory=dict)
    codes: Lookup[str, CodeMap] = field(default_factory=dict)
    units: Lookup[str, str] = field(default_factory=dict)
    systems: Lookup[str, str] = field(default_factory=dict)
    views: Lookup[str, Lookup[FhirVersion, ViewPlan]] = field(default_factory=dict)
    modifiers: frozenset[str] = frozenset()
    not_taken: Lookup[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    own: Lookup[str, Mapping] = field(default_factory=dict)

    def of(self, source: str) -> Mapping:
        """The mapping of a source: its own, else the common one."""
        return self.own.get(source, self)

    def source_of(self, table: str, tables: tuple[str, ...] = ()) -> SourceSpec:
        """What is declared about a table found in the submission; an empty declaration when nothing is.

        A mapping that speaks of one table and a submission that has one belong together whatever their names.

        >>> Mapping().source_of("pacienti").null_tokens.tokens
        ('',)
        """
        declared = {**self.sources, **self.of(table.partition(".")[0]).sources}
        for name in (table, table.rpartition(".")[2], table.partition(".")[0]):
            if name in declared:
                return declared[name]
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
