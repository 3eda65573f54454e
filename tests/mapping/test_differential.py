"""The same specifications in linkml-map and here: the same records on the shared subset, and each difference shown."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omicz_meta.mapping import check_mapping, load_mapping
from omicz_meta.schema import Kind, Schema
from omicz_meta.schema.model import parse_schema

from .peer import COLUMNS, Row, Spec, filled, ours, slot, small_schema, source_schema, theirs

pytestmark = pytest.mark.heavy


@pytest.fixture(autouse=True, scope="module")
def peer() -> None:
    """Loaded by the tests alone, not where they are collected: it takes a second."""
    pytest.importorskip("linkml_map", reason="linkml-map comes with the extra [test]")


SOURCE = source_schema({"p": COLUMNS})


def both(spec: Spec, rows: list[Row], *, source: Any = SOURCE) -> tuple[list[Any], list[Any], list[str]]:
    """Records here, records of linkml-map, and what was told here."""
    with TemporaryDirectory() as folder:
        made, codes = ours(spec, rows, small_schema(), Path(folder))
    return made, [filled(row) for row in theirs(spec, rows, source)], codes


def of_thing(**slots: Any) -> dict[str, Any]:
    """A specification of one class from the table `p`."""
    return {
        "class_derivations": {
            "Thing": {"populated_from": "p", "slot_derivations": {"id": {"populated_from": "id"}, **slots}}
        }
    }


# --- generated specifications -------------------------------------------------------------------------------

TEXTS = st.sampled_from((None, "M", "Ž", "x y", "M-1"))
NUMBERS = st.sampled_from((None, 0, 5, 18, 70, -3))
LISTS = st.sampled_from((None, "M", "M|Ž", "a|b|M"))
COLOUR = st.sampled_from((None, "r", "b", "g", "red", "x"))


def rows() -> st.SearchStrategy[list[Row]]:
    """Rows of the table `p` with ids of their own."""
    row = st.fixed_dictionaries({"a": TEXTS, "b": TEXTS, "n": NUMBERS, "m": NUMBERS, "c": COLOUR, "w": LISTS})
    return st.lists(row, min_size=1, max_size=6).map(
        lambda found: [{"id": f"I{number}", **row} for number, row in enumerate(found)]
    )


def texts() -> st.SearchStrategy[str]:
    """Expressions that give text."""
    leaf = st.sampled_from(("{a}", "{b}", "'M'", "'-'", "str({n})"))
    return st.recursive(
        leaf,
        lambda part: st.one_of(
            st.tuples(part, part).map(lambda two: f"{two[0]} + {two[1]}"),
            part.map(lambda one: f"upper({one})"),
            part.map(lambda one: f"lower({one})"),
            st.tuples(part, part).map(lambda two: f"coalesce({two[0]}, {two[1]})"),
            st.tuples(conditions(), part, part).map(
                lambda three: f"{three[1]} if {three[0]} else {three[2]}"
            ),
            st.tuples(conditions(), part, part).map(
                lambda three: f"case(({three[0]}, {three[1]}), (True, {three[2]}))"
            ),
        ),
        max_leaves=4,
    )


def conditions() -> st.SearchStrategy[str]:
    """Conditions on the columns of `p`."""
    return st.sampled_from(
        (
            "{a} == 'M'",
            "{a} != {b}",
            "{a} == {b}",
            "{a} is None",
            "{n} == 5",
            "{a} in ['M', 'Ž']",
            "not {a} == 'M'",
            "{a} == 'M' and {b} == 'Ž'",
            "{a} == 'M' or {n} == 18",
        )
    )


KEYS = st.sampled_from(("M", "Ž", "x y", "M-1", "nic"))
TABLE = st.dictionaries(KEYS, st.sampled_from(("male", "female", None)), min_size=1, max_size=3)


def text_slot() -> st.SearchStrategy[dict[str, Any]]:
    """Derivations of a slot of text."""
    column = st.sampled_from(("a", "b"))
    expressions = st.dictionaries(KEYS, texts(), min_size=1, max_size=2)
    return st.one_of(
        st.builds(lambda name: {"populated_from": name}, column),
        st.builds(
            lambda name, none: {"populated_from": name, "missing_values": none},
            column,
            st.lists(KEYS, max_size=2),
        ),
        st.builds(lambda name, table: {"populated_from": name, "value_mappings": table}, column, TABLE),
        st.builds(
            lambda name, table: {"populated_from": name, "expression_mappings": table}, column, expressions
        ),
        st.builds(
            lambda name, table, more: {
                "populated_from": name,
                "value_mappings": table,
                "expression_mappings": more,
            },
            column,
            TABLE,
            expressions,
        ),
        texts().map(lambda text: {"expr": text}),
        st.sampled_from(("fixed", "červená")).map(lambda text: {"value": text}),
    )


def number_slot(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Derivations of a slot of numbers."""
    factor = st.sampled_from((1, 2, -3) if kind == "integer" else (1, 0.5, -0.25, 3))
    offset = st.builds(
        lambda by, back: {"offset_value": by, "offset_field": "m", "offset_reverse": back},
        factor,
        st.booleans(),
    )
    return st.one_of(
        st.just({"populated_from": "n", "range": kind}),
        st.builds(lambda one: {"populated_from": "n", "range": kind, "offset": one}, offset),
        st.builds(
            lambda none: {"populated_from": "n", "range": kind, "missing_values": [none]},
            st.sampled_from((5, 0)),
        ),
    )


