"""A profile on a terminal: a table of columns for each table, 80 to 120 characters wide.

What else is known of a column stands beside its counts where there is room for it, else below them.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import asdict

from omicz_meta.problem import Language
from omicz_meta.profile.facts import ColumnProfile, Profile, TableProfile
from omicz_meta.reports.profile_words import (
    ProfileLabels,
    column_facts,
    distinct,
    keys_line,
    link_line,
    summary,
    table_line,
)
from omicz_meta.reports.words import number, printable, shortened

WIDEST, NARROWEST = 120, 80
_NAME, _TYPE, _NUMBER = 24, 13, 9
_COUNTED = 2 + _NAME + _TYPE + _NUMBER + _NUMBER + 2 + 2
"""Characters up to the end of the counts, with the gap behind them."""
_ROOM = 45
"""Characters that facts need at least to stand beside the counts."""
_BELOW = " " * 6


def render_profile_json(profile: Profile) -> str:
    """The profile as JSON: the form of architecture section 17, with more keys.

    >>> render_profile_json(Profile(()))
    '{"tables": [], "links": [], "skipped": [], "min_cell": 10}'
    """
    return json.dumps(asdict(profile), ensure_ascii=False)


def render_profile(profile: Profile, lang: Language = "en", width: int = WIDEST) -> str:
    """The profile as lines of at most `width` (80 to 120) characters; the last one sums it up.

    >>> render_profile(Profile(())).splitlines()[-1].replace(chr(160), " ")
    '0 tables, 0 columns, 0 rows.'
    """
    wide = max(NARROWEST, min(width, WIDEST))
    lines = [line for table in profile.tables for line in _table(table, lang, wide)]
    facts = ProfileLabels(lang).facts
    if profile.links:
        lines += [
            facts["links"],
            *(line for link in profile.links for line in _wrap(link_line(link, lang), wide, "  ")),
            "",
        ]
    if profile.skipped:
        lines += [
            facts["skipped"],
            *(line for file, why in profile.skipped for line in _wrap(f"{file}: {why}", wide, "  ")),
            "",
        ]
    lines += [
        *_wrap(facts["least"].format(least=profile.min_cell), wide, ""),
        "",
        *_wrap(summary(profile, lang), wide, ""),
    ]
    return "\n".join(lines)


def _table(table: TableProfile, lang: Language, width: int) -> Iterator[str]:
    yield shortened(f"{table.name}  {table.file}" if table.file != table.name else table.name, width)
    yield from _wrap(table_line(table, lang), width, "  ")
    keys = keys_line(table, lang)
    if keys:
        yield from _wrap(keys, width, "  ")
    if table.headless:
        yield from _wrap(ProfileLabels(lang).facts["headless"], width, "  ")
    name, kind, empty, different, more = ProfileLabels(lang).heads
    beside = f"  {more}" if width - _COUNTED >= _ROOM else ""
    yield ""
    yield f"  {name:<{_NAME}}{kind:<{_TYPE}}{empty:>{_NUMBER}}{different:>{_NUMBER + 2}}{beside}"
    for column in table.columns:
        yield from _column(column, lang, width)
    yield ""


def _column(column: ColumnProfile, lang: Language, width: int) -> Iterator[str]:
    kind = ProfileLabels(lang).types[column.type]
    counts = f"{number(column.empty, lang):>{_NUMBER}}{distinct(column, lang):>{_NUMBER + 2}}"
    name = shortened(column.name, _NAME - 1)
    start = f"  {name:<{_NAME}}{kind:<{_TYPE}}{counts}"
    facts = "; ".join(column_facts(column, lang))
    if width - _COUNTED < _ROOM:
        yield start
        yield from _wrap(facts, width, _BELOW)
    else:
        first, *others = _wrap(facts, width, " " * _COUNTED) or [""]
        yield from ((start + first[len(start) :]).rstrip(), *others)


def _wrap(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        printable(text), width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
