"""The forms of the report through the real command: where they go, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from tests.cli.terminal import IDENTIFYING, Terminal

SECRETS = ("4361215034", "3604247207", "Vymyšlený", "Smyšlená", "Žádná", "@example.org")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--format", "xlsx"), "A workbook is no text for the terminal"),
        (("--for-source", "lidé", "--format", "sarif"), "A letter is text, html, xlsx"),
        (("--baseline", "s"), "s is neither a report.json nor the output folder of a run."),
    ],
)
def test_refused(words: tuple[str, ...], says: str, terminal: Terminal, place: Path) -> None:
    said = terminal("validate", "s", *words)
    assert said.code == 2
    assert said.message.startswith(says)


@pytest.mark.heavy
def test_every_form(terminal: Terminal, place: Path) -> None:
    for form in ("sarif", "junit", "json", "html"):
        assert terminal("validate", "s", "--format", form, "-o", form).code == 1
        written = (place / form).read_text(encoding="utf-8")
        assert not [secret for secret in SECRETS if secret in written], form
    tests = ElementTree.parse(place / "junit").getroot()  # noqa: S314 - written by ourselves
    assert tests.get("failures") != "0"
    assert json.loads((place / "sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert terminal("validate", "s", "--format", "xlsx", "-o", "r.xlsx").code == 1
    assert "lidé" in openpyxl.load_workbook(place / "r.xlsx").sheetnames


@pytest.mark.heavy
def test_the_letter(terminal: Terminal, place: Path) -> None:
    text = terminal("validate", "s", "--for-source", "lidé", "--lang", "cs")
    assert text.out.startswith("Co opravit ve zdroji lidé")
    assert "-o lidé" in text.err
    said = terminal("validate", "s", "--for-source", "lidé", "-o", "letters/")
    assert said.out.split() == ["letters.html", "letters.xlsx"]
    page = (place / "letters.html").read_text(encoding="utf-8")
    assert not IDENTIFYING.search(page + text.out)
    assert terminal("validate", "s", "--for-source", "x").code == 2


@pytest.mark.heavy
def test_a_baseline(terminal: Terminal, place: Path) -> None:
    same = terminal("validate", "s", "--baseline", "out", "--lang", "en")
    assert (same.code, "0 new" in same.out.replace("\xa0", " ")) == (0, True)
    people = place / "s" / "data" / "lidé.csv"
    people.write_text(people.read_text(encoding="utf-8") + "P5;;;;?;Praha\n", encoding="utf-8")
    more = terminal("validate", "s", "--baseline", "out/report.json", "--format", "json")
    assert more.code == 1
    report = json.loads(more.out)
    assert {finding["code"] for finding in report["findings"] if finding["severity"] == "error"} == {"T001"}
    assert report["since"]["settled"] == []
