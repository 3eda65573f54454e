"""What the tests of profiles share: what a profile asks for beyond the case, and the judgement of its shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from rdflib import OWL, SH

from omicz_meta.catalogue.czech_norm import PUBLIC_BODY

OPEN: Mapping[str, Any] = {
    "access_rights": "PUBLIC",
    "personal_data_categories": None,
    "eu_dataset_types": ["STATISTICAL"],
    "distributions": [
        {
            "id": "table",
            "title": {"cs": "Tabulka", "en": "Table"},
            "access_urls": ["https://demo.example.org/open"],
            "download_urls": ["https://demo.example.org/open/table.csv"],
            "file_type": "CSV",
            "media_type": "text/csv",
            "licence": "CC_BY_4_0",
            "byte_size": 0,
            "checksum": {"algorithm": "sha256", "digest": "00" * 32},
        }
    ],
}
"""The case as open data."""
BODY = {
    "agent_name": {"cs": "Ukázkový datový uzel", "en": "Demonstration data node"},
    "identifiers": [PUBLIC_BODY + "00000001", "https://ror.example.org/demo-node"],
    "contact_point": {"email": "data@demo.example.org"},
}
REACHABLE = {**BODY, "homepage": "https://demo.example.org/"}
WHOLE = {
    **OPEN["distributions"][0],
    "byte_size": 2048,
    "rights": {"cs": "Jen s povolením.", "en": "With a permit only."},
    "applicable_legislation": ["http://data.europa.eu/eli/reg/2025/327/oj"],
}
MORE: Mapping[str, Mapping[str, Any]] = {
    "gdi": {"identifier": "GoE_CZ_TEST_1", "governance_level": "one_plus_mg_cohort"},
    "dcat-ap-cz": {**OPEN, "publisher": BODY},
    "health-ri": {"publisher": REACHABLE, "creators": [REACHABLE], "distributions": [WHOLE]},
    "croissant": OPEN,
    "datacite": {"other_identifiers": [{"notation": "10.5072/demo", "schema_agency": "DataCite"}]},
}
"""What a profile asks for that the case does not say."""
_DCAT_AP = ("shapes", "range", "shapes_recommended", "mdr-vocabularies.shape")
_GDI = ("AgentCreator", "AgentHdab", "Catalog", "Dataset", "Distribution", "Identifier", "Kind")
SHAPES: Mapping[str, Sequence[str]] = {
    "dcat-ap": [f"dcat-ap-3.0.1/shacl/{name}.ttl" for name in _DCAT_AP],
    "gdi": [f"gdi-metadata/shacl/{name}.ttl" for name in _GDI],
    "health-ri": ["health-ri-core-v2.0.2/HRI-Datamodel-shapes.ttl"],
    "fdp": [f"fair-data-point-v1.2/{name}.ttl" for name in ("CatalogShape", "FAIRDataPointShape")],
}
"""The shapes by which a profile is judged, under shared/standards."""
CODE_LISTS = ("eu-authority-minimal", "healthdcat-ap-r8/vocab")
MISSING_PREFIXES = (
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .\n"
)
"""Some of the published shapes use prefixes that they do not declare."""


def violations(graph: rdflib.Graph, files: Sequence[str], standards: Path) -> list[tuple[str, str, str]]:
    """Results about nodes of the graph itself, with code lists merged into it."""
    shapes = rdflib.Graph()
    for file in files:
        text = MISSING_PREFIXES + (standards / file).read_text(encoding="utf-8")
        shapes.parse(data=text, format="turtle")
    shapes.remove((None, OWL.imports, None))
    joined = rdflib.Graph() + graph
    for folder in CODE_LISTS:
        for list_file in sorted((standards / folder).glob("*.ttl")):
            joined.parse(list_file)
    _, report, _ = pyshacl.validate(joined, shacl_graph=shapes, inference="none", do_owl_imports=False)
    assert isinstance(report, rdflib.Graph)
    own = set(graph.subjects())
    return sorted(
        (
            str(report.value(one, SH.focusNode)),
            str(report.value(one, SH.resultPath)),
            str(report.value(one, SH.resultMessage)),
        )
        for one in report.objects(None, SH.result)
        if report.value(one, SH.resultSeverity) == SH.Violation and report.value(one, SH.focusNode) in own
    )
