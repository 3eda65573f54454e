"""A short Python interpreter of plan expressions, one row at a time: what the kernel must agree with.

Used by tests, by `why`, and to tell what a distinct value was translated to.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from omicz_meta.engine import reading
from omicz_meta.engine.codesystems import CODE_SYSTEMS
from omicz_meta.engine.functions import PYTHON_MEANINGS, SEEING_ABSENCE, Value
from omicz_meta.engine.kernel import UNREADABLE_CELL, as_conversion
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
    Split,
    Translate,
    Variable,
    walk,
)
from omicz_meta.engine.python_functions import PythonFunction
from omicz_meta.engine.python_library import PYTHON_FUNCTIONS
from omicz_meta.schema import Kind


@dataclass(frozen=True, slots=True)
class Answer:
    """A value and the note that stands for its absence; `source` is the cell the note is about, where it is one."""

    value: Value = None
    note: str | None = None
    source: Column | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: raw cells by join name (None is the own table) and column, code maps, current item, own functions.

    `item_from` is the cell that the item was taken from.
    `variable` is the name of the current item (`Collect.names`).
    """

    cells: Mapping[tuple[str | None, str], str | None]
    codes: Mapping[str, CodeMap]
    item: Answer | None = None
    functions: Mapping[str, PythonFunction] = field(default_factory=dict)
    item_from: Column | None = None
    variable: str | None = None


def evaluate(node: Expression, row: Row) -> Answer:
    """Value and note of an expression for one row.

    >>> row = Row({(None, "Datum"): " 1. 2. 2001 "}, {})
    >>> evaluate(Convert(Column("Datum"), Kind.PARTIAL_DATE, ("d.m.yyyy",)), row)
    Answer(value='2001-02-01', note=None)
    """
    match node:
        case Column():
            return _cell(node, row.cells.get((node.table, node.name)))
        case Item():
            return row.item or Answer()
        case Variable():
            return Answer(row.variable)
        case Constant(value):
            return Answer(value)
        case Absent(reason):
            return Answer(None, reason)
        case Call():
            return _call(node, row)
        case Convert(value, kind, formats, decimal):
            return _about(value, row, _convert(evaluate(value, row), kind, formats, decimal))
        case Recode(value, pairs, code):
            return _about(value, row, _looked_up(evaluate(value, row), dict(pairs), code))
        case Translate(value, codes, code):
            return _about(value, row, _looked_up(evaluate(value, row), dict(row.codes[codes].targets), code))
        case Case(branches, otherwise):
            return _case(branches, otherwise, row)
        case Record(_, fields):
            return _record(fields, row)
        case Collect(items):
            return _listed([evaluate(item, row) for item in items])
        case Split(value, separator):
            return _split(evaluate(value, row), separator)
        case Each(items, body):
            return _each(items, body, row)


def cell_read(node: Expression, row: Row) -> Column | None:
    """The one cell an expression reads, or None when it reads several or none."""
    parts = tuple(walk(node))
    read = {part for part in parts if isinstance(part, Column)}
    if row.item_from is not None and any(isinstance(part, Item) for part in parts):
        read.add(row.item_from)
    return next(iter(read)) if len(read) == 1 else None


def _about(value: Expression, row: Row, answer: Answer) -> Answer:
    """The answer, saying of which cell its note is, unless a part said so already."""
    if answer.note is None or answer.source is not None:
        return answer
    return replace(answer, source=cell_read(value, row))


def elements(items: Expression, row: Row) -> list[Row]:
    """The row once for each element of a list, as `Item()` and `Variable()` see it.

    >>> row = Row({(None, "výška"): "180", (None, "váha"): ""}, {})
    >>> both = Collect((Column("výška"), Column("váha")), ("výška", "váha"))
    >>> [(one.item.value, one.variable) for one in elements(both, row)]
    [('180', 'výška')]
    """
    source = cell_read(items, row)
    if isinstance(items, Collect):
        names: tuple[str | None, ...] = items.names or (None,) * len(items.items)
        given = [
            (evaluate(item, row).value, cell_read(item, row), name)
            for item, name in zip(items.items, names, strict=True)
        ]
    else:
        found = evaluate(items, row).value
        given = [(value, source, None) for value in found] if isinstance(found, list) else []
    return [
        replace(row, item=Answer(value), item_from=cell or source, variable=name)
        for value, cell, name in given
        if value is not None
    ]


def _cell(node: Column, raw: str | None) -> Answer:
    if raw is not None and re.fullmatch(UNREADABLE_CELL, raw):
        return Answer(None, raw[1:])
    text = None if raw is None else raw.strip(reading.SPACES)
    reason = dict(node.meanings).get(text or "")
    if text is None or text == "" or text in node.null_tokens or reason:
        return Answer(None, reason)
    return Answer(text)


def _call(node: Call, row: Row) -> Answer:
    conversion = as_conversion(node)
    if conversion is not None:
        return evaluate(conversion, row)
    parts = [evaluate(argument, row) for argument in node.arguments]
    if node.function == "code":
        return _about(node.arguments[0], row, _code(parts[0], str(parts[1].value)))
    values = [part.value for part in parts]
    function = PYTHON_FUNCTIONS.get(node.function) or row.functions.get(node.function)
    if function is not None:
        value, note = function.answer(values)
        answer = Answer(value, note)
        return _about(node, row, answer) if note or value is not None else _because(parts)
    if node.function in SEEING_ABSENCE:
        value = SEEING_ABSENCE[node.function](values)
    else:
        value = None if None in values else PYTHON_MEANINGS[node.function](*values)
    return _because(parts) if value is None else Answer(value)


