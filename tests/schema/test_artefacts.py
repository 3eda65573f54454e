"""OWL, JSON-LD context, SQL and the small schemas say what they are for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
import rdflib
import yaml
from linkml_runtime.utils.schemaview import SchemaView
from pyld import jsonld
from rdflib import OWL, RDFS, SH, SKOS

from omicz_meta.schema import load_schema

OMICZ = rdflib.Namespace("https://w3id.org/omicz/schema/")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")


@pytest.fixture(scope="module")
def compiled(root: Path) -> Path:
    return root / "schemas/compiled"


def both(text: str, czech: str) -> set[rdflib.Literal]:
    return {rdflib.Literal(text, lang="en"), rdflib.Literal(czech, lang="cs")}


def test_owl_has_labels_in_both_languages(compiled: Path) -> None:
    graph = rdflib.Graph().parse(compiled / "omicz.owl.ttl")
    assert set(graph.objects(OMICZ.Individual, RDFS.label)) == both("Individual", "Osoba")
    assert set(graph.objects(OMICZ.death_date, RDFS.label)) == both("Date of death", "Datum úmrtí")
    assert rdflib.URIRef("http://hl7.org/fhir/Patient.gender") in set(
        graph.objects(OMICZ.administrative_gender, SKOS.closeMatch)
    )
    for body in load_schema().classes.values():
        iri = DCAT[body.name] if body.uri else OMICZ[body.name]
        assert (iri, rdflib.RDF.type, OWL.Class) in graph
        assert {label.language for label in graph.objects(iri, RDFS.label)} == {"cs", "en"}


def test_shacl_has_names_in_both_languages(compiled: Path) -> None:
    graph = rdflib.Graph().parse(compiled / "omicz.shacl.ttl")
    shape = OMICZ["shape/Individual/death_date"]
    assert set(graph.objects(shape, SH.name)) == both("Date of death", "Datum úmrtí")


def test_json_schema_has_czech_texts(compiled: Path) -> None:
    schema = json.loads((compiled / "omicz.schema.json").read_text(encoding="utf-8"))
    assert schema["$defs"]["Individual"]["properties"]["death_date"]["x-title-cs"] == "Datum úmrtí"
    assert schema["$defs"]["AdministrativeGender"]["x-labels-cs"]["female"] == "žena"


def test_the_context_turns_values_into_their_meaning(compiled: Path) -> None:
    context = json.loads((compiled / "omicz.context.jsonld").read_text(encoding="utf-8"))["@context"]
    record = {
        "@context": context,
        "@id": "urn:p",
        "@type": "Individual",
        "vital_status": "deceased",
        "affected_status": "AFFECTED",
        "cause_of_death": "MONDO:0007254",
    }
    graph = rdflib.Graph().parse(data=jsonld.to_rdf(record, {"format": "application/n-quads"}), format="nt")
    node = rdflib.URIRef("urn:p")
    assert graph.value(node, OMICZ.vital_status) == rdflib.URIRef("http://snomed.info/id/419099009")
    assert graph.value(node, OMICZ.affected_status) == OMICZ["AffectedStatus/AFFECTED"]
    assert graph.value(node, OMICZ.cause_of_death) == rdflib.URIRef(
        "http://purl.obolibrary.org/obo/MONDO_0007254"
    )


def test_every_slot_of_a_class_has_an_iri_of_its_own() -> None:
    schema = load_schema()
    for body in (*schema.classes.values(), *schema.objects.values()):
        iris = [slot.uri or slot.name for slot in body.slots.values()]
        assert len(iris) == len(set(iris)), body.name


def test_sql_makes_the_tables_with_physical_types(compiled: Path) -> None:
    connection = duckdb.connect()
    connection.execute((compiled / "omicz.sql").read_text(encoding="utf-8"))
    table = connection.sql('select * from "individual"').to_arrow_table()
    absent = pa.list_(pa.struct([("slot", pa.string()), ("reason", pa.string())]))
    assert table.schema.field("absent").type == absent
    assert table.schema.field("birth_date").type == pa.string()
    assert connection.sql("select count(*) from duckdb_tables()").fetchall() == [(29,)]
    depth = connection.sql('select mean_depth from "run"').to_arrow_table().schema.field(0).type
    assert depth == pa.decimal128(38, 12)


def test_sql_for_postgresql_differs_in_types_only(compiled: Path) -> None:
    lines = {
        name: (compiled / name).read_text(encoding="utf-8").splitlines()[1:]
        for name in ("omicz.sql", "omicz.postgresql.sql")
    }
    adapted = [line.replace(" AS STRUCT(", " AS (") for line in lines["omicz.sql"]]
    assert adapted == lines["omicz.postgresql.sql"] != lines["omicz.sql"]


SMALL = {
    "submission": ["id", "schema", "use_cases", "node", "sources", "mapping", "dataset", "privacy"],
    "mapping-source": [
        "source",
        "dialect",
        "rows",
        "namespaces",
        "identity",
        "key",
        "columns",
        "absent",
        "filter",
        "on_unknown_column",
    ],
    "problem": [
        *("code", "severity", "source", "file", "row", "line", "column", "slot"),
        *("record_class", "record_id", "value", "rule"),
    ],
}


@pytest.mark.parametrize("name", SMALL)
def test_small_schemas(name: str, root: Path) -> None:
    view = SchemaView(str(root / f"schemas/{name}.yaml"))
    (top,) = [body.name for body in view.all_classes().values() if body.tree_root]
    assert view.class_slots(top) == SMALL[name]
    for body in view.all_classes():
        for slot in view.class_slots(body):
            target = view.induced_slot(slot, body).range
            assert target in {**view.all_classes(), **view.all_enums(), **view.all_types()}, slot


def test_use_cases_of_the_manifest_are_those_of_the_model(root: Path) -> None:
    manifest = yaml.safe_load((root / "schemas/submission.yaml").read_text(encoding="utf-8"))
    names = set(manifest["enums"]["UseCaseName"]["permissible_values"])
    schema = load_schema()
    assert names == set(schema.enums["UseCase"].names)
    assert set(schema.use_cases) < names


def test_every_pattern_is_anchored_and_understood_by_the_kernel() -> None:
    schema = load_schema()
    bodies = (*schema.classes.values(), *schema.objects.values())
    patterns = sorted({slot.pattern for body in bodies for slot in body.slots.values() if slot.pattern})
    assert [pattern for pattern in patterns if not (pattern.startswith("^") and pattern.endswith("$"))] == []
    connection = duckdb.connect()
    for pattern in patterns:
        (found,) = connection.execute("select regexp_matches('', $1)", [pattern]).fetchall()
        assert found == (bool(re.search(pattern, "")),), pattern


@pytest.mark.heavy
@pytest.mark.parametrize("generator", ["json-schema", "shacl", "owl", "jsonld-context", "pydantic"])
def test_the_generators_of_linkml_take_the_model(generator: str, root: Path) -> None:
    program = Path(sys.executable).parent / f"gen-{generator}"
    done = subprocess.run([program, root / "schemas/omicz.yaml"], capture_output=True, text=True, check=True)
    assert done.stdout
    assert "WARNING" not in done.stderr
    assert "Ambiguous" not in done.stderr