@st.composite
def specifications(draw: st.DrawFn) -> Spec:
    """Whole specifications of the shared subset, some of their slots inherited or hidden."""
    slots: dict[str, Any] = {
        "text": draw(text_slot()),
        "hidden": {**draw(text_slot()), "hide": True},
        "other": draw(
            st.one_of(text_slot(), st.just({"expr": "slot('hidden')"}), st.just({"expr": "slot('text')"}))
        ),
        "whole": draw(number_slot("integer")),
        "amount": draw(number_slot("float")),
        "words": {"populated_from": "w", "stringification": {"delimiter": "|", "reversed": True}},
        "colour": {"populated_from": "c"},
        "parts": {"class_derivations": draw(st.lists(part(), min_size=1, max_size=3))},
    }
    own = {name: slots[name] for name in slots if name in ("hidden", "other", "text") or draw(st.booleans())}
    rest = {name: slots[name] for name in slots if name not in own}
    thing = {
        "name": "Thing",
        "populated_from": "p",
        "slot_derivations": {"id": {"populated_from": "id"}, **own},
    }
    parent = {"name": "Base", "slot_derivations": rest}
    way = draw(st.sampled_from(({"is_a": "Base"}, {"mixins": ["Base"]})))
    return {
        "class_derivations": [parent, {**thing, **way}] if rest else [thing],
        "enum_derivations": {"Colour": draw(colours())},
    }


def part() -> st.SearchStrategy[dict[str, Any]]:
    """Derivations of a nested object; without anything but constants there is none here."""
    return st.builds(
        lambda name, what: {
            "name": "Part",
            "slot_derivations": {"name": {"populated_from": "id"}, name: what},
        },
        st.sampled_from(("what", "value")),
        text_slot(),
    )


def colours() -> st.SearchStrategy[dict[str, Any]]:
    """Derivations of the enum: lists of source values; with mirror_source all that is no colour is listed."""
    listed = {
        "red": {"populated_from": ["r"]},
        "blue": {"populated_from": ["b", "x"]},
        "green": {"sources": ["g"]},
    }
    return st.sampled_from(
        (
            {"populated_from": "SourceColour", "permissible_value_derivations": listed},
            {
                "populated_from": "SourceColour",
                "permissible_value_derivations": listed,
                "mirror_source": True,
            },
            {
                "populated_from": "SourceColour",
                "permissible_value_derivations": {"red": {"populated_from": "r"}},
            },
        )
    )


