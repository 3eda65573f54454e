"""What is said where a run has nothing to do."""

from __future__ import annotations

from datetime import date

from omicz_meta.problem import Language
from omicz_meta.reports.verdict import sentence, verdict
from omicz_meta.reports.words import bind, written_date
from omicz_meta.result import Report


def nothing_to_do(since: date, report: Report, lang: Language) -> str:
    """That nothing has changed since a day, and the verdict of that day, which still holds.

    >>> print(nothing_to_do(date(2026, 11, 3), Report("s"), "cs").splitlines()[0].replace("\\xa0", " "))
    Nic se nezměnilo: vstupy i výstup jsou jako při běhu 3. 11. 2026. Znovu poběží s --force.
    """
    day = written_date(since, lang)
    said = {
        "cs": f"Nic se nezměnilo: vstupy i výstup jsou jako při běhu {day}. Znovu poběží s --force.",
        "en": f"Nothing to do: inputs and output are as they were in the run of {day}. --force runs again.",
    }
    return f"{bind(said[lang], lang)}\n{sentence(verdict(report), lang)}"
