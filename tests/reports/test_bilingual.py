"""Words in Czech and English: every one says something in both languages, fills in the same places, and is used."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import omicz_meta
from omicz_meta.bilingual import Bilingual, Words, by_key
from omicz_meta.problem import Language
from omicz_meta.reports.words import NBSP, Phrase

LANGUAGES: tuple[Language, ...] = ("cs", "en")
for module in pkgutil.walk_packages(omicz_meta.__path__, "omicz_meta."):
    importlib.import_module(module.name)
PLACES = [one for one in Words.__subclasses__() if one.__module__.startswith("omicz_meta.")]
SOURCES = [path.read_text(encoding="utf-8") for path in Path(omicz_meta.__file__).parent.rglob("*.py")]


def names(place: type[Words]) -> list[str]:
    return [name for name, said in vars(place).items() if isinstance(said, Bilingual)]


def texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    else:
        for one in said.values() if isinstance(said, Mapping) else said:
            yield from texts(one)


EACH = [pytest.param(place, name, id=f"{place.__name__}.{name}") for place in PLACES for name in names(place)]


def test_the_places_are_found() -> None:
    assert {"Labels", "PageWords", "DatasetWords", "OutlookWords"} <= {place.__name__ for place in PLACES}


@pytest.mark.parametrize(("place", "name"), EACH)
def test_a_word_stands_in_both_languages(place: type[Words], name: str) -> None:
    czech, english = (list(texts(getattr(place(lang), name))) for lang in LANGUAGES)
    assert len(czech) == len(english) > 0
    assert all(text.strip() for text in (*czech, *english))


@pytest.mark.parametrize(("place", "name"), EACH)
def test_both_languages_fill_in_the_same(place: type[Words], name: str) -> None:
    czech, english = (
        {
            part
            for text in texts(getattr(place(lang), name))
            for _, part, _, _ in Formatter().parse(text)
            if part
        }
        for lang in LANGUAGES
    )
    assert czech == english


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_every_word_is_used(place: type[Words]) -> None:
    """Words that nothing shows would be words nobody checks."""
    source = "\n".join(text for text in SOURCES if place.__name__ in text)
    assert [name for name in names(place) if not re.search(rf"\.{name}\b", source)] == []


def test_words_are_those_of_their_language() -> None:
    class Greetings(Words):
        hello = Bilingual("Dobrý den", "Hello")
        lead = Phrase("v lese", "in a wood")
        answer = by_key({"yes": ("ano", "yes"), "no": ("ne", "no")})

    czech, english = Greetings("cs"), Greetings("en")
    assert (czech.hello, english.hello) == ("Dobrý den", "Hello")
    assert (czech.lead, english.lead) == (f"v{NBSP}lese", "in a wood")
    assert (czech.answer["yes"], english.answer["no"]) == ("ano", "no")
