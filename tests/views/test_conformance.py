"""Every case of the public SQL-on-FHIR v2 suite, whatever its tag: equal rows in equal order, or a refusal."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import omicz_meta as om

SUITE = Path(__file__).parents[2].parent / "shared" / "standards" / "sql-on-fhir"


def _cases() -> list[Any]:
    found = []
    for file in sorted(SUITE.glob("*.json")):
        suite = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        for at, test in enumerate(suite["tests"]):
            found.append(pytest.param(file, at, id=f"{file.stem}: {test['title']}"))
    return found or [pytest.param(None, 0, marks=pytest.mark.skip(reason="../shared/standards is not there"))]


@pytest.mark.parametrize(("file", "at"), _cases())
def test_case(file: Path, at: int, tmp_path: Path) -> None:
    suite = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    test = suite["tests"][at]
    _write_resources(file, tmp_path / "resources.ndjson")
    if test.get("expectError"):
        with pytest.raises(om.MappingError) as refused:
            om.view(test["view"], tmp_path)
        assert refused.value.problems
        return
    table = om.view(test["view"], tmp_path)
    assert list(table) == test["expect"]
    assert table.problems == ()
    if "expectColumns" in test:
        assert table.to_arrow().column_names == test["expectColumns"]


def _write_resources(file: Path, to: Path) -> None:
    """The resources as lines; `1.0` stays `1.0`, since precision has a meaning in FHIR."""
    suite = json.loads(file.read_text(encoding="utf-8"), parse_float=lambda text: f"\0{text}\0")
    lines = [json.dumps(resource) for resource in suite["resources"]]
    plain = [line.replace('"\\u0000', "").replace('\\u0000"', "") for line in lines]
    to.write_text("".join(f"{line}\n" for line in plain), encoding="utf-8")


def test_all_cases_were_there() -> None:
    if not SUITE.is_dir():
        pytest.skip("../shared/standards is not there")
    assert len(_cases()) == 88
