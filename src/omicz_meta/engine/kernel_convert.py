"""Kernel form of `Convert`: text to dates, numbers and yes/no, with the note that says what was wrong."""

from __future__ import annotations

from collections.abc import Callable

from duckdb import Expression

from omicz_meta.engine import reading
from omicz_meta.engine.cell import Cell, call, case, coalesce, constant, fits, null, without
from omicz_meta.schema import Kind

Tell = Callable[[str], Expression]
"""Makes the note for a problem code."""


def convert(
    source: Cell,
    kind: Kind,
    formats: tuple[str, ...],
    decimal: str,
    tell: Tell = constant,
    known: Expression | None = None,
) -> Cell:
    """Read text as a kind; text kinds pass as they are.

    `tell` makes the note of a code; `known` is the finished value where an earlier projection made it.
    """
    text = source.value
    if kind in (Kind.DATE, Kind.PARTIAL_DATE, Kind.DATETIME):
        made = _date(text, kind, formats or reading.DEFAULT_FORMATS[kind], tell, known)
    elif kind is Kind.DECIMAL:
        made = _decimal(text, decimal, tell, known)
    elif kind is Kind.INTEGER:
        made = _integer(text, tell, known)
    elif kind is Kind.BOOLEAN:
        made = _boolean(text, tell, known)
    elif kind is Kind.DURATION:
        made = _duration(text, tell, known)
    else:
        return source
    note = made.note if source.note is None else coalesce(source.note, made.note)
    return Cell(made.value, note)


def _date(
    text: Expression, kind: Kind, formats: tuple[str, ...], tell: Tell, known: Expression | None
) -> Cell:
    forms = [reading.date_format(form) for form in formats]
    stored = [(fits(text, form.pattern), _read_date(text, form, kind)) for form in forms]
    value = case(*stored) if known is None else known
    matched = fits(text, "|".join(f"({form.pattern})" for form in forms))
    wrong = text.isnotnull() & value.isnull()
    return Cell(value, case((wrong, case((matched, tell("V004")), otherwise=tell("V003")))))


def _read_date(text: Expression, form: reading.DateFormat, kind: Kind) -> Expression:
    spaceless = text if form.precision == "second" else without(text, reading.SPACE)
    moment = call("try_strptime", spaceless, constant(form.strptime))
    if form.precision == "second":
        squeezed = call("regexp_replace", text, constant(f"{reading.SPACE}+"), constant(" "), constant("g"))
        moment = call("try_strptime", squeezed, constant(form.strptime))
    # strptime reads a year 0000, which no calendar has (ISO 8601 leaves it to agreement)
    moment = case((call("year", moment) > constant(0), moment))
    if kind is Kind.DATETIME:
        return moment
    day = moment.cast("DATE")
    if kind is Kind.DATE:
        return day if form.precision in ("day", "second") else null("DATE")
    written = day.cast("VARCHAR")
    length = {"year": 4, "month": 7}.get(form.precision)
    return written if length is None else call("substring", written, constant(1), constant(length))


def _decimal(text: Expression, mark: str, tell: Tell, known: Expression | None) -> Cell:
    well_formed = fits(text, reading.number_pattern(mark))
    if known is None:
        plain = call("replace", without(text, f"[{reading.NUMBER_SPACES}]"), constant(mark), constant("."))
        exact = fits(
            plain, rf"[+-]?0*[0-9]{{1,{reading.DIGITS_BEFORE}}}(\.[0-9]{{1,{reading.DIGITS_AFTER}}}0*)?"
        )
        known = case((well_formed & exact, plain.try_cast("DECIMAL(38,12)")))
    wrong = text.isnotnull() & known.isnull()
    return Cell(known, case((wrong, case((well_formed, tell("V010")), otherwise=tell("V005")))))


def _integer(text: Expression, tell: Tell, known: Expression | None) -> Cell:
    number = fits(text, reading.number_pattern(",")) | fits(text, reading.number_pattern("."))
    if known is None:
        plain = without(text, f"[{reading.NUMBER_SPACES}]")
        known = case((number & fits(plain, reading.WHOLE), plain.try_cast("BIGINT")))
    wrong = text.isnotnull() & known.isnull()
    return Cell(known, case((wrong, case((number, tell("V012")), otherwise=tell("V005")))))


def _boolean(text: Expression, tell: Tell, known: Expression | None) -> Cell:
    if known is None:
        word = call("lower", text)
        yes = word.isin(*map(constant, reading.TRUE_WORDS))
        no = word.isin(*map(constant, reading.FALSE_WORDS))
        known = case((yes, constant(True)), (no, constant(False)), otherwise=null("BOOLEAN"))
    return Cell(known, case((text.isnotnull() & known.isnull(), tell("V013"))))


def _duration(text: Expression, tell: Tell, known: Expression | None) -> Cell:
    if known is None:
        known = case((fits(text, reading.DURATION) & ~fits(text, "P|.*T"), text))
    return Cell(known, case((text.isnotnull() & known.isnull(), tell("V007"))))
