"""What is guessed from which columns, told as tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.drafting.drafts import drafted, faults, opened, repeated, slots

from omicz_meta.drafting import draft_mapping
from omicz_meta.profile import profile_tables
from omicz_meta.schema import load_schema

PEOPLE = [f"P{row:03}" for row in range(24)]
DATES = repeated("1. 2. 1990", "15.11.1985")

CASES = {
    "abbreviations": (
        {"patid": PEOPLE, "dat_nar": DATES, "pohl": repeated("1", "2"), "dg": repeated("E849", "C50.9")},
        {
            "Individual.subject_id": ("patid",),
            "Individual.birth_date": ("dat_nar",),
            "Individual.administrative_gender": ("pohl",),
            "Diagnosis.individual": ("patid",),
            "Diagnosis.disease": ("dg",),
            "Diagnosis.source_code": ("dg",),
        },
    ),
    "English": (
        {"Patient ID": PEOPLE, "Date of Birth": repeated("1990-02-01", "1985-11-15"), "Sex": repeated("F", "M")},
        {
            "Individual.subject_id": ("Patient ID",),
            "Individual.birth_date": ("Date of Birth",),
            "Individual.administrative_gender": ("Sex",),
        },
    ),
    "numbered diagnoses": (
        {"pacient": PEOPLE, "dg1": repeated("E84.9", "C50.9"), "dg2": repeated("I10", ""), "dg3": repeated("J45", "")},
        {
            "Diagnosis.individual": ("pacient",),
            "Diagnosis.disease": ("dg1", "dg2", "dg3"),
            "Diagnosis.source_code": ("dg1", "dg2", "dg3"),
        },
    ),
    "several codes in a cell": (
        {"pacient": PEOPLE, "HPO": repeated("HP:0001250, HP:0000118", "HP:0001250")},
        {
            "PhenotypicFeature.individual": ("pacient",),
            "PhenotypicFeature.feature": ("HPO",),
            "PhenotypicFeature.source_code": ("HPO",),
        },
    ),
    "only the birth number names persons": (
        {"Rodné číslo": repeated("8557150008", "7851150048", times=12), "Datum narození": DATES},
        {"Individual.subject_id": ("Rodné číslo",), "Individual.birth_date": ("Datum narození",)},
    ),
    "a finding with a column of its own": (
        {"pacient": PEOPLE, "Hb (g/l)": repeated("135,5", "142"), "datum vyšetření": DATES},
        {
            "Measurement.individual": ("pacient",),
            "Measurement.assay": ("Hb (g/l)",),
            "Measurement.value_quantity": ("Hb (g/l)",),
            "Measurement.measurement_date": ("Hb (g/l)",),
        },
    ),
    "codes tell what no name does": (
        {"pacient": PEOPLE, "sloupec 7": repeated("E84.9", "C50.9")},
        {
            "Diagnosis.individual": ("pacient",),
            "Diagnosis.disease": ("sloupec 7",),
            "Diagnosis.source_code": ("sloupec 7",),
        },
    ),
    "nobody is named": ({"dg": repeated("E84.9", "C50.9"), "text": repeated("a", "b")}, {}),
    "no header": ({"P001": PEOPLE[1:] + PEOPLE[:1], "1.2.1990": DATES, "E84.9": repeated("E84.9", "C50.9")}, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_guesses(name: str, tmp_path: Path) -> None:
    columns, wanted = CASES[name]
    draft = drafted({"t": columns})
    unread = "t" in draft.unread
    assert ({} if unread else slots(draft)) == wanted
    assert faults(draft, {"t": columns}, tmp_path) == []


def test_unsure_guesses_are_commented_out() -> None:
    """A date that could be of anything is offered, not used; a finding outside its unit's range likewise."""
    columns = {
        "pacient": PEOPLE,
        "pohlaví": repeated("M", "Ž"),
        "datum": DATES,
        "hemoglobin": repeated("8,1", "9,3"),
    }
    text = drafted({"t": columns}).files["x.transform.yaml"]
    live = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert not any("datum}" in line or "hemoglobin" in line for line in live)
    assert any(
        line.lstrip().startswith("#") and "{populated_from: datum}" in line for line in text.splitlines()
    )


def test_identifiers_are_declared_and_go_nowhere(tmp_path: Path) -> None:
    columns = {
        "pacient": PEOPLE,
        "pohlaví": repeated("M", "Ž"),
        "rč": repeated("8557150008", "7851150048"),
        "zdroj": repeated("jana@posta.example", "petr@posta.example"),
    }
    draft = drafted({"t": columns})
    source = draft.files["t.source.yaml"]
    assert all(f"{name}: {{sensitivity: direct}}" in source for name in ("rč", "zdroj"))
    assert not any(set(guess.columns) & {"rč", "zdroj"} for guess in draft.guesses)
    assert faults(draft, {"t": columns}, tmp_path) == []


def test_spellings_not_in_the_data_are_written_too() -> None:
    """Which rare values a column has cannot be told from the mapping: the style is written whole."""
    text = [
        drafted({"t": {"pacient": PEOPLE, "souhlas": [*["udělen"] * 23, last]}}).files["x.transform.yaml"]
        for last in ("odvolán", "neudělen")
    ]
    assert "odvolán: withdrawn" in text[0]
    assert text[0] == text[1]


def test_limited_to_a_class() -> None:
    columns = {"pacient": PEOPLE, "pohlaví": repeated("M", "Ž"), "dg": repeated("E84.9", "C50.9")}
    profiled = profile_tables(opened({"t": columns}).tables, load_schema())
    draft = draft_mapping(profiled, "x", load_schema(), only=("Diagnosis",))
    assert {guess.record_class for guess in draft.guesses} == {"Diagnosis"}
