"""Writes YAML by hand, so that each line can carry the reason and score of its guess."""

from __future__ import annotations

import json
import re

from omicz_meta.privacy.shape import visible

_PLAIN = re.compile(r"[^\W\d_](?:[\w /.-]*\w)?")
_WORDS = frozenset({"yes", "no", "true", "false", "null", "on", "off", "y", "n", "nan", "inf"})


def scalar(text: str) -> str:
    """A text as a YAML scalar: plain where nobody could misread it, else quoted.

    >>> scalar("Datum_narození"), scalar("no"), scalar("-80"), scalar("a: b")
    ('Datum_narození', '"no"', '"-80"', '"a: b"')
    """
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and text == text.strip():
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())


def flow(entries: dict[str, str]) -> str:
    """A mapping on one line, values as they are.

    >>> flow({"type": "code", "system": "MKN10"})
    '{type: code, system: MKN10}'
    """
    return "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"


def comment(score: float | None, reason: str) -> str:
    """The remark behind a line: score and reason.

    >>> comment(0.9, "dates")
    '  # 0.90 dates'
    """
    told = visible(reason, 160)
    return f"  # {score:.2f} {told}" if score is not None else f"  # {told}"
