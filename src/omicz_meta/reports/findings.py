"""The parts of the page that people act on: repairs, all findings, and what the codes mean."""

from __future__ import annotations

from omicz_meta.problem import Language, code_text
from omicz_meta.reports.charts import Head, table
from omicz_meta.reports.grouping import Group, Overview, Repair
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.markup import Element, Node, el
from omicz_meta.reports.message import message
from omicz_meta.reports.outlook import after_repairs
from omicz_meta.reports.outlook_words import OutlookWords
from omicz_meta.reports.where import how_often, lines_of, place, slot_name, who
from omicz_meta.reports.words import bind, counted, number, percent, shortened
from omicz_meta.result import Finding, Report

MOST_REPAIRS = 10
MOST_GROUPS = 200
MOST_VALUES = 8
LONGEST = 200


def repairs_section(overview: Overview, lang: Language) -> list[Node]:
    """What to do, ranked by what one repair settles."""
    words, report, found = Labels(lang), overview.report, overview.repairs
    if not found:
        return [el("p", words.nothing_to_repair)]
    whole = sum(repair.settles for repair in found)
    entries = (
        _repair(repair, whole, after_repairs(report, made, lang), lang)
        for made, repair in enumerate(found[:MOST_REPAIRS], 1)
    )
    rest = len(found) - MOST_REPAIRS
    return [
        el(
            "p",
            words.repairs_lead,
            f" {OutlookWords(lang).assumed}" if report.outlook else "",
            class_="quiet",
        ),
        el("ol", entries, class_="repairs"),
        *([el("p", f"{words.further} {number(rest, lang)}", class_="quiet")] if rest > 0 else []),
    ]


def findings_section(overview: Overview, lang: Language) -> list[Node]:
    """Every finding, grouped by code and place; the search box appears where JavaScript runs."""
    words, found = Labels(lang), overview.groups
    if not found:
        return [el("p", words.no_findings)]
    rest = len(found) - MOST_GROUPS
    return [
        el("p", words.findings_lead, class_="quiet"),
        _search(lang),
        el("ul", (_group(group, lang) for group in found[:MOST_GROUPS]), class_="groups"),
        *([el("p", f"{words.further} {number(rest, lang)}")] if rest > 0 else []),
    ]


def explanations(report: Report, lang: Language) -> list[Node]:
    """Why each code that occurs matters, with an example and the repair."""
    found = sorted({finding.code for finding in report.findings})
    return (
        [el("dl", [node for code in found for node in _explained(code, lang)], class_="codes")]
        if found
        else []
    )


def _repair(repair: Repair, whole: int, after: str, lang: Language) -> Element:
    words, finding = Labels(lang), repair.finding
    settles = f"{words.settles} {how_often(finding, repair.settles, lang)} ({percent(repair.settles, whole)})"
    return el(
        "li",
        el("h3", message(finding, lang)),
        el("p", el("span", settles, class_="settles"), f" · {place(finding, lang)}", class_="facts"),
        el("p", bind(code_text(finding.code).repair[lang], lang)),
        _closest(finding, lang),
        _ready_line(repair.line, lang),
        el(
            "p", _severity(finding, lang), f" · {words.by_whom.lower()}: {who(finding, lang)}", class_="facts"
        ),
        el("p", after, class_="after") if after else None,
    )


def _ready_line(line: str | None, lang: Language) -> Element | None:
    if line is None:
        return None
    words = Labels(lang)
    return el(
        "div",
        el("pre", el("code", line), tabindex="0"),
        class_="copy",
        data_line=line,
        data_copy=words.copy,
        data_copied=words.copied,
    )


def _closest(finding: Finding, lang: Language) -> Element | None:
    if not finding.candidates:
        return None
    return el("p", f"{Labels(lang).closest}: ", el("code", shortened(", ".join(finding.candidates), LONGEST)))


def _severity(finding: Finding, lang: Language) -> list[Node]:
    severity = Labels(lang).severity[finding.severity]
    link = el("a", finding.code, href=f"#{lang}-{finding.code}")
    return [el("span", severity, class_=f"sev {finding.severity}"), " ", link]


def _search(lang: Language) -> Element:
    words, name = Labels(lang), f"{lang}-search"
    return el(
        "div",
        el("label", words.filter, for_=name),
        el("input", type="search", id=name, placeholder=words.filter_hint, autocomplete="off"),
        el("p", role="status", data_none=words.no_match),
        class_="search",
        hidden=True,
    )


def _group(group: Group, lang: Language) -> Element:
    whole = group.whole
    title = bind(code_text(whole.code).title[lang], lang)
    many = len(group.findings) > 1
    return el(
        "li",
        el(
            "p",
            _severity(whole, lang),
            el("span", title, class_="settles"),
            el("span", how_often(whole, group.count, lang), class_="much"),
            class_="line",
        ),
        el("p", _where(whole, lang), class_="facts"),
        None if many else el("p", message(whole, lang)),
        _values(group, lang) if many else _closest(whole, lang),
    )


def _where(finding: Finding, lang: Language) -> str:
    slot = slot_name(finding) if finding.column else ""
    return " · ".join(part for part in (place(finding, lang), lines_of(finding, lang), slot) if part)


def _values(group: Group, lang: Language) -> Element:
    words = Labels(lang)
    heads = (
        Head(words.value.capitalize()),
        Head(words.count, numeric=True),
        Head(words.row[2].capitalize()),
        Head(words.closest.capitalize()),
    )
    shown = group.findings[:MOST_VALUES]
    rest = len(group.findings) - len(shown)
    more = f" ({words.further} {number(rest, lang)})" if rest else ""
    caption = message(group.first, lang) + more
    return table(caption, heads, [_value(finding, lang) for finding in shown], visible=False)


def _value(finding: Finding, lang: Language) -> tuple[Element | str, str, str, str]:
    value = (
        el("code", f"“{shortened(finding.value, LONGEST)}”")
        if finding.value
        else _without_value(finding, lang)
    )
    rows = ", ".join(number(row, lang) for row in finding.rows[:3])
    return value, number(finding.count, lang), rows, shortened(", ".join(finding.candidates), LONGEST)


def _without_value(finding: Finding, lang: Language) -> str:
    """A dash, or how many values there are that are too many to be told apart."""
    further = finding.detail.get("further")
    return f"… {counted(int(further), Labels(lang).values, lang)}" if further else "–"


def _explained(code: str, lang: Language) -> tuple[Element, ...]:
    words, text = Labels(lang), code_text(code)
    return (
        el("dt", f"{code} {bind(text.title[lang], lang)}", id=f"{lang}-{code}"),
        el("dd", bind(text.why[lang], lang)),
        el("dd", f"{words.example.capitalize()}: ", el("code", text.example, lang="en"), class_="quiet"),
        el("dd", f"{words.repair.capitalize()}: {bind(text.repair[lang], lang)}"),
    )