def _because(parts: Iterable[Answer], value: Value = None) -> Answer:
    """A value beside the first note of the parts."""
    told = next((part for part in parts if part.note), Answer())
    return Answer(value, told.note, told.source)


def _code(text: Answer, system: str) -> Answer:
    if not isinstance(text.value, str):
        return text
    curie = CODE_SYSTEMS[system].curie(text.value)
    return Answer(curie, None if curie else "T002")


def _looked_up(text: Answer, pairs: Mapping[str, object], code: str) -> Answer:
    if not isinstance(text.value, str):
        return text
    if text.value not in pairs:
        return Answer(None, code)
    target = pairs[text.value]
    return Answer(None if target is None else str(target))


def _case(branches: tuple[tuple[Expression, Expression], ...], otherwise: Expression, row: Row) -> Answer:
    conditions = [evaluate(condition, row) for condition, _ in branches]
    chosen = next((v for (_, v), c in zip(branches, conditions, strict=True) if c.value is True), otherwise)
    answer = evaluate(chosen, row)
    return _because([answer, *conditions]) if answer.value is None else Answer(answer.value)


def _record(fields: tuple[tuple[str, Expression], ...], row: Row) -> Answer:
    given = {name: evaluate(part, row) for name, part in fields}
    values = {name: part.value for name, part in given.items()}
    filled = any(value is not None for value in values.values())
    return _because(given.values(), values if filled else None)


def _listed(parts: list[Answer]) -> Answer:
    there: list[Value] = [part.value for part in parts if part.value is not None]
    return _because(parts, there or None)


def _split(text: Answer, separator: str) -> Answer:
    if not isinstance(text.value, str):
        return text
    pieces: list[Value] = [
        piece for part in text.value.split(separator) if (piece := part.strip(reading.SPACES))
    ]
    return Answer(pieces or None)


def _each(items: Expression, body: Expression, row: Row) -> Answer:
    whole = evaluate(items, row)
    if not isinstance(whole.value, list):
        return whole
    listed = _listed([evaluate(body, inside) for inside in elements(items, row)])
    return _because([whole, listed], listed.value)


def _convert(source: Answer, kind: Kind, formats: tuple[str, ...], decimal: str) -> Answer:
    if not isinstance(source.value, str):
        return source
    text = source.value
    if kind in (Kind.DATE, Kind.PARTIAL_DATE, Kind.DATETIME):
        return _date(text, kind, formats or reading.DEFAULT_FORMATS[kind])
    readers = {
        Kind.DECIMAL: lambda: _decimal(text, decimal),
        Kind.INTEGER: lambda: _integer(text),
        Kind.BOOLEAN: lambda: _boolean(text),
        Kind.DURATION: lambda: _duration(text),
    }
    return readers[kind]() if kind in readers else source


def _date(text: str, kind: Kind, formats: tuple[str, ...]) -> Answer:
    matched = False
    for form in map(reading.date_format, formats):
        if re.fullmatch(form.pattern, text):
            matched = True
            made = _read_date(text, form, kind)
            if made is not None:
                return Answer(made)
            break
    return Answer(None, "V004" if matched else "V003")


def _read_date(text: str, form: reading.DateFormat, kind: Kind) -> str | None:
    squeezed = (
        re.sub(f"{reading.SPACE}+", " ", text)
        if form.precision == "second"
        else re.sub(reading.SPACE, "", text)
    )
    try:
        moment = datetime.datetime.strptime(squeezed, form.strptime)
    except ValueError:
        return None
    if kind is Kind.DATETIME:
        return moment.isoformat(sep=" ")
    if kind is Kind.DATE and form.precision not in ("day", "second"):
        return None
    return moment.date().isoformat()[: {"year": 4, "month": 7}.get(form.precision, 10)]


def _decimal(text: str, mark: str) -> Answer:
    if not re.fullmatch(reading.number_pattern(mark), text):
        return Answer(None, "V005")
    number = Decimal(re.sub(f"[{reading.NUMBER_SPACES}]", "", text).replace(mark, "."))
    places = -int(number.normalize().as_tuple().exponent) if number else 0
    if abs(number) >= Decimal(10) ** reading.DIGITS_BEFORE or places > reading.DIGITS_AFTER:
        return Answer(None, "V010")
    return Answer(number)


def _integer(text: str) -> Answer:
    plain = re.sub(f"[{reading.NUMBER_SPACES}]", "", text)
    if not any(re.fullmatch(reading.number_pattern(mark), text) for mark in ",."):
        return Answer(None, "V005")
    return Answer(int(plain)) if re.fullmatch(reading.WHOLE, plain) else Answer(None, "V012")


def _boolean(text: str) -> Answer:
    word = text.lower()
    if word in reading.TRUE_WORDS:
        return Answer(True)
    return Answer(False) if word in reading.FALSE_WORDS else Answer(None, "V013")


def _duration(text: str) -> Answer:
    good = re.fullmatch(reading.DURATION, text) and text != "P" and not text.endswith("T")
    return Answer(text) if good else Answer(None, "V007")
