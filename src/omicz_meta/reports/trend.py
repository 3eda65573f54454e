"""Earlier reports of the same source, as many as are at hand, and what they show side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from omicz_meta.errors import UsageError
from omicz_meta.problem import Language
from omicz_meta.reports.baseline import in_steps, read_baseline, since, standing
from omicz_meta.reports.charts import Bar, Cell, Head, table
from omicz_meta.reports.markup import Element, Node, el
from omicz_meta.reports.outlook_words import PERSONS, OutlookWords
from omicz_meta.reports.words import bind, number, percent, stepped
from omicz_meta.result import Point, Report

REPORT, RUN = "report.json", "run.json"
MOST_POINTS = 60
"""Of so many reports the trend is shown; older ones are left out."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier report, and the day on which it was judged; empty where nothing says so."""

    report: Report
    day: str = ""


def read_earlier(paths: Iterable[Path]) -> tuple[Earlier, ...]:
    """The reports at these places: a report.json, the output folder of a run, or a folder of such folders.

    They are in order of their days, or as they were given where one of them has none. Raises UsageError where a place
    holds no report.
    """
    found = [earlier for path in paths for earlier in _at(path)]
    return tuple(sorted(found, key=lambda one: one.day) if all(one.day for one in found) else found)


def _at(path: Path) -> Iterator[Earlier]:
    inner = [] if (path / REPORT).is_file() or not path.is_dir() else sorted(path.glob(f"*/{REPORT}"))
    if not inner:
        yield Earlier(read_baseline(path), _day(path))
    for file in inner:
        yield Earlier(read_baseline(file), _day(file.parent))


def _day(folder: Path) -> str:
    """When the run of a folder was judged, as its run.json says."""
    try:
        day = json.loads((folder / RUN).read_text(encoding="utf-8"))["timings"]["judged_on"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
    return day if isinstance(day, str) else ""


def compared(now: Report, earlier: Sequence[Earlier], today: str = "") -> Report:
    """The report with only what is new since the last of the earlier ones, and the trend over those of its sources.

    Reports that have no source in common with this one are passed over, unless it is the only one that was given.
    Raises UsageError where none is left.
    """
    mine = [one for one in earlier if len(earlier) == 1 or _about_the_same(one.report, now)]
    if not mine:
        raise UsageError("None of the earlier reports is about a source of this submission.")
    told = since(now, mine[-1].report)
    if len(mine) == 1 or told.since is None:
        return told
    every = (*((one.report, one.day) for one in mine), (now, today))
    points = tuple(_point(report, day, now.min_cell) for report, day in every)[-MOST_POINTS:]
    return replace(told, since=replace(told.since, trend=points))


def _about_the_same(old: Report, now: Report) -> bool:
    return old.submission == now.submission or bool(old.ledger.sources.keys() & now.ledger.sources.keys())


def _point(report: Report, day: str, step: int) -> Point:
    # a report that itself tells only what was new keeps the figures of all that stood
    figures = report.since.now if report.since else standing(report)
    return Point(day or report.submission, in_steps(figures, step))


def trend_chart(report: Report, lang: Language) -> Element | None:
    """A row for each report with bars: errors and warnings against the worst of them, and how much is filled."""
    points = report.since.trend if report.since else ()
    if not points:
        return None
    words = OutlookWords(lang)
    most = max(1, *(one.standing.errors + one.standing.warnings for one in points))
    names = ("persons", "persons_complete", "errors", "warnings", "filled")
    heads = (Head(words.judged), *(Head(words.figures[name], numeric=True) for name in names))
    rows = [_row(one, report.min_cell, most, lang) for one in points]
    bars = (Head(words.fault_bar), Head(words.filled_bar))
    note = el("p", bind(words.trend_lead, lang), class_="quiet")
    return el("div", table(words.trend, (*heads, *bars), rows), note)


def _row(point: Point, min_cell: int, most: int, lang: Language) -> tuple[Cell, ...]:
    figures = point.standing
    persons = (stepped(getattr(figures, name), min_cell, lang) for name in PERSONS)
    filled = figures.filled / figures.wanted if figures.wanted else 0.0
    return (
        point.called,
        *persons,
        number(figures.errors, lang),
        number(figures.warnings, lang),
        percent(figures.filled, figures.wanted),
        Bar((figures.errors / most, figures.warnings / most)),
        Bar((filled,)),
    )


def trend_nodes(report: Report, lang: Language) -> list[Node]:
    """The chart, where there is one."""
    chart = trend_chart(report, lang)
    return [chart] if chart is not None else []


def trend_lines(report: Report, lang: Language) -> Iterator[str]:
    """The trend in lines of text."""
    words = OutlookWords(lang)
    for one in report.since.trend if report.since else ():
        figures = one.standing
        counts = (
            f"{words.figures[name]} {number(getattr(figures, name), lang)}" for name in ("errors", "warnings")
        )
        filled = f"{words.figures['filled']} {percent(figures.filled, figures.wanted)}"
        yield f"{one.called}: {', '.join((*counts, filled))}"
