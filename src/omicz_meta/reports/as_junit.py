"""The report as JUnit XML, for continuous integration: a suite for each source, a case for each code and place.

What the exit code counts as a fault is a failure; everything else found is told in the output of a case that passes.
Sources and classes without a fault have a case that passes, so that a clean submission is not an empty file.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from omicz_meta.problem import Language, code_text
from omicz_meta.reports.grouping import Group, groups
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.message import message
from omicz_meta.reports.verdict import sentence, verdict
from omicz_meta.reports.where import how_often, lines_of, place, slot_name
from omicz_meta.reports.words import bind, counted, printable
from omicz_meta.result import FailOn, Report

MOST_VALUES = 20


def render_junit(report: Report, lang: Language = "en", fail_on: FailOn = "error") -> str:
    """The report as an XML document in the form that CI servers read, ending in a line break.

    >>> from omicz_meta.result import Finding
    >>> text = render_junit(Report("s", findings=(Finding("V003", "error", 2, source="p", column="Datum"),)))
    >>> ElementTree.fromstring(text).find("testsuite/testcase").get("name")
    'V003 Not a date: Datum'
    """
    failing = {"never": (), "error": ("error",), "warning": ("error", "warning")}[fail_on]
    root = Element("testsuites", name=_text(report.submission))
    found = groups(report)
    named = (group.first.source for group in found)
    for source in dict.fromkeys((*report.ledger.sources, *named)):
        suite = SubElement(root, "testsuite", name=_text(source or report.submission))
        _add_account(suite, report, source, lang)
        for group in found:
            if group.first.source == source:
                _add_group(suite, group, failing, lang)
    _add_classes(root, report, failing, lang)
    for suite in (*root, root):
        _count(suite)
    ElementTree.indent(root, " ")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{head}{ElementTree.tostring(root, encoding='unicode')}\n"


def _add_account(suite: Element, report: Report, source: str | None, lang: Language) -> None:
    """Whether all rows of the source are accounted for; where the submission itself is meant, its verdict."""
    account = report.ledger.sources.get(source or "")
    if account is None:
        return
    words = Labels(lang)
    case = _case(suite, source or "", words.ledger)
    if not account.conserved:
        SubElement(case, "failure", message=_text(words.not_conserved), type="ledger")
    told = f"{words.read} {counted(account.rows_read, words.rows, lang)}"
    SubElement(case, "system-out").text = _text(told)


def _add_group(suite: Element, group: Group, failing: tuple[str, ...], lang: Language) -> None:
    whole = group.whole
    title = bind(code_text(whole.code).title[lang], lang)
    spot = whole.column or slot_name(whole) or whole.file or ""
    case = _case(
        suite,
        whole.source or whole.record_class or "submission",
        f"{whole.code} {title}: {spot}".rstrip(": "),
    )
    if whole.file:
        case.set("file", _text(whole.file))
    if whole.lines:
        case.set("line", str(whole.lines[0]))
    said = "\n".join(_said(group, lang))
    if any(finding.severity in failing for finding in group.findings):
        head = f"{message(group.first, lang)} ({how_often(whole, group.count, lang)})"
        SubElement(case, "failure", message=_text(head), type=whole.code).text = _lines(said)
    else:
        SubElement(case, "system-out").text = _lines(said)


def _said(group: Group, lang: Language) -> Iterator[str]:
    words, whole = Labels(lang), group.whole
    yield f"{words.severity[whole.severity]}: {place(whole, lang)}"
    yield lines_of(whole, lang)
    yield from (message(finding, lang) for finding in group.findings[:MOST_VALUES])
    yield f"{words.repair}: {bind(code_text(whole.code).repair[lang], lang)}"
    yield from dict.fromkeys(finding.repair for finding in group.findings[:MOST_VALUES] if finding.repair)
    yield f"{words.more}: omicz-meta explain {whole.code}"


def _add_classes(root: Element, report: Report, failing: tuple[str, ...], lang: Language) -> None:
    """A case for each class with records: it fails where a finding about it does."""
    classes = dict.fromkeys(part.record_class for part in report.completeness)
    suite = SubElement(root, "testsuite", name="records")
    words = Labels(lang)
    for name in classes:
        found = [f for f in report.findings if f.record_class == name and f.severity in failing]
        case = _case(suite, report.submission, name)
        if found:
            told = counted(sum(finding.count for finding in found), words.occurrences, lang)
            SubElement(case, "failure", message=_text(told), type="class")
    judged = SubElement(suite, "system-out")
    judged.text = _text(sentence(verdict(report), lang))


def _case(suite: Element, classname: str, name: str) -> Element:
    return SubElement(suite, "testcase", classname=_text(classname), name=_text(name), time="0")


def _count(suite: Element) -> None:
    suite.set("tests", str(len(suite.findall(".//testcase"))))
    suite.set("failures", str(len(suite.findall(".//failure"))))
    suite.set("errors", "0")
    suite.set("skipped", "0")
    suite.set("time", "0")


def _text(text: str) -> str:
    return printable(text)


def _lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.splitlines() if line)
