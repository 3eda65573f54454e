"""Figures of a report and of a description, through the privacy policy: completeness, people, codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from omicz_meta.catalogue.computed import Computed, QualityResult, compute_variables
from omicz_meta.catalogue.standards import addresses, origin
from omicz_meta.engine.summary import Summary
from omicz_meta.pipeline.published import NOTHING, Published
from omicz_meta.privacy.policy import Policy
from omicz_meta.result import Completeness, Distribution, Ledger, Unit
from omicz_meta.schema import Schema

LEADING = 15
"""So many categories of a distribution are shown."""

_CODING_SYSTEMS = {
    "MKN10": "ICD-10-NAT",
    "ICD10": "ICD-10",
    "ORPHA": "ORPHACODE",
    "HP": "HPO",
    "LOINC": "LOINC",
    "ATC": "ATC",
    "SNOMEDCT": "SNOMED-CT",
    "NCIT": "NCIT",
    "HGNC": "HGNC",
    "ICDO3T": "ICD-O",
    "ICDO3M": "ICD-O",
    "ICD10CM": "ICD-10-NAT",
    "ICD10GM": "ICD-10-NAT",
    "ICD9CM": "ICD-9-CM",
    "ICD11": "ICD-11",
    "RXNORM": "RXNORM",
    "RXNORMEXT": "RXNORM",
    "MESH": "MESH",
    "EDQM": "EDQM",
    "DCM": "DICOM-CT",
    "UCUM": "UCUM",
    "CPT": "PROC-CODES-NAT",
    "HCPCS": "PROC-CODES-NAT",
    "ICD10PCS": "PROC-CODES-NAT",
    "ICD9PCS": "PROC-CODES-NAT",
    "OPCS4": "PROC-CODES-NAT",
}
"""CURIE prefix to code of the European coding-system table."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything countable about a set of records; `vocabularies` are those that their codes were looked up in."""

    summary: Summary
    schema: Schema
    use_cases: tuple[str, ...]
    policy: Policy
    standards: tuple[str, ...] = ()
    vocabularies: tuple[str, ...] = ()
    earlier: Published = NOTHING

    def completeness(self) -> tuple[Completeness, ...]:
        """One entry per class with records and slot, in schema order."""
        return tuple(
            Completeness(
                found.record_class,
                found.slot,
                self._slot_requirement(found.record_class, found.slot),
                found.records,
                found.filled,
                found.absent,
                self._stricter_in(found.record_class, found.slot),
            )
            for found in self.summary.completeness()
        )

    def _slot_requirement(self, record_class: str, slot: str) -> str:
        return self.schema.classes[record_class].slots[slot].required_in(self.use_cases)

    def _stricter_in(self, record_class: str, slot: str) -> tuple[str, ...]:
        overrides = self.schema.classes[record_class].slots[slot].overrides
        return tuple(case for case in self.use_cases if case in overrides)

    def distributions(self, until: str) -> Iterator[Distribution]:
        """Who is in the data; small counts are withheld, and so is what would give them away."""
        yield from self._shown("age", "persons", self._decades(until), ordered=True)
        yield from self._shown("sex", "persons", self.summary.counts("Individual", "administrative_gender"))
        diagnoses = self.summary.counts("Diagnosis", "disease", person="individual")
        yield from self._shown("diagnosis", "persons", diagnoses)
        yield from self._shown("sample", "records", self.summary.counts("Biosample", "sample_type"))
        yield from self._shown("region", "persons", self.summary.counts("Individual", "region_of_residence"))
        yield from self._shown("system", "values", self.summary.system_counts())

    def _shown(
        self, name: str, unit: Unit, counts: Mapping[str, int], *, ordered: bool = False
    ) -> Iterator[Distribution]:
        if not counts:
            return
        allowed = self.policy.suppress(counts)
        kept = list(counts) if ordered else list(counts)[:LEADING]
        withheld = tuple(k for k in kept if allowed[k] is None and counts[k] >= self.policy.min_cell)
        shown = tuple((key, allowed[key]) for key in kept)
        yield Distribution(name, unit, shown, withheld)

    def _decades(self, until: str) -> dict[str, int]:
        decades: dict[int, int] = {}
        for age in self.summary.ages(until):
            decades[int(age) // 10 * 10] = decades.get(int(age) // 10 * 10, 0) + 1
        return {f"{start}–{start + 9}": decades[start] for start in sorted(decades)}

    def period(self, today: str) -> tuple[str, str] | None:
        """First and last year in which at least min_cell things happened; a wrong or rare date moves neither."""
        enough = [
            year
            for year, count in self.summary.event_years().items()
            if self.policy.band(count) is not None and year <= today[:4]
        ]
        return (enough[0], enough[-1]) if enough else None

    def computed(self, completeness: tuple[Completeness, ...], ledger: Ledger, today: str) -> Computed:
        """What a description says that nobody wrote; withheld slots are named."""
        people, records = self.summary.people(), sum(part.rows for part in self.summary.classes.values())
        period = self.period(today)
        ages = self.policy.ages(self.summary.ages(period[1])) if period else None
        codes = self._codes()
        numbers = {
            "number_of_unique_individuals": self._band("number_of_unique_individuals", people),
            "number_of_records": self._band("number_of_records", records),
            "min_typical_age": ages[0] if ages else None,
            "max_typical_age": ages[1] if ages else None,
        }
        return Computed(
            number_of_records=numbers["number_of_records"],
            number_of_unique_individuals=numbers["number_of_unique_individuals"],
            min_typical_age=numbers["min_typical_age"],
            max_typical_age=numbers["max_typical_age"],
            temporal_coverage=period or (None, None),
            spatial_coverage=self._places(),
            coding_systems=self._systems(codes),
            code_values=tuple(sorted(code for code, count in codes.items() if self._is_told(code, count))),
            variables=compute_variables(self.schema, completeness, self.policy.min_cell),
            quality=tuple(_quality(completeness, ledger)),
            use_cases=self.use_cases,
            standards=addresses(self.standards),
            provenance=origin(self.standards, self.vocabularies),
            withheld=tuple(name for name, value in numbers.items() if value is None),
        )

    def _band(self, name: str, count: int) -> int | None:
        return self.policy.band(count, self.earlier.counts.get(name))

    def _is_told(self, code: str, count: int) -> bool:
        """Whether a code may be published; one that was not published before must have moved by `min_cell`."""
        new = self.earlier.codes is not None and code not in self.earlier.codes
        return self.policy.band(count) is not None and (not new or count >= 2 * self.policy.min_cell)

    def _codes(self) -> dict[str, int]:
        """Codes with the persons who carry them, counted as far as they decide whether a code is told."""
        codes: dict[str, int] = {}
        for counts in self.summary.carriers(2 * self.policy.min_cell + self.policy.round_to).values():
            for code, count in counts.items():
                codes[code] = max(count, codes.get(code, 0))
        return codes

    def _systems(self, codes: Mapping[str, int]) -> tuple[str, ...]:
        known = {_CODING_SYSTEMS.get(code.partition(":")[0]) for code in codes}
        return tuple(sorted(system for system in known if system))

    def _places(self) -> tuple[str, ...]:
        regions = self.summary.counts("Individual", "region_of_residence")
        shown = {
            self.policy.region(name) for name, count in regions.items() if self.policy.band(count) is not None
        }
        return tuple(sorted(name for name in shown if name))


def _quality(completeness: tuple[Completeness, ...], ledger: Ledger) -> Iterator[QualityResult]:
    wanted = [part for part in completeness if part.requirement == "M" and part.records]
    if wanted:
        filled = sum(part.filled for part in wanted)
        total = sum(part.records for part in wanted)
        yield QualityResult("completeness", _share(filled, total), "mandatory slots that are filled")
    evaluated = sum(slot.evaluated - slot.absent for slot in ledger.slots.values())
    if evaluated:
        bad = sum(slot.invalid + slot.unmapped for slot in ledger.slots.values())
        yield QualityResult(
            "validity", _share(evaluated - bad, evaluated), "values that could be read and mapped"
        )


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.001"))
