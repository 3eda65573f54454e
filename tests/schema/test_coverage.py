"""Every item of the standards stands in the model or has its reason; measured against the standards themselves."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.validation.bar import TODAY, found

from omicz_meta.engine.oracle import Row, evaluate
from omicz_meta.schema import Kind, load_schema
from omicz_meta.schema.coverage import coverage, covered, matrix_rows, matrix_text, standards
from omicz_meta.validation.rule import Scene
from omicz_meta.validation.rules import CONDITIONS, REQUIRED

from .national_list import USE_CASES, overrides, table

if TYPE_CHECKING:
    from pathlib import Path

LINKS = {
    ("1+MG v1", f"{owner}.{name} (UML)")
    for owner, names in {
        "Subject": ("environmentalExposure", "hasSample", "hasTreatment", "subject diagnosis", "biomarker"),
        "Diagnosis": ("has treatment", "biomarker"),
        "Sample": ("relation", "pathology", "sequence", "biomarker"),
    }.items()
    for name in names
}
"""Arrows of the European diagram that the national list leaves out."""

SPELT_OTHERWISE = {
    "resection": "surgicalresectionquality",
    "participateinproficiencytesting": "participatedinproficiencytesting",
}
"""Items of the diagram that the tables beside it call otherwise."""

WITHOUT_ITEM = {
    "absent": "holds the null flavours, an item of their own",
    "individual": "the link to the person",
    "diagnosis": "a link",
    "Dataset.use_cases": "1+MG speaks of use cases, not of an item",
    "Submission.use_cases": "as Dataset.use_cases",
    "Study.ethics_approvals": "FAIR Genomes has the item; 1+MG only asks for approval",
    "Consent.sharing_scope": "of the ELSI documents, not of the data sets",
    "Diagnosis.primary_site": "an item of 1+MG-MDC, which v1 left out",
    "PhenotypicFeature.feature": "asked in the rare disease use case, an item of DIGOVO",
    "TumourStage.t_category": "tumour size stands for it there; the Czech register has the category",
    "Analysis.pipeline": "a Digital Resource, whose items are listed one by one",
    "VariantInterpretation.gene": "part of the HGVS text there",
    "VariantInterpretation.actionability_tiers": "one of the results of interpretation there",
    "Submission.submitter": "listed as publisher and creator",
    "CareContact.contact_type": "tells referral and stay apart, which are sections there",
}
"""Slots whose source names 1+MG or DIGOVO although no item of it leads there, and why."""


SERIES = ("HealthDCAT-AP R8 and Regulation 2026/2098", "DatasetSeries dcatap:applicableLegislation")
"""The one item for which the national list has a reason that no longer holds: series are described beside datasets."""


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def test_it_is_the_national_list_and_the_links_of_the_diagram(shared: Path) -> None:
    listed = [(r["standard"], r["item"], r["target"], r["reason"]) for r in table(shared, "coverage.psv")]
    ours = [(item.standard, item.name, " ".join(item.slots), item.reason) for item in coverage()]
    (now,), (before,) = ([row for row in rows if row[:2] == SERIES] for rows in (ours, listed))
    assert "beside the dataset" in now[3] and "not modelled" in before[3]
    listed[listed.index(before)] = now
    assert [row for row in ours if row[:2] not in LINKS] == listed
    assert {row[:2] for row in ours} >= LINKS


def test_every_item_leads_somewhere_or_says_why_not() -> None:
    schema = load_schema()
    bodies = {**schema.classes, **schema.objects}
    known = {f"{name}.{slot}" for name, body in bodies.items() for slot in body.slots}
    assert [item.name for item in coverage() if not set(item.slots) <= known] == []
    assert [item.name for item in coverage() if not item.slots and not item.reason] == []
    assert [
        name for name, count in Counter((i.standard, i.name) for i in coverage()).items() if count > 1
    ] == []


def test_every_slot_that_names_a_standard_as_its_source_is_reached_from_it(shared: Path) -> None:
    missed = set()
    for word in ("1+MG", "DIGOVO"):
        reached = {slot for item in coverage() if item.standard.startswith(word) for slot in item.slots}
        named = [(row["class"], row["slot"]) for row in table(shared, "items.psv") if word in row["source"]]
        missed |= {(owner, slot) for owner, slot in named if f"{owner}.{slot}" not in reached}
    assert {slot if slot in WITHOUT_ITEM else f"{owner}.{slot}" for owner, slot in missed} == set(
        WITHOUT_ITEM
    )


def test_the_european_diagram_has_no_other_item(shared: Path) -> None:
    """The diagram's text is a page of columns, so its items are known by their form: a name, a type, a cardinality."""
    text = (shared / "standards-ga4gh/oneplusmg-minimal-v1/GDI_diagram.txt").read_text(encoding="utf-8")
    drawn = re.findall(r"(?<=- )([A-Za-z][^\[\]\n]{1,60}?)\s*\[\s*[01n][^\]]*\]", text)
    held = {plain(item.name.partition(".")[2].removesuffix("(UML)")) for item in covered("1+MG v1")}
    names = {plain(one.partition(":")[0]) for one in drawn}
    assert len(names) > 90
    assert {SPELT_OTHERWISE.get(name, name) for name in names} - held == set()


