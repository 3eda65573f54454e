"""The faults planted in the export: each changes one row of one person, and says what must be found there."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from example.cohort import Export
from example.sheet import Row, Sheet, record

CELL_FAULTS = Path(__file__).with_name("cell_faults.tsv")
UNREAD = {
    "pacienti": ("Rodné_číslo", "Telefon", "Spojení", "Poznámka"),
    "diagnozy": ("Typ_dg", "Text_dg", "Poznámka"),
    "vzorky": ("Zkumavka", "Objem_ml", "Poznámka", "Poznámka#2", "column 12"),
}
"""Columns that no rule of the mapping reads."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One finding that must come up. Without a row it speaks of a column or file, without a sheet of all."""

    code: str
    sheet: Sheet | None
    what: str
    row: Row | None = None
    column: str = ""
    slot: str = ""
    record_class: str = ""
    at_header: bool = False


@dataclass(slots=True)
class Garden:
    """The export while faults are planted; a person is used once, so that no fault hides another."""

    export: Export
    planted: list[Planted] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    step: int = 0

    def row(self, sheet: Sheet, fits: Callable[[Row], bool]) -> Row:
        """A row of a person not used yet; the search starts further down each time, to spread the faults."""
        self.step += 1
        start = self.step * 89 % len(sheet.rows)
        for row in (*sheet.rows[start:], *sheet.rows[:start]):
            person = row.cells["ID_pacienta"]
            if person not in self.used and self.person(person).cells["Souhlas"] == "udělen" and fits(row):
                self.used.add(person)
                return row
        raise AssertionError(f"no row of {sheet.name} fits")

    def person(self, number: str) -> Row:
        """The row of a person in pacienti."""
        return self.export.pacienti.of(number)[0]

    def birth_number(self, row: Row) -> str:
        """The birth number of the person of a row."""
        return self.person(row.cells["ID_pacienta"]).cells["Rodné_číslo"]

    def affected(self, row: Row) -> bool:
        """Whether the person of a row has the disease."""
        return self.person(row.cells["ID_pacienta"]).cells["Postižení"] == "ano"

    def alive(self, row: Row) -> bool:
        """A row of pacienti: affected and alive."""
        return self.affected(row) and row.cells["Stav"] == "žije"

    def main(self, row: Row) -> bool:
        """A row of diagnozy: the rare disease."""
        return row.cells["Typ_dg"] == "hlavní"

    def secondary(self, row: Row) -> bool:
        """A row of diagnozy whose loss leaves the person with a diagnosis."""
        return not self.main(row) and not row.cells["Poznámka"]

    def measured(self, row: Row) -> bool:
        """A row of vzorky that gives a measurement."""
        return bool(row.cells["Hemoglobin"])

    def unmeasured(self, row: Row) -> bool:
        """A row of vzorky that gives no measurement, and whose loss leaves the person with a sample."""
        return not self.measured(row) and len(self.export.vzorky.of(row.cells["ID_pacienta"])) > 1

    def add(self, *planted: Planted) -> None:
        """Write down what must be found."""
        self.planted += planted


def plant(export: Export) -> tuple[Planted, ...]:
    """Plant all faults in the tables; returns what must be found."""
    garden = Garden(export)
    for sow in (
        cells,
        lists_and_pairs,
        shifted_row,
        doubled_rows,
        lonely_persons,
        damaged_rows,
        whole_columns,
    ):
        sow(garden)
    return tuple(garden.planted)


def cells(garden: Garden) -> None:
    """Single cells, as `cell_faults.tsv` says; `which` names the rows that may be taken."""
    sheets = {sheet.name: sheet for sheet in garden.export.sheets}
    for fault in csv.DictReader(CELL_FAULTS.read_text(encoding="utf-8").splitlines(), delimiter="\t"):
        sheet, column = sheets[fault["source"]], fault["column"]
        row = garden.row(sheet, getattr(garden, fault["which"]))
        row.cells[column] = fault["written"]
        found = Planted(
            fault["code"], sheet, fault["what"], row, column, fault["slot"], fault["record_class"]
        )
        garden.add(found)
        if fault["code"] == "T003":
            row.cells |= {"Dg_MKN10": "E752", "Text_dg": "Fabryho nemoc"}
        if fault["code"] == "X002" and sheet is garden.export.diagnozy:
            garden.add(*_without_birth_date(found))


def _without_birth_date(found: Planted) -> tuple[Planted, Planted]:
    """What else a diagnosis of nobody brings: the join finds no person, so the age is missing."""
    what = "the same row: the joined table has no such person"
    joined = replace(found, code="X005", what=what, slot="")
    what = "the same row: no birth date to take the age from"
    return joined, replace(found, code="V001", what=what, column="Datum_dg", slot="age_at_diagnosis")


