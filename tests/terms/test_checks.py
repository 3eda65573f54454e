"""Codes are looked up once each: what is wrong with them, and what nobody can say."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from tests.terms.small import lexicon

from omicz_meta.schema import Branch, Kind, Slot
from omicz_meta.terms.checks import CODED, code_faults, label_faults
from omicz_meta.terms.content import About, Name, Term
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon
from omicz_meta.terms.store import Store
from omicz_meta.terms.succession import Successors
from omicz_meta.terms.write import write_pack

ABNORMAL = Branch("HP", ("HP:0000118",))
WHOLE = {prefix: Branch(prefix) for prefix in ("HP", "MONDO", "MKN10", "ICD10", "LOCAL")}


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    return lexicon(tmp_path_factory.mktemp("packs"), "hp", "hp-cs", "icd10", "mondo")


def coded(*vocabularies: Branch, leaf: bool = False, pattern: str | None = None) -> Slot:
    return Slot(
        "x", Kind.CURIE, "uriorcurie", False, "O", pattern=pattern, vocabularies=vocabularies, leaf=leaf
    )


def values(*pairs: tuple[str, str | None]) -> pa.Table:
    return pa.table([list(part) for part in zip(*pairs, strict=True)], schema=CODED)


def fault(code: str, slot: Slot, packs: Lexicon) -> tuple[str, str | None] | None:
    """The code of the problem that a value has, and what it speaks of."""
    found = code_faults(values((code, None)), slot, packs).to_pylist()
    assert all(row["value"] in (code, None) for row in found)
    assert len(found) <= 1
    return (found[0]["fault"], found[0]["about"]) if found else None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("HP:0001250", None),
        ("HP:0000118", ("T023", "HP:0000118")),
        ("HP:0000007", ("T023", "HP:0000118")),
        ("HP:0999999", ("T020", "hp 2026")),
        ("HP:0000057", ("T021", None)),
        ("MONDO:0000010", ("T022", "HP")),
        ("nonsense", ("T022", "HP")),
    ],
)
def test_a_code_of_a_branch(code: str, expected: tuple[str, str | None] | None, packs: Lexicon) -> None:
    assert fault(code, coded(ABNORMAL), packs) == expected


def test_the_top_of_a_branch_belongs_to_it_when_the_slot_says_so(packs: Lexicon) -> None:
    with_top = Branch("HP", ("HP:0000118",), include_self=True)
    assert fault("HP:0000118", coded(with_top), packs) is None
    assert fault("HP:0000005", coded(with_top), packs) == ("T023", "HP:0000118")


def test_one_of_several_branches_is_enough(packs: Lexicon) -> None:
    either = coded(ABNORMAL, Branch("HP", ("HP:0012823",)), WHOLE["MONDO"])
    assert [fault(code, either, packs) for code in ("HP:0001250", "HP:0012825", "MONDO:0000001")] == [
        None
    ] * 3
    assert fault("HP:0000007", either, packs) == ("T023", "HP:0000118, HP:0012823")


def test_a_branch_that_the_pack_does_not_know_judges_nothing(packs: Lexicon) -> None:
    assert fault("HP:0000007", coded(Branch("HP", ("HP:0777777",))), packs) is None


def test_values_that_do_not_fit_the_pattern_are_told_elsewhere(packs: Lexicon) -> None:
    assert fault("HP:99", coded(ABNORMAL, pattern="^HP:[0-9]{7}$"), packs) is None


@pytest.mark.parametrize("code", ["MKN10:C50.9", "MKN10:C509", "MKN10:c509", "MKN10:C50.9†", "MKN10:I26*"])
def test_spellings_of_icd_10_are_one_code(code: str, packs: Lexicon) -> None:
    assert fault(code, coded(WHOLE["MKN10"]), packs) is None


def test_what_who_lacks_is_unverified_until_the_czech_table_is_there(packs: Lexicon, tmp_path: Path) -> None:
    slot = coded(WHOLE["MKN10"])
    assert fault("MKN10:U69.80", slot, packs) == ("T026", "icd10 2026")
    assert fault("ICD10:U69.80", coded(WHOLE["ICD10"]), packs) == ("T020", "icd10 2026")
    czech = lexicon(tmp_path, "icd10", "mkn10")
    assert fault("MKN10:U69.80", slot, czech) is None
    assert fault("MKN10:U69.81", slot, czech) == ("T020", "mkn10 2026")


def test_a_selection_of_snomed_leaves_the_rest_unverified(tmp_path: Path) -> None:
    term = [Term("SNOMEDCT:22298006", (Name("Myocardial infarction", "label"),))]
    slot = coded(Branch("SNOMEDCT"))
    write_pack(tmp_path / "snomed-gps.pack", About("snomed-gps", "2020", prefixes=("SNOMEDCT",)), term)
    assert fault("SNOMEDCT:22298006", slot, Lexicon.of(Store(tmp_path))) is None
    assert fault("SNOMEDCT:73211009", slot, Lexicon.of(Store(tmp_path))) == ("T026", "snomed-gps 2020")
    write_pack(tmp_path / "snomed.pack", About("snomed", "2026", prefixes=("SNOMEDCT",)), term)
    assert fault("SNOMEDCT:73211009", slot, Lexicon.of(Store(tmp_path))) == ("T020", "snomed 2026")


def test_a_leaf_is_asked_for_only_where_the_slot_does(packs: Lexicon) -> None:
    assert fault("MKN10:C50", coded(WHOLE["MKN10"]), packs) is None
    assert fault("MKN10:C50", coded(WHOLE["MKN10"], leaf=True), packs) == ("T025", None)
    assert fault("MKN10:C509", coded(WHOLE["MKN10"], leaf=True), packs) is None


def test_a_pack_that_nobody_installed_is_named_once(packs: Lexicon) -> None:
    many = values(*((f"MONDO:{n:07}", None) for n in range(100)), ("LOCAL:01898", None))
    slot = coded(WHOLE["MONDO"], WHOLE["LOCAL"])
    only_hp = Lexicon(tuple(pack for pack in packs.packs if pack.about.name == "hp"))
    told = {"value": None, "beside": None, "fault": "T027", "about": "mondo"}
    assert code_faults(many, slot, only_hp).to_pylist() == [told]
    assert code_faults(many, slot, NO_PACKS).to_pylist() == [{**told, "about": None}]


@pytest.mark.parametrize(
    ("code", "label", "named"),
    [
        ("HP:0001250", "Seizure", None),
        ("HP:0001250", "zachvat", None),
        ("HP:0001250", "Malý vzrůst", "HP:0004322"),
        ("HP:0001250", "SHORT STATURE", "HP:0004322"),
        ("HP:0001250", "Abnormality of the nervous system", None),
        ("HP:0000707", "seizure", None),
        ("HP:0001250", "po pádu z kola", None),
        ("HP:0999999", "Seizure", None),
        ("MKN10:C50.9", "Pulmonary embolism", "ICD10:I26"),
        ("MKN10:C50.9", "malignant neoplasm of breast", None),
        ("XY:1", "Seizure", None),
    ],
)
def test_a_label_may_be_the_name_of_another_term(
    code: str, label: str, named: str | None, packs: Lexicon
) -> None:
    found = label_faults(values((code, label), (code, None)), packs).to_pylist()
    expected = {"value": code, "beside": label, "fault": "T024", "about": named}
    assert found == ([expected] if named else [])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("HP:0000057", Successors(("HP:0008665",))),
        ("HP:0000056", Successors(("HP:0008665",))),
        ("HP:0000002", Successors(cyclic=True)),
        ("HP:0000004", Successors(("MONDO:0000010",))),
        ("MONDO:0001946", Successors()),
        ("HP:0001250", Successors()),
        ("XY:1", Successors()),
    ],
)
def test_chains_of_replacements_end_somewhere(code: str, expected: Successors, packs: Lexicon) -> None:
    assert packs.successors(code) == expected
