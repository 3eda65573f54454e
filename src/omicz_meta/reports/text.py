"""The report on a terminal: what to repair first, where the rows went, and the verdict as the last line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from types import MappingProxyType

from omicz_meta.problem import Language, code_text
from omicz_meta.reports.grouping import Group, Overview
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.message import message
from omicz_meta.reports.outlook import after_repairs, settled_lines
from omicz_meta.reports.outlook_words import OutlookWords
from omicz_meta.reports.trend import trend_lines
from omicz_meta.reports.unasked import unasked_lines, unasked_title
from omicz_meta.reports.verdict import sentence, verdict
from omicz_meta.reports.where import how_often, place
from omicz_meta.reports.words import bind, counted, number, printable, shortened
from omicz_meta.result import Report

WIDEST = 100
NARROWEST = 40
MOST_GROUPS = 40
MOST_VALUES = 3
_COLOURS = MappingProxyType(
    {"error": "31", "warning": "33", "info": "36", "ready": "32", "almost": "33", "not_yet": "31"}
)


def render_text(
    report: Report,
    lang: Language = "en",
    width: int = 80,
    colour: bool = False,
    next_command: str | None = None,
) -> str:
    """The report as lines of at most `width` (40 to 100) characters; only ready lines to copy may be longer.

    Nothing needs colour to be understood. `next_command` is offered once, before the verdict.

    >>> from omicz_meta.result import Report
    >>> print(render_text(Report("s", publishable=True), "en"))
    No findings. Publishable: yes.
    """
    wide = max(NARROWEST, min(width, WIDEST))
    overview = Overview(report)
    judged = verdict(report, overview)
    lines = [
        *_findings(overview.groups, lang, wide, colour),
        *_settled(report, lang, wide),
        *_outlook(report, judged.repairs, lang, wide),
        *_ledger(report, lang, wide),
        *_unasked(report, lang, wide),
    ]
    if next_command:
        lines += [f"{Labels(lang).next}: {printable(next_command)}", ""]
    lines.append(_verdict_line(sentence(judged, lang), _COLOURS[judged.tone], wide, colour))
    return "\n".join(lines)


def _findings(found: tuple[Group, ...], lang: Language, width: int, colour: bool) -> Iterator[str]:
    for group in found[:MOST_GROUPS]:
        yield from _group(group, lang, width, colour)
        yield ""
    if found[MOST_GROUPS:]:
        yield from (*_wrap(f"{Labels(lang).further} {number(len(found) - MOST_GROUPS, lang)}", width, ""), "")


def _group(group: Group, lang: Language, width: int, colour: bool) -> Iterator[str]:
    yield _head(group, lang, width, colour)
    yield from _wrap(place(group.whole, lang), width, "  --> ")
    if len(group.findings) == 1:
        yield from _wrap(message(group.first, lang), width, "   = ")
    else:
        yield from _values(group, lang, width)
    if group.first.severity != "info":
        yield from _advice(group, lang, width)


def _head(group: Group, lang: Language, width: int, colour: bool) -> str:
    code = group.first.code
    severity = f"{Labels(lang).severity[group.first.severity]}[{code}]"
    title = bind(code_text(code).title[lang], lang)
    often = _often(group, lang)
    room = width - len(severity) - len(often) - 3
    head = f"{shortened(title, room):<{room}}"
    return f"{_paint(severity, _COLOURS[group.first.severity], colour)} {head}  {often}".rstrip()


def _often(group: Group, lang: Language) -> str:
    often = how_often(group.first, group.count, lang)
    distinct = len(group.values)
    return f"{often}, {counted(distinct, Labels(lang).values, lang)}" if distinct > 1 else often


def _values(group: Group, lang: Language, width: int) -> Iterator[str]:
    words = Labels(lang)
    for finding in group.findings[:MOST_VALUES]:
        closest = f"     = {words.closest}: {', '.join(finding.candidates)}" if finding.candidates else ""
        shown = f"{words.value}: {shortened(finding.value, 60)}" if finding.value else message(finding, lang)
        yield from _wrap(f"{shown} ({number(finding.count, lang)}){closest}", width, "   = ")
    if len(group.findings) > MOST_VALUES:
        yield "   = …"


def _advice(group: Group, lang: Language, width: int) -> Iterator[str]:
    """Closest value, repair and explanation: on one line where they fit, else one line each."""
    words, first = Labels(lang), group.first
    closest = f"{words.closest}: {shortened(', '.join(first.candidates), 60)}" if first.candidates else ""
    repair = f"{words.repair}: {bind(code_text(first.code).repair[lang], lang)}"
    more = f"{words.more}: omicz-meta explain {first.code}"
    parts = [closest if len(group.findings) == 1 else "", repair, more]
    together = "   = " + "     = ".join(part for part in parts if part)
    if len(together) <= width:
        yield together
    else:
        for part in filter(None, parts):
            yield from _wrap(part, width, "   = ")
    for line in dict.fromkeys(finding.repair for finding in group.findings[:MOST_VALUES] if finding.repair):
        yield from (f"       {_ready(part)}" for part in line.splitlines())


def _settled(report: Report, lang: Language, width: int) -> Iterator[str]:
    """What was settled since the report that this one is compared with."""
    if report.since is None:
        return
    yield f"{OutlookWords(lang).settled_lead}:"
    for line in (
        settled_lines(report.since, lang) if report.since.settled else (OutlookWords(lang).nothing_settled,)
    ):
        yield from _wrap(line, width, "  ")
    if report.since.trend:
        yield f"{OutlookWords(lang).trend}:"
        for line in trend_lines(report, lang):
            yield from _wrap(line, width, "  ")
    yield ""


def _outlook(report: Report, repairs: int, lang: Language, width: int) -> Iterator[str]:
    """How things stand once the repairs that the verdict names are made."""
    if line := after_repairs(report, repairs, lang):
        yield from (*_wrap(f"{line}.", width, ""), "")


def _ledger(report: Report, lang: Language, width: int) -> Iterator[str]:
    words = Labels(lang)
    for name, part in report.ledger.sources.items():
        spent = (
            (part.rows_used, words.used),
            (part.rows_quarantined, words.quarantined),
            (part.rows_out_of_scope, words.out_of_scope),
        )
        outcome = " + ".join(f"{number(count, lang)} {word.lower()}" for count, word in spent)
        read = f"{number(part.rows_read, lang)} {words.read.lower()}"
        yield from _wrap(f"{printable(name)}: {read} = {outcome}", width, "")
    if report.ledger.sources:
        yield ""


def _unasked(report: Report, lang: Language, width: int) -> Iterator[str]:
    """What the report is silent on."""
    if report.not_asked:
        yield f"{unasked_title(lang)}:"
        for line in unasked_lines(report, lang):
            yield from _wrap(line, width, "  ")
        yield ""


def _verdict_line(text: str, colour: str, width: int, painted: bool) -> str:
    return "\n".join(_paint(line, colour, painted) for line in _wrap(text, width, ""))


def _wrap(text: str, width: int, prefix: str) -> list[str]:
    indent = " " * len(prefix)
    return textwrap.wrap(printable(text), width, initial_indent=prefix, subsequent_indent=indent) or [prefix]


def _ready(line: str) -> str:
    return "\t".join(printable(cell) for cell in line.split("\t"))


def _paint(text: str, colour: str, painted: bool) -> str:
    return f"\x1b[1;{colour}m{text}\x1b[0m" if painted else text
