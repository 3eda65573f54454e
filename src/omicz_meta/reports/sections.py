"""The parts of the page that show where things stand: rows, completeness, people, terms, fine print."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from omicz_meta.problem import Language
from omicz_meta.reports.charts import Bar, Cell, Head, table
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.markup import Element, Node, el
from omicz_meta.reports.outlook import cases_section
from omicz_meta.reports.words import counted, number, percent, shortened
from omicz_meta.result import Completeness, Distribution, Report, SourceLedger, TermDecision

MOST_TERMS = 200
LONGEST = 120
_REQUIREMENTS = "MCRO"
_ORDERED = ("age", "year")


def ledger_section(report: Report, lang: Language) -> list[Node]:
    """Rows read = used + quarantined + out of scope, a row for each source."""
    sources = report.ledger.sources
    if not sources:
        return []
    words = Labels(lang)
    numbers = (words.read, words.used, words.quarantined, words.out_of_scope)
    heads = (Head(words.source), *(Head(name, numeric=True) for name in numbers), Head(""))
    most = max(part.rows_read for part in sources.values())
    rows = [_source(name, part, most, lang) for name, part in sources.items()]
    agree = words.conserved if report.ledger.conserved else words.not_conserved
    return [
        table(words.ledger_lead, heads, rows, visible=False),
        *_filters(sources.items(), lang),
        el("p", agree),
    ]


def completeness_section(report: Report, lang: Language) -> list[Node]:
    """Slots by class, mandatory first; then the elements of the description."""
    words = Labels(lang)
    by_class = groupby(sorted(report.completeness, key=_by_class(report)), key=lambda part: part.record_class)
    tables = [node for name, parts in by_class for node in _class(name, list(parts), lang)]
    cases = cases_section(report, lang)
    elements = _regulation(report, lang)
    lead = el("p", words.completeness_lead, class_="quiet")
    return [*([cases] if cases else []), lead, *tables, *elements] if tables or elements else []


def people_section(report: Report, lang: Language) -> list[Node]:
    """Distributions of persons and records; small counts as a band, without a bar."""
    words = Labels(lang)
    if not report.persons and not report.distributions:
        return [el("p", words.no_people)]
    tables = (_distribution(part, report.min_cell, lang) for part in report.distributions)
    return [el("p", words.people_lead, class_="quiet"), *tables] if report.distributions else []


def terms_section(report: Report, lang: Language) -> list[Node]:
    """Which value became which code, what waits for a decision first."""
    words = Labels(lang)
    if not report.terms:
        return [el("p", words.no_terms)]
    heads = (
        words.value.capitalize(),
        words.target,
        words.method,
        words.column.capitalize(),
        words.accepted_by,
    )
    columns = (*(Head(name) for name in heads), Head(words.count, numeric=True))
    ranked = sorted(report.terms, key=lambda term: (term.target is not None, -term.count, term.source_value))
    rest = len(ranked) - MOST_TERMS
    rows = [_term(term, lang) for term in ranked[:MOST_TERMS]]
    further = [el("p", f"{words.further} {number(rest, lang)}")] if rest > 0 else []
    return [table(words.terms_lead, columns, rows, visible=False), *further]


def fine_print_section(report: Report) -> list[Node]:
    """Versions, hashes, key id, policy: whatever the run recorded."""
    pairs = (node for name, text in report.fine_print.items() for node in (el("dt", name), el("dd", text)))
    return [el("dl", pairs, class_="fine")] if report.fine_print else []


def _source(name: str, part: SourceLedger, most: int, lang: Language) -> tuple[Cell, ...]:
    counts = (part.rows_used, part.rows_quarantined, part.rows_out_of_scope)
    bar = Bar(tuple(count / most if most else 0.0 for count in counts))
    return (name, number(part.rows_read, lang), *(number(count, lang) for count in counts), bar)


def _filters(sources: Iterable[tuple[str, SourceLedger]], lang: Language) -> list[Node]:
    left_out = [
        el(
            "li",
            f"{name}: ",
            Labels(lang).reason.get(reason) or el("code", shortened(reason, LONGEST)),
            f": {counted(count, Labels(lang).rows, lang)}",
        )
        for name, part in sources
        for reason, count in part.out_of_scope.items()
    ]
    return [el("p", f"{Labels(lang).out_of_scope}:"), el("ul", left_out)] if left_out else []


def _by_class(report: Report) -> Callable[[Completeness], tuple[int, bool, int]]:
    order = {
        name: at for at, name in enumerate(dict.fromkeys(part.record_class for part in report.completeness))
    }
    return lambda part: (order[part.record_class], not part.use_cases, _REQUIREMENTS.find(part.requirement))


def _class(name: str, parts: list[Completeness], lang: Language) -> list[Node]:
    words = Labels(lang)
    empty = [part.slot for part in parts if part.requirement == "O" and not part.filled and not part.absent]
    shown = [part for part in parts if part.slot not in empty]
    caption = f"{name}: {counted(max(part.records for part in parts), words.records, lang)}"
    numbers = (Head(words.filled, numeric=True), Head(words.absent, numeric=True))
    heads = (Head(words.slot), Head(words.need), *numbers, Head(""))
    rest = el("p", f"{words.empty_slots} {', '.join(empty)}", class_="quiet") if empty else None
    return [node for node in (table(caption, heads, [_slot(part, lang) for part in shown]), rest) if node]


def _slot(part: Completeness, lang: Language) -> tuple[Cell, ...]:
    words = Labels(lang)
    need = words.requirement.get(part.requirement, part.requirement)
    if part.use_cases:
        need += f" ({words.use_case} {', '.join(part.use_cases)})"
    shares = (part.filled, part.absent)
    bar = Bar(tuple(count / part.records if part.records else 0.0 for count in shares))
    return (part.slot, need, *(percent(count, part.records) for count in shares), bar)


def _regulation(report: Report, lang: Language) -> list[Node]:
    if not report.regulation:
        return []
    words = Labels(lang)
    missing = [name for name, present in report.regulation if not present]
    whole = len(report.regulation)
    title = el("h3", f"{words.regulation}: {whole - len(missing)}/{whole}")
    return [title, el("p", f"{words.regulation_missing} {', '.join(missing)}")] if missing else [title]


def _distribution(part: Distribution, min_cell: int, lang: Language) -> Element:
    words = Labels(lang)
    known = max((count for _, count in part.counts if count is not None), default=0)
    counts = part.counts
    if not part.name.startswith(_ORDERED):
        counts = tuple(sorted(counts, key=lambda entry: (entry[1] is None, -(entry[1] or 0))))
    small = f"< {number(min_cell, lang)}"
    rows = [
        _category(name, count, words.withheld if name in part.withheld else small, known, lang)
        for name, count in counts
    ]
    title = words.distribution.get(part.name, part.name)
    heads = (Head(words.category), Head(words.count, numeric=True), Head(""))
    return table(f"{title} ({words.unit[part.unit]})", heads, rows)


def _category(name: str, count: int | None, unknown: str, most: int, lang: Language) -> tuple[Cell, ...]:
    if count is None:
        return name, unknown, Bar(())
    return name, number(count, lang), Bar((count / most if most else 0.0,))


def _term(term: TermDecision, lang: Language) -> tuple[Cell, ...]:
    words = Labels(lang)
    value = el("code", f"“{shortened(term.source_value, LONGEST)}”")
    target = el("code", term.target) if term.target else "–"
    accepted = term.accepted_by or words.waiting
    return value, target, term.method, term.column, accepted, number(term.count, lang)
