"""The commands `inspect` and `mapping draft` as people run them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.terminal import SUBMISSION, Terminal, written


def test_inspect(terminal: Terminal) -> None:
    written(terminal.folder / "s")
    said = terminal("inspect", "s", "--html", "profil.html", "--json")
    assert said.code == 0, said.err
    table = json.loads(said.out)["tables"][0]
    assert (table["name"], table["rows"]) == ("lidé", 4)
    assert {c["name"]: c["identifier"] for c in table["columns"] if c["identifier"]}["rč"] == "birth_number"
    page = (terminal.folder / "profil.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "Vymyšlený" not in page


def test_inspect_speaks_both_languages(terminal: Terminal) -> None:
    written(terminal.folder / "s")
    assert "volný text" not in terminal("inspect", "s/data/lidé.csv", "--lang", "en").out
    assert "tabulka" in terminal("inspect", "s/data/lidé.csv", "--lang", "cs").out


def test_inspect_of_nothing(terminal: Terminal) -> None:
    (terminal.folder / "empty").mkdir()
    assert [terminal("inspect", path).code for path in ("no-such", "empty")] == [2, 2]


def test_draft_and_check(terminal: Terminal) -> None:
    written(terminal.folder / "s")
    said = terminal("mapping", "draft", "s", "-o", "návrh", "--lang", "cs")
    assert said.code == 0, said.err
    assert said.out.splitlines()[-1].startswith("Namapováno položek: ")
    assert terminal("mapping", "check", "návrh", "s/data").code == 0
    guesses = json.loads((terminal.folder / "návrh" / "draft.json").read_text(encoding="utf-8"))["guesses"]
    assert {"table", "record_class", "slot", "columns", "score", "reason", "used"} <= guesses[0].keys()


def test_draft_spares_what_a_person_wrote(terminal: Terminal) -> None:
    home = written(terminal.folder / "s")
    mine: Path = home / "mapping" / "s.transform.yaml"
    mine.write_text("title: mine\n", encoding="utf-8")
    said = terminal("mapping", "draft", "s", "-o", "s/mapping")
    assert said.code == 2
    assert "s.transform.yaml is there already" in said.message
    assert mine.read_text(encoding="utf-8") == "title: mine\n"
    assert (home / "mapping" / "lidé.transform.yaml").read_text(encoding="utf-8") == SUBMISSION[
        "mapping/lidé.transform.yaml"
    ]
    assert terminal("mapping", "draft", "s", "-o", "s/mapping", "--force").code == 0


def test_draft_of_an_unknown_class(terminal: Terminal) -> None:
    written(terminal.folder / "s")
    assert terminal("mapping", "draft", "s", "-o", "m", "--class", "Pacient").code == 2
