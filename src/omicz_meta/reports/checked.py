"""What a check of descriptions says beside its findings: regulation, points, readiness. Czech and English."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from omicz_meta.bilingual import Bilingual, Words
from omicz_meta.catalogue import fuji
from omicz_meta.catalogue.check import Checked
from omicz_meta.catalogue.mqa import OFFLINE, POINTS, WHOLE, Metric, reached
from omicz_meta.problem import Language, Problem
from omicz_meta.reports.message import message

MOST_STEPS = 4


class CheckedWords(Words):
    """Lines about descriptions that were checked; `{...}` are counts, names and slots."""

    regulation = Bilingual(
        "Nařízení (EU) 2026/2098: {filled} z {elements} prvků.{missing}",
        "Regulation (EU) 2026/2098: {filled} of {elements} elements.{missing}",
    )
    missing = Bilingual(" Chybí: {names}.", " Missing: {names}.")
    points = Bilingual(
        "Hodnocení kvality (MQA): {points} z {all} bodů, bez sítě nejvýše {offline}.{next}",
        "Quality score (MQA): {points} of {all} points, at most {offline} offline.{next}",
    )
    fair = Bilingual(
        "Hodnocení FAIR (F-UJI 0.8): {points:g} z {all} bodů, bez sítě nejvýše {offline:g}.{next}",
        "FAIR score (F-UJI 0.8): {points:g} of {all} points, at most {offline:g} offline.{next}",
    )
    next = Bilingual(" Dále: {steps}.", " Next: {steps}.")
    ready = Bilingual("{name}: připraveno", "{name}: ready")
    lacking = Bilingual("{name}: chybí {count} ({slots})", "{name}: {count} missing ({slots})")
    line = Bilingual(
        "Platných popisů: {valid} z {datasets}. EHDS {filled}/{elements}, termín 26. března 2029"
        " (genomická data 2031); {readiness}.",
        "{valid} of {datasets} descriptions valid. EHDS {filled}/{elements}, due 26 March 2029 (genomic data"
        " 2031); {readiness}.",
    )
    several = Bilingual("{name}: připraveno {ready} z {datasets}", "{name}: {ready} of {datasets} ready")


def scores(one: Checked, lang: Language) -> Iterator[str]:
    """The lines about one description: regulation, both scores with the next steps, readiness of each network."""
    words = CheckedWords(lang)
    if not one.elements:
        return
    absent = ", ".join(element.name for element in one.elements if not element.filled)
    yield words.regulation.format(
        filled=len(one.elements) - (absent.count(",") + 1 if absent else 0),
        elements=len(one.elements),
        missing=words.missing.format(names=absent) if absent else "",
    )
    yield words.points.format(
        points=f"{reached(one.metrics):g}", all=POINTS, offline=OFFLINE, next=_next(one.metrics, lang)
    )
    yield words.fair.format(
        points=reached(one.fair), all=fuji.POINTS, offline=fuji.OFFLINE, next=_next(one.fair, lang)
    )
    yield "; ".join(_network(name, slots, lang) for name, slots in one.lacking.items()) + "."


def _next(metrics: Sequence[Metric], lang: Language) -> str:
    """What to add for the most points, a slot once; what no single slot gives goes by the name of the metric."""
    gains: defaultdict[str, float] = defaultdict(float)
    for metric in metrics:
        if not metric.met:
            gains[metric.name if metric.slot == WHOLE else metric.slot] += metric.points
    steps = sorted(gains.items(), key=lambda gain: -gain[1])
    told = ", ".join(f"+{points:g} {what}" for what, points in steps[:MOST_STEPS])
    return CheckedWords(lang).next.format(steps=told) if told else ""


def told_once(several: Sequence[Checked], lang: Language) -> list[Checked]:
    """Verdicts with those of one dataset in several syntaxes put together, where files of one name are judged alike.

    Their `file` then ends with all suffixes: `dataset.jsonld, .rdf, .ttl`.
    """
    groups: dict[tuple[object, ...], list[Checked]] = {}
    for one in several:
        lines = tuple(message(problem, lang) for problem in one.problems)
        same = (one.elements, one.metrics, one.fair, one.official, tuple(one.lacking.items()))
        groups.setdefault((PurePath(one.file).with_suffix(""), one.iri, lines, same), []).append(one)
    return [replace(same[0], file=", ".join(_files(same))) for same in groups.values()]


def _files(same: Sequence[Checked]) -> Iterator[str]:
    yield same[0].file
    yield from (PurePath(one.file).suffix for one in same[1:])


def readiness(several: Sequence[Checked], lang: Language) -> str:
    """One line for management: how many are valid, the weakest count of elements, who is ready for which network."""
    words = CheckedWords(lang)
    rated = [one for one in several if one.elements]
    filled = min((sum(element.filled for element in one.elements) for one in rated), default=0)
    return words.line.format(
        valid=sum(one.valid for one in several),
        datasets=len(several),
        filled=filled,
        elements=27,
        readiness="; ".join(_networks(rated, lang)) or "-",
    )


def _networks(rated: Sequence[Checked], lang: Language) -> Iterator[str]:
    names = dict.fromkeys(name for one in rated for name in one.lacking)
    for name in names:
        if len(rated) == 1:
            yield _network(name, rated[0].lacking[name], lang)
        else:
            ready = sum(not one.lacking[name] for one in rated)
            yield CheckedWords(lang).several.format(name=name, ready=ready, datasets=len(rated))


def _network(name: str, slots: Sequence[str], lang: Language) -> str:
    words = CheckedWords(lang)
    if not slots:
        return words.ready.format(name=name)
    return words.lacking.format(name=name, count=len(slots), slots=", ".join(slots))


def checked_json(several: Sequence[Checked], lang: Language) -> list[dict[str, Any]]:
    """The verdicts as plain data for JSON, one object a description."""
    return [_plain(one, lang) for one in several]


def problems_json(problems: Sequence[Problem], lang: Language) -> list[dict[str, Any]]:
    """Findings about a description as plain data."""
    return [
        {
            "code": problem.code,
            "severity": problem.severity,
            "slot": problem.path or problem.place.slot,
            "value": problem.value,
            "message": message(problem, lang),
        }
        for problem in problems
    ]


def _plain(one: Checked, lang: Language) -> dict[str, Any]:
    return {
        "file": one.file,
        "dataset": one.iri,
        "valid": one.valid,
        "official_shapes": one.official,
        "problems": problems_json(one.problems, lang),
        "regulation": {
            "filled": sum(element.filled for element in one.elements),
            "elements": len(one.elements),
            "missing": [element.name for element in one.elements if not element.filled],
        },
        "mqa": {
            "points": reached(one.metrics),
            "offline": OFFLINE,
            "all": POINTS,
            "metrics": [metric._asdict() for metric in one.metrics],
        },
        "fuji": {
            "points": reached(one.fair),
            "offline": fuji.OFFLINE,
            "all": fuji.POINTS,
            "metrics": [metric._asdict() for metric in one.fair],
        },
        "readiness": {name: list(slots) for name, slots in one.lacking.items()},
    }
