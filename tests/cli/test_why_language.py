"""`why --submission` through every means of the mapping language: own functions, pivots, joins, units."""

from __future__ import annotations

import json
from typing import Any, get_args

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.cli.terminal import Terminal, environment, written

from omicz_meta.engine.oracle import Row
from omicz_meta.engine.plan import (
    Absent,
    Call,
    Case,
    CodeMap,
    Collect,
    Column,
    Constant,
    Convert,
    Each,
    Expression,
    Item,
    Recode,
    Record,
    Split,
    Translate,
    Variable,
)
from omicz_meta.engine.trace import trace
from omicz_meta.engine.trace import written as as_written
from omicz_meta.schema import Kind

pytestmark = pytest.mark.heavy


FILES = {
    "submission.yaml": """\
id: jazyk-2026
sources:
  - {name: osoby, kind: csv, path: osoby.csv}
  - {name: vysledky, kind: csv, path: vysledky.csv}
  - {name: jednotky, kind: csv, path: jednotky.csv}
  - {name: dotaznik, kind: csv, path: dotaznik.csv}
  - {name: pobyty, kind: json, path: pobyty.ndjson}
mapping: mapping/
privacy: {min_cell: 1, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
""",
    "osoby.csv": "id;rc;pohlavi;kraj;jmeno\nP1;4361215034;M;praha;Jan Vymyšlený\nP2;5151029158;Z;Praha;Eva Smyšlená\n",
    "vysledky.csv": "osoba;glukoza;kreatinin;den\nP1;90;1;2020-05-06\nP2;;2;2020-05-07\n",
    "jednotky.csv": "osoba;den;zdroj;kod\nP1;2020-05-05;jiný;X\nP1;2020-05-06;LIS;L1\nP2;2020-05-07;NIS;L2\n",
    "dotaznik.csv": "osoba;co;hodnota\nP1;vital_status;alive\nP1;family_id;R7\nP2;vital_status;deceased\n",
    "pobyty.ndjson": '{"zdroj": "LIS", "text": "laboratoř"}\n{"zdroj": "NIS", "text": "nemocnice"}\n',
    "mapping/osoby.source.yaml": """\
source: osoby
identity: {system: "https://ncez.mzcr.cz/fhir/sid/rcis", column: rc}
""",
    "mapping/vysledky.source.yaml": """\
source: vysledky
columns:
  glukoza: {type: decimal, unit: mg/dl}
  kreatinin: {type: decimal, unit: mg/dl}
""",
    "mapping/m.transform.yaml": """\
id: https://example.org/jazyk
class_derivations:
  - name: Individual
    populated_from: osoby
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {expr: "absent('NASK')"}
      administrative_gender:
        expression_to_value_mappings: {"{pohlavi} == 'M'": male, "{pohlavi} == 'Z'": female}
      region_of_residence: {expr: "region({kraj})"}
      data_source: {expr: "{kraj} + ' ' + {jmeno}"}
  - name: Individual
    populated_from: dotaznik
    pivot_operation:
      direction: UNMELT
      variable_slot: co
      value_slot: hodnota
      id_slots: [osoba]
      unmelt_to_slots: [vital_status, family_id]
    slot_derivations:
      subject_id: {populated_from: osoba}
  - name: Measurement
    populated_from: vysledky
    pivot_operation:
      direction: MELT
      source_slots: [glukoza, kreatinin]
      variable_slot: analyt
      value_slot: vysledek
    joins:
      odber: {class_named: jednotky, source_key: [osoba, den], lookup_key: [osoba, den]}
      popis: {class_named: pobyty, source_key: odber.zdroj, lookup_key: zdroj}
    slot_derivations:
      individual: {populated_from: osoba}
      assay: {expr: "case(({analyt} == 'glukoza', 'LOINC:14749-6'), (True, 'LOINC:14682-9'))"}
      value_text: {expr: "str(convert_unit(decimal({vysledek}), 'mg/dl', 'mmol/l', {analyt}))"}
      source_code: {populated_from: popis.text}
""",
    "own.py": '''
def region(place: str) -> str:
    """The region of a place."""
    return {"praha": "CZ010"}[place.lower()]
''',
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A terminal beside the submission `s` and its output `out`, which two processes made."""
    home = tmp_path_factory.mktemp("language")
    terminal = Terminal(home, environment(home))
    written(home / "s", FILES)
    said = terminal("run", "s", "-o", "out", "--functions", "s/own.py", "--processes", "2", "--lang", "en")
    assert said.code in (0, 1), said.err + said.out
    return terminal


def ids(made: Terminal, name: str, **having: str) -> list[str]:
    table = pq.read_table(made.folder / "out" / "records" / f"{name}.parquet")
    for slot, value in having.items():
        table = table.filter(pc.equal(table[slot], value))
    return [str(one) for one in table.column(0).to_pylist()]


def value(made: Terminal, name: str, record_id: str, slot: str) -> dict[str, Any]:
    said = made("why", "out", name, record_id, slot, "--submission", "s", "--functions", "s/own.py", "--json")
    assert said.code == 0, said.err
    (found,) = json.loads(said.out)["values"]
    return dict(found)


def steps(made: Terminal, name: str, record_id: str, slot: str) -> list[list[tuple[str, str | None]]]:
    """For every element of every row that had a say: the steps and what they gave."""
    return [
        [(step["step"], step["shown"]) for step in one["steps"]]
        for reading in value(made, name, record_id, slot)["readings"]
        for one in reading["retraced"]
    ]


def man(made: Terminal) -> str:
    (found,) = ids(made, "individual", administrative_gender="male")
    return found


def test_an_own_function(made: Terminal) -> None:
    (way,) = steps(made, "Individual", man(made), "region_of_residence")
    assert way[:2] == [("{kraj}", "praha"), ("region({kraj})", "CZ010")]


def test_own_functions_must_be_those_of_the_run(made: Terminal) -> None:
    (made.folder / "other.py").write_text(FILES["own.py"].replace("CZ010", "CZ020"), encoding="utf-8")
    for words in ((), ("--functions", "other.py")):
        said = made("why", "out", "Individual", man(made), "--submission", "s", *words)
        assert (said.code, said.out) == (2, "")
        assert "was made with other functions" in said.message
    said = made("why", "out", "Individual", man(made), "--functions", "other.py")
    assert (said.code, said.out) == (2, "")


def test_an_expression_mapping_shows_the_conditions_asked(made: Terminal) -> None:
    (woman,) = ids(made, "individual", administrative_gender="female")
    (way,) = steps(made, "Individual", woman, "administrative_gender")
    assert [shown for step, shown in way if step.startswith("eq(")] == ["false", "true"]


def test_a_value_of_a_harmless_and_an_identifying_cell_is_masked(made: Terminal) -> None:
    (way,) = steps(made, "Individual", man(made), "data_source")
    assert not any("Vymyšlený" in (shown or "") for _, shown in way)


def test_a_pseudonym_joined_by_identity_shows_shapes_only(made: Terminal) -> None:
    assert {shown for way in steps(made, "Individual", man(made), "subject_id") for _, shown in way} == {"A9"}


def test_unmelt_shows_which_slot_a_row_names(made: Terminal) -> None:
    way, other = steps(made, "Individual", man(made), "family_id")
    assert way[-1] == ("eq(…, 'family_id')", "false")
    assert [step for step in other if step[0].startswith("eq(")] == [("eq(…, 'family_id')", "true")]
    assert other[-1][0] == "{hodnota}"


def test_melt_follows_the_element_and_its_name(made: Terminal) -> None:
    (glucose,) = ids(made, "measurement", assay="LOINC:14749-6")
    ways = steps(made, "Measurement", glucose, "value_text")
    assert ways[0][-1][1] == value(made, "Measurement", glucose, "value_text")["shown"]


def test_a_join_by_two_keys_and_one_behind_it(made: Terminal) -> None:
    (glucose,) = ids(made, "measurement", assay="LOINC:14749-6")
    found = value(made, "Measurement", glucose, "source_code")
    one = found["readings"][0]["retraced"][0]
    assert [(row["table"], row["row"]) for row in one["joined"]] == [("jednotky", 2), ("pobyty", 1)]
    assert (one["steps"][-1]["shown"], found["shown"]) == ("laboratoř", "laboratoř")


def test_as_text(made: Terminal) -> None:
    (glucose,) = ids(made, "measurement", assay="LOINC:14749-6")
    words = ("--submission", "s", "--functions", "s/own.py", "--lang", "en")
    said = made("why", "out", "Measurement", glucose, "source_code", *words)
    assert said.code == 0, said.err
    assert "jednotky <- jednotky.csv · row 2 · line 3" in said.out
    assert "None" not in said.out


NODES: dict[type, Expression] = {
    Column: Column("a"),
    Item: Item(),
    Variable: Variable(),
    Constant: Constant("x"),
    Absent: Absent("NASK"),
    Call: Call("upper", (Column("a"),)),
    Convert: Convert(Column("a"), Kind.DATE),
    Recode: Recode(Column("a"), (("x", "y"),)),
    Translate: Translate(Column("a"), "codes"),
    Case: Case(((Constant(True), Column("a")),)),
    Record: Record("Quantity", (("value", Column("a")),)),
    Collect: Collect((Column("a"),), ("a",)),
    Split: Split(Column("a"), ","),
    Each: Each(Collect((Column("a"),), ("a",)), Variable()),
}


@pytest.mark.parametrize("kind", get_args(Expression))
def test_every_part_of_a_plan_can_be_written_and_followed(kind: type) -> None:
    node = NODES[kind]
    assert as_written(node)
    row = Row({(None, "a"): "x"}, {"codes": CodeMap("codes", (("x", "y"),), "f")})
    assert all(as_written(step.node) for step in trace(node, row))
