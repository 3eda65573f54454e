"""A message never fails, whatever a finding knows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.place import Place
from omicz_meta.problem import Language, Problem, codes
from omicz_meta.reports import message
from omicz_meta.result import Finding

LANGUAGES: tuple[Language, ...] = ("cs", "en")
TEXT = st.none() | st.text() | st.sampled_from(["{value}", "{0}", "{", "%s", "=1+1", "{a.b}"])


@pytest.mark.parametrize("code", codes())
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_says_something_without_any_key(code: str, lang: Language) -> None:
    said = message(Finding(code, "error", 1), lang)
    assert said.endswith(".")
    assert not set("{}[]") & set(said)


@settings(deadline=None)
@given(st.sampled_from(codes()), TEXT, TEXT, st.dictionaries(st.text(), st.text()))
def test_any_value_is_only_a_value(
    code: str, value: str | None, column: str | None, detail: dict[str, str]
) -> None:
    finding = Finding(code, "error", 1, column=column, value=value, detail=detail)
    problem = Problem(code, Place(column=column), value, detail=tuple(detail.items()))
    for lang in LANGUAGES:
        assert message(finding, lang) == message(problem, lang)


@pytest.mark.parametrize(
    ("finding", "lang", "said"),
    [
        (
            Finding(
                "P002", "error", 1, column="Pohlaví", value="999999/9999", detail={"kind": "birth_number"}
            ),
            "en",
            "The value in column Pohlaví looks like an identifier (birth number); it was dropped, "
            "and only its shape 999999/9999 is shown.",
        ),
        (
            Finding("V006", "error", 1, slot="age", value="312", detail={"minimum": "0", "maximum": "130"}),
            "en",
            "“312” in slot age is outside the allowed range (0 to 130).",
        ),
        (
            Finding("M001", "error", 1, value="["),
            "en",
            "The file is not valid YAML.",
        ),
        (
            Finding("X004", "error", 1, record_class="Diagnosis"),
            "en",
            "No record of class Diagnosis can be made from the row: … is missing; it went to quarantine.",
        ),
        (
            Finding("V006", "error", 1, column="Věk", value="312"),
            "cs",
            "„312“ v\N{NO-BREAK SPACE}položce Věk je mimo povolený rozsah.",
        ),
    ],
)
def test_messages(finding: Finding, lang: Language, said: str) -> None:
    assert message(finding, lang) == said
