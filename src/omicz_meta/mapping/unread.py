"""Tells which columns of the files no rule reads, and which declared columns are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omicz_meta.engine.plan import expressions_of
from omicz_meta.mapping.classes import Draft
from omicz_meta.mapping.form import nearest
from omicz_meta.mapping.typed import columns_read
from omicz_meta.place import Place
from omicz_meta.problem import Problem

if TYPE_CHECKING:
    from omicz_meta.mapping.form import Faults
    from omicz_meta.mapping.scope import TableView
    from omicz_meta.yamlfile import Node


def report_unread(drafts: tuple[Draft, ...], faults: Faults) -> None:
    """M016 (info) for every column that nothing reads; M005 for declared columns that are not in the file."""
    views: dict[str, TableView] = {}
    used: dict[str, set[str]] = {}
    for draft in drafts:
        for alias, view in ((None, draft.table), *draft.joins.items()):
            views.setdefault(view.name, view)
            cells = (
                cell for e in expressions_of(draft.plan) for cell in columns_read(e) if cell.table == alias
            )
            used.setdefault(view.name, set()).update(cell.name for cell in cells)
    for name, view in views.items():
        _check_declared(view, faults)
        _check_read(view, used[name] | {node.text for node in _named(view)}, faults)


def _named(view: TableView) -> tuple[Node, ...]:
    return (*view.source.key, *(node for one in view.source.identities for node in one.columns))


def _check_declared(view: TableView, faults: Faults) -> None:
    for node in (*_named(view), *(spec.node for spec in view.source.columns.values())):
        if not view.has(node.text):
            near = nearest(node.text, view.columns or ())
            faults.add(node.problem("M005", node.text, candidates=near, table=view.name))


def _check_read(view: TableView, used: set[str], faults: Faults) -> None:
    for column in view.columns or ():
        if column in used:
            continue
        strict = view.source.on_unknown_column == "error" and column not in view.source.columns
        if strict and view.source.node is not None:
            node = view.source.node.get("on_unknown_column") or view.source.node
            place = Place(source=view.name, column=column)
            faults.add(
                node.problem("M005", column, place=place, table=f"{view.name} (on_unknown_column: error)")
            )
        else:
            table = (("table", view.name),)
            faults.add(Problem("M016", Place(source=view.name, column=column), detail=table))
