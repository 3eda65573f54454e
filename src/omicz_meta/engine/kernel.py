"""Plan to DuckDB expressions: each slot becomes a value and a note, in two projections over a block of rows.

The first projection cleans every source cell once (trim, null tokens, meanings); the second computes the slots,
so that a cell read by three slots is cleaned once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from duckdb import Expression as Sql

from omicz_meta.engine.cell import (
    Cell,
    call,
    case,
    coalesce,
    column,
    constant,
    first_note,
    fits,
    kept,
    null,
    present,
    transform,
)
from omicz_meta.engine.code_maps import LONG, registered_codes
from omicz_meta.engine.codesystems import CODE_SYSTEMS
from omicz_meta.engine.kernel_convert import Tell, convert
from omicz_meta.engine.kernel_functions import KERNEL_FORMS, curie, regex_extract, rounded
from omicz_meta.engine.noted import item_places, place_of, source_of, teller
from omicz_meta.engine.physical import duckdb_type, object_type
from omicz_meta.engine.plan import (
    Absent,
    Call,
    Case,
    CodeMap,
    Collect,
    Column,
    Constant,
    Convert,
    Each,
    Expression,
    Item,
    Recode,
    Record,
    Scalar,
    SlotPlan,
    Split,
    Translate,
    Variable,
)
from omicz_meta.engine.python_functions import PythonFunction, duckdb_kind, registered_name
from omicz_meta.engine.python_library import PYTHON_FUNCTIONS
from omicz_meta.engine.reading import SPACES
from omicz_meta.errors import UsageError
from omicz_meta.schema import Kind, Schema

UNREADABLE = "\0"
"""First character of a cell the reader gives no value of; a problem code or null flavour that says why follows it."""

UNREADABLE_CELL = r"\x00(?:[A-Z][0-9]{3}|NI|UNK|ASKU|NAV|NASK|MSK|NA|OTH|UNC|INV)"
"""The whole form of such a cell, since a frame may hold text that begins with a NUL of its own."""

CONVERSIONS = {
    "date": Kind.DATE,
    "partial_date": Kind.PARTIAL_DATE,
    "decimal": Kind.DECIMAL,
    "magnitude": Kind.DECIMAL,
    "integer": Kind.INTEGER,
}
"""Library functions that are conversions under another name."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean while compiling: cleaned columns, code maps, the current item, parts already computed.

    `item_from` is the cell that items come from; where several columns give them, `item_place` is what a note says of
    the one at hand. `functions` are those a user brought along; the session must have been opened with them.
    """

    schema: Schema
    cells: Mapping[Column, Cell] = field(default_factory=dict)
    codes: Mapping[str, CodeMap] = field(default_factory=dict)
    item: Cell | None = None
    item_from: Column | None = None
    item_place: Sql | None = None
    variable: Sql | None = None
    depth: int = 0
    staged: Mapping[Expression, Cell] = field(default_factory=dict)
    functions: Mapping[str, PythonFunction] = field(default_factory=dict)


def as_conversion(node: Call) -> Convert | None:
    """`date(x, 'd.m.yyyy')` and its kin are conversions; anything else is not."""
    kind = CONVERSIONS.get(node.function)
    if kind is None:
        return None
    first, *rest = node.arguments
    if node.function == "magnitude":
        first = Call("without_comparator", (first,))
    words = tuple(str(part.value) for part in rest if isinstance(part, Constant))
    if kind is Kind.DECIMAL:
        return Convert(first, kind, decimal=words[0] if words else ".")
    return Convert(first, kind, formats=words)


def raw_name(cell: Column) -> str:
    """Name of a source column in a block; columns of a join carry its name before a unit separator."""
    return f"{cell.table}\x1f{cell.name}" if cell.table else cell.name


def clean(cell: Column, *, faulty: bool = True) -> Cell:
    """A source cell, with null tokens gone and the reason for an absent value as its note.

    Cells arrive trimmed (`engine.cells`). `faulty` is for blocks in which a cell may be unreadable.
    """
    raw = column(raw_name(cell))
    tokens = dict.fromkeys(("", *cell.null_tokens, *(token for token, _ in cell.meanings)))
    nothing = raw.isin(*(constant(token) for token in tokens))
    notes = [(raw == constant(token), constant(reason)) for token, reason in cell.meanings]
    if faulty:
        broken = fits(raw, UNREADABLE_CELL)
        nothing = nothing | broken
        notes.insert(0, (broken, call("substring", raw, constant(2))))
    return Cell(case((nothing, null()), otherwise=raw), case(*notes) if notes else None)


def compile_expression(node: Expression, scope: Scope, known: Sql | None = None) -> Cell:
    """The kernel form of an expression of the plan.

    With `known` the value was made by an earlier projection and only the note is compiled anew.
    """
    if known is None and node in scope.staged:
        return scope.staged[node]
    match node:
        case Column():
            return scope.cells[node]
        case Item():
            return _item(scope)
        case Variable():
            return Cell(null() if scope.variable is None else scope.variable)
        case Constant(value):
            return Cell(_constant(value))
        case Absent(reason):
            return Cell(constant(None), constant(reason))
        case Call():
            return _call(node, scope, known)
        case Convert(value, kind, formats, decimal):
            tell = teller(place_of(value, scope))
            return convert(compile_expression(value, scope), kind, formats, decimal, tell, known)
        case Recode(value, pairs, code):
            tell = teller(place_of(value, scope))
            return _lookup(compile_expression(value, scope), pairs, tell(code), known)
        case Translate(value, codes, code):
            tell = teller(place_of(value, scope))
            return _translated(compile_expression(value, scope), scope.codes[codes], tell(code), known)
        case Case():
            return _case(node, scope, known)
        case Record():
            return _record(node, scope)
        case Collect(items):
            return _collect([compile_expression(item, scope) for item in items])
        case Split(value, separator):
            return _split(compile_expression(value, scope), separator)
        case Each(items, body):
            return _each(items, body, scope)


def _constant(value: Scalar) -> Sql:
    """A constant; a decimal as wide as all decimals are, since `.5` alone would be written without its nought."""
    return constant(value).cast("DECIMAL(38,12)") if isinstance(value, Decimal) else constant(value)


def _item(scope: Scope) -> Cell:
    if scope.item is None:
        raise UsageError("Item() stands outside of Each and unnest.")
    return scope.item


def _call(node: Call, scope: Scope, known: Sql | None) -> Cell:
    conversion = as_conversion(node)
    if conversion is not None:
        return compile_expression(conversion, scope, known)
    parts = [compile_expression(argument, scope) for argument in node.arguments]
    if node.function == "code":
        return _code(parts[0], _word(node, 1), teller(place_of(node.arguments[0], scope)), known)
    function = PYTHON_FUNCTIONS.get(node.function) or scope.functions.get(node.function)
    if function is not None:
        return _python(function, node, parts, scope, known)
    value = known
    if value is None and node.function == "regex_extract":
        value = regex_extract(parts[0].value, _word(node, 1))
    elif value is None and node.function == "round":
        value = rounded(parts[0].value, int(_word(node, 1)) if len(parts) > 1 else None)
    elif value is None:
        value = KERNEL_FORMS[node.function]([part.value for part in parts])
    note = first_note(part.note for part in parts)
    return Cell(value, None if note is None else case((value.isnull(), note)))


def _python(function: PythonFunction, node: Call, parts: list[Cell], scope: Scope, known: Sql | None) -> Cell:
    """A function that Python computes. Its note is asked for only where there is no value."""
    kinds = function.kinds(len(parts))
    given = [part.value.cast(duckdb_kind(kind)) for part, kind in zip(parts, kinds, strict=True)]
    made = call(registered_name(function.name, len(parts)), *given)
    value = call("struct_extract", made, constant("value")) if known is None else known
    note, place = call("struct_extract", made, constant("note")), place_of(node, scope)
    told = note if place is None else call("||", note, place)
    note = first_note((told, *(part.note for part in parts)))
    return Cell(
        value.cast("DATE") if function.signature.result == "date" else value, case((value.isnull(), note))
    )


def _word(node: Call, position: int) -> str:
    argument = node.arguments[position]
    if not isinstance(argument, Constant):
        raise UsageError(f"Argument {position + 1} of {node.function} must be a constant.")
    return str(argument.value)


def _code(text: Cell, system: str, tell: Tell, known: Sql | None) -> Cell:
    value = curie(text.value, CODE_SYSTEMS[system]) if known is None else known
    malformed = case((text.value.isnotnull() & value.isnull(), tell("T002")))
    return Cell(value, malformed if text.note is None else coalesce(text.note, malformed))


def _lookup(text: Cell, pairs: tuple[tuple[str, object], ...], code: Sql, known: Sql | None) -> Cell:
    keys = call("list_value", *(constant(key) for key, _ in pairs)) if pairs else null("VARCHAR[]")
    value = known
    if value is None and pairs and all(key == target for key, target in pairs):
        word = text.value.cast("VARCHAR")
        value = case((word.isin(*(constant(key) for key, _ in pairs)), word))
    elif value is None:
        targets = call("list_value", *(_target(t) for _, t in pairs)) if pairs else null("VARCHAR[]")
        value = call("list_extract", targets, call("list_position", keys, text.value))
    missing = text.value.isnotnull() & value.isnull()
    if to_nothing := [constant(key) for key, target in pairs if target is None]:
        missing = missing & ~text.value.isin(*to_nothing)
    unknown = case((missing, code))
    return Cell(value, unknown if text.note is None else coalesce(text.note, unknown))


def _translated(text: Cell, codes: CodeMap, code: Sql, known: Sql | None) -> Cell:
    if len(codes.targets) <= LONG:
        return _lookup(text, codes.targets, code, known)
    value = call(registered_codes(codes.name), text.value) if known is None else known
    unknown = case((text.value.isnotnull() & value.isnull(), code))
    return Cell(value, unknown if text.note is None else coalesce(text.note, unknown))


def _target(value: object) -> Sql:
    return null() if value is None else constant(str(value))


def _case(node: Case, scope: Scope, known: Sql | None) -> Cell:
    branches = [(compile_expression(c, scope), compile_expression(v, scope)) for c, v in node.branches]
    otherwise = compile_expression(node.otherwise, scope)
    value = known
    if value is None:
        value = case(*((c.value, v.value) for c, v in branches), otherwise=otherwise.value)
    chosen = case(*((c.value, _note(v)) for c, v in branches), otherwise=_note(otherwise))
    conditions = first_note(c.note for c, _ in branches)
    note = chosen if conditions is None else coalesce(chosen, conditions)
    return Cell(value, case((value.isnull(), note)))


def _note(cell: Cell) -> Sql:
    return null() if cell.note is None else cell.note


def _record(node: Record, scope: Scope) -> Cell:
    given = {name: compile_expression(part, scope) for name, part in node.fields}
    fields = scope.schema.objects[node.object].slots.values()
    typed = {slot.name: (given[slot.name].value if slot.name in given else null()) for slot in fields}
    cast = [typed[slot.name].try_cast(duckdb_type(slot, scope.schema)).alias(slot.name) for slot in fields]
    filled = coalesce(*(part.value.cast("VARCHAR") for part in given.values())).isnotnull()
    value = case((filled, call("struct_pack", *cast)), otherwise=null(object_type(node.object, scope.schema)))
    return Cell(value, first_note(part.note for part in given.values()))


def _collect(parts: list[Cell]) -> Cell:
    value = present(call("list_value", *(part.value for part in parts)))
    return Cell(value, first_note(part.note for part in parts))


def _split(text: Cell, separator: str) -> Cell:
    pieces = transform(
        call("string_split", text.value, constant(separator)),
        "p",
        call("trim", column("p"), constant(SPACES)),
    )
    filled = transform(pieces, "q", case((column("q") == constant(""), null()), otherwise=column("q")))
    return Cell(present(filled), text.note)


def _each(node: Expression, body: Expression, scope: Scope) -> Cell:
    items, names = compile_expression(node, scope), None
    name, position = f"x{scope.depth}", f"i{scope.depth}"
    if isinstance(node, Collect) and node.names:
        names = call("list_extract", beside(node, node.names, scope), column(position))
    places = item_places(node, scope)
    place = place_of(node, scope)
    if places:
        place = call("list_extract", beside(node, places, scope), column(position))
    inside = replace(
        scope,
        item=Cell(column(name)),
        item_from=source_of(node, scope),
        item_place=place,
        variable=names,
        depth=scope.depth + 1,
    )
    inner = compile_expression(body, inside)
    if names is None and inner.note is None and (condition := _told_by(body)) is not None:
        # whether some element meets it: cheaper to filter than to make a list that is mostly empty
        meeting = kept(items.value, name, compile_expression(condition, inside).value)
        return Cell(present(transform(meeting, name, constant(True))), items.note)
    value = present(transform(items.value, (name, position), inner.value))
    if inner.note is None:
        return Cell(value, items.note)
    faults = present(transform(items.value, (name, position), inner.note))
    note = call("list_extract", faults, constant(1))
    return Cell(value, note if items.note is None else coalesce(items.note, note))


def _told_by(body: Expression) -> Expression | None:
    """The condition of a case that gives true where it holds and nothing elsewhere; None for anything else."""
    match body:
        case Case(branches=((condition, Constant(value=True)),), otherwise=Constant(value=None)):
            return condition
    return None


def beside(items: Expression, texts: tuple[str, ...], scope: Scope) -> Sql:
    """The texts of those items that have a value, in order: beside the list itself, text for element."""
    parts = items.items if isinstance(items, Collect) else ()
    values = (compile_expression(item, scope).value for item in parts)
    named = zip(values, texts, strict=True)
    return present(call("list_value", *(case((value.isnotnull(), constant(name))) for value, name in named)))


def is_list(node: Expression) -> bool:
    """Whether an expression gives a list."""
    if isinstance(node, Case):
        return any(is_list(value) for _, value in node.branches) or is_list(node.otherwise)
    return isinstance(node, Collect | Split | Each)


@dataclass(frozen=True, slots=True)
class PseudonymKey:
    """The secret key and the realm (node and dataset) in which pseudonyms hold; never part of a plan or a file."""

    secret: bytes = field(repr=False)
    realm: str = ""

    def domain(self, record_class: str) -> str:
        """The domain of a class: the same person has one pseudonym per realm, whatever the source."""
        return f"{self.realm}/{record_class}"


def compile_slot(plan: SlotPlan, scope: Scope) -> Cell:
    """Value and note of a slot, in its physical type. What becomes a pseudonym is still text (`engine.pseudonyms`)."""
    made = compile_expression(plan.value, scope)
    value = made.value
    if plan.pseudonym is not None:
        value = value.cast("VARCHAR[]" if is_list(plan.value) else "VARCHAR")
    if plan.slot.multivalued and not is_list(plan.value):
        value = case((value.isnotnull(), call("list_value", value)))
    if isinstance(plan.value, Convert) and plan.value.kind is plan.slot.kind and not plan.slot.multivalued:
        return Cell(value, made.note)
    typed = value.try_cast(duckdb_type(plan.slot, scope.schema))
    misfit = case((value.isnotnull() & typed.isnull(), constant("V005")))
    note = misfit if made.note is None else coalesce(made.note, misfit)
    return Cell(typed, note if _may_misfit(plan) else made.note)


def _may_misfit(plan: SlotPlan) -> bool:
    """Whether the physical type can refuse a value: text takes anything."""
    return plan.slot.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.BOOLEAN, Kind.DATE, Kind.DATETIME)
