"""Reads a `*.source.yaml`: the dialect of a table, its keys, and what its columns mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict, cast, get_args

from omicz_meta.engine.codesystems import CODE_SYSTEMS
from omicz_meta.mapping.form import nearest
from omicz_meta.mapping.rules import (
    AbsentRule,
    ColumnSpec,
    ColumnType,
    Identity,
    NullTokens,
    OnUnknownColumn,
    SourceSpec,
)
from omicz_meta.mapping.unitfile import NO_UNITS, declared_unit
from omicz_meta.place import Place
from omicz_meta.schema.model import Sensitivity
from omicz_meta.sources.dialect import ColumnForm, Dialect
from omicz_meta.sources.formula import FORMULA_ERRORS
from omicz_meta.sources.limits import LIMIT_KEYS, USUAL, Limits, with_limits
from omicz_meta.sources.paths import element_way, row_way
from omicz_meta.sources.sheet import area

if TYPE_CHECKING:
    from collections.abc import Mapping as Lookup

    from omicz_meta.mapping.form import Faults
    from omicz_meta.schema import Schema
    from omicz_meta.yamlfile import Node

SOURCE_KEYS = (
    "source",
    "dialect",
    "limits",
    "rows",
    "namespaces",
    "null_tokens",
    "identity",
    "key",
    "columns",
    "absent",
    "filter",
    "on_unknown_column",
    "description",
)
DIALECT_KEYS = (
    "encoding",
    "delimiter",
    "quote",
    "decimal",
    "header_line",
    "skip_lines",
    "comment",
    "null_tokens",
    "sheet",
    "area",
)
COLUMN_KEYS = (
    "path",
    "type",
    "formats",
    "unit",
    "system",
    "codes",
    "split",
    "sensitivity",
    "decimal",
    "null_tokens",
    "description",
)
COLUMN_TYPES: tuple[str, ...] = get_args(ColumnType)
DATE_TYPES = ("date", "partial_date", "datetime")
DECIMAL_MARKS = (",", ".")


def read_source(
    node: Node, stem: str, schema: Schema, faults: Faults, units: Lookup[str, str] = NO_UNITS
) -> SourceSpec:
    """Understand one source file; `stem` names the source where the file itself does not.

    `units` are the mapping's own spellings of units; declared units become UCUM codes.
    """
    parts = faults.keys(node, SOURCE_KEYS, "source file")
    dialect = faults.keys(parts["dialect"], DIALECT_KEYS, "dialect") if "dialect" in parts else {}
    tokens = NullTokens(("",))
    for place in (dialect.get("null_tokens"), parts.get("null_tokens")):
        tokens += read_null_tokens(place, schema, faults)
    columns = parts.get("columns")
    decimal = faults.word(dialect.get("decimal"), DECIMAL_MARKS, "decimal")
    declared = _columns(columns, schema, faults, units) if columns is not None else {}
    return SourceSpec(
        name=faults.text(parts.get("source"), "source") or stem,
        node=node,
        dialect=replace(
            _dialect(dialect, faults),
            decimal=decimal,
            **_places(parts, declared, faults),
            columns={name: _form(spec) for name, spec in declared.items() if _form(spec) != ColumnForm()},
            null_errors=tokens.all & FORMULA_ERRORS,
            limits=_limits(parts.get("limits"), faults),
        ),
        decimal=decimal,
        null_tokens=tokens,
        identities=_identities(parts.get("identity"), faults),
        key=faults.texts(parts.get("key"), "key"),
        columns=declared,
        absent=_absent(parts.get("absent"), schema, faults),
        filters=faults.texts(parts.get("filter"), "filter"),
        on_unknown_column=_on_unknown_column(parts.get("on_unknown_column"), faults),
    )


def _on_unknown_column(node: Node | None, faults: Faults) -> OnUnknownColumn:
    word = faults.word(node, get_args(OnUnknownColumn), "on_unknown_column")
    return cast(OnUnknownColumn, word or "report")


def _dialect(parts: dict[str, Node], faults: Faults) -> Dialect:
    def text(name: str) -> str | None:
        return faults.text(parts.get(name), name)

    return Dialect(
        encoding=text("encoding"),
        delimiter=text("delimiter"),
        quote=text("quote"),
        header_line=faults.number(parts.get("header_line"), "header_line"),
        skip_lines=faults.number(parts.get("skip_lines"), "skip_lines"),
        comment=text("comment"),
        sheet=text("sheet"),
        area=_area(parts.get("area"), faults),
    )


def _area(node: Node | None, faults: Faults) -> str | None:
    text = faults.text(node, "area")
    if node is None or text is None:
        return None
    try:
        area(text)
    except ValueError:
        faults.shape(node, "area: a rectangle such as B3:H200")
        return None
    return text


def _limits(node: Node | None, faults: Faults) -> Limits:
    """What is read beyond the usual limits, or less; a number that cannot be a limit is M001."""
    if node is None:
        return USUAL
    declared = dict[str, int]()
    for key, value in faults.keys(node, LIMIT_KEYS, "limits").items():
        number = faults.number(value, key)
        if number is not None and not 1 <= number <= LIMIT_KEYS[key].most:
            faults.shape(value, f"{key}: a number from 1 to {LIMIT_KEYS[key].most}")
        elif number is not None:
            declared[key] = number
    return with_limits(declared)


class _Places(TypedDict):
    rows: str | None
    namespaces: dict[str, str]


def _places(parts: dict[str, Node], columns: dict[str, ColumnSpec], faults: Faults) -> _Places:
    """Where rows and cells stand in a document; a path that is more than a way down is M001."""
    node, spaces = parts.get("rows"), parts.get("namespaces")
    if spaces is not None and spaces.shape != "mapping":
        faults.shape(spaces, "namespaces: prefixes, each with its namespace")
    entries = spaces.entries if spaces is not None else ()
    namespaces = {key.text: faults.text(value, "namespaces") or "" for key, value in entries}
    rows = faults.text(node, "rows")
    if node is not None and rows is not None and not _is_way(rows, namespaces, row_way):
        faults.shape(node, "rows: a path such as /export/pacient, of names only")
    for spec in columns.values():
        if spec.path is not None and not _is_way(spec.path.text, namespaces, element_way):
            faults.shape(spec.path, "path: steps such as adresa/kraj, dg[2], @id, text()")
    return {"rows": rows, "namespaces": namespaces}


def _is_way(text: str, namespaces: dict[str, str], read: Callable[[str, dict[str, str]], object]) -> bool:
    """Whether a path is one that can be followed: of elements, or (from the top) of keys."""
    try:
        read(text, namespaces)
    except ValueError:
        return text == "/" or (
            text.startswith("/") and not text.startswith("//") and not set(text) & set("*[]()|@")
        )
    return True


def _form(spec: ColumnSpec) -> ColumnForm:
    path = spec.path.text if spec.path else None
    nulls = spec.null_tokens.all & FORMULA_ERRORS
    return ColumnForm(path, spec.formats, spec.decimal, spec.split, nulls)


def read_null_tokens(node: Node | None, schema: Schema, faults: Faults) -> NullTokens:
    """A list of tokens, or tokens with the null flavour each stands for (null: no reason known)."""
    if node is None or node.empty:
        return NullTokens()
    if node.shape != "mapping":
        return NullTokens(tuple(token.text for token in faults.texts(node, "null_tokens")))
    plain = tuple(token.text for token, why in node.entries if why.empty)
    named = [(token, why) for token, why in node.entries if not why.empty]
    for _, why in named:
        check_flavour(why, schema, faults)
    return NullTokens(plain, tuple((token.text, why.text) for token, why in named))


def check_flavour(node: Node, schema: Schema, faults: Faults, slot: str | None = None) -> None:
    """A null flavour must be one that the schema knows."""
    known = schema.enums["NullFlavour"].names if "NullFlavour" in schema.enums else ()
    if node.text not in known:
        allowed = ", ".join(known)
        place = Place(slot=slot or "absent")
        faults.add(
            node.problem(
                "M018", node.text, place=place, candidates=nearest(node.text, known), allowed=allowed
            )
        )


def _identities(node: Node | None, faults: Faults) -> tuple[Identity, ...]:
    """One identity, or a list of several systems in which a person is known."""
    if node is None:
        return ()
    found = (_identity(one, faults) for one in (node.items if node.shape == "list" else (node,)))
    return tuple(one for one in found if one is not None)


def _identity(node: Node, faults: Faults) -> Identity | None:
    parts = faults.keys(node, ("system", "column", "birth_date", "sex"), "identity")
    system, column = faults.text(parts.get("system"), "system"), parts.get("column")
    if system is None or column is None:
        faults.shape(node, "identity: both system and column")
        return None
    return Identity(system, column, parts.get("birth_date"), parts.get("sex"))


def _columns(node: Node, schema: Schema, faults: Faults, units: Lookup[str, str]) -> dict[str, ColumnSpec]:
    if node.shape != "mapping":
        faults.shape(node, "columns: column names, each with what is declared")
    return {name.text: _column(name, body, schema, faults, units) for name, body in node.entries}


def _column(name: Node, body: Node, schema: Schema, faults: Faults, units: Lookup[str, str]) -> ColumnSpec:
    parts = faults.keys(body, COLUMN_KEYS, "column")
    kind = faults.word(parts.get("type"), COLUMN_TYPES, "type")
    sensitivity = faults.word(parts.get("sensitivity"), get_args(Sensitivity), "sensitivity")
    return ColumnSpec(
        node=name,
        path=_path(parts.get("path"), faults),
        type=cast("ColumnType | None", kind),
        formats=_formats(parts.get("formats"), faults),
        unit=declared_unit(parts.get("unit"), units, faults),
        system=faults.word(parts.get("system"), CODE_SYSTEMS, "system"),
        codes=parts.get("codes"),
        split=faults.text(parts.get("split"), "split"),
        sensitivity=sensitivity,
        decimal=faults.word(parts.get("decimal"), DECIMAL_MARKS, "decimal"),
        null_tokens=read_null_tokens(parts.get("null_tokens"), schema, faults),
    )


def _path(node: Node | None, faults: Faults) -> Node | None:
    return None if faults.text(node, "path") is None else node


def _formats(node: Node | None, faults: Faults) -> tuple[str, ...]:
    formats = faults.texts(node, "formats")
    for form in formats:
        if "yyyy" not in form.text:
            faults.choice(form, form.text, ("d.m.yyyy", "yyyy-mm-dd", "m/yyyy", "yyyy"), "formats")
    return tuple(form.text for form in formats if "yyyy" in form.text)


def _absent(node: Node | None, schema: Schema, faults: Faults) -> tuple[AbsentRule, ...]:
    if node is None:
        return ()
    if node.shape != "mapping":
        faults.shape(node, "absent: Class.slot, each with its reason")
    rules = (_absent_rule(name, body, schema, faults) for name, body in node.entries)
    return tuple(rule for rule in rules if rule is not None)


def _absent_rule(name: Node, body: Node, schema: Schema, faults: Faults) -> AbsentRule | None:
    record_class, _, slot = name.text.partition(".")
    reason = (
        body
        if body.shape == "scalar"
        else faults.keys(body, ("reason", "description"), "absent").get("reason")
    )
    if not slot or reason is None:
        faults.shape(name, "Class.slot: {reason: NULL_FLAVOUR}")
        return None
    check_flavour(reason, schema, faults, slot)
    return AbsentRule(name, record_class, slot, reason)
