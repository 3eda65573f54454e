"""The one sentence a report begins and ends with; the same words in text, HTML and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from omicz_meta.problem import Language
from omicz_meta.reports.grouping import Overview
from omicz_meta.reports.outlook import since_sentence
from omicz_meta.reports.words import NBSP, bind, counted, number, percent, plural
from omicz_meta.result import Report, Since

Tone = Literal["ready", "almost", "not_yet"]
_ENOUGH = 90
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """The numbers behind the sentence. `findings` are errors and warnings, counted by occurrence.

    `repairs` is how few of the most useful repairs (at most three) settle 90 per cent, `settled` how many. In a report
    that tells only what is new, `findings` are the new ones and `errors` all that stand; `since` says with what it is
    compared.
    """

    publishable: bool
    persons: int
    persons_complete: int
    findings: int
    errors: int
    repairs: int
    settled: int
    elements: int
    elements_present: int
    since: Since | None = None

    @property
    def tone(self) -> Tone:
        """How it looks: publishable, nearly so (no errors in data), or not yet."""
        if self.publishable:
            return "ready"
        return "not_yet" if self.errors else "almost"


def verdict(report: Report, overview: Overview | None = None) -> Verdict:
    """Judge a report; an `overview` of it spares putting its repairs together again.

    >>> from omicz_meta.result import Report
    >>> judged = verdict(Report("s", persons=2, persons_complete=2, publishable=True))
    >>> sentence(judged, "en").replace("\xa0", " ")
    '2 of 2 persons are complete. No findings. Publishable: yes.'
    """
    findings = report.total("error") + report.total("warning")
    best = (overview or Overview(report)).repairs[:_MOST_NAMED]
    settled = _fewest([repair.settles for repair in best], findings)
    return Verdict(
        publishable=report.publishable,
        persons=report.persons,
        persons_complete=report.persons_complete,
        findings=findings,
        errors=report.since.now.errors if report.since else report.total("error"),
        repairs=len(settled),
        settled=sum(settled),
        elements=len(report.regulation),
        elements_present=sum(present for _, present in report.regulation),
        since=report.since,
    )


def sentence(judged: Verdict, lang: Language) -> str:
    """The verdict in words, with the numbers that matter."""
    say = _czech if lang == "cs" else _english
    return bind(" ".join(part for part in say(judged) if part), lang)


def _fewest(settles: list[int], whole: int) -> list[int]:
    for many in range(1, len(settles) + 1):
        if 100 * sum(settles[:many]) >= _ENOUGH * whole:
            return settles[:many]
    return settles


def _english(judged: Verdict) -> tuple[str, str, str]:
    verb = "is" if judged.persons_complete == 1 else "are"
    of = counted(judged.persons, ("person", "persons", "persons"), "en")
    persons = f"{number(judged.persons_complete, 'en')} of {of} {verb} complete."
    return persons if judged.persons else "", _english_repairs(judged), _english_publishable(judged)


def _english_repairs(judged: Verdict) -> str:
    if judged.since:
        return since_sentence(judged.since, judged.findings, "en")
    if not judged.findings:
        return "No findings."
    if judged.findings == 1:
        return "One repair settles the only finding."
    many = ("One repair settles", "Two repairs settle", "Three repairs settle")[judged.repairs - 1]
    findings = counted(judged.findings, ("finding", "findings", "findings"), "en")
    if judged.settled == judged.findings:
        return f"{many} all {findings}."
    if 100 * judged.settled < judged.findings:
        return f"{findings}."
    return f"{many} {percent(judged.settled, judged.findings)} of the {findings}."


def _english_publishable(judged: Verdict) -> str:
    if judged.publishable:
        return "Publishable: yes."
    if judged.errors:
        return f"Publishable: not{NBSP}yet ({counted(judged.errors, ('error', 'errors', 'errors'), 'en')})."
    if judged.elements_present < judged.elements:
        elements = f"{judged.elements_present} of {judged.elements} elements"
        return f"Publishable: not{NBSP}yet (description: {elements})."
    return f"Publishable: not{NBSP}yet."


def _czech(judged: Verdict) -> tuple[str, str, str]:
    complete = judged.persons_complete
    verb = plural(complete, ("je úplná", "jsou úplné", "je úplných"), "cs")
    of = counted(judged.persons, ("osoby", "osob", "osob"), "cs")
    persons = f"{number(complete, 'cs')} z {of} {verb}."
    return persons if judged.persons else "", _czech_repairs(judged), _czech_publishable(judged)


def _czech_repairs(judged: Verdict) -> str:
    if judged.since:
        return since_sentence(judged.since, judged.findings, "cs")
    if not judged.findings:
        return "Žádné nálezy."
    if judged.findings == 1:
        return "Jediný nález vyřeší jedna oprava."
    many = ("Jedna oprava vyřeší", "Dvě opravy vyřeší", "Tři opravy vyřeší")[judged.repairs - 1]
    if judged.settled == judged.findings:
        every = "všechny" if judged.findings <= 4 else "všech"
        return f"{many} {every} {counted(judged.findings, ('nález', 'nálezy', 'nálezů'), 'cs')}."
    if 100 * judged.settled < judged.findings:
        return f"{counted(judged.findings, ('nález', 'nálezy', 'nálezů'), 'cs')}."
    findings = counted(judged.findings, ("nálezu", "nálezů", "nálezů"), "cs")
    return f"{many} {percent(judged.settled, judged.findings)} z {findings}."


def _czech_publishable(judged: Verdict) -> str:
    if judged.publishable:
        return "Ke zveřejnění: ano."
    if judged.errors:
        return f"Ke zveřejnění: zatím{NBSP}ne ({counted(judged.errors, ('chyba', 'chyby', 'chyb'), 'cs')})."
    if judged.elements_present < judged.elements:
        return f"Ke zveřejnění: zatím{NBSP}ne (popis má {judged.elements_present} z {judged.elements} prvků)."
    return f"Ke zveřejnění: zatím{NBSP}ne."