def few(examples: int) -> settings:
    """So many examples; linkml-map takes a third of a second to read a specification."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few(12)
@given(spec=specifications(), found=rows())
def test_generated_specifications_make_the_same_records(spec: Spec, found: list[Row]) -> None:
    made, wanted, _ = both(spec, found)
    assert made == wanted


@few(200)
@given(spec=specifications(), found=rows())
def test_many_generated_specifications_make_the_same_records(spec: Spec, found: list[Row]) -> None:
    made, wanted, _ = both(spec, found)
    assert made == wanted


@few(8)
@given(found=rows(), columns=st.lists(st.sampled_from(("a", "b", "w")), min_size=1, max_size=3, unique=True))
def test_melting_gives_the_same_pairs(found: list[Row], columns: list[str]) -> None:
    """linkml-map gives a list of bare objects for each row; here each is a record of its own."""
    pivot = {"direction": "MELT", "source_slots": columns, "id_slots": ["text"]}
    renamed = [{**{name: row[name] for name in ("a", "b", "w")}, "text": row["id"]} for row in found]
    spec = {"class_derivations": {"Thing": {"populated_from": "p", "pivot_operation": pivot}}}
    source = source_schema({"p": dict.fromkeys(("text", "a", "b", "w"), "string")})
    with TemporaryDirectory() as folder:
        made, _ = ours(spec, renamed, small_schema(), Path(folder), columns=("text", "a", "b", "w"))
    wanted = [filled(one) for several in theirs(spec, renamed, source) for one in several]
    assert [{name: value for name, value in row.items() if name != "id"} for row in made] == wanted


LONG = st.lists(
    st.tuples(st.sampled_from(("I1", "I2", "I3")), st.sampled_from(("text", "other", "variable")), TEXTS),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[:2],
)


@few(8)
@given(found=LONG, template=st.sampled_from((None, "{variable}")))
def test_unmelting_gives_the_same_slots(found: list[tuple[Any, ...]], template: str | None) -> None:
    """linkml-map gives one object for each row; put together by their id they are our records."""
    long = [dict(zip(("id", "what", "say"), row, strict=True)) for row in found]
    pivot = {"direction": "UNMELT", "variable_slot": "what", "value_slot": "say", "id_slots": ["id"]}
    if template:
        pivot["slot_name_template"] = template
    spec = {"class_derivations": {"Thing": {"populated_from": "p", "pivot_operation": pivot}}}
    source = source_schema({"p": dict.fromkeys(("id", "what", "say"), "string")})
    with TemporaryDirectory() as folder:
        made, _ = ours(spec, long, small_schema(), Path(folder), columns=("id", "what", "say"))
    merged: dict[str, dict[str, Any]] = {}
    for row in theirs(spec, long, source):
        merged.setdefault(row["id"], {}).update(filled(row))
    assert made == list(merged.values())


# --- specifications of linkml-map itself --------------------------------------------------------------------


@pytest.fixture
def peers(shared: Path) -> Path:
    return shared / "data" / "peers" / "linkml-map"


def built(path: Path, name: str) -> Schema:
    """A class of a peer's target schema, compiled by our `schema build`, as a class of records."""
    from omicz_meta.schema.build import compile_texts

    _, text = next(compile_texts(path))
    schema = parse_schema(json.loads(text))
    target = schema.objects[name]
    return replace(schema, classes={name: replace(target, key=next(iter(target.slots)))})


def as_objects(schema: Path, copy: Path) -> Path:
    """A copy whose slots say that the classes they name stand inside, and whose enums have values.

    In our schemas only records are referred to, and an enum without values is refused.
    """
    body = yaml.safe_load(schema.read_text(encoding="utf-8"))
    kinds = ("attributes", "slot_usage")
    own = [definition.get(kind) or {} for definition in body["classes"].values() for kind in kinds]
    for slots in (body.get("slots") or {}, *own):
        for slot_body in slots.values():
            if slot_body and slot_body.get("range") in body["classes"]:
                slot_body |= {"inlined": True, "inlined_as_list": bool(slot_body.get("multivalued"))}
    enums = body.get("enums") or {}
    for name, enum in enums.items():
        enums[name] = {"permissible_values": {"unknown": None}} | (enum or {})
    copy.write_text(yaml.safe_dump(body), encoding="utf-8")
    return copy


