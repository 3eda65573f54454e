"""Errors of formulas in text tables: told cell by cell, unless the mapping calls them a null token."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.reading import read

import omicz_meta as om
from omicz_meta.sources.dialect import ColumnForm, Dialect
from omicz_meta.sources.formula import FORMULA_ERRORS, may_hold_errors

TABLE = b"a;b\n#N/A;#N/A\n#REF!;1\n"


@pytest.mark.parametrize(
    ("dialect", "told"),
    [
        (Dialect(), [(1, "a"), (1, "b"), (2, "a")]),
        (Dialect(null_errors=frozenset({"#N/A"})), [(2, "a")]),
        (Dialect(columns={"a": ColumnForm(null_errors=frozenset({"#N/A"}))}), [(1, "b"), (2, "a")]),
        (Dialect(null_errors=FORMULA_ERRORS), []),
    ],
)
def test_what_is_a_null_token_is_no_error(dialect: Dialect, told: list[tuple[int, str]]) -> None:
    assert [(fault.row, fault.column) for fault in read(TABLE, dialect=dialect).faults] == told


@given(st.sampled_from(sorted(FORMULA_ERRORS)), st.sampled_from(["utf-8", "windows-1250", "iso-8859-2"]))
def test_no_error_slips_through_the_quick_look(error: str, encoding: str) -> None:
    assert may_hold_errors(f"1;{error};2\n".encode(encoding))


def test_a_mapping_declares_them(tmp_path: Path) -> None:
    source = tmp_path / "t.source.yaml"
    source.write_text(
        'source: t\nnull_tokens: ["", "#N/A", "-"]\ncolumns:\n  a: {null_tokens: {"#REF!": NAVU}}\n'
    )
    (tmp_path / "t.transform.yaml").write_text(
        "class_derivations:\n  Individual:\n    populated_from: t\n"
        "    slot_derivations:\n      subject_id: {populated_from: b}\n"
    )
    dialect = om.load_mapping(tmp_path).sources["t"].dialect
    assert dialect.null_errors_of("a") == {"#N/A", "#REF!"}
    assert dialect.null_errors_of("b") == {"#N/A"}
