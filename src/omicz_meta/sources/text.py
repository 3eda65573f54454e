"""Writes values of any type as the text a careful export would hold: ISO dates, decimals without binary dust."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Iterable
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

from omicz_meta.engine.reading import DateFormat, date_format
from omicz_meta.sources.dialect import ColumnForm

UNDECLARED = ColumnForm()
FINEST_FIRST = ("second", "day", "month", "year")


def as_text(values: pa.ChunkedArray | Iterable[object], form: ColumnForm = UNDECLARED) -> pa.ChunkedArray:
    """A column as text; missing values (None, NaN, NaT) are null. Moments with a zone are told in UTC.

    Dates and numbers are written as `form` declares that the column writes them, so that the mapping reads them.

    >>> as_text([1, 2.50, None, Decimal("1.10"), dt.date(2001, 2, 3), True]).to_pylist()
    ['1', '2.5', None, '1.10', '2001-02-03', 'true']
    """
    if not isinstance(values, pa.ChunkedArray):
        return pa.chunked_array([pa.array([value_text(value, form) for value in values], pa.string())])
    if kinds.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    kind = values.type
    if _casts_well(kind) and not (kinds.is_date32(kind) and form.formats):
        return values.cast(pa.string())
    if kinds.is_timestamp(kind):
        return as_text(_moments(_seconds(values)), form)
    if kinds.is_nested(kind):
        return as_text(values.to_pylist(), form)
    return _each_once(values, form)


def _each_once(values: pa.ChunkedArray, form: ColumnForm) -> pa.ChunkedArray:
    """Values that Python writes down, each different one once: dates and numbers come again and again."""
    encoded = values.combine_chunks().dictionary_encode()
    different = encoded.dictionary
    if values.type == pa.float64():
        texts = _plain_floats(different, form)
    elif kinds.is_floating(values.type):
        texts = as_text(_floats(pa.chunked_array([different])), form).combine_chunks()
    else:
        texts = as_text(different.to_pylist(), form).combine_chunks()
    return pa.chunked_array([texts.take(encoded.indices)])


def _plain_floats(values: pa.Array, form: ColumnForm) -> pa.Array:
    """Doubles by their shortest text, as Arrow writes it; those with an exponent, and infinity, one by one."""
    texts = values.cast(pa.string())
    odd = pc.match_substring_regex(texts, "[a-z]").fill_null(False).to_numpy(zero_copy_only=False)
    if form.decimal and form.decimal != ".":
        texts = pc.replace_substring(texts, ".", form.decimal)
    if not odd.any():
        return texts
    others = as_text(values.filter(pa.array(odd)).to_pylist(), form).combine_chunks()
    return pc.replace_with_mask(texts, pa.array(odd), others)


def _casts_well(kind: pa.DataType) -> bool:
    texts = kinds.is_string(kind) or kinds.is_large_string(kind) or kinds.is_string_view(kind)
    return bool(
        texts
        or kinds.is_integer(kind)
        or kinds.is_boolean(kind)
        or kinds.is_date32(kind)
        or kinds.is_null(kind)
    )


def _seconds(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Nanoseconds are finer than Python's times: microseconds do. A zone counts from UTC, which needs none."""
    return values.cast(pa.timestamp("us", values.type.tz), safe=False).cast(pa.timestamp("us"))


def _moments(values: pa.ChunkedArray) -> list[object]:
    """Moments as Python has them; of those before the year 1 or after 9999, what Arrow says of them."""
    try:
        return list(values.to_pylist())
    except OverflowError:
        # made here, since Arrow's first scalar loads pandas
        first, last = (pa.scalar(moment, pa.timestamp("us")) for moment in (dt.datetime.min, dt.datetime.max))
        known = pc.and_(pc.greater_equal(values, first), pc.less_equal(values, last))
        inside, others = pc.if_else(known, values, None).to_pylist(), values.cast(pa.string()).to_pylist()
        return [other if moment is None else moment for moment, other in zip(inside, others, strict=True)]


