"""Turns a finding into its sentence, from the words of its problem code; a missing key never fails.

A message is a `str.format` template. A part in square brackets is left out when one of its keys is missing:
`is outside the allowed range[ ({minimum} to {maximum})]`. What a detail says in both languages (`reason.cs`,
`reason.en`) is one key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

from omicz_meta.place import Place
from omicz_meta.problem import Language, Problem, code_text
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.words import bind, number, shortened
from omicz_meta.result import Finding

UNKNOWN = "…"
_OPTIONAL = re.compile(r"\[([^\]]*)\]")
PLACEHOLDERS = ("value", "count", "column", "slot", "record_class", "candidates")
"""What every message may use besides the code's own detail keys."""

LISTS, LISTED = frozenset({"columns", "elements"}), 1_000
"""Details that list names, and how much of them is said."""


class _Keys(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return UNKNOWN


def message(finding: Finding | Problem, lang: Language) -> str:
    """The sentence for a finding or a single problem. What it does not know is shown as `…`.

    >>> from omicz_meta.result import Finding
    >>> message(Finding("V003", "error", 2, column="Datum", value="jaro 1987"), "en")
    '“jaro 1987” in column Datum cannot be read as a date.'
    """
    keys = _keys(finding, lang)
    template = bind(code_text(finding.code).message[lang], lang)
    return _OPTIONAL.sub(lambda part: _if_known(part[1], keys), template).format_map(keys)


def _if_known(part: str, keys: Mapping[str, str]) -> str:
    return part if all(name in keys for _, name, _, _ in Formatter().parse(part) if name) else ""


def _keys(finding: Finding | Problem, lang: Language) -> Mapping[str, str]:
    place: Place | Finding = finding.place if isinstance(finding, Problem) else finding
    detail = {key.removesuffix(f".{lang}"): text for key, text in dict(finding.detail).items()}
    if "kind" in detail:
        detail["kind"] = Labels(lang).kind.get(detail["kind"], detail["kind"])
    if "part" in detail:
        parts = Labels(lang).part
        detail["part"] = ", ".join(parts.get(part, part) for part in detail["part"].split(", "))
    known = {
        **detail,
        "value": finding.value,
        "count": number(finding.count, lang),
        "column": place.column or place.slot,
        "slot": place.slot or place.column,
        "record_class": place.record_class,
        "candidates": ", ".join(finding.candidates),
    }
    return _Keys(
        {key: shortened(str(text), LISTED if key in LISTS else 80) for key, text in known.items() if text}
    )
