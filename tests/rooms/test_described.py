"""What FHIR and OMOP give is described as what CSV gives: standards and code systems named, nothing violated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.rooms.cohort import Cohort, cohort
from tests.rooms.doors import fhir_ndjson, omop_csv

import omicz_meta as om
from omicz_meta.catalogue.official import StandardsFolder
from omicz_meta.catalogue.shacl import check_shapes
from omicz_meta.resources import mappings_folder

STANDARD = "https://hdeu-dcat.data.health.europa.eu/resource/authority/standard"
CDM_SOURCE = "cdm_source_name,cdm_version\nDEMO,v5.4.0\n"
MANIFEST = """
id: described
use_cases: [rare_disease]
node: demo
sources: [{{name: data, kind: {kind}, path: data/}}]
mapping: {mapping}
dataset: dataset.yaml
privacy: {{min_cell: 10, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}}
"""


def fhir(people: Cohort, folder: Path) -> None:
    fhir_ndjson(people, folder)
    for path in folder.iterdir():
        path.write_text(
            path.read_text().replace(
                '"id": ', '"meta": {"profile": ["http://hl7.org/fhir/StructureDefinition/x|4.0.1"]}, "id": '
            )
        )


def omop(people: Cohort, folder: Path) -> None:
    omop_csv(people, folder)
    (folder / "cdm_source.csv").write_text(CDM_SOURCE)


DOORS: list[tuple[str, str, Callable[[Cohort, Path], None], list[str]]] = [
    ("fhir", "fhir-r4", fhir, [f"<{STANDARD}/FHIR>", "the standard FHIR R4."]),
    ("omop", "omop-5.4", omop, [f"<{STANDARD}/OMOP-CDM>", "the standard OMOP-CDM 5.4."]),
]


@pytest.mark.heavy
@pytest.mark.parametrize(("kind", "mapping", "write", "standards"), DOORS, ids=[door[0] for door in DOORS])
def test_standards_and_code_systems_are_named_and_nothing_is_violated(
    kind: str,
    mapping: str,
    write: Callable[[Cohort, Path], None],
    standards: list[str],
    tmp_path: Path,
    shared: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "00" * 32)
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "submission.yaml").write_text(MANIFEST.format(kind=kind, mapping=mapping))
    said = (mappings_folder() / "csv-demo" / "example" / "dataset.yaml").read_text("utf-8")
    # where persons live the cohort does not say
    (tmp_path / "s" / "dataset.yaml").write_text(f"{said}\nspatial_coverage: [CZ]\n", "utf-8")
    write(cohort(), tmp_path / "s" / "data")
    result = om.run(tmp_path / "s", tmp_path / "out")
    told = (tmp_path / "out/catalogue/dataset.ttl").read_text()
    assert all(standard in told for standard in standards)
    assert all(name in told for name in ("ICD-10", "LOINC", "ATC"))
    assert [one for one in result.report.findings if one.code[0] == "C"] == []
    shapes = shared / "standards"
    violations = [
        one
        for one in check_shapes(told.encode(), None, StandardsFolder(shapes))
        if one.severity == "Violation"
    ]
    assert violations == []
    assert om_described_again(tmp_path / "out") == told


def om_described_again(out: Path) -> str:
    """The description made anew from the finished run, which remembers the standards."""
    from omicz_meta.pipeline.redescribing import describe_again

    describe_again(out)
    return (out / "catalogue/dataset.ttl").read_text()
