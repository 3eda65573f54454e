"""The last step of a view: cells as they were found become cells of the table's types; what does not fit is noted."""

from __future__ import annotations

from duckdb import Expression

from omicz_meta.engine.cell import call, case, coalesce, column, constant, first_note, kept, transform
from omicz_meta.engine.view_forms import told
from omicz_meta.engine.view_plan import ViewColumn
from omicz_meta.engine.view_rows import Form
from omicz_meta.engine.view_values import SEVERAL, UNFIT

_ITEM = "#item"


def cell(one: ViewColumn, form: Form) -> tuple[Expression, Expression | None]:
    """The cell of a column and the note that says why it has no value, where there can be one."""
    raw = column(one.name)
    if one.many:
        return _list(raw, one.type, form)
    if not form.many:
        value = _told(raw, one.type, form)
        return value, _unfit(raw, value, one.type)
    single = call("list_extract", raw, constant(1))
    several = call("len", raw) > constant(1)
    value = case((~several, _told(single, one.type, form)))
    note = _unfit(case((~several, single)), value, one.type)
    return value, first_note([case((several, constant(SEVERAL))), note])


def _list(raw: Expression, cell_type: str, form: Form) -> tuple[Expression, Expression | None]:
    items = raw if form.many else case((raw.isnotnull(), call("list_value", raw)))
    filled = coalesce(items, call("list_value"))
    values = transform(filled, _ITEM, _told(column(_ITEM), cell_type, form))
    left = kept(values, _ITEM, column(_ITEM).isnotnull()).cast(f"{cell_type}[]")
    if cell_type == "VARCHAR":
        return left, None
    return left, case((call("len", left) < call("len", filled), constant(UNFIT)))


def _unfit(raw: Expression, value: Expression, cell_type: str) -> Expression | None:
    if cell_type == "VARCHAR":
        return None
    return case((raw.isnotnull() & value.isnull(), constant(UNFIT)))


def _told(value: Expression, cell_type: str, form: Form) -> Expression:
    """A text of a document in the type of its column, or a value that was computed."""
    if form.written:
        return told(value, cell_type)
    made = value.try_cast(cell_type)
    if cell_type == "VARCHAR" and form.number:
        # a computed decimal ends in as many zeros as its type has places
        return call(
            "regexp_replace", made, constant(r"^(-?[0-9]+)(?:(\.[0-9]*[1-9])0*|\.0*)$"), constant(r"\1\2")
        )
    if cell_type.startswith("DECIMAL"):
        return case((made == value, made))
    return made