def lists_and_pairs(garden: Garden) -> None:
    """Cells that are wrong only together with others: in a list, or beside another column."""
    pacienti, diagnozy, _ = garden.export.sheets
    row = garden.row(pacienti, lambda row: "," in row.cells["HPO"])
    row.cells["HPO"] += ", HP:12345"
    what = "an HPO code with too few digits in a list"
    garden.add(Planted("T002", pacienti, what, row, "HPO", "feature", "PhenotypicFeature"))

    row = garden.row(pacienti, lambda row: garden.alive(row) and row.cells["Pohlaví"] in {"M", "muž"})
    row.cells["Stav"] = "zemřel"
    what = "deceased, but no date of death"
    garden.add(Planted("V011", pacienti, what, row, "Datum_úmrtí", "death_date", "Individual"))

    row = garden.row(diagnozy, lambda row: garden.secondary(row) and "/" in garden.birth_number(row))
    row.cells["Dg_MKN10"] = garden.birth_number(row)
    what = "a birth number in the code column"
    code = Planted("T002", diagnozy, what, row, "Dg_MKN10", "disease", "Diagnosis")
    what = "the same birth number, which would leave"
    garden.add(code, replace(code, code="P002", what=what, slot="source_code"))


def shifted_row(garden: Garden) -> None:
    """One empty cell too many, one cell lost: the birth number slips into the sex column."""
    sheet = garden.export.pacienti
    row = garden.row(sheet, lambda row: "/" in row.cells["Rodné_číslo"] and garden.alive(row))
    row.cells |= {"Rodné_číslo": "", "Pohlaví": row.cells["Rodné_číslo"], "Kraj": "M"}
    what = "a shifted row: birth number in the sex column"
    sex = Planted("T001", sheet, what, row, "Pohlaví", "administrative_gender", "Individual")
    what = "the same shifted row: sex in the region column"
    garden.add(sex, replace(sex, what=what, column="Kraj", slot="region_of_residence"))


def doubled_rows(garden: Garden) -> None:
    """A person who comes twice and differs, a diagnosis that comes twice and does not."""
    pacienti, diagnozy, _ = garden.export.sheets
    row = garden.row(pacienti, lambda row: row.cells["Kraj"] == "Jihomoravský kraj" and garden.alive(row))
    double = Row({**row.cells, "Kraj": "Zlínský kraj", "HPO": "", "Poznámka": ""})
    pacienti.rows.insert(pacienti.rows.index(row) + 6, double)
    what = "the same person again, with another region"
    garden.add(Planted("X001", pacienti, what, double, "Kraj", "region_of_residence", "Individual"))

    row = garden.row(diagnozy, garden.secondary)
    double = Row(dict(row.cells))
    diagnozy.rows.insert(diagnozy.rows.index(row) + 3, double)
    what = "the same diagnosis row again"
    garden.add(Planted("X006", diagnozy, what, double, "ID_dg", record_class="Diagnosis"))


def lonely_persons(garden: Garden) -> None:
    """Affected persons without what the use case asks of each."""
    pacienti, diagnozy, _ = garden.export.sheets
    row = garden.row(pacienti, garden.affected)
    row.cells["HPO"] = ""
    what = "an affected person without a phenotypic feature"
    lonely = Planted("X003", pacienti, what, row, "ID_pacienta", "subject_id", "Individual")
    garden.add(lonely)

    row = garden.row(
        pacienti, lambda row: garden.affected(row) and len(diagnozy.of(row.cells["ID_pacienta"])) == 1
    )
    diagnozy.rows.remove(diagnozy.of(row.cells["ID_pacienta"])[0])
    garden.add(replace(lonely, row=row, what="an affected person without a diagnosis"))


def damaged_rows(garden: Garden) -> None:
    """Bytes that cost a cell or a row, and nothing else."""
    pacienti, diagnozy, vzorky = garden.export.sheets
    row = garden.row(pacienti, lambda row: row.cells["Kraj"] == "Kraj Vysočina")
    row.raw = record(pacienti, row).replace("Vysočina".encode("cp1250"), b"Vyso\x81ina")
    garden.add(Planted("R002", pacienti, "byte 81, which windows-1250 does not define", row, "Kraj"))

    row = garden.row(diagnozy, garden.secondary)
    row.raw = record(diagnozy, row) + '"léčba trvá'.encode("cp1250")
    garden.add(Planted("R003", diagnozy, "a quote that is opened and never closed", row))

    row = garden.row(diagnozy, garden.secondary)
    row.raw = record(diagnozy, row) + "bez léků; jen dieta".encode("cp1250")
    garden.add(Planted("R005", diagnozy, "a delimiter inside a note without quotes", row))

    row = garden.row(vzorky, garden.unmeasured)
    row.raw = record(vzorky, row).rsplit(b";", 6)[0]
    garden.add(Planted("R004", vzorky, "the end of the row is missing", row))
    next(row for row in vzorky.rows[300:] if row.raw is None).blank_before = True


def whole_columns(garden: Garden) -> None:
    """What is found about whole columns and files."""
    pacienti, _, vzorky = garden.export.sheets
    nameless = "a column without a name, left by a delimiter at the line's end"
    twice = "a second column with the name Poznámka"
    kept = "holds identifiers; no rule reads it, so it does not leave"
    garden.add(
        Planted("R008", pacienti, "a title and a date above the header", at_header=True),
        Planted("R006", vzorky, nameless, column="column 12", at_header=True),
        Planted("R007", vzorky, twice, column="Poznámka", at_header=True),
        Planted("R012", vzorky, "CRLF in the first half of the file, LF in the second"),
        Planted("P004", None, "persons who withdrew their consent are left out, in all tables"),
        *(Planted("P001", pacienti, kept, column=column) for column in UNREAD["pacienti"][:3]),
    )
    for sheet in garden.export.sheets:
        for column in UNREAD[sheet.name]:
            garden.add(Planted("M016", sheet, "no rule reads this column", column=column))
