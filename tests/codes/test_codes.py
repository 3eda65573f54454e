"""Every problem code exists, is complete in both languages, and says nothing it cannot know."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from omicz_meta.problem import SEVERITIES, Language, code_text, codes
from omicz_meta.reports.message import PLACEHOLDERS

COUNTS = {"R": 29, "M": 23, "T": 3, "V": 14, "X": 9, "P": 4, "C": 15}
GONE = {"R016"}
"""Numbers of codes that nothing told any more; they are not given again."""
BEYOND_FHIR = (
    "R053",
    "R054",
    "R060",
    "R061",
    "R062",
    "R063",
    "R064",
    "R065",
    "R066",
    "R067",
    "R068",
    "R069",
    "R070",
    "X020",
    "X021",
)
BEYOND_PACKS = ("R090", "T030", "T031", "T032")
BEYOND = (
    "M040",
    "M041",
    "M042",
    "M043",
    "R030",
    "R031",
    "R032",
    "R033",
    "R040",
    "R041",
    "R045",
    "R050",
    "R051",
    "R052",
    "R080",
    "R081",
    "R082",
    "R083",
    "P010",
    "P011",
    "P012",
    "P013",
    "T010",
    "T011",
    "T012",
    "T013",
    "T040",
    *(f"T{number:03}" for number in range(20, 30)),
    "V020",
    "V021",
    "V022",
    "V023",
    "X022",
    "X023",
    "C040",
    "C041",
)
"""Codes whose numbers leave room for others before them."""
OF_HARVEST = (*(f"C06{digit}" for digit in range(10)), "C072")
OF_PROFILES = ("C030", "C031", "C032", "C070", "C071")
OF_SCHEMAS = ("M050", "M051", "V050", "V051", "V052", "X040")
"""Codes of what a schema of one's own says."""
OF_RULES = (
    *(f"V03{digit}" for digit in range(10)),
    *(f"V04{digit}" for digit in range(6)),
    *(f"X03{digit}" for digit in range(10)),
    "X041",
    "X042",
    "X043",
)
WARNINGS = {
    *BEYOND_PACKS,
    "V031",
    "V032",
    "V033",
    "V035",
    "V036",
    "V038",
    "V039",
    "V040",
    "V042",
    "V044",
    "V045",
    "X038",
    "X043",
    "X042",
    "X041",
    "X037",
    "X030",
    "X031",
    "X034",
    "X036",
    "R006",
    "R007",
    "R010",
    "R018",
    "R024",
    "R040",
    "V002",
    "V014",
    "X005",
    "M021",
    "M022",
    "P001",
    "P010",
    "P011",
    "P012",
    "C004",
    "C011",
    "C013",
    "C040",
    "C041",
    "C071",
    "C064",
    "C065",
    "C068",
    "X007",
    "X009",
    "R080",
    "R082",
    "T021",
    "T022",
    "T024",
    "T025",
    "T028",
    "T029",
    "R067",
    "R068",
    "R069",
    "X021",
}
INFOS = {
    "R008",
    "R053",
    "R054",
    "R012",
    "R021",
    "R022",
    "R029",
    "R041",
    "M016",
    "X006",
    "P003",
    "P004",
    "C002",
    "C008",
    "C009",
    "C070",
    "C014",
    "C066",
    "T026",
    "T027",
    "R066",
    "R070",
}
LANGUAGES: tuple[Language, ...] = ("cs", "en")
CZECH = re.compile("[áčďéěíňóřšťúůýž]", re.IGNORECASE)
FOLDER = Path("src/omicz_meta/codes")


def test_the_codes_are_exactly_those_agreed() -> None:
    agreed = [f"{letter}{number:03}" for letter, most in COUNTS.items() for number in range(1, most + 1)]
    assert list(codes()) == sorted(
        [
            *(code for code in agreed if code not in GONE),
            *BEYOND,
            *BEYOND_FHIR,
            *BEYOND_PACKS,
            *OF_RULES,
            *OF_SCHEMAS,
            *OF_PROFILES,
            *OF_HARVEST,
        ]
    )


@pytest.mark.parametrize("code", codes())
def test_severity(code: str) -> None:
    expected = "warning" if code in WARNINGS else "info" if code in INFOS else "error"
    assert code_text(code).severity == expected
    assert expected in SEVERITIES


@pytest.mark.parametrize("code", codes())
def test_words_are_complete_and_kind(code: str) -> None:
    text = code_text(code)
    assert text.example.strip()
    for lang in LANGUAGES:
        for said in (
            text.title[lang],
            text.message[lang],
            text.why[lang],
            text.repair[lang],
            text.asked[lang],
        ):
            assert said == said.strip() != ""
            assert len(said) <= 120
            assert "!" not in said
            assert "  " not in said
        assert not text.title[lang].endswith(".")
        for sentence in (text.message[lang], text.why[lang], text.repair[lang], text.asked[lang]):
            assert sentence.endswith(".")
    assert CZECH.search(text.why["cs"] + text.title["cs"] + text.message["cs"])
    assert not CZECH.search(text.title["en"] + text.why["en"] + text.repair["en"])


OURS = re.compile(r"mapping|mapov|[.]yaml|[.]tsv|převodník|rule|pravidl|karant|quarantine")
TO_NOBODY = ("R008", "R023", "R053", "R054", "R070", "P013", "T029", "T040")
"""Infos and findings about files of ours, which no letter has."""


@pytest.mark.parametrize("code", [code for code in codes() if code[0] in "RTVXP" and code not in TO_NOBODY])
def test_a_letter_asks_for_nothing_that_a_hospital_has_not(code: str) -> None:
    for lang in LANGUAGES:
        assert not OURS.search(code_text(code).asked[lang])


@pytest.mark.parametrize("code", codes())
def test_messages_use_known_keys_only(code: str, root: Path) -> None:
    first = (root / FOLDER / f"{code}.toml").read_text(encoding="utf-8").splitlines()[0]
    detail = first.removeprefix("# detail: ").split(", ") if first.startswith("# detail:") else []
    for lang in LANGUAGES:
        used = {
            name for _, name, _, _ in Formatter().parse(code_text(code).message[lang]) if name is not None
        }
        assert used <= {*PLACEHOLDERS, *detail}


@pytest.mark.parametrize("code", codes())
def test_both_languages_say_the_same_things(code: str) -> None:
    used = [
        {name for _, name, _, _ in Formatter().parse(code_text(code).message[lang]) if name}
        for lang in LANGUAGES
    ]
    assert used[0] == used[1]


def test_the_title_others_rely_on() -> None:
    assert code_text("V003").title["en"] == "Not a date"
