"""Who is in the data: how many, of which age, when and where. Nothing is drawn that the policy withheld."""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.summary import texts
from omicz_meta.pages.dataset_words import DatasetWords
from omicz_meta.pages.language import spoken
from omicz_meta.pages.page_words import PageWords
from omicz_meta.pages.texts import Fact, codes, facts, paragraphs, places, span, titled
from omicz_meta.problem import Language
from omicz_meta.reports.charts import Bar, Cell, Head, table
from omicz_meta.reports.markup import Node, el
from omicz_meta.reports.words import counted

_OLDEST = 100
_DECADE = 10


def people_section(description: Description, language: Language) -> list[Node]:
    """Population in words, age and time as bars, places by name, and what was withheld."""
    dataset, words = description.dataset, DatasetWords(language)
    pairs: list[Fact] = [
        (titled(description, "spatial_coverage", language), ", ".join(places(description, language))),
        (titled(description, "use_cases", language), ", ".join(codes(dataset, "use_cases", language))),
    ]
    about = paragraphs(texts(dataset, "population_coverage"), language)
    found = facts(pairs)
    charts = [*_age_chart(dataset, language), *_time_chart(dataset, language), *_cohorts(dataset, language)]
    told = [*about, *([found] if found else []), *charts, *_withheld(description, language)]
    return told or [el("p", words.no_people)]


def ages(dataset: Entity, language: Language) -> str | None:
    """The typical ages in words.

    >>> ages(Entity("Dataset", {"min_typical_age": (0,), "max_typical_age": (4,)}), "en").split()
    ['0–4', 'years']
    """
    low, high = dataset.first("min_typical_age"), dataset.first("max_typical_age")
    forms = DatasetWords(language).years
    if isinstance(low, int) and isinstance(high, int):
        return f"{low}–{counted(high, forms, language)}"
    known = next((age for age in (low, high) if isinstance(age, int)), None)
    sign = "≤" if low is None else "≥"
    return None if known is None else f"{sign} {counted(known, forms, language)}"


def period(dataset: Entity, language: Language) -> str | None:
    """The years that the data cover."""
    for covered in dataset.entities("temporal_coverage"):
        start, end = (_year(covered, slot) for slot in ("start_date", "end_date"))
        words = PageWords(language)
        if start and end:
            return f"{start}–{end}" if start != end else f"{start}"
        if start or end:
            return f"{words.since} {start}" if start else f"{words.until} {end}"
    return None


def _age_chart(dataset: Entity, language: Language) -> Iterator[Node]:
    """A range on a scale from birth to a hundred years."""
    low, high = dataset.first("min_typical_age"), dataset.first("max_typical_age")
    if not (isinstance(low, int) and isinstance(high, int)):
        return
    words = DatasetWords(language)
    bar = Bar((max(high - low, 1) / _OLDEST,), start=low / _OLDEST)
    scale = f"0–{counted(_OLDEST, words.years, language)}"
    heads = (Head(words.people), Head(words.age, numeric=True), Head(scale))
    yield table(words.age_note, heads, [(words.most, ages(dataset, language) or "", bar)], visible=False)


def _time_chart(dataset: Entity, language: Language) -> Iterator[Node]:
    """The period of the data and of the activities that they come from, on one scale of years."""
    words = DatasetWords(language)
    rows = [(words.time_of_data, covered) for covered in dataset.entities("temporal_coverage")]
    for activity in dataset.entities("generated_by"):
        name = (spoken(texts(activity, "label"), language) or ("", ""))[1]
        rows += [(name, lasted) for lasted in activity.entities("period") if name]
    years = [
        year for _, each in rows for year in (_year(each, "start_date"), _year(each, "end_date")) if year
    ]
    if len(years) < 2:
        return
    first, last = min(years) // _DECADE * _DECADE, (max(years) // _DECADE + 1) * _DECADE

    def cells(name: str, covered: Entity) -> tuple[Cell, ...]:
        start, end = _year(covered, "start_date") or first, _year(covered, "end_date") or last
        width = max(end - start, 1) / (last - first)
        return name, span(covered, language) or "", Bar((width,), start=(start - first) / (last - first))

    heads = (Head(words.activity), Head(words.when, numeric=True), Head(f"{first}–{last}"))
    yield table(words.time, heads, [cells(name, covered) for name, covered in rows], visible=False)


def _cohorts(dataset: Entity, language: Language) -> Iterator[Node]:
    """Cohorts with what lets a person in."""
    for cohort in dataset.entities("cohorts"):
        title = spoken(texts(cohort, "title"), language)
        if title:
            yield el("h3", title[1])
        yield from paragraphs(texts(cohort, "description"), language)
        for slot in ("inclusion_criteria", "exclusion_criteria"):
            for criteria in cohort.entities(slot):
                yield from paragraphs(texts(criteria, "criteria_text"), language)


def _withheld(description: Description, language: Language) -> list[Node]:
    if not description.withheld:
        return []
    names = ", ".join(titled(description, slot, language) for slot in description.withheld)
    return [el("p", f"{DatasetWords(language).withheld} {names}.", class_="quiet")]


def _year(covered: Entity, slot: str) -> int | None:
    day = covered.first(slot)
    return int(day[:4]) if isinstance(day, str) and day[:4].isdigit() else None
