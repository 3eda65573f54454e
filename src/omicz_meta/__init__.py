"""From a hospital's export to harmonised records and a description that every European catalogue can harvest.

    import omicz_meta as om
    result = om.run("submission/")

Names are loaded when they are first used, so that `import omicz_meta` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omicz_meta.later import fetching

if TYPE_CHECKING:
    from omicz_meta.catalogue.publish import Catalogue
    from omicz_meta.engine.cluster import Cluster
    from omicz_meta.errors import DataErrors, EnvironmentFault, MappingError, OmiczError, UsageError
    from omicz_meta.pipeline.harmonising import Harmonised
    from omicz_meta.pipeline.library import describe, harmonise, load_mapping
    from omicz_meta.pipeline.run import Result, run
    from omicz_meta.pipeline.validating import validate
    from omicz_meta.pipeline.viewing import ViewTable, view
    from omicz_meta.place import Place
    from omicz_meta.privacy.policy import Policy
    from omicz_meta.problem import Problem
    from omicz_meta.result import Finding, Report
    from omicz_meta.schema import Schema, load_schema
    from omicz_meta.sources import Source, open_source
    from omicz_meta.validation.rule import Rule
    from omicz_meta.validation.rules import RULES

_HOMES = {
    "Catalogue": "catalogue.publish",
    "Cluster": "engine.cluster",
    "DataErrors": "errors",
    "EnvironmentFault": "errors",
    "Finding": "result",
    "Harmonised": "pipeline.harmonising",
    "MappingError": "errors",
    "OmiczError": "errors",
    "Place": "place",
    "Policy": "privacy.policy",
    "Problem": "problem",
    "RULES": "validation.rules",
    "Report": "result",
    "Result": "pipeline.run",
    "Rule": "validation.rule",
    "Schema": "schema",
    "Source": "sources",
    "UsageError": "errors",
    "ViewTable": "pipeline.viewing",
    "describe": "pipeline.library",
    "harmonise": "pipeline.library",
    "load_mapping": "pipeline.library",
    "load_schema": "schema",
    "open_source": "sources",
    "run": "pipeline.run",
    "validate": "pipeline.validating",
    "view": "pipeline.viewing",
}

__all__ = [
    "RULES",
    "Catalogue",
    "Cluster",
    "DataErrors",
    "EnvironmentFault",
    "Finding",
    "Harmonised",
    "MappingError",
    "OmiczError",
    "Place",
    "Policy",
    "Problem",
    "Report",
    "Result",
    "Rule",
    "Schema",
    "Source",
    "UsageError",
    "ViewTable",
    "describe",
    "harmonise",
    "load_mapping",
    "load_schema",
    "open_source",
    "run",
    "validate",
    "view",
]


__getattr__ = fetching(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)
