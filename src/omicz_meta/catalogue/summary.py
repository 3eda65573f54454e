"""What a list of datasets needs to know of each: one line of `datasets.ndjson`, so that searching parses no RDF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from omicz_meta.catalogue.description import Description, Entity, Text
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.errors import UsageError

DATASETS_FILE = "datasets.ndjson"
"""The file of a catalogue folder that holds a summary a line, in the order of the catalogue."""

_NONE: Mapping[str, str] = MappingProxyType({})
_NONE_LISTED: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Summary:
    """One dataset in a list: `name` is that of its files, texts are by language, codes are names of the value sets.

    `publisher` is the name of the publisher, `formats` are codes of the EU list of file types or media types. Counts
    that are None were not stated; `withheld` names the slots that the small-cell policy left empty.
    """

    name: str
    iri: str
    title: Mapping[str, str] = field(default_factory=lambda: _NONE)
    alternative_title: Mapping[str, str] = field(default_factory=lambda: _NONE)
    description: Mapping[str, str] = field(default_factory=lambda: _NONE)
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NONE_LISTED)
    publisher: Mapping[str, str] = field(default_factory=lambda: _NONE)
    access: str = "NON_PUBLIC"
    identifiers: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    health_categories: tuple[str, ...] = ()
    health_themes: tuple[str, ...] = ()
    coding_systems: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    issued: str | None = None
    modified: str | None = None
    individuals: int | None = None
    records: int | None = None
    withheld: tuple[str, ...] = ()


def summary(description: Description, name: str) -> Summary:
    """Sum a description up; `name` is the name of its files in the catalogue folder.

    >>> from omicz_meta.schema.model import load_schema
    >>> titled = Entity("Dataset", {"title": (Text("Kohorta", "cs"),), "number_of_records": (0,)})
    >>> found = summary(Description(titled, load_schema(), "https://example.org/"), "cohort")
    >>> found.iri, found.title["cs"], found.records, found.individuals
    ('https://example.org/dataset/dataset', 'Kohorta', 0, None)
    """
    dataset = description.dataset
    publisher = next(iter(dataset.entities("publisher")), None)
    return Summary(
        name=name,
        iri=description.iri.value,
        title=texts(dataset, "title"),
        alternative_title=texts(dataset, "alternative_title"),
        description=texts(dataset, "description"),
        keywords=_listed(dataset, "keywords"),
        publisher=texts(publisher, "agent_name") if publisher else _NONE,
        access=description.access,
        identifiers=tuple(_identifiers(dataset)),
        themes=dataset.names("themes"),
        health_categories=dataset.names("health_categories"),
        health_themes=dataset.names("health_themes"),
        coding_systems=dataset.names("coding_systems"),
        codes=tuple(str(code) for code in dataset.all("code_values") if isinstance(code, str)),
        formats=formats(dataset),
        issued=_day(dataset, "issue_date"),
        modified=_day(dataset, "modification_date"),
        individuals=_count(dataset, "number_of_unique_individuals"),
        records=_count(dataset, "number_of_records"),
        withheld=description.withheld,
    )


def texts(entity: Entity, slot: str) -> dict[str, str]:
    """The first text of a slot in each of its languages."""
    found: dict[str, str] = {}
    for item in entity.all(slot):
        if isinstance(item, Text):
            found.setdefault(item.language, item.value)
    return found


def formats(dataset: Entity) -> tuple[str, ...]:
    """The formats in which the data themselves are held: codes of the EU list of file types, else media types."""
    each = (format_of(one) for one in dataset.entities("distributions"))
    return tuple(dict.fromkeys(found for found in each if found))


def format_of(distribution: Entity) -> str | None:
    """The format of one distribution.

    >>> format_of(Entity("Distribution", {"media_type": (Iri("https://e.org/media-types/text/csv"),)}))
    'text/csv'
    """
    kind, media = distribution.first("file_type"), distribution.first("media_type")
    if isinstance(kind, Iri):
        return kind.value.rpartition("/")[2] or None
    return "/".join(media.value.split("/")[-2:]) if isinstance(media, Iri) else None


def summary_lines(summaries: Iterable[Summary]) -> Iterator[str]:
    """The lines of `datasets.ndjson`: JSON with the names of the fields, what is empty left out.

    >>> list(summary_lines([Summary("a", "https://example.org/a", themes=("HEAL",))]))[0].strip()
    '{"name": "a", "iri": "https://example.org/a", "access": "NON_PUBLIC", "themes": ["HEAL"]}'
    """
    for one in summaries:
        values = {part.name: getattr(one, part.name) for part in fields(one)}
        filled = {name: value for name, value in values.items() if value or value == 0}
        yield json.dumps(filled, ensure_ascii=False, default=dict) + "\n"


def read_summaries(lines: Iterable[str]) -> Iterator[Summary]:
    """Read `datasets.ndjson`; keys that are not known are passed over. Raises UsageError for a line that is none.

    >>> one = Summary("a", "https://example.org/a", title={"cs": "A"}, keywords={"cs": ("b",)}, records=0)
    >>> list(read_summaries(summary_lines([one]))) == [one]
    True
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read(line, number)


def _read(line: str, number: int) -> Summary:
    try:
        raw = json.loads(line)
        return Summary(
            **{part.name: _fitting(part.name, raw[part.name]) for part in _FIELDS if part.name in raw}
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as fault:
        raise UsageError(
            f"{DATASETS_FILE}, line {number}, does not sum up a dataset; build the catalogue again."
        ) from fault


def _fitting(name: str, value: Any) -> Any:
    """A value of JSON in the form of its field; TypeError where it has another one."""
    if name in _COUNTS:
        return (
            value if value is None or (isinstance(value, int) and not isinstance(value, bool)) else _refuse()
        )
    if name in _BY_LANGUAGE:
        return {_text(language): _text(words) for language, words in value.items()}
    if name == "keywords":
        return {_text(language): tuple(map(_text, _list(words))) for language, words in value.items()}
    if name in _LISTS:
        return tuple(map(_text, _list(value)))
    return value if value is None else _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _refuse()


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else _refuse()


def _refuse() -> Any:
    raise TypeError("another form")


_FIELDS = fields(Summary)
_COUNTS = ("individuals", "records")
_BY_LANGUAGE = ("title", "alternative_title", "description", "publisher")
_LISTS = (
    *("identifiers", "themes", "health_categories", "health_themes"),
    *("coding_systems", "codes", "formats", "withheld"),
)


def _listed(entity: Entity, slot: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for item in entity.all(slot):
        if isinstance(item, Text):
            found[item.language] = (*found.get(item.language, ()), item.value)
    return found


def _identifiers(dataset: Entity) -> Iterator[str]:
    own = dataset.first("identifier")
    if isinstance(own, str):
        yield own
    for other in dataset.entities("other_identifiers"):
        notation = other.first("notation")
        if isinstance(notation, str):
            yield notation


def _day(dataset: Entity, slot: str) -> str | None:
    day = dataset.first(slot)
    return day if isinstance(day, str) else None


def _count(dataset: Entity, slot: str) -> int | None:
    count = dataset.first(slot)
    return count if isinstance(count, int) and not isinstance(count, bool) else None
