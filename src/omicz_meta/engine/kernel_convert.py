"""Kernel form of `Convert`: text to dates, numbers and yes/no, with the note that says what was wrong."""

from __future__ import annotations

from duckdb import Expression

from omicz_meta.engine import reading
from omicz_meta.engine.cell import Cell, call, case, coalesce, constant, fits, null, without
from omicz_meta.schema import Kind


def convert(source: Cell, kind: Kind, formats: tuple[str, ...], decimal: str) -> Cell:
    """Read text as a kind; text kinds pass as they are."""
    text = source.value
    if kind in (Kind.DATE, Kind.PARTIAL_DATE, Kind.DATETIME):
        made = _date(text, kind, formats or reading.DEFAULT_FORMATS[kind])
    elif kind is Kind.DECIMAL:
        made = _decimal(text, decimal)
    elif kind is Kind.INTEGER:
        made = _integer(text)
    elif kind is Kind.BOOLEAN:
        made = _boolean(text)
    elif kind is Kind.DURATION:
        made = _duration(text)
    else:
        return source
    note = made.note if source.note is None else coalesce(source.note, made.note)
    return Cell(made.value, note)


def _date(text: Expression, kind: Kind, formats: tuple[str, ...]) -> Cell:
    known = [reading.date_format(form) for form in formats]
    stored = [(fits(text, form.pattern), _read_date(text, form, kind)) for form in known]
    value = case(*stored)
    matched = fits(text, "|".join(f"({form.pattern})" for form in known))
    wrong = text.isnotnull() & value.isnull()
    return Cell(value, case((wrong & matched, constant("V004")), (wrong, constant("V003"))))


def _read_date(text: Expression, form: reading.DateFormat, kind: Kind) -> Expression:
    spaceless = text if form.precision == "second" else without(text, reading.SPACE)
    moment = call("try_strptime", spaceless, constant(form.strptime))
    if form.precision == "second":
        squeezed = call("regexp_replace", text, constant(f"{reading.SPACE}+"), constant(" "), constant("g"))
        moment = call("try_strptime", squeezed, constant(form.strptime))
    if kind is Kind.DATETIME:
        return moment
    day = moment.cast("DATE")
    if kind is Kind.DATE:
        return day if form.precision in ("day", "second") else null("DATE")
    length = {"year": 4, "month": 7}.get(form.precision, 10)
    return call("substring", day.cast("VARCHAR"), constant(1), constant(length))


def _decimal(text: Expression, mark: str) -> Cell:
    plain = call("replace", without(text, f"[{reading.NUMBER_SPACES}]"), constant(mark), constant("."))
    well_formed = fits(text, reading.number_pattern(mark))
    exact = fits(plain, rf"[+-]?0*[0-9]{{1,{reading.DIGITS_BEFORE}}}(\.[0-9]{{1,{reading.DIGITS_AFTER}}}0*)?")
    value = case((well_formed & exact, plain.try_cast("DECIMAL(38,12)")))
    note = case(
        (text.isnull() | value.isnotnull(), null()),
        (well_formed, constant("V010")),
        otherwise=constant("V005"),
    )
    return Cell(value, note)


def _integer(text: Expression) -> Cell:
    plain = without(text, f"[{reading.NUMBER_SPACES}]")
    number = fits(text, reading.number_pattern(",")) | fits(text, reading.number_pattern("."))
    value = case((number & fits(plain, reading.WHOLE), plain.try_cast("BIGINT")))
    note = case(
        (text.isnull() | value.isnotnull(), null()), (number, constant("V012")), otherwise=constant("V005")
    )
    return Cell(value, note)


def _boolean(text: Expression) -> Cell:
    word = call("lower", text)
    yes = word.isin(*map(constant, reading.TRUE_WORDS))
    no = word.isin(*map(constant, reading.FALSE_WORDS))
    value = case((yes, constant(True)), (no, constant(False)), otherwise=null("BOOLEAN"))
    return Cell(value, case((text.isnotnull() & ~yes & ~no, constant("V013"))))


def _duration(text: Expression) -> Cell:
    good = fits(text, reading.DURATION) & ~fits(text, "P|.*T")
    return Cell(case((good, text)), case((text.isnotnull() & ~good, constant("V007"))))
