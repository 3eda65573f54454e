"""From dataset.yaml, node file and statistics to a description: every fault has its code and its slot."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from omicz_meta.catalogue.assemble import assemble
from omicz_meta.catalogue.computed import COMPUTED_SLOTS, Computed, compute_variables
from omicz_meta.catalogue.description import Code, Description, Entity
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.regulation import ANNEX_B, regulation
from omicz_meta.problem import Problem
from omicz_meta.result import Completeness
from omicz_meta.schema.model import Schema

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
ALWAYS_FILLED = {"id", "themes", "applicable_legislation", "is_structured"}
"""Mandatory slots that need no words: they follow from the rest."""


def told(problems: tuple[Problem, ...]) -> set[tuple[str, str]]:
    return {(problem.code, dict(problem.detail)["path"]) for problem in problems}


def test_the_whole_case_has_no_fault(describe: Assemble) -> None:
    assert told(describe()[1]) == set()


def test_every_mandatory_slot_that_is_taken_away_is_named(describe: Assemble, schema: Schema) -> None:
    dataset = schema.classes["Dataset"].slots.values()
    mandatory = {slot.name for slot in dataset if slot.requirement == "M"} - ALWAYS_FILLED
    assert len(mandatory) == 12
    for slot in mandatory:
        assert ("C001", slot) in told(describe({slot: None})[1]), slot


@pytest.mark.parametrize("slot", ["hdab", "keywords", "eu_dataset_types", "provenance", "contact_points"])
def test_what_release_8_demands_beyond_the_model(describe: Assemble, slot: str) -> None:
    statistics = Computed()
    _, problems = describe({slot: None, "is_structured": False}, statistics)
    assert ("C001", slot) in told(problems)
    assert ("C004", slot) not in told(problems)


@pytest.mark.parametrize("slot", ["keywords", "eu_dataset_types", "provenance"])
def test_open_data_needs_less(describe: Assemble, slot: str) -> None:
    _, problems = describe({slot: None, "access_rights": "PUBLIC"}, Computed())
    assert ("C001", slot) not in told(problems)


def test_structured_data_needs_variables_and_text_does_not(describe: Assemble) -> None:
    assert ("C001", "variables") in told(describe({"is_structured": True}, Computed())[1])
    assert ("C001", "variables") not in told(describe({"is_structured": False}, Computed())[1])
    assert ("C001", "is_structured") in told(describe({}, Computed())[1])


@pytest.mark.parametrize("slot", COMPUTED_SLOTS)
def test_nothing_counted_may_be_written(describe: Assemble, computed: Computed, slot: str) -> None:
    description, problems = describe({slot: 7})
    assert told(problems) == {("C005", slot)}
    assert description.dataset == describe()[0].dataset


def test_coverage_may_be_written_only_where_the_records_say_nothing(
    describe: Assemble, computed: Computed
) -> None:
    period = {"start_date": "2001"}
    assert told(describe({"temporal_coverage": period})[1]) == {("C005", "temporal_coverage")}
    silent = replace(computed, temporal_coverage=(None, None))
    description, problems = describe({"temporal_coverage": period}, silent)
    assert told(problems) == set()
    assert description.dataset.entities("temporal_coverage")[0].first("start_date") == "2001"


FAULTS: list[tuple[str, Any, str, str, tuple[str, ...]]] = [
    ("titel", {"cs": "a", "en": "b"}, "C006", "titel", ("title",)),
    (
        "publisher",
        {"agent_name": {"cs": "a"}, "homepag": "https://example.org/"},
        "C006",
        "publisher.homepag",
        ("homepage",),
    ),
    ("access_rights", "NONPUBLIC", "C003", "access_rights", ("NON_PUBLIC", "PUBLIC")),
    ("health_categories", ["HGDP"], "C003", "health_categories", ("HGPD",)),
    ("conforms_to", ["https://example.org/my-standard"], "C003", "conforms_to", ()),
    ("personal_data_categories", ["https://w3id.org/dpv/pd#Age"], "C003", "personal_data_categories", ()),
    ("landing_page", "javascript:alert(1)", "C007", "landing_page", ()),
    ("landing_page", "file:///etc/passwd", "C007", "landing_page", ()),
    ("conforms_to", ["FIHR"], "C007", "conforms_to", ()),
    ("is_structured", "perhaps", "V013", "is_structured", ()),
    ("issue_date", "2026-02-30", "V004", "issue_date", ()),
    ("issue_date", "15. 1. 2026", "V003", "issue_date", ()),
    ("temporal_resolution", "daily", "V007", "temporal_resolution", ()),
    ("landing_page", ["https://a.example.org/", "https://b.example.org/"], "V009", "landing_page", ()),
    ("title", "no language", "C001", "title.lang", ()),
    ("title", {"czech": "a"}, "C003", "title.lang", ("cs", "en")),
    ("title", {"cs": "jen česky"}, "C001", "title.en", ()),
    ("keywords", {"cs": ["jen česky"]}, "C004", "keywords.en", ()),
    ("publisher", {"agent_name": {"cs": "a", "en": "b"}}, "C001", "publisher.contact_point", ()),
    ("contact_points", [{"full_name": "a"}], "C001", "contact_points.email", ("email", "contact_page")),
    ("retention_period", {"start_date": "2030", "end_date": "2026"}, "V006", "retention_period.end_date", ()),
    (
        "policy",
        {"disease_restrictions": ["MONDO:0007254"]},
        "C003",
        "policy.data_use_permission",
        ("disease_specific_research",),
    ),
    (
        "policy",
        {"data_use_permission": "disease_specific_research"},
        "C001",
        "policy.disease_restrictions",
        (),
    ),
    ("hdab", "nobody", "C003", "hdab", ("node",)),
    ("title", {"cs": {"deep": "map"}, "en": "b"}, "C006", "title", ()),
    ("landing_page", {"deep": "map"}, "C006", "landing_page", ()),
]


@pytest.mark.parametrize(
    ("slot", "value", "code", "path", "candidates"), FAULTS, ids=lambda value: str(value)[:40]
)
def test_each_fault_has_its_code_and_place(
    describe: Assemble, slot: str, value: Any, code: str, path: str, candidates: tuple[str, ...]
) -> None:
    _, problems = describe({slot: value})
    found = [problem for problem in problems if (problem.code, dict(problem.detail)["path"]) == (code, path)]
    assert len(found) == 1, told(problems)
    assert found[0].place.file == "dataset.yaml"
    assert found[0].value is not None or code not in ("C003", "C006", "C007")
    assert found[0].candidates[: len(candidates)] == candidates


def test_a_value_that_cannot_be_used_is_left_out(describe: Assemble) -> None:
    description, _ = describe({"landing_page": "javascript:alert(1)", "health_categories": ["HGDP", "EINS"]})
    assert not description.dataset.filled("landing_page")
    assert description.dataset.names("health_categories") == ("EINS",)


def test_the_node_answers_where_people_say_node_or_nothing(describe: Assemble) -> None:
    dataset = describe({"publisher": "node", "languages": "node"})[0].dataset
    assert dataset.entities("publisher")[0].languages("agent_name") == {"cs", "en"}
    assert dataset.names("languages") == ("CES",)
    assert dataset.filled("hdab")


def test_words_of_people_win_over_the_node_and_the_policy_is_completed_from_it(describe: Assemble) -> None:
    [policy] = describe()[0].dataset.entities("policy")
    assert policy.names("data_use_permission") == ("disease_specific_research",)
    assert policy.first("disease_restrictions") == Iri("http://purl.obolibrary.org/obo/MONDO_0007254")
    assert policy.filled("committee")
    assert policy.first("id") == "demo-policy"


def test_without_a_node_nothing_is_invented(
    written: Mapping[str, Any], computed: Computed, schema: Schema
) -> None:
    description, problems = assemble(written, None, computed, schema)
    assert {("C001", "base_iri"), ("C001", "publisher"), ("C001", "hdab")} <= told(problems)
    assert description.iri.value == "urn:omicz:dataset/GoE_CZ_TEST_1"


@pytest.mark.parametrize("base", ["javascript:x", "not an address", "mailto:a@example.org", 7])
def test_a_base_that_is_no_web_address(base: Any, written: Mapping[str, Any], schema: Schema) -> None:
    assert ("C007", "base_iri") in told(assemble(written, {"base_iri": base}, Computed(), schema)[1])


def test_what_the_policy_withholds_is_told_and_not_called_missing(
    describe: Assemble, computed: Computed
) -> None:
    statistics = replace(
        computed, number_of_unique_individuals=None, withheld=("number_of_unique_individuals",)
    )
    assert told(describe({}, statistics)[1]) == {("C002", "number_of_unique_individuals")}


def test_a_category_that_the_records_suggest_is_proposed(describe: Assemble, computed: Computed) -> None:
    _, problems = describe({}, replace(computed, health_categories=("HGPD", "HPML")))
    assert [(problem.code, problem.candidates) for problem in problems] == [("C004", ("HPML",))]


def test_a_statistic_that_no_list_knows_is_told_too(describe: Assemble, computed: Computed) -> None:
    description, problems = describe({}, replace(computed, coding_systems=("HPO", "MKN10")))
    assert [(problem.code, problem.value, problem.place.file) for problem in problems] == [
        ("C003", "MKN10", "records")
    ]
    assert description.dataset.names("coding_systems") == ("HPO",)


def test_codes_and_addresses_are_understood_in_every_form_people_write(describe: Assemble) -> None:
    forms = [
        "HGPD",
        "healthcategories:HGPD",
        "https://hdeu-dcat.data.health.europa.eu/resource/authority/healthcategories/HGPD",
    ]
    found = {
        describe({"health_categories": [form]})[0].dataset.all("health_categories")[0].iri for form in forms
    }
    assert found == {forms[2]}
    dates = {
        describe({"issue_date": day})[0].dataset.first("issue_date")
        for day in ("2026-01-15", datetime.date(2026, 1, 15))
    }
    assert dates == {"2026-01-15"}


def test_health_theme_and_ehds_are_always_there(describe: Assemble) -> None:
    dataset = describe({"themes": ["SOCI"], "applicable_legislation": ["https://example.org/law"]})[0].dataset
    assert dataset.names("themes") == ("SOCI", "HEAL")
    assert dataset.all("applicable_legislation")[-1] == Iri("http://data.europa.eu/eli/reg/2025/327/oj")


def test_the_regulation_is_counted_out_of_27(describe: Assemble, description: Description) -> None:
    assert len(ANNEX_B) == len({name for name, _ in ANNEX_B}) == 27
    assert sum(element.filled for element in regulation(description)) == 27
    for name, slot in ANNEX_B:
        slots = {key: value for key, value in description.dataset.slots.items() if key != slot}
        elements = regulation(replace(description, dataset=Entity("Dataset", slots)))
        assert [element.name for element in elements if not element.filled] == [name]


def test_variables_come_from_the_schema_and_hide_small_shares(schema: Schema) -> None:
    shares = [
        ("sex_at_birth", 500, 500),
        ("birth_date", 500, 495),
        ("country_of_birth", 500, 3),
        ("twin_status", 500, 0),
    ]
    entries = [Completeness("Individual", slot, "O", records, filled, 0) for slot, records, filled in shares]
    found = {variable.name: variable for variable in compute_variables(schema, entries)}
    assert found["sex_at_birth"].completeness == Decimal(100)
    assert found["birth_date"].completeness is None
    assert "twin_status" not in found
    assert set(found["birth_date"].title) == set(found["birth_date"].description) == {"cs", "en"}


def test_an_entity_tells_nought_and_false_from_nothing() -> None:
    entity = Entity(
        "Dataset", {"is_structured": (False,), "min_typical_age": (0,), "themes": (Code("HEAL"),)}
    )
    assert entity.filled("is_structured") and entity.filled("min_typical_age") and not entity.filled("title")
