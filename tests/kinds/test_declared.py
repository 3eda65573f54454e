"""What a source file says of sheets, rows and paths reaches the reader, or is a fault of the mapping."""

from __future__ import annotations

from pathlib import Path

import pytest

from omicz_meta.mapping import load_mapping
from omicz_meta.schema import load_schema
from omicz_meta.sources.dialect import ColumnForm, Dialect

TRANSFORM = "class_derivations: {Individual: {populated_from: p, slot_derivations: {subject_id: {populated_from: id}}}}"


def dialect_of(tmp_path: Path, source: str) -> tuple[Dialect, list[str]]:
    (tmp_path / "t.transform.yaml").write_text(TRANSFORM, encoding="utf-8")
    (tmp_path / "p.source.yaml").write_text(source, encoding="utf-8")
    mapping = load_mapping(tmp_path, schema=load_schema())
    return mapping.sources["p"].dialect, [f"{p.code} {p.place.line}" for p in mapping.problems]


def test_everything_declared(tmp_path: Path) -> None:
    source = """dialect: {sheet: Pacienti, area: B3:H200, header_line: 3, decimal: ","}
rows: /h:export/h:pacient
namespaces: {h: "urn:h"}
columns:
  id: {path: "@id"}
  vek: {path: "h:vek[2]/text()", decimal: "."}
  dat: {type: date, formats: [d.m.yyyy], split: ","}
"""
    assert dialect_of(tmp_path, source) == (
        Dialect(
            header_line=3,
            decimal=",",
            sheet="Pacienti",
            area="B3:H200",
            rows="/h:export/h:pacient",
            namespaces={"h": "urn:h"},
            columns={
                "id": ColumnForm(path="@id"),
                "vek": ColumnForm(path="h:vek[2]/text()", decimal="."),
                "dat": ColumnForm(formats=("d.m.yyyy",), split=","),
            },
        ),
        [],
    )


@pytest.mark.parametrize(
    "path",
    ["/adresa/kraj", "adresa/kraj", "adresa.kraj", "dg[2]", "@id", "a/@b", "text()", ".", "./a", "/dg/0/kod"],
)
def test_paths_that_can_be_followed(tmp_path: Path, path: str) -> None:
    assert dialect_of(tmp_path, f"columns: {{id: {{path: '{path}'}}}}")[1] == []


@pytest.mark.parametrize(
    "path",
    [
        "//a",
        "../a",
        "a[@b]",
        "a[last()]",
        "a|b",
        "*",
        "count(a)",
        "ancestor::a",
        "a//b",
        "h:a",
        "@a/b",
        "a[0]",
        "a b",
    ],
)
def test_paths_that_are_more_than_a_way_down(tmp_path: Path, path: str) -> None:
    assert dialect_of(tmp_path, f'columns:\n  id: {{path: "{path}"}}')[1] == ["M001 2"]


@pytest.mark.parametrize("rows", ["export/pacient", "//pacient", "/export/*", "/export/@id", "/export/a[2]"])
def test_rows_that_are_no_path(tmp_path: Path, rows: str) -> None:
    assert dialect_of(tmp_path, f"rows: '{rows}'")[1] == ["M001 1"]


def test_an_area_that_is_none(tmp_path: Path) -> None:
    assert dialect_of(tmp_path, "dialect: {area: everything}")[1] == ["M001 1"]
