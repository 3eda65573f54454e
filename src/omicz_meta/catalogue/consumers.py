"""Who takes descriptions, and what each keeps, changes or loses of them: tables in schemas/catalogue/consumers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, get_args

from omicz_meta.catalogue.description import Entity, Item, Text
from omicz_meta.problem import Language
from omicz_meta.resources import schemas_folder
from omicz_meta.tomlfile import read_table

ConsumerName = Literal["ckan", "gdi", "fdp", "sempyro"]
CONSUMERS: tuple[ConsumerName, ...] = get_args(ConsumerName)
Verdict = Literal["kept", "changed", "lost"]
Values = tuple[Item | Entity, ...]
ALL = "*"
"""What stands in `keeps` where a consumer keeps whatever it is given."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a slot is changed or lost: of which values it is true, in words of both languages, and who says so.

    `covers` says that it speaks for the slots of a neighbour as well. A verdict `kept` is a note that changes nothing.
    """

    verdict: Verdict
    text: Mapping[Language, str]
    source: str
    slots: frozenset[str] = frozenset()
    when: str = "always"
    covers: bool = False


@dataclass(frozen=True, slots=True)
class Consumer:
    """A consumer: the profile in which it is served, the slots that it keeps, and why others are changed or lost."""

    name: ConsumerName
    title: str
    profile: str
    keeps: frozenset[str]
    reasons: tuple[Reason, ...]
    otherwise: Reason

    def reasons_for(self, slot: str, several: tuple[Values, ...]) -> tuple[Reason, ...]:
        """What happens to a slot with these values; nothing where it is kept as it is."""
        told = tuple(one for one in self.reasons if slot in one.slots and WHEN[one.when](several))
        return told if told or self._knows(slot) else (self.otherwise,)

    def _knows(self, slot: str) -> bool:
        named = self.keeps.union(*(one.slots for one in self.reasons))
        return ALL in self.keeps or any(one == slot or one.startswith(f"{slot}.") for one in named)


@cache
def consumer(name: ConsumerName) -> Consumer:
    """Read the table of a consumer.

    >>> consumer("ckan").reasons_for("custodian", ())[0].verdict
    'lost'
    """
    table = read_table(_Table, schemas_folder() / "catalogue" / "consumers" / f"{name}.toml")
    reasons = tuple(_reason(one, table.sources) for one in table.reasons.values())
    return Consumer(
        name, table.title, table.profile, table.keeps, reasons, _reason(table.otherwise, table.sources)
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A reason as it stands in a table; `source` is the name of an address there."""

    source: str
    cs: str
    en: str
    verdict: Verdict = "lost"
    slots: frozenset[str] = frozenset()
    when: str = "always"
    covers: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    """The table of a consumer; `seen` is the day on which it was looked at."""

    title: str
    profile: str
    seen: str
    keeps: frozenset[str]
    sources: Mapping[str, str]
    otherwise: _Row
    reasons: Mapping[str, _Row]


def _reason(row: _Row, sources: Mapping[str, str]) -> Reason:
    text: Mapping[Language, str] = MappingProxyType({"cs": row.cs, "en": row.en})
    return Reason(row.verdict, text, sources[row.source], row.slots, row.when, row.covers)


def _always(_: tuple[Values, ...]) -> bool:
    return True


def _several(several: tuple[Values, ...]) -> bool:
    return any(len(values) > 1 for values in several)


def _languages(several: tuple[Values, ...]) -> bool:
    return any(len({one.language for one in values if isinstance(one, Text)}) > 1 for values in several)


def _czech(several: tuple[Values, ...]) -> bool:
    return any(one.language == "cs" for one in _texts(several))


def _zero(several: tuple[Values, ...]) -> bool:
    return any(isinstance(value, int) and not value for values in several for value in values)


def _comma(several: tuple[Values, ...]) -> bool:
    return any("," in one.value for one in _texts(several))


def _letters(several: tuple[Values, ...]) -> bool:
    return any(not one.value.isascii() for one in _texts(several))


def _length(several: tuple[Values, ...]) -> bool:
    return any(not 2 <= len(one.value) <= 100 for one in _texts(several))


def _texts(several: tuple[Values, ...]) -> Iterator[Text]:
    return (value for values in several for value in values if isinstance(value, Text))


WHEN: Mapping[str, Callable[[tuple[Values, ...]], bool]] = MappingProxyType(
    {
        "always": _always,
        "several": _several,
        "languages": _languages,
        "czech": _czech,
        "zero": _zero,
        "comma": _comma,
        "letters": _letters,
        "length": _length,
    }
)
"""Of which values a reason is true, by the word that stands in the tables."""
