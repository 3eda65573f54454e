"""The report as one self-contained HTML file, Czech and English: it loads nothing and escapes everything."""

from __future__ import annotations

from omicz_meta.problem import Language
from omicz_meta.reports.findings import explanations, findings_section, repairs_section
from omicz_meta.reports.grouping import Overview
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.markup import Element, Node, Trusted, el, render
from omicz_meta.reports.outlook import since_section
from omicz_meta.reports.outlook_words import OutlookWords
from omicz_meta.reports.sections import (
    completeness_section,
    fine_print_section,
    ledger_section,
    people_section,
    terms_section,
)
from omicz_meta.reports.style import script, stylesheet
from omicz_meta.reports.trend import trend_nodes
from omicz_meta.reports.unasked import unasked_section, unasked_title
from omicz_meta.reports.verdict import sentence, verdict
from omicz_meta.result import Report

LANGUAGES: tuple[Language, ...] = ("cs", "en")
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)
_SIGNS = (("ready", "✔"), ("almost", "◐"), ("not_yet", "✖"))


def render_html(report: Report, lang: Language = "cs") -> str:
    """The page, with `lang` shown first; the reader may switch, with or without JavaScript.

    >>> from omicz_meta.result import Report
    >>> render_html(Report("demo")).startswith("<!DOCTYPE html>")
    True
    """
    overview = Overview(report)
    main = el("main", [_version(overview, each) for each in LANGUAGES], id="main", tabindex="-1")
    return page(report.submission, lang, _header(report, lang), main)


def page(title: str, lang: Language, header: Element, main: Element) -> str:
    """A whole page: head, language switch, skip links, header, main part, script.

    Parts that carry `data_lang` are shown in that language only.
    """
    body = el("body", _skip_links(), header, main, el("script", Trusted(script())))
    return f"<!DOCTYPE html>\n{render(el('html', _head(title), body, lang=lang))}\n"


def languages(lang: Language) -> Element:
    """The switch between languages, for a header; `lang` is chosen."""
    choices = (node for each in LANGUAGES for node in _choice(each, each == lang))
    return el("div", choices, class_="languages")


def _choice(lang: Language, chosen: bool) -> tuple[Element, Element]:
    name, title = f"lang-{lang}", Labels(lang).language_name
    button = el(
        "input", type="radio", name="lang", class_="choice", id=name, value=lang, checked=chosen, lang=lang
    )
    return button, el("label", title, for_=name, lang=lang)


def _head(title: str) -> Element:
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        el("meta", name="referrer", content="no-referrer"),
        el("title", f"{title} · omicz-meta"),
        el("style", Trusted(stylesheet())),
    )


def _skip_links() -> Element:
    links = (
        el("a", Labels(each).skip, href="#main", class_="skip", lang=each, data_lang=each)
        for each in LANGUAGES
    )
    return el("div", links)


def _header(report: Report, lang: Language) -> Element:
    titles = (el("span", f"{Labels(each).title} ", lang=each, data_lang=each) for each in LANGUAGES)
    return el("header", el("h1", titles, report.submission), languages(lang), class_="top")


def _version(overview: Overview, lang: Language) -> Element:
    words, report = Labels(lang), overview.report
    sections = (
        ("repairs", words.repairs, repairs_section(overview, lang)),
        ("since", OutlookWords(lang).since, [*since_section(report, lang), *trend_nodes(report, lang)]),
        ("ledger", words.ledger, ledger_section(report, lang)),
        ("completeness", words.completeness, completeness_section(report, lang)),
        ("people", words.people, people_section(report, lang)),
        ("terms", words.terms, terms_section(report, lang)),
        ("findings", words.findings, findings_section(overview, lang)),
        ("unasked", unasked_title(lang), unasked_section(report, lang)),
        ("codes", words.explanations, explanations(report, lang)),
        ("fine-print", words.fine_print, fine_print_section(report)),
    )
    shown = [(f"{lang}-{name}", title, content) for name, title, content in sections if content]
    contents = [(name, title) for name, title, _ in shown]
    parts = [_section(name, title, content) for name, title, content in shown]
    return el(
        "div", _verdict(overview, words, lang), _contents(contents, words), parts, lang=lang, data_lang=lang
    )


def _verdict(overview: Overview, words: Labels, lang: Language) -> Element:
    judged = verdict(overview.report, overview)
    sign = dict(_SIGNS)[judged.tone]
    return el(
        "div",
        el("span", sign, class_="sign", aria_hidden="true"),
        el("p", words.tone[judged.tone], class_="word"),
        el("p", sentence(judged, lang), class_="said"),
        class_=f"verdict {judged.tone}",
    )


def _contents(titles: list[tuple[str, str]], words: Labels) -> Element:
    links = (el("li", el("a", title, href=f"#{name}")) for name, title in titles)
    return el("nav", el("ul", links), class_="contents", aria_label=words.contents)


def _section(name: str, title: str, content: list[Node]) -> Element:
    return el("section", el("h2", title, id=name), content, aria_labelledby=name)