def test_the_tabular_example(peers: Path, tmp_path: Path) -> None:
    spec = yaml.safe_load(
        (peers / "tabular/transform/person_to_agent.transform.yaml").read_text(encoding="utf-8")
    )
    agent = small_schema(Agent=tuple(slot(name) for name in ("id", "label", "email", "age", "gender")))
    for file, separator in (("Person.csv", ","), ("Person.tsv", "\t")):
        with (peers / "tabular/data" / file).open(encoding="utf-8", newline="") as lines:
            people: list[Row] = list(csv.DictReader(lines, delimiter=separator))
        wanted = theirs(spec, people, str(peers / "tabular/source/person_flat.yaml"), "Person")
        made, codes = ours(spec, people, agent, tmp_path / file, "Person", tuple(people[0]))
        # an address of a person is kept out of records here, whatever a specification says
        assert made == [
            {name: cell for name, cell in filled(row).items() if name != "email"} for row in wanted
        ]
        assert codes == ["P002"] * len(people)


def test_the_measurements_example(peers: Path, tmp_path: Path) -> None:
    """A structured value becomes columns `height.value` and `height.unit`, as they stand in a flat export."""
    spec = yaml.safe_load(
        (peers / "measurements/transform/qv-to-scalar.transform.yaml").read_text(encoding="utf-8")
    )
    files = sorted((peers / "measurements/data").iterdir())
    objects = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    flat = [
        {"id": one["id"], "height.value": one["height"]["value"], "height.unit": one["height"]["unit"]}
        for one in objects
    ]
    person = small_schema(Person=(slot("id"), slot("height_in_cm")))
    made, _ = ours(spec, flat, person, tmp_path / "m", "Person", ("id", "height.value", "height.unit"))
    outputs = sorted((peers / "measurements/output").iterdir())
    wanted = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in outputs]
    assert made == [filled({**one, "height_in_cm": _as_text(one["height_in_cm"])}) for one in wanted]


def _as_text(value: object) -> str | None:
    return None if value is None else str(value)


def test_the_flattening_example_with_its_joins_written_out(peers: Path, tmp_path: Path) -> None:
    """linkml-map finds subject and object in an index of objects; between tables these are joins."""
    text = (peers / "flattening/transform/denormalize.transform.yaml").read_text(encoding="utf-8")
    derivation = yaml.safe_load(text)["class_derivations"]["Mapping"]
    joins = {
        name: {"class_named": "Entity", "source_key": name, "lookup_key": "id"}
        for name in ("subject", "object")
    }
    data = yaml.safe_load((peers / "flattening/data/MappingSet-001.yaml").read_text(encoding="utf-8"))
    entities = [{"id": key, **body} for key, body in data["entities"].items()]
    spec = {"class_derivations": {"Mapping": {**derivation, "joins": joins}}}
    schema = built(peers / "flattening/target/denormalized.yaml", "Mapping")
    made, _ = ours(
        spec,
        data["mappings"],
        schema,
        tmp_path / "m",
        "Mapping",
        ("subject", "object", "predicate"),
        {"Entity": entities},
    )
    output = yaml.safe_load(
        (peers / "flattening/output/MappingSet-001.transformed.yaml").read_text(encoding="utf-8")
    )
    assert made == output["mappings"]


def test_the_personinfo_example_is_refused_and_every_reason_told(peers: Path, tmp_path: Path) -> None:
    """It needs Python statements and objects inside rows; what is not understood is named, line by line."""
    text = (peers / "personinfo_basic/transform/personinfo-to-agent.transform.yaml").read_text(
        encoding="utf-8"
    )
    (tmp_path / "t.transform.yaml").write_text(text, encoding="utf-8")
    schema = built(as_objects(peers / "personinfo_basic/target/agent.yaml", tmp_path / "agent.yaml"), "Agent")
    found = check_mapping(load_mapping(tmp_path, schema=schema), schema)
    told = {(one.code, (one.value or "").split("\n")[0].strip()[:20]) for one in found}
    assert {("M006", "d_test = [x.importan"), ("M012", "inverse_of")} <= told


# --- where we differ on purpose -----------------------------------------------------------------------------

Case = Callable[[], None]
P = {"id": "1", "a": None, "b": None, "n": None, "m": None, "c": None, "w": None}


def unlisted_value_is_told() -> None:
    spec = of_thing(text={"populated_from": "a", "value_mappings": {"M": "male"}})
    assert both(spec, [{**P, "a": "X"}]) == ([{"id": "1"}], [{"id": "1"}], ["T001"])


