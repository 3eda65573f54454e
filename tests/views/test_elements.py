"""The table of elements agrees with `fhir.resources`, and has what every resource has."""

from __future__ import annotations

from pathlib import Path

import pytest

from omicz_meta.views.elements import VERSIONS, element, elements, is_resource, nearest

from .make_elements import TABLE, Facts, from_models, table


@pytest.mark.parametrize(("version", "package"), [("R4B", "fhir.resources.R4B"), ("R5", "fhir.resources")])
@pytest.mark.heavy
def test_the_table_is_that_of_the_models(version: str, package: str) -> None:
    pytest.importorskip("fhir.resources")
    facts: Facts = from_models(package)
    known = next(one for one in VERSIONS if one == version)
    for (owner, name), (types, many) in facts.items():
        if name:
            found = element(known, owner, name.removesuffix("[x]"))
            assert found is not None, (owner, name)
            assert (found.types, found.many, found.choice) == (types, many, name.endswith("[x]")), (
                owner,
                name,
            )
    assert {owner for owner, name in facts if not name} == {owner for owner, name in facts}


def test_a_table_is_written_and_read_alike(tmp_path: Path) -> None:
    facts: Facts = {
        ("Patient", ""): (("resource",), False),
        ("Patient", "implicitRules"): (("uri",), False),
        ("Patient", "name"): (("HumanName",), True),
    }
    assert table({"R4": facts}) == "Patient\tresource\n\tname\tHumanName\t*\n"
    assert TABLE.read_text(encoding="utf-8").startswith("Account\tdomain\n")


@pytest.mark.parametrize("version", VERSIONS)
def test_what_every_patient_has(version: str) -> None:
    known = next(one for one in VERSIONS if one == version)
    assert {"id", "meta", "extension", "name", "birthDate", "deceased"} <= set(elements(known, "Patient"))
    assert is_resource(known, "Bundle")
    assert not is_resource(known, "Patient.contact")
    assert nearest(known, "Patient", "contacts") == ("contact",)


def test_facts_on_which_versions_differ() -> None:
    assert element("R4", "Encounter", "class") != element("R5", "Encounter", "class")
    in_r4, in_r5 = (element(version, "QuestionnaireResponse", "identifier") for version in ("R4", "R5"))
    assert in_r4 is not None
    assert in_r5 is not None
    assert (in_r4.many, in_r5.many) == (False, True)
    assert element("R5", "Questionnaire.item", "item") == element("R4", "Questionnaire.item", "item")
