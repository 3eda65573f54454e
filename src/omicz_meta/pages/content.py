"""What is in the data: kinds of data, coding systems with their codes, and the variables table by table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.summary import texts
from omicz_meta.pages.dataset_words import DatasetWords
from omicz_meta.pages.frame import Frame
from omicz_meta.pages.language import spoken
from omicz_meta.pages.texts import Fact, codes, facts, link, phrase, tail, titled
from omicz_meta.problem import Language
from omicz_meta.reports.charts import Bar, Cell, Head, table
from omicz_meta.reports.markup import Element, Node, el
from omicz_meta.reports.words import counted, number

_CODED = (
    "health_categories",
    "health_themes",
    "dataset_types",
    "eu_dataset_types",
    "themes",
    "coding_systems",
)
_OPEN = 12
"""So many variables are shown at once; where there are more, the reader opens the table that is looked for."""


def content_section(description: Description, frame: Frame) -> list[Node]:
    """Categories and themes by name; how many codes there are of which system."""
    dataset, language = description.dataset, frame.language
    pairs: list[Fact] = [
        (titled(description, slot, language), ", ".join(codes(dataset, slot, language))) for slot in _CODED
    ]
    pairs.append(_standards(description, language))
    found = facts(pairs)
    return [*([found] if found else []), *_codes(dataset, frame)]


def variables_section(description: Description, language: Language) -> list[Node]:
    """Every variable with type and meaning, and how many of its records have it where that is known."""
    words = DatasetWords(language)
    grouped = groupby(
        description.dataset.entities("variables"), key=lambda one: str(one.first("table_name") or "")
    )
    tables = [(name, [*variables]) for name, variables in grouped]
    if not tables:
        return []
    total = sum(len(variables) for _, variables in tables)
    lead = f"{words.variables_lead} {counted(total, words.variables, language)}, "
    lead += f"{counted(len(tables), words.tables, language)}."
    measured = any(variable.filled("completeness") for _, variables in tables for variable in variables)
    return [
        el("p", lead),
        *([el("p", words.filled_note, class_="quiet")] if measured else []),
        *(_table(description, name, variables, total <= _OPEN, language) for name, variables in tables),
    ]


def _standards(description: Description, language: Language) -> Fact:
    standards = [item.value for item in description.dataset.all("conforms_to") if isinstance(item, Iri)]
    shown = [el("p", link(each, tail(each))) for each in standards]
    return titled(description, "conforms_to", language), shown


def _codes(dataset: Entity, frame: Frame) -> Iterator[Node]:
    """A bar for each coding system, as long as it has different codes; then the codes, each a search for the same."""
    language = frame.language
    found = [str(code) for code in dataset.all("code_values") if isinstance(code, str)]
    if not found:
        return
    words = DatasetWords(language)
    systems: dict[str, list[str]] = {}
    for code in found:
        systems.setdefault(code.partition(":")[0] if ":" in code else "–", []).append(code)
    ranked = sorted(systems.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    most = len(ranked[0][1])
    heads = (Head(words.system), Head(words.codes[2].capitalize(), numeric=True), Head(""))
    rows: list[tuple[Cell, ...]] = [
        (system, number(len(codes_of), language), Bar((len(codes_of) / most,))) for system, codes_of in ranked
    ]
    yield table(words.code_systems, heads, rows, visible=False)
    yield el("p", words.codes_note, class_="quiet")
    each = [el("li", el("a", code, href=frame.catalogue([("q", code)]))) for code in found]
    title = f"{words.codes_all} ({number(len(found), language)})"
    yield el("details", el("summary", title), el("ul", each, class_="codes-list"))


def _table(
    description: Description, name: str, variables: list[Entity], shown: bool, language: Language
) -> Element:
    words = DatasetWords(language)
    definition = description.schema.classes.get(name)
    title = (spoken(definition.title, language) or ("", name))[1] if definition else name
    measured = any(variable.filled("completeness") for variable in variables)
    heads = [Head(words.variables[0].capitalize()), Head(words.meaning), Head(words.type)]
    if measured:
        heads += [Head(words.filled, numeric=True), Head("")]
    rows = [_variable(variable, measured, language) for variable in variables]
    caption = f"{title}: {counted(len(variables), words.variables, language)}"
    return el(
        "details",
        el("summary", caption),
        table(caption, heads, rows, visible=False),
        class_="variables",
        open=shown,
    )


def _variable(variable: Entity, measured: bool, language: Language) -> tuple[Cell, ...]:
    name = str(variable.first("variable_name") or "")
    title = phrase(texts(variable, "title"), language)
    about = phrase(texts(variable, "description"), language)
    meant = variable.first("property_url")
    told: list[Node] = [title] if title is not None else []
    if about is not None and about != title:
        told.append(el("div", about, class_="quiet"))
    coded: Cell = el("code", link(meant.value, name)) if isinstance(meant, Iri) else el("code", name)
    cells: tuple[Cell, ...] = (coded, el("div", told), str(variable.first("datatype") or ""))
    return (*cells, *_filled(variable, language)) if measured else cells


def _filled(variable: Entity, language: Language) -> tuple[Cell, Cell]:
    share = variable.first("completeness")
    if not isinstance(share, Decimal | int):
        return "–", Bar(())
    return f"{number(int(share), language)} %", Bar((float(share) / 100,))
