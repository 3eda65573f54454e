"""What a view costs: CPU microseconds a resource of a kilobyte, in the kernel and with reading; beside json.loads.

python benchmarks/bench_views.py [RESOURCES]
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from omicz_meta.engine.resource_block import RESOURCE_COLUMNS
from omicz_meta.engine.session import session
from omicz_meta.engine.view_kernel import ViewKernel
from omicz_meta.pipeline.viewing import view_blocks
from omicz_meta.views.compiling import compile_view
from omicz_meta.views.definition import read_definition

QUANTITY = {"unit": "g/dL", "system": "http://unitsofmeasure.org", "code": "g/dL"}
PATHS = {
    "id": "getResourceKey()",
    "patient": "subject.getReferenceKey(Patient)",
    "encounter": "encounter.getReferenceKey(Encounter)",
    "status": "status",
    "category": "category.coding.code.first()",
    "system": "code.coding.first().system",
    "code": "code.coding.first().code",
    "display": "code.coding.first().display",
    "text": "code.text",
    "taken": "effective.ofType(dateTime)",
    "value": "value.ofType(Quantity).value",
    "unit": "value.ofType(Quantity).unit",
    "low": "referenceRange.first().low.value",
    "high": "referenceRange.first().high.value",
    "issued": "issued",
}
COLUMNS = [{"name": name, "path": path} for name, path in PATHS.items()]
EACH = {"forEach": "code.coding", "column": [{"name": "each", "path": "code"}]}
VIEWS: dict[str, dict[str, Any]] = {
    "15 columns": {"resource": "Observation", "select": [{"column": COLUMNS}]},
    "15 columns, where": {
        "resource": "Observation",
        "select": [{"column": COLUMNS}],
        "where": [{"path": "code.coding.where(system = 'http://loinc.org').exists()"}],
    },
    "4 columns, forEach": {"resource": "Observation", "select": [{"column": COLUMNS[:4]}, EACH]},
    "id": {"resource": "Observation", "select": [{"column": COLUMNS[:1]}]},
}


def observation(number: int) -> str:
    coding = {"system": "http://loinc.org", "code": "718-7", "display": "Hemoglobin [Mass/volume] in Blood"}
    return json.dumps(
        {
            "resourceType": "Observation",
            "id": f"o{number}",
            "meta": {"versionId": "1", "lastUpdated": "2020-01-01T10:00:00.000+01:00"},
            "status": "final",
            "category": [{"coding": [{"system": "http://terminology.hl7.org", "code": "laboratory"}]}],
            "code": {"coding": [coding], "text": "Hemoglobin"},
            "subject": {"reference": f"Patient/p{number % 1000}"},
            "encounter": {"reference": f"Encounter/e{number}"},
            "effectiveDateTime": "2019-05-03T10:00:00+02:00",
            "issued": "2019-05-03T10:00:00.123+02:00",
            "valueQuantity": {"value": 10 + number % 700 / 100, **QUANTITY},
            "referenceRange": [{"low": {"value": 12.0, **QUANTITY}, "high": {"value": 16.5, **QUANTITY}}],
            "note": [{"text": "x" * 150}],
        }
    )


def best(work: Callable[[], object], times: int = 3) -> float:
    """CPU seconds, user and system, of the fastest of some runs."""
    took = []
    for _ in range(times):
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    return min(took)


def main(count: int) -> None:
    lines = [observation(number) for number in range(count)]
    print(f"{count} resources of {sum(map(len, lines)) // count} bytes; CPU microseconds a resource")
    print(
        f"  {'json.loads of every line':32}{best(lambda: [json.loads(line) for line in lines]) / count * 1e6:8.2f}"
    )
    rows = [
        {"resource": line, "#row": at, "#line": at, "type": "Observation"} for at, line in enumerate(lines)
    ]
    resources = pa.Table.from_pylist(rows, schema=RESOURCE_COLUMNS)
    with session() as connection:
        for name, view in VIEWS.items():
            plan, faults = compile_view(read_definition(view)[0], "R4")
            assert not faults, faults
            kernel = ViewKernel(connection, plan)
            print(f"  {name:32}{best(lambda run=kernel.run: run(resources)) / count * 1e6:8.2f}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "o.ndjson")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        whole = best(lambda: sum(block.table.num_rows for block in view_blocks(VIEWS["15 columns"], path)), 1)
        print(f"  {'15 columns, with reading':32}{whole / count * 1e6:8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
