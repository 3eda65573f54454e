"""What is stored of mappings and plans comes back exactly, with all that comparing leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.engine import registry
from tests.engine.test_whole_runs import any_plan

from omicz_meta.engine.plan import Plan
from omicz_meta.engine.resource_block import FhirVersion
from omicz_meta.mapping import Mapping, check_mapping, compile_plan, load_mapping, shipped_mappings
from omicz_meta.mapping.stored import restored, stored, values
from omicz_meta.problem import Problem
from omicz_meta.schema import Schema
from omicz_meta.yamlfile import Node, parse_yaml

from .reader import MarkdownCase, mapping_folder, markdown_cases, tables_of

SETTINGS = settings(
    max_examples=examples(100), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def alike(value: Any) -> Any:
    """A value with the types of all its parts, and also the fields that comparing leaves out."""
    if is_dataclass(value):
        return type(value), [(part.name, alike(getattr(value, part.name))) for part in fields(value)]
    if isinstance(value, tuple):
        return tuple, [alike(part) for part in value]
    if isinstance(value, dict):
        return dict, [(key, alike(part)) for key, part in value.items()]
    return type(value), str(value) if not isinstance(value, frozenset) else value


def same(value: Any) -> bool:
    """Whether a value comes back."""
    return bool(alike(restored(stored(value))) == alike(value))


@SETTINGS
@given(st.one_of(any_plan(), registry.plans()))
def test_any_plan(plan: Plan) -> None:
    assert same(plan)


@SETTINGS
@given(st.text(), st.integers(), st.decimals(allow_nan=False), st.booleans())
def test_any_scalar(text: str, number: int, decimal: Any, flag: bool) -> None:
    """One and true stay apart, and so do 1.5 and 1.50."""
    nodes = tuple(
        Node(text, 1, 1, value=value, text=text, written=text) for value in (number, decimal, flag, 1, True)
    )
    assert same((nodes, Problem("M001", value=text, detail=((text, text),))))


@pytest.mark.parametrize("name", shipped_mappings())
def test_shipped_mappings(name: str, schema: Schema) -> None:
    mapping = load_mapping(name, schema=schema)
    assert isinstance(restored(stored(mapping)), Mapping)
    assert same(mapping)
    assert check_mapping(restored(stored(mapping)), schema) == check_mapping(mapping, schema)


@pytest.mark.parametrize("case", markdown_cases("plans.md"), ids=lambda case: case.title)
def test_every_mapping_of_the_plans(case: MarkdownCase, schema: Schema, tmp_path: Any) -> None:
    mapping_folder(case, tmp_path / "m")
    mapping = load_mapping("m/", base=tmp_path, schema=schema)
    made = compile_plan(mapping, schema, tables_of(case))
    assert same((mapping, made))
    assert compile_plan(restored(stored(mapping)), schema, tables_of(case)) == made


def test_equal_parts_are_written_once() -> None:
    node, _ = parse_yaml("[x]", "a.yaml")
    assert len(stored((node,) * 1000)) < len(stored(node)) + 1000 * 5


def test_what_is_no_part_of_a_mapping_is_misuse() -> None:
    with pytest.raises(TypeError, match="object is no part"):
        stored((object(),))


def test_the_list_is_whole() -> None:
    """Whatever a mapping or plan may hold, by the types of its fields, is in the list."""
    found: set[type] = set()
    for kind in (Mapping, Plan, Problem):
        reach(kind, found)
    assert found == set(values())


def reach(kind: Any, found: set[type]) -> None:
    """Add a dataclass and all that its fields may hold."""
    if is_dataclass(kind) and isinstance(kind, type) and kind not in found:
        found.add(kind)
        for hint in hints(kind):
            reach(hint, found)
    elif get_origin(kind) is not Literal:
        for part in get_args(kind):
            reach(part, found)


def hints(kind: type) -> Iterator[Any]:
    """The types of the fields; what a module imports for the type checker only is known by name."""
    names = {one.__name__: one for one in values() if one.__module__ != "omicz_meta.mapping.rules"}
    del names["Identity"], names["Branch"]
    names |= {"FhirVersion": FhirVersion}
    yield from get_type_hints(kind, localns=names).values()