def _floats(values: pa.ChunkedArray) -> list[object]:
    """Floats of 32 bits by their own shortest text, not by that of the double they become."""
    if values.type != pa.float32():
        return list(values.to_pylist())
    shortest = (chunk.to_numpy(zero_copy_only=False) for chunk in values.chunks)
    return [None if math.isnan(value) else float(str(value)) for chunk in shortest for value in chunk]


def value_text(value: object, form: ColumnForm = UNDECLARED) -> str | None:
    """One value as text, in the form that is declared for its column.

    >>> value_text(1e-7), value_text(3.0), value_text(float("nan")), value_text([1, "á"])
    ('0.0000001', '3', None, '[1, "á"]')
    >>> czech = ColumnForm(formats=("yyyy", "d.m.yyyy"), decimal=",")
    >>> value_text(dt.date(1987, 5, 12), czech), value_text(1.5, czech)
    ('12.5.1987', '1,5')
    """
    if value is None or value != value:  # noqa: PLR0124  NaN and NaT are not equal to themselves
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _marked(_float_text(value), form)
    if isinstance(value, Decimal):
        return _marked(f"{value:f}", form)
    return _dated(value, form) or _other_text(value)


def _marked(number: str, form: ColumnForm) -> str:
    """A number with the decimal mark that its column declares."""
    return number.replace(".", form.decimal) if form.decimal else number


def _dated(value: object, form: ColumnForm) -> str | None:
    """A date in the finest declared format that loses nothing of it; None where there is none."""
    if not form.formats or not isinstance(value, dt.date):
        return None
    moment = _moment(value)
    known = sorted(map(date_format, form.formats), key=lambda one: FINEST_FIRST.index(one.precision))
    return next((text for one in known if (text := _written(moment, one)) is not None), None)


def _moment(value: dt.date) -> dt.datetime:
    if not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    return value if value.tzinfo is None else value.astimezone(dt.UTC).replace(tzinfo=None)


def _written(moment: dt.datetime, form: DateFormat) -> str | None:
    """The moment in one format, where reading it gives the moment again."""
    parts = {
        "yyyy": f"{moment.year:04}",
        "mm": f"{moment.month:02}",
        "dd": f"{moment.day:02}",
        "m": str(moment.month),
        "d": str(moment.day),
        "HH": f"{moment.hour:02}",
        "MM": f"{moment.minute:02}",
        "SS": f"{moment.second:02}",
    }
    text = re.sub("yyyy|mm|dd|HH|MM|SS|m|d", lambda found: parts[found.group()], form.text)
    try:
        return text if dt.datetime.strptime(text, form.strptime) == moment else None
    except ValueError:
        return None


def _float_text(value: float) -> str:
    if math.isinf(value):
        return str(value)
    text = f"{Decimal(repr(float(value))):f}"
    return text.removesuffix(".0") if "." in text else text


def duration(span: dt.timedelta) -> str:
    """A span of time as an ISO 8601 duration.

    >>> duration(dt.timedelta(days=1, hours=12, seconds=1.5)), duration(dt.timedelta())
    ('P1DT12H1.5S', 'PT0S')
    """
    sign, span = ("-", -span) if span < dt.timedelta() else ("", span)
    minutes, seconds = divmod(span.seconds, 60)
    rest = Decimal(seconds) + Decimal(span.microseconds) / 1_000_000
    parts = ((minutes // 60, "H"), (minutes % 60, "M"), (rest.normalize(), "S"))
    time = "".join(
        f"{number:f}{mark}" if mark == "S" else f"{number}{mark}" for number, mark in parts if number
    )
    day = f"{span.days}D" if span.days else ""
    return f"{sign}P{day}{'T' + time if time else ''}" if day or time else "PT0S"


def _other_text(value: object) -> str:
    if isinstance(value, dt.datetime):
        moment = _moment(value)
        return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return duration(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
