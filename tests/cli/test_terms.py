"""The commands on terms in a process of their own: what they print, how they end, what they say of bad input."""

from __future__ import annotations

import json

import pytest
from tests.cli.terminal import Terminal
from tests.terms.phenotypes import small_store


@pytest.fixture
def with_packs(terminal: Terminal) -> Terminal:
    small_store(terminal.folder / "packs")
    return Terminal(terminal.folder, {**terminal.environment, "OMICZ_PACKS": str(terminal.folder / "packs")})


def test_find(with_packs: Terminal) -> None:
    said = with_packs("terms", "find", "nizka postava")
    assert (said.code, said.out.splitlines()) == (
        0,
        ["1.00  HP:0004322  Short stature", "      exact: Nízká postava · cs · exact · OFFICIAL"],
    )


def test_find_for_programs(with_packs: Terminal) -> None:
    said = with_packs("terms", "find", "Fits", "--json", "--lang", "en", "--pack", "hp", "--limit", "1")
    [one] = json.loads(said.out)
    assert (said.code, one["curie"], one["instead_of"]) == (0, "HP:0001250", "HP:0000001")


@pytest.mark.heavy
def test_suggest_and_accept(with_packs: Terminal) -> None:
    folder = with_packs.folder
    (folder / "v.txt").write_text("zachvat\n855715/0008\n", encoding="utf-8")
    said = with_packs("terms", "suggest", "v.txt", "-o", "s.sssom.tsv", "--slot", "PhenotypicFeature.feature")
    assert said.out.splitlines()[0] == "1 of 2 values have suggestions (1 by their name or code): s.sssom.tsv"
    assert said.out.splitlines()[1].startswith("1 have none: they look as if they named a person")
    said = with_packs("terms", "accept", "s.sssom.tsv", "1", "--into", "codes/m.sssom.tsv", "--by", "Eva")
    assert (said.code, said.out) == (0, "1 mapping in codes/m.sssom.tsv\n")
    assert (folder / "codes" / "m.sssom.tsv").read_text(encoding="utf-8").count("Eva") == 2


BAD = [
    (("terms", "find", "faktura"), 1, "Nothing is near that text."),
    (("terms", "find", "x" * 90_000), 1, "Nothing is near that text."),
    (("terms", "find", "x", "--pack", "mondo"), 3, "The pack mondo is not installed."),
    (("terms", "suggest", "nowhere.txt", "-o", "s.sssom.tsv"), 2, "There is no file or folder nowhere.txt."),
    (
        ("terms", "suggest", "packs", "-o", "s.sssom.tsv"),
        2,
        "packs is a folder, and not one that a run has written.",
    ),
    (("terms", "suggest", "packs/hp.pack", "-o", "s.sssom.tsv"), 2, "hp.pack is no text but sqlite"),
]


@pytest.mark.heavy
@pytest.mark.parametrize(("words", "code", "message"), BAD, ids=range(len(BAD)))
def test_what_cannot_be_done(words: tuple[str, ...], code: int, message: str, with_packs: Terminal) -> None:
    said = with_packs(*words)
    assert said.code == code and said.message.startswith(message)
    assert not (with_packs.folder / "s.sssom.tsv").exists()


def test_without_packs(terminal: Terminal) -> None:
    said = terminal("terms", "find", "záchvat")
    assert (said.code, said.message) == (
        3,
        "No pack of terms is installed. Get one with: omicz-meta packs add hp",
    )
