"""Coded slots are judged in packs; every record with a faulty code is named, in lists and objects too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.terms.small import lexicon

from omicz_meta.schema import Branch, ClassDefinition, Kind, Schema
from omicz_meta.terms.checks import FAULTS
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon
from omicz_meta.validation.rule import ValueRule, ValueSlot
from omicz_meta.validation.rules import TERMS

from .bar import codes, found, slot, tiny

ABNORMAL = (Branch("HP", ("HP:0000118",)),)


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    return lexicon(tmp_path_factory.mktemp("packs"), "hp", "hp-cs")


def schema(**more: Any) -> Schema:
    return tiny(slot("x", Kind.CURIE, vocabularies=ABNORMAL, label_slot="words", **more), slot("words"))


def test_every_record_with_the_code_is_told_where_it_stands(packs: Lexicon) -> None:
    bad = {"x": "HP:0999999"}
    rows = codes(schema(), {"x": "HP:0001250"}, bad, {"x": None}, bad, rules=(TERMS,), packs=packs)
    assert rows == [(2, "T020", "x"), (4, "T020", "x")]


def test_a_list_names_the_faulty_value(packs: Lexicon) -> None:
    things = [{"id": "a", "x": ["HP:0001250", "HP:0000057", "HP:0000007", "HP:0000007"]}]
    told = found(schema(multivalued=True), {"Thing": things}, rules=(TERMS,), packs=packs)
    assert sorted((p["code"], p["value"], p["column"], p["row"]) for p in told) == [
        ("T021", "HP:0000057", "Sloupec", 1),
        ("T023", "HP:0000007", "Sloupec", 1),
    ]


@pytest.mark.parametrize("many", [False, True])
def test_codes_in_objects(many: bool, packs: Lexicon) -> None:
    body = ClassDefinition(
        "Part", {"code": slot("code", Kind.CURIE, vocabularies=ABNORMAL, multivalued=many)}
    )
    holder = slot("x", Kind.OBJECT, target="Part", multivalued=many)
    part = {"code": ["HP:0999999", "HP:0001250"] if many else "HP:0999999"}
    rows: list[dict[str, Any]] = [{"x": [part, part] if many else part}, {"x": None}]
    assert codes(tiny(holder, objects=[body]), *rows, rules=(TERMS,), packs=packs) == [(1, "T020", "x")]


def test_the_label_beside(packs: Lexicon) -> None:
    rows = [
        {"x": "HP:0001250", "words": "malý vzrůst"},
        {"x": "HP:0001250", "words": "záchvat"},
        {"x": "HP:0001250"},
    ]
    things = [{"id": str(n), **row} for n, row in enumerate(rows)]
    told = found(schema(), {"Thing": things}, rules=(TERMS,), packs=packs)
    assert [(p["code"], p["value"], p["rule"], p["row"]) for p in told] == [
        ("T024", "HP:0001250", "terms HP:0004322", 1)
    ]


def test_a_value_that_could_not_be_read_is_not_judged_again(packs: Lexicon) -> None:
    bad = {"x": ["HP:0999999"]}
    told = codes(schema(multivalued=True), bad, bad, rules=(TERMS,), packs=packs, failed=[("1", "x")])
    assert told == [(2, "T020", "x")]


def test_without_a_pack_one_remark(packs: Lexicon) -> None:
    both = tiny(
        slot("x", Kind.CURIE, vocabularies=ABNORMAL),
        slot("y", Kind.CURIE, vocabularies=(Branch("MONDO"), Branch("HP"))),
    )
    rows = [{"x": "HP:0001250", "y": "MONDO:0000010"}, {"x": "HP:0999999", "y": "HP:1"}]
    things = [{"id": str(n), **row} for n, row in enumerate(rows)]
    told = found(both, {"Thing": things}, rules=(TERMS,), packs=NO_PACKS)
    assert [(p["code"], p["severity"], p["value"], p["row"]) for p in told] == [("T027", "info", None, None)]
    some = found(both, {"Thing": things}, rules=(TERMS,), packs=packs)
    assert sorted((p["code"], p["value"]) for p in some) == [
        ("T020", "HP:0999999"),
        ("T020", "HP:1"),
        ("T027", "mondo"),
    ]


def test_a_rule_of_ones_own_on_values() -> None:
    """No database of records in sight: values in, faulty ones out."""

    def shouted(_scene: object, _at: ValueSlot, values: pa.Table) -> pa.Table:
        loud = [value for value in values["value"].to_pylist() if value.isupper()]
        return pa.table(
            [loud, [None] * len(loud), ["V007"] * len(loud), ["too loud"] * len(loud)], schema=FAULTS
        )

    def where(scene: Any) -> Any:
        return (
            ValueSlot((scene.definition.slots[name],))
            for name in ("words",)
            if name in scene.definition.slots
        )

    rule = ValueRule("quiet", where, shouted)
    things = [{"id": str(n), "words": text} for n, text in enumerate(["ano", "NE", "NE"])]
    told = found(tiny(slot("words")), {"Thing": things}, rules=(rule,))
    assert [(p["row"], p["code"], p["rule"]) for p in told] == [
        (2, "V007", "quiet too loud"),
        (3, "V007", "quiet too loud"),
    ]


def test_packs_of_another_folder(tmp_path: Path) -> None:
    assert lexicon(tmp_path, "mondo").vocabulary("HP") is None
