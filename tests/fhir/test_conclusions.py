"""What a diagnostic report concludes with becomes records; what is not taken of FHIR is told with its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import omicz_meta as om
from omicz_meta.reports.message import message

from .reading import lines
from .test_absent import FACTS, OF_P1, harmonised

pytestmark = pytest.mark.heavy

ICD, SNOMED, HPO = (
    "http://hl7.org/fhir/sid/icd-10",
    "http://snomed.info/sct",
    "http://human-phenotype-ontology.org",
)
LOINC = "http://loinc.org"


def concept(*codings: tuple[str, str], text: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"coding": [{"system": system, "code": code} for system, code in codings]}
    return found | ({"text": text} if text else {})


def report(*conclusions: dict[str, Any], **more: Any) -> dict[str, Any]:
    dates = {"issued": "2024-05-07T08:00:00Z", "effectiveDateTime": "2024-05-04"}
    known = {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "subject": OF_P1, **dates}
    return {**known, "code": concept((LOINC, "11502-2")), "conclusionCode": list(conclusions), **more}


def rows(made: om.Harmonised, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made.records[name].to_arrow().to_pylist()
    return found


@pytest.mark.parametrize("mapping", ["fhir-r4", "fhir-r5"])
def test_conclusions_are_diseases_features_or_findings(tmp_path: Path, mapping: str) -> None:
    conclusions = [
        concept((SNOMED, "190905008"), (ICD, "E84.9"), text="CF"),
        concept((HPO, "HP:0001250")),
        concept((SNOMED, "260385009")),
        {"text": "nothing to see"},
    ]
    made = harmonised(tmp_path, FACTS, report(*conclusions), mapping=mapping)
    (disease,), (feature,), findings = (
        rows(made, name) for name in ("diagnosis", "phenotypic_feature", "measurement")
    )
    assert (disease["id"], disease["disease"], disease["additional_codings"], str(disease["diagnosis_date"])) == (
        "report-r-1", "ICD10:E84.9", ["SNOMEDCT:190905008"], "2024-05-07",
    )  # fmt: skip
    assert (feature["id"], feature["feature"]) == ("report-r-1", "HP:0001250")
    assert [
        (one["assay"], one["value_code"], one["value_text"], one["measurement_date"]) for one in findings
    ] == [
        ("LOINC:11502-2", "SNOMEDCT:260385009", None, "2024-05-04"),
        ("LOINC:11502-2", None, "nothing to see", "2024-05-04"),
    ]


@pytest.mark.parametrize(
    ("status", "disease", "provisional"),
    [("final", "ICD10:E84.9", None), ("amended", "ICD10:E84.9", None), ("preliminary", None, "ICD10:E84.9"),
     ("entered-in-error", "out", "out")],
)  # fmt: skip
def test_a_report_that_is_not_final_is_a_suspicion(
    tmp_path: Path, status: str, disease: str | None, provisional: str | None
) -> None:
    made = harmonised(tmp_path, FACTS, report(concept((ICD, "E84.9")), status=status))
    found = [(one["disease"], one["provisional_disease"]) for one in rows(made, "diagnosis")]
    assert found == ([] if disease == "out" else [(disease, provisional)])


@pytest.mark.parametrize(("count", "sample"), [(0, None), (1, "s0"), (2, None)])
def test_the_sample_where_there_is_one(tmp_path: Path, count: int, sample: str | None) -> None:
    samples = [{"resourceType": "Specimen", "id": f"s{n}", "subject": OF_P1} for n in range(count)]
    refers = [{"reference": f"Specimen/s{n}"} for n in range(count)]
    made = harmonised(tmp_path, FACTS, *samples, report(concept((SNOMED, "260385009")), specimen=refers))
    assert [one["biosample"] for one in rows(made, "measurement")] == [sample]


def test_a_report_without_a_coded_conclusion_gives_nothing_and_is_counted(tmp_path: Path) -> None:
    made = harmonised(tmp_path, FACTS, report(conclusion="free text"))
    account = made.ledger.sources["fhir"]
    assert (account.rows_used, account.rows_out_of_scope) == (1, 1)
    told = [
        dict(problem.detail)["elements"]
        for problem in made.noted
        if problem.place.column == "DiagnosticReport"
    ]
    assert told == ["conclusion (1)"]


def untaken(made: om.Harmonised) -> dict[str | None, int]:
    return {problem.place.column: problem.count for problem in made.noted if problem.code == "R054"}


def test_types_that_are_not_taken_are_told_with_the_reason(tmp_path: Path) -> None:
    sequence = {"resourceType": "MolecularSequence", "patient": OF_P1}
    made = harmonised(
        tmp_path,
        FACTS,
        {**sequence, "id": "1"},
        {**sequence, "id": "2"},
        {"resourceType": "Claim", "id": "3"},
    )
    assert untaken(made) == {"MolecularSequence": 2, "Claim": 1}
    (told,) = (problem for problem in made.noted if problem.place.column == "Claim")
    assert message(told, "en") == "Resources of type Claim are not taken (1): accounts are no clinical data."
    assert message(told, "cs") == "Zdroje typu Claim se nepřebírají (1): vyúčtování není klinický údaj."


def test_what_a_mapping_takes_after_all_is_not_told(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "views").mkdir(parents=True)
    (own / "own.transform.yaml").write_text("id: x\nincludes: [fhir-r4]\n")
    view = {"resource": "Claim", "select": [{"column": [{"name": "id", "path": "id"}]}]}
    (own / "views" / "claim.json").write_text(json.dumps(view))
    source = om.open_source(lines(tmp_path, {"resourceType": "Claim", "id": "3"}), kind="fhir", name="fhir")
    assert untaken(om.harmonise(source, om.load_mapping(own), key=bytes(32))) == {}


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ('{Claim: {en: "a", cs: "b"}}', []),
        ('{Claims: {en: "a", cs: "b"}}', ["M002"]),
        ('{Claim: {en: "a"}}', ["M001"]),
        ("{Claim: a}", ["M001", "M001"]),
        ("[Claim]", ["M001"]),
    ],
)
def test_reasons_stand_in_both_languages(tmp_path: Path, said: str, codes: list[str]) -> None:
    (tmp_path / "own.transform.yaml").write_text(f"id: x\nincludes: [fhir-r4]\nnot_taken: {said}\n")
    assert [problem.code for problem in om.load_mapping(tmp_path).problems] == codes
