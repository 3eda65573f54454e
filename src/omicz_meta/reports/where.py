"""Says in words where a finding is, who can repair it and how often it occurs."""

from __future__ import annotations

from omicz_meta.problem import Language
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.words import Forms, counted, number, plural, printable
from omicz_meta.result import Finding


def place(finding: Finding, lang: Language, shown: int = 3) -> str:
    """File, column or slot, and the first rows; a finding in a mapping as `file:line:column`.

    >>> from omicz_meta.result import Finding
    >>> place(Finding("T003", "error", 5, file="d.csv", column="dg", rows=(17, 203, 981, 990)), "en")
    'd.csv · column dg · rows 17, 203, 981 …'
    >>> place(Finding("M005", "error", 1, file="p.yaml", lines=(12,), detail={"yaml_column": "9"}), "en")
    'p.yaml:12:9'
    """
    if in_mapping(finding):
        spot = (finding.file, str(finding.lines[0]), finding.detail.get("yaml_column"))
        return printable(":".join(part for part in spot if part))
    words = Labels(lang)
    parts = (
        finding.file or finding.source,
        finding.column and f"{words.column} {finding.column}",
        None if finding.column else slot_name(finding),
        _numbers(finding.rows, words.row, finding.count, shown, lang)
        or _numbers(finding.lines, words.line, finding.count, shown, lang),
    )
    return " · ".join(printable(part) for part in parts if part)


def lines_of(finding: Finding, lang: Language, shown: int = 3) -> str:
    """The physical lines, where the place already names rows."""
    if in_mapping(finding) or not finding.rows:
        return ""
    return _numbers(finding.lines, Labels(lang).line, finding.count, shown, lang)


def in_mapping(finding: Finding) -> bool:
    """Whether the place is a line (and column) of a mapping's file."""
    return finding.code.startswith("M") and bool(finding.lines)


def slot_name(finding: Finding) -> str:
    """`Class.slot`, or what there is of it."""
    return ".".join(part for part in (finding.record_class, finding.slot) if part)


def who(finding: Finding, lang: Language) -> str:
    """Who can usually repair it."""
    return Labels(lang).who[finding.code[0]]


def how_often(finding: Finding, count: int, lang: Language) -> str:
    """The count with its noun: rows where rows are known, else occurrences."""
    words = Labels(lang)
    return counted(count, words.rows if finding.rows else words.occurrences, lang)


def _numbers(known: tuple[int, ...], forms: Forms, count: int, shown: int, lang: Language) -> str:
    if not known:
        return ""
    first = ", ".join(number(entry, lang) for entry in known[:shown])
    more = " …" if max(count, len(known)) > len(known[:shown]) else ""
    return f"{plural(max(count, len(known)), forms, lang)} {first}{more}"
