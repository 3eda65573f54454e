"""Explains problem codes: one on the terminal, all of them on the page docs/reference/problems.md."""

from __future__ import annotations

import difflib
import textwrap

from omicz_meta.errors import UsageError
from omicz_meta.problem import FAMILIES, SEVERITIES, CodeText, Language, code_text, codes
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.words import bind

_WIDTH = 80


def explain(code: str, lang: Language = "en") -> str:
    """What a problem code means, why it matters, an example and the repair; raises UsageError if unknown.

    >>> print(explain("v004").splitlines()[0])
    V004 · error · values
    """
    known = code.strip().upper()
    if known not in codes():
        near = difflib.get_close_matches(known, codes(), 1)
        raise UsageError(
            f"There is no problem code {code!r}." + (f" Did you mean {near[0]}?" if near else "")
        )
    text, words = code_text(known), Labels(lang)
    head = " · ".join((known, words.severity[text.severity], words.family[known[0]]))
    parts = ((words.why, text.why[lang]), (words.example, text.example), (words.repair, text.repair[lang]))
    return "\n".join(
        [head, bind(text.title[lang], lang), "", *(_part(name, said, lang) for name, said in parts)]
    )


def problems_page() -> str:
    """The Markdown of docs/reference/problems.md: every code in order, in English and Czech."""
    return "\n".join([_INTRODUCTION, *(_family(letter, name) for letter, name in FAMILIES.items())])


def _part(name: str, said: str, lang: Language) -> str:
    indent = " " * 10
    first = f"{name.capitalize():<9} "
    return textwrap.fill(bind(said, lang), _WIDTH, initial_indent=first, subsequent_indent=indent)


_INTRODUCTION = f"""# Problem codes

Everything that can be wrong with a submission has a code: a letter for the family and three digits.
The same words stand in the terminal, in the HTML report, in `report.json` and here;
`omicz-meta explain CODE` prints one of them.

Severities: {", ".join(f"`{severity}`" for severity in SEVERITIES)}.
An error makes `validate` and `run` exit with 1.

This page is generated from `src/omicz_meta/codes/`; change the words there.
"""


def _family(letter: str, name: str) -> str:
    entries = (_entry(code_text(code)) for code in codes() if code.startswith(letter))
    return "\n".join([f"## {letter}: {name}\n", *entries])


def _entry(text: CodeText) -> str:
    return "\n".join(
        (
            f"### {text.code}: {text.title['en']}",
            "",
            f"Severity: {text.severity}",
            "",
            f"**Why.** {_prose(text.why['en'])}",
            "",
            f"**Example.** `{text.example}`",
            "",
            f"**Repair.** {_prose(text.repair['en'])}",
            "",
            f"**Česky: {text.title['cs']}.** {_prose(text.why['cs'])} *Oprava:* {_prose(text.repair['cs'])}",
            "",
        )
    )


def _prose(text: str) -> str:
    """Text that Markdown shows as it is: a star would start emphasis."""
    return text.replace("*", r"\*")
