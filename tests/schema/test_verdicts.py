"""One table of records, one verdict: JSON Schema and SHACL say of every record what the table says.

The table is verdicts.json, so that our own checks can be held to it as well.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import rdflib
from jsonschema import Draft202012Validator
from pyld import jsonld
from pyshacl import validate

if TYPE_CHECKING:
    from pathlib import Path

Case = dict[str, Any]
USE_CASES = [(), ("rare_disease",), ("cancer",), ("rare_disease", "cancer")]


@pytest.fixture(scope="module")
def cases(root: Path) -> list[Case]:
    return json.loads((root / "tests/schema/verdicts.json").read_text(encoding="utf-8"))["cases"]


@pytest.fixture(scope="module")
def compiled(root: Path) -> Path:
    return root / "schemas/compiled"


def test_the_table_is_worth_its_name(cases: list[Case]) -> None:
    assert len({case["why"] for case in cases}) == len(cases) >= 110
    assert {tuple(case["use_cases"]) for case in cases} == set(USE_CASES)
    assert sum(case["valid"] for case in cases) > 30
    assert all(case["codes"] for case in cases if not case["valid"])


def test_json_schema(cases: list[Case], compiled: Path) -> None:
    schema = json.loads((compiled / "omicz.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    found = {case["why"]: accepts(schema, case) for case in cases}
    assert found == {case["why"]: case["valid"] for case in cases}


def accepts(schema: dict[str, Any], case: Case) -> bool:
    names = [case["class"], *(f"{case['class']}.{use_case}" for use_case in case["use_cases"])]
    validators = (
        Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]})
        for name in names
        if name in schema["$defs"]
    )
    return all(validator.is_valid(case["record"]) for validator in validators)


@pytest.fixture(scope="module")
def shapes(compiled: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(compiled / "omicz.shacl.ttl")


def as_rdf(cases: list[Case], compiled: Path) -> rdflib.Graph:
    """The records as RDF; record n is the node urn:case:n."""
    context = json.loads((compiled / "omicz.context.jsonld").read_text(encoding="utf-8"))["@context"]
    nodes = [
        {**decimal_text(case["record"]), "@id": f"urn:case:{number}", "@type": case["class"]}
        for number, case in enumerate(cases)
    ]
    quads = jsonld.to_rdf({"@context": context, "@graph": nodes}, {"format": "application/n-quads"})
    return rdflib.Graph().parse(data=quads, format="nt")


def decimal_text(value: Any) -> Any:
    """JSON-LD writes a JSON number with a fraction as a double (1.5E0), so decimals travel as text."""
    if isinstance(value, dict):
        return {key: decimal_text(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [decimal_text(entry) for entry in value]
    return str(value) if isinstance(value, float) else value


@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
@pytest.mark.parametrize("use_cases", USE_CASES, ids=lambda names: "+".join(names) or "model")
def test_shacl(use_cases: tuple[str, ...], cases: list[Case], shapes: rdflib.Graph, compiled: Path) -> None:
    chosen = [case for case in cases if tuple(case["use_cases"]) == use_cases]
    more = [rdflib.Graph().parse(compiled / f"omicz.{use_case}.shacl.ttl") for use_case in use_cases]
    _, report, _ = validate(as_rdf(chosen, compiled), shacl_graph=sum(more, rdflib.Graph() + shapes))
    refused = {str(node) for node in report.objects(None, rdflib.SH.focusNode)}
    found = {case["why"]: f"urn:case:{number}" not in refused for number, case in enumerate(chosen)}
    assert found == {case["why"]: case["valid"] for case in chosen}
