"""Views of a mapping folder: files in `views/`, each a ViewDefinition that becomes a table of a source of FHIR."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from omicz_meta.engine.resource_block import FhirVersion
from omicz_meta.engine.view_plan import ViewPlan
from omicz_meta.mapping.form import Faults
from omicz_meta.views.compiling import compile_view
from omicz_meta.views.definition import Definition, read_definition
from omicz_meta.views.elements import VERSIONS
from omicz_meta.views.fault import FORM, Fault

FOLDER, ENDING = "views", ".json"

Plans = Mapping[FhirVersion, ViewPlan]


def read_view(path: Path, shown: str, faults: Faults) -> tuple[str, Plans]:
    """The name of a view and its plans by version of FHIR; a view with faults has none, and they are told.

    The name is the one that the view says, else that of its file. A view that names versions must be sound in all of
    them, any other in one.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "patient.json"
    >>> select = [{"column": [{"name": "moved", "path": "participant.individual.reference"}]}]
    >>> _ = path.write_text(json.dumps({"resource": "Encounter", "select": select}))
    >>> name, plans = read_view(path, "views/patient.json", Faults())
    >>> name, list(plans)
    ('patient', ['R4', 'R4B'])
    """
    name = path.name.removesuffix(ENDING)
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError, OSError):
        _tell((Fault(FORM, "", reason="not JSON"),), shown, faults)
        return name, {}
    definition, wrong = read_definition(content)
    if wrong:
        _tell(wrong, shown, faults)
        return name, {}
    return definition.name or name, _plans(definition, shown, faults)


def _plans(definition: Definition, shown: str, faults: Faults) -> Plans:
    compiled = {version: compile_view(definition, version) for version in definition.versions or VERSIONS}
    sound = {version: plan for version, (plan, wrong) in compiled.items() if not wrong}
    wrong = [found for _, found in compiled.values() if found]
    if wrong and (definition.versions or not sound):
        _tell(wrong[0], shown, faults)
        return {}
    return sound


def _tell(wrong: tuple[Fault, ...], shown: str, faults: Faults) -> None:
    for fault in wrong:
        faults.add(fault.problem(shown))
