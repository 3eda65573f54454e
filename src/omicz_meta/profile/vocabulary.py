"""The closed public words that a profile may show: model values, known codes, words for "nothing", units."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from omicz_meta.mapping import read_code_map
from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.sssom import SUFFIX
from omicz_meta.resources import mappings_folder
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon
from omicz_meta.units import shipped_spellings, tidied, ucum

if TYPE_CHECKING:
    from omicz_meta.schema import Enum, Schema

ENDINGS = re.compile(r"(\w+?)([ýí]|l)?/(á|a)\b")
_UNIT_AT_END = re.compile(r"[(\[](?P<in>[^)\]]+)[)\]]\s*$|[_ ,](?P<after>[^_ ,()\[\]]+)$")

_UNLISTED = ("kPa", "fL", "pg", "mU")
"""Symbols that everybody writes as UCUM does, so that the table of spellings needs no line for them."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way a permissible value of an enum is written. Spellings of one `style` occur together in a column."""

    enum: str
    value: str
    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by their folded spelling. `codes` are known codes by CURIE prefix, `nulls` have their null flavour.

    `packs` are the vocabularies in which codes and names of a column are looked up.
    """

    spellings: Mapping[str, tuple[Spelling, ...]]
    codes: Mapping[str, frozenset[str]]
    nulls: Mapping[str, str | None]
    prefixes: frozenset[str]
    packs: Lexicon = NO_PACKS

    def is_public(self, text: str) -> bool:
        """Whether the text is a word of a closed list, whoever has it.

        >>> from omicz_meta.schema import load_schema
        >>> words = vocabulary(load_schema())
        >>> words.is_public("Žena"), words.is_public("neuvedeno"), words.is_public("Novák")
        (True, True, False)
        """
        plain = folded(text)
        return plain in self.spellings or plain in self.nulls or known_unit(text) is not None

    def unit_in(self, column: str) -> str | None:
        """The unit that a column's name ends in, as it is spelled there.

        >>> from omicz_meta.schema import load_schema
        >>> words = vocabulary(load_schema())
        >>> words.unit_in("Hemoglobin (g/l)"), words.unit_in("Objem_ml"), words.unit_in("Datum")
        ('g/l', 'ml', None)
        """
        match = _UNIT_AT_END.search(column)
        unit = (match["in"] or match["after"]).strip() if match else None
        return unit if unit and known_unit(unit) else None


def known_unit(text: str) -> str | None:
    """The UCUM code of a spelling in the table of units, or of a ratio of symbols that occur there; else None.

    A closed list: what is merely a valid code (`5`, `{Novák}`, `Gal`) may be the word of a person.

    >>> known_unit("G/l"), known_unit("ng/ul"), known_unit("{Novák}"), known_unit("1")
    ('10*9/L', 'ng/uL', None, None)
    """
    key = tidied(text)
    if key in shipped_spellings().codes or _symbols().issuperset(key.split("/")):
        return ucum(text)
    return None


@cache
def _symbols() -> frozenset[str]:
    parts = (part for code in shipped_spellings().codes.values() for part in code.split("/"))
    symbols = {*_UNLISTED, *(part for part in parts if part != "1" and not set("{}()") & set(part))}
    return frozenset(
        form for part in symbols for form in (part, part.replace("L", "l"), part.replace("*", "^"))
    )


def folded(text: str) -> str:
    """Without diacritics, case and needless spaces.

    >>> folded("  Hlavní  město ")
    'hlavni mesto'
    """
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(plain.split())


@cache
def _lists() -> tuple[Mapping[str, str | None], tuple[Spelling, ...]]:
    nulls = {folded(row["token"]): row["flavour"] or None for row in _rows("nulls.tsv")}
    spellings = (
        Spelling(row["enum"], row["value"], row["style"], row["spelling"]) for row in _rows("spellings.tsv")
    )
    return nulls, tuple(spellings)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (resources.files("omicz_meta.profile") / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


def means_nothing(text: str) -> bool:
    """Whether a text is a word for "nothing" in some hospital.

    >>> means_nothing("neuvedeno"), means_nothing("muž")
    (True, False)
    """
    return folded(text) in _lists()[0]


def vocabulary(schema: Schema, packs: Lexicon = NO_PACKS) -> Vocabulary:
    """The words of a schema, of the shipped code maps, and of our lists; beside them the packs that are installed."""
    nulls, listed = _lists()
    found: dict[str, list[Spelling]] = {}
    for spelling in (*_labels(schema), *(part for part in listed if part.enum in schema.enums)):
        entries = found.setdefault(folded(spelling.text), [])
        if all((known.enum, known.value) != (spelling.enum, spelling.value) for known in entries):
            entries.append(spelling)
    return Vocabulary(
        {text: tuple(entries) for text, entries in found.items()},
        _known_codes(schema),
        nulls,
        frozenset(schema.prefixes).union(*(pack.about.prefixes for pack in packs.packs)),
        packs,
    )


def spellings_of(enum: Enum, schema: Schema) -> tuple[Spelling, ...]:
    """Every known spelling of an enum's values, names and labels first."""
    listed = (part for part in _lists()[1] if part.enum == enum.name)
    return (*(part for part in _labels(schema) if part.enum == enum.name), *listed)


def _labels(schema: Schema) -> Iterator[Spelling]:
    for enum in schema.enums.values():
        for value in enum.values:
            yield Spelling(enum.name, value.name, "name", value.name)
            for lang in ("cs", "en"):
                for text in _forms(value.label.get(lang, "")):
                    yield Spelling(enum.name, value.name, lang, text)


def _forms(label: str) -> Iterator[str]:
    """A label; where it has endings for both sexes (`zemřelý/á`), one form for each."""
    if label and not ENDINGS.search(label):
        yield label
    elif label:
        yield ENDINGS.sub(lambda m: m[1] + (m[2] or ""), label)
        yield ENDINGS.sub(lambda m: m[1] + ("l" if m[2] == "l" else "") + m[3], label)


def _known_codes(schema: Schema) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for enum in schema.enums.values():
        for value in enum.values:
            if value.meaning:
                found.setdefault(value.meaning.partition(":")[0], set()).add(value.meaning)
    for path in sorted(mappings_folder().glob(f"**/*{SUFFIX}")):
        for pair in read_code_map(path, path.name, Faults()).targets:
            for curie in pair:
                if ":" in curie:
                    found.setdefault(curie.partition(":")[0], set()).add(curie)
    return {prefix: frozenset(codes) for prefix, codes in found.items()}
