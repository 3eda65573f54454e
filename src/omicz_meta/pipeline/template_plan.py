"""What an Excel template asks for: sheets for classes, columns for slots, lists for value sets, in one language.

Sheets are named as the classes and columns as the slots, in the words of the language, so that whoever fills them in
meets no code; the mapping that goes with the template knows both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from omicz_meta.bilingual import Words, by_key
from omicz_meta.errors import UsageError
from omicz_meta.problem import Language
from omicz_meta.schema import ClassDefinition, Kind, Schema, Slot
from omicz_meta.schema.model import Text
from omicz_meta.schema.own import additions

ALWAYS = ("Individual", "Consent", "Diagnosis", "Biosample")
"""Classes that every template has a sheet for."""


class CellWords(Words):
    """Words that people write into cells. Reasons for a missing value stand in brackets: no value set has the same.

    >>> CellWords("en").reason["NASK"]
    '(not asked)'
    """

    reason = by_key(
        {
            "NASK": ("(nezjišťováno)", "(not asked)"),
            "UNK": ("(není známo)", "(not known)"),
            "NI": ("(neuvedeno)", "(not stated)"),
        }
    )
    boolean = by_key({"true": ("ano", "yes"), "false": ("ne", "no")})


_PLAIN = frozenset(Kind) - {Kind.OBJECT}
LONGEST_SHEET, FORBIDDEN = 31, frozenset("[]:*?/\\'")
"""What Excel takes as the name of a sheet."""


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column: its header, the slot it fills (`part`: of an object in it), its value set by the words shown."""

    header: str
    slot: Slot
    part: Slot | None = None
    values: MappingProxyType[str, str] | None = None

    @property
    def own(self) -> Slot:
        """The slot whose kind the cells have."""
        return self.part or self.slot


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """A sheet: its name, the class its rows become, and its columns, what is required first."""

    name: str
    definition: ClassDefinition
    columns: tuple[TemplateColumn, ...]


def template_sheets(schema: Schema, use_cases: tuple[str, ...], lang: Language) -> tuple[TemplateSheet, ...]:
    """The sheets of a template for these use cases. Raises UsageError for an unknown one.

    >>> from omicz_meta.schema import load_schema
    >>> [sheet.name for sheet in template_sheets(load_schema(), ("infectious",), "en")]
    ['Individual', 'Consent', 'Diagnosis', 'Exposure', 'Pathogen', 'Biosample']
    """
    unknown = [case for case in use_cases if case not in schema.use_cases]
    if unknown:
        raise UsageError(f"Unknown use case {unknown[0]!r}; known: {', '.join(schema.use_cases)}.")
    own = additions(schema)
    wanted = [known for known in schema.classes.values() if known.name in own or _is_wanted(known, use_cases)]
    names = _told_apart([said(known.title, lang) for known in wanted], [known.name for known in wanted])
    return tuple(
        TemplateSheet(name, known, _apart(_columns(known, own.get(known.name, ()), schema, use_cases, lang)))
        for name, known in zip(names, wanted, strict=True)
    )


def said(text: Text, lang: Language) -> str:
    """A text in a language, else in English: a schema of one's own need not say everything twice."""
    return text.get(lang) or text["en"]


def _told_apart(titles: Sequence[str], names: Sequence[str]) -> list[str]:
    """Names of sheets: titles, or names of classes where Excel does not take a title or another has it."""
    fit = [title for title in titles if len(title) <= LONGEST_SHEET and not FORBIDDEN & set(title)]
    once = {title for title in fit if sum(title.casefold() == other.casefold() for other in titles) == 1}
    return [
        title if title in once else name[:LONGEST_SHEET] for title, name in zip(titles, names, strict=True)
    ]


def _apart(columns: Iterable[TemplateColumn]) -> tuple[TemplateColumn, ...]:
    """Columns whose headers differ: of two that are called alike each has the name of its slot behind it."""
    every = tuple(columns)
    often = Counter(column.header.casefold() for column in every)
    return tuple(
        replace(column, header=f"{column.header} ({column.slot.name})")
        if often[column.header.casefold()] > 1
        else column
        for column in every
    )


def _is_wanted(known: ClassDefinition, use_cases: tuple[str, ...]) -> bool:
    if known.name in ALWAYS:
        return True
    asked = any(case in slot.overrides for slot in known.slots.values() for case in use_cases)
    return "individual" in known.slots and (
        asked or any(minimum.use_case in use_cases for minimum in known.minima)
    )


def _columns(
    known: ClassDefinition,
    own: Collection[str],
    schema: Schema,
    use_cases: tuple[str, ...],
    lang: Language,
) -> Iterator[TemplateColumn]:
    """What is mandatory, conditional or recommended, in this order, and all that is one's own; keys come first."""
    keys = (known.key, "individual")
    slots = [
        slot
        for slot in known.slots.values()
        if (slot.required_in(use_cases) != "O" or slot.name in own) and slot.name != "absent"
    ]
    ranked = sorted(
        slots, key=lambda slot: (slot.name not in keys, "MCRO".index(slot.required_in(use_cases)))
    )
    for slot in ranked:
        yield from _of_slot(slot, schema, lang)


def _of_slot(slot: Slot, schema: Schema, lang: Language) -> Iterator[TemplateColumn]:
    title = said(slot.title, lang)
    if slot.kind in _PLAIN:
        yield TemplateColumn(title, slot, None, _values(slot, schema, lang))
    elif not slot.multivalued and slot.target == "Quantity":
        for part in (schema.objects["Quantity"].slots[name] for name in ("value", "unit")):
            yield TemplateColumn(f"{title}: {said(part.title, lang)}", slot, part)
    elif not slot.multivalued and slot.target == "Age":
        yield TemplateColumn(title, slot)


def _values(slot: Slot, schema: Schema, lang: Language) -> MappingProxyType[str, str] | None:
    if slot.kind is Kind.BOOLEAN:
        return MappingProxyType({word: value for value, word in CellWords(lang).boolean.items()})
    if slot.kind is not Kind.ENUM:
        return None
    return MappingProxyType(
        {said(value.label, lang): value.name for value in schema.enums[slot.target].values}
    )
