"""The parts of a report that look ahead and back: what repairs would bring, and what changed since an earlier one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

from omicz_meta.problem import Language
from omicz_meta.reports.charts import Bar, Cell, Head, table
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.markup import Element, Node, el
from omicz_meta.reports.message import message
from omicz_meta.reports.outlook_words import PERSONS, OutlookWords
from omicz_meta.reports.where import how_often, place
from omicz_meta.reports.words import bind, counted, number, percent, shortened, stepped
from omicz_meta.result import Completeness, Finding, Report, Since, Standing

MOST_SETTLED = 30
LONGEST_VALUE = 60


def after_repairs(report: Report, made: int, lang: Language) -> str:
    """How things stand after the first so many repairs; empty where that was not looked up.

    >>> from omicz_meta.result import Step
    >>> steps = (Step(5, 5, 4, 6), Step(2, 0, 1, 9))
    >>> after_repairs(Report("s", persons=9, outlook=steps), 1, "en").replace("\xa0", " ")
    'After this repair: 9 of 9 persons complete, 1 faulty row and 2 findings left, publishable'
    """
    if made >= len(report.outlook):
        return ""
    step, words = report.outlook[made], OutlookWords(lang)
    whole = counted(report.persons, words.persons, lang)
    rows, findings = counted(step.rows, words.faulty_rows, lang), counted(step.findings, words.findings, lang)
    complete = number(step.persons_complete, lang)
    said = {
        "en": [f"{complete} of {whole} complete"] * bool(report.persons) + [f"{rows} and {findings} left"],
        "cs": [f"úplných osob {complete} z {number(report.persons, lang)}"] * bool(report.persons)
        + [f"zbývá {rows} a {findings}"],
    }[lang]
    if not step.errors and all(present for _, present in report.regulation):
        said.append(words.publishable)
    return bind(f"{words.after[made > 1].format(made=made)}: {', '.join(said)}", lang)


def since_sentence(since: Since, findings: int, lang: Language) -> str:
    """What is new, settled and left since an earlier report."""
    words = OutlookWords(lang)
    return words.counts.format(
        submission=since.submission,
        new=counted(findings, words.new, lang),
        settled=counted(sum(finding.count for finding in since.settled), words.settled, lang),
        remaining=counted(since.remaining, words.remaining, lang),
    )


def settled_lines(since: Since, lang: Language) -> Iterator[str]:
    """What was settled, a line each."""
    for finding in since.settled[:MOST_SETTLED]:
        value = f" · {shortened(finding.value, LONGEST_VALUE)}" if finding.value else ""
        yield f"{finding.code} {_spot(finding, lang)}{value}: {how_often(finding, finding.count, lang)}"
    if since.settled[MOST_SETTLED:]:
        yield f"{Labels(lang).further} {number(len(since.settled) - MOST_SETTLED, lang)}"


def since_section(report: Report, lang: Language) -> list[Node]:
    """The figures of then and now, and what was settled."""
    if report.since is None:
        return []
    words, since = OutlookWords(lang), report.since
    numbers = (words.before, words.now, words.change)
    heads = (Head(words.figure), *(Head(name, numeric=True) for name in numbers))
    rows = [_figure(name, since, report.min_cell, lang) for name in words.figures]
    caption = since_sentence(since, report.total("error") + report.total("warning"), lang)
    return [
        el("p", words.only_new, class_="quiet"),
        table(caption, heads, rows),
        el("p", bind(words.in_steps.format(step=number(report.min_cell, lang)), lang), class_="quiet"),
        _settled(since.settled, lang),
    ]


def cases_section(report: Report, lang: Language) -> Element | None:
    """For each use case how many of the values that it requires or recommends are filled."""
    words = OutlookWords(lang)
    national = [part for part in report.completeness if part.requirement == "M"]
    asked = [(case, [p for p in report.completeness if case in p.use_cases]) for case in report.use_cases]
    rows = [_case(name, parts) for name, parts in ((words.national, national), *asked) if parts]
    if not rows:
        return None
    heads = (Head(words.case), Head(Labels(lang).filled, numeric=True), Head(words.missing_most), Head(""))
    return table(f"{words.cases}. {words.cases_lead}", heads, rows)


def _case(name: str, parts: Sequence[Completeness]) -> tuple[Cell, ...]:
    wanted = sum(part.records for part in parts)
    filled = sum(part.filled for part in parts)
    absent = sum(part.absent for part in parts)
    worst = sorted(
        (part for part in parts if part.filled + part.absent < part.records), key=_left, reverse=True
    )
    most = ", ".join(f"{part.record_class}.{part.slot}" for part in worst[:3]) or "–"
    shares = tuple(count / wanted if wanted else 0.0 for count in (filled, absent))
    return name, percent(filled, wanted), most, Bar(shares)


def _left(part: Completeness) -> int:
    return part.records - part.filled - part.absent


def _figure(name: str, since: Since, min_cell: int, lang: Language) -> tuple[Cell, ...]:
    before, now = (asdict(standing)[name] for standing in (since.before, since.now))
    if name == "filled":
        return _share(since.before, since.now, lang)
    told = [
        stepped(count, min_cell, lang) if name in PERSONS else number(count, lang) for count in (before, now)
    ]
    return OutlookWords(lang).figures[name], *told, _signed(now - before, lang)


def _share(before: Standing, now: Standing, lang: Language) -> tuple[Cell, ...]:
    """Mandatory values are compared as a share: a larger submission has more of them."""
    shares = [100 * part.filled / part.wanted if part.wanted else 0.0 for part in (before, now)]
    points = round(shares[1] - shares[0])
    told = (percent(before.filled, before.wanted), percent(now.filled, now.wanted))
    return OutlookWords(lang).figures["filled"], *told, _signed(points, lang)


def _signed(change: int, lang: Language) -> str:
    sign = "↑\xa0" if change > 0 else "↓\xa0" if change < 0 else ""
    return f"{sign}{number(abs(change), lang)}"


def _spot(finding: Finding, lang: Language) -> str:
    """The place without rows: those of an earlier submission are no longer of use."""
    return place(replace(finding, rows=(), lines=()), lang)


def _settled(found: Sequence[Finding], lang: Language) -> Element:
    if not found:
        return el("p", OutlookWords(lang).nothing_settled)
    words = Labels(lang)
    heads = (Head(words.code), Head(words.finding), Head(words.where), Head(words.count, numeric=True))
    rows = [
        (finding.code, message(finding, lang), _spot(finding, lang), number(finding.count, lang))
        for finding in found[:MOST_SETTLED]
    ]
    rest = len(found) - MOST_SETTLED
    more = f" ({words.further} {number(rest, lang)})" if rest > 0 else ""
    return table(OutlookWords(lang).settled_lead + more, heads, rows)
