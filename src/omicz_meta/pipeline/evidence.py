"""Gathers the evidence for Article 78 from the output folder of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from omicz_meta.catalogue.computed import Computed
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.finished import Finished, finished
from omicz_meta.pipeline.redescribing import computed_again
from omicz_meta.problem import Language
from omicz_meta.reports import read_baseline
from omicz_meta.reports.evidence import (
    Evidence,
    EvidenceItem,
    Part,
    Said,
    render_evidence_html,
    render_evidence_json,
)
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.words import number, percent
from omicz_meta.result import Completeness, Distribution, Report

DUPLICATES = frozenset({"X001", "X006", "X007", "X008", "X020"})
"""Problem codes that say that something is there twice."""

_LANGUAGES: tuple[Language, Language] = ("cs", "en")


def write_evidence(out: Path, target: Path, lang: Language) -> Evidence:
    """Write the evidence of an output folder as .html or .json. Raises UsageError for another ending or no folder."""
    if target.suffix not in (".html", ".json"):
        raise UsageError("The evidence is written as .html or .json.")
    found = evidence_of(finished(out))
    text = render_evidence_json(found) if target.suffix == ".json" else render_evidence_html(found, lang)
    target.write_text(text, encoding="utf-8")
    return found


def evidence_of(run: Finished) -> Evidence:
    """What a finished run can show for Article 78; counts have passed the policy of the run."""
    run.check_files("records/")
    facts = _Facts(run, read_baseline(run.folder), computed_again(run))
    items = (
        *facts.documentation(),
        *facts.quality(),
        *facts.management(),
        *facts.coverage(),
        *facts.access(),
    )
    return Evidence(
        facts.report.submission, run.content["timings"]["judged_on"], (*items, *facts.enrichment())
    )


def _item(
    part: Part, cs: str, en: str, said: Said | None, *, missing: Said, written: bool = False
) -> EvidenceItem:
    """An element with what is said of it; without that, what has to be written."""
    name = _human(cs, en)
    if said is None:
        return EvidenceItem(part, name, "missing", missing)
    return EvidenceItem(part, name, "written" if written else "measured", said)


def _both(say: Callable[[Language], str]) -> dict[Language, str]:
    return {lang: say(lang) for lang in _LANGUAGES}


def _human(cs: str, en: str) -> dict[Language, str]:
    return {"cs": cs, "en": en}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of a run: its account, its report, and the figures that may be published."""

    run: Finished
    report: Report
    computed: Computed

    @property
    def dataset(self) -> Mapping[str, Any]:
        texts = self.run.content.get("description") or {}
        return {**(texts.get("node") or {}), **(texts.get("dataset") or {})}

    def documentation(self) -> Iterator[EvidenceItem]:
        yield self._described()
        model = f"{self.run.content['versions'].get('schema')}, LinkML"
        yield _item("a", "Datový model", "Data model", _both(lambda _: model), missing={})
        yield self._dictionary()
        yield self._standards()
        yield self._written(
            "a", "Původ dat", "Provenance", "provenance", "jak data vznikla", "how the data came about"
        )
        yield self._traced()
        yield self._written(
            "a",
            "Podpůrná dokumentace",
            "Support documentation",
            "documentation",
            "odkaz na dokumentaci",
            "a link to documentation",
        )

    def _described(self) -> EvidenceItem:
        elements = self.report.regulation
        filled = sum(present for _, present in elements)
        cs, en = f"{filled} z {len(elements)} prvků popisu", f"{filled} of {len(elements)} elements described"
        missing = _human("popis datové sady (dataset.yaml)", "a description (dataset.yaml)")
        return _item("a", "Metadata", "Metadata", _human(cs, en) if elements else None, missing=missing)

    def _dictionary(self) -> EvidenceItem:
        variables = len(self.computed.variables)
        told = _human(f"{variables} popsaných proměnných", f"{variables} variables described")
        missing = _human("slovník proměnných", "a dictionary of variables")
        return _item("a", "Datový slovník", "Data dictionary", told if variables else None, missing=missing)

    def _standards(self) -> EvidenceItem:
        systems = ", ".join((*self.run.content.get("standards", ()), *self.computed.coding_systems))
        missing = _human("použité standardy", "the standards used")
        told = _both(lambda _: systems) if systems else None
        return _item("a", "Použité standardy", "Standards used", told, missing=missing)

    def _traced(self) -> EvidenceItem:
        outputs = self.run.content["outputs"].items()
        rows = sum(entry.get("rows") or 0 for path, entry in outputs if path.startswith("lineage/"))
        told = _human(
            f"u {number(rows, 'cs')} záznamů je znám soubor a řádek",
            f"file and row known of {number(rows, 'en')} records",
        )
        return _item("a", "Dohledatelnost hodnot", "Traceability of values", told, missing={})

    def quality(self) -> Iterator[EvidenceItem]:
        wanted = [part for part in self.report.completeness if part.requirement == "M"]
        yield _item(
            "b", "Úplnost", "Completeness", _both(lambda lang: self._completeness(wanted, lang)), missing={}
        )
        records = sum(part.rows for part in self.run.classes.values())
        twice = self._count(DUPLICATES)
        yield _item(
            "b",
            "Jedinečnost",
            "Uniqueness",
            _both(lambda lang: self._of_records(twice, records, lang)),
            missing={},
        )
        slots = self.report.ledger.slots.values()
        read = sum(slot.evaluated - slot.absent for slot in slots)
        bad = sum(slot.invalid + slot.unmapped for slot in slots)
        valid = _both(
            lambda lang: f"{percent(read - bad, read)} ({number(read - bad, lang)} / {number(read, lang)})"
        )
        yield _item("b", "Platnost", "Validity", valid, missing={})
        across = self._count({f.code for f in self.report.findings if f.code[0] == "X"} - DUPLICATES)
        yield _item(
            "b",
            "Konzistence",
            "Consistency",
            _both(lambda lang: self._of_records(across, records, lang)),
            missing={},
        )
        yield _item(
            "b",
            "Aktuálnost",
            "Timeliness",
            self._timeliness(),
            missing=_human("období sběru dat", "the period of collection"),
        )
        yield _item(
            "b",
            "Správnost",
            "Accuracy",
            None,
            missing=_human(
                "srovnání se zdrojovou dokumentací (vzorek)", "a comparison with source records (a sample)"
            ),
        )

    def management(self) -> Iterator[EvidenceItem]:
        asked = (
            (
                "Vyspělost procesů",
                "Maturity of processes",
                "kdo kvalitu řídí a jak často se kontroluje",
                "who manages quality and how often it is checked",
            ),
            ("Audity", "Audits", "výsledky auditů", "results of audits"),
            (
                "Posouzení zkreslení",
                "Assessment of bias",
                "kdo v datech chybí a proč",
                "who is missing from the data and why",
            ),
        )
        for cs, en, todo_cs, todo_en in asked:
            yield _item("c", cs, en, None, missing=_human(todo_cs, todo_en))
        log = self.run.content.get("audit_head")
        told = (
            _human("každý běh má záznam v auditním deníku", "every run has an entry in the audit log")
            if log
            else None
        )
        yield _item(
            "c",
            "Auditní stopa zpracování",
            "Audit trail of processing",
            told,
            missing=_human("auditní deník", "an audit log"),
        )

    def coverage(self) -> Iterator[EvidenceItem]:
        seen = self.computed
        least = self.run.content["min_cell"]
        persons = _both(
            lambda lang: (
                f"< {least}"
                if seen.number_of_unique_individuals is None
                else number(seen.number_of_unique_individuals, lang)
            )
        )
        yield _item("d", "Osoby", "Persons", persons, missing={})
        ages = (
            None
            if seen.min_typical_age is None
            else _both(lambda _: f"{seen.min_typical_age}–{seen.max_typical_age}")
        )
        yield _item(
            "d", "Obvyklý věk", "Typical age", ages, missing=_human("věkové rozpětí", "the range of ages")
        )
        shown = {part.name: part for part in self.report.distributions}
        for name, cs, en in (
            ("sex", "Pohlaví", "Sex"),
            ("region", "Kraje", "Regions"),
            ("diagnosis", "Diagnózy", "Diagnoses"),
        ):
            said = _both(partial(self._distribution, shown[name])) if name in shown else None
            yield _item("d", cs, en, said, missing=_human("údaj v datech není", "not in the data"))
        classes = ", ".join(self.run.classes)
        yield _item(
            "d",
            "Obory dat",
            "Kinds of data",
            _both(lambda _: classes) if classes else None,
            missing=_human("druhy dat", "kinds of data"),
        )
        yield self._written(
            "d",
            "Koho data zastupují",
            "Population covered",
            "population_coverage",
            "jakou populaci data zastupují",
            "which population the data represent",
        )
        yield _item(
            "d",
            "Průměrná doba v sadě",
            "Average time in the dataset",
            None,
            missing=_human("průměrná doba sledování osoby", "the average time a person is followed"),
        )

    def access(self) -> Iterator[EvidenceItem]:
        yield self._written(
            "e", "Přístupová práva", "Access rights", "access_rights", "přístupová práva", "access rights"
        )
        policy = self.dataset.get("policy")
        told = _human("podmínky přístupu jsou popsány", "terms of access are described") if policy else None
        yield _item(
            "e",
            "Podmínky přístupu",
            "Terms of access",
            told,
            missing=_human("podmínky přístupu", "terms of access"),
            written=True,
        )
        yield _item(
            "e",
            "Od sběru do zařazení",
            "From collection to the dataset",
            None,
            missing=_human("doba od sběru do zařazení do sady", "the time from collection to the dataset"),
        )
        yield _item(
            "e",
            "Od žádosti k poskytnutí",
            "From application to provision",
            None,
            missing=_human("doba od žádosti k poskytnutí", "the time from application to provision"),
        )

    def enrichment(self) -> Iterator[EvidenceItem]:
        decided = sum(term.target is not None for term in self.report.terms)
        told = (
            _both(lambda lang: f"{number(decided, lang)} / {number(len(self.report.terms), lang)}")
            if self.report.terms
            else None
        )
        yield _item(
            "f",
            "Překlady na společné terminologie",
            "Translations to common terminologies",
            told,
            missing=_human("překlady hodnot", "translations of values"),
        )
        yield _item(
            "f",
            "Další obohacení",
            "Other enrichment",
            None,
            missing=_human("propojení, odvozené hodnoty, anotace", "links, derived values, annotations"),
        )

    def _written(self, part: Part, cs: str, en: str, slot: str, todo_cs: str, todo_en: str) -> EvidenceItem:
        value = self.dataset.get(slot)
        said = _both(lambda lang: _in_words(value, lang)) if value else None
        return _item(part, cs, en, said, missing=_human(todo_cs, todo_en), written=True)

    def _completeness(self, wanted: list[Completeness], lang: Language) -> str:
        total, filled, absent = (
            sum(getattr(part, name) for part in wanted) for name in ("records", "filled", "absent")
        )
        told = {
            "cs": "povinných hodnot vyplněno {} (s důvodem chybění {})",
            "en": "mandatory values filled {} (declared absent {})",
        }
        return told[lang].format(percent(filled, total), percent(absent, total))

    def _distribution(self, part: Distribution, lang: Language) -> str:
        small, words = f"< {number(self.run.content['min_cell'], lang)}", Labels(lang)
        counts = (
            (
                name,
                words.withheld if name in part.withheld else small if count is None else number(count, lang),
            )
            for name, count in part.counts
        )
        return ", ".join(f"{name}: {told}" for name, told in counts)

    def _count(self, codes: Iterable[str]) -> int:
        wanted = frozenset(codes)
        return sum(finding.count for finding in self.report.findings if finding.code in wanted)

    def _of_records(self, count: int, records: int, lang: Language) -> str:
        told = {"cs": "{} nálezů na {} záznamů", "en": "{} findings in {} records"}
        return told[lang].format(number(count, lang), number(records, lang))

    def _timeliness(self) -> Said | None:
        first, last = self.computed.temporal_coverage
        if last is None:
            return None
        judged = self.run.content["timings"]["judged_on"]
        return _human(
            f"údaje z let {first}–{last}, posouzeno {judged}",
            f"data of the years {first}–{last}, judged on {judged}",
        )


def _in_words(value: object, lang: Language) -> str:
    if isinstance(value, Mapping):
        return str(value.get(lang) or next(iter(value.values()), ""))
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