def test_the_submission_form_of_gdi_has_no_other_item(shared: Path) -> None:
    form = shared / "standards-ga4gh/gdi-metadata/Documentation/Metadata_submission.csv"
    with form.open(encoding="utf-8", newline="") as lines:
        _, *rows = csv.reader(lines)
    asked = {f"{row[0]}.{row[1]}" for row in rows if re.fullmatch(r"\w+:\w+", row[0])}
    held = {item.name for item in (*covered("1+MG v1"), *covered("GDI dataset metadata"))}
    assert len(asked) > 30
    # the tables of 1+MG call the class of identifiers otherwise, and list a contact point by its vCard
    assert asked - held == {
        *(f"adms:Identifier.{name}" for name in ("skos:notation", "adms:schemaAgency", "foaf:name")),
        "dcat:contactPoint.vcard:fn",
    }


def test_the_logical_models_of_digovo_have_no_other_item(shared: Path) -> None:
    held = {plain(item.name.partition(" (")[0].rpartition(".")[2]) for item in covered("DIGOVO")}
    models = sorted(shared.glob("standards-ga4gh/cz/digovo/input/fsh/model/*.fsh"))
    assert len(models) > 10
    for model in models:
        text = re.sub(r"/\*.*?\*/", "", model.read_text(encoding="utf-8"), flags=re.DOTALL)
        found_ = [(len(m[1]), m[2]) for m in re.finditer(r"^( *)\* (\w+) \d\.\.\S", text, re.MULTILINE)]
        ends = [
            name
            for place, (depth, name) in enumerate(found_)
            if place + 1 == len(found_) or found_[place + 1][0] <= depth
        ]
        assert [name for name in ends if plain(name) not in held] == [], model.name


def test_the_common_data_elements_are_sixteen() -> None:
    assert len(covered("ERN/JRC common data elements")) == 16
    assert all(item.slots for item in covered("ERN/JRC common data elements"))


@pytest.mark.parametrize("use_case", [None, *USE_CASES.values()])
def test_what_is_asked_is_what_the_list_asks(use_case: str | None, shared: Path) -> None:
    """An empty record of every class: mandatory slots are told as missing, recommended ones as never filled."""
    schema = load_schema()
    asked: dict[str, set[tuple[str, str]]] = {"V001": set(), "V002": set()}
    for row in table(shared, "items.psv"):
        letter = overrides(row["profiles"]).get(use_case or "", row["req"])
        if row["slot"] not in (schema.classes[row["class"]].key, "individual") and letter in "MR":
            asked["V001" if letter == "M" else "V002"].add((row["class"], row["slot"]))
    told: dict[str, set[tuple[str, str]]] = {"V001": set(), "V002": set()}
    for body in schema.classes.values():
        empty = Row({(None, slot): None for slot in body.slots}, {})
        for check in REQUIRED.checks(Scene(schema, body, (use_case,) if use_case else (), TODAY)):
            if evaluate(check.violated, empty).value:
                told[check.code].add((check.record_class, check.slot))
    assert told == asked


def test_conditional_slots_of_a_use_case_are_asked_where_their_condition_holds(shared: Path) -> None:
    schema = load_schema()
    wanted = [
        (row["class"], row["slot"], use_case)
        for row in table(shared, "items.psv")
        for use_case, letter in overrides(row["profiles"]).items()
        if letter == "C"
    ]
    assert len(wanted) == 5
    for name, slot, use_case in wanted:
        body = schema.classes[name]
        own = [c for c in body.conditions if c.use_case == use_case and slot in c.required]
        for condition in own:
            (filled,) = condition.when
            assert body.slots[filled].kind is Kind.ENUM
            record = {"id": "1", filled: condition.when[filled][0]}
            told = found(schema, {name: [record]}, rules=(CONDITIONS,), use_cases=(use_case,))
            assert (slot, "V011") in {(one["slot"], one["code"]) for one in told}
        assert own, f"{name}.{slot}"


def test_text_and_rows_say_the_same() -> None:
    schema = load_schema()
    rows, text = matrix_rows(coverage(), schema), matrix_text(coverage(), schema)
    assert len(rows) == len(coverage())
    assert [line.partition(":")[0] for line in text.splitlines() if not line.startswith(" ")] == list(
        standards()
    )
    assert all(slot in text for row in rows for slot in row["slots"])
    assert all(row["reason"] in text for row in rows if row["reason"])
