"""The report as one self-contained HTML file, Czech and English: it loads nothing and escapes everything."""

from __future__ import annotations

from omicz_meta.problem import Language
from omicz_meta.reports.findings import explanations, findings_section, repairs_section
from omicz_meta.reports.labels import Labels, labels
from omicz_meta.reports.markup import Element, Node, Trusted, el, render
from omicz_meta.reports.outlook import since_section
from omicz_meta.reports.outlook_words import outlook_words
from omicz_meta.reports.sections import (
    completeness_section,
    fine_print_section,
    ledger_section,
    people_section,
    terms_section,
)
from omicz_meta.reports.style import script, stylesheet
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
    main = el("main", [_version(report, each) for each in LANGUAGES], id="main", tabindex="-1")
    return page(report.submission, lang, _header(report), main)


def page(title: str, lang: Language, header: Element, main: Element) -> str:
    """A whole page: head, language switch, skip links, header, main part, script.

    Parts that carry `data_lang` are shown in that language only.
    """
    body = el("body", _choices(lang), _skip_links(), header, main, el("script", Trusted(script())))
    return f"<!DOCTYPE html>\n{render(el('html', _head(title), body, lang=lang))}\n"


def languages() -> Element:
    """The switch between languages, for a header."""
    switch = (el("label", labels(each).language_name, for_=f"lang-{each}", lang=each) for each in LANGUAGES)
    return el("div", switch, class_="languages")


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


def _choices(lang: Language) -> list[Node]:
    return [
        el(
            "input",
            type="radio",
            name="lang",
            class_="choice",
            id=f"lang-{each}",
            value=each,
            checked=each == lang,
            aria_label=labels(each).language_name,
            lang=each,
        )
        for each in LANGUAGES
    ]


def _skip_links() -> Element:
    links = (
        el("a", labels(each).skip, href="#main", class_="skip", lang=each, data_lang=each)
        for each in LANGUAGES
    )
    return el("div", links)


def _header(report: Report) -> Element:
    titles = (el("span", f"{labels(each).title} ", lang=each, data_lang=each) for each in LANGUAGES)
    return el("header", el("h1", titles, report.submission), languages(), class_="top")


def _version(report: Report, lang: Language) -> Element:
    words = labels(lang)
    sections = (
        ("repairs", words.repairs, repairs_section(report, lang)),
        ("since", outlook_words(lang).since, since_section(report, lang)),
        ("ledger", words.ledger, ledger_section(report, lang)),
        ("completeness", words.completeness, completeness_section(report, lang)),
        ("people", words.people, people_section(report, lang)),
        ("terms", words.terms, terms_section(report, lang)),
        ("findings", words.findings, findings_section(report, lang)),
        ("codes", words.explanations, explanations(report, lang)),
        ("fine-print", words.fine_print, fine_print_section(report)),
    )
    shown = [(f"{lang}-{name}", title, content) for name, title, content in sections if content]
    contents = [(name, title) for name, title, _ in shown]
    parts = [_section(name, title, content) for name, title, content in shown]
    return el(
        "div", _verdict(report, words, lang), _contents(contents, words), parts, lang=lang, data_lang=lang
    )


def _verdict(report: Report, words: Labels, lang: Language) -> Element:
    judged = verdict(report)
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
