"""The kernel's pseudonyms are those of `identifiers.keyed_pseudonym`, for every text, key and domain."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.cells import SAMPLE
from omicz_meta.engine.class_kernel import compile_class
from omicz_meta.engine.kernel import PseudonymKey, Scope
from omicz_meta.engine.names import VALUE
from omicz_meta.engine.plan import ClassPlan, Column, SlotPlan, Split
from omicz_meta.engine.prepared import Prepared
from omicz_meta.engine.pseudonyms import Pseudonyms
from omicz_meta.engine.session import session
from omicz_meta.identifiers import keyed_pseudonym
from omicz_meta.schema import Kind, Slot, load_schema

from .asking import block
from .mill import KEY, Sheet, mill
from .registry import PEOPLE, PEOPLE_COLUMNS, people, plan_of

TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
SPACED = st.builds(
    lambda a, text, b: a + text + b,
    *(st.text(" \t\u00a0\u2009\ufeff", max_size=2),),
    TEXTS,
    st.text(" \n", max_size=2),
)


def _plan(name: str, many: bool) -> ClassPlan:
    value = Split(Column("Dg"), ";") if many else Column("Dg")
    rule = SlotPlan(Slot("x", Kind.STRING, "string", many, "O"), value, "passed", ("Dg",), "r", "t:1:1", name)
    return ClassPlan("r", "Individual", "t", (rule,), "subject_id", None, "t:1:1")


@settings(max_examples=examples(15), deadline=None, derandomize=True)
@given(
    st.lists(
        st.one_of(
            SPACED, st.sampled_from(("ří\u0301", "e\u0323\u0301", "Å", "\u212b", "ﬁ", "P'1\"", "$1", "\\x00"))
        ),
        min_size=1,
        max_size=20,
    ),
    st.binary(min_size=32, max_size=64),
    st.sampled_from(("Individual", "Vzorek č. 'x'")),
    st.sampled_from(("", "uzel/sada", 'úřad"s')),
)
def test_kernel_and_python_agree(texts: list[str], secret: bytes, name: str, realm: str) -> None:
    key = PseudonymKey(secret, realm)
    with session() as connection:
        kernel = compile_class(connection, _plan(name, False), Scope(load_schema()))
        made = kernel.run(
            Prepared(connection), Pseudonyms(key), block([{Column("Dg"): text} for text in texts])
        )
    stripped = [text.strip(" \t\r\n\u00a0\u2007\u2009\u202f\ufeff") for text in texts]
    expected = [keyed_pseudonym(secret, key.domain(name), text) if text else None for text in stripped]
    assert made[VALUE + "x"].to_pylist() == expected


def test_every_element_of_a_list_has_its_own() -> None:
    with session() as connection:
        kernel = compile_class(connection, _plan("Individual", True), Scope(load_schema()))
        made = kernel.run(
            Prepared(connection),
            Pseudonyms(KEY),
            block([{Column("Dg"): "P1; P2;;P1"}, {Column("Dg"): None}, {Column("Dg"): "ž"}]),
        )
    one, two, z = (keyed_pseudonym(KEY.secret, KEY.domain("Individual"), text) for text in ("P1", "P2", "ž"))
    assert made[VALUE + "x"].to_pylist() == [[one, two, one], None, [z]]


def test_the_key_stands_in_no_query() -> None:
    secret = bytes(range(65, 97))
    key = PseudonymKey(secret)
    with session() as connection:
        kernel = compile_class(connection, _plan("Individual", False), Scope(load_schema()))
        kernel.run(Prepared(connection), Pseudonyms(key), block([{Column("Dg"): "P1"}]))
        views = connection.execute("SELECT sql FROM duckdb_views() WHERE NOT internal").fetchall()
        statements = connection.execute("SELECT statement FROM duckdb_prepared_statements()").fetchall()
    assert statements
    shown = repr((kernel, key, views, statements))
    assert secret.decode() not in shown
    assert secret.hex() not in shown.lower()


def test_a_column_may_come_again_and_in_other_domains() -> None:
    pseudonyms = Pseudonyms(KEY)
    first = pseudonyms.of(pa.array(["P1", "P2", None]), "Individual")
    again = pseudonyms.of(pa.array(["P1", "P2", None]), "Individual")
    later = pseudonyms.of(pa.array(["P2", "P3", "P2", None]), "Individual")
    other = pseudonyms.of(pa.array(["P2", "P3", "P2", None]), "Biosample")
    assert first.to_pylist() == again.to_pylist() == [person("P1"), person("P2"), None]
    assert later.to_pylist() == [person("P2"), person("P3"), person("P2"), None]
    assert not set(other.to_pylist()[:3]) & set(later.to_pylist())


def test_texts_that_repeat_are_hashed_once_and_give_the_same() -> None:
    texts = [None if number % 7 == 0 else f"P{number % 50}" for number in range(2 * SAMPLE)]
    made = Pseudonyms(KEY).of(pa.array(["x", *texts]).slice(1), "Individual")
    known = {text: None if text is None else person(text) for text in set(texts)}
    assert made.to_pylist() == [known[text] for text in texts]


def person(text: str) -> str:
    return keyed_pseudonym(KEY.secret, KEY.domain("Individual"), text)


def test_a_run_gives_the_pseudonyms_of_its_key() -> None:
    made = mill(plan_of(people()), [Sheet(PEOPLE, PEOPLE_COLUMNS, [{"ID": "\u00a0P1 "}, {"ID": None}])])
    assert [r["subject_id"] for r in made.records["Individual"]] == [
        keyed_pseudonym(KEY.secret, KEY.domain("Individual"), "P1")
    ]


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.none() | st.text("aZ09_-/\t ", max_size=4) | SPACED, max_size=6))
def test_plain_texts_are_hashed_as_all_others_are(texts: list[str | None]) -> None:
    key = PseudonymKey(bytes(32), "uzel/sada")
    for some in (
        texts,
        ["P001", *(text for text in texts if text and text.isascii() and text.isprintable())],
    ):
        expected = [
            text and keyed_pseudonym(key.secret, key.domain("Individual"), text)
            for text in some
            if text != ""
        ]
        column = pa.array([text for text in some if text != ""], pa.string())
        assert Pseudonyms(key).of(column, "Individual").to_pylist() == expected
