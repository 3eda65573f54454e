"""What was not asked stands in one place of the report, with the reason: text, page and JSON."""

from __future__ import annotations

import json

import pytest

import omicz_meta as om
from omicz_meta.problem import Language
from omicz_meta.reports import render_html, render_json, render_text, report_from_json
from omicz_meta.resources import mappings_folder
from omicz_meta.result import NotAsked, Report


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Records of persons and consents in one file, without anything beside them."""
    file = tmp_path_factory.mktemp("records") / "records.json"
    records = {
        "Individual": [{"subject_id": "p", "birth_date": "soon"}],
        "Consent": [{"id": "c", "individual": "p"}],
        "Diagnosis": [{"id": "d", "individual": "p", "disease": "MKN10:E84.9"}],
    }
    file.write_text(json.dumps(records), encoding="utf-8")
    return om.validate(file)


def reasons(report: Report) -> dict[str, str]:
    """The reason for each code."""
    return {code: one.reason for one in report.not_asked for code in one.codes}


def test_every_reason_there_is(alone: Report) -> None:
    found = reasons(alone)
    expected = {
        "X039": "no description",
        "X037": "use case",
        "T020": "no pack",
        "X007": "no identity",
        "X022": "no birth number",
        "X041": "no records",
    }
    assert expected.items() <= found.items()
    assert NotAsked((), "not understood", "1") in alone.not_asked
    assert not {"V003", "V043", "X030"} & found.keys(), "these were asked"


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_it_is_told_everywhere(alone: Report, lang: Language) -> None:
    said = json.loads(render_json(alone))["not_asked"][0][lang]
    assert "dataset.yaml" in said
    for text in (render_html(alone, lang), " ".join(render_text(alone, lang, 100).split())):
        assert said.replace("\xa0", " ") in text.replace("\xa0", " ")
    assert report_from_json(render_json(alone)) == alone


@pytest.mark.heavy
def test_what_the_example_answers_is_not_listed() -> None:
    found = reasons(om.run(mappings_folder() / "csv-demo" / "example").report)
    assert not {"X037", "X003"} & found.keys(), "the use case rare_disease asks them"
    assert found.get("X039") != "no description"