def impossible_date_is_told() -> None:
    dated = small_schema(Thing=(slot("id"), replace(slot("text"), kind=Kind.DATE)))
    spec = of_thing(text={"populated_from": "a"})
    with TemporaryDirectory() as folder:
        made = ours(spec, [{**P, "a": "31.2.2001"}], dated, Path(folder))
    assert made == ([{"id": "1"}], ["V004"])
    assert theirs(spec, [{**P, "a": "31.2.2001"}], SOURCE) == [{"id": "1", "text": "31.2.2001"}]


def identifying_text_is_kept_out() -> None:
    spec = of_thing(text={"populated_from": "a"})
    row = {**P, "a": "jana@example.com"}
    assert both(spec, [row]) == ([{"id": "1"}], [{"id": "1", "text": "jana@example.com"}], ["P002"])


def comparison_with_nothing_is_unknown_in_a_condition() -> None:
    spec = of_thing(text={"expr": "'no' if not {n} > 3 else 'yes'"})
    assert both(spec, [P])[:2] == ([{"id": "1", "text": "yes"}], [{"id": "1", "text": "no"}])


def empty_text_is_nothing() -> None:
    spec = of_thing(text={"populated_from": "a"})
    assert both(spec, [{**P, "a": ""}])[:2] == ([{"id": "1"}], [{"id": "1", "text": ""}])


def white_space_is_trimmed() -> None:
    spec = of_thing(text={"populated_from": "a"})
    assert both(spec, [{**P, "a": " M "}])[:2] == ([{"id": "1", "text": "M"}], [{"id": "1", "text": " M "}])


def mirrored_value_must_be_permissible() -> None:
    enum = {"Colour": {"populated_from": "SourceColour", "mirror_source": True}}
    spec = {**of_thing(colour={"populated_from": "c"}), "enum_derivations": enum}
    assert both(spec, [{**P, "c": "x"}]) == ([{"id": "1"}], [{"id": "1", "colour": "x"}], ["V008"])


def number_that_is_none_is_told() -> None:
    spec = of_thing(whole={"populated_from": "a", "range": "integer"})
    with TemporaryDirectory() as folder:
        assert ours(spec, [{**P, "a": "12x"}], small_schema(), Path(folder)) == ([{"id": "1"}], ["V005"])
    with pytest.raises(Exception, match="invalid literal"):
        theirs(spec, [{**P, "a": "12x"}], SOURCE)


def false_is_read_and_not_taken_for_true() -> None:
    spec = of_thing(text={"populated_from": "a", "range": "boolean"})
    made, wanted, _ = both(spec, [{**P, "a": "ne"}])
    assert (made, wanted) == ([{"id": "1", "text": "false"}], [{"id": "1", "text": True}])


def decimals_are_exact() -> None:
    offset = {"offset_value": 0.1, "offset_field": "m"}
    spec = of_thing(amount={"populated_from": "n", "range": "float", "offset": offset})
    row = {**P, "n": 0, "m": 3}
    assert both(spec, [row])[0] == [{"id": "1", "amount": Decimal("0.3")}]
    assert theirs(spec, [row], SOURCE)[0]["amount"] != 0.3


def contradicting_values_are_told() -> None:
    pivot = {"direction": "UNMELT", "variable_slot": "a", "value_slot": "b", "id_slots": ["id"]}
    spec = {"class_derivations": {"Thing": {"populated_from": "p", "pivot_operation": pivot}}}
    long = [{**P, "a": "text", "b": "first"}, {**P, "a": "text", "b": "last"}]
    with TemporaryDirectory() as folder:
        assert ours(spec, long, small_schema(), Path(folder)) == ([{"id": "1", "text": "first"}], ["X001"])
    assert theirs(spec, long, SOURCE)[-1] == {"id": "1", "text": "last"}


def variable_without_slot_is_told() -> None:
    pivot = {"direction": "UNMELT", "variable_slot": "a", "value_slot": "b", "id_slots": ["id"]}
    spec = {"class_derivations": {"Thing": {"populated_from": "p", "pivot_operation": pivot}}}
    made, wanted, codes = both(spec, [{**P, "a": "krev", "b": "x"}])
    assert (made, wanted, codes) == ([{"id": "1"}], [{"id": "1", "krev": "x"}], ["T001"])


