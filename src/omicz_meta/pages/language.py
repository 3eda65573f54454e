"""Texts that stand in several languages, and the one that a reader gets."""

from __future__ import annotations

from collections.abc import Mapping

from omicz_meta.reports.html import LANGUAGES


def spoken(texts: Mapping[str, str], language: str) -> tuple[str, str] | None:
    """A text and its language: the wanted one, else Czech, else English, else whichever there is.

    >>> spoken({"en": "Cohort"}, "cs"), spoken({}, "cs")
    (('en', 'Cohort'), None)
    """
    for wanted in (language, *LANGUAGES, *texts):
        if texts.get(wanted):
            return wanted, texts[wanted]
    return None
