"""The terminal report: its form, its width, its last line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.problem import Language, codes
from omicz_meta.reports import render_text
from omicz_meta.result import Finding, Report

FIRST = """\
error[T003] Code without a translation                                                    1,284 rows
  --> data/diagnozy.csv · column Dg · rows 17, 203, 981 …
   = The code “C509” in column Dg has no translation in the code map.
   = closest: C50.9
   = repair: Add one line to the code map; it settles every occurrence at once.
   = more: omicz-meta explain T003
       MKN10:C509\tskos:exactMatch\tICD10:C50.9\tsemapv:ManualMappingCuration
"""
MANY_VALUES = """\
chyba[V003] Není datum                                                          130 řádků, 4 hodnoty
  --> data/pacienti.csv · sloupec Datum_narozeni · řádky 5, 6, 31 …
   = hodnota: jaro 1987 (71)
   = hodnota: neví (40)
   = hodnota: ??.5.1950 (18)
   = …
   = oprava: Opravte hodnotu ve zdroji, nebo doplňte její tvar do formats v *.source.yaml.
   = víc: omicz-meta explain V003
"""
LEDGER = "diagnozy: 1,731 read = 1,700 used + 31 quarantined + 0 out of scope\n"


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_what_one_repair_settles_most_comes_first(rich: Report) -> None:
    assert plain(render_text(rich, "en", 100)).startswith(FIRST)


def test_values_at_one_place_stand_together(rich: Report) -> None:
    assert MANY_VALUES in plain(render_text(rich, "cs", 100))


def test_ledger(rich: Report) -> None:
    assert LEDGER in plain(render_text(rich, "en", 100))


def test_verdict_is_the_last_line(clean: Report) -> None:
    last = plain(render_text(clean, "en", 100)).splitlines()[-1]
    assert last == "12 of 12 persons are complete. No findings. Publishable: yes."


def test_next_command_is_offered_once(clean: Report) -> None:
    lines = render_text(clean, "cs", next_command="omicz-meta run demo -o out").splitlines()
    assert lines[-3:-1] == ["dál: omicz-meta run demo -o out", ""]


@pytest.mark.parametrize("lang", ["cs", "en"])
@pytest.mark.parametrize("width", [1, 40, 60, 80, 100, 400])
def test_width(rich: Report, lang: Language, width: int) -> None:
    lines = [line for line in render_text(rich, lang, width).splitlines() if not line.startswith("       ")]
    assert max(map(len, lines)) <= max(40, min(width, 100))


def test_colour_adds_nothing_but_colour(rich: Report) -> None:
    painted = render_text(rich, "cs", 100, colour=True)
    assert "\x1b[" in painted
    for part in ("31", "32", "33", "36"):
        painted = painted.replace(f"\x1b[1;{part}m", "")
    assert painted.replace("\x1b[0m", "") == render_text(rich, "cs", 100)


def test_long_reports_say_how_many_more() -> None:
    findings = tuple(Finding("V001", "error", 1, slot=f"slot_{at}") for at in range(100))
    assert "More in the full report (JSON): 60" in render_text(Report("s", findings=findings), "en", 100)


WILD = st.text() | st.sampled_from(["\x1b[2J", "a\rb", "\u202egnp", "=cmd|' /C calc'!A0"])


@settings(deadline=None)
@given(st.sampled_from(codes()), WILD, WILD, WILD, WILD)
def test_no_value_steers_the_terminal(code: str, value: str, column: str, file: str, repair: str) -> None:
    finding = Finding(
        code,
        "error",
        3,
        source=file,
        file=file,
        column=column,
        value=value,
        candidates=(value,),
        repair=repair,
    )
    text = render_text(Report(column, findings=(finding,)), "cs", 80)
    assert not any(letter in text for letter in "\x1b\r\u202e\x07\x9b")
