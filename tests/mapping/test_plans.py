"""Mapping files to plans, case by case."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from omicz_meta.engine.plan import ClassPlan, Plan
from omicz_meta.mapping import check_mapping, compile_plan, load_mapping
from omicz_meta.schema import Schema

from .reader import MarkdownCase, mapping_folder, markdown_cases, shown, tables_of, told

CASES = markdown_cases("plans.md")


def lines(plan: Plan) -> Iterator[str]:
    for part in plan.classes:
        yield " ".join(heading(part))
        for slot in part.slots:
            domain = f" ~{slot.pseudonym}" if slot.pseudonym else ""
            yield f"  {slot.slot.name} {slot.made} {shown(slot.value)}{domain}"


def heading(part: ClassPlan) -> Iterator[str]:
    yield f"{part.rule} from {part.table} key"
    yield part.key if part.derived_key is None else ", ".join(map(shown, part.derived_key)) or "row"
    if part.person:
        yield f"person {part.person}"
    for join in part.joins:
        pairs = " and ".join(f"{shown(left)} = {shown(right)}" for left, right in join.keys)
        yield f"join {join.name} = {join.table} on {pairs}"
    for entry in part.filters:
        yield f"unless {entry.text}: {shown(entry.keep)}"
    if part.unnest:
        yield f"for each {shown(part.unnest.items)}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_mapping_compiles_to(case: MarkdownCase, schema: Schema, tmp_path: Path) -> None:
    mapping_folder(case, tmp_path / "m")
    mapping = load_mapping("m/", base=tmp_path, schema=schema)
    use_cases = tuple(case.blocks.get("use_cases", "").split())
    plan, problems = compile_plan(mapping, schema, tables_of(case), use_cases=use_cases)
    assert [told(problem) for problem in problems if problem.code != "M016"] == []
    assert plan is not None
    assert list(lines(plan)) == case.blocks["plan"].splitlines()
    assert check_mapping(mapping, schema) == ()
    assert pickle.loads(pickle.dumps(plan)) == plan  # noqa: S301  # our own bytes: plans travel to workers


def test_places_columns_and_codes_of_a_plan(schema: Schema, tmp_path: Path) -> None:
    case = next(case for case in CASES if case.title.startswith("Codes"))
    mapping_folder(case, tmp_path / "m")
    plan, _ = compile_plan(load_mapping("m", base=tmp_path, schema=schema), schema, tables_of(case))
    assert plan is not None
    slots = {slot.slot.name: slot for slot in plan.classes[0].slots}
    assert slots["disease"].where == "m/t.transform.yaml:7:33"
    assert slots["disease"].rule == "Diagnosis.disease"
    assert slots["disease"].columns == ("mkn",)
    assert plan.classes[0].where == "m/t.transform.yaml:2:3"
    assert plan.codes == ("dg",)
    assert plan.columns_used == (("dg", ("id", "pac", "mkn", "orpha", "více")),)


def test_columns_behind_an_item_are_its_place(schema: Schema, tmp_path: Path) -> None:
    case = next(case for case in CASES if case.title.startswith("Wide to many"))
    mapping_folder(case, tmp_path / "m")
    plan, _ = compile_plan(load_mapping("m", base=tmp_path, schema=schema), schema, tables_of(case))
    assert plan is not None
    disease = next(slot for slot in plan.classes[0].slots if slot.slot.name == "disease")
    assert disease.columns == ("dg1", "dg2")
