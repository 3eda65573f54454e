"""A profile as one self-contained HTML file in the style of the report, Czech and English."""

from __future__ import annotations

from omicz_meta.problem import Language
from omicz_meta.profile.facts import ColumnProfile, Profile, TableProfile
from omicz_meta.reports.charts import Cell, Head, table
from omicz_meta.reports.html import LANGUAGES, languages, page
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.markup import Element, Node, el
from omicz_meta.reports.profile_words import (
    ProfileLabels,
    column_facts,
    distinct,
    formula_errors,
    keys_line,
    link_line,
    summary,
    table_line,
)
from omicz_meta.reports.words import number, percent


def render_profile_html(profile: Profile, name: str, lang: Language = "cs") -> str:
    """The page, with `lang` shown first; `name` is what the profile is of.

    >>> render_profile_html(Profile(()), "export").startswith("<!DOCTYPE html>")
    True
    """
    titles = (el("span", f"{ProfileLabels(each).title} ", lang=each, data_lang=each) for each in LANGUAGES)
    header = el("header", el("h1", titles, name), languages(lang), class_="top")
    main = el("main", [_version(profile, each) for each in LANGUAGES], id="main", tabindex="-1")
    return page(name, lang, header, main)


def _version(profile: Profile, lang: Language) -> Element:
    words = ProfileLabels(lang)
    suspects = any(column.identifier for part in profile.tables for column in part.columns)
    tone, sign = ("almost", "◐") if suspects or formula_errors(profile.tables) else ("ready", "✔")
    verdict = el(
        "div",
        el("span", sign, class_="sign", aria_hidden="true"),
        el("p", summary(profile, lang), class_="said"),
        class_=f"verdict {tone}",
    )
    least = el("p", words.facts["least"].format(least=profile.min_cell), class_="quiet")
    contents = el(
        "nav",
        el(
            "ul",
            [el("li", el("a", part.name, href=f"#{lang}-{at}")) for at, part in enumerate(profile.tables)],
        ),
        class_="contents",
        aria_label=Labels(lang).contents,
    )
    tables = [_table(part, f"{lang}-{at}", lang) for at, part in enumerate(profile.tables)]
    return el(
        "div",
        verdict,
        contents,
        least,
        tables,
        _links(profile, lang),
        _skipped(profile, lang),
        lang=lang,
        data_lang=lang,
    )


def _table(part: TableProfile, anchor: str, lang: Language) -> Element:
    words = ProfileLabels(lang)
    name, kind, empty, different, more = words.heads
    heads = (Head(name), Head(kind), Head(empty, True), Head(different, True), Head(more))
    keys = keys_line(part, lang)
    rows = [_column(column, part.rows, lang) for column in part.columns]
    return el(
        "section",
        el("h2", part.name, id=anchor),
        el("p", part.file, class_="quiet") if part.file and part.file != part.name else None,
        el("p", words.facts["headless"], class_="warning") if part.headless else None,
        el("p", keys) if keys else None,
        table(table_line(part, lang), heads, rows),
        class_="profile",
        aria_labelledby=anchor,
    )


def _column(column: ColumnProfile, rows: int, lang: Language) -> tuple[Cell, ...]:
    words = ProfileLabels(lang)
    kind: Cell = words.types[column.type]
    if column.identifier:
        kind = el("span", words.types[column.type], class_="sev warning")
    facts = [el("div", fact) for fact in column_facts(column, lang)]
    return (
        column.name,
        kind,
        percent(column.empty, rows) if column.empty else number(0, lang),
        distinct(column, lang),
        el("div", facts),
    )


def _links(profile: Profile, lang: Language) -> list[Node]:
    if not profile.links:
        return []
    lines = [el("li", link_line(link, lang)) for link in profile.links]
    return [el("h2", ProfileLabels(lang).facts["links"]), el("ul", lines)]


def _skipped(profile: Profile, lang: Language) -> list[Node]:
    if not profile.skipped:
        return []
    lines = [el("li", f"{file}: {why}") for file, why in profile.skipped]
    return [el("h2", ProfileLabels(lang).facts["skipped"]), el("ul", lines)]