def conditions_are_asked() -> None:
    spec = of_thing(text={"populated_from": "a", "expression_to_value_mappings": {"value() == 'M'": "male"}})
    made, wanted, _ = both(spec, [{**P, "a": "M"}])
    assert (made, wanted) == ([{"id": "1", "text": "male"}], [{"id": "1", "text": "M"}])


def pivot_leaves_slot_derivations_in_force() -> None:
    pivot = {"direction": "MELT", "source_slots": ["a", "b"]}
    spec = of_thing(text={"expr": "upper({value})"})
    spec["class_derivations"]["Thing"]["pivot_operation"] = pivot
    row = {**P, "a": "m"}
    assert both(spec, [row])[0] == [{"id": "1", "text": "M", "variable": "a", "value": "m"}]
    assert theirs(spec, [row], SOURCE) == [[{"variable": "a", "value": "m"}]]


def join_takes_the_first_row_and_tells_of_others() -> None:
    spec = of_thing(text={"populated_from": "q.b"})
    spec["class_derivations"]["Thing"]["joins"] = {"q": {"join_on": "a"}}
    source = source_schema({"p": COLUMNS, "q": {"a": "string", "b": "string"}})
    rows, found = [{**P, "a": "k"}], {"q": [{"a": "k", "b": "first"}, {"a": "k", "b": "second"}]}
    with TemporaryDirectory() as folder:
        assert ours(spec, rows, small_schema(), Path(folder), more=found) == (
            [{"id": "1", "text": "first"}],
            ["M021"],
        )
    assert theirs(spec, rows, source, lookups=found) == [{"id": "1", "text": "first"}]


def join_that_finds_nothing_is_told() -> None:
    spec = of_thing(text={"populated_from": "q.b"})
    spec["class_derivations"]["Thing"]["joins"] = {"q": {"join_on": "a"}}
    source = source_schema({"p": COLUMNS, "q": {"a": "string", "b": "string"}})
    rows, found = [{**P, "a": "k"}], {"q": [{"a": "l", "b": "x"}]}
    with TemporaryDirectory() as folder:
        assert ours(spec, rows, small_schema(), Path(folder), more=found) == ([{"id": "1"}], ["M022", "X005"])
    assert theirs(spec, rows, source, lookups=found) == [{"id": "1", "text": None}]


def object_without_any_value_is_none() -> None:
    inside = [{"name": "Part", "slot_derivations": {"name": {"populated_from": "a"}, "what": {"value": "x"}}}]
    spec = of_thing(parts={"class_derivations": inside})
    made, _, _ = both(spec, [P])
    assert (made, theirs(spec, [P], SOURCE)[0]["parts"]) == ([{"id": "1"}], [{"name": None, "what": "x"}])


DIFFERENCES: tuple[Case, ...] = (
    unlisted_value_is_told,
    impossible_date_is_told,
    identifying_text_is_kept_out,
    empty_text_is_nothing,
    white_space_is_trimmed,
    comparison_with_nothing_is_unknown_in_a_condition,
    number_that_is_none_is_told,
    false_is_read_and_not_taken_for_true,
    decimals_are_exact,
    mirrored_value_must_be_permissible,
    conditions_are_asked,
    object_without_any_value_is_none,
    join_takes_the_first_row_and_tells_of_others,
    join_that_finds_nothing_is_told,
    pivot_leaves_slot_derivations_in_force,
    contradicting_values_are_told,
    variable_without_slot_is_told,
)


@pytest.mark.parametrize("case", DIFFERENCES, ids=lambda case: case.__name__)
def test_a_difference_on_purpose(case: Case) -> None:
    case()


def test_each_line_of_the_documentation_is_a_case(root: Path) -> None:
    text = (root / "docs/reference/mapping.md").read_text(encoding="utf-8")
    part = text.partition("### Where it differs from linkml-map on purpose")[2].partition("\n### ")[0]
    assert re.findall(r"^\| `([a-z_]+)`", part, re.M) == [case.__name__ for case in DIFFERENCES]
